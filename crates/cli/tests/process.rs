//! The built program as other programs meet it: exit codes, stdout, stderr, signals.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be, in its builders too"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A home of its own for each test.
struct Home(TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_slipway"));
        command
            .args(words)
            .env("SLIPWAY_HOME", self.0.path().join("home"))
            .env_remove("SLIPWAY_KEY_DEAD")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, words: &[&str]) -> Ended {
        Ended(self.command(words).output().unwrap())
    }

    /// A valid Kafka profile named `name`, as a file.
    fn profile(&self, name: &str) -> String {
        let template = self.run(&["profile", "template", "kafka"]).stdout();
        let path = self.0.path().join(format!("{name}.toml"));
        let named = format!("name = \"{name}\"");
        let lines: Vec<&str> =
            template.lines().map(|line| if line.starts_with("name =") { named.as_str() } else { line }).collect();
        std::fs::write(&path, lines.join("\n")).unwrap();
        path.display().to_string()
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

struct Ended(Output);

impl Ended {
    fn code(&self) -> i32 {
        self.0.status.code().unwrap()
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout()).unwrap_or_else(|error| panic!("{error}: {}", self.stdout()))
    }

    #[track_caller]
    fn exits(self, code: i32) -> Self {
        assert_eq!(self.code(), code, "stdout: {}\nstderr: {}", self.stdout(), self.stderr());
        self
    }
}

/// A program that stays, ended with the test.
struct Staying {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Staying {
    fn start(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        line
    }

    fn url(&mut self) -> String {
        let line: Value = serde_json::from_str(&self.line()).unwrap();
        line["url"].as_str().unwrap().to_owned()
    }

    /// Asks it to stop and gives the exit code.
    fn terminate(mut self) -> i32 {
        let done = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(done.success());
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Staying {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// The whole answer to a request without a body but `{}`.
fn ask(method: &str, url: &str, headers: &str) -> String {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let body = if method == "POST" { "Content-Length: 2\r\n\r\n{}" } else { "\r\n" };
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}{body}").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

fn get(url: &str, headers: &str) -> String {
    ask("GET", url, headers)
}

#[test]
fn the_templates_are_valid_profiles() {
    let home = Home::new();
    for application in ["kafka", "cassandra"] {
        let template = home.run(&["profile", "template", application]).exits(0);
        let file = home.file("template.toml", &template.stdout());
        home.run(&["profile", "check", &file]).exits(0);
    }
}

#[test]
fn a_bad_profile_exits_with_2_and_each_problem_has_its_line_and_field() {
    let home = Home::new();
    let file = home.file(
        "bad.json",
        r#"{"name":"bad","application":"kafka","clusterName":"x","version":"4.0.0","slaTier":"NON_PRODUCTION",
            "dataCentres":[{"name":"dc","cloudProvider":"AWS_VPC","region":"US_EAST_1","network":"10.20.0.1/16",
            "nodeSize":"KFK-DEV-t4g.small-5","nodes":4}]}"#,
    );
    let ended = home.run(&["profile", "check", &file]).exits(2);
    for field in ["clusterName: ", "dataCentres.0.network: ", "dataCentres.0.nodes: "] {
        assert_eq!(
            ended.stderr().lines().filter(|line| line.starts_with(field)).count(),
            1,
            "{field}: {}",
            ended.stderr()
        );
    }
    let json = home.run(&["profile", "check", &file, "--json"]).exits(2).json();
    assert!(json["findings"].as_array().unwrap().len() >= 3);
}

#[test]
fn a_file_that_is_no_profile_exits_with_2() {
    let home = Home::new();
    let file = home.file("broken.toml", "name = \n");
    home.run(&["profile", "add", &file]).exits(2);
    home.run(&["launch", &home.path().join("none.toml").display().to_string(), "--yes"]).exits(2);
    home.run(&["launch", "nobody", "--yes"]).exits(2);
}

#[test]
fn profiles_are_added_listed_edited_copied_and_removed() {
    let home = Home::new();
    let file = home.profile("dev");
    home.run(&["profile", "add", &file]).exits(0);
    home.run(&["profile", "add", &file]).exits(2);
    home.run(&["profile", "edit", "dev", "--set", "dataCentres.0.nodes=6"]).exits(0);
    home.run(&["profile", "edit", "dev", "--set", "noSuchField=6"]).exits(2);
    home.run(&["profile", "copy", "dev", "prod"]).exits(0);
    let shown = home.run(&["profile", "show", "prod", "--json"]).exits(0).json();
    assert_eq!(shown["draft"]["dataCentres"][0]["nodes"], 6);
    home.run(&["profile", "remove", "dev"]).exits(0);
    let listed = home.run(&["profile", "list", "--json"]).exits(0).json();
    let names: Vec<&str> = listed.as_array().unwrap().iter().filter_map(|row| row["name"].as_str()).collect();
    assert_eq!(names, ["prod"]);
}

#[test]
fn the_request_is_printed_and_nothing_is_sent() {
    let home = Home::new();
    let file = home.profile("dev");
    let printed = home.run(&["request", &file]).exits(0);
    assert!(printed.json()["dataCentres"][0]["network"].is_string());
    assert!(printed.stderr().contains("once it runs: POST /cluster-management/v2/resources/network-firewall-rules/v2"));
    let curl = home.run(&["request", &file, "--curl", "--account", "sandbox"]).exits(0);
    assert!(curl.stdout().starts_with("curl "));
    assert_eq!(home.run(&["runs", "--json"]).exits(0).json(), serde_json::json!([]));
}

/// A finder on this computer: answers every request with this. Ends with the test's process.
fn finder(answer: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked);
            let length = answer.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{answer}").as_bytes());
        }
    });
    port
}

