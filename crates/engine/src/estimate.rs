//! How long a cluster usually takes to come up, from what this home has seen: a range with the number of runs behind it,
//! or nothing. A wrong figure is worse than none.
//!
//! Times are taken as lognormal. Of few runs neither the middle nor the spread is known well, so the range is that of Student's t:
//! as wide as it has to be for the next run to fall into it as often as it says.

use serde::{Deserialize, Serialize};

use crate::api::{Application, Asked};
use crate::id::RunId;
use crate::time::Timestamp;

/// Fewer runs than this say nothing.
const RUNS_MIN: usize = 3;
/// Runs that took the same to the second differ by at least so much all the same, as the spread of the logarithm.
const SPREAD_MIN: f64 = 0.02;
/// From so many runs on one that is far from the others is left out: so many times as far as half of them.
const RUNS_TO_TELL_ODD: usize = 8;
const ODD_TIMES: f64 = 6.0;
/// Value that a standard normal exceeds once in twenty times, and once in four.
const ONE_IN_TWENTY: f64 = 1.644_853_626_951_472_6;
const ONE_IN_FOUR: f64 = 0.674_489_750_196_081_7;

/// How long runs like this one took, from the request to RUNNING.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// One in twenty is quicker, in milliseconds.
    pub from_ms: i64,
    /// One in twenty is slower, in milliseconds.
    pub to_ms: i64,
    /// One in four is quicker, in milliseconds.
    #[serde(default)]
    pub half_from_ms: i64,
    /// One in four is slower, in milliseconds.
    #[serde(default)]
    pub half_to_ms: i64,
    /// How many runs it is made of, 3 or more.
    pub runs: u32,
    /// What they have in common with this one.
    pub like: Likeness,
}

/// What the runs of an estimate have in common with the one it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Likeness {
    /// Application, and size, number of nodes and region of each data centre.
    Same,
    /// Application and clouds alone.
    Cloud,
}

/// A run that came up, as far as estimates go.
#[derive(Clone, PartialEq, Debug)]
pub struct Past {
    /// Which run made it.
    pub run: RunId,
    /// When its request left.
    pub sent_at: Timestamp,
    /// Kafka or Cassandra.
    pub application: Application,
    /// What the cluster was to be.
    pub asked: Asked,
    /// From the request to the look that showed RUNNING, in milliseconds.
    pub took_ms: i64,
}

impl Estimate {
    /// What `past` says of a cluster as `asked`.
    pub fn of(application: Application, asked: &Asked, past: &[Past]) -> Option<Self> {
        let (like, alike) = alike(application, asked, past)?;
        let took = Took::of(alike.iter().map(|past| past.took_ms))?;
        let ((from_ms, to_ms), (half_from_ms, half_to_ms)) = (took.range(ONE_IN_TWENTY), took.range(ONE_IN_FOUR));
        Some(Self { from_ms, to_ms, half_from_ms, half_to_ms, runs: took.runs, like })
    }

    /// In words that claim no more than is known: «9 to 14 min».
    pub fn words(&self) -> String {
        let minutes = |ms: i64| (ms.max(0) + 59_999) / 60_000;
        match (self.from_ms / 60_000, minutes(self.to_ms)) {
            (_, 0 | 1) => "under a minute".to_owned(),
            (0, to) => format!("under {to} min"),
            (from, to) if from + 1 >= to => format!("about {to} min"),
            (from, to) => format!("{from} to {to} min"),
        }
    }
}

/// Those of `past` that say something of a cluster as `asked`, and what they have in common with it: its own kind if there are
/// enough of it, else what was made of the same application in the same clouds; nothing where that is too little too.
pub fn alike<'a>(application: Application, asked: &Asked, past: &'a [Past]) -> Option<(Likeness, Vec<&'a Past>)> {
    let like = |likeness: Likeness| {
        let like = past.iter().filter(|past| past.application == application && likeness.holds(&past.asked, asked));
        let like: Vec<&Past> = like.collect();
        (like.len() >= RUNS_MIN).then_some((likeness, like))
    };
    like(Likeness::Same).or_else(|| like(Likeness::Cloud))
}

