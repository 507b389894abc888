use clap::CommandFactory as _;

use super::*;

fn parse(line: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(std::iter::once("slipway").chain(line.split_whitespace()))
}

#[test]
fn the_surface_is_well_formed() {
    Arguments::command().debug_assert();
}

#[test]
fn what_the_surface_names_is_accepted() {
    for line in [
        "sandbox --listen 127.0.0.1:9000 --user u --key k --speed 60 --rate off --state /tmp/s --fault create:drop --fault any:status=503:*",
        "sandbox --also bob:b --also other/eve:e:read-only --account-rate 1 --list-lag 5s --openapi a.yaml --no-nodes",
        "serve --listen 127.0.0.1:0 --json",
        "account add prod --url https://api.example --user u --key-env K --read-only --colour oxide",
        "account list",
        "account test prod",
        "account key prod --key-stdin",
        "account key prod --key-env K",
        "account survey prod",
        "account survey prod -o report.json",
        "account remove prod",
        "profile template kafka",
        "profile add ./p.toml",
        "profile edit p --set version=4.0.0 --set dataCentres.0.nodes=6",
        "profile copy a b",
        "request p --account prod --curl",
        "launch p --account prod --name n --once k --yes --wait=running --timeout 1h30m --accept-warnings",
        "launch ./p.toml --wait --yes --json",
        "--home /tmp/h drive -vv",
        "runs --active",
        "run show 1234",
        "wait a b --for gone --timeout 90s",
        "events a --follow",
        "launch p --delete-after 8h --yes",
        "delete c",
        "delete c --confirm orders",
        "resolve a --keep",
        "resolve a --delete-after 3h",
        "resolve a --found c",
        "resolve a --send-again",
        "resolve a --withdraw",
        "clusters --account prod",
        "refresh",
        "refresh a",
        "launch p --size KFK-DEV-t4g.small-5/3 --size KFK-DEV-t4g.medium-80 --copies 2 --stop-on-refusal",
        "resize c --node-size KFK-DEV-t4g.medium-80 --yes",
        "resize c --nodes 6 --data-centre DC1",
        "restore c",
        "restore c --name d --ago 2h --table a.b --table a.c --network 10.20.0.0/16 --delete-after 2h --yes",
    ] {
        assert!(parse(line).is_ok(), "{line}: {}", parse(line).err().map(|e| e.to_string()).unwrap_or_default());
    }
}

#[test]
fn what_is_wrong_or_not_there_yet_exits_with_2() {
    for line in [
        "launch",
        "launch p --wait=proven",
        "launch p --copies 0",
        "launch p --size /3",
        "resize c",
        "resize c --nodes many",
        "restore",
        "restore c --ago yesterday",
        "launch p --timeout soon",
        "launch p --once=",
        "resolve a",
        "resolve a --send-again --withdraw",
        "resolve a --keep --delete-after 3h",
        "launch p --delete-after soon",
        "delete",
        "account add l --url u --user u --key-stdin --key-env K",
        "account key l --key-stdin --key-env K",
        "account key --key-stdin",
        "profile template zookeeper",
        "sandbox --speed 0",
        "sandbox --also bob",
        "sandbox --address-per-node",
        "sandbox --rate -1",
        "sandbox --fault create:explode",
        "prove c",
        "load c",
        "wait",
    ] {
        assert_eq!(parse(line).err().map(|e| e.exit_code()), Some(2), "{line}");
    }
}

#[test]
fn a_bare_wait_means_running_and_none_means_not_staying() {
    let wait = |line: &str| {
        let Command::Launch(launch) = parse(line).unwrap().command else { panic!("{line} is no launch") };
        launch.wait
    };
    assert_eq!(wait("launch p --wait"), Some(WaitWord::Running));
    assert_eq!(wait("launch --wait p"), Some(WaitWord::Running));
    assert_eq!(wait("launch p"), None);
}