#[test]
fn finders_are_asked_once_they_are_allowed_and_two_have_to_agree() {
    let home = Home::new();
    let unasked = home.run(&["address"]).exits(0);
    assert!(unasked.stdout().contains("before you allow it (--allow)"), "{}", unasked.stdout());
    let port = finder("203.0.113.7\n");
    let (one, two) = (format!("http://127.0.0.1:{port}/"), format!("http://localhost:{port}/"));
    home.run(&["address", "--allow", "--finder", &one]).exits(2);
    home.run(&["address", "--allow", "--finder", &one, "--finder", "http://finder.example/"]).exits(2);
    let found = home.run(&["address", "--allow", "--finder", &one, "--finder", &two, "--json"]).exits(0).json();
    assert_eq!((&found["v4"], &found["v6"]), (&"203.0.113.7".into(), &Value::Null));
    let other = finder("10.0.0.7");
    let lies = format!("http://localhost:{other}/");
    let told = home.run(&["address", "--finder", &one, "--finder", &lies]).exits(1);
    assert!(told.stdout().contains("two finders have to agree"), "{}", told.stdout());
    let forbidden = home.run(&["address", "--forbid", "--json"]).exits(0).json();
    assert_eq!((&forbidden["settings"]["allowed"], &forbidden["v4"]), (&false.into(), &Value::Null));
}

#[test]
fn everybody_is_let_in_only_where_it_is_named() {
    let home = Home::new();
    let file = home.profile("dev");
    let text = std::fs::read_to_string(&file).unwrap().replace("from = \"mine\" ", "from = \"0.0.0.0/0\" ");
    let file = home.file("open.toml", &text);
    let refused = home.run(&["launch", &file, "--account", "sandbox", "--yes"]).exits(5);
    assert!(refused.stderr().contains("--open-to 0.0.0.0/0"), "{}", refused.stderr());
    assert_eq!(home.run(&["runs", "--json"]).exits(0).json(), serde_json::json!([]));
}

#[test]
fn without_a_terminal_a_launch_needs_yes() {
    let home = Home::new();
    let file = home.profile("dev");
    let ended = home.run(&["launch", &file, "--account", "sandbox"]).exits(5);
    assert!(ended.stderr().contains("--yes"));
    assert_eq!(ended.stdout(), "");
}

#[test]
fn an_account_that_is_not_there_is_wrong_usage() {
    let home = Home::new();
    let file = home.profile("dev");
    let ended = home.run(&["launch", &file, "--account", "nowhere", "--yes"]).exits(2);
    assert!(ended.stderr().contains("nowhere"));
    home.run(&["account", "test", "nowhere"]).exits(2);
    home.run(&["run", "show", "nowhere"]).exits(2);
}

