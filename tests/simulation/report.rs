//! What a seed came to.

use std::collections::BTreeMap;

/// One seed, once it is over.
pub struct Report {
    pub seed: u64,
    pub fault: &'static str,
    /// What could go wrong with the changes, one sort for each seed that changes anything.
    pub change_fault: Option<&'static str>,
    /// At each crash, for each run that makes a cluster of a launch: its stage, and where the requests of the process were.
    pub crashes: Vec<(&'static str, &'static str)>,
    /// The same for each run that changes a cluster.
    pub change_crashes: Vec<(&'static str, &'static str)>,
    /// The stage of each run at the end.
    pub ends: Vec<String>,
    /// How often it met what is worth counting, by the words of [`MET`](crate::counts::MET).
    pub met: BTreeMap<&'static str, u64>,
    /// Changes that were asked for: delete, resize, restore.
    pub changes: BTreeMap<&'static str, u64>,
    pub broken: Vec<String>,
    pub story: Vec<String>,
}

impl Report {
    pub fn new(seed: u64, fault: &'static str) -> Self {
        Self {
            seed,
            fault,
            change_fault: None,
            crashes: Vec::new(),
            change_crashes: Vec::new(),
            ends: Vec::new(),
            met: BTreeMap::new(),
            changes: BTreeMap::new(),
            broken: Vec::new(),
            story: Vec::new(),
        }
    }

    /// Counts one of `what`.
    pub fn met(&mut self, what: &'static str) {
        self.met_times(what, 1);
    }

    /// Counts so many of `what`.
    pub fn met_times(&mut self, what: &'static str, times: u64) {
        *self.met.entry(what).or_default() += times;
    }
}
