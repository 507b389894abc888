//! Stories of firewall rules: what a profile asks for is open at the end, or the run says which rule is not, and why.

use std::collections::BTreeSet;

use instaclustr_api::{FirewallRule, Status};
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, RunId};
use slipway_engine::secrets::Secret;

use crate::deletes::{a_cluster, view};
use crate::process::Process;
use crate::scripted::{an_ask, arm, by_hand, cluster_of, copy_of, seconds, story, with};
use crate::world::{KEY, World};

/// Faults of a rule after which it is open all the same, without a word of a person.
pub const GOES_ON: [&str; 9] = [
    "firewall:lose-answer",
    "firewall:drop",
    "firewall:stall=20",
    "firewall:stall=90",
    "firewall:status=503",
    "firewall:after-status=503",
    "firewall:garbage",
    "firewall:after-garbage",
    "firewall:status=429:2",
];

fn letting_in(from: &[&str], ask: LaunchAsk) -> LaunchAsk {
    let rule = |from: &&str| AccessDraft { from: (*from).to_owned(), opens: "KAFKA".to_owned() };
    let access: Vec<AccessDraft> = from.iter().map(rule).collect();
    let with = |draft: ProfileDraft| ProfileDraft { access: access.clone(), ..draft };
    LaunchAsk { drafts: ask.drafts.into_iter().map(with).collect(), ..ask }
}

/// The rules that the provider has of a cluster, with those that are put off or not; nothing while it does not know the cluster.
pub async fn rules_at(world: &World, cluster: &ClusterId, put_off: bool) -> Option<Vec<(String, String)>> {
    let rules = by_hand(world).list_firewall_rules(cluster.as_str()).await;
    let rules = match rules {
        Err(instaclustr_api::Error::Api(error)) if error.status == 404 => return None,
        read => read.unwrap(),
    };
    let counts = |rule: &FirewallRule| put_off || rule.status != Status::Deferred;
    let rules = rules.into_iter().filter(counts);
    let mut rules: Vec<_> = rules.map(|rule| (rule.asked.network, rule.asked.rule_type.as_str().to_owned())).collect();
    rules.sort();
    Some(rules)
}

async fn rules_of(world: &World, cluster: &ClusterId) -> Vec<(String, String)> {
    rules_at(world, cluster, true).await.unwrap()
}

/// The same of a run's steps that are open.
pub fn open_steps(run: &RunView) -> Vec<(String, String)> {
    let open = run.steps.iter().filter(|step| step.state == StepState::Done);
    let mut open: Vec<_> = open.filter_map(|step| Some((step.network.clone()?, step.opens.clone()?))).collect();
    open.sort();
    open
}

/// The rules that a launch asks for, seen from this computer.
pub fn asked_by(ask: &LaunchAsk) -> Vec<(String, String)> {
    let network = |from: &str| if from == "mine" { "127.0.0.1/32".to_owned() } else { from.to_owned() };
    let access = ask.drafts.iter().flat_map(|draft| &draft.access);
    access.map(|rule| (network(&rule.from), rule.opens.clone())).collect()
}

fn states(run: &RunView) -> Vec<StepState> {
    run.steps.iter().map(|step| step.state).collect()
}

/// A running cluster with these let in, looked at when all of it has had its time.
async fn opened(world: &World, from: &[&str], fault: &str) -> (Process, RunId) {
    let mut a = Process::start(world, "a");
    if !fault.is_empty() {
        arm(world, fault);
    }
    let (run, _) = a_cluster(&mut a, letting_in(from, an_ask("one", "orders"))).await;
    (a, run)
}

