//! Stories of restores: found again by the name, sent again by a person, two at once, and what stands in the way.

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};
use slipway_engine::request;

use crate::deletes::{a_cluster, alive, view};
use crate::process::Process;
use crate::scripted::{an_ask, arm, seconds, story, with};
use crate::world::World;

fn what(name: &str) -> RestoreWhat {
    RestoreWhat { name: name.to_owned(), at: None, tables: Vec::new(), network: None }
}

fn a_cassandra(launch: &str, cluster: &str) -> LaunchAsk {
    let mut draft = request::new_draft(Application::Cassandra);
    draft.name = "profile".to_owned();
    draft.cluster_name = cluster.to_owned();
    draft.access.clear();
    LaunchAsk { drafts: vec![draft], ..an_ask(launch, cluster) }
}

async fn review_of(engine: &Engine, cluster: &ClusterId, what: RestoreWhat) -> Result<RestoreReview, Problem> {
    let account_id = AccountId::from(AccountId::SANDBOX);
    engine.review_restore(RestoreReviewAsk { account_id, cluster: cluster.clone(), what }).await
}

fn an_ask_of(launch: &str, review: &RestoreReview) -> RestoreAsk {
    RestoreAsk {
        launch_id: LaunchId(launch.to_owned()),
        account_id: review.account.id.clone(),
        cluster: review.cluster.clone(),
        what: review.what.clone(),
        delete_after_ms: None,
    }
}

/// A Cassandra cluster that runs and is backed up, and the review of its restore.
async fn a_review(process: &mut Process) -> (RunId, RestoreReview) {
    let engine = process.engine.clone();
    let (maker, cluster) = a_cluster(process, a_cassandra("one", "ledger")).await;
    with(&mut [process], seconds(1_200)).await;
    let review = with(&mut [process], review_of(&engine, &cluster, what(""))).await.unwrap();
    assert_eq!((review.errors.len(), review.warnings.len(), review.problems.len()), (0, 0, 0), "{review:?}");
    (maker, review)
}

/// The names of all clusters, as the provider has them.
fn names(world: &World) -> Vec<String> {
    world.sandbox.inspect(|cloud| cloud.clusters().iter().map(|cluster| cluster.name().to_owned()).collect())
}

#[test]
fn a_restore_makes_a_cluster_of_a_new_name_once_however_often_it_is_asked_for() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (maker, review) = a_review(&mut a).await;
        assert!(review.what.name.starts_with("ledger-restored-"), "{}", review.what.name);
        assert!(review.first_backup <= review.last_backup && review.first_backup.is_some());
        let first = with(&mut [&mut a], engine.restore_cluster(an_ask_of("r", &review))).await.unwrap();
        assert_eq!((first.kind, first.stage), (RunKind::Restore, Stage::Intended));
        let again = with(&mut [&mut a], engine.restore_cluster(an_ask_of("r", &review))).await.unwrap();
        assert_eq!(again.id, first.id);
        with(&mut [&mut a], seconds(1_200)).await;
        let done = with(&mut [&mut a], engine.run(RunRef { id: first.id })).await.unwrap();
        assert_eq!((done.run.stage, done.run.attempt), (Stage::Running, 1), "{:?}", done.run.problem);
        assert_eq!((done.run.asked.nodes, done.nodes.len()), (3, 3), "of its source's shape");
        assert!(done.requests[0].body.contains(&review.what.name) && done.requests[0].answer.is_some());
        assert_eq!(names(&world), ["ledger", review.what.name.as_str()]);
        let told = with(&mut [&mut a], engine.run_events(ListRunEvents { id: maker, after: 0, limit: None })).await;
        assert!(told.unwrap().items.iter().any(|event| event.text.contains("restore")));
    });
}

#[test]
fn a_restore_whose_answer_is_lost_is_found_by_its_name_and_sent_once() {
    for fault in ["create:lose-answer", "create:after-garbage", "create:after-status=502"] {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            let engine = a.engine.clone();
            let (_, review) = a_review(&mut a).await;
            arm(&world, fault);
            let run = with(&mut [&mut a], engine.restore_cluster(an_ask_of("r", &review))).await.unwrap().id;
            with(&mut [&mut a], seconds(120)).await;
            let found = with(&mut [&mut a], view(&engine, &run)).await;
            assert_eq!((found.attempt, alive(&world)), (1, 2), "{fault}");
            assert_eq!(
                found.cluster.as_ref().map(|cluster| cluster.name.as_str()),
                Some(review.what.name.as_str()),
                "{fault}"
            );
            assert!(matches!(found.stage, Stage::Provisioning | Stage::Running), "{fault}: {:?}", found.stage);
        });
    }
}

