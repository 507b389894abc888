//! Ways of watching clusters until each was seen running: ours, and what it is held against.

use std::sync::Arc;

use slipway_engine::api::Stage;
use slipway_engine::id::RunId;
use slipway_engine::time::Timestamp;
use slipway_engine::watch::budget::Budget;
use slipway_engine::watch::pace::Pace;
use slipway_engine::watch::prospect::Prospect;
use slipway_engine::watch::schedule::{AccountPlan, Choice, RunPlan, Work, next};
use slipway_engine::watch::stages::{Entered, seconds};

use crate::world::{Cluster, NODES};

/// What came of watching.
#[derive(Default)]
pub struct Watched {
    /// Of each cluster the seconds between RUNNING and our seeing it.
    pub lags: Vec<f64>,
    /// How many requests it took.
    pub requests: usize,
}

impl Watched {
    pub fn add(&mut self, other: Self) {
        self.lags.extend(other.lags);
        self.requests += other.requests;
    }

    pub fn mean(&self) -> f64 {
        self.lags.iter().sum::<f64>() / self.lags.len() as f64
    }

    pub fn p95(&self) -> f64 {
        let mut sorted = self.lags.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() * 95 / 100]
    }

    fn saw(&mut self, cluster: &Cluster, at: Timestamp) {
        self.lags.push(at.ms_since(cluster.runs()) as f64 / 1_000.0);
    }
}

/// A cluster as our schedule knows it.
struct Known {
    plan: RunPlan,
    looked_at: Timestamp,
    nodes: Vec<Vec<Entered>>,
}

impl Known {
    fn new(number: usize, cluster: &Cluster, pace: &Pace) -> Self {
        let nodes = vec![vec![Entered { stage: 0, after: 0.0, seen: 0.0 }]; NODES];
        let plan = RunPlan {
            id: RunId(number.to_string()),
            stage: Stage::Provisioning,
            changes: false,
            next: None,
            sent_at: Some(cluster.begun),
            // The answer to the create shows it.
            tried_at: Some(cluster.begun),
            prospect: None,
            resizes_from: None,
            step_at: None,
            steps_read_at: None,
            steps_tried_at: None,
            missing: false,
            busy: false,
            wanted: false,
        };
        let mut known = Self { plan, looked_at: cluster.begun, nodes };
        known.foresee(cluster, pace);
        known
    }

    fn foresee(&mut self, cluster: &Cluster, pace: &Pace) {
        let prospect = Prospect::of(pace, cluster.begun, self.looked_at, &self.nodes, NODES as u32);
        self.plan.prospect = Some(Arc::new(prospect));
    }

    fn look(&mut self, cluster: &Cluster, pace: &Pace, now: Timestamp) {
        let (after, seen) = (seconds(cluster.begun, self.looked_at), seconds(cluster.begun, now));
        for (node, stage) in self.nodes.iter_mut().zip(cluster.stages(now)) {
            if node.last().unwrap().stage != stage {
                node.push(Entered { stage, after, seen });
            }
        }
        self.looked_at = now;
        self.plan.tried_at = Some(now);
        self.foresee(cluster, pace);
    }
}

/// Our schedule, with the list that it reads beside, and with the looks at clusters that run already; gives too what it saw of each
/// cluster's nodes. Counted are all its requests until the last cluster was seen running.
pub fn ours(clusters: &[Cluster], pace: &Pace) -> (Watched, Vec<Vec<Vec<Entered>>>) {
    let (mut watched, mut seen) = (Watched::default(), Vec::new());
    let mut known: Vec<Option<Known>> = clusters.iter().map(|_| None).collect();
    let mut budget = Budget::full(Timestamp(0));
    let (mut now, mut listed_at) = (Timestamp(0), Timestamp(0));
    while watched.lags.len() < clusters.len() {
        for (number, cluster) in clusters.iter().enumerate() {
            if cluster.begun <= now && known[number].is_none() {
                known[number] = Some(Known::new(number, cluster, pace));
            }
        }
        let plan = AccountPlan {
            runs: known.iter().flatten().map(|known| known.plan.clone()).collect(),
            listed_at: Some(listed_at),
            rested: budget.is_full(now),
            ..AccountPlan::default()
        };
        let begins = clusters.iter().map(|cluster| cluster.begun).filter(|begun| *begun > now).min();
        let work = match next(&plan, now) {
            Choice::Now(work) => work,
            Choice::At(at) => {
                now = begins.map_or(at, |begins| begins.min(at));
                continue;
            }
            Choice::Nothing => {
                now = begins.unwrap();
                continue;
            }
        };
        let (after, taken) = budget.take(now);
        budget = after;
        if let Err(at) = taken {
            now = at;
            continue;
        }
        watched.requests += 1;
        match work {
            Work::Look(run) => {
                let number: usize = run.0.parse().unwrap();
                let cluster = &clusters[number];
                let looked = known[number].as_mut().unwrap();
                if looked.plan.stage == Stage::Running {
                    looked.plan.tried_at = Some(now);
                    continue;
                }
                looked.look(cluster, pace, now);
                if cluster.runs() <= now {
                    watched.saw(cluster, now);
                    looked.plan.stage = Stage::Running;
                    seen.push(looked.nodes.clone());
                }
            }
            Work::List => listed_at = now,
            other => panic!("{other:?}"),
        }
    }
    (watched, seen)
}

/// One after the other, as fast as the same budget allows.
pub fn round_robin(clusters: &[Cluster]) -> Watched {
    let mut watched = Watched::default();
    let mut budget = Budget::full(Timestamp(0));
    let (mut now, mut turn) = (Timestamp(0), 0);
    let mut running = vec![false; clusters.len()];
    while watched.lags.len() < clusters.len() {
        let begun = |number: &usize| clusters[*number].begun <= now && !running[*number];
        let Some(number) = (0..clusters.len()).map(|step| (turn + step) % clusters.len()).find(begun) else {
            now = clusters.iter().map(|cluster| cluster.begun).filter(|begun| *begun > now).min().unwrap();
            continue;
        };
        let (after, taken) = budget.take(now);
        budget = after;
        if let Err(at) = taken {
            now = at;
            continue;
        }
        watched.requests += 1;
        turn = number + 1;
        if clusters[number].runs() <= now {
            running[number] = true;
            watched.saw(&clusters[number], now);
        }
    }
    watched
}

/// Each cluster by itself every `pause_ms`, with no budget.
pub fn every(clusters: &[Cluster], pause_ms: i64) -> Watched {
    let mut watched = Watched::default();
    for cluster in clusters {
        let took_ms = cluster.runs().ms_since(cluster.begun);
        let looks = (took_ms + pause_ms - 1) / pause_ms;
        watched.requests += looks as usize;
        watched.saw(cluster, cluster.begun.plus_ms(looks * pause_ms));
    }
    watched
}
