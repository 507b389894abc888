//! Stories that are written down, for what chance meets too seldom.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};
use slipway_engine::request;

use crate::process::Process;
use crate::world::{KEY, World};

/// Runs a story in simulated time.
pub fn story(tell: impl AsyncFnOnce(World)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async { tell(World::new(1, None)).await });
}

/// Goes on until `step` is done, with these processes beside it.
pub async fn with<T>(processes: &mut [&mut Process], step: impl Future<Output = T>) -> T {
    let mut step = pin!(step);
    poll_fn(|context| {
        for process in processes.iter_mut() {
            assert!(Pin::new(&mut process.owner).poll(context).is_pending(), "it has ended");
        }
        match step.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(done),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

pub fn seconds(seconds: u64) -> impl Future<Output = ()> {
    tokio::time::sleep(Duration::from_secs(seconds))
}

pub fn an_ask(launch: &str, cluster: &str) -> LaunchAsk {
    let mut draft = request::new_draft(Application::Kafka);
    draft.name = "profile".to_owned();
    draft.cluster_name = cluster.to_owned();
    // Who is let in has stories of its own.
    draft.access.clear();
    let account_id = AccountId::from(AccountId::SANDBOX);
    LaunchAsk {
        launch_id: LaunchId(launch.to_owned()),
        account_id,
        drafts: vec![draft],
        profile_id: None,
        accept_warnings: true,
        stop_on_refusal: false,
        delete_after_ms: None,
        open_to: Vec::new(),
    }
}

pub fn arm(world: &World, fault: &str) {
    world.sandbox.faults().add(fault.parse().unwrap());
}

pub async fn stage_of(engine: &Engine, run: &RunId) -> Stage {
    engine.run(RunRef { id: run.clone() }).await.unwrap().run.stage
}

/// A launch whose create was lost, and so is unclear.
pub async fn an_unclear_run(world: &World, process: &mut Process) -> RunId {
    arm(world, "create:drop");
    let engine = process.engine.clone();
    let launch = with(&mut [process], engine.launch(an_ask("lost", "lost"))).await.unwrap();
    let run = launch.runs.first().unwrap().id.clone();
    with(&mut [process], seconds(5)).await;
    assert_eq!(with(&mut [process], stage_of(&engine, &run)).await, Stage::Unclear);
    run
}

#[test]
fn a_launch_id_used_for_something_else_is_refused() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let first = with(&mut [&mut a], engine.launch(an_ask("one", "first"))).await.unwrap();
        let repeated = with(&mut [&mut a], engine.launch(an_ask("one", "first"))).await.unwrap();
        assert_eq!(first.runs.len(), 1);
        assert_eq!(repeated.runs.first().unwrap().id, first.runs.first().unwrap().id);
        let other = with(&mut [&mut a], engine.launch(an_ask("one", "second"))).await.unwrap_err();
        assert_eq!(other.code, ProblemCode::NotAllowed, "{other:?}");
        with(&mut [&mut a], seconds(30)).await;
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), 1);
    });
}

/// The bucket is empty, so that nothing leaves that would take it to disk.
#[test]
fn a_launch_for_which_nothing_can_leave_yet_is_on_disk_when_it_is_answered() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        with(&mut [&mut a], seconds(30)).await;
        let drafts = (0..8).flat_map(|copy| an_ask("many", &format!("many-{copy}")).drafts).collect();
        with(&mut [&mut a], engine.launch(LaunchAsk { drafts, ..an_ask("many", "many") })).await.unwrap();
        let one = with(&mut [&mut a], engine.launch(an_ask("one", "one"))).await.unwrap();
        assert!(world.is_on_disk(&one.id));
        let run = one.runs.first().unwrap().id.clone();
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Intended);
        with(&mut [&mut a], seconds(60)).await;
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), 9);
    });
}

#[test]
fn a_decision_that_nobody_took_in_time_is_not_carried_out_later() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let run = an_unclear_run(&world, &mut a).await;
        let mut b = Process::start(&world, "b");
        let (engine, resolve) = (b.engine.clone(), Resolve { id: run.clone(), decision: Decision::Withdraw });
        // The first process hangs, and holds the account.
        let told = with(&mut [&mut b], engine.resolve(resolve)).await.unwrap_err();
        assert_eq!(told.code, ProblemCode::NotDriven, "{told:?}");
        with(&mut [&mut a, &mut b], seconds(30)).await;
        assert_eq!(with(&mut [&mut a, &mut b], stage_of(&engine, &run)).await, Stage::Unclear);
    });
}

