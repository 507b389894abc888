//! What the seeds met, so that a promise is not kept merely because nothing tried it.

use std::collections::BTreeMap;
use std::fmt;

use crate::seed::{CHANGE_FAULTS, FAULTS, Report};

/// Where a run can be when the process dies.
pub const STAGES: [&str; 4] = ["intended", "sending", "unclear", "watched"];
/// The same with where its requests can be. While a run is sending, its create is under way.
const POINTS: [(&str, &str); 8] = [
    ("intended", "idle"),
    ("intended", "read"),
    ("sending", "create going"),
    ("sending", "create coming"),
    ("unclear", "idle"),
    ("unclear", "read"),
    ("watched", "idle"),
    ("watched", "read"),
];

#[derive(Default)]
pub struct Counts {
    seeds: u64,
    crashes: BTreeMap<(String, String, &'static str), u64>,
    ends: BTreeMap<String, u64>,
    takeovers: u64,
    repeats: u64,
    decisions: u64,
    full_disks: u64,
    strays: u64,
    deletes: u64,
    resizes: u64,
    sleeps: u64,
    /// Deletes and resizes by fault.
    changes: BTreeMap<&'static str, (u64, u64)>,
}

impl Counts {
    pub fn add(&mut self, report: &Report) {
        self.seeds += 1;
        for (stage, point) in &report.crashes {
            *self.crashes.entry((report.fault.to_owned(), stage.clone(), point)).or_default() += 1;
        }
        for end in &report.ends {
            *self.ends.entry(end.clone()).or_default() += 1;
        }
        self.takeovers += u64::from(report.takeovers);
        self.repeats += u64::from(report.repeats);
        self.decisions += u64::from(report.decisions);
        self.full_disks += u64::from(report.full_disks);
        self.strays += u64::from(report.strays);
        self.deletes += u64::from(report.deletes);
        self.resizes += u64::from(report.resizes);
        self.sleeps += u64::from(report.sleeps);
        if let Some((fault, deletes, resizes)) = report.changes {
            let so_far = self.changes.entry(fault).or_default();
            *so_far = (so_far.0 + u64::from(deletes), so_far.1 + u64::from(resizes));
        }
    }

    fn changed(&self, fault: &str) -> (u64, u64) {
        self.changes.get(fault).copied().unwrap_or_default()
    }

    fn crashed(&self, fault: &str, (stage, point): (&str, &'static str)) -> u64 {
        self.crashes.get(&(fault.to_owned(), stage.to_owned(), point)).copied().unwrap_or(0)
    }

    /// What should have been met and was not.
    pub fn never_met(&self) -> Vec<String> {
        let mut never: Vec<String> = FAULTS
            .iter()
            .flat_map(|fault| POINTS.map(|point| (fault, point)))
            .filter(|(fault, point)| self.crashed(fault, *point) == 0)
            .map(|(fault, (stage, point))| format!("a crash while {stage}, {point}, with {fault}"))
            .collect();
        for end in ["running", "refused", "deferred", "failed", "provisioning", "withdrawn"] {
            if !self.ends.contains_key(end) {
                never.push(format!("a run that ended {end}"));
            }
        }
        for (count, what) in [
            (self.takeovers, "a take-over"),
            (self.repeats, "a repeated launch"),
            (self.decisions, "a decision"),
            (self.full_disks, "a full disk"),
            (self.strays, "a create that outlived its sender"),
            (self.deletes, "a delete"),
            (self.resizes, "a resize"),
            (self.sleeps, "a sleep"),
        ] {
            if count == 0 {
                never.push(what.to_owned());
            }
        }
        for fault in CHANGE_FAULTS {
            let (deletes, resizes) = self.changed(fault);
            for (count, what) in [(deletes, "delete"), (resizes, "resize")] {
                if count == 0 {
                    never.push(format!("a {what} with {fault}"));
                }
            }
        }
        never
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "crashes by fault, stage of the run and where its requests were, in {} seeds:", self.seeds)?;
        for line in [POINTS.map(|(stage, _)| stage), POINTS.map(|(_, point)| point)] {
            write!(f, "{:<26}", "")?;
            for word in line {
                write!(f, "{word:>14}")?;
            }
            writeln!(f)?;
        }
        for fault in FAULTS {
            write!(f, "{fault:<26}")?;
            for point in POINTS {
                write!(f, "{:>14}", self.crashed(fault, point))?;
            }
            writeln!(f)?;
        }
        writeln!(f, "runs at the end: {:?}", self.ends)?;
        write!(
            f,
            "{} take-overs, {} repeated launches, {} decisions of a person, {} full disks, {} creates that outlived their sender, \
             {} sleeps, {} deletes, {} resizes",
            self.takeovers,
            self.repeats,
            self.decisions,
            self.full_disks,
            self.strays,
            self.sleeps,
            self.deletes,
            self.resizes
        )?;
        for fault in CHANGE_FAULTS {
            let (deletes, resizes) = self.changed(fault);
            write!(f, "\n{fault:<26}{deletes:>8} deletes{resizes:>8} resizes")?;
        }
        Ok(())
    }
}
