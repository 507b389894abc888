//! What a cluster is given once it runs, from the profile: its rules, peerings, exclusion windows, users and topics.

use super::finding::Findings;
use super::preview::Sender;
use super::{access, peering, topics, users, windows};
use crate::api::{PreviewRequest, ProfileDraft};
use crate::run::state::RunStep;

/// The most things that one cluster is given: each is a step of its run, which is shown whole.
pub const STEPS_MAX: usize = 14;

/// If the answer is lost: of what the provider keeps one of alone, see [`Subject::may_repeat`](crate::run::subject::Subject::may_repeat).
pub(super) const SENT_AGAIN: &str =
    "If the answer is lost, Slipway reads what the cluster has and sends what is missing.";
/// … of what there may be a second one.
pub(super) const LOOKED_FOR: &str =
    "Sent once. If the answer is lost, Slipway reads what the cluster has, and asks you where it is not there.";
/// … of what can't be listed.
pub(super) const ASKED: &str = "Sent once. If the answer is lost, Slipway asks you: there is no list to read.";

/// What a run does for a draft once its cluster runs: who is let in first, since a person waits for that.
pub fn steps(draft: &ProfileDraft) -> Vec<RunStep> {
    let subjects = access::subjects(draft)
        .chain(peering::subjects(draft))
        .chain(windows::subjects(draft))
        .chain(users::subjects(draft))
        .chain(topics::subjects(draft));
    subjects.map(RunStep::new).collect()
}

/// The requests as they would be sent, for the form and the review.
pub(super) fn previews<'a>(
    draft: &'a ProfileDraft,
    sender: &'a Sender<'a>,
) -> impl Iterator<Item = PreviewRequest> + 'a {
    access::previews(draft, sender)
        .chain(peering::previews(draft, sender))
        .chain(windows::previews(draft, sender))
        .chain(users::previews(draft, sender))
        .chain(topics::previews(draft, sender))
}

pub(super) fn check(found: &mut Findings<'_>) {
    access::check(found);
    peering::check(found);
    users::check(found);
    topics::check(found);
    windows::check(found);
    let draft = found.draft;
    let others = draft.access.len() + draft.peerings.len() + draft.users.len() + draft.exclusion_windows.len();
    let all = others + topics::of(draft).len();
    if all > STEPS_MAX {
        let message = format!("At most {STEPS_MAX} rules, peerings, users, topics and windows in all.");
        let field = if topics::of(draft).is_empty() { "users" } else { "topics" };
        found.error(field, &all.to_string(), message, Vec::new());
    }
}
