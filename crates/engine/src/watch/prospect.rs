//! When a cluster that is being made will run, as far as its nodes' stages and what is usual tell; and from that, what a look at
//! it is worth.
//!
//! The cluster's factor ([`Pace`]) is not known: a row of them is held against what was seen of the nodes, and each counts as
//! much as it fits. Given the factor, nodes are apart from each other; of each the moment when it entered its present stage is
//! known up to the gap between two looks.

use super::pace::Pace;
use super::stages::{Entered, JOINING, STAGES, first_there, seconds};
use crate::time::Timestamp;

/// Factors that are held against what was seen.
const FACTORS: u32 = 11;
/// Pieces of the gap between two looks, within which a node entered a stage.
const PIECES: u32 = 5;
/// What is less likely counts as so likely: looks do not lie, the model may.
const UNLIKELY: f64 = 1e-9;
/// A factor that counts less than this does not count.
const WEIGHT_MIN: f64 = 1e-4;
/// A look is worth its request once the cluster may have run for so long unseen, in seconds: that far the mean lag and the number
/// of requests can be traded for each other, see `cargo xtask bench watch`.
const WORTH_SECONDS: f64 = 0.000_5;
/// A cluster all of whose nodes run is told to run at once; where it is not after so many seconds, something else is waited for.
const RUNS_SECONDS: f64 = 20.0;
/// A node that has been in a stage for so many times the usual hangs: nothing is known any more of when it gets on …
const HANGS_TIMES: f64 = 5.0;
/// … after so many seconds at the least.
const HANGS_SECONDS: f64 = 300.0;
/// Steps in which the time that a cluster may run unseen is added up.
const STEPS: u32 = 12;
/// No look is planned further ahead, in seconds.
const AHEAD_SECONDS: f64 = 3_600.0;

/// When a cluster will run, as far as the last look tells.
#[derive(Clone, PartialEq, Debug)]
pub struct Prospect {
    begun: Timestamp,
    /// The last look, in seconds from `begun`.
    looked: f64,
    pace: Pace,
    /// Factors that fit, with how well; they add up to 1.
    fits: Vec<Fit>,
    hangs: bool,
    due: Timestamp,
}

/// A factor, and what would follow from it.
#[derive(Clone, PartialEq, Debug)]
struct Fit {
    weight: f64,
    factor: f64,
    nodes: Vec<Node>,
}

/// Nodes of which the same was seen.
#[derive(Clone, PartialEq, Debug)]
struct Node {
    /// How many.
    count: i32,
    stage: usize,
    /// When they may have entered it, each moment with its weight.
    entered: Vec<(f64, f64)>,
    /// The time from the last look until it runs, as a lognormal; nothing where it does.
    left: Option<Lognormal>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Lognormal {
    log: f64,
    spread: f64,
}

impl Prospect {
    /// Of a cluster whose making began at `begun` and that was last looked at, well, at `looked_at`. `nodes` is what was seen of
    /// its nodes, [`super::stages::entered`]; where none was, `asked` says how many it will have.
    pub fn of(pace: &Pace, begun: Timestamp, looked_at: Timestamp, nodes: &[Vec<Entered>], asked: u32) -> Self {
        let looked = seconds(begun, looked_at);
        let mut alike: Vec<(i32, &[Entered])> = Vec::new();
        for node in nodes {
            match alike.iter_mut().find(|(_, known)| known == node) {
                Some((count, _)) => *count += 1,
                None => alike.push((1, node)),
            }
        }
        // Those that are not listed yet are to come.
        let missing = (asked as usize).max(1).saturating_sub(nodes.len());
        if missing > 0 {
            alike.push((i32::try_from(missing).unwrap_or(i32::MAX), &[]));
        }
        let there = first_there(nodes.iter().map(Vec::as_slice));
        let of_factor = |factor| fit(pace, factor, looked, &alike, there);
        let mut fits: Vec<(f64, Fit)> = factors(pace).map(of_factor).collect();
        let best = fits.iter().map(|(log, _)| *log).fold(f64::MIN, f64::max);
        for (log, fit) in &mut fits {
            fit.weight = (*log - best).exp();
        }
        let all: f64 = fits.iter().map(|(_, fit)| fit.weight).sum();
        let mut fits: Vec<Fit> = fits.into_iter().map(|(_, fit)| fit).collect();
        for fit in &mut fits {
            fit.weight /= all;
        }
        fits.retain(|fit| fit.weight >= WEIGHT_MIN);
        let hangs = |(_, entered): &(i32, &[Entered])| {
            let (stage, seen) = entered.last().map_or((0, 0.0), |last| (last.stage, last.seen));
            let usual = pace.medians.get(stage);
            usual.is_some_and(|usual| looked - seen > (HANGS_TIMES * usual).max(HANGS_SECONDS))
        };
        let runs_since =
            |(_, entered): &(i32, &[Entered])| entered.last().filter(|last| last.stage == STAGES).map(|last| last.seen);
        let since: Option<Vec<f64>> = alike.iter().map(runs_since).collect();
        let all_run = since.is_some_and(|since| since.iter().all(|since| looked - since > RUNS_SECONDS));
        let hangs = all_run || alike.iter().any(hangs);
        let mut prospect = Self { begun, looked, hangs, pace: pace.clone(), fits, due: looked_at };
        prospect.due = prospect.worth_a_look_from();
        prospect
    }

