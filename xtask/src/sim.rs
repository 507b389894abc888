//! `cargo xtask sim`: the seeded simulation of engine and sandbox.

use std::process::Command;

use crate::words::Words;
use crate::{Stop, step, tree};

/// Help of `cargo xtask sim`.
pub const HELP: &str = "
cargo xtask sim [--seeds N] [--seed S]

Runs engine and sandbox in one process with paused time, seeded faults and crashes, and checks the promises after
every step. Prints counts per stage × fault × crash point; one that is zero fails.

  --seeds N   how many seeds (default 2000)
  --seed S    that one alone, told step by step; with --seeds the first of so many";

/// Seeds of a normal run.
pub const SEEDS: u64 = 2_000;

/// The test that runs seeds.
const CAMPAIGN: &str = "no_seed_breaks_a_promise";

/// `cargo xtask sim`.
pub fn sim(mut words: Words) -> Result<(), Stop> {
    let (seeds, first) = (words.option("--seeds")?, words.option::<u64>("--seed")?);
    let seeds = seeds.unwrap_or(if first.is_some() { 1 } else { SEEDS });
    words.nothing_left()?;
    step::must("simulation", command(seeds, first))
}

/// The simulation over `seeds` seeds; from `first` on, without the stories that are written down. A test target of `tests`, so that it is built with the others; for
/// more seeds than they run it is worth the while to optimise it.
pub fn command(seeds: u64, first: Option<u64>) -> Command {
    let mut command = tree::cargo(["test"]);
    if seeds > SEEDS {
        command.args(["--profile", tree::CAMPAIGN]);
    }
    command.args(tree::WHOLE).args(["--test", "simulation", "--", "--nocapture"]);
    command.env("SLIPWAY_SIM_SEEDS", seeds.to_string());
    if let Some(first) = first {
        command.args(["--exact", CAMPAIGN]).env("SLIPWAY_SIM_SEED", first.to_string());
    }
    command
}
