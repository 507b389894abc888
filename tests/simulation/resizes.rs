//! Stories of resizes: node by node, refused, with the answer lost, and where the cluster is another than was reviewed.

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};

use crate::deletes::{a_cluster, alive, view};
use crate::process::Process;
use crate::scripted::{an_ask, arm, by_hand, seconds, stage_of, story, with};
use crate::world::World;

const LARGER: &str = "KFK-DEV-t4g.medium-80";

fn to(size: Option<&str>, nodes: Option<u32>) -> Vec<CentreResize> {
    vec![CentreResize { name: None, node_size: size.map(str::to_owned), nodes }]
}

async fn review(engine: &Engine, cluster: &ClusterId, centres: Vec<CentreResize>) -> ResizeReview {
    let account_id = AccountId::from(AccountId::SANDBOX);
    engine.review_resize(ResizeReviewAsk { account_id, cluster: cluster.clone(), centres }).await.unwrap()
}

fn an_ask_of(launch: &str, review: &ResizeReview, centres: Vec<CentreResize>) -> ResizeAsk {
    ResizeAsk {
        launch_id: LaunchId(launch.to_owned()),
        account_id: review.account.id.clone(),
        cluster: review.cluster.clone(),
        before: review.before.clone(),
        centres,
    }
}

/// A resize of a running cluster to [`LARGER`], reviewed and begun.
async fn a_resize(process: &mut Process, cluster: &ClusterId) -> RunId {
    let engine = process.engine.clone();
    let review = with(&mut [process], review(&engine, cluster, to(Some(LARGER), None))).await;
    assert_eq!((review.errors.len(), review.problems.len()), (0, 0), "{review:?}");
    let ask = an_ask_of("resize", &review, to(Some(LARGER), None));
    with(&mut [process], engine.resize_cluster(ask)).await.unwrap().id
}

/// The node size of the only cluster, as the provider has it.
fn size(world: &World) -> String {
    let size = |cluster: &slipway_sandbox::cloud::Cluster| cluster.spec()["dataCentres"][0]["nodeSize"].clone();
    world.sandbox.inspect(|cloud| cloud.clusters().iter().map(size).next().unwrap()).as_str().unwrap().to_owned()
}

#[test]
fn a_resize_goes_node_by_node_and_is_done_when_all_is_as_asked() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (maker, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        let resize = a_resize(&mut a, &cluster).await;
        with(&mut [&mut a], seconds(12)).await;
        let under_way = with(&mut [&mut a], engine.run(RunRef { id: resize.clone() })).await.unwrap();
        assert_eq!((under_way.run.kind, under_way.run.stage), (RunKind::Resize, Stage::Provisioning));
        with(&mut [&mut a], seconds(3_600)).await;
        let done = with(&mut [&mut a], engine.run(RunRef { id: resize.clone() })).await.unwrap();
        assert_eq!((done.run.stage, done.run.attempt), (Stage::Running, 1), "{:?}", done.run.problem);
        assert!(done.run.ended_at.is_some());
        assert_eq!(done.replacements.len(), 3);
        assert!(done.replacements.iter().all(|one| one.status == "REPLACED" && one.stages.len() >= 2));
        assert_eq!(size(&world), LARGER);
        // The run that made it goes on, and names it.
        let made = with(&mut [&mut a], engine.run(RunRef { id: maker })).await.unwrap();
        assert_eq!((made.run.stage, made.changes), (Stage::Running, vec![resize]));
    });
}

/// What the run that made the cluster was told of changes that were not made here.
async fn changed_elsewhere(process: &mut Process, maker: &RunId) -> Vec<String> {
    let engine = process.engine.clone();
    let ask = ListRunEvents { id: maker.clone(), after: 0, limit: Some(500) };
    let page = with(&mut [process], engine.run_events(ask)).await.unwrap();
    let changed = page.items.into_iter().filter(|event| event.kind == RunEventKind::Changed);
    changed.map(|event| event.text).collect()
}

#[test]
fn a_resize_from_here_is_no_change_from_elsewhere_and_one_by_hand_is() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let (maker, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        a_resize(&mut a, &cluster).await;
        with(&mut [&mut a], seconds(3_600)).await;
        assert_eq!(size(&world), LARGER);
        assert!(changed_elsewhere(&mut a, &maker).await.is_empty());
        let client = by_hand(&world);
        let read = client.get_cluster(instaclustr_api::Application::Kafka, cluster.as_str()).await.unwrap();
        let more = instaclustr_api::Resize { number_of_nodes: Some(6), ..instaclustr_api::Resize::default() };
        let update = instaclustr_api::Update::of(&read).resize(&more).unwrap();
        client.update_cluster(&update).await.unwrap();
        with(&mut [&mut a], seconds(600)).await;
        let told = changed_elsewhere(&mut a, &maker).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].ends_with("has 6 nodes, had 3."), "{told:?}");
    });
}