#[test]
fn the_sandbox_account_is_always_there_and_others_come_and_go() {
    let home = Home::new();
    home.run(&["account", "add", "dead", "--url", "http://127.0.0.1:1", "--user", "u"]).exits(0);
    let listed = home.run(&["account", "list", "--json"]).exits(0).json();
    let labels: Vec<&str> = listed.as_array().unwrap().iter().filter_map(|account| account["label"].as_str()).collect();
    assert_eq!(labels, ["dead", "sandbox"]);
    assert_eq!(listed[0]["key"]["variable"], "SLIPWAY_KEY_DEAD");
    home.run(&["account", "remove", "dead"]).exits(0);
    home.run(&["account", "remove", "dead"]).exits(2);
}

#[test]
fn without_its_key_an_account_gives_no_access() {
    let home = Home::new();
    home.run(&["account", "add", "dead", "--url", "http://127.0.0.1:1", "--user", "u"]).exits(0);
    home.run(&["account", "test", "dead"]).exits(6);
    let file = home.profile("dev");
    home.run(&["launch", &file, "--account", "dead", "--yes"]).exits(6);
}

#[test]
fn where_nobody_listens_a_launch_is_kept_and_exits_with_7() {
    let home = Home::new();
    home.run(&["account", "add", "dead", "--url", "http://127.0.0.1:1", "--user", "u"]).exits(0);
    let file = home.profile("dev");
    let mut command = home.command(&["launch", &file, "--account", "dead", "--yes"]);
    let ended = Ended(command.env("SLIPWAY_KEY_DEAD", "k").output().unwrap()).exits(7);
    let id = ended.stdout().trim().to_owned();
    let run = home.run(&["run", "show", &id, "--json"]).exits(0).json();
    assert_eq!(run["stage"], "intended");
}

#[test]
fn a_read_only_account_is_not_written_to() {
    let home = Home::new();
    home.run(&["account", "add", "dead", "--url", "http://127.0.0.1:1", "--user", "u", "--read-only"]).exits(0);
    let file = home.profile("dev");
    let mut command = home.command(&["launch", &file, "--account", "dead", "--yes"]);
    Ended(command.env("SLIPWAY_KEY_DEAD", "k").output().unwrap()).exits(5);
}

#[test]
fn a_home_from_elsewhere_sends_nothing_until_it_is_taken_over() {
    let (original, copy) = (Home::new(), Home::new());
    assert_eq!(original.run(&["runs"]).code(), 0);
    assert_eq!(original.run(&["home", "take-over"]).code(), 5, "it belongs here");
    std::fs::create_dir(copy.path().join("home")).unwrap();
    let store = |home: &Home| home.path().join("home").join("slipway.sqlite3");
    std::fs::copy(store(&original), store(&copy)).unwrap();
    let profile = copy.profile("copied");
    let refused = copy.run(&["launch", &profile, "--account", "sandbox", "--yes"]);
    assert_eq!(refused.code(), 5, "{}", refused.stderr());
    assert!(refused.stderr().contains("slipway home take-over"), "{}", refused.stderr());
    assert_eq!(copy.run(&["home", "take-over"]).code(), 0);
    let launched = copy.run(&["launch", &profile, "--account", "sandbox", "--yes"]);
    assert_eq!(launched.code(), 0, "{}", launched.stderr());
}

#[test]
fn a_store_that_is_lost_is_not_made_anew_and_one_that_is_damaged_can_be_saved() {
    let home = Home::new();
    let profile = home.profile("kept");
    home.run(&["profile", "add", &profile]).exits(0);
    home.run(&["home", "salvage"]).exits(5);
    let store = home.path().join("home/slipway.sqlite3");
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[..100].fill(0);
    std::fs::write(&store, bytes).unwrap();
    let refused = home.run(&["launch", "kept", "--account", "sandbox", "--yes", "--once", "key"]).exits(1);
    assert!(refused.stderr().contains("slipway home salvage"), "{}", refused.stderr());
    let saved = home.run(&["home", "salvage", "--json"]).exits(0).json();
    assert_eq!(saved["readable"], true);
    home.run(&["profile", "show", "kept"]).exits(0);
    std::fs::remove_file(&store).unwrap();
    home.run(&["profile", "list"]).exits(1);
    home.run(&["home", "salvage"]).exits(1);
    assert!(!store.exists());
}

