//! The sentences of a run's timeline and problems, in one place so that they sound alike.

use super::state::{RunStep, run_problem};
use super::subject::Subject;
use crate::api::{Asked, Problem, ProblemCode, RunKind};
use crate::estimate::{Estimate, Likeness};
use crate::id::RunId;
use crate::run::work::FoundBy;

pub(crate) fn intended(kind: RunKind, cluster: &str, account: &str) -> String {
    match kind {
        RunKind::Create => format!("Launch of {cluster} into account {account} is on disk."),
        RunKind::Delete => format!("The delete of {cluster} in account {account} is on disk."),
        RunKind::Resize => format!("The resize of {cluster} in account {account} is on disk."),
        RunKind::Restore => format!("The restore into {cluster} in account {account} is on disk."),
    }
}

/// For the timeline of the run that made the cluster.
pub(crate) fn changed_by(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Create => "Another run makes it.",
        RunKind::Restore => "A restore of this cluster into a new one was asked for.",
        RunKind::Delete => "A delete of this cluster was asked for.",
        RunKind::Resize => "A resize of this cluster was asked for.",
    }
}

pub(super) fn launch_stopped(run: &RunId) -> Problem {
    let message = "Not sent: another cluster of this launch was refused, and the launch was to stop then.";
    run_problem(run, ProblemCode::NotSent, message).with_remedy("Correct what was refused, and launch it again.")
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

pub(super) fn usual(estimate: &Estimate) -> String {
    let like = match estimate.like {
        Likeness::Same => "of this size in this region",
        Likeness::Cloud => "of this application in this cloud",
    };
    format!("Usually running after {}, as {} runs {like} tell.", estimate.words(), estimate.runs)
}

pub(super) fn longer_than_usual() -> &'static str {
    "Longer than usual. That is no failure: it is watched on."
}

pub(super) fn adopted(by: FoundBy, cluster: &str) -> String {
    match by {
        FoundBy::Tag => format!("Found by its tag: the cluster is {cluster}."),
        FoundBy::Name => format!("Found by its name: {cluster} alone bears it, and was not there before."),
    }
}

pub(super) fn rebuilt(cluster: &str) -> String {
    format!(
        "Rebuilt from the cluster {cluster} that bears its mark: the store was damaged, and this run was lost with it. What \
         was sent, from which profile, and whether the cluster was to be deleted by itself is not known any more."
    )
}

pub(super) fn step_sending(title: &str) -> String {
    format!("{title}: sending the request.")
}

pub(super) fn step_taken(title: &str) -> String {
    format!("{title}: accepted.")
}

pub(super) fn step_there(title: &str, subject: &Subject, said: &str) -> String {
    let said = if said.is_empty() { String::new() } else { format!(" The provider says: {said}") };
    match subject {
        Subject::User(_) => {
            format!("{title}: there already, so the password that Slipway keeps may not be its own.{said}")
        }
        Subject::Rule(_) | Subject::Peering(_) | Subject::Window(_) | Subject::Topic(_) => {
            format!("{title}: there already.{said}")
        }
    }
}

pub(super) fn step_found(title: &str) -> String {
    format!("{title}: it did arrive, the cluster has it.")
}

pub(super) fn step_not_there(title: &str) -> String {
    format!("{title}: it did not arrive, the cluster lacks it. It is sent again.")
}

pub(super) fn step_status(title: &str, word: &str) -> String {
    format!("{title}: {word}.")
}

pub(super) fn step_done(title: &str, subject: &Subject) -> String {
    match subject {
        Subject::Rule(_) => format!("{title}: allowed, the provider says."),
        Subject::Peering(peering) => format!(
            "{title}: joined, the provider says. Whether the other side routes {} to it can't be seen from here.",
            peering.network
        ),
        Subject::Window(_) | Subject::User(_) | Subject::Topic(_) => format!("{title}: there, the provider says."),
    }
}

pub(super) fn step_deferred(run: &RunId, name: &str, reason: Option<&str>) -> Problem {
    let reason = reason.map(|reason| format!(" It says: {}", reason.trim())).unwrap_or_default();
    run_problem(run, ProblemCode::Refused, format!("The provider put the {name} off (DEFERRED).{reason}"))
        .with_remedy("It waits for somebody at the provider: ask Instaclustr Support. Slipway goes on looking.")
}

