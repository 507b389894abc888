//! A store damaged at random: it opens with everything, or it is refused and what can be saved is saved and counted.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;

/// How many seeds a normal run tries; `SLIPWAY_DAMAGE_SEEDS` says another number, `SLIPWAY_DAMAGE_SEED` the first.
const SEEDS: u64 = 60;

#[test]
fn whatever_is_damaged_nothing_is_quietly_less() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let first: u64 = number("SLIPWAY_DAMAGE_SEED").unwrap_or(0);
    let seeds: u64 = number("SLIPWAY_DAMAGE_SEEDS").unwrap_or(SEEDS);
    let bed = Bed::with_runs(60);
    copies::copy_of_the_day(bed.home(), NOW).unwrap().unwrap();
    bed.add_runs(60..80);
    let mut ends: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for seed in first..first + seeds {
        let end = std::panic::catch_unwind(|| one(&bed, seed));
        let end = end.unwrap_or_else(|_| panic!("SLIPWAY_DAMAGE_SEED={seed} SLIPWAY_DAMAGE_SEEDS=1 shows it again"));
        *ends.entry(end.to_owned()).or_default() += 1;
    }
    println!("{ends:?}");
    if seeds >= SEEDS {
        assert!(ends.len() >= 3, "the damage was not of every kind: {ends:?}");
    }
}

/// The log as a program leaves it that is killed. Runs that went with it can't be named: it says so instead.
#[test]
fn whatever_of_the_log_is_damaged_nothing_is_quietly_less() {
    let bed = Bed::with_runs(60);
    let open = Store::open(bed.home()).unwrap();
    bed.add_runs(60..80);
    let killed = tempfile::tempdir().unwrap();
    for name in [FILE, LOG, MADE, newest::FILE] {
        std::fs::copy(bed.home().join(name), killed.path().join(name)).unwrap();
    }
    drop(open);
    let before = runs(bed.home());
    let mut missed = 0;
    for seed in 0..SEEDS {
        let home = tempfile::tempdir().unwrap();
        for name in [FILE, LOG, MADE, newest::FILE] {
            std::fs::copy(killed.path().join(name), home.path().join(name)).unwrap();
        }
        damage(&home.path().join(LOG), &mut StdRng::seed_from_u64(seed));
        match read_all(home.path()) {
            Ok(there) => assert_eq!(there, ids(&before), "seed {seed}: it opened with less"),
            Err(problem) => {
                assert_eq!(problem.code, ProblemCode::Store, "seed {seed}: {problem}");
                saved(home.path(), &before, false);
                missed += 1;
            }
        }
    }
    assert!(missed > SEEDS / 2, "{missed} of {SEEDS}");
}

fn one(bed: &Bed, seed: u64) -> &'static str {
    let mut chance = StdRng::seed_from_u64(seed);
    let home = tempfile::tempdir().unwrap();
    let with_copy = chance.random_bool(0.5);
    for name in [FILE, MADE] {
        std::fs::copy(bed.home().join(name), home.path().join(name)).unwrap();
    }
    if with_copy {
        std::fs::create_dir(home.path().join(copies::FOLDER)).unwrap();
        for copy in copies::all(bed.home()).unwrap() {
            std::fs::copy(&copy, home.path().join(copies::FOLDER).join(copy.file_name().unwrap())).unwrap();
        }
    }
    let before = runs(bed.home());
    damage(&home.path().join(FILE), &mut chance);
    match read_all(home.path()) {
        Ok(there) => {
            assert_eq!(there, ids(&before), "it opened with less");
            "opened with everything"
        }
        Err(problem) => {
            assert_eq!(problem.code, ProblemCode::Store, "{problem}");
            let remedy = problem.remedy.clone().unwrap_or_default();
            assert!(remedy.contains("slipway home salvage"), "{problem:?}");
            saved(home.path(), &before, with_copy)
        }
    }
}

/// Bytes by chance, few or many, or a stretch of nothing as a disk leaves it.
fn damage(path: &Path, chance: &mut StdRng) {
    let mut bytes = std::fs::read(path).unwrap();
    let length = bytes.len();
    if chance.random_bool(0.25) {
        let start = chance.random_range(0..length);
        let end = (start + chance.random_range(512..20_000)).min(length);
        bytes[start..end].fill(0);
    } else {
        for _ in 0..[1, 5, 40, 300][chance.random_range(0..4)] {
            let at = chance.random_range(0..length);
            bytes[at] ^= chance.random_range(1..=255_u8);
        }
    }
    std::fs::write(path, bytes).unwrap();
}

/// Every run with all that belongs to it, as the programs read it; gives the ids.
fn read_all(home: &Path) -> Result<BTreeSet<String>, Problem> {
    let store = Store::open(home)?;
    store.home()?;
    store.accounts()?;
    store.profiles_since(-1)?;
    store.sightings_since(-1)?;
    let runs = store.runs_before(i64::MAX, false, u32::MAX)?;
    for run in &runs {
        store.events(&run.id, 0, u32::MAX)?;
        store.nodes(&run.id)?;
        store.looks(&run.id)?;
        store.writes(&run.id)?;
        store.launched_at(&run.launch_id)?;
    }
    Ok(ids(&runs))
}

fn ids(runs: &[RunRow]) -> BTreeSet<String> {
    runs.iter().map(|run| run.id.as_str().to_owned()).collect()
}

fn saved(home: &Path, before: &[RunRow], with_copy: bool) -> &'static str {
    let report = match salvage(home, NOW) {
        Ok(report) => report,
        Err(problem) => {
            assert!(!with_copy && problem.remedy.is_some(), "{problem:?}");
            return "nothing could be read, and it said so";
        }
    };
    let there = read_all(home).expect("what was saved can be read");
    let missing: Vec<String> = ids(before).difference(&there).cloned().collect();
    assert!(there.len() >= if with_copy { 60 } else { 0 }, "what the copy holds is there");
    if report.readable && report.changes_missing == 0 {
        assert!(missing.len() <= report.runs_lost.len(), "missing {missing:?}, named {:?}", report.runs_lost);
    }
    let store = Store::open(home).unwrap();
    for run in before.iter().filter(|run| store.launched_at(&run.launch_id).unwrap().is_none()) {
        let said = !report.readable || report.changes_missing > 0 || report.table("launches").unwrap().broken;
        assert!(said, "{} is not there and nothing says so", run.launch_id);
    }
    for run in runs(home) {
        assert!(!matches!(run.state.stage, Stage::Intended | Stage::Sending), "{} would be sent", run.id);
        let events = store.events(&run.id, 0, u32::MAX).unwrap();
        assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq), "a timeline with a hole");
    }
    if report.is_everything() {
        assert!(missing.is_empty());
        return "saved with everything";
    }
    if missing.is_empty() {
        "saved, and a part other than runs is less"
    } else {
        "saved, and the missing runs are named"
    }
}
