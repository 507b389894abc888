//! Stories of runs that are lost with a damaged store: the cluster that bears the mark of one brings it back, and nothing is
//! sent for it.

use std::path::Path;

use slipway_engine::api::*;
use slipway_engine::id::RunId;
use slipway_engine::store::{Salvaged, salvage};
use slipway_engine::time::Clock;
use slipway_engine::{Engine, Events, Options};

use crate::deletes::{a_cluster, a_delete, alive, view};
use crate::process::Process;
use crate::scripted::{an_ask, arm, cluster_of, seconds, several, stage_of, story, with};
use crate::world::World;

/// All that names runs, in SQL.
pub const ALL_OF_RUNS: &str = "'runs', 'sqlite_autoindex_runs_1', 'run_nodes', 'events', 'looks', 'writes'";

/// Breaks the pages of the table of runs that hold a text (all of them where it is empty), and saves the rest.
pub fn lose_runs(world: &World, text: &str) -> Salvaged {
    lose(world, "name = 'runs'", text)
}

/// The same with the pages of everything whose name `which` says, in SQL.
pub fn lose(world: &World, which: &str, text: &str) -> Salvaged {
    let path = world.home.path().join("slipway.sqlite3");
    let store = rusqlite::Connection::open(&path).unwrap();
    let pages = format!("SELECT pageno FROM dbstat WHERE {which} AND pagetype = 'leaf'");
    let mut query = store.prepare(&pages).unwrap();
    let pages = query.query_map([], |row| row.get::<_, u32>(0)).unwrap();
    let pages: Vec<usize> = pages.map(|page| page.unwrap().try_into().unwrap()).collect();
    drop(query);
    drop(store);
    let mut bytes = std::fs::read(&path).unwrap();
    let mut broken = 0;
    for number in pages {
        let page = &mut bytes[(number - 1) * 4096..number * 4096];
        if memchr::memmem::find(page, text.as_bytes()).is_some() {
            page[..8].fill(0xFF);
            broken += 1;
        }
    }
    assert!(broken > 0, "no page of runs holds {text}");
    std::fs::write(&path, bytes).unwrap();
    let opened = Engine::parts(Options { home: world.home.path().to_owned(), ..world.options("a") }).map(drop);
    assert_eq!(opened.unwrap_err().code, ProblemCode::Store);
    salvage(world.home.path(), world.clock.now()).unwrap()
}

async fn events_of(engine: &Engine, run: &RunId) -> Vec<RunEvent> {
    engine.run_events(ListRunEvents { id: run.clone(), after: 0, limit: None }).await.unwrap().items
}

pub fn made(world: &World) -> usize {
    world.sandbox.inspect(|cloud| cloud.clusters().len())
}

/// The clusters that may be of lost runs.
pub async fn offers_of(engine: &Engine) -> Vec<ClusterClaim> {
    let rows = engine.list_clusters(ListClusters::default()).await.unwrap().items;
    let offered = rows.into_iter().filter(|row| row.mark == Some(ClusterMark::MaybeLost));
    offered.map(|row| ClusterClaim { account_id: row.account_id, cluster: row.id }).collect()
}

/// What the next event says of a cluster of which `what` has something to say.
pub async fn told<T>(events: &mut Events, what: impl Fn(ClusterRow) -> Option<T>) -> T {
    loop {
        if let Event::Cluster { cluster } = events.next().await.unwrap()
            && let Some(told) = what(cluster)
        {
            return told;
        }
    }
}

#[test]
fn a_cluster_that_turns_up_after_its_run_was_withdrawn_is_told_as_that() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        arm(&world, "create:hide=60");
        arm(&world, "create:lose-answer");
        let launch = with(&mut [&mut a], engine.launch(an_ask("late", "late"))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        with(&mut [&mut a], seconds(20)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Unclear);
        let withdraw = Resolve { id: run.clone(), decision: Decision::Withdraw };
        with(&mut [&mut a], engine.resolve(withdraw)).await.unwrap();
        let mut events = engine.events();
        let mark = with(&mut [&mut a], told(&mut events, |cluster| cluster.mark)).await;
        assert_eq!(mark, ClusterMark::Stray { run, stage: Stage::Withdrawn });
        let rows = with(&mut [&mut a], engine.list_clusters(ListClusters::default())).await.unwrap().items;
        assert!(rows.len() == 1 && rows[0].run_id.is_none() && rows[0].mark == Some(mark), "{rows:?}");
    });
}