/// Nothing is wrong: whoever owns the other side has their part to do.
pub(super) fn step_waits_for_other_side(run: &RunId, subject: &Subject, ours: &str) -> Problem {
    let problem = run_problem(run, ProblemCode::OtherSide, format!("The {} waits for its other side.", subject.name()));
    match subject {
        Subject::Peering(peering) => problem.with_remedy(peering.peer.their_part(ours, &peering.network)),
        Subject::Rule(_) | Subject::Window(_) | Subject::User(_) | Subject::Topic(_) => problem,
    }
}

pub(super) fn step_not_shown(run: &RunId, name: &str) -> Problem {
    let message = format!("The provider took the {name}, and does not show it after ten minutes.");
    run_problem(run, ProblemCode::NotUnderstood, message)
        .with_remedy("Look at the cluster in the provider's console, or try again.")
}

/// Whether it was made can't be read.
pub(super) fn step_not_told(run: &RunId, subject: &Subject) -> Problem {
    let why = match subject.reading(None) {
        Some(_) => "what the cluster has could not be read for ten minutes",
        None => "the provider has no list of them",
    };
    let message = format!("Whether the {} was made can't be told: {why}.", subject.name());
    let remedy = match subject.reading(None) {
        Some(_) => "Try again: it is looked for first, and what is there already is not made twice.",
        None => "Look at the cluster in the provider's console, and try again if it is not there.",
    };
    run_problem(run, ProblemCode::Unclear, message).with_remedy(remedy)
}

/// It may have arrived all the same, and a second one is not made by itself.
pub(super) fn step_not_found(run: &RunId, subject: &Subject) -> Problem {
    let message = format!("The {} did not turn up within ten minutes. It may still not have arrived.", subject.name());
    run_problem(run, ProblemCode::Unclear, message).with_remedy(
        "Look at the cluster in the provider's console. Try again, and it is looked for once more before it is sent.",
    )
}

pub(super) fn step_failed(run: &RunId, name: &str, status: &str, reason: Option<&str>) -> Problem {
    let reason = reason.map(|reason| format!(" It says: {}", reason.trim())).unwrap_or_default();
    run_problem(run, ProblemCode::Refused, format!("The provider reports of the {name}: {status}.{reason}"))
        .with_remedy("Try again, or ask Instaclustr Support.")
}

pub(super) fn step_died_while_sending(run: &RunId, name: &str) -> Problem {
    let message = format!("Slipway ended while the {name} was being asked for: it may have arrived.");
    run_problem(run, ProblemCode::Unclear, message).with_remedy("Slipway reads what the cluster has.")
}

/// What stands in the way of `missing` of all steps; the first of them says why.
pub(super) fn steps_missing(run: &RunId, missing: u32, steps: &[RunStep], first: Option<&Problem>) -> Problem {
    let why = first.map(|problem| format!(" {}", problem.message)).unwrap_or_default();
    let rules = steps.iter().all(|step| matches!(step.subject, Subject::Rule(_)));
    let (one, many) =
        if rules { ("firewall rule", "firewall rules") } else { ("step of its set-up", "steps of its set-up") };
    let message = match (missing, steps.len()) {
        (1, 1) => format!("The cluster runs, and its {one} is not in place.{why}"),
        (missing, all) if usize::try_from(missing) == Ok(all) => {
            format!("The cluster runs, and none of its {all} {many} is in place.{why}")
        }
        (missing, all) => format!("The cluster runs; {missing} of {all} {many} are not in place.{why}"),
    };
    let remedy = first.and_then(|problem| problem.remedy.clone());
    let code = first.map_or(ProblemCode::Refused, |problem| problem.code);
    Problem { remedy, ..run_problem(run, code, message) }
}

/// Nothing is sent on the word of a row that is older than what was done, or from another computer.
pub(crate) fn steps_held(run: &RunId) -> Problem {
    let message = "This home came from elsewhere or was saved from a damaged store: what its clusters are to be given is not sent by itself.";
    run_problem(run, ProblemCode::Decide, message).with_remedy("Try again, if it is still wanted from here.")
}

pub(super) fn decided_to_try_again() -> &'static str {
    "You said: try again."
}

pub(super) fn several(count: usize) -> String {
    format!("{count} clusters might be this one.")
}

