//! How long nodes stay in each stage: what is usual, how much clusters differ, and how much the nodes of one cluster do.
//!
//! The time in a stage is taken as lognormal, with a factor that all stages of all nodes of a cluster share: where a cloud is
//! slow today, it is slow for the whole cluster.

use super::stages::{Entered, JOINING, STAGES, first_there};

/// What a home without a history assumes: 3 to 10 minutes in all are told of. [API.md §4, v1 demo README: 432 s]
const USUAL_SECONDS: [f64; STAGES] = [30.0, 240.0, 60.0, 60.0];
/// … and how little it knows: a cluster may be three times as quick or as slow. Then everything is looked at about as often
/// as there is room for.
const USUAL_SHARED: f64 = 1.0;
const USUAL_OWN: f64 = 0.4;
/// … and so many of the nodes go through JOINING.
const USUAL_JOINS: f64 = 0.8;
/// A node that nobody saw JOINING was not, where it was seen to run so many seconds after a look at the most.
const JOINING_SECONDS: f64 = 10.0;
/// A stay that began or ended within a longer stretch without looks, in seconds, says nothing.
const GAP_SECONDS_MAX: f64 = 180.0;
/// What is assumed counts as much as so much of a cluster that was watched.
const USUAL_CLUSTERS: f64 = 0.25;
/// No history is so long that it makes the spread smaller than this.
const SPREAD_MIN: f64 = 0.05;
/// Shorter than anything that can be told by looks, in seconds.
const SECONDS_MIN: f64 = 0.5;

/// How long stages take.
#[derive(Clone, PartialEq, Debug)]
pub struct Pace {
    /// The median of each stage, in seconds.
    pub medians: [f64; STAGES],
    /// Spread of the logarithm of the factor that a cluster's stages share.
    pub shared: f64,
    /// Spread of the logarithm of the rest, anew for each stage of each node.
    pub own: f64,
    /// Share of the nodes that go through JOINING, 0 to 1.
    pub joins: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { medians: USUAL_SECONDS, shared: USUAL_SHARED, own: USUAL_OWN, joins: USUAL_JOINS }
    }
}

/// The time of one node in one stage, as far as looks tell.
struct Stay {
    stage: usize,
    /// Logarithm of the seconds.
    log: f64,
    /// How far that may be off, as a variance: entering and leaving fell between two looks each.
    error: f64,
    seconds: f64,
}

impl Pace {
    /// What `past` clusters show, each as [`super::stages::entered`] tells of it; the assumption where there are none.
    pub fn of(past: &[Vec<Vec<Entered>>]) -> Self {
        let clusters: Vec<Vec<Stay>> =
            past.iter().map(|nodes| stays(nodes)).filter(|stays| !stays.is_empty()).collect();
        if clusters.is_empty() {
            return Self::default();
        }
        let mut medians = USUAL_SECONDS;
        for (stage, median) in medians.iter_mut().enumerate() {
            let mut known = (USUAL_CLUSTERS * median.ln(), USUAL_CLUSTERS);
            for stays in &clusters {
                // The mean of each cluster: one of sixty nodes counts as one of three.
                let own = || stays.iter().filter(|stay| stay.stage == stage);
                let weight: f64 = own().map(Stay::certain).sum();
                let best = own().map(Stay::certain).fold(0.0, f64::max);
                if weight > 0.0 {
                    let mean = own().map(|stay| stay.certain() * stay.log).sum::<f64>() / weight;
                    known = (known.0 + best * mean, known.1 + best);
                }
            }
            *median = (known.0 / known.1).exp();
        }
        let off = |stay: &Stay| stay.log - medians.get(stay.stage).map_or(0.0, |median| median.ln());
        let (mut shared, mut own) =
            (vec![(USUAL_SHARED.powi(2), USUAL_CLUSTERS)], vec![(USUAL_OWN.powi(2), USUAL_CLUSTERS)]);
        for stays in &clusters {
            // Long stages tell the cluster's factor best.
            let weight = |stay: &Stay| stay.seconds / (SPREAD_MIN.powi(2) + stay.error);
            let all: f64 = stays.iter().map(weight).sum();
            let factor = stays.iter().map(|stay| weight(stay) * off(stay)).sum::<f64>() / all;
            shared.push((factor.powi(2), 1.0));
            for stay in stays {
                own.push((((off(stay) - factor).powi(2) - stay.error).max(0.0), stay.certain()));
            }
        }
        Self { medians, shared: spread(&shared), own: spread(&own), joins: joins(past) }
    }
}

impl Stay {
    /// How much it tells, 0 to 1.
    fn certain(&self) -> f64 {
        1.0 / (1.0 + self.error / SPREAD_MIN)
    }
}