#[test]
fn what_the_profile_lets_in_is_open_once_the_cluster_runs() {
    story(async |world| {
        let (mut a, run) = opened(&world, &["mine", "10.0.0.0/8"], "").await;
        let engine = a.engine.clone();
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Done, StepState::Done]);
        assert_eq!((shown.needs_you, shown.problem.is_none(), shown.attempt), (false, true, 1));
        let cluster = with(&mut [&mut a], cluster_of(&engine, &run)).await;
        let expected = [("10.0.0.0/8", "KAFKA"), ("127.0.0.1/32", "KAFKA")];
        let expected = expected.map(|(network, opens)| (network.to_owned(), opens.to_owned()));
        assert_eq!(rules_of(&world, &cluster).await, expected);
        // What is open is read no more.
        let _ = world.network.asked();
        with(&mut [&mut a], seconds(1_200)).await;
        assert!(!world.network.asked().iter().any(|asked| asked.contains("firewall")));
        let detail = with(&mut [&mut a], engine.run(RunRef { id: run.clone() })).await.unwrap();
        assert_eq!(detail.requests.len(), 3, "the create and both rules");
    });
}

#[test]
fn after_every_fault_on_the_way_the_rules_are_as_asked_and_each_is_there_once() {
    for fault in GOES_ON {
        story(async |world| {
            let (mut a, run) = opened(&world, &["mine", "10.0.0.0/8"], fault).await;
            with(&mut [&mut a], seconds(600)).await;
            let engine = a.engine.clone();
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            assert_eq!(states(&shown), [StepState::Done, StepState::Done], "{fault}: {:?}", shown.steps);
            assert!(!shown.needs_you && shown.problem.is_none(), "{fault}");
            let cluster = with(&mut [&mut a], cluster_of(&engine, &run)).await;
            assert_eq!(rules_of(&world, &cluster).await, open_steps(&shown), "{fault}");
        });
    }
}

#[test]
fn a_rule_that_is_refused_does_not_stop_the_others_and_only_it_is_tried_again() {
    story(async |world| {
        let (mut a, run) = opened(&world, &["10.0.0.0/8", "mine", "203.0.113.7"], "firewall:status=400").await;
        let engine = a.engine.clone();
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Refused, StepState::Done, StepState::Done]);
        assert_eq!((shown.stage, shown.needs_you), (Stage::Running, true));
        let problem = shown.problem.unwrap();
        assert!(problem.message.starts_with("The cluster runs; 1 of 3 firewall rules"), "{problem}");
        let _ = world.network.asked();
        let again = Resolve { id: run.clone(), decision: Decision::TryAgain { address: None, user: None } };
        with(&mut [&mut a], engine.resolve(again.clone())).await.unwrap();
        with(&mut [&mut a], seconds(120)).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Done; 3]);
        assert!(!shown.needs_you && shown.problem.is_none());
        let posted = world.network.asked().iter().filter(|asked| asked.starts_with("POST")).count();
        assert_eq!(posted, 1);
        let nothing = with(&mut [&mut a], engine.resolve(again)).await.unwrap_err();
        assert_eq!(nothing.code, ProblemCode::NotAllowed);
    });
}

#[test]
fn a_rule_that_is_put_off_is_told_with_the_reason_and_does_not_stop_the_others() {
    story(async |world| {
        let (mut a, run) = opened(&world, &["10.0.0.0/8", "mine"], "firewall:defer").await;
        let engine = a.engine.clone();
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Deferred, StepState::Done]);
        let problem = shown.steps[0].problem.clone().unwrap();
        assert!(problem.message.contains("It says: "), "{problem}");
        assert!(shown.needs_you && !shown.can.contains(&Can::TryAgain), "only the provider can do something about it");
    });
}

