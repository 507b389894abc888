//! Real processes, real files, kill -9: whatever a launch was doing, its run is found again and has one cluster at most.
//!
//! Each case has a sandbox process and a home of its own. Stages are seen through `slipway runs --json`; the answer to a
//! create is held back by the sandbox's `stall`, so that «between request and answer» is really hit.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that can't go on ends there, and its findings are for people"
)]

mod bed;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bed::{Bed, Victim};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// Random kills where nobody says how many: a taste. `cargo xtask test` and `crash` say.
const TIMES: u64 = 4;
/// Cases side by side: each waits for its own processes most of the time.
const THREADS: usize = 4;

/// Each stage of a launch, and the fault that makes the run stay there long enough to be met.
const STAGES: [(&str, &[&str]); 5] = [
    ("intended", &["create:status=429:2"]),
    ("sending", &["create:stall=20"]),
    ("unclear", &["create:lose-answer", "list:status=503:3"]),
    ("provisioning", &[]),
    ("running", &[]),
];

#[test]
fn a_kill_at_every_stage_loses_no_run_and_makes_no_second_cluster() {
    for (stage, faults) in STAGES {
        let bed = Bed::new(faults);
        let victim = Victim::launch(&bed);
        // `intended` lasts only where it waits: after the first attempt was put off.
        let there = |run: &serde_json::Value| run["stage"] == stage && run["attempt"].as_u64() >= Some(1);
        bed.until(&format!("the stage {stage}"), |runs| runs.iter().any(there));
        if stage == "sending" {
            // Between request and answer: the cluster is made, and nobody here knows it yet.
            bed.until("a cluster at the provider", |_| !bed.marks().is_empty());
        }
        victim.kill();
        let found = bed.runs();
        println!("killed while {stage}: found {}", found[0]["stage"]);
        assert_eq!(found.len(), 1, "{stage}: {found:#?}");
        let driver = Victim::drive(&bed);
        bed.until("a settled run", |runs| runs.iter().all(bed::is_settled));
        driver.kill();
        bed.holds_its_promises(stage);
        assert!(bed.runs()[0]["cluster"]["id"].is_string(), "{stage}: the cluster is not the run's: {:#?}", bed.runs());
    }
}

#[test]
fn what_never_arrived_stays_unclear_until_a_person_settles_it() {
    for (decision, stages) in [("--withdraw", ["withdrawn"].as_slice()), ("--send-again", &["provisioning", "running"])]
    {
        let bed = Bed::new(&["create:drop", "list:stall=1"]);
        let victim = Victim::launch(&bed);
        bed.until("the stage unclear", |runs| runs.iter().any(|run| run["stage"] == "unclear"));
        victim.kill();
        let driver = Victim::drive(&bed);
        let id = bed.runs()[0]["id"].as_str().unwrap().to_owned();
        bed.until("the account driven", |_| bed.slipway(&["resolve", &id, decision]).status.success());
        bed.until(decision, |runs| runs.iter().all(|run| stages.iter().any(|stage| run["stage"] == *stage)));
        driver.kill();
        println!("{decision}: {}", bed.runs()[0]["stage"]);
        bed.holds_its_promises(decision);
    }
}

#[test]
fn a_kill_at_a_random_moment_loses_no_run_and_makes_no_second_cluster() {
    let times = std::env::var("SLIPWAY_CRASH_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(TIMES);
    let next = AtomicU64::new(0);
    let found = Mutex::new(std::collections::BTreeMap::<String, u64>::new());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < times) {
                    let stage = random_kill(seed);
                    *found.lock().unwrap().entry(stage).or_default() += 1;
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    println!("{times} kills, found afterwards: {found:?}; 0 runs lost, 0 second clusters, 0 unowned");
}

/// One kill; gives the stage that was found after it.
fn random_kill(seed: u64) -> String {
    const FAULTS: [&str; 6] = [
        "create:stall=1",
        "create:stall=3",
        "create:lose-answer",
        "create:drop",
        "create:after-status=503",
        "read:status=503",
    ];
    let mut chance = StdRng::seed_from_u64(seed);
    let fault = *FAULTS.choose(&mut chance).unwrap();
    let bed = Bed::new(&[fault]);
    let victim = Victim::launch(&bed);
    // A moment is a number of looks, from before the intent is on disk to well after the answer.
    let looks = chance.random_range(0..60);
    let mut accepted = false;
    for _ in 0..looks {
        accepted |= !bed.runs().is_empty();
    }
    victim.kill();
    let runs = bed.runs();
    assert!(!accepted || runs.len() == 1, "seed {seed}, {fault}: a run that was there is lost: {runs:#?}");
    let stage = runs.first().map_or_else(|| "nothing yet".to_owned(), |run| run["stage"].as_str().unwrap().to_owned());
    let driver = Victim::drive(&bed);
    bed.until("a settled run", |runs| runs.iter().all(bed::is_settled));
    driver.kill();
    bed.holds_its_promises(&format!("seed {seed}, {fault}, killed after {looks} looks while {stage}"));
    stage
}
