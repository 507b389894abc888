//! `cargo xtask …`: sets up, runs, tests and pictures Slipway, by one word each.
//!
//! Nothing but the standard library, so that the first thing a newcomer types answers within seconds.

// This program is an edge: it talks to a terminal and measures how long things take.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a terminal is what this program is for")]

mod bench;
mod bindings;
mod crash;
mod demo;
mod fuzz;
mod page;
mod pictures;
mod run;
mod schemathesis;
mod setup;
mod sim;
mod step;
mod tally;
mod test;
mod tree;
mod words;

use std::process::ExitCode;

use words::Words;

/// Why a command ended early, in words for the terminal.
#[derive(Debug)]
pub enum Stop {
    /// The command line makes no sense; exit code 2.
    Usage(String),
    /// Something could not be done; exit code 1.
    Failed(String),
    /// The same, and everything there is to say was printed already.
    Told,
}

impl Stop {
    /// A [`Stop::Failed`] from an error of the system, with what was being done.
    pub fn io(doing: &str, error: &std::io::Error) -> Stop {
        Stop::Failed(format!("{doing}: {error}"))
    }
}

/// One command: its name, its line in the overview, its own help, and what it does.
struct Command {
    name: &'static str,
    line: &'static str,
    help: &'static str,
    act: fn(Words) -> Result<(), Stop>,
}

const COMMANDS: [Command; 9] = [
    Command { name: "run", line: "set up, build and open the window", help: run::HELP, act: run::run },
    Command { name: "test", line: "every check and test; what CI runs", help: test::HELP, act: test::test },
    Command { name: "bindings", line: "write the page's types anew", help: bindings::HELP, act: bindings::bindings },
    Command { name: "sim", line: "the seeded simulation", help: sim::HELP, act: sim::sim },
    Command { name: "crash", line: "kill -9 at every stage of a launch", help: crash::HELP, act: crash::crash },
    Command { name: "fuzz", line: "bytes by chance, for as long as you like", help: fuzz::HELP, act: fuzz::fuzz },
    Command { name: "pictures", line: "make docs/window.png", help: pictures::HELP, act: pictures::pictures },
    Command { name: "bench", line: "measure against a yardstick", help: bench::HELP, act: bench::bench },
    Command { name: "setup", line: "only install what is missing", help: setup::HELP, act: setup::setup },
];

fn main() -> ExitCode {
    match dispatch(std::env::args().skip(1).collect()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Usage(text)) => {
            eprintln!("{text}");
            ExitCode::from(2)
        }
        Err(Stop::Failed(text)) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
        Err(Stop::Told) => ExitCode::FAILURE,
    }
}

fn dispatch(mut words: Vec<String>) -> Result<(), Stop> {
    let asked = |word: &str| matches!(word, "--help" | "-h" | "help");
    if words.is_empty() || words.first().is_some_and(|word| asked(word)) {
        overview();
        return Ok(());
    }
    let name = words.remove(0);
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        let known: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        return Err(Stop::Usage(format!("xtask knows no `{name}`; it knows {}", known.join(", "))));
    };
    if words.iter().any(|word| asked(word)) {
        println!("{}", command.help.trim());
        return Ok(());
    }
    (command.act)(Words::new(command.name, words))
}

fn overview() {
    println!("cargo xtask COMMAND [--help]\n");
    for command in &COMMANDS {
        println!("  {:<10} {}", command.name, command.line);
    }
}