#[test]
fn a_decision_taken_by_the_other_process_is_told_as_done() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let run = an_unclear_run(&world, &mut a).await;
        let mut b = Process::start(&world, "b");
        let (engine, resolve) = (b.engine.clone(), Resolve { id: run.clone(), decision: Decision::Withdraw });
        let view = with(&mut [&mut a, &mut b], engine.resolve(resolve)).await.unwrap();
        assert_eq!(view.stage, Stage::Withdrawn);
        // What is settled can't be decided again.
        let resolve = Resolve { id: run, decision: Decision::SendAgain };
        let again = with(&mut [&mut a, &mut b], engine.resolve(resolve)).await.unwrap_err();
        assert_eq!(again.code, ProblemCode::NotAllowed);
    });
}

#[test]
fn a_named_cluster_that_is_not_read_in_time_is_not_taken_up_later() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let launch = with(&mut [&mut a], engine.launch(an_ask("other", "other"))).await.unwrap();
        with(&mut [&mut a], seconds(30)).await;
        let other = with(&mut [&mut a], cluster_of(&engine, &launch.runs.first().unwrap().id)).await;
        let run = an_unclear_run(&world, &mut a).await;
        let owned = Resolve { id: run.clone(), decision: Decision::Found { cluster: other } };
        let refused = with(&mut [&mut a], engine.resolve(owned)).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed, "it belongs to another run: {refused:?}");

        // Made by somebody else: it bears no mark of ours, and only a person can say that it is the one.
        let by_hand = ClusterId(made_by_hand(&world, "by-hand").await);
        arm(&world, "read:stall=30:*");
        let unknown = Decision::Found { cluster: by_hand.clone() };
        let mut b = Process::start(&world, "b");
        let late = b.engine.clone();
        let told = with(&mut [&mut a, &mut b], late.resolve(Resolve { id: run.clone(), decision: unknown })).await;
        assert_eq!(told.unwrap_err().code, ProblemCode::MaybeSent, "told within the time that a wish has");
        with(&mut [&mut a, &mut b], seconds(60)).await;
        assert_eq!(with(&mut [&mut a, &mut b], stage_of(&late, &run)).await, Stage::Unclear);
        // In time it is taken up.
        world.sandbox.faults().clear();
        with(&mut [&mut a, &mut b], seconds(60)).await;
        let found = Resolve { id: run.clone(), decision: Decision::Found { cluster: by_hand.clone() } };
        with(&mut [&mut a, &mut b], late.resolve(found)).await.unwrap();
        assert_eq!(with(&mut [&mut a, &mut b], cluster_of(&late, &run)).await, by_hand);
    });
}

/// A way to the provider without Slipway.
pub fn by_hand(world: &World) -> instaclustr_api::Client {
    by_hand_as(world, "sim")
}

/// The same as this user.
pub fn by_hand_as(world: &World, user: &str) -> instaclustr_api::Client {
    let transport = Arc::new(instaclustr_api::ServiceTransport::new(world.sandbox.clone()));
    instaclustr_api::Client::new("http://127.0.0.1:1", user, instaclustr_api::Secret::new(KEY), transport).unwrap()
}

/// A cluster that somebody made without Slipway; gives its id.
async fn made_by_hand(world: &World, name: &str) -> String {
    let client = by_hand(world);
    let body = request::build(&an_ask("by-hand", name).drafts[0], request::Mark::Preview).body;
    client.create_cluster(instaclustr_api::Application::Kafka, &body).await.unwrap().cluster.id
}

pub async fn cluster_of(engine: &Engine, run: &RunId) -> ClusterId {
    engine.run(RunRef { id: run.clone() }).await.unwrap().run.cluster.unwrap().id
}

#[test]
fn send_again_during_a_look_up_is_sent() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        arm(&world, "create:drop");
        let launch = with(&mut [&mut a], engine.launch(an_ask("lost", "lost"))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        // A look-up's list is on its way when the person decides, and there is a cluster in it that has to be read.
        with(&mut [&mut a], seconds(2)).await;
        made_by_hand(&world, "lost").await;
        arm(&world, "list:stall=10:*");
        with(&mut [&mut a], seconds(8)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Unclear);
        let again = Resolve { id: run.clone(), decision: Decision::SendAgain };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(60)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Running);
    });
}

/// Two hundred clusters that nobody here has read yet, and one create whose answer was lost: it is found in seconds, by its name
/// first; and by the whole list where that fails, since what was there before need not be read.
#[test]
fn a_look_up_asks_by_name_first_and_reads_only_what_was_not_there_before() {
    for by_name in [true, false] {
        look_up_among_many(by_name);
    }
}