/// The stays of a cluster's nodes. Stages that a node passed between two looks share the time by what is usual.
fn stays(nodes: &[Vec<Entered>]) -> Vec<Stay> {
    let mut stays = Vec::new();
    let there = first_there(nodes.iter().map(Vec::as_slice));
    for entered in nodes {
        let Some(first) = entered.first() else { continue };
        // One that came later was not being made before.
        let mut from = if first.after > there { *first } else { Entered { stage: 0, after: 0.0, seen: 0.0 } };
        for to in entered {
            if to.stage <= from.stage {
                continue;
            }
            let joins = to.stage < STAGES || from.stage == JOINING || !is_told(to);
            let passed = USUAL_SECONDS.iter().enumerate().take(to.stage).skip(from.stage);
            let passed = passed.filter(|(stage, _)| *stage != JOINING || joins);
            let usual: f64 = passed.clone().map(|(_, usual)| usual).sum();
            let alone = passed.clone().count() == 1;
            let seconds = (middle(to) - middle(&from)).max(SECONDS_MIN);
            let error = (gap(to).powi(2) + gap(&from).powi(2)) / 12.0 / seconds.powi(2);
            for (stage, share) in passed.filter(|_| gap(to).max(gap(&from)) <= GAP_SECONDS_MAX) {
                let seconds = (seconds * share / usual).max(SECONDS_MIN);
                // How they shared it is a guess.
                let error = if alone { error } else { error + 1.0 };
                stays.push(Stay { stage, log: seconds.ln(), error, seconds });
            }
            from = *to;
        }
    }
    stays
}

/// The share of nodes that go through JOINING, as far as looks tell.
fn joins(past: &[Vec<Vec<Entered>>]) -> f64 {
    let (mut joined, mut told) = (USUAL_CLUSTERS * USUAL_JOINS, USUAL_CLUSTERS);
    for entered in past.iter().flatten() {
        if entered.iter().any(|stage| stage.stage == JOINING) {
            (joined, told) = (joined + 1.0, told + 1.0);
        } else if entered.last().is_some_and(|last| last.stage == STAGES && is_told(last)) {
            told += 1.0;
        }
    }
    joined / told
}

/// Whether what came just before would have been seen.
fn is_told(entered: &Entered) -> bool {
    gap(entered) <= JOINING_SECONDS
}

fn middle(entered: &Entered) -> f64 {
    f64::midpoint(entered.after, entered.seen)
}

fn gap(entered: &Entered) -> f64 {
    entered.seen - entered.after
}

/// The root of the mean of squares, each with its weight.
fn spread(squares: &[(f64, f64)]) -> f64 {
    let (sum, weight) =
        squares.iter().fold((0.0, 0.0), |(sum, all), (square, weight)| (sum + square * weight, all + weight));
    (sum / weight).sqrt().max(SPREAD_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node that was seen at once in each stage, which took so many seconds each.
    fn node(seconds: [f64; STAGES]) -> Vec<Entered> {
        let mut at = 0.0;
        let mut entered = vec![Entered { stage: 0, after: 0.0, seen: 0.0 }];
        for (stage, seconds) in (1..).zip(seconds) {
            at += seconds;
            entered.push(Entered { stage, after: at, seen: at });
        }
        entered
    }

    #[test]
    fn without_a_history_a_usual_pace_is_assumed_loosely() {
        let pace = Pace::of(&[]);
        assert_eq!(pace, Pace::default());
        assert_eq!(Pace::of(&[Vec::new(), vec![Vec::new()]]), pace, "nothing was seen of these");
        assert!(pace.shared > 0.9, "{}", pace.shared);
    }

    #[test]
    fn a_history_tells_the_medians_and_what_clusters_differ_in() {
        // Each cluster half as quick again or as slow as the middle one, its nodes alike.
        let clusters: Vec<_> = (0..30)
            .map(|number| {
                let factor = 1.5_f64.powi(number % 3 - 1);
                vec![node([10.0, 100.0, 20.0, 5.0].map(|seconds| seconds * factor)); 3]
            })
            .collect();
        let pace = Pace::of(&clusters);
        for (is, told) in pace.medians.iter().zip([10.0, 100.0, 20.0, 5.0]) {
            assert!((is / told).ln().abs() < 0.05, "{:?}", pace.medians);
        }
        // The root of two thirds of the square of ln 1.5.
        assert!((0.28..0.40).contains(&pace.shared), "{}", pace.shared);
        assert!(pace.own < 0.1, "{}", pace.own);
    }

    #[test]
    fn what_differs_between_the_nodes_of_a_cluster_is_not_laid_on_clusters() {
        let clusters: Vec<_> = (0..30)
            .map(|_| {
                [0.7, 1.0, 1.4].map(|factor| node([10.0, 100.0, 20.0, 5.0].map(|seconds| seconds * factor))).to_vec()
            })
            .collect();
        let pace = Pace::of(&clusters);
        assert!((0.2..0.4).contains(&pace.own), "{}", pace.own);
        assert!(pace.shared < 0.15, "{}", pace.shared);
    }

    #[test]
    fn stages_that_nobody_saw_share_the_time() {
        let hasty = vec![Entered { stage: 0, after: 0.0, seen: 0.0 }, Entered { stage: 4, after: 380.0, seen: 400.0 }];
        let pace = Pace::of(&vec![vec![hasty; 3]; 20]);
        assert!((370.0..410.0).contains(&pace.medians.iter().sum::<f64>()), "{:?}", pace.medians);
        assert!(pace.medians[1] > pace.medians[0], "{:?}", pace.medians);
    }
}