#[test]
fn a_launch_stays_until_it_is_known_to_be_none_of_those_that_were_lost() {
    let home = Home::new();
    let profile = home.profile("dev");
    home.run(&["runs"]).exits(0);
    // As where changes are gone with a damaged log.
    std::fs::write(home.path().join("home/store.newest"), "00000000000000009999\n").unwrap();
    home.run(&["home", "salvage"]).exits(4);
    let words = ["launch", &profile, "--account", "sandbox", "--yes", "--once", "key", "--timeout", "4s"];
    let waited = home.run(&words).exits(5);
    let told = waited.stderr();
    assert!(told.contains("Waiting. Runs were lost") && told.contains("Try again in 10 minutes"), "{told}");
    // Meanwhile it drove, and so has read the list.
    let accounts = home.run(&["account", "list", "--json"]).exits(0).json();
    assert!(accounts[0]["seenAt"].is_number(), "{accounts}");
    // What may be of a lost run is said of one account's cluster.
    let nobodys = home.run(&["home", "take-up", "c", "--account", "nobody"]).exits(2);
    assert!(nobodys.stderr().contains("no account"), "{}", nobodys.stderr());
    home.run(&["home", "disown", "c", "--account", "sandbox"]).exits(2);
}

#[test]
fn a_launch_on_the_sandbox_is_accepted_and_the_same_key_makes_nothing_new() {
    let home = Home::new();
    let file = home.profile("dev");
    let words = ["launch", &file, "--account", "sandbox", "--yes", "--once", "deploy-42"];
    let first = home.run(&words).exits(0);
    assert!(first.stderr().contains("slipway drive"), "{}", first.stderr());
    let second = home.run(&words).exits(0);
    assert_eq!(first.stdout(), second.stdout());
    let runs = home.run(&["runs", "--json"]).exits(0).json();
    assert_eq!(runs.as_array().unwrap().len(), 1);
    assert_eq!(runs[0]["id"], first.stdout().trim());
    assert_eq!(runs[0]["stage"], "provisioning");
    assert!(runs[0]["cluster"]["id"].is_string());
    let events = home.run(&["events", first.stdout().trim(), "--json"]).exits(0).json();
    assert_eq!(events[0]["kind"], "intended");
    let third = home.run(&["wait", first.stdout().trim(), "--timeout", "1s", "--json"]).exits(3);
    assert!(third.stderr().contains("slipway wait"));
    let clusters = home.run(&["clusters", "--json"]).exits(0).json();
    assert_eq!(clusters[0]["runId"], first.stdout().trim());
    home.run(&["refresh", first.stdout().trim()]).exits(0);
}

#[test]
fn a_key_that_stands_for_another_launch_is_refused() {
    let home = Home::new();
    let profile = home.profile("once");
    let launch =
        |name: &str| home.run(&["launch", &profile, "--account", "sandbox", "--yes", "--once", "job", "--name", name]);
    let first = launch("first");
    assert_eq!(first.code(), 0, "{}", first.stderr());
    assert_eq!(launch("first").stdout(), first.stdout());
    let other = launch("second");
    assert_eq!(other.code(), 5, "{}", other.stderr());
    assert!(other.stderr().contains("used for another launch"), "{}", other.stderr());
    let runs = home.run(&["runs", "--json"]).json();
    assert_eq!(runs.as_array().unwrap().len(), 1);
}

#[test]
fn a_check_says_what_would_be_right() {
    let home = Home::new();
    let profile = home.profile("wrong");
    let text = std::fs::read_to_string(&profile).unwrap().replace("nodes = 3", "nodes = 4");
    let checked = home.run(&["profile", "check", &home.file("wrong.toml", &text)]);
    assert_eq!(checked.code(), 2);
    let said = format!("{}{}", checked.stdout(), checked.stderr());
    assert!(said.contains("dataCentres.0.nodes: ") && said.contains("→ Use 3, Use 6"), "{said}");
}

