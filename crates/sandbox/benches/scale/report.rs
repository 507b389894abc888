//! What was measured, as a table and as JSON.

use serde_json::{Value, json};

use crate::measure::Round;
use crate::state::State;

/// One thing that was measured, and its goal.
pub struct Measure {
    what: &'static str,
    ours: Option<Spread>,
    yardstick: Spread,
    yardstick_is: String,
    unit: &'static str,
    /// Ours may be at most that.
    goal: f64,
}

/// Median, lowest and highest of all rounds.
struct Spread {
    median: f64,
    low: f64,
    high: f64,
}

impl Spread {
    fn of(mut numbers: Vec<f64>) -> Self {
        numbers.sort_by(f64::total_cmp);
        let (low, high) = (numbers[0], numbers[numbers.len() - 1]);
        Self { median: numbers[numbers.len() / 2], low, high }
    }
}

impl Measure {
    pub fn all(rounds: &[Round], state: &State) -> Vec<Measure> {
        let spread = |pick: &dyn Fn(&Round) -> f64| Spread::of(rounds.iter().map(pick).collect());
        let clusters = state.paths.len();
        let resident: Option<Vec<f64>> = rounds.iter().map(|round| round.resident_mib.0).collect();
        vec![
            Measure {
                what: "read a cluster, p99",
                ours: Some(spread(&|round| round.read_ms.0)),
                yardstick: spread(&|round| round.read_ms.1),
                yardstick_is: format!("a bare server with as many bytes from memory, {clusters} requests"),
                unit: "ms",
                goal: 5.0,
            },
            Measure {
                what: "list all clusters, p99",
                ours: Some(spread(&|round| round.list_ms.0)),
                yardstick: spread(&|round| round.list_ms.1),
                yardstick_is: "a bare server with as many bytes from memory, 200 requests".to_owned(),
                unit: "ms",
                goal: 15.0,
            },
            Measure {
                what: "resident memory, every cluster read",
                ours: resident.map(Spread::of),
                yardstick: spread(&|round| round.resident_mib.1),
                yardstick_is: "the journal on disk".to_owned(),
                unit: "MiB",
                goal: 200.0,
            },
            Measure {
                what: "start, to the first line",
                ours: Some(spread(&|round| round.start_ms.0)),
                yardstick: spread(&|round| round.start_ms.1),
                yardstick_is: "serde_json reading each line of the journal".to_owned(),
                unit: "ms",
                goal: 1_500.0,
            },
        ]
    }

    /// Whether the goal is met; it is not where nothing could be measured.
    pub fn holds(&self) -> bool {
        self.ours.as_ref().is_some_and(|ours| ours.median <= self.goal)
    }

    fn ratio(&self) -> Option<f64> {
        self.ours.as_ref().map(|ours| ours.median / self.yardstick.median)
    }
}

pub fn json(measures: &[Measure]) -> Value {
    let one = |measure: &Measure| {
        json!({
            "what": format!("sandbox: {}", measure.what),
            "ours": measure.ours.as_ref().map(|ours| rounded(ours.median)),
            "yardstick": rounded(measure.yardstick.median),
            "unit": measure.unit,
            "ratio": measure.ratio().map(rounded),
            "goal": measure.goal,
            "holds": measure.holds(),
            "spread": measure.ours.as_ref().map(|ours| [rounded(ours.low), rounded(ours.high)]),
            "yardstickIs": measure.yardstick_is,
        })
    };
    measures.iter().map(one).collect()
}

pub fn table(measures: &[Measure]) -> String {
    let mut text = String::new();
    for measure in measures {
        let ours = measure.ours.as_ref().map_or("not measured".to_owned(), |ours| {
            format!("{:.2} {} ({:.2} to {:.2})", ours.median, measure.unit, ours.low, ours.high)
        });
        let word = if measure.holds() { "holds " } else { "MISSED" };
        let ratio = measure.ratio().map_or(String::new(), |ratio| format!(", {ratio:.1} times"));
        text.push_str(&format!(
            "{word} {:<36} {ours}; goal {} {}\n       {:<36} {:.2} {}{ratio}: {}\n",
            measure.what, measure.goal, measure.unit, "", measure.yardstick.median, measure.unit, measure.yardstick_is
        ));
    }
    text
}

fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}
