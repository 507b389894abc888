//! What was measured, as a table and as JSON.

use std::process::ExitCode;
use std::time::Duration;

use serde_json::{Value, json};

/// One thing that was measured, each time beside its yardstick, and its goal.
pub struct Measure {
    pub what: &'static str,
    pub ours_ms: Vec<f64>,
    pub yardstick_ms: Vec<f64>,
    pub yardstick_is: &'static str,
    /// Which of the sorted times counts, 0 to 1: 0.5 is the median.
    pub quantile: f64,
    pub goal: Goal,
}

/// What ours may be at most.
#[derive(Clone, Copy)]
#[allow(dead_code, reason = "each bench has goals of some kind")]
pub enum Goal {
    /// So many milliseconds.
    Ms(f64),
    /// So many times the yardstick.
    Times(f64),
    /// Only to show where the time goes.
    None,
}

impl Measure {
    pub fn new(what: &'static str, goal: Goal, yardstick_is: &'static str) -> Self {
        Self { what, ours_ms: Vec::new(), yardstick_ms: Vec::new(), yardstick_is, quantile: 0.5, goal }
    }

    pub fn add(&mut self, ours: Duration, yardstick: Duration) {
        self.ours_ms.push(millis(ours));
        self.yardstick_ms.push(millis(yardstick));
    }

    fn ours(&self) -> f64 {
        quantile(&self.ours_ms, self.quantile)
    }

    fn yardstick(&self) -> f64 {
        quantile(&self.yardstick_ms, self.quantile)
    }

    fn ratio(&self) -> f64 {
        self.ours() / self.yardstick()
    }

    fn holds(&self) -> bool {
        match self.goal {
            Goal::Ms(most) => self.ours() <= most,
            Goal::Times(most) => self.ratio() <= most,
            Goal::None => true,
        }
    }
}

/// Prints the measures as the words ask for; fails with `--check` where a goal is missed.
pub fn told(bench: &str, measures: &[Measure]) -> ExitCode {
    let asked = |word: &str| std::env::args().any(|one| one == word);
    match asked("--json") {
        true => println!("{}", measures.iter().map(|measure| as_json(bench, measure)).collect::<Value>()),
        false => measures.iter().for_each(|measure| print!("{}", as_text(measure))),
    }
    let holds = measures.iter().all(Measure::holds);
    if asked("--check") && !holds { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn as_json(bench: &str, measure: &Measure) -> Value {
    let (goal, goal_is) = match measure.goal {
        Goal::Ms(most) => (Some(most), "ms"),
        Goal::Times(most) => (Some(most), "times"),
        Goal::None => (None, ""),
    };
    json!({
        "what": format!("{bench}: {}", measure.what),
        "ours": rounded(measure.ours()),
        "yardstick": rounded(measure.yardstick()),
        "unit": "ms",
        "ratio": rounded(measure.ratio()),
        "goal": goal,
        "goalIs": goal_is,
        "holds": measure.holds(),
        "spread": [rounded(quantile(&measure.ours_ms, 0.05)), rounded(quantile(&measure.ours_ms, 0.95))],
        "times": measure.ours_ms.len(),
        "yardstickIs": measure.yardstick_is,
    })
}

fn as_text(measure: &Measure) -> String {
    let goal = match measure.goal {
        Goal::Ms(most) => format!("; goal {most} ms"),
        Goal::Times(most) => format!("; goal {most} times"),
        Goal::None => String::new(),
    };
    let word = match measure.goal {
        Goal::None => "      ",
        Goal::Ms(_) | Goal::Times(_) if measure.holds() => "holds ",
        Goal::Ms(_) | Goal::Times(_) => "MISSED",
    };
    let spread = |times: &[f64]| format!("{:.2} to {:.2}", quantile(times, 0.05), quantile(times, 0.95));
    format!(
        "{word} {:<44} {:.2} ms ({}, {} times){goal}\n       {:<44} {:.2} ms ({}), {:.1} times: {}\n",
        measure.what,
        measure.ours(),
        spread(&measure.ours_ms),
        measure.ours_ms.len(),
        "",
        measure.yardstick(),
        spread(&measure.yardstick_ms),
        measure.ratio(),
        measure.yardstick_is
    )
}

fn quantile(times: &[f64], quantile: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    sorted[(last as f64 * quantile).round() as usize]
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
