//! What a thousand calm clusters cost the program that watches them: a share of a core, and memory.
//!
//! A sandbox of its own, `slipway drive` as a process of its own, and a thousand runs whose clusters run. They are made at the
//! highest rate that an account may have; what is measured is at the one it has by default.
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

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Clusters, and how many one launch makes.
const CLUSTERS: usize = 1_000;
const COPIES: usize = 50;
/// At most, in percent of one core, and in MiB.
const CPU_GOAL: f64 = 1.0;
const MEMORY_GOAL: f64 = 64.0;
/// How long is measured, and how often.
const STRETCH: Duration = Duration::from_secs(60);
const STRETCHES: usize = 5;
/// Clock ticks in a second, as `/proc` counts. [proc_pid_stat(5); 100 on every Linux of today]
const TICKS_PER_SECOND: f64 = 100.0;

fn main() -> ExitCode {
    let asked = |word: &str| std::env::args().any(|one| one == word);
    // `cargo bench` says so; `cargo test --all-targets` runs this as well, and wants nothing.
    if !asked("--bench") {
        return ExitCode::SUCCESS;
    }
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let sandbox = Sandbox::start();
    slipway(home, &["account", "add", "many", "--url", &sandbox.url, "--user", &sandbox.user, "--rate", "35"]);
    make(home);
    let stretches = watch(home);
    let cpu = Measure::of("processor, percent of one core", "%", CPU_GOAL, stretches.iter().map(|one| one.0).collect());
    let memory = Measure::of("resident memory", "MiB", MEMORY_GOAL, stretches.iter().map(|one| one.1).collect());
    let measures = [cpu, memory];
    match asked("--json") {
        true => println!("{}", measures.iter().map(Measure::json).collect::<Value>()),
        false => measures.iter().for_each(Measure::print),
    }
    if asked("--check") && !measures.iter().all(Measure::holds) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Launches all of them and waits until they run.
fn make(home: &Path) {
    let profile = home.join("many.toml");
    let template = Command::new(env!("CARGO_BIN_EXE_slipway")).args(["profile", "template", "kafka"]).output().unwrap();
    let template = String::from_utf8(template.stdout).unwrap();
    // What lets this computer in would be some requests more for each.
    let (before, after) = template.split_once("[[access]]").unwrap();
    let after = after.split_once("\n\n").map_or("", |(_, after)| after);
    std::fs::write(&profile, format!("{before}\n{after}")).unwrap();
    let mut driver = Driver::start(home);
    let copies = COPIES.to_string();
    for launch in 0..CLUSTERS / COPIES {
        eprintln!("launch {} of {}", launch + 1, CLUSTERS / COPIES);
        let name = format!("many-{launch}");
        let file = profile.to_str().unwrap();
        slipway(
            home,
            &["launch", file, "--account", "many", "--name", &name, "--copies", &copies, "--accept-warnings", "--yes"],
        );
    }
    let begun = Instant::now();
    loop {
        let running = running(home);
        eprintln!("{running} of {CLUSTERS} run");
        if running == CLUSTERS {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(1_200), "they do not come up");
        std::thread::sleep(Duration::from_secs(10));
    }
    driver.stop();
    slipway(home, &["account", "rate", "many", "1"]);
}

/// Share of a core and memory, over each stretch.
fn watch(home: &Path) -> Vec<(f64, f64)> {
    let mut driver = Driver::start(home);
    // What is read at the start is no idling.
    std::thread::sleep(STRETCH);
    let stretches = (0..STRETCHES).map(|stretch| {
        eprintln!("stretch {} of {STRETCHES}", stretch + 1);
        let (before, begun) = (driver.ticks(), Instant::now());
        std::thread::sleep(STRETCH);
        let share = (driver.ticks() - before) / TICKS_PER_SECOND / begun.elapsed().as_secs_f64();
        (share * 100.0, driver.resident_mib())
    });
    let stretches = stretches.collect();
    driver.stop();
    stretches
}

fn running(home: &Path) -> usize {
    let runs: Value = serde_json::from_slice(&slipway(home, &["runs"])).unwrap();
    runs.as_array().unwrap().iter().filter(|run| run["stage"] == "running").count()
}

/// Runs a command to its end.
fn slipway(home: &Path, words: &[&str]) -> Vec<u8> {
    let output = command(home).args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slipway"));
    command.arg("--home").arg(home).arg("--json").env("SLIPWAY_KEY_MANY", KEY);
    command
}

const KEY: &str = "key-of-a-thousand";

/// `slipway drive`.
struct Driver(Child);

impl Driver {
    fn start(home: &Path) -> Self {
        Self(command(home).arg("drive").stdout(Stdio::null()).spawn().unwrap())
    }

    /// Time in user and kernel mode so far, in clock ticks.
    fn ticks(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap();
        // Behind the name in brackets; fields 14 and 15 of the whole line.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum()
    }

    fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }

    fn stop(&mut self) {
        let told = Command::new("kill").arg(self.0.id().to_string()).status().unwrap();
        assert!(told.success());
        self.0.wait().unwrap();
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // One that has ended is no matter.
        let _ = self.0.kill();
    }
}

/// `slipway sandbox`, with no listeners for its nodes.
struct Sandbox {
    child: Child,
    url: String,
    user: String,
}

impl Sandbox {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_slipway"))
            .args(["sandbox", "--user", "many", "--key", KEY, "--speed", "1000", "--rate", "off", "--no-nodes"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
        let told: Value = serde_json::from_str(&first).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        Self { url: text("url"), user: text("user"), child }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // One that has ended is no matter.
        let _ = self.child.kill();
    }
}

/// One thing that was measured, and its goal.
struct Measure {
    what: &'static str,
    unit: &'static str,
    goal: f64,
    sorted: Vec<f64>,
}

impl Measure {
    fn of(what: &'static str, unit: &'static str, goal: f64, mut figures: Vec<f64>) -> Self {
        figures.sort_by(f64::total_cmp);
        Self { what, unit, goal, sorted: figures }
    }

    fn median(&self) -> f64 {
        self.sorted[self.sorted.len() / 2]
    }

    fn holds(&self) -> bool {
        self.median() <= self.goal
    }

    fn spread(&self) -> (f64, f64) {
        (self.sorted[0], self.sorted[self.sorted.len() - 1])
    }

    fn json(&self) -> Value {
        let (least, most) = self.spread();
        json!({
            "what": format!("idle: {}", self.what),
            "ours": self.median(),
            "unit": self.unit,
            "goal": self.goal,
            "goalIs": self.unit,
            "holds": self.holds(),
            "spread": [least, most],
            "times": self.sorted.len(),
        })
    }

    fn print(&self) {
        let word = if self.holds() { "holds " } else { "MISSED" };
        let (least, most) = self.spread();
        let (what, unit, times) = (self.what, self.unit, self.sorted.len());
        println!(
            "{word} {what:<44} {:.2} {unit} ({least:.2} to {most:.2}, {times} times); goal {} {unit}",
            self.median(),
            self.goal
        );
    }
}