#[test]
fn the_sandbox_says_where_it_is_on_its_first_line_and_stops_when_asked() {
    let home = Home::new();
    let mut sandbox = Staying::start(home.command(&["sandbox", "--user", "u", "--key", "k", "--speed", "600"]));
    let line: Value = serde_json::from_str(&sandbox.line()).unwrap();
    assert_eq!((line["user"].as_str(), line["key"].as_str()), (Some("u"), Some("k")));
    let answer = get(
        &format!("{}/cluster-management/v2/resources/clusters", line["url"].as_str().unwrap().trim_end_matches('/')),
        "",
    );
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    assert_eq!(sandbox.terminate(), 0);
}

#[test]
fn a_launch_follows_the_run_to_running_on_a_sandbox_of_its_own() {
    let home = Home::new();
    let mut sandbox = Staying::start(home.command(&["sandbox", "--user", "u", "--key", "k", "--speed", "600"]));
    let url = sandbox.url();
    home.run(&["account", "add", "fast", "--url", &url, "--user", "u", "--key-env", "FAST"]).exits(0);
    let file = home.profile("dev");
    let mut command =
        home.command(&["launch", &file, "--account", "fast", "--yes", "--wait=running", "--timeout", "60s", "--json"]);
    let ended = Ended(command.env("FAST", "k").output().unwrap()).exits(0);
    let lines: Vec<Value> = ended.stdout().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.last().unwrap();
    assert_eq!(last["stage"], "running");
    assert_eq!(last["nodes"].as_array().unwrap().len(), 3);
    assert!(lines.iter().any(|run| run["stage"] == "provisioning"));
    home.run(&["wait", last["id"].as_str().unwrap()]).exits(0);
}

/// A home with an account `fast` on a sandbox that comes up in seconds, with these faults.
fn with_a_sandbox(faults: &[&str]) -> (Home, Staying) {
    let home = Home::new();
    let mut words = vec!["sandbox", "--user", "u", "--key", "k", "--speed", "600"];
    words.extend(faults.iter().flat_map(|fault| ["--fault", fault]));
    let mut sandbox = Staying::start(home.command(&words));
    let url = sandbox.url();
    let key = home.file("key", "k");
    let done = Command::new("chmod").args(["600", &key]).status().unwrap();
    assert!(done.success());
    home.run(&["account", "add", "fast", "--url", &url, "--user", "u", "--key-file", &key]).exits(0);
    (home, sandbox)
}

#[test]
fn a_cluster_whose_answer_was_lost_is_found_by_waiting() {
    let (home, _sandbox) = with_a_sandbox(&["create:lose-answer"]);
    let file = home.profile("dev");
    let launched = home.run(&["launch", &file, "--account", "fast", "--yes"]).exits(3);
    let id = launched.stdout().trim().to_owned();
    assert!(launched.stderr().contains("may have arrived"), "{}", launched.stderr());
    home.run(&["wait", &id, "--timeout", "60s"]).exits(0);
    let clusters = home.run(&["clusters", "--account", "fast", "--json"]).exits(0).json();
    assert_eq!(clusters.as_array().unwrap().len(), 1);
}

#[test]
fn a_run_that_was_given_up_is_gone_for_whoever_waits() {
    let (home, _sandbox) = with_a_sandbox(&["create:drop"]);
    let file = home.profile("dev");
    let id = home.run(&["launch", &file, "--account", "fast", "--yes"]).exits(3).stdout().trim().to_owned();
    home.run(&["resolve", &id]).exits(2);
    let withdrawn = home.run(&["resolve", &id, "--withdraw", "--json"]).exits(0).json();
    assert_eq!(withdrawn["stage"], "withdrawn");
    home.run(&["wait", &id]).exits(1);
    home.run(&["wait", &id, "--for", "gone"]).exits(0);
}