    /// Whether it says anything `now`: not where the clock went back behind what it was made from.
    pub fn holds(&self, now: Timestamp) -> bool {
        self.looked_at() <= now.plus_ms(1)
    }

    /// The look that it was made from.
    pub fn looked_at(&self) -> Timestamp {
        self.at(0.0)
    }

    /// The moment from which a look is worth its request.
    pub fn due(&self) -> Timestamp {
        self.due
    }

    /// Whether a node has been in its stage for so long that what is usual says nothing of it any more.
    pub fn hangs(&self) -> bool {
        self.hangs
    }

    /// How likely it is that the cluster runs at `at`, 0 to 1; what ran at the last look was seen.
    pub fn runs_by(&self, at: Timestamp) -> f64 {
        self.runs_after(seconds(self.begun, at) - self.looked)
    }

    /// How long it will have run unseen at `at`, as far as can be expected, in seconds.
    pub fn unseen(&self, at: Timestamp) -> f64 {
        let after = seconds(self.begun, at) - self.looked;
        if after <= 0.0 {
            return 0.0;
        }
        let step = after / f64::from(STEPS);
        (0..STEPS).map(|number| self.runs_after(step * (f64::from(number) + 0.5))).sum::<f64>() * step
    }

    fn worth_a_look_from(&self) -> Timestamp {
        let worth = WORTH_SECONDS;
        let (mut after, mut unseen, mut before, mut step) = (0.0, 0.0, 0.0, 0.25);
        while after < AHEAD_SECONDS {
            let now = self.runs_after(after + step);
            let more = step * f64::midpoint(before, now);
            if unseen + more >= worth {
                // Within the step what is likely grows evenly.
                let slope = (now - before) / step;
                let rest = worth - unseen;
                let part = if slope > 1e-12 {
                    ((before * before + 2.0 * slope * rest).sqrt() - before) / slope
                } else {
                    rest / before.max(1e-12)
                };
                return self.at(after + part.clamp(0.0, step));
            }
            unseen += more;
            after += step;
            before = now;
            step = (step * 1.15).min(8.0);
        }
        self.at(after.min(AHEAD_SECONDS))
    }

    /// How much a look at `at` would tell of the cluster's factor, in nats: whether nodes have left their stages by then says
    /// something of it.
    pub fn news(&self, at: Timestamp) -> f64 {
        let at = seconds(self.begun, at);
        let kinds = self.fits.first().map_or(0, |fit| fit.nodes.len());
        let of_kind = |kind: usize| {
            let (mut count, mut likely, mut unsure) = (0, 0.0, 0.0);
            for fit in &self.fits {
                let Some(node) = fit.nodes.get(kind).filter(|node| node.stage < STAGES) else { continue };
                let left =
                    1.0 - node.stays(&self.pace, fit.factor, at) / node.stays(&self.pace, fit.factor, self.looked);
                likely += fit.weight * left;
                unsure += fit.weight * entropy(left);
                count = node.count;
            }
            f64::from(count) * (entropy(likely) - unsure).max(0.0)
        };
        (0..kinds).map(of_kind).sum()
    }

