//! One step: a program run to its end, its output shown while it runs, the time it took printed after it.

use std::io::{BufRead as _, BufReader};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::Stop;

/// How a step ended.
#[derive(Debug)]
pub struct Ended {
    /// Whether the program said 0.
    pub ok: bool,
    /// How it ended, in words («exit status: 1»).
    pub how: String,
    /// What it printed, colours taken out; empty where it wrote to the terminal itself.
    pub lines: Vec<String>,
}

/// Runs `command` with the terminal as it is: progress bars and colours stay.
pub fn show(name: &str, mut command: Command) -> Result<Ended, Stop> {
    println!("── {name}");
    let begun = now();
    let status = command.status().map_err(|error| cannot_start(&command, &error))?;
    Ok(finish(name, status, begun))
}

/// Runs `command`, shows each line and keeps it.
pub fn read(name: &str, command: Command) -> Result<Ended, Stop> {
    let mut lines = Vec::new();
    let mut ended = each(name, command, |line| {
        println!("{line}");
        lines.push(plain(line));
    })?;
    ended.lines = lines;
    Ok(ended)
}

/// Runs `command`, which has to say 0.
pub fn must(name: &str, command: Command) -> Result<(), Stop> {
    let ended = show(name, command)?;
    if ended.ok { Ok(()) } else { Err(Stop::Failed(format!("{name}: {}", ended.how))) }
}

/// Runs `command` with both its outputs in one pipe, so that lines keep their order, and gives each to `line`.
fn each(name: &str, mut command: Command, mut line: impl FnMut(&str)) -> Result<Ended, Stop> {
    println!("── {name}");
    let begun = now();
    let (reader, writer) = std::io::pipe().map_err(|error| Stop::io("a pipe", &error))?;
    let second = writer.try_clone().map_err(|error| Stop::io("a pipe", &error))?;
    command.stdout(writer).stderr(second);
    let mut child = command.spawn().map_err(|error| cannot_start(&command, &error))?;
    // The command holds our copies of the pipe's writing end; while they are open the reading never ends.
    drop(command);
    for bytes in BufReader::new(reader).split(b'\n') {
        let bytes = bytes.map_err(|error| Stop::io(name, &error))?;
        line(String::from_utf8_lossy(&bytes).trim_end_matches('\r'));
    }
    let status = child.wait().map_err(|error| Stop::io(name, &error))?;
    Ok(finish(name, status, begun))
}

fn finish(name: &str, status: std::process::ExitStatus, begun: Instant) -> Ended {
    let took = begun.elapsed();
    let how = status.to_string();
    let word = if status.success() { "done" } else { how.as_str() };
    println!("── {name}: {word}, {}\n", seconds(took));
    Ended { ok: status.success(), how, lines: Vec::new() }
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Stop {
    Stop::Failed(format!("{}: {error}", command.get_program().to_string_lossy()))
}

/// A time for people: `0.4 s`, `41 s`, `4:12 min`.
pub fn seconds(took: Duration) -> String {
    match took.as_secs() {
        0..10 => format!("{:.1} s", took.as_secs_f64()),
        10..100 => format!("{} s", took.as_secs()),
        whole => format!("{}:{:02} min", whole / 60, whole % 60),
    }
}

/// The moment, to measure from.
#[allow(clippy::disallowed_methods, reason = "how long a build takes is measured, never decided upon")]
pub fn now() -> Instant {
    Instant::now()
}

/// A line without colour codes.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == '\u{1b}' {
            letters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_of_a_line() {
        assert_eq!(plain("\u{1b}[32mok\u{1b}[0m 1"), "ok 1");
    }

    #[test]
    fn times_are_short_for_people() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(41)), "41 s");
        assert_eq!(seconds(Duration::from_secs(252)), "4:12 min");
    }

    #[test]
    fn lines_of_both_outputs_are_kept_and_the_exit_code_is_told() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 3"]);
        let ended = read("sh", command).unwrap();
        assert_eq!(ended.lines, ["one", "two"]);
        assert!(!ended.ok);
    }
}
