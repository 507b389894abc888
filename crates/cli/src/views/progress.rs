//! How several runs stand together, in one line.

use slipway_engine::api::{RunView, Stage};

/// Stages in the order in which they are told, after what is waited for, each with its word: the same as on the page of a
/// launch (`ui/src/lib/runs/launch.ts`).
const TOLD: [(Stage, &str); 11] = [
    (Stage::Running, "running"),
    (Stage::Intended, "to be sent"),
    (Stage::Sending, "being sent"),
    (Stage::Unclear, "unclear"),
    (Stage::Provisioning, "provisioning"),
    (Stage::Deferred, "deferred"),
    (Stage::Failed, "failed"),
    (Stage::Refused, "refused"),
    (Stage::Deleting, "being deleted"),
    (Stage::Gone, "gone"),
    (Stage::Withdrawn, "withdrawn"),
];

/// «3 of 4 running, 1 refused»: each run counted once, those at `wanted` first.
pub fn progress<'a>(runs: impl Iterator<Item = &'a RunView>, wanted: Stage) -> String {
    // Withdrawn with a problem is what was left when a launch stopped.
    let (stopped, runs): (Vec<_>, Vec<_>) =
        runs.partition(|run| run.stage == Stage::Withdrawn && run.problem.is_some());
    let mut counts: Vec<(usize, &str)> = Vec::new();
    let mut first = String::new();
    for (stage, word) in TOLD {
        let count = runs.iter().filter(|run| run.stage == stage).count();
        if stage == Stage::Withdrawn {
            counts.push((stopped.len(), "not sent"));
        }
        if stage == wanted {
            first = format!("{count} of {} {word}", runs.len() + stopped.len());
        } else {
            counts.push((count, word));
        }
    }
    let rest = counts.into_iter().filter(|(count, _)| *count > 0);
    rest.fold(first, |line, (count, word)| format!("{line}, {count} {word}"))
}

#[cfg(test)]
mod tests {
    use slipway_engine::api::{Place, Problem, ProblemCode};

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
        let mut several = runs(&[S::Intended, S::Sending, S::Withdrawn, S::Withdrawn, S::Deleting]);
        several[3].problem = Some(Problem::new(ProblemCode::NotAllowed, Place::App, "stopped"));
        let line = "0 of 5 running, 1 to be sent, 1 being sent, 1 being deleted, 1 not sent, 1 withdrawn";
        assert_eq!(progress(several.iter(), S::Running), line);
    }
}
