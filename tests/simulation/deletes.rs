//! Stories of deletes: by a typed name, by a deadline, and where the answer is lost.

use futures_util::FutureExt;
use instaclustr_api::Transport;
use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};

use crate::process::Process;
use crate::scripted::{an_ask, an_unclear_run, arm, cluster_of, seconds, stage_of, story, with};
use crate::world::{KEY, World};

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

/// Gives the word that the provider asks for by mail.
async fn confirm_delete(world: &World, cluster: &ClusterId) {
    let request = http::Request::post(format!("/sandbox/clusters/{cluster}/confirm-delete"))
        .header(http::header::AUTHORIZATION, format!("Instaclustr-Terraform sim:{KEY}"))
        .body(bytes::Bytes::new())
        .unwrap();
    let answer = instaclustr_api::ServiceTransport::new(world.sandbox.clone()).send(request).await.unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
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

/// How the timeline tells that the cluster is gone.
async fn ends_of(engine: &Engine, run: &RunId) -> Vec<String> {
    let events = ListRunEvents { id: run.clone(), after: 0, limit: None };
    let events = engine.run_events(events).await.unwrap().items;
    events.into_iter().filter(|event| event.kind == RunEventKind::Gone).map(|event| event.text).collect()
}

/// Nobody looks while it goes: it is found being deleted, or not found at all.
#[test]
fn a_delete_from_here_that_nobody_saw_is_not_told_as_somebody_elses() {
    for (absent, by_hand) in [(600, false), (30 * 24 * 60 * 60, false), (600, true)] {
        story(async |world| {
            let mut before = Process::start(&world, "before");
            let engine = before.engine.clone();
            let (run, cluster) = a_cluster(&mut before, an_ask("one", "orders")).await;
            if by_hand {
                let client = crate::scripted::by_hand(&world);
                let kind = instaclustr_api::ClusterKind::KafkaV2;
                client.delete_cluster(kind, cluster.as_str()).await.unwrap();
            } else {
                with(&mut [&mut before], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
                with(&mut [&mut before], seconds(1)).await;
            }
            drop(before);
            seconds(absent).await;
            let mut a = Process::start(&world, "a");
            let engine = a.engine.clone();
            let mut told_since = engine.events();
            with(&mut [&mut a], seconds(1_200)).await;
            assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Gone);
            let told = with(&mut [&mut a], ends_of(&engine, &run)).await;
            let notices = std::iter::from_fn(|| told_since.next().now_or_never().flatten());
            let notices = notices.filter_map(|event| {
                assert_ne!(event, Event::Lagged, "some were missed");
                if let Event::Notice { notice } = event { Some(notice) } else { None }
            });
            let notices = notices.filter(|notice| notice.run.as_ref() == Some(&run)).map(|notice| notice.kind);
            let expected = if by_hand { "Gone: deleted outside Slipway." } else { "Gone." };
            assert_eq!(told, [expected], "after {absent} s");
            let alarms: &[NoticeKind] = if by_hand { &[NoticeKind::Failed] } else { &[] };
            assert_eq!(notices.collect::<Vec<_>>(), alarms, "after {absent} s");
        });
    }
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
fn a_deadline_that_is_put_off_holds_from_then_on() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let hours = |hours: u64| seconds(hours * 60 * 60);
        let after = Some(2 * 60 * 60 * 1000);
        let (run, _) = a_cluster(&mut a, LaunchAsk { delete_after_ms: after, ..an_ask("one", "orders") }).await;
        let first = with(&mut [&mut a], view(&engine, &run)).await.delete_at.unwrap();
        let later = first.plus_ms(4 * 60 * 60 * 1000);
        let put_off = Resolve { id: run.clone(), decision: Decision::DeleteAt { at: Some(later) } };
        with(&mut [&mut a], engine.resolve(put_off)).await.unwrap();
        with(&mut [&mut a], hours(2)).await;
        let kept = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!((kept.stage, kept.delete_at), (Stage::Running, Some(later)));
        // The program is closed and opened again in between, well before the time.
        drop(a);
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        with(&mut [&mut a], hours(2)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Running);
        with(&mut [&mut a], hours(3)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Gone);
    });
}

/// The provider waits for a word that is given elsewhere, and may be refused.
#[test]
fn a_delete_with_a_second_factor_waits_for_it_and_goes_on_once_it_is_given() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let mut ask = an_ask("one", "orders");
        let second = serde_json::json!([{ "confirmationEmail": "me@example.com" }]);
        ask.drafts[0].extra.insert("twoFactorDelete".to_owned(), second);
        let (run, cluster) = a_cluster(&mut a, ask).await;
        let delete = with(&mut [&mut a], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
        with(&mut [&mut a], seconds(20 * 60)).await;
        let waits = with(&mut [&mut a], view(&engine, &delete.id)).await;
        assert_eq!((waits.stage, waits.needs_you, waits.attempt), (Stage::Deleting, true, 1));
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Running);
        confirm_delete(&world, &cluster).await;
        with(&mut [&mut a], seconds(20 * 60)).await;
        for run in [&delete.id, &run] {
            let gone = with(&mut [&mut a], view(&engine, run)).await;
            assert_eq!((gone.stage, gone.needs_you), (Stage::Gone, false));
        }
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
