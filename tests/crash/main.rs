//! Real processes, real files, kill -9: whatever a launch was doing, its run is found again, with every entry of its
//! timeline that was shown, and has one cluster at most.
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
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use bed::{Bed, Telling, Victim};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

/// Random kills where nobody says how many: a taste. `cargo xtask test` and `crash` say.
const TIMES: u64 = 4;
/// Random kills of which some come after the timeline was shown.
const TIMES_TO_SHOW: u64 = 30;
/// Cases side by side: each waits for its own processes most of the time.
const THREADS: usize = 4;

/// Looks at a file until the launch has told enough; past that the moment has come all the same.
const FILE_LOOKS_MAX: u32 = 100_000;

/// A stage of a launch, and what makes the run stay there for seconds, so that the kill really meets it.
struct Stage {
    name: &'static str,
    /// Attempts to send that were made by then.
    attempts: u64,
    faults: &'static [&'static str],
}

const APPLICATIONS: [&str; 2] = ["kafka", "cassandra"];

const STAGES: [Stage; 6] = [
    // On disk, and nothing has left: the list, which comes first, is held back.
    Stage { name: "intended", attempts: 0, faults: &["list:stall=20"] },
    // Certainly not done, twice: the third attempt comes 4 s later.
    Stage { name: "intended", attempts: 2, faults: &["create:status=429:2"] },
    Stage { name: "sending", attempts: 1, faults: &["create:stall=20"] },
    // The list fails before the create and at the first look-up.
    Stage { name: "unclear", attempts: 1, faults: &["create:lose-answer", "list:status=503:3"] },
    Stage { name: "provisioning", attempts: 1, faults: &[] },
    Stage { name: "running", attempts: 1, faults: &[] },
];

#[test]
fn a_kill_at_every_stage_loses_no_run_and_makes_no_second_cluster() {
    for (Stage { name, attempts, faults }, application) in STAGES.into_iter().zip(APPLICATIONS.into_iter().cycle()) {
        let bed = Bed::new(application, faults);
        let victim = Victim::launch(&bed, Telling::Timeline);
        let case = format!("{application} {name} after {attempts} attempts");
        bed.until(&case, |runs| runs.iter().any(|run| run["stage"] == name && run["attempt"] == attempts));
        if name == "sending" {
            // Between request and answer: the cluster is made, and nobody here knows it yet.
            bed.until("a cluster at the provider", |_| !bed.marks().is_empty());
        }
        victim.kill();
        let told = bed.told();
        let found = bed.runs();
        assert_eq!(found.len(), 1, "{case}: {found:#?}");
        println!("killed while {case}: found {}", found[0]["stage"]);
        assert_eq!(found[0]["stage"], name, "{case}: the kill missed it: {found:#?}");
        bed.disarm();
        let driver = Victim::drive(&bed);
        bed.until("a settled run", |runs| runs.iter().all(|run| bed.is_settled(run)));
        driver.kill();
        bed.holds_its_promises(&case);
        bed.holds_what_was_told(&case, &told);
        assert!(bed.runs()[0]["cluster"]["id"].is_string(), "{case}: the cluster is not the run's: {:#?}", bed.runs());
    }
}

#[test]
fn what_never_arrived_stays_unclear_until_a_person_settles_it() {
    for (decision, stages, clusters) in
        [("--withdraw", ["withdrawn"].as_slice(), 0), ("--send-again", &["provisioning", "running"], 1)]
    {
        let bed = Bed::new("cassandra", &["create:drop"]);
        let victim = Victim::launch(&bed, Telling::Runs);
        bed.until("the stage unclear", |runs| runs.iter().any(|run| run["stage"] == "unclear"));
        victim.kill();
        let driver = Victim::drive(&bed);
        bed.until("a settled run", |runs| runs.iter().all(|run| bed.is_settled(run)));
        let run = bed.runs().remove(0);
        assert_eq!((&run["stage"], bed.marks().len()), (&"unclear".into(), 0), "{decision}: {run:#?}");
        let id = run["id"].as_str().unwrap();
        bed.until("the account driven", |_| bed.slipway(&["resolve", id, decision]).status.success());
        bed.until(decision, |runs| runs.iter().all(|run| stages.iter().any(|stage| run["stage"] == *stage)));
        driver.kill();
        println!("{decision}: {}", bed.runs()[0]["stage"]);
        bed.holds_its_promises(decision);
        assert_eq!(bed.marks().len(), clusters, "{decision}");
    }
}

#[test]
fn a_kill_at_a_random_moment_loses_no_run_and_makes_no_second_cluster() {
    let times = std::env::var("SLIPWAY_CRASH_TIMES").ok().and_then(|times| times.parse().ok()).unwrap_or(TIMES);
    let next = AtomicU64::new(0);
    let found = Mutex::new(std::collections::BTreeMap::<String, u64>::new());
    let shown = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(seed) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|seed| *seed < times) {
                    let (stage, entries) = random_kill(seed);
                    shown.fetch_add(entries, Ordering::Relaxed);
                    *found.lock().unwrap().entry(stage).or_default() += 1;
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    let shown = shown.into_inner();
    println!(
        "{times} kills, found afterwards: {found:?}; 0 runs lost, 0 of {shown} shown entries of timelines lost, \
         0 second clusters, 0 unowned"
    );
    // A handful of kills may all come before anything was shown.
    assert!(shown > 0 || times < TIMES_TO_SHOW, "nothing was shown in {times} kills");
}

/// One kill; gives the stage that was found after it, and how many entries of the timeline were shown before.
fn random_kill(seed: u64) -> (String, usize) {
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
    let bed = Bed::new(APPLICATIONS.choose(&mut chance).unwrap(), &[fault]);
    let telling = if chance.random() { Telling::Runs } else { Telling::Timeline };
    let victim = Victim::launch(&bed, telling);
    // A moment is a number of looks, up to well after the answer, or a number of lines told, close to a write.
    let (looks, lines) = if chance.random() { (chance.random_range(0..60), 0) } else { (0, chance.random_range(0..6)) };
    let mut seen = Vec::new();
    for _ in 0..looks {
        seen = bed.runs();
    }
    for _ in 0..FILE_LOOKS_MAX {
        if bed.told().len() >= lines {
            break;
        }
        std::thread::yield_now();
    }
    victim.kill();
    let runs = bed.runs();
    let told = bed.told();
    for id in seen.iter().map(|run| &run["id"]) {
        assert!(runs.iter().any(|run| run["id"] == *id), "seed {seed}, {fault}: run {id} is lost: {runs:#?}");
    }
    let stage = runs.first().map_or_else(|| "nothing yet".to_owned(), |run| run["stage"].as_str().unwrap().to_owned());
    let driver = Victim::drive(&bed);
    bed.until("a settled run", |runs| runs.iter().all(|run| bed.is_settled(run)));
    driver.kill();
    bed.disarm();
    let case = format!("seed {seed}, {fault}, {telling:?}, killed after {looks} looks and {lines} lines while {stage}");
    bed.holds_its_promises(&case);
    let entries = bed.holds_what_was_told(&case, &told);
    (stage, entries)
}
