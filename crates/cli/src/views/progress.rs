//! How several runs stand together, in one line.

use slipway_engine::api::{RunView, Stage};

use super::stage;

/// Stages in the order in which they are told, after what is waited for.
const TOLD: [Stage; 11] = [
    Stage::Running,
    Stage::Intended,
    Stage::Sending,
    Stage::Unclear,
    Stage::Provisioning,
    Stage::Deferred,
    Stage::Failed,
    Stage::Refused,
    Stage::Withdrawn,
    Stage::Deleting,
    Stage::Gone,
];

/// «3 of 4 running, 1 refused»: each run counted once, those at `wanted` first.
pub fn progress<'a>(runs: impl Iterator<Item = &'a RunView>, wanted: Stage) -> String {
    let stages: Vec<Stage> = runs.map(|run| run.stage).collect();
    let count = |which: Stage| stages.iter().filter(|at| **at == which).count();
    let rest = TOLD.into_iter().filter(|which| *which != wanted && count(*which) > 0);
    let rest: String = rest.map(|which| format!(", {} {}", count(which), stage(which))).collect();
    format!("{} of {} {}{rest}", count(wanted), stages.len(), stage(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::a_run;

    #[test]
    fn each_run_is_counted_once_and_what_is_waited_for_first() {
        use Stage as S;
        let runs = |stages: &[S]| stages.iter().map(|stage| a_run("orders", *stage)).collect::<Vec<_>>();
        let several = runs(&[S::Running, S::Refused, S::Running, S::Running]);
        assert_eq!(progress(several.iter(), S::Running), "3 of 4 running, 1 refused");
        let several = runs(&[S::Withdrawn, S::Provisioning, S::Gone]);
        assert_eq!(progress(several.iter(), S::Gone), "1 of 3 gone, 1 provisioning, 1 withdrawn");
    }
}
