//! `cargo xtask bench`: measurements against a yardstick. Each is a program of its own, built beside what it measures.

use crate::words::Words;
use crate::{Stop, tree};

/// Help of `cargo xtask bench`.
pub const HELP: &str = "
cargo xtask bench [NAME] [--json] [--check]

Runs one bench, or all: each measures ours and its yardstick in one run, several times, and prints medians and spread.

  sandbox     ten thousand clusters: start, read, list, memory
  store       ten thousand runs with a million events: opening, first page, appending
  launch      from the command to the bytes on the wire, intent durable
  watch       how soon a cluster is seen running, and for how many requests, in simulated time
  idle        a thousand calm clusters: processor and memory of the program that watches them

  --json      print [{what, ours, yardstick, unit, ratio, goal, holds, …}] on stdout, one array for each bench
  --check     fail where a goal is missed";

/// A bench: its name, and its target.
struct Bench {
    name: &'static str,
    target: &'static str,
}

const BENCHES: [Bench; 5] = [
    Bench { name: "sandbox", target: "scale" },
    Bench { name: "store", target: "store" },
    Bench { name: "launch", target: "launch" },
    Bench { name: "watch", target: "watch" },
    Bench { name: "idle", target: "idle" },
];

/// `cargo xtask bench`.
pub fn bench(mut words: Words) -> Result<(), Stop> {
    let flags: Vec<&str> = ["--json", "--check"].into_iter().filter(|flag| words.flag(flag)).collect();
    let names = words.names();
    words.nothing_left()?;
    if let Some(name) = names.iter().find(|name| !BENCHES.iter().any(|bench| bench.name == **name)) {
        let known: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        return Err(Stop::Usage(format!("there is no bench `{name}`; there is {}", known.join(", "))));
    }
    let mut missed = Vec::new();
    for bench in BENCHES.iter().filter(|bench| names.is_empty() || names.iter().any(|name| name == bench.name)) {
        if !run(bench, &flags)? {
            missed.push(bench.name);
        }
    }
    if missed.is_empty() { Ok(()) } else { Err(Stop::Failed(format!("bench: {} failed", missed.join(", ")))) }
}

/// Runs it with the terminal as it is; whether it said 0. It is optimised, as what people use is.
fn run(bench: &Bench, flags: &[&str]) -> Result<bool, Stop> {
    let mut command = tree::cargo(["bench", "--profile", tree::CAMPAIGN]);
    command.args(tree::WHOLE).args(["--bench", bench.target, "--"]).args(flags);
    let status = command.status().map_err(|error| Stop::io("cargo", &error))?;
    Ok(status.success())
}