    fn runs_after(&self, after: f64) -> f64 {
        if after <= 0.0 {
            return 0.0;
        }
        let of_fit = |fit: &Fit| {
            fit.nodes.iter().fold(fit.weight, |likely, node| match node.left {
                Some(left) if likely > 1e-12 => likely * left.below(after).powi(node.count),
                Some(_) | None => likely,
            })
        };
        self.fits.iter().map(of_fit).sum::<f64>().min(1.0)
    }

    fn at(&self, after: f64) -> Timestamp {
        #[allow(clippy::cast_possible_truncation, reason = "hours, in milliseconds")]
        let ms = ((self.looked + after) * 1000.0).ceil() as i64;
        self.begun.plus_ms(ms)
    }
}

/// The factors that are tried, each as likely as the others before anything was seen.
fn factors(pace: &Pace) -> impl Iterator<Item = f64> {
    let shared = pace.shared;
    (0..FACTORS).map(move |number| (shared * quantile((f64::from(number) + 0.5) / f64::from(FACTORS))).exp())
}

/// What follows from a factor, and the logarithm of how likely that makes what was seen.
fn fit(pace: &Pace, factor: f64, looked: f64, alike: &[(i32, &[Entered])], there: f64) -> (f64, Fit) {
    let mut log = 0.0;
    let mut nodes = Vec::with_capacity(alike.len());
    for (count, entered) in alike {
        // One that came later was not being made before.
        let late = entered.first().filter(|first| first.after > there);
        let (stage, begun) = late.map_or((0, 0.0), |first| (first.stage, f64::midpoint(first.after, first.seen)));
        let mut node = Node { count: *count, stage, entered: vec![(begun, 1.0)], left: None };
        let mut seen: f64 = entered.iter().map(|to| node.go_on(pace, factor, to).ln()).sum();
        seen += node.stays(pace, factor, looked).max(UNLIKELY).ln();
        log += f64::from(*count) * seen;
        node.look_ahead(pace, factor, looked);
        nodes.push(node);
    }
    (log, Fit { weight: 1.0, factor, nodes })
}

impl Node {
    /// It was seen to enter a later stage: through all those between, within the gap. Gives how likely that was.
    fn go_on(&mut self, pace: &Pace, factor: f64, to: &Entered) -> f64 {
        let mut all = 1.0;
        while self.stage < to.stage {
            let passes = self.stage != JOINING || to.stage == JOINING || pace.joins >= 0.5;
            if passes && to.seen > to.after {
                all *= self.leave(pace, factor, to.after, to.seen);
            } else if passes {
                self.entered = vec![(to.seen, 1.0)];
            }
            self.stage += 1;
        }
        f64::max(all, UNLIKELY)
    }

    /// It left its stage within the gap: when, and how likely that was.
    fn leave(&mut self, pace: &Pace, factor: f64, after: f64, seen: f64) -> f64 {
        let stay = Stay::of(pace, factor, self.stage);
        let piece = (seen - after) / f64::from(PIECES);
        let of_piece = |number: u32| {
            let from = after + piece * f64::from(number);
            let left = |(entered, weight): &(f64, f64)| {
                weight * (stay.beyond(from - entered) - stay.beyond(from + piece - entered))
            };
            (from + piece / 2.0, self.entered.iter().map(left).sum::<f64>())
        };
        let mut entered: Vec<(f64, f64)> = (0..PIECES).map(of_piece).filter(|(_, weight)| *weight > 0.0).collect();
        let all: f64 = entered.iter().map(|(_, weight)| weight).sum();
        if all < UNLIKELY {
            // It was seen all the same: what comes is told by that.
            self.entered = vec![(f64::midpoint(after, seen), 1.0)];
            return UNLIKELY;
        }
        for (_, weight) in &mut entered {
            *weight /= all;
        }
        self.entered = entered;
        all
    }

    /// How likely it is that it has not left its stage by `at`.
    fn stays(&self, pace: &Pace, factor: f64, at: f64) -> f64 {
        let stay = Stay::of(pace, factor, self.stage);
        self.entered.iter().map(|(entered, weight)| weight * stay.beyond(at - entered)).sum::<f64>().max(1e-300)
    }