pub(super) fn not_found_yet(by: FoundBy) -> String {
    format!("No {} yet. Looking again.", sought(by))
}

pub(super) fn not_found(by: FoundBy, look_ups: u32) -> String {
    format!("No {} after {look_ups} looks.", sought(by))
}

fn sought(by: FoundBy) -> &'static str {
    match by {
        FoundBy::Tag => "cluster with this run's tag",
        FoundBy::Name => "new cluster of this name",
    }
}

pub(super) fn decided_found(cluster: &str) -> String {
    format!("You said: the cluster is {cluster}.")
}

pub(super) fn decided_again() -> String {
    "You said: send again.".to_owned()
}

pub(super) fn withdrawn() -> &'static str {
    "You withdrew it."
}

pub(super) fn change_withdrawn() -> &'static str {
    "You withdrew it. What the provider does already goes on there."
}

pub(super) fn change_accepted() -> &'static str {
    "Accepted."
}

pub(super) fn change_adopted() -> &'static str {
    "It did arrive: the cluster shows it."
}

pub(super) fn change_not_seen() -> &'static str {
    "Nothing of it shows on the cluster yet. Looking again."
}

pub(super) fn accepted_without_effect() -> &'static str {
    "It was accepted, and nothing of it shows on the cluster."
}

pub(super) fn waits_for_confirmation() -> &'static str {
    "The provider waits for the confirmation of the delete by e-mail or telephone."
}

pub(super) fn unmarked(by: FoundBy, count: usize) -> String {
    match (by, count) {
        (FoundBy::Tag, 1) => "A cluster of this name and shape has appeared, without the tag.".to_owned(),
        (FoundBy::Tag, count) => format!("{count} clusters of this name and shape have appeared, without the tag."),
        (FoundBy::Name, 1) => "A cluster of this name is there.".to_owned(),
        (FoundBy::Name, count) => format!("{count} clusters of this name are there."),
    }
}

pub(super) fn delete_set(span_ms: i64) -> String {
    format!("Slipway will delete this cluster in {}, as asked.", span(span_ms))
}

pub(super) fn delete_soon(span_ms: i64) -> String {
    format!("Slipway deletes this cluster in {}. It can be put off or called off until then.", span(span_ms))
}

pub(super) fn delete_called_off() -> &'static str {
    "You said: keep it. Slipway does not delete this cluster by itself."
}

pub(super) fn delete_now() -> &'static str {
    "Its time is over: Slipway deletes this cluster, as asked at the launch."
}

