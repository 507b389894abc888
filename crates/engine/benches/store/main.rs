//! The store with ten thousand runs and a million events: how long it takes to open, to show the first page, to append.
//!
//! Beside each stands what SQLite or the disk takes for as much, in turn with it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a bench measures time, talks to a terminal, and ends at the first surprise"
)]

#[path = "../common/report.rs"]
mod report;
mod state;

use std::io::{Seek as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use report::{Goal, Measure};
use rusqlite::Connection;
use slipway_engine::api::{ListRuns, Nothing};
use slipway_engine::store::Store;
use slipway_engine::time::Timestamp;
use slipway_engine::{Edges, Engine, Options};

/// How many runs there are.
const RUNS: usize = 10_000;
/// How many events each has.
const EVENTS: usize = 100;
/// How often it is opened and its first page read.
const ROUNDS: usize = 15;
/// How often an event is appended.
const APPENDS: usize = 500;

fn main() -> ExitCode {
    // `cargo bench` says so; `cargo test --all-targets` runs this as well, and wants nothing.
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    let home = tempfile::tempdir().unwrap();
    eprintln!("{RUNS} runs with {EVENTS} events each");
    state::write(home.path(), RUNS, EVENTS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let measures = runtime.block_on(async {
        let mut measures = shown(home.path()).await;
        measures.push(appended(home.path()));
        measures
    });
    report::told("store", &measures)
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    let value = work();
    let took = begun.elapsed();
    drop(value);
    took
}

/// Opening, the overview, and the runs under way.
async fn shown(home: &Path) -> Vec<Measure> {
    let mut open = Measure::new("open the engine on it", Goal::Ms(300.0), "SQLite opening the file and reading a row");
    let page = "SQLite reading the newest fifty rows of runs";
    let mut overview = Measure::new("first page of the overview", Goal::Ms(20.0), page);
    let mut active = Measure::new("first page of the runs under way", Goal::Ms(20.0), page);
    for round in 1..=ROUNDS {
        eprintln!("round {round} of {ROUNDS}");
        let bare = timed(|| newest(&Connection::open(home.join("slipway.sqlite3")).unwrap(), 1));
        let begun = Instant::now();
        let engine = Engine::open(Options {
            home: home.to_owned(),
            who: "bench".to_owned(),
            drive: false,
            sandbox: None,
            edges: Edges::system(),
        })
        .await
        .unwrap();
        open.add(begun.elapsed(), bare);
        let connection = Connection::open(home.join("slipway.sqlite3")).unwrap();
        let bare = timed(|| newest(&connection, 50));
        let begun = Instant::now();
        assert_eq!(engine.overview(Nothing {}).await.unwrap().runs.items.len(), 50);
        overview.add(begun.elapsed(), bare);
        let begun = Instant::now();
        let ask = ListRuns { active_only: true, ..ListRuns::default() };
        assert_eq!(engine.list_runs(ask).await.unwrap().items.len(), 50);
        active.add(begun.elapsed(), bare);
        engine.close().await;
    }
    vec![open, overview, active]
}

fn newest(connection: &Connection, count: i64) -> Vec<(String, String)> {
    let mut query = connection.prepare("SELECT facts, state FROM runs ORDER BY number DESC LIMIT ?1").unwrap();
    query.query_map([count], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

/// One event more, on disk.
fn appended(home: &Path) -> Measure {
    let yardstick = "4 KiB written over others in a file on the same disk, and fdatasync";
    let mut measure = Measure::new("append an event", Goal::Times(3.0), yardstick);
    let mut store = Store::open(home).unwrap();
    let mut file = std::fs::File::create(home.join("bare")).unwrap();
    file.write_all(&vec![1; 4096 * APPENDS]).unwrap();
    file.sync_all().unwrap();
    file.rewind().unwrap();
    for append in 0..APPENDS {
        let bare = timed(|| {
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
        });
        let run = state::run_id(append * 31 % RUNS);
        let ours = timed(|| {
            store
                .change(|change| change.add_events(&run, vec![state::event(append)], Timestamp(append as i64)))
                .unwrap();
        });
        measure.add(ours, bare);
    }
    measure
}