    /// Works out the time from `looked` until it runs.
    fn look_ahead(&mut self, pace: &Pace, factor: f64, looked: f64) {
        if self.stage >= STAGES {
            return;
        }
        let stay = Stay::of(pace, factor, self.stage);
        let later = |stage| {
            let (mean, variance) = Stay::of(pace, factor, stage).moments();
            let share = if stage == JOINING { pace.joins } else { 1.0 };
            (share * mean, share * (variance + (1.0 - share) * mean * mean))
        };
        let (rest, rest_variance) = (self.stage + 1..STAGES)
            .map(later)
            .fold((0.0, 0.0), |(mean, variance), (own, own_variance)| (mean + own, variance + own_variance));
        let (mut all, mut first, mut second) = (0.0, 0.0, 0.0);
        for (entered, weight) in &self.entered {
            let spent = looked - entered;
            let weight = weight * stay.beyond(spent).max(1e-12);
            let (mean, variance) = stay.moments_beyond(spent);
            let mean = (mean - spent).max(0.0) + rest;
            all += weight;
            first += weight * mean;
            second += weight * (variance + rest_variance + mean * mean);
        }
        let mean = (first / all).max(1e-3);
        let variance = (second / all - mean * mean).max(1e-2);
        self.left = Some(Lognormal::of(mean, variance));
    }
}

/// The time in a stage, given the cluster's factor; nothing stays in RUNNING for a time that matters.
struct Stay {
    log: f64,
    spread: f64,
    ends: bool,
}

impl Stay {
    fn of(pace: &Pace, factor: f64, stage: usize) -> Self {
        match pace.medians.get(stage) {
            Some(median) => Self { log: (median * factor).ln(), spread: pace.own, ends: true },
            None => Self { log: 0.0, spread: pace.own, ends: false },
        }
    }

    /// How likely it is longer than `spent`.
    fn beyond(&self, spent: f64) -> f64 {
        if self.ends && spent > 0.0 { above((spent.ln() - self.log) / self.spread) } else { 1.0 }
    }

    fn moments(&self) -> (f64, f64) {
        let square = self.spread * self.spread;
        let mean = (self.log + square / 2.0).exp();
        (mean, mean * mean * square.exp_m1())
    }

    /// Mean and variance of the whole time, where it is longer than `spent`.
    fn moments_beyond(&self, spent: f64) -> (f64, f64) {
        if spent <= 0.0 {
            return self.moments();
        }
        let place = (spent.ln() - self.log) / self.spread;
        let beyond = above(place);
        if beyond < 1e-9 {
            // Far out the rest of a lognormal is about this long.
            let left = spent * self.spread / place.max(1.0);
            return (spent + left, left * left);
        }
        let square = self.spread * self.spread;
        let mean = (self.log + square / 2.0).exp() * above(place - self.spread) / beyond;
        let second = (2.0 * self.log + 2.0 * square).exp() * above(place - 2.0 * self.spread) / beyond;
        let mean = mean.max(spent);
        (mean, (second - mean * mean).max(0.0))
    }
}

impl Lognormal {
    /// The one of this mean and variance.
    fn of(mean: f64, variance: f64) -> Self {
        let square = (variance / (mean * mean)).ln_1p();
        Self { log: mean.ln() - square / 2.0, spread: square.sqrt() }
    }

    fn below(self, value: f64) -> f64 {
        1.0 - above((value.ln() - self.log) / self.spread)
    }
}

/// How likely a standard normal is above `value`.
fn above(value: f64) -> f64 {
    0.5 * libm::erfc(value * std::f64::consts::FRAC_1_SQRT_2)
}

/// The value below which a standard normal is with this likelihood, 0 to 1.
fn quantile(likelihood: f64) -> f64 {
    let (mut low, mut high) = (-8.0, 8.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if 1.0 - above(middle) < likelihood { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Of something that is so with this likelihood, or not; in nats.
fn entropy(likelihood: f64) -> f64 {
    let of = |part: f64| if part <= 0.0 { 0.0 } else { -part * part.ln() };
    of(likelihood) + of(1.0 - likelihood)
}

#[cfg(test)]
mod tests;
