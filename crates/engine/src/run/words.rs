//! The sentences of a run's timeline and problems, in one place so that they sound alike.

use super::state::run_problem;
use crate::api::{Problem, ProblemCode};
use crate::id::RunId;

pub(crate) fn intended(cluster: &str, account: &str) -> String {
    format!("Launch of {cluster} into account {account} is on disk.")
}

pub(super) fn sending(attempt: u32) -> String {
    match attempt {
        1 => "Sending the request.".to_owned(),
        n => format!("Sending the request, attempt {n}."),
    }
}

pub(super) fn accepted(cluster: &str) -> String {
    format!("Accepted as {cluster}.")
}

pub(super) fn adopted(cluster: &str) -> String {
    format!("Found by its tag: the cluster is {cluster}.")
}

pub(super) fn several(count: usize) -> String {
    format!("{count} clusters might be this one.")
}

pub(super) fn not_found_yet() -> String {
    "No cluster with this run's tag yet. Looking again.".to_owned()
}

pub(super) fn not_found(look_ups: u32) -> String {
    format!("No cluster with this run's tag after {look_ups} looks.")
}

pub(super) fn decided_found(cluster: &str) -> String {
    format!("You said: the cluster is {cluster}.")
}

pub(super) fn decided_again() -> String {
    "You said: send again.".to_owned()
}

pub(super) fn withdrawn() -> String {
    "You withdrew it.".to_owned()
}

pub(super) fn missed() -> String {
    "The provider did not know the cluster at this look.".to_owned()
}

pub(super) fn seen_again() -> String {
    "The provider knows the cluster again.".to_owned()
}

pub(super) fn gone(wanted: bool) -> String {
    if wanted { "Gone.".to_owned() } else { "Gone: deleted outside Slipway.".to_owned() }
}

pub(super) fn came_along(run: &RunId) -> Problem {
    run_problem(
        run,
        ProblemCode::Unclear,
        "This home came from elsewhere, where the request may have been sent. Looking for the cluster.",
    )
    .with_remedy("Wait for the look-up, or decide on the run's page.")
}

pub(super) fn died_while_sending(run: &RunId) -> Problem {
    run_problem(
        run,
        ProblemCode::Unclear,
        "Slipway ended while the request was on its way. It may have arrived: looking for the cluster.",
    )
    .with_remedy("Wait for the look-up, or decide on the run's page.")
}

pub(super) fn decide(run: &RunId, look_ups: u32) -> Problem {
    run_problem(
        run,
        ProblemCode::Decide,
        format!("No cluster with this run's tag was found in {look_ups} looks. It may still not have been made."),
    )
    .with_remedy("Look in the provider's console, then say: it is there, send again, or withdraw.")
}

pub(super) fn cannot_look(run: &RunId, why: &Problem) -> Problem {
    run_problem(
        run,
        ProblemCode::Decide,
        format!("It is still not known whether the cluster was made, and looking for it fails: {}", why.message),
    )
    .with_remedy(
        "Look in the provider's console, then say: it is there, send again, or withdraw. Slipway goes on looking.",
    )
}

pub(super) fn decide_between(run: &RunId, count: usize) -> Problem {
    run_problem(
        run,
        ProblemCode::Decide,
        format!("{count} clusters might be this run's. Slipway does not choose between them."),
    )
    .with_remedy("Pick the one that is yours, or withdraw.")
}

pub(super) fn deferred(run: &RunId) -> Problem {
    run_problem(run, ProblemCode::ClusterDeferred, "Instaclustr put this cluster off: it waits for somebody to act.")
        .with_remedy("Look in the provider's console, or contact Instaclustr Support with the cluster's id.")
}

pub(super) fn failed(run: &RunId) -> Problem {
    run_problem(run, ProblemCode::ClusterFailed, "Instaclustr reports that this cluster failed.")
        .with_remedy("Contact Instaclustr Support with the cluster's id.")
}

/// The provider's word as people read it: «Provisioning». A word we don't know is left as it came.
pub(super) fn title(status: &str) -> String {
    if status.is_empty() || !status.chars().all(|c| c.is_ascii_uppercase() || c == '_') {
        return status.to_owned();
    }
    let lower = status.to_ascii_lowercase().replace('_', " ");
    let mut letters = lower.chars();
    match letters.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}

/// A duration as people read it: `5:12`, `1:05:12`.
pub(super) fn duration(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