/// A stretch of time in words: «2 days», «5 h», «10 min».
fn span(ms: i64) -> String {
    let minutes = ms.max(0).saturating_add(59_999) / 60_000;
    match minutes {
        0..=119 => format!("{minutes} min"),
        120..=2_879 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        120..=2_879 => format!("{} h {} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

pub(super) fn missed() -> String {
    "The provider did not know the cluster at this look.".to_owned()
}

pub(super) fn seen_again() -> String {
    "The provider knows the cluster again.".to_owned()
}

/// What is another than before, a sentence each.
pub(super) fn changed_elsewhere(before: &Asked, after: &Asked) -> Vec<String> {
    let mut changes = Vec::new();
    // What was not told before is not known to have changed.
    if before.version != after.version && !before.version.is_empty() {
        changes.push(format!("the version is {}, was {}", after.version, before.version));
    }
    let of = |asked: &Asked, name: &str| asked.data_centres.iter().find(|centre| centre.name == name).cloned();
    for centre in &after.data_centres {
        let name = &centre.name;
        match of(before, name) {
            None => changes
                .push(format!("the data centre {name} is new, with {} nodes of {}", centre.nodes, centre.node_size)),
            Some(old) => {
                if old.nodes != centre.nodes && old.nodes > 0 {
                    changes.push(format!("{name} has {} nodes, had {}", centre.nodes, old.nodes));
                }
                if old.node_size != centre.node_size && !old.node_size.is_empty() {
                    changes.push(format!("the nodes of {name} are {}, were {}", centre.node_size, old.node_size));
                }
            }
        }
    }
    let gone = before.data_centres.iter().filter(|old| of(after, &old.name).is_none());
    changes.extend(gone.map(|old| format!("the data centre {} is gone", old.name)));
    changes.into_iter().map(|change| format!("Changed elsewhere: {change}.")).collect()
}

pub(super) fn gone(wanted: bool) -> String {
    if wanted { "Gone.".to_owned() } else { "Gone: deleted outside Slipway.".to_owned() }
}

/// The refusal stays: its remedy is what helps, whatever became of the time before.
pub(super) fn refused_when_sent_again(refusal: Problem) -> Problem {
    let message = format!(
        "{} So it was refused when it was to be sent again; the time before may have been done all the same, and is looked for.",
        refusal.message
    );
    Problem { message, ..refusal }
}

pub(super) fn came_along(run: &RunId) -> Problem {
    run_problem(
        run,
        ProblemCode::Unclear,
        "This home came from elsewhere, where the request may have been sent. Looking at the provider.",
    )
    .with_remedy("Wait for the look-up, or decide on the run's page.")
}

pub(super) fn died_while_sending(run: &RunId) -> Problem {
    run_problem(
        run,
        ProblemCode::Unclear,
        "Slipway ended while the request was on its way. It may have arrived: looking at the provider.",
    )
    .with_remedy("Wait for the look-up, or decide on the run's page.")
}

pub(super) fn decide(run: &RunId, by: FoundBy, look_ups: u32) -> Problem {
    run_problem(
        run,
        ProblemCode::Decide,
        format!("No {} was found in {look_ups} looks. It may still not have been made.", sought(by)),
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

pub(super) fn accepted_nothing(run: &RunId) -> Problem {
    run_problem(run, ProblemCode::Unclear, "The provider accepted it and named no cluster. Looking for it.")
        .with_remedy("Wait for the look-up, or decide on the run's page.")
}

pub(super) fn confirm(run: &RunId, by: FoundBy, count: usize) -> Problem {
    if by == FoundBy::Name {
        let message = match count {
            1 => "A cluster bears the name, but it can't be told whether it is of this request.".to_owned(),
            count => format!("{count} clusters bear the name, and it can't be told which is of this request."),
        };
        return run_problem(run, ProblemCode::Decide, message)
            .with_remedy("Look in the provider's console which there are, then say which is the one.");
    }
    let what = match count {
        1 => "A cluster has appeared that bears the name and is all that was asked for".to_owned(),
        count => format!("{count} clusters have appeared that bear the name and are all that was asked for"),
    };
    run_problem(run, ProblemCode::Decide, format!("{what}, but without this run's tag."))
        .with_remedy("If nobody else made it, say that it is the one. Slipway does not take it up by itself.")
}

pub(super) fn decide_change(run: &RunId, look_ups: u32) -> Problem {
    run_problem(
        run,
        ProblemCode::Decide,
        format!("Nothing of it shows on the cluster after {look_ups} looks. It may still not have arrived."),
    )
    .with_remedy("Look in the provider's console, then say: send again, or withdraw. Slipway goes on looking.")
}

pub(super) fn confirm_delete(run: &RunId) -> Problem {
    run_problem(
        run,
        ProblemCode::ConfirmDelete,
        "This cluster has two-factor delete: Instaclustr deletes it once somebody confirms by e-mail or telephone.",
    )
    .with_remedy("Confirm it there. If it was called off there, send it again or withdraw it here.")
}

pub(super) fn without_effect(run: &RunId) -> Problem {
    run_problem(run, ProblemCode::Decide, "The provider accepted it, but nothing of it shows on the cluster.")
        .with_remedy("Look in the provider's console, then say: send again, or withdraw.")
}

pub(super) fn resized() -> &'static str {
    "All is as asked: the sizes are read back, and every node runs."
}

pub(super) fn goes_on() -> &'static str {
    "The provider goes on with it."
}

pub(super) fn replacement(node: Option<&str>, status: &str) -> String {
    // The head of an id is enough to tell nodes apart, and is what the page shows.
    let node = node.map_or_else(|| "a node".to_owned(), |id| id.split('-').next().unwrap_or(id).to_owned());
    format!("Replacing {node}: {}.", title(status))
}

pub(super) fn resize_failed(run: &RunId) -> Problem {
    run_problem(run, ProblemCode::ClusterFailed, "Instaclustr reports that the change of this cluster failed.")
        .with_remedy("Contact Instaclustr Support with the cluster's id. Slipway goes on looking.")
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

/// With a capital letter at its head.
pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A duration as people read it: `5:12`, `1:05:12`.
pub(super) fn duration(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
