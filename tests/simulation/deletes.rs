//! Stories of deletes: by a typed name, by a deadline, and where the answer is lost.

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};

use crate::process::Process;
use crate::scripted::{an_ask, an_unclear_run, arm, cluster_of, seconds, stage_of, story, with};
use crate::world::World;

/// A running cluster of ours: its run and its id.
pub async fn a_cluster(process: &mut Process, ask: LaunchAsk) -> (RunId, ClusterId) {
    let engine = process.engine.clone();
    let launch = with(&mut [process], engine.launch(ask)).await.unwrap();
    let run = launch.runs.first().unwrap().id.clone();
    with(&mut [process], seconds(1_200)).await;
    assert_eq!(with(&mut [process], stage_of(&engine, &run)).await, Stage::Running);
    let cluster = with(&mut [process], cluster_of(&engine, &run)).await;
    (run, cluster)
}

pub fn a_delete(launch: &str, cluster: &ClusterId, name: &str) -> DeleteAsk {
    DeleteAsk {
        launch_id: LaunchId(launch.to_owned()),
        account_id: AccountId::from(AccountId::SANDBOX),
        cluster: cluster.clone(),
        name: name.to_owned(),
    }
}

/// How many clusters there are that nobody has asked to delete.
pub fn alive(world: &World) -> usize {
    world.sandbox.inspect(|cloud| cloud.clusters().iter().filter(|cluster| cluster.deleted_at_ms().is_none()).count())
}

pub async fn view(engine: &Engine, run: &RunId) -> RunView {
    engine.run(RunRef { id: run.clone() }).await.unwrap().run
}

#[test]
fn a_cluster_is_deleted_once_its_name_is_typed_and_only_that_one() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, other) = a_cluster(&mut a, an_ask("one", "other")).await;
        let (run, cluster) = a_cluster(&mut a, an_ask("two", "orders")).await;
        let wrong = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &cluster, "order"))).await.unwrap_err();
        assert_eq!(wrong.code, ProblemCode::NotAllowed);
        let first = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
        // The same once more, and another one of the same cluster, are the same delete.
        let again = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
        let second = with(&mut [&mut a], engine.delete_cluster(a_delete("e", &cluster, "orders"))).await.unwrap();
        assert_eq!((&again.id, &second.id), (&first.id, &first.id));
        let elsewhere = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &other, "other"))).await.unwrap_err();
        assert_eq!(elsewhere.code, ProblemCode::NotAllowed, "the id stands for another delete");
        with(&mut [&mut a], seconds(1_800)).await;
        let deleted = with(&mut [&mut a], view(&engine, &first.id)).await;
        assert_eq!((deleted.kind, deleted.stage, deleted.attempt), (RunKind::Delete, Stage::Gone, 1));
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Gone);
        let detail = with(&mut [&mut a], engine.run(RunRef { id: run })).await.unwrap();
        assert_eq!(detail.changes, [first.id]);
        assert_eq!(alive(&world), 1);
    });
}

#[test]
fn a_delete_whose_answer_is_lost_is_found_to_be_done() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        arm(&world, "delete:lose-answer");
        let delete = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
        with(&mut [&mut a], seconds(1_800)).await;
        let deleted = with(&mut [&mut a], view(&engine, &delete.id)).await;
        assert_eq!((deleted.stage, deleted.attempt), (Stage::Gone, 1));
    });
}

#[test]
fn a_delete_that_never_arrived_is_sent_again_only_by_a_person() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        arm(&world, "delete:drop");
        let delete = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
        with(&mut [&mut a], seconds(1_800)).await;
        let unclear = with(&mut [&mut a], view(&engine, &delete.id)).await;
        assert_eq!((unclear.stage, unclear.needs_you, unclear.attempt), (Stage::Unclear, true, 1));
        assert_eq!(unclear.can, [Can::SendAgain, Can::Withdraw]);
        assert_eq!(alive(&world), 1);
        let again = Resolve { id: delete.id.clone(), decision: Decision::SendAgain };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(1_800)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &delete.id)).await, Stage::Gone);
    });
}

#[test]
fn a_cluster_with_a_deadline_is_deleted_after_it_was_told_and_one_that_is_kept_is_not() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let after = Some(2 * 60 * 60 * 1000);
        let (run, _) = a_cluster(&mut a, LaunchAsk { delete_after_ms: after, ..an_ask("one", "orders") }).await;
        let (kept, _) = a_cluster(&mut a, LaunchAsk { delete_after_ms: after, ..an_ask("two", "kept") }).await;
        assert!(with(&mut [&mut a], view(&engine, &run)).await.delete_at.is_some());
        let keep = Resolve { id: kept.clone(), decision: Decision::DeleteAt { at: None } };
        with(&mut [&mut a], engine.resolve(keep)).await.unwrap();
        with(&mut [&mut a], seconds(3 * 60 * 60)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Gone);
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &kept)).await, Stage::Running);
        let events = ListRunEvents { id: run, after: 0, limit: None };
        let events = with(&mut [&mut a], engine.run_events(events)).await.unwrap().items;
        let told: Vec<&str> = events
            .iter()
            .filter(|event| event.kind == RunEventKind::DeleteAt)
            .map(|event| event.text.as_str())
            .collect();
        assert_eq!(told.len(), 3, "set, told, begun: {told:?}");
        assert_eq!(alive(&world), 1);
    });
}

#[test]
fn a_key_that_may_only_read_is_told_and_nothing_more_is_written_with_it_until_it_is_tested() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        arm(&world, "create:status=403");
        let first = with(&mut [&mut a], engine.launch(an_ask("one", "first"))).await.unwrap();
        with(&mut [&mut a], seconds(120)).await;
        let run = first.runs.first().unwrap().id.clone();
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Refused);
        let second = with(&mut [&mut a], engine.launch(an_ask("two", "second"))).await.unwrap_err();
        assert_eq!(second.code, ProblemCode::NotAllowed);
        assert!(second.message.contains("may read only"), "{second:?}");
        let sandbox = AccountRef { id: AccountId::from(AccountId::SANDBOX) };
        with(&mut [&mut a], engine.test_account(sandbox)).await.unwrap();
        with(&mut [&mut a], engine.launch(an_ask("three", "third"))).await.unwrap();
        with(&mut [&mut a], seconds(120)).await;
        assert_eq!(alive(&world), 1);
    });
}

#[test]
fn after_an_absence_a_deadline_is_told_before_anything_is_deleted() {
    story(async |world| {
        let mut before = Process::start(&world, "before");
        let after = Some(2 * 60 * 60 * 1000);
        let (run, _) = a_cluster(&mut before, LaunchAsk { delete_after_ms: after, ..an_ask("one", "orders") }).await;
        drop(before);
        seconds(24 * 60 * 60).await;
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        // A quarter of an hour is left to call it off.
        with(&mut [&mut a], seconds(14 * 60)).await;
        let late = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!((late.stage, late.delete_at.is_some()), (Stage::Running, true));
        with(&mut [&mut a], seconds(16 * 60)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Gone);
    });
}

#[test]
fn what_is_unclear_stays_so_while_its_account_may_not_write() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let run = an_unclear_run(&world, &mut a).await;
        arm(&world, "create:status=403");
        with(&mut [&mut a], engine.launch(an_ask("two", "second"))).await.unwrap();
        with(&mut [&mut a], seconds(60)).await;
        let again = Resolve { id: run.clone(), decision: Decision::SendAgain };
        let refused = with(&mut [&mut a], engine.resolve(again)).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed);
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Unclear);
    });
}
