//! The sandbox with ten thousand clusters: how long it takes to start, to read, to list, and what it keeps in memory.
//!
//! Each round starts it anew, as a process of its own, on the same state, and asks it over loopback. Beside every request
//! stands one to a bare server that answers bytes of the same length from memory: what the sockets and the client cost.
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

mod bare;
mod measure;
mod report;
mod server;
mod state;

use std::process::ExitCode;

use report::Measure;

/// How many clusters there are.
const CLUSTERS: usize = 10_000;

/// How often the sandbox is started.
const ROUNDS: usize = 5;

fn main() -> ExitCode {
    if let Some(directory) = std::env::var_os(server::DIRECTORY) {
        server::run(directory.into());
        return ExitCode::SUCCESS;
    }
    let words: Vec<String> = std::env::args().skip(1).collect();
    let asked = |word: &str| words.iter().any(|one| one == word);
    // `cargo bench` says so; `cargo test --all-targets` runs this as well, and wants nothing.
    if !asked("--bench") {
        return ExitCode::SUCCESS;
    }
    let directory = tempfile::tempdir().unwrap();
    let state = state::write(directory.path(), CLUSTERS);
    let rounds: Vec<measure::Round> = (1..=ROUNDS)
        .map(|round| {
            eprintln!("round {round} of {ROUNDS}");
            measure::round(directory.path(), &state)
        })
        .collect();
    let measures = Measure::all(&rounds, &state);
    match asked("--json") {
        true => println!("{}", report::json(&measures)),
        false => print!("{}", report::table(&measures)),
    }
    let holds = measures.iter().all(Measure::holds);
    if asked("--check") && !holds { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
