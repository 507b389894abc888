//! `cargo xtask crash`: the real program, killed at every stage of a launch.

use std::process::Command;

use crate::words::Words;
use crate::{Stop, step, tree};

/// Help of `cargo xtask crash`.
pub const HELP: &str = "
cargo xtask crash [--times N]

Starts `slipway launch` against a sandbox, kills it (kill -9) at every stage and at random moments, starts it again and
looks: each run is found, at most one cluster each, none unowned.

  --times N   how many kills (default 30)";

/// Kills of a normal run.
pub const TIMES: u64 = 30;

/// `cargo xtask crash`.
pub fn crash(mut words: Words) -> Result<(), Stop> {
    let times = words.option("--times")?.unwrap_or(TIMES);
    words.nothing_left()?;
    step::must("build", build())?;
    step::must("crash", command(times))
}

/// The binaries, and the tests with them, as every step of `cargo xtask test` needs them.
pub fn build() -> Command {
    let mut command = tree::cargo(["build"]);
    command.args(tree::WHOLE).args(["--lib", "--bins", "--tests"]);
    command
}

/// `times` kills, against the binary that was built before.
pub fn command(times: u64) -> Command {
    let mut command = tree::cargo(["test"]);
    command.args(tree::WHOLE).args(["--test", "crash", "--", "--nocapture"]);
    command.env("SLIPWAY_CRASH_TIMES", times.to_string()).env("SLIPWAY_BIN", tree::binary("slipway"));
    command
}
