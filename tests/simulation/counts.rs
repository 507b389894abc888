//! What the seeds met, so that a promise is not kept merely because nothing tried it.

use std::collections::BTreeMap;
use std::fmt;

use crate::changes::{CHANGE_FAULTS, CHANGES, is_about};
use crate::report::Report;
use crate::seed::FAULTS;

/// Where a run can be when the process dies.
pub const STAGES: [&str; 4] = ["intended", "sending", "unclear", "watched"];
/// The same with where its requests can be. While a run is sending, its write is under way.
const POINTS: [(&str, &str); 8] = [
    ("intended", "idle"),
    ("intended", "read"),
    ("sending", "write going"),
    ("sending", "write coming"),
    ("unclear", "idle"),
    ("unclear", "read"),
    ("watched", "idle"),
    ("watched", "read"),
];
/// The same for a change of a cluster, which is a moment between intent and request; what comes after them is read.
const CHANGE_POINTS: [(&str, &str); 3] = [("intended", "any"), ("sending", "write going"), ("sending", "write coming")];

/// What the seeds must meet besides, each many times.
pub const MET: [&str; 23] = [
    "fault of a set-up",
    "set-up that is there",
    "set-up that was refused",
    "set-up that asks",
    "rules tried again",
    "fault of a firewall rule",
    "firewall rule that is open",
    "firewall rule that was refused",
    "take-over",
    "crash of the second process",
    "full disk",
    "sleep",
    "clock set back",
    "repeated launch",
    "launch of several",
    "launch that stopped at a refusal",
    "delete by a deadline",
    "create that outlived its sender",
    "change that outlived its sender",
    "decision to send again",
    "decision to withdraw",
    "decision for the cluster that a run made",
    "decision for a cluster made by hand",
];

/// By fault, stage and where the requests were.
type Crashes = BTreeMap<(&'static str, &'static str, &'static str), u64>;

#[derive(Default)]
pub struct Counts {
    seeds: u64,
    crashes: Crashes,
    change_crashes: Crashes,
    ends: BTreeMap<String, u64>,
    met: BTreeMap<&'static str, u64>,
    /// Changes by fault and sort.
    changes: BTreeMap<(&'static str, &'static str), u64>,
}

impl Counts {
    pub fn add(&mut self, report: &Report) {
        self.seeds += 1;
        for (stage, point) in &report.crashes {
            *self.crashes.entry((report.fault, stage, point)).or_default() += 1;
        }
        for (fault, (stage, point)) in
            report.change_fault.iter().flat_map(|fault| report.change_crashes.iter().map(move |at| (fault, at)))
        {
            *self.change_crashes.entry((fault, stage, point)).or_default() += 1;
        }
        for end in &report.ends {
            *self.ends.entry(end.clone()).or_default() += 1;
        }
        for (what, times) in &report.met {
            assert!(MET.contains(what), "«{what}» has no place in the counts");
            *self.met.entry(what).or_default() += times;
        }
        for (change, times) in &report.changes {
            let fault = report.change_fault.expect("a change has a fault");
            *self.changes.entry((fault, change)).or_default() += times;
        }
    }

    fn changed(&self, fault: &'static str, change: &'static str) -> u64 {
        self.changes.get(&(fault, change)).copied().unwrap_or(0)
    }

    fn times(&self, what: &'static str) -> u64 {
        self.met.get(what).copied().unwrap_or(0)
    }

    /// What should have been met and was not.
    pub fn never_met(&self) -> Vec<String> {
        let crashes = missing(&self.crashes, &FAULTS, &POINTS);
        let change_crashes = missing(&self.change_crashes, &CHANGE_FAULTS, &CHANGE_POINTS);
        let ends = ["running", "refused", "deferred", "failed", "provisioning", "withdrawn", "gone"];
        let ends =
            ends.iter().filter(|end| !self.ends.contains_key(**end)).map(|end| format!("a run that ended {end}"));
        let met = MET.iter().filter(|what| self.times(what) == 0).map(|what| (*what).to_owned());
        let changes = CHANGE_FAULTS
            .iter()
            .flat_map(|fault| CHANGES.iter().map(move |change| (*fault, *change)))
            .filter(|(fault, change)| is_about(fault, change) && self.changed(fault, change) == 0)
            .map(|(fault, change)| format!("a {change} with {fault}"));
        crashes.chain(change_crashes).chain(ends).chain(met).chain(changes).collect()
    }
}

/// The points at which no process died.
fn missing(
    crashes: &Crashes,
    faults: &'static [&'static str],
    points: &'static [(&'static str, &'static str)],
) -> impl Iterator<Item = String> {
    let all = faults.iter().flat_map(move |fault| points.iter().map(move |(stage, point)| (*fault, *stage, *point)));
    let never = all.filter(|at| !crashes.contains_key(at));
    never.map(|(fault, stage, point)| format!("a crash while {stage}, {point}, with {fault}"))
}

/// A row for each fault, a column for each point.
fn table(
    f: &mut fmt::Formatter<'_>,
    crashes: &Crashes,
    faults: &[&'static str],
    points: &[(&'static str, &'static str)],
) -> fmt::Result {
    let (stages, requests): (Vec<_>, Vec<_>) = points.iter().copied().unzip();
    for line in [stages, requests] {
        write!(f, "{:<26}", "")?;
        for word in line {
            write!(f, "{word:>14}")?;
        }
        writeln!(f)?;
    }
    for fault in faults {
        write!(f, "{fault:<26}")?;
        for (stage, point) in points {
            write!(f, "{:>14}", crashes.get(&(*fault, *stage, *point)).copied().unwrap_or(0))?;
        }
        writeln!(f)?;
    }
    Ok(())
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "crashes by fault, stage of the run and where its requests were, in {} seeds:", self.seeds)?;
        table(f, &self.crashes, &FAULTS, &POINTS)?;
        writeln!(f, "the same of changes of clusters:")?;
        table(f, &self.change_crashes, &CHANGE_FAULTS, &CHANGE_POINTS)?;
        writeln!(f, "changes:")?;
        for fault in CHANGE_FAULTS {
            write!(f, "{fault:<26}")?;
            for change in CHANGES {
                write!(f, "{:>8} × {change}", self.changed(fault, change))?;
            }
            writeln!(f)?;
        }
        for what in MET {
            writeln!(f, "{:>6} × {what}", self.times(what))?;
        }
        write!(f, "runs at the end: {:?}", self.ends)
    }
}
