//! How soon it is seen that a cluster runs, and at what cost in requests, in simulated time: our schedule beside round robin with
//! the same budget, and beside pollers that keep to none.
//!
//! Ours has the history that it learnt itself, by watching forty clusters of the same kind without one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::wildcard_enum_match_arm,
    reason = "a bench talks to a terminal, and ends at the first surprise"
)]

mod watchers;
mod world;

use std::process::ExitCode;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::json;
use slipway_engine::watch::pace::Pace;

use watchers::{Watched, every, ours, round_robin};
use world::clusters;

/// Spreads of the logarithm of the time in a stage.
const SIGMAS: [f64; 2] = [0.15, 0.3];
/// How many clusters, and how often that is repeated.
const COUNTS: [(usize, usize); 2] = [(10, 40), (100, 6)];
/// Within how many seconds they begin, and how that is called.
const SPREADS: [(f64, &str); 3] = [(0.0, "at once"), (600.0, "over 10 min"), (3_600.0, "over an hour")];
/// Clusters that were watched before.
const HISTORY: usize = 40;
/// Every 5 s: the vendor's Terraform provider. Every 60 s: its operator. Every 70 s: the old scripts.
const PAUSES_MS: [i64; 3] = [5_000, 60_000, 70_000];

/// A cell of the grid.
struct Cell {
    sigma: f64,
    count: usize,
    spread: &'static str,
    ours: Watched,
    without_history: Watched,
    round_robin: Watched,
    every: [Watched; 3],
}

impl Cell {
    fn name(&self) -> String {
        format!("{} {}, sigma {}", self.count, self.spread, self.sigma)
    }

    fn is(&self, count: usize, spread: &str) -> bool {
        self.count == count && self.spread == spread
    }

    fn lag(&self) -> f64 {
        self.ours.mean() / self.round_robin.mean()
    }

    fn p95(&self) -> f64 {
        self.ours.p95() / self.round_robin.p95()
    }

    fn requests(&self) -> f64 {
        self.ours.requests as f64 / self.round_robin.requests as f64
    }
}

/// What is to hold: a number that may be at most so much.
struct Goal {
    what: String,
    is: f64,
    most: f64,
}

fn main() -> ExitCode {
    // `cargo bench` says so; `cargo test --all-targets` runs this as well, and wants nothing.
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    let cells: Vec<Cell> = SIGMAS.into_iter().flat_map(cells).collect();
    let goals = goals(&cells);
    let asked = |word: &str| std::env::args().any(|one| one == word);
    if asked("--json") {
        let goals = goals.iter().map(|goal| {
            json!({
                "what": format!("watch: {}", goal.what), "ours": goal.is, "yardstick": 1.0, "unit": "times",
                "ratio": goal.is, "goal": goal.most, "goalIs": "times", "holds": goal.holds(),
            })
        });
        println!("{}", goals.collect::<serde_json::Value>());
    } else {
        told(&cells, &goals);
    }
    if asked("--check") && !goals.iter().all(Goal::holds) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn cells(sigma: f64) -> Vec<Cell> {
    let mut chance = StdRng::seed_from_u64(1);
    let (_, seen) = ours(&clusters(&mut chance, HISTORY, 7_200.0, sigma), &Pace::default());
    let pace = Pace::of(&seen);
    let mut cells = Vec::new();
    for (count, times) in COUNTS {
        for (seconds, spread) in SPREADS {
            let mut cell = Cell {
                sigma,
                count,
                spread,
                ours: Watched::default(),
                without_history: Watched::default(),
                round_robin: Watched::default(),
                every: PAUSES_MS.map(|_| Watched::default()),
            };
            for _ in 0..times {
                let clusters = clusters(&mut chance, count, seconds, sigma);
                cell.ours.add(ours(&clusters, &pace).0);
                cell.without_history.add(ours(&clusters, &Pace::default()).0);
                cell.round_robin.add(round_robin(&clusters));
                for (watched, pause_ms) in cell.every.iter_mut().zip(PAUSES_MS) {
                    watched.add(every(&clusters, pause_ms));
                }
            }
            cells.push(cell);
        }
    }
    cells
}

impl Goal {
    fn holds(&self) -> bool {
        self.is <= self.most
    }
}

fn goals(cells: &[Cell]) -> Vec<Goal> {
    let alone = |cell: &&Cell| cell.is(10, "over an hour");
    let grid: Vec<&Cell> = cells.iter().filter(|cell| !alone(cell)).collect();
    let most = |of: fn(&Cell) -> f64, cells: &[&Cell]| cells.iter().map(|cell| of(cell)).fold(f64::MIN, f64::max);
    let geometric = (grid.iter().map(|cell| cell.lag().ln()).sum::<f64>() / grid.len() as f64).exp();
    let hour: Vec<&Cell> = cells.iter().filter(alone).collect();
    let ten: Vec<&Cell> = cells.iter().filter(|cell| cell.is(10, "over 10 min")).collect();
    let goal = |what: &str, is, most| Goal { what: what.to_owned(), is, most };
    vec![
        goal("mean lag against round robin, geometric mean over the grid", geometric, 0.5),
        goal("… anywhere in it", most(Cell::lag, &grid), 0.75),
        goal("p95 of the lag against round robin's, anywhere", most(Cell::p95, &grid), 1.3),
        goal("requests against round robin's, anywhere", most(Cell::requests, &grid), 1.0),
        goal("10 over an hour: mean lag against round robin's", most(Cell::lag, &hour), 1.0),
        goal("10 over an hour: requests against round robin's", most(Cell::requests, &hour), 0.5),
        goal(
            "10 over 10 min: mean lag against one look every 5 s",
            most(|cell| cell.ours.mean() / cell.every[0].mean(), &ten),
            1.0,
        ),
        goal(
            "10 over 10 min: requests against one look every 5 s",
            most(|cell| cell.ours.requests as f64 / cell.every[0].requests as f64, &ten),
            0.6,
        ),
    ]
}

fn told(cells: &[Cell], goals: &[Goal]) {
    println!("seconds from RUNNING to our seeing it, mean and 95 of 100, and requests for each cluster");
    for cell in cells {
        println!("{} ({} clusters)", cell.name(), cell.ours.lags.len());
        let ways = [
            ("ours", &cell.ours),
            ("ours, no history", &cell.without_history),
            ("round robin", &cell.round_robin),
            ("every 5 s", &cell.every[0]),
            ("every 60 s", &cell.every[1]),
            ("every 70 s", &cell.every[2]),
        ];
        for (way, watched) in ways {
            let each = watched.requests as f64 / watched.lags.len() as f64;
            println!("       {way:<18} {:>7.2} {:>7.2} {each:>8.1}", watched.mean(), watched.p95());
        }
        println!(
            "       against round robin: lag {:.2}, p95 {:.2}, requests {:.2}",
            cell.lag(),
            cell.p95(),
            cell.requests()
        );
    }
    for goal in goals {
        let word = if goal.holds() { "holds " } else { "MISSED" };
        println!("{word} {:<62} {:.2} times; goal {}", goal.what, goal.is, goal.most);
    }
}