impl Likeness {
    fn holds(self, past: &Asked, asked: &Asked) -> bool {
        let of = |asked: &Asked| {
            let mut centres: Vec<_> = asked
                .data_centres
                .iter()
                .map(|centre| match self {
                    Self::Same => {
                        (centre.cloud_provider.clone(), centre.region.clone(), centre.node_size.clone(), centre.nodes)
                    }
                    Self::Cloud => (centre.cloud_provider.clone(), String::new(), String::new(), 0),
                })
                .collect();
            centres.sort();
            if self == Self::Cloud {
                centres.dedup();
            }
            centres
        };
        of(past) == of(asked) && (self == Self::Cloud || past.nodes == asked.nodes)
    }
}

/// What runs took, as logarithms of milliseconds.
struct Took {
    mean: f64,
    /// Their spread, as that of a sample.
    spread: f64,
    runs: u32,
}

impl Took {
    fn of(took_ms: impl Iterator<Item = i64>) -> Option<Self> {
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of a run are far below 2^52")]
        let mut logs: Vec<f64> = took_ms.map(|ms| (ms.max(1) as f64).ln()).collect();
        leave_out_odd(&mut logs);
        let runs = u32::try_from(logs.len()).ok().filter(|_| logs.len() >= RUNS_MIN)?;
        let mean = logs.iter().sum::<f64>() / f64::from(runs);
        let square = logs.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / f64::from(runs - 1);
        Some(Self { mean, spread: square.sqrt().max(SPREAD_MIN), runs })
    }

    /// The range that the next run falls below, and above, as often as a standard normal exceeds `value`.
    fn range(&self, value: f64) -> (i64, i64) {
        let runs = f64::from(self.runs);
        let off = student(value, runs - 1.0) * self.spread * (1.0 + 1.0 / runs).sqrt();
        #[allow(
            clippy::cast_possible_truncation,
            reason = "milliseconds of a run; what is more is as long as can be said"
        )]
        let ms = |log: f64| log.exp().round() as i64;
        (ms(self.mean - off), ms(self.mean + off))
    }
}

