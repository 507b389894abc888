//! How long a cluster usually takes to come up, from what this home has seen: a range with the number of runs behind it,
//! or nothing. A wrong figure is worse than none.

use serde::{Deserialize, Serialize};

use crate::api::{Application, Asked};

/// Fewer runs than this say nothing.
const RUNS_MIN: usize = 3;
/// From so many runs on the quickest and the slowest tenth are left out.
const RUNS_TO_LEAVE_OUT_ENDS: usize = 10;

/// How long runs like this one took, from the request to RUNNING.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Estimate {
    /// Few were quicker, in milliseconds.
    pub from_ms: i64,
    /// Few were slower, in milliseconds.
    pub to_ms: i64,
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
        let like = |likeness: Likeness| {
            let took = past.iter().filter(|past| past.application == application && likeness.holds(&past.asked, asked));
            range(took.map(|past| past.took_ms).collect()).map(|(from_ms, to_ms, runs)| Self {
                from_ms,
                to_ms,
                runs,
                like: likeness,
            })
        };
        like(Likeness::Same).or_else(|| like(Likeness::Cloud))
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

/// The lower and the upper usual end, and of how many.
fn range(mut took: Vec<i64>) -> Option<(i64, i64, u32)> {
    took.sort_unstable();
    let left_out = if took.len() < RUNS_TO_LEAVE_OUT_ENDS { 0 } else { took.len() / 10 };
    let runs = u32::try_from(took.len()).ok().filter(|_| took.len() >= RUNS_MIN)?;
    let usual = took.get(left_out..took.len() - left_out)?;
    Some((*usual.first()?, *usual.last()?, runs))
}

#[cfg(test)]
mod tests {
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
        Past { application: Application::Kafka, asked, took_ms: minutes * MINUTE }
    }

    fn of(wanted: &Asked, past: &[Past]) -> Option<(i64, i64, u32, Likeness)> {
        let estimate = Estimate::of(Application::Kafka, wanted, past)?;
        Some((estimate.from_ms / MINUTE, estimate.to_ms / MINUTE, estimate.runs, estimate.like))
    }

    #[test]
    fn three_runs_of_its_size_and_region_say_something_and_two_do_not() {
        let wanted = asked("AWS_VPC", "small", 3);
        let mut runs = vec![past(wanted.clone(), 14), past(wanted.clone(), 9)];
        assert_eq!(of(&wanted, &runs), None);
        runs.push(past(wanted.clone(), 11));
        assert_eq!(of(&wanted, &runs), Some((9, 14, 3, Likeness::Same)));
        assert_eq!(Estimate::of(Application::Cassandra, &wanted, &runs), None);
    }

    #[test]
    fn its_own_kind_comes_first_and_then_its_cloud() {
        let (wanted, other) = (asked("AWS_VPC", "small", 3), asked("AWS_VPC", "large", 6));
        let mut runs: Vec<Past> = (20..23).map(|minutes| past(other.clone(), minutes)).collect();
        assert_eq!(of(&wanted, &runs), Some((20, 22, 3, Likeness::Cloud)));
        assert_eq!(of(&asked("GCP", "small", 3), &runs), None);
        runs.extend((9..12).map(|minutes| past(wanted.clone(), minutes)));
        assert_eq!(of(&wanted, &runs), Some((9, 11, 3, Likeness::Same)));
        // Another number of nodes is another kind.
        assert_eq!(of(&asked("AWS_VPC", "small", 6), &runs), Some((9, 22, 6, Likeness::Cloud)));
    }

    #[test]
    fn one_that_took_very_long_does_not_move_the_end_of_many() {
        let wanted = asked("AWS_VPC", "small", 3);
        let mut runs: Vec<Past> = (10..20).map(|minutes| past(wanted.clone(), minutes)).collect();
        runs.push(past(wanted.clone(), 600));
        assert_eq!(of(&wanted, &runs), Some((11, 19, 11, Likeness::Same)));
    }

    #[test]
    fn words_never_show_seconds() {
        let words = |from_ms, to_ms| Estimate { from_ms, to_ms, runs: 3, like: Likeness::Same }.words();
        assert_eq!(words(12_000, 48_000), "under a minute");
        assert_eq!(words(12_000, 100_000), "under 2 min");
        assert_eq!(words(9 * MINUTE + 1, 10 * MINUTE), "about 10 min");
        assert_eq!(words(9 * MINUTE + 1, 14 * MINUTE - 1), "9 to 14 min");
    }
}