#[test]
fn a_refused_launch_exits_with_1_and_keeps_the_providers_words() {
    let (home, _sandbox) = with_a_sandbox(&["create:status=400"]);
    let file = home.profile("dev");
    let refused = home.run(&["launch", &file, "--account", "fast", "--yes", "--wait", "--json"]).exits(1);
    let last: Value = serde_json::from_str(refused.stdout().lines().last().unwrap()).unwrap();
    assert_eq!(last["stage"], "refused");
    assert_eq!(last["problem"]["server"]["status"], 400);
}

#[test]
fn whoever_waits_for_several_is_told_how_they_stand_together() {
    let (home, _sandbox) = with_a_sandbox(&["create:status=400"]);
    let file = home.profile("dev");
    let words = ["launch", &file, "--account", "fast", "--yes", "--copies", "2", "--wait", "--timeout", "60s"];
    let told = home.run(&words).exits(1);
    assert!(told.stderr().contains("\n1 of 2 running, 1 refused.\n"), "{}", told.stderr());
}

#[test]
fn whoever_waits_is_told_once_what_stands_in_the_way_of_the_account_and_once_that_it_is_over() {
    let (home, _sandbox) = with_a_sandbox(&["read:garbage:2"]);
    let file = home.profile("dev");
    let told = home.run(&["launch", &file, "--account", "fast", "--yes", "--wait", "--timeout", "60s"]).exits(0);
    let words = told.stderr();
    let count = |part: &str| words.matches(part).count();
    assert_eq!((count("Account fast: error: "), count("Account fast is answered again.")), (1, 1), "{words}");
}

#[test]
fn a_wrong_key_is_no_access() {
    let (home, _sandbox) = with_a_sandbox(&[]);
    home.file("key", "wrong");
    home.run(&["account", "test", "fast"]).exits(6);
    home.run(&["launch", &home.profile("dev"), "--account", "fast", "--yes"]).exits(6);
}

#[test]
fn whoever_drives_beside_it_a_launch_follows() {
    let (home, _sandbox) = with_a_sandbox(&[]);
    let mut drive = Staying::start(home.command(&["drive", "--json"]));
    // The first event shows that it drives.
    drive.line();
    let file = home.profile("dev");
    let launched = home.run(&["launch", &file, "--account", "fast", "--yes", "--wait", "--timeout", "60s"]).exits(0);
    assert!(!launched.stderr().contains("slipway drive"), "{}", launched.stderr());
    assert_eq!(home.run(&["runs", "--json"]).exits(0).json().as_array().unwrap().len(), 1);
    assert_eq!(drive.terminate(), 0);
}

#[test]
fn the_page_is_served_on_loopback_alone_and_lets_in_once() {
    let home = Home::new();
    home.run(&["serve", "--listen", "0.0.0.0:0"]).exits(2);
    let mut serve = Staying::start(home.command(&["serve", "--json"]));
    let url = serve.url();
    let first = get(&url, "");
    assert!(first.starts_with("HTTP/1.1 303"), "{first}");
    assert!(get(&url, "").starts_with("HTTP/1.1 403"));
    let cookie = first.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap().split(';').next().unwrap();
    let base = url.split("/?").next().unwrap();
    assert!(get(&format!("{base}/api/nothing"), &format!("Cookie: {cookie}\r\n")).starts_with("HTTP/1.1 405"));
    assert!(get(&format!("{base}/api/events"), "").starts_with("HTTP/1.1 401"));
    let page = format!("Cookie: {cookie}\r\nOrigin: {base}\r\nContent-Type: application/json\r\n");
    let overview = ask("POST", &format!("{base}/api/overview"), &page);
    assert!(overview.starts_with("HTTP/1.1 200"), "{overview}");
    assert!(overview.contains(r#""label":"sandbox""#), "{overview}");
    let misshapen = ask("POST", &format!("{base}/api/run"), &page);
    assert!(misshapen.starts_with("HTTP/1.1 422") && misshapen.contains(r#""code":"invalid""#), "{misshapen}");
    assert_eq!(serve.terminate(), 0);
}

#[test]
fn a_reader_that_has_seen_enough_ends_the_program_quietly() {
    let home = Home::new();
    let mut child = home.command(&["profile", "template", "kafka"]).spawn().unwrap();
    drop(child.stdout.take());
    let mut words = String::new();
    child.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    child.wait().unwrap();
    assert_eq!(words, "");
}