/// A home in the same world whose cluster bears a mark that no other home knows.
async fn another_home(world: &World, home: &Path) {
    let mut other = Process::start_in(world, "other", home);
    a_cluster(&mut other, an_ask("theirs", "theirs")).await;
}

#[test]
fn a_lost_run_comes_back_with_its_cluster_and_nothing_is_sent_for_it() {
    story(async |world| {
        let elsewhere = tempfile::tempdir().unwrap();
        another_home(&world, elsewhere.path()).await;
        let mut a = Process::start(&world, "a");
        let (run, cluster) = a_cluster(&mut a, an_ask("once", "orders")).await;
        drop(a);
        let saved = lose_runs(&world, "");
        assert_eq!(saved.runs_lost, [run.as_str()]);

        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        let refused = with(&mut [&mut b], engine.launch(an_ask("once", "orders"))).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotYet, "its cluster was not seen yet: {refused}");
        with(&mut [&mut b], seconds(120)).await;
        let back = with(&mut [&mut b], engine.run(RunRef { id: run.clone() })).await.unwrap();
        assert_eq!((back.run.stage, back.run.attempt), (Stage::Running, 1));
        assert_eq!(with(&mut [&mut b], cluster_of(&engine, &run)).await, cluster);
        assert!(back.requests.is_empty() && !back.nodes.is_empty());
        let told = with(&mut [&mut b], events_of(&engine, &run)).await;
        assert!(told[0].text.starts_with("Rebuilt from the cluster"), "{told:?}");
        // The same launch is that run.
        let again = with(&mut [&mut b], engine.launch(an_ask("once", "orders"))).await.unwrap();
        assert_eq!(again.runs.iter().map(|run| &run.id).collect::<Vec<_>>(), [&run]);

        with(&mut [&mut b], seconds(1_200)).await;
        assert_eq!(with(&mut [&mut b], events_of(&engine, &run)).await.len(), told.len(), "nothing is added to it");
        let overview = with(&mut [&mut b], engine.overview(Nothing {})).await.unwrap();
        assert_eq!(overview.runs.items.len(), 1, "what another home made is not ours");
        drop(b);

        // A program that starts anew finds it as it is.
        let mut c = Process::start(&world, "c");
        let engine = c.engine.clone();
        with(&mut [&mut c], seconds(600)).await;
        assert_eq!(with(&mut [&mut c], view(&engine, &run)).await.stage, Stage::Running);
        assert_eq!((made(&world), alive(&world)), (2, 2), "nothing was sent");
        // It is deleted as any other.
        with(&mut [&mut c], engine.delete_cluster(a_delete("d", &cluster, "orders"))).await.unwrap();
        with(&mut [&mut c], seconds(1_800)).await;
        assert_eq!(with(&mut [&mut c], view(&engine, &run)).await.stage, Stage::Gone);
        assert_eq!(alive(&world), 1);
    });
}

#[test]
fn a_launch_that_lost_some_of_its_runs_says_which_and_is_whole_again_with_their_clusters() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let ask = several(&mut a, "once", 12, false).await;
        let launch = with(&mut [&mut a], engine.launch(ask.clone())).await.unwrap();
        with(&mut [&mut a], seconds(3_000)).await;
        drop(a);
        let lost = lose_runs(&world, launch.runs[11].id.as_str()).runs_lost.len();
        assert!((1..12).contains(&lost), "{lost}");

        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        let refused = with(&mut [&mut b], engine.launch(ask.clone())).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotYet);
        assert!(refused.message.contains("stand here") && refused.message.contains("lost"), "{refused}");
        let mut other = ask.clone();
        other.drafts[0].cluster_name = "another".to_owned();
        let another = with(&mut [&mut b], engine.launch(other)).await.unwrap_err();
        assert!(another.message.contains("used for another launch"), "{another}");
        with(&mut [&mut b], seconds(600)).await;
        let whole = with(&mut [&mut b], engine.launch(ask)).await.unwrap();
        assert_eq!(whole.runs.len(), 12);
        assert!(whole.runs.iter().all(|run| run.stage == Stage::Running), "{whole:?}");
        assert_eq!(made(&world), 12);
    });
}

