//! Clusters that come up, as the simulation has them.

use rand::RngExt as _;
use rand::rngs::StdRng;
use slipway_engine::time::Timestamp;
use slipway_engine::watch::stages::STAGES;

/// Nodes of each cluster.
pub const NODES: usize = 3;
/// Median of the time in each stage, in seconds.
const MEDIANS: [f64; STAGES] = [30.0, 200.0, 40.0, 45.0];
/// Of the spread of a stage's logarithm so much is the cluster's, the same for all its stages and nodes …
const SHARED: f64 = 0.8;
/// … and so much is its own: together they are the whole, as squares add up.
const OWN: f64 = 0.6;

/// A cluster.
pub struct Cluster {
    pub begun: Timestamp,
    /// When each node leaves each stage; the last one for RUNNING.
    nodes: Vec<[Timestamp; STAGES]>,
}

impl Cluster {
    /// The stage of each of its nodes at `at`.
    pub fn stages(&self, at: Timestamp) -> impl Iterator<Item = usize> {
        self.nodes.iter().map(move |left| left.iter().filter(|left| **left <= at).count())
    }

    /// When all its nodes run.
    pub fn runs(&self) -> Timestamp {
        self.nodes.iter().map(|left| left[STAGES - 1]).max().unwrap()
    }
}

/// Clusters whose making begins within `spread_seconds`, with stages of this spread.
pub fn clusters(chance: &mut StdRng, count: usize, spread_seconds: f64, sigma: f64) -> Vec<Cluster> {
    let cluster = |_| {
        let begun = chance.random::<f64>() * spread_seconds;
        let shared = SHARED * sigma * normal(chance);
        let nodes = (0..NODES).map(|_| {
            let mut at = begun;
            MEDIANS.map(|median| {
                at += median * (shared + OWN * sigma * normal(chance)).exp();
                millis(at)
            })
        });
        let nodes = nodes.collect();
        Cluster { begun: millis(begun), nodes }
    };
    (0..count).map(cluster).collect()
}

fn normal(chance: &mut StdRng) -> f64 {
    let (radius, angle) = (1.0 - chance.random::<f64>(), chance.random::<f64>());
    (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
}

fn millis(seconds: f64) -> Timestamp {
    Timestamp((seconds * 1_000.0).round() as i64)
}
