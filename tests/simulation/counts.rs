//! What the seeds met, so that a promise is not kept merely because nothing tried it.

use std::collections::BTreeMap;
use std::fmt;

use crate::seed::{FAULTS, Report};

/// Where a run can be when the process dies.
pub const STAGES: [&str; 4] = ["intended", "sending", "unclear", "watched"];

#[derive(Default)]
pub struct Counts {
    seeds: u64,
    crashes: BTreeMap<(String, String), u64>,
    ends: BTreeMap<String, u64>,
    takeovers: u64,
    repeats: u64,
    decisions: u64,
}

impl Counts {
    pub fn add(&mut self, report: &Report) {
        self.seeds += 1;
        for stage in &report.crashes {
            *self.crashes.entry((report.fault.to_owned(), stage.clone())).or_default() += 1;
        }
        for end in &report.ends {
            *self.ends.entry(end.clone()).or_default() += 1;
        }
        self.takeovers += u64::from(report.takeovers);
        self.repeats += u64::from(report.repeats);
        self.decisions += u64::from(report.decisions);
    }

    fn crashed(&self, fault: &str, stage: &str) -> u64 {
        self.crashes.get(&(fault.to_owned(), stage.to_owned())).copied().unwrap_or(0)
    }

    /// What should have been met and was not.
    pub fn never_met(&self) -> Vec<String> {
        let mut never: Vec<String> = FAULTS
            .iter()
            .flat_map(|fault| STAGES.iter().map(move |stage| (fault, stage)))
            .filter(|(fault, stage)| self.crashed(fault, stage) == 0)
            .map(|(fault, stage)| format!("a crash while {stage} with {fault}"))
            .collect();
        for end in ["running", "refused", "deferred", "failed", "provisioning", "withdrawn"] {
            if !self.ends.contains_key(end) {
                never.push(format!("a run that ended {end}"));
            }
        }
        for (count, what) in
            [(self.takeovers, "a take-over"), (self.repeats, "a repeated launch"), (self.decisions, "a decision")]
        {
            if count == 0 {
                never.push(what.to_owned());
            }
        }
        never
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "crashes by fault and stage of the run, in {} seeds:", self.seeds)?;
        write!(f, "{:<28}", "fault")?;
        for stage in STAGES {
            write!(f, "{stage:>10}")?;
        }
        writeln!(f)?;
        for fault in FAULTS {
            write!(f, "{fault:<28}")?;
            for stage in STAGES {
                write!(f, "{:>10}", self.crashed(fault, stage))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "runs at the end: {:?}", self.ends)?;
        write!(
            f,
            "{} take-overs, {} repeated launches, {} decisions of a person",
            self.takeovers, self.repeats, self.decisions
        )
    }
}