#[test]
fn the_same_resize_twice_is_one_and_another_has_to_wait() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        let before = with(&mut [&mut a], review(&engine, &cluster, Vec::new())).await;
        assert!(before.requests.is_empty() && before.before == before.after && before.sizes[0].len() > 1);
        let first = a_resize(&mut a, &cluster).await;
        let ask = |launch, nodes| an_ask_of(launch, &before, to(Some(LARGER), nodes));
        for launch in ["resize", "another"] {
            let same = with(&mut [&mut a], engine.resize_cluster(ask(launch, None))).await.unwrap();
            assert_eq!(same.id, first);
        }
        let refused = with(&mut [&mut a], engine.resize_cluster(ask("third", Some(6)))).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed);
        let nothing = an_ask_of("fourth", &before, to(None, Some(3)));
        let nothing = with(&mut [&mut a], engine.resize_cluster(nothing)).await.unwrap_err();
        assert_eq!(nothing.place, Place::Field { path: "centres".to_owned() });
        with(&mut [&mut a], seconds(3_600)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &first)).await, Stage::Running);
    });
}

#[test]
fn a_resize_whose_answer_is_lost_is_found_on_the_cluster_and_sent_once() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        arm(&world, "update:lose-answer");
        let resize = a_resize(&mut a, &cluster).await;
        with(&mut [&mut a], seconds(3_600)).await;
        let done = with(&mut [&mut a], view(&engine, &resize)).await;
        assert_eq!((done.stage, done.attempt), (Stage::Running, 1));
    });
}

#[test]
fn a_resize_that_never_arrived_is_sent_again_only_by_a_person() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        arm(&world, "update:drop");
        let resize = a_resize(&mut a, &cluster).await;
        with(&mut [&mut a], seconds(1_800)).await;
        let unclear = with(&mut [&mut a], view(&engine, &resize)).await;
        assert_eq!((unclear.stage, unclear.needs_you, unclear.attempt), (Stage::Unclear, true, 1));
        let again = Resolve { id: resize.clone(), decision: Decision::SendAgain };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(3_600)).await;
        let done = with(&mut [&mut a], view(&engine, &resize)).await;
        assert_eq!((done.stage, done.attempt), (Stage::Running, 2));
    });
}

#[test]
fn a_conflict_is_told_with_what_to_do() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        arm(&world, "update:status=409");
        let resize = a_resize(&mut a, &cluster).await;
        with(&mut [&mut a], seconds(60)).await;
        let refused = with(&mut [&mut a], view(&engine, &resize)).await;
        let problem = refused.problem.unwrap();
        assert_eq!(refused.stage, Stage::Refused);
        assert!(problem.remedy.unwrap().contains("under way") && problem.server.is_some());
    });
}

#[test]
fn a_cluster_that_is_another_than_was_reviewed_is_not_resized() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        let mut old = with(&mut [&mut a], review(&engine, &cluster, Vec::new())).await;
        old.before.data_centres[0].nodes = 6;
        let ask = an_ask_of("resize", &old, to(Some(LARGER), None));
        let resize = with(&mut [&mut a], engine.resize_cluster(ask)).await.unwrap().id;
        with(&mut [&mut a], seconds(60)).await;
        let refused = with(&mut [&mut a], view(&engine, &resize)).await;
        assert_eq!((refused.stage, refused.attempt), (Stage::Refused, 0), "nothing was sent");
        assert_eq!(alive(&world), 1);
    });
}

#[test]
fn a_resize_goes_on_in_the_next_process() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let (_, cluster) = a_cluster(&mut a, an_ask("one", "orders")).await;
        let resize = a_resize(&mut a, &cluster).await;
        with(&mut [&mut a], seconds(30)).await;
        drop(a);
        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        with(&mut [&mut b], seconds(3_600)).await;
        let done = with(&mut [&mut b], engine.run(RunRef { id: resize })).await.unwrap();
        assert_eq!((done.run.stage, done.run.attempt, done.replacements.len()), (Stage::Running, 1, 3));
    });
}