fn look_up_among_many(by_name: bool) {
    story(async move |world| {
        for number in 0..200 {
            made_by_hand(&world, &format!("other-{number}")).await;
        }
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        arm(&world, "create:lose-answer");
        with(&mut [&mut a], seconds(20)).await;
        let launch = with(&mut [&mut a], engine.launch(an_ask("lost", "lost"))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        world.network.asked();
        if !by_name {
            arm(&world, "list:status=503");
        }
        with(&mut [&mut a], seconds(35)).await;
        let asked = world.network.asked();
        let stage = with(&mut [&mut a], stage_of(&engine, &run)).await;
        assert!(matches!(stage, Stage::Provisioning | Stage::Running), "{stage:?}: {asked:#?}");
        let mut lists = asked.iter().filter(|what| what.contains("/data-sources/clusters/v2"));
        assert!(lists.next().is_some_and(|first| first.contains("search=") && first.contains("lost")), "{asked:#?}");
        assert_eq!(lists.next().is_some_and(|second| !second.contains("search=")), !by_name, "{asked:#?}");
    });
}

#[test]
fn whoever_tests_again_and_again_does_not_keep_a_launch_from_leaving() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let account = AccountRef { id: AccountId::from(AccountId::SANDBOX) };
        let tests = async {
            for _ in 0..30 {
                engine.test_account(account.clone()).await.unwrap();
            }
        };
        let launch = async {
            seconds(10).await;
            let launch = engine.launch(an_ask("one", "demo")).await.unwrap();
            let begun = tokio::time::Instant::now();
            while stage_of(&engine, &launch.runs.first().unwrap().id).await == Stage::Intended {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        };
        with(&mut [&mut a], async { tokio::join!(tests, launch) }).await;
    });
}

#[test]
fn a_test_of_an_account_keeps_to_the_quiet_that_the_provider_asked_for() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let account = AccountRef { id: AccountId::from(AccountId::SANDBOX) };
        with(&mut [&mut a], seconds(2)).await;
        let test = with(&mut [&mut a], engine.test_account(account.clone())).await.unwrap();
        assert!(test.links.iter().all(|link| link.problem.is_none()), "{test:?}");
        // Each 429 in a row doubles the quiet: 2, 4, 8, 16 seconds. The first three are short enough to wait for.
        arm(&world, "any:status=429:*");
        for _ in 0..4 {
            let test = with(&mut [&mut a], engine.test_account(account.clone())).await.unwrap();
            let reading = test.links.iter().find(|link| link.name == "reading").unwrap();
            assert_eq!(reading.problem.as_ref().unwrap().code, ProblemCode::Slowed);
        }
        world.network.sent();
        let test = with(&mut [&mut a], engine.test_account(account)).await.unwrap();
        let connection = test.links.iter().find(|link| link.name == "connection").unwrap();
        assert_eq!(connection.state, LinkState::NotReached);
        assert_eq!(connection.problem.as_ref().unwrap().code, ProblemCode::Slowed);
        assert_eq!(world.network.sent(), Vec::<i64>::new(), "nothing left");
    });
}

#[test]
fn a_process_that_starts_anew_has_no_burst_of_its_own() {
    story(async |world| {
        let mut requests = 0;
        for who in ["a", "b", "c"] {
            let mut process = Process::start(&world, who);
            let engine = process.engine.clone();
            let launch = engine.launch(an_ask(who, "demo"));
            with(&mut [&mut process], launch).await.unwrap();
            with(&mut [&mut process], seconds(3)).await;
            requests += world.network.sent().len();
        }
        assert!(requests <= 5 + 9, "{requests} requests in nine seconds");
        assert!(requests >= 9, "{requests} requests in nine seconds: it hardly asks");
    });
}

/// The home, copied to another place.
pub fn copy_of(world: &World) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in ["slipway.sqlite3", "slipway.sqlite3-wal"] {
        // What a program that has ended leaves may be one file.
        let _ = std::fs::copy(world.home.path().join(file), copy.path().join(file));
    }
    copy
}