#[test]
fn a_process_that_dies_with_a_restore_on_its_way_leaves_it_to_the_next() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, review) = a_review(&mut a).await;
        arm(&world, "create:stall=90");
        let run = with(&mut [&mut a], engine.restore_cluster(an_ask_of("r", &review))).await.unwrap().id;
        with(&mut [&mut a], seconds(2)).await;
        assert_eq!(with(&mut [&mut a], view(&engine, &run)).await.stage, Stage::Sending);
        drop(a);
        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        with(&mut [&mut b], seconds(1_500)).await;
        let done = with(&mut [&mut b], view(&engine, &run)).await;
        // Whether it arrived before its sender died is the network's to say; it is never sent by itself.
        assert_eq!(done.attempt, 1);
        assert_eq!(done.cluster.is_some(), alive(&world) == 2, "{:?}", done.problem);
        assert!(done.cluster.is_some() || done.needs_you);
    });
}

#[test]
fn a_restore_that_never_arrived_is_sent_again_only_by_a_person_who_then_says_which_it_is() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, review) = a_review(&mut a).await;
        arm(&world, "create:drop");
        let run = with(&mut [&mut a], engine.restore_cluster(an_ask_of("r", &review))).await.unwrap().id;
        with(&mut [&mut a], seconds(1_200)).await;
        let unclear = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!((unclear.stage, unclear.needs_you, alive(&world)), (Stage::Unclear, true, 1));
        arm(&world, "create:lose-answer");
        let again = Resolve { id: run.clone(), decision: Decision::SendAgain };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(300)).await;
        // The one cluster may be of either attempt: if it is the first's, the second may still come.
        let asked = with(&mut [&mut a], engine.run(RunRef { id: run.clone() })).await.unwrap();
        assert_eq!((asked.run.stage, asked.run.needs_you, asked.candidates.len()), (Stage::Unclear, true, 1));
        let found = Decision::Found { cluster: asked.candidates[0].id.clone() };
        with(&mut [&mut a], engine.resolve(Resolve { id: run.clone(), decision: found })).await.unwrap();
        with(&mut [&mut a], seconds(1_200)).await;
        let done = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!((done.stage, done.attempt, alive(&world)), (Stage::Running, 2, 2));
    });
}

#[test]
fn a_name_that_a_cluster_has_or_another_run_waits_for_is_refused() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, review) = a_review(&mut a).await;
        arm(&world, "create:stall=20");
        with(&mut [&mut a], engine.restore_cluster(an_ask_of("r", &review))).await.unwrap();
        let refused = with(&mut [&mut a], engine.restore_cluster(an_ask_of("s", &review))).await.unwrap_err();
        assert!(matches!(refused.place, Place::Field { ref path } if path == "name"), "{refused:?}");
        with(&mut [&mut a], seconds(1_500)).await;
        let taken = with(&mut [&mut a], engine.restore_cluster(an_ask_of("t", &review))).await.unwrap_err();
        assert!(matches!(taken.place, Place::Field { ref path } if path == "name"), "{taken:?}");
        let next = with(&mut [&mut a], review_of(&engine, &review.cluster.id, what(""))).await.unwrap();
        assert_ne!(next.what.name, review.what.name);
        assert_eq!(alive(&world), 2);
    });
}

#[test]
fn what_the_provider_says_is_wrong_with_a_restore_is_told_at_its_field() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, review) = a_review(&mut a).await;
        // Long before the first backup: a warning here, since only seven days are listed.
        let old = RestoreWhat { at: Some(slipway_engine::time::Timestamp(1_000)), ..review.what.clone() };
        let warned = with(&mut [&mut a], review_of(&engine, &review.cluster.id, old.clone())).await;
        let warned = warned.unwrap();
        assert_eq!((warned.errors.len(), warned.warnings.len()), (0, 1));
        let ask = RestoreAsk { what: old, ..an_ask_of("r", &review) };
        let run = with(&mut [&mut a], engine.restore_cluster(ask)).await.unwrap().id;
        with(&mut [&mut a], seconds(10)).await;
        let refused = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!((refused.stage, alive(&world)), (Stage::Refused, 1));
        let problem = refused.problem.unwrap();
        let paths: Vec<_> =
            problem.server.iter().flat_map(|server| &server.messages).map(|message| message.path.clone()).collect();
        assert_eq!(paths, [Some("at".to_owned())], "{problem:?}");
    });
}

#[test]
fn what_is_no_cassandra_cluster_is_not_restored() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        let refused = with(&mut [&mut a], review_of(&engine, &cluster, what("copy"))).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed);
        assert_eq!(alive(&world), 1);
    });
}
