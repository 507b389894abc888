//! `cargo xtask fuzz`: bytes by chance against what reads bytes from elsewhere.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::words::Words;
use crate::{Stop, step, tree};

/// Help of `cargo xtask fuzz`.
pub const HELP: &str = "
cargo xtask fuzz [TARGET] [--minutes N]

Feeds bytes by chance, guided by what code they reach. Without a TARGET one after the other:

  answers    the client reads them as each kind of answer
  document   the client reads them as the provider's description of its API
  requests   the sandbox takes them as requests

Needs a nightly toolchain (rustup toolchain install nightly); cargo-fuzz is installed into target/ the first time. What
breaks is kept in tests/fuzz/artifacts. Files in tests/fuzz/seeds are the start, and every normal test run feeds them too:
put what broke something there.

  --minutes N   how long each (default 10)";

const TARGETS: [&str; 3] = ["answers", "document", "requests"];

/// The version of cargo-fuzz that is installed.
const CARGO_FUZZ: &str = "0.13.2";

/// `cargo xtask fuzz`.
pub fn fuzz(mut words: Words) -> Result<(), Stop> {
    let minutes: u64 = words.option("--minutes")?.unwrap_or(10);
    let names = words.names();
    words.nothing_left()?;
    if let Some(name) = names.iter().find(|name| !TARGETS.contains(&name.as_str())) {
        return Err(Stop::Usage(format!("there is no target `{name}`; there are {}", TARGETS.join(", "))));
    }
    install()?;
    for target in TARGETS.into_iter().filter(|target| names.is_empty() || names.iter().any(|name| name == target)) {
        campaign(target, minutes)?;
    }
    Ok(())
}

fn campaign(target: &str, minutes: u64) -> Result<(), Stop> {
    let place = tree::root().join("tests/fuzz");
    let corpus = place.join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| Stop::io(&corpus.display().to_string(), &error))?;
    let mut command = nightly();
    command.args(["cargo", "fuzz", "run", "--fuzz-dir"]).arg(&place).arg(target);
    // The first folder takes what is found on the way, the second is only read.
    command.arg(&corpus).arg(place.join("seeds").join(target));
    command.arg("--").arg(format!("-max_total_time={}", minutes * 60)).args(["-timeout=10", "-print_final_stats=1"]);
    let ended = step::read(&format!("fuzz {target}"), command)?;
    let runs = ended.lines.iter().rev().find_map(|line| line.strip_prefix("stat::number_of_executed_units:"));
    match (ended.ok, runs) {
        (true, Some(runs)) => println!("fuzz {target}: {} inputs in {minutes} minutes, no finding", runs.trim()),
        (true, None) => return Err(Stop::Failed(format!("fuzz {target}: it ended without a count"))),
        (false, _) => return Err(Stop::Failed(format!("fuzz {target}: {} (tests/fuzz/artifacts)", ended.how))),
    }
    Ok(())
}

fn tools() -> PathBuf {
    tree::target().join("tools")
}

/// cargo-fuzz, unless it is there.
fn install() -> Result<(), Stop> {
    let mut asked = nightly();
    asked.args(["rustc", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !asked.status().is_ok_and(|status| status.success()) {
        return Err(Stop::Failed("fuzzing needs a nightly toolchain: rustup toolchain install nightly".to_owned()));
    }
    if tools().join("bin").join(format!("cargo-fuzz{}", std::env::consts::EXE_SUFFIX)).exists() {
        return Ok(());
    }
    let mut command = tree::cargo(["install"]);
    command.args(["cargo-fuzz", "--locked", "--version", CARGO_FUZZ, "--root"]).arg(tools());
    step::must("cargo install cargo-fuzz", command)
}

/// What comes behind it is run by the nightly toolchain, and finds cargo-fuzz.
fn nightly() -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly"]).current_dir(tree::root()).stdin(Stdio::null());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(tools().join("bin")).chain(std::env::split_paths(&path));
    if let Ok(path) = std::env::join_paths(folders) {
        command.env("PATH", path);
    }
    command
}