/// Leaves out what lies so far from the middle that it was something else: a cluster that hung for hours. Of few there is no
/// telling.
fn leave_out_odd(logs: &mut Vec<f64>) {
    if logs.len() < RUNS_TO_TELL_ODD {
        return;
    }
    let middle = median(logs.clone());
    let off = ODD_TIMES * median(logs.iter().map(|log| (log - middle).abs()).collect()).max(SPREAD_MIN);
    logs.retain(|log| (log - middle).abs() <= off);
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// What Student's t with so many degrees of freedom, 2 or more, exceeds as often as a standard normal exceeds `normal`.
/// [Abramowitz and Stegun, 26.7.5]
fn student(normal: f64, freedom: f64) -> f64 {
    let odd = |power: i32| normal.powi(power);
    let terms = [
        (odd(3) + normal) / 4.0,
        (5.0 * odd(5) + 16.0 * odd(3) + 3.0 * normal) / 96.0,
        (3.0 * odd(7) + 19.0 * odd(5) + 17.0 * odd(3) - 15.0 * normal) / 384.0,
        (79.0 * odd(9) + 776.0 * odd(7) + 1_482.0 * odd(5) - 1_920.0 * odd(3) - 945.0 * normal) / 92_160.0,
    ];
    terms.iter().rev().fold(0.0, |sum, term| (sum + term) / freedom) + normal
}

#[cfg(test)]
mod tests {
    use rand::rngs::StdRng;
    use rand::{RngExt as _, SeedableRng as _};

    use super::*;
    use crate::api::AskedDataCentre;

    const MINUTE: i64 = 60_000;

    fn asked(cloud: &str, size: &str, nodes: u32) -> Asked {
        let centre = AskedDataCentre {
            name: "DC".to_owned(),
            cloud_provider: cloud.to_owned(),
            region: "US_EAST_1".to_owned(),
            node_size: size.to_owned(),
            nodes,
        };
        Asked { version: "3.9.1".to_owned(), nodes, data_centres: vec![centre] }
    }

    fn past(asked: Asked, minutes: i64) -> Past {
        Past {
            run: RunId::from("past"),
            sent_at: Timestamp(0),
            application: Application::Kafka,
            asked,
            took_ms: minutes * MINUTE,
        }
    }

    /// The range of nine in ten in whole minutes, of how many runs, and what they have in common.
    fn of(wanted: &Asked, past: &[Past]) -> Option<(i64, i64, u32, Likeness)> {
        let estimate = Estimate::of(Application::Kafka, wanted, past)?;
        assert!(estimate.from_ms <= estimate.half_from_ms && estimate.half_from_ms <= estimate.half_to_ms);
        assert!(estimate.half_to_ms <= estimate.to_ms);
        Some((estimate.from_ms / MINUTE, estimate.to_ms / MINUTE, estimate.runs, estimate.like))
    }

    #[test]
    fn three_runs_of_its_size_and_region_say_something_and_two_do_not() {
        let wanted = asked("AWS_VPC", "small", 3);
        let mut runs = vec![past(wanted.clone(), 14), past(wanted.clone(), 9)];
        assert_eq!(of(&wanted, &runs), None);
        runs.push(past(wanted.clone(), 11));
        assert_eq!(of(&wanted, &runs), Some((5, 23, 3, Likeness::Same)));
        assert_eq!(Estimate::of(Application::Cassandra, &wanted, &runs), None);
    }

    #[test]
    fn its_own_kind_comes_first_and_then_its_cloud() {
        let (wanted, other) = (asked("AWS_VPC", "small", 3), asked("AWS_VPC", "large", 6));
        let mut runs: Vec<Past> = (20..23).map(|minutes| past(other.clone(), minutes)).collect();
        assert_eq!(of(&wanted, &runs), Some((17, 24, 3, Likeness::Cloud)));
        assert_eq!(of(&asked("GCP", "small", 3), &runs), None);
        runs.extend((9..12).map(|minutes| past(wanted.clone(), minutes)));
        assert_eq!(of(&wanted, &runs), Some((7, 13, 3, Likeness::Same)));
        // Another number of nodes is another kind.
        let (.., runs, like) = of(&asked("AWS_VPC", "small", 6), &runs).unwrap();
        assert_eq!((runs, like), (6, Likeness::Cloud));
    }

    #[test]
    fn one_that_took_very_long_does_not_move_the_end_of_many() {
        let wanted = asked("AWS_VPC", "small", 3);
        let mut runs: Vec<Past> = (10..20).map(|minutes| past(wanted.clone(), minutes)).collect();
        let without = of(&wanted, &runs);
        runs.push(past(wanted.clone(), 600));
        assert_eq!(of(&wanted, &runs), without);
    }

    #[test]
    fn runs_that_took_the_same_still_make_a_range() {
        let wanted = asked("AWS_VPC", "small", 3);
        assert_eq!(of(&wanted, &vec![past(wanted.clone(), 10); 5]), Some((9, 10, 5, Likeness::Same)));
    }

    /// The next run falls into the half and into the nine tenths as often as they say, after few runs and after many.
    #[test]
    fn of_the_runs_to_come_so_many_fall_into_the_range_as_it_says() {
        let mut chance = StdRng::seed_from_u64(3);
        let mut took_ms = || {
            let (radius, angle) = (1.0 - chance.random::<f64>(), chance.random::<f64>());
            let normal = (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos();
            #[allow(clippy::cast_possible_truncation, reason = "minutes")]
            let ms = (432_000.0 * (0.3 * normal).exp()) as i64;
            ms
        };
        let wanted = asked("AWS_VPC", "small", 3);
        for runs in [3, 5, 8, 20, 100] {
            let (mut half, mut nine_tenths) = (0, 0);
            for _ in 0..2_000 {
                let past: Vec<Past> =
                    (0..runs).map(|_| Past { took_ms: took_ms(), ..past(wanted.clone(), 0) }).collect();
                let estimate = Estimate::of(Application::Kafka, &wanted, &past).unwrap();
                let next = took_ms();
                half += i32::from((estimate.half_from_ms..=estimate.half_to_ms).contains(&next));
                nine_tenths += i32::from((estimate.from_ms..=estimate.to_ms).contains(&next));
            }
            assert!((900..=1_100).contains(&half), "{half} of 2000 after {runs} runs");
            assert!((1_700..=1_900).contains(&nine_tenths), "{nine_tenths} of 2000 after {runs} runs");
        }
    }

    #[test]
    fn words_never_show_seconds() {
        let words = |from_ms, to_ms| {
            let half = (from_ms, to_ms);
            Estimate { from_ms, to_ms, half_from_ms: half.0, half_to_ms: half.1, runs: 3, like: Likeness::Same }.words()
        };
        assert_eq!(words(12_000, 48_000), "under a minute");
        assert_eq!(words(12_000, 100_000), "under 2 min");
        assert_eq!(words(9 * MINUTE + 1, 10 * MINUTE), "about 10 min");
        assert_eq!(words(9 * MINUTE + 1, 14 * MINUTE - 1), "9 to 14 min");
    }
}