#[test]
fn a_copied_home_sends_nothing_until_it_is_taken_over_and_then_looks_for_what_may_have_been_sent() {
    story(async |world| {
        let mut original = Process::start(&world, "original");
        let engine = original.engine.clone();
        // Held back by a list that does not come, so that the copy is made while the launch is about to leave.
        arm(&world, "list:stall=20");
        let launch = with(&mut [&mut original], engine.launch(an_ask("one", "demo"))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        assert_eq!(with(&mut [&mut original], stage_of(&engine, &run)).await, Stage::Intended);
        let copy = copy_of(&world);
        let mut copied = Process::start_in(&world, "copy", copy.path());
        let elsewhere = copied.engine.clone();
        with(&mut [&mut copied], seconds(60)).await;
        assert_eq!(with(&mut [&mut copied], stage_of(&elsewhere, &run)).await, Stage::Intended);
        let refused = with(&mut [&mut copied], elsewhere.launch(an_ask("two", "demo"))).await.unwrap_err();
        assert_eq!((refused.code, refused.place), (ProblemCode::NotAllowed, Place::Home));
        // Meanwhile the original sends it.
        with(&mut [&mut original], seconds(60)).await;
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), 1);
        drop(original);

        let status = with(&mut [&mut copied], elsewhere.take_over_home(Nothing {})).await.unwrap();
        assert_eq!(status.elsewhere, None);
        let again = with(&mut [&mut copied], elsewhere.take_over_home(Nothing {})).await.unwrap_err();
        assert_eq!(again.code, ProblemCode::NotAllowed);
        with(&mut [&mut copied], seconds(60)).await;
        assert_eq!(with(&mut [&mut copied], stage_of(&elsewhere, &run)).await, Stage::Running, "found by its mark");
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), 1);
    });
}

/// A launch of several, counted on from [`an_ask`].
pub async fn several(process: &mut Process, launch: &str, copies: u32, stop_on_refusal: bool) -> LaunchAsk {
    let engine = process.engine.clone();
    let ask = an_ask(launch, "orders");
    let expand = ExpandAsk {
        draft: ask.drafts[0].clone(),
        account_id: Some(ask.account_id.clone()),
        launch_id: Some(ask.launch_id.clone()),
        sizes: Vec::new(),
        copies: Some(copies),
    };
    let drafts = with(&mut [process], engine.expand(expand)).await.unwrap().items;
    LaunchAsk { drafts, stop_on_refusal, ..ask }
}

#[test]
fn a_launch_of_several_is_one_launch_with_a_run_for_each_and_none_holds_up_another() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let ask = several(&mut a, "bench", 4, false).await;
        arm(&world, "create:status=400");
        let launch = with(&mut [&mut a], engine.launch(ask.clone())).await.unwrap();
        assert_eq!(launch.runs.len(), 4);
        with(&mut [&mut a], seconds(1_200)).await;
        // The same ask once more is the same launch, also once its names are taken.
        let again = several(&mut a, "bench", 4, false).await;
        assert_eq!(again, ask);
        let launched = with(&mut [&mut a], engine.launch(again)).await.unwrap();
        let ids = |launch: &LaunchView| launch.runs.iter().map(|run| run.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&launched), ids(&launch));
        let state = with(&mut [&mut a], engine.launch_state(LaunchRef { id: launch.id })).await.unwrap();
        let stages: Vec<Stage> = state.runs.iter().map(|run| run.stage).collect();
        assert_eq!(stages.iter().filter(|stage| **stage == Stage::Running).count(), 3, "{stages:?}");
        assert_eq!(stages.iter().filter(|stage| **stage == Stage::Refused).count(), 1, "{stages:?}");
        let names: std::collections::BTreeSet<String> =
            world.sandbox.inspect(|cloud| cloud.clusters().iter().map(|cluster| cluster.name().to_owned()).collect());
        assert_eq!(names.len(), 3);
    });
}

#[test]
fn where_it_was_asked_a_refusal_keeps_the_rest_from_being_sent() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let ask = several(&mut a, "bench", 4, true).await;
        // The second one is refused.
        arm(&world, "create:stall=1");
        arm(&world, "create:status=400:1");
        let launch = with(&mut [&mut a], engine.launch(ask)).await.unwrap();
        with(&mut [&mut a], seconds(1_200)).await;
        let state = with(&mut [&mut a], engine.launch_state(LaunchRef { id: launch.id })).await.unwrap();
        let refused = state.runs.iter().position(|run| run.stage == Stage::Refused).unwrap();
        for (index, run) in state.runs.iter().enumerate() {
            let expected = match index.cmp(&refused) {
                std::cmp::Ordering::Less => Stage::Running,
                std::cmp::Ordering::Equal => Stage::Refused,
                std::cmp::Ordering::Greater => Stage::Withdrawn,
            };
            assert_eq!((run.stage, run.attempt > 0), (expected, index <= refused), "{index}");
            // What was not sent says why, and so does the one that was refused.
            assert_eq!(run.problem.is_some(), index >= refused, "{index}");
        }
        assert!(refused < 3 && state.stop_on_refusal);
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), refused);
    });
}
