//! Stories of a launch that is asked for again after its runs were lost, with their launch: it makes no second cluster, and is
//! not held up for ever.

use std::path::Path;

use slipway_engine::api::*;

use crate::deletes::{a_cluster, view};
use crate::lost::{ALL_OF_RUNS, lose, lose_runs, made, offers_of, told};
use crate::process::Process;
use crate::scripted::{an_ask, an_unclear_run, arm, cluster_of, seconds, several, stage_of, story, with};
use crate::world::World;

/// Everything that names runs and launches is lost.
fn lose_launches(world: &World) {
    let all = format!("name IN ({ALL_OF_RUNS}, 'launches', 'sqlite_autoindex_launches_1', 'runs_launch')");
    assert!(lose(world, &all, "").runs_unknown);
}

#[test]
fn a_launch_of_several_that_was_lost_does_not_count_on_beside_its_own_clusters() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let ask = several(&mut a, "once", 2, false).await;
        with(&mut [&mut a], engine.launch(ask)).await.unwrap();
        with(&mut [&mut a], seconds(1_200)).await;
        drop(a);
        lose_launches(&world);

        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        with(&mut [&mut b], seconds(900)).await;
        for id in ["once", "another"] {
            let ask = several(&mut b, id, 2, false).await;
            let refused = with(&mut [&mut b], engine.launch(ask)).await.unwrap_err();
            assert!(refused.message.contains("may have made the cluster orders-"), "{refused}");
        }
        // Both are back, and still it may have been this launch.
        for claim in with(&mut [&mut b], offers_of(&engine)).await {
            with(&mut [&mut b], engine.take_up_cluster(claim)).await.unwrap();
        }
        with(&mut [&mut b], seconds(120)).await;
        let ask = several(&mut b, "once", 2, false).await;
        let refused = with(&mut [&mut b], engine.launch(ask)).await.unwrap_err();
        assert!(refused.message.contains("came back") && refused.code == ProblemCode::NotAllowed, "{refused}");
        assert_eq!(made(&world), 2);
        // What has another name has nothing to do with it.
        let mut other = several(&mut b, "other", 2, false).await;
        for (number, draft) in other.drafts.iter_mut().enumerate() {
            draft.cluster_name = format!("audit-{number}");
        }
        with(&mut [&mut b], engine.launch(other)).await.unwrap();
        with(&mut [&mut b], seconds(60)).await;
        assert_eq!(made(&world), 4);
    });
}

#[test]
fn a_copy_that_is_put_back_forgets_no_cluster_that_was_launched_since() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        with(&mut [&mut a], seconds(60)).await;
        drop(a);
        let store = world.home.path().join("slipway.sqlite3");
        let copy = std::fs::read(&store).unwrap();
        let mut a = Process::start(&world, "a");
        let (run, cluster) = a_cluster(&mut a, an_ask("once", "orders")).await;
        drop(a);
        put_back(&store, &copy);

        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        with(&mut [&mut b], engine.take_over_home(Nothing {})).await.unwrap();
        let waits = with(&mut [&mut b], engine.launch(an_ask("once", "orders"))).await.unwrap_err();
        assert_eq!(waits.code, ProblemCode::NotYet, "{waits}");
        with(&mut [&mut b], seconds(900)).await;
        let refused = with(&mut [&mut b], engine.launch(an_ask("once", "orders"))).await.unwrap_err();
        assert!(refused.message.contains("may have made the cluster orders"), "{refused}");
        let claim = with(&mut [&mut b], offers_of(&engine)).await.remove(0);
        assert_eq!(claim.cluster, cluster);
        with(&mut [&mut b], engine.take_up_cluster(claim)).await.unwrap();
        with(&mut [&mut b], seconds(60)).await;
        assert_eq!(with(&mut [&mut b], view(&engine, &run)).await.stage, Stage::Running);
        // Later ones of other homes are none of this one's.
        let elsewhere = tempfile::tempdir().unwrap();
        let mut other = Process::start_in(&world, "other", elsewhere.path());
        a_cluster(&mut other, an_ask("theirs", "theirs")).await;
        drop(other);
        with(&mut [&mut b], seconds(600)).await;
        assert_eq!(with(&mut [&mut b], offers_of(&engine)).await, []);
        with(&mut [&mut b], engine.launch(an_ask("new", "theirs"))).await.unwrap();
    });
}

/// Puts a daily copy in the place of a store.
fn put_back(store: &Path, copy: &[u8]) {
    for beside in ["slipway.sqlite3-wal", "slipway.sqlite3-shm"] {
        _ = std::fs::remove_file(store.with_file_name(beside));
    }
    std::fs::write(store, copy).unwrap();
    let store = rusqlite::Connection::open(store).unwrap();
    store.execute("UPDATE home SET identity = 'a copy'", []).unwrap();
}

#[test]
fn of_two_clusters_of_one_lost_run_a_person_says_which_it_has() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        // The first was made, listed late, and sent again by a person.
        arm(&world, "create:hide=900");
        arm(&world, "create:lose-answer");
        let launch = with(&mut [&mut a], engine.launch(an_ask("once", "orders"))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        with(&mut [&mut a], seconds(700)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Unclear);
        let again = Resolve { id: run.clone(), decision: Decision::SendAgain };
        with(&mut [&mut a], engine.resolve(again)).await.unwrap();
        with(&mut [&mut a], seconds(1_200)).await;
        let second = with(&mut [&mut a], cluster_of(&engine, &run)).await;
        assert_eq!(made(&world), 2);
        drop(a);
        assert_eq!(lose_runs(&world, "").runs_lost, [run.as_str()]);

        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        with(&mut [&mut b], seconds(300)).await;
        let offered = with(&mut [&mut b], offers_of(&engine)).await;
        assert_eq!(offered.len(), 2, "none is taken up by itself: {offered:?}");
        let mut events = engine.events();
        let claim = offered.into_iter().find(|claim| claim.cluster == second).unwrap();
        with(&mut [&mut b], engine.take_up_cluster(claim)).await.unwrap();
        // What the other is follows from it, and is told.
        let stray = |row: ClusterRow| row.mark.filter(|mark| matches!(mark, ClusterMark::Stray { .. }));
        let stray = with(&mut [&mut b], told(&mut events, stray)).await;
        assert!(matches!(stray, ClusterMark::Stray { run: of, .. } if of == run));
        assert_eq!(with(&mut [&mut b], cluster_of(&engine, &run)).await, second);
        let again = with(&mut [&mut b], engine.launch(an_ask("once", "orders"))).await.unwrap();
        assert_eq!(again.runs.iter().map(|run| &run.id).collect::<Vec<_>>(), [&run], "it is its launch");
    });
}

#[test]
fn a_launch_whose_lost_run_made_nothing_says_so_once_all_is_read() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let run = an_unclear_run(&world, &mut a).await;
        drop(a);
        assert_eq!(lose_runs(&world, "").runs_lost, [run.as_str()]);
        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        let lost = LaunchRef { id: "lost".into() };
        assert_eq!(with(&mut [&mut b], engine.launch_state(lost)).await.unwrap().lost, 1);
        let waits = with(&mut [&mut b], engine.launch(an_ask("lost", "lost"))).await.unwrap_err();
        assert_eq!(waits.code, ProblemCode::NotYet, "{waits}");
        with(&mut [&mut b], seconds(700)).await;
        let refused = with(&mut [&mut b], engine.launch(an_ask("lost", "lost"))).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed, "{refused}");
        with(&mut [&mut b], engine.launch(an_ask("a new key", "lost"))).await.unwrap();
    });
}