#[test]
fn where_nothing_names_the_lost_run_a_person_says_which_cluster_is_ours() {
    story(async |world| {
        let elsewhere = tempfile::tempdir().unwrap();
        another_home(&world, elsewhere.path()).await;
        let mut a = Process::start(&world, "a");
        let (run, cluster) = a_cluster(&mut a, an_ask("once", "orders")).await;
        drop(a);
        let saved = lose(&world, &format!("name IN ({ALL_OF_RUNS})"), "");
        assert!(saved.runs_unknown && !saved.runs_lost.contains(&run.to_string()), "{saved:?}");

        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        // As one that nothing names any more would be asked for again: it is not sent.
        let refused = with(&mut [&mut b], engine.launch(an_ask("forgotten", "orders"))).await.unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed, "{refused}");
        let waits = with(&mut [&mut b], engine.launch(an_ask("forgotten", "another name"))).await.unwrap_err();
        assert_eq!(waits.code, ProblemCode::NotYet, "{waits}");
        with(&mut [&mut b], seconds(600)).await;
        let refused = with(&mut [&mut b], engine.launch(an_ask("forgotten", "orders"))).await.unwrap_err();
        assert!(refused.message.contains("may have made the cluster orders"), "{refused}");
        let offered = with(&mut [&mut b], offers_of(&engine)).await;
        assert_eq!(offered.len(), 2, "ours and that of another home look alike: {offered:?}");
        let overview = with(&mut [&mut b], engine.overview(Nothing {})).await.unwrap();
        assert_eq!(overview.runs.items.len(), 0, "none is taken up by itself");
        let claim = offered.into_iter().find(|claim| claim.cluster == cluster).unwrap();
        with(&mut [&mut b], engine.take_up_cluster(claim.clone())).await.unwrap();
        with(&mut [&mut b], seconds(60)).await;
        assert_eq!(with(&mut [&mut b], view(&engine, &run)).await.stage, Stage::Running);
        let refused = with(&mut [&mut b], engine.launch(an_ask("forgotten", "orders"))).await.unwrap_err();
        assert!(refused.message.contains("came back"), "{refused}");
        with(&mut [&mut b], engine.take_up_cluster(claim.clone())).await.expect("said twice it is the same");
        let refused = with(&mut [&mut b], engine.disown_cluster(claim)).await.unwrap_err();
        assert!(refused.message.contains("your run"), "{refused}");
        // The other is not, and is not offered for ever; the page need not ask anew to know.
        let rest = with(&mut [&mut b], offers_of(&engine)).await;
        let [theirs] = &rest[..] else { panic!("{rest:?}") };
        let mut events = engine.events();
        with(&mut [&mut b], engine.disown_cluster(theirs.clone())).await.unwrap();
        let mark = |cluster: ClusterRow| (cluster.id == theirs.cluster).then_some(cluster.mark);
        assert_eq!(with(&mut [&mut b], told(&mut events, mark)).await, None);
        assert_eq!(with(&mut [&mut b], offers_of(&engine)).await, []);
        drop(b);
        let mut c = Process::start(&world, "c");
        let engine = c.engine.clone();
        with(&mut [&mut c], seconds(600)).await;
        assert_eq!(with(&mut [&mut c], offers_of(&engine)).await, []);
        // It was a slip: what was said is taken back by its opposite.
        with(&mut [&mut c], engine.take_up_cluster(theirs.clone())).await.unwrap();
        with(&mut [&mut c], seconds(60)).await;
        let overview = with(&mut [&mut c], engine.overview(Nothing {})).await.unwrap();
        assert_eq!(overview.runs.items.len(), 2);
        assert_eq!(made(&world), 2, "nothing was sent");
    });
}