#[test]
fn a_rule_on_its_way_when_the_program_is_killed_is_found_or_sent_again() {
    let mut sent_again = BTreeSet::new();
    for fault in ["firewall:stall=90", "firewall:drop", ""] {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            arm(&world, "firewall:stall=90:*");
            if !fault.is_empty() {
                arm(&world, fault);
            }
            let engine = a.engine.clone();
            let ask = letting_in(&["203.0.113.7"], an_ask("one", "orders"));
            let launch = with(&mut [&mut a], engine.launch(ask)).await.unwrap();
            let run = launch.runs.first().unwrap().id.clone();
            while with(&mut [&mut a], view(&engine, &run)).await.steps[0].state != StepState::Sending {
                with(&mut [&mut a], seconds(1)).await;
            }
            drop(a);
            seconds(30).await;
            world.sandbox.faults().clear();
            let mut b = Process::start(&world, "b");
            let engine = b.engine.clone();
            with(&mut [&mut b], seconds(300)).await;
            let shown = with(&mut [&mut b], view(&engine, &run)).await;
            assert_eq!(states(&shown), [StepState::Done], "{fault}: {:?}", shown.steps);
            let cluster = with(&mut [&mut b], cluster_of(&engine, &run)).await;
            assert_eq!(rules_of(&world, &cluster).await.len(), 1);
            let detail = with(&mut [&mut b], engine.run(RunRef { id: run })).await.unwrap();
            sent_again.insert(detail.requests.len());
        });
    }
    assert!(sent_again.contains(&3), "one that did not arrive was sent again: {sent_again:?}");
}

#[test]
fn nobody_is_let_in_whom_nobody_typed() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let everybody = letting_in(&["mine", "0.0.0.0/0"], an_ask("one", "orders"));
        let refused = with(&mut [&mut a], engine.launch(everybody.clone())).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed, "{refused}");
        let other = LaunchAsk { open_to: vec!["::/0".to_owned()], ..everybody.clone() };
        with(&mut [&mut a], engine.launch(other)).await.unwrap_err();
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), 0);
        let typed = LaunchAsk { open_to: vec!["0.0.0.0/0".to_owned()], ..everybody };
        let (run, cluster) = a_cluster(&mut a, typed).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(rules_of(&world, &cluster).await, open_steps(&shown));
        assert_eq!(shown.steps.len(), 2);
    });
}

#[test]
fn a_key_that_may_not_write_any_more_is_said_at_the_rule_and_nothing_else_is_sent_with_it() {
    story(async |world| {
        let (mut a, run) = opened(&world, &["mine", "10.0.0.0/8"], "firewall:status=403").await;
        let engine = a.engine.clone();
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Refused, StepState::Refused]);
        let cluster = with(&mut [&mut a], cluster_of(&engine, &run)).await;
        assert!(rules_of(&world, &cluster).await.is_empty());
        let sandbox = AccountRef { id: shown.account_id };
        with(&mut [&mut a], engine.test_account(sandbox)).await.unwrap();
        let again = Resolve {
            id: run.clone(),
            decision: Decision::TryAgain { address: Some("198.51.100.7".to_owned()), user: None },
        };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(120)).await;
        let rules: Vec<String> = rules_of(&world, &cluster).await.into_iter().map(|(network, _)| network).collect();
        assert_eq!(rules, ["10.0.0.0/8", "198.51.100.7/32"], "what was typed stands for this computer");
    });
}

/// An account whose provider is elsewhere: which address it sees of this computer has to be found.
async fn elsewhere(a: &mut Process) -> AccountId {
    let account = SaveAccount {
        id: None,
        label: "prod".to_owned(),
        word: "PROD".to_owned(),
        colour: Colour::Oxide,
        url: "https://api.example.com".to_owned(),
        user: "sim".to_owned(),
        key: KeySource::Keyring,
        secret: Some(Secret::new(KEY)),
        read_only: false,
        rate: None,
    };
    let engine = a.engine.clone();
    with(&mut [a], engine.save_account(account)).await.unwrap().id
}

fn finders(allowed: bool) -> FinderSettings {
    let finders = ["https://one.example", "https://two.example", "https://three.example"];
    FinderSettings { allowed: Some(allowed), finders: finders.map(str::to_owned).to_vec() }
}

