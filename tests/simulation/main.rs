//! The whole engine against the whole sandbox in one process, with paused time, seeded faults and crashes.
//!
//! A crash is the owner's future dropped at one of its polls; a restart opens the same home again. After each seed the
//! promises of `docs/architecture.md` are checked. `SLIPWAY_SIM_SEEDS` says how many seeds, `SLIPWAY_SIM_SEED` which
//! one is the first; one alone is told as a story.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that can't go on ends there, and its counts are for people"
)]

mod access;
mod changes;
mod clock;
mod counts;
mod decisions;
mod deletes;
mod drive;
mod lost;
mod many;
mod network;
mod process;
mod promises;
mod relaunch;
mod report;
mod resizes;
mod restores;
mod scripted;
mod seed;
mod set_up;
mod sleep;
mod usual;
mod watch;
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use counts::Counts;
use report::Report;
use seed::run;
use slipway_engine::edges::Bug;

/// Seeds where nobody says how many: a taste. `cargo xtask test` and `sim` say.
const SEEDS: u64 = 60;
/// Seeds that must have met everything.
const SEEDS_TO_MEET_ALL: u64 = 2_000;
/// Seeds on two threads: the machine that this is measured on has two cores.
const THREADS: usize = 2;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs seeds until `enough` says so; gives the counts and the reports that broke a promise.
fn campaign(
    first: u64,
    seeds: u64,
    bug: Option<Bug>,
    enough: impl Fn(&[Report]) -> bool + Sync,
) -> (Counts, Vec<Report>) {
    let next = AtomicU64::new(first);
    let counts = Mutex::new(Counts::default());
    let broken = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + seeds || enough(&broken.lock().unwrap()) {
                        return;
                    }
                    let report = run(seed, bug);
                    counts.lock().unwrap().add(&report);
                    if !report.broken.is_empty() {
                        broken.lock().unwrap().push(report);
                    }
                }
            });
        }
    });
    (counts.into_inner().unwrap(), broken.into_inner().unwrap())
}

#[test]
#[allow(clippy::disallowed_methods, reason = "the speed of the simulation is told in real time, and asserted nowhere")]
fn no_seed_breaks_a_promise() {
    let seeds = variable("SLIPWAY_SIM_SEEDS").unwrap_or(SEEDS);
    let first = variable("SLIPWAY_SIM_SEED").unwrap_or(0);
    if seeds == 1 {
        let report = run(first, None);
        println!("{}", report.story.join("\n"));
        assert!(report.broken.is_empty(), "seed {first}: {:#?}", report.broken);
        return;
    }
    let begun = std::time::Instant::now();
    let (counts, broken) = campaign(first, seeds, None, |broken| broken.len() >= 5);
    let seconds = begun.elapsed().as_secs_f64();
    println!("{counts}");
    println!("{seeds} seeds in {seconds:.1} s, {:.0} seeds a second", seeds as f64 / seconds);
    for report in &broken {
        println!("seed {}: {:#?}\n{}", report.seed, report.broken, report.story.join("\n"));
    }
    assert!(broken.is_empty(), "{} seeds broke a promise, the first is {}", broken.len(), broken[0].seed);
    // A handful of seeds can't meet everything.
    if seeds >= SEEDS_TO_MEET_ALL {
        assert_eq!(counts.never_met(), Vec::<String>::new(), "never met");
    }
}

/// What a seed did it does again, to the word: a failing one can be looked at.
#[test]
fn a_seed_replays_exactly() {
    for seed in 0..4 {
        let (once, again) = (run(seed, None), run(seed, None));
        assert!(once.story.len() > 5, "seed {seed} has no story");
        assert_eq!(once.story, again.story, "seed {seed}");
        assert_eq!((once.ends, once.crashes, once.met), (again.ends, again.crashes, again.met), "seed {seed}");
    }
}

/// Seeds with a mistake in: one of them must break a promise, in these words.
fn is_caught(bug: Bug, words: &str) {
    let (_, broken) = campaign(0, 400, Some(bug), |broken| !broken.is_empty());
    let caught = broken.first().expect("400 seeds with the mistake in, and no promise was broken");
    println!("caught by seed {}: {:#?}", caught.seed, caught.broken);
    assert!(caught.broken.iter().any(|broken| broken.contains(words)), "{:?}", caught.broken);
}

#[test]
fn a_post_before_its_commit_is_caught() {
    is_caught(Bug::PostBeforeCommit, "clusters");
}

#[test]
fn a_retry_of_what_may_have_arrived_is_caught() {
    is_caught(Bug::RetryOnMaybeSent, "clusters after 0 × send again");
}

#[test]
fn a_single_404_taken_for_gone_is_caught() {
    is_caught(Bug::MissingIsGone, "is gone, and nobody deleted");
}