#[test]
fn no_finder_is_asked_before_a_person_allows_it() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let account_id = elsewhere(&mut a).await;
        let ask = LaunchAsk { account_id, ..letting_in(&["10.0.0.0/8", "mine"], an_ask("one", "orders")) };
        let (run, cluster) = a_cluster(&mut a, ask).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Done, StepState::Asks]);
        assert!(shown.steps[1].problem.as_ref().unwrap().message.contains("once you allow that"), "{:?}", shown.steps);
        assert_eq!((shown.needs_you, world.network.finders_asked()), (true, 0));
        with(&mut [&mut a], engine.find_address(Nothing {})).await.unwrap_err();
        assert_eq!(world.network.finders_asked(), 0);
        with(&mut [&mut a], engine.save_finders(finders(true))).await.unwrap();
        let again = Resolve { id: run.clone(), decision: Decision::TryAgain { address: None, user: None } };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(120)).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Done, StepState::Done], "{:?}", shown.steps);
        let rules: Vec<String> = rules_of(&world, &cluster).await.into_iter().map(|(network, _)| network).collect();
        assert_eq!(rules, ["10.0.0.0/8", "203.0.113.7/32"]);
        assert_eq!(world.network.finders_asked(), 6, "three finders, over both families");
        let own = with(&mut [&mut a], engine.own_address(Nothing {})).await.unwrap();
        assert_eq!((own.v4.as_deref(), own.v6), (Some("203.0.113.7"), None));
    });
}

#[test]
fn where_finders_disagree_a_person_says_who_is_let_in() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let account_id = elsewhere(&mut a).await;
        with(&mut [&mut a], engine.save_finders(finders(true))).await.unwrap();
        world.network.finder_says("https://two.example", "198.51.100.4");
        let ask = LaunchAsk { account_id, ..letting_in(&["mine"], an_ask("one", "orders")) };
        let (run, cluster) = a_cluster(&mut a, ask).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Asks]);
        let problem = shown.steps[0].problem.clone().unwrap();
        assert!(problem.message.contains("198.51.100.4, 203.0.113.7"), "{problem}");
        let typed = |address: &str| {
            let decision = Decision::TryAgain { address: Some(address.to_owned()), user: None };
            engine.resolve(Resolve { id: run.clone(), decision })
        };
        for wrong in ["0.0.0.0/0", "me", "203.0.113.7/24"] {
            let refused = with(&mut [&mut a], typed(wrong)).await.unwrap_err();
            assert_eq!(refused.place, Place::Field { path: "address".to_owned() }, "{wrong}");
        }
        with(&mut [&mut a], typed("203.0.113.0/24")).await.unwrap();
        with(&mut [&mut a], seconds(120)).await;
        let rules: Vec<String> = rules_of(&world, &cluster).await.into_iter().map(|(network, _)| network).collect();
        assert_eq!(rules, ["203.0.113.0/24"]);
    });
}

#[test]
fn a_home_that_was_taken_over_lets_nobody_in_before_a_person_says_so() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let launch = with(&mut [&mut a], engine.launch(letting_in(&["mine"], an_ask("one", "orders")))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        with(&mut [&mut a], seconds(10)).await;
        assert_eq!(with(&mut [&mut a], view(&engine, &run)).await.stage, Stage::Provisioning);
        drop(a);
        let other = copy_of(&world);
        let mut b = Process::start_in(&world, "b", other.path());
        let engine = b.engine.clone();
        with(&mut [&mut b], engine.take_over_home(Nothing {})).await.unwrap();
        with(&mut [&mut b], seconds(600)).await;
        let shown = with(&mut [&mut b], view(&engine, &run)).await;
        assert_eq!((shown.stage, states(&shown), shown.needs_you), (Stage::Running, vec![StepState::Asks], true));
        let cluster = shown.cluster.unwrap().id;
        assert!(rules_of(&world, &cluster).await.is_empty());
        let again = Resolve { id: run.clone(), decision: Decision::TryAgain { address: None, user: None } };
        with(&mut [&mut b], engine.resolve(again)).await.unwrap();
        with(&mut [&mut b], seconds(120)).await;
        assert_eq!(rules_of(&world, &cluster).await.len(), 1);
    });
}
