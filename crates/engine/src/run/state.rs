//! The rules of a run: what each thing that can happen makes of it. Pure: no clock, no socket, no store.
//!
//! A run that makes a cluster, from a profile or from the backup of another:
//!
//! | create: stage \ input | ready | accepted | accepted with its id alone | accepted without an id | refused | refused when sent again | not done | unclear | found sending | came along | launch stopped | found | decided: found | decided: again | decided: withdraw | seen | gone for good |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | intended | sending | – | – | – | refused | unclear | – | – | – | unclear | withdrawn | – | – | – | withdrawn | – | – |
//! | sending | – | watched | provisioning | unclear | refused | unclear | intended | unclear | unclear | – | – | – | – | – | – | – | – |
//! | unclear | – | – | – | – | – | – | – | – | – | – | – | watched | watched | intended | withdrawn | – | – |
//! | provisioning, running, deferred, failed, deleting | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | watched | gone |
//! | refused, withdrawn, gone | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – |
//!
//! A run that was rebuilt from its cluster begins as «watched», and goes on as one that makes a cluster does from there.
//!
//! A run that deletes one:
//!
//! | delete: stage \ input | ready | accepted | refused | refused when sent again | not done | unclear | found sending | came along | decided: again | decided: withdraw | seen: not begun | seen: under way | seen: done | gone for good |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | intended | sending | – | refused | unclear | – | – | – | unclear | – | withdrawn | – | – | – | – |
//! | sending | – | deleting | refused | unclear | intended | unclear | unclear | – | – | – | – | – | – | – |
//! | unclear | – | – | – | – | – | – | – | – | intended | withdrawn | – | deleting | gone | gone |
//! | deleting | – | – | – | – | – | – | – | – | intended | withdrawn | – | – | gone | gone |
//! | refused, withdrawn, gone | – | – | – | – | – | – | – | – | – | – | – | – | – | – |
//!
//! A run that resizes one:
//!
//! | resize: stage \ input | ready | accepted | refused | refused when sent again | not done | unclear | found sending | came along | decided: again | decided: withdraw | seen: not begun | seen: under way | seen: failed | seen: done | gone for good |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | intended | sending | – | refused | unclear | – | – | – | unclear | – | withdrawn | – | – | – | – | – |
//! | sending | – | provisioning | refused | unclear | intended | unclear | unclear | – | – | – | – | – | – | – | – |
//! | unclear | – | – | – | – | – | – | – | – | intended | withdrawn | – | provisioning | – | running | gone |
//! | provisioning | – | – | – | – | – | – | – | – | – | withdrawn | – | – | failed | running | gone |
//! | failed | – | – | – | – | – | – | – | – | – | withdrawn | – | provisioning | – | running | gone |
//! | running, refused, withdrawn, gone | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – |
//!
//! One that was rebuilt from its cluster is only watched:
//!
//! | rebuilt: stage \ input | ready | refused | unclear | found sending | came along | decided: again | decided: withdraw | seen | gone for good |
//! |---|---|---|---|---|---|---|---|---|---|
//! | provisioning, running, deferred, failed, deleting | – | – | – | – | – | – | – | watched | gone |
//! | gone | – | – | – | – | – | – | – | – | – |
//!
//! «–»: the stage stays. No other input moves a stage: a look-up that finds nothing or leaves a doubt, a look that misses the
//! cluster once or fails, a list that has it, replacements of nodes, a deadline set or due (its delete is a run of its own), how long it takes.
//! «watched» is the stage that the provider's word says, see `stage_of`. «not done» is 429 and a connection that was never
//! made. A change is sent again only while nothing of it shows («not begun»); a resize that does show can be given up, which
//! ends the watching. What is refused when it was sent again may have been done the time before: it is looked for, or read
//! back. A test below holds all of this against the code.

mod change;
mod create;
mod deadline;
mod input;
mod replacements;
mod run_state;
mod steps;

pub(crate) use deadline::DELETE_AFTER_MS_MIN;
pub use deadline::DeleteAt;
pub use input::{Action, Again, Decided, Input, Look, LookUp, NewEvent, ReplacementSeen, Step, WriteAnswer};
pub use run_state::{Missing, RunState};
pub use steps::{RunStep, StepAnswer, StepInput};
pub(crate) use steps::{to_read, to_send};

use super::observe::{self, Observation};
use super::words;
use super::work::{FoundBy, RUNNING, RunWork};
use crate::api::{Can, NextStep, NextWhat, NodeView, NoticeKind, Place, Problem, ProblemCode, RunEventKind, Stage};
use crate::estimate::Likeness;
use crate::id::RunId;
use crate::time::Timestamp;

/// How long a write whose answer was lost is looked for before a person is asked, in milliseconds.
///
/// The provider's list may lag behind its answers by an unstated time; firewall rules are documented to take up to ten
/// minutes, the longest delay that any source names.
pub const LOOK_UP_WINDOW_MS: i64 = 10 * 60 * 1000;
/// First pause between two look-ups, in milliseconds; each further one is twice as long, up to [`LOOK_UP_PAUSE_MS_MAX`].
const LOOK_UP_PAUSE_MS_MIN: i64 = 2_000;
const LOOK_UP_PAUSE_MS_MAX: i64 = 60_000;
/// So many of them there are in the window at least.
const LOOK_UPS_IN_WINDOW: u32 = 14;
/// Pause between look-ups after the window, in milliseconds.
const LOOK_UP_PAUSE_MS_LATE: i64 = 5 * 60 * 1000;
/// First pause before a write that was certainly not done is tried again, in milliseconds; doubled up to the second.
const SEND_PAUSE_MS_MIN: i64 = 2_000;
const SEND_PAUSE_MS_MAX: i64 = 60_000;
/// A cluster is gone after so many looks in a row that missed it …
const MISSES_TO_BE_GONE: u32 = 3;
/// … over at least this long, in milliseconds, and missing from the last list as well. A new cluster that no look has
/// shown yet is waited for as long as one whose answer was lost. [API.md §8: a new id may be unknown at first]
const MISSING_MS_TO_BE_GONE: i64 = 60_000;
/// From one look that missed it to the next at most so long counts, in milliseconds.
const MISS_MS_MAX: i64 = 30_000;

/// What a run is: its id, and what was fixed at its intent.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// Its id, for problems.
    pub run: &'a RunId,
    /// What it is to do.
    pub work: &'a RunWork,
}

/// Whether a cluster is looked at for a run in this stage.
pub fn is_watched(work: &RunWork, state: &RunState) -> bool {
    match state.stage {
        Stage::Provisioning | Stage::Running | Stage::Deferred | Stage::Failed | Stage::Deleting => !state.has_ended(),
        // What a change of a cluster did shows on the cluster.
        Stage::Unclear => work.target().is_some(),
        Stage::Intended | Stage::Sending | Stage::Refused | Stage::Withdrawn | Stage::Gone => false,
    }
}

/// From when on a cluster takes longer than usual; nothing where that is not known, or was said.
pub fn late_from(state: &RunState) -> Option<Timestamp> {
    let comes_up = state.stage == Stage::Provisioning && !state.late;
    // One of another size may well take longer.
    let estimate = state.estimate.filter(|estimate| comes_up && estimate.like == Likeness::Same)?;
    Some(state.sent_at?.plus_ms(estimate.to_ms))
}

/// What `input` at `now` makes of the run.
pub fn step(task: Task<'_>, before: &RunState, input: Input, now: Timestamp) -> Step {
    let Task { run, work } = task;
    let mut turn = Turn { run, work, now, state: before.clone(), events: Vec::new(), actions: Vec::new() };
    if !before.has_ended() {
        match work {
            RunWork::Create(_) | RunWork::Restore(_) => turn.step_create(input),
            RunWork::Rebuilt(_) => turn.step_made(input),
            RunWork::Delete(_) | RunWork::Resize(_) => turn.step_change(input),
        }
    }
    Step { state: turn.state, events: turn.events, actions: turn.actions }
}

/// What a person may decide on the run now.
pub fn can(work: &RunWork, state: &RunState) -> Vec<Can> {
    match work {
        _ if state.has_ended() => Vec::new(),
        RunWork::Create(_) | RunWork::Restore(_) | RunWork::Rebuilt(_) => match state.stage {
            Stage::Running if steps::can_try_again(&state.steps) => vec![Can::TryAgain, Can::DeleteAt],
            Stage::Provisioning | Stage::Running | Stage::Deferred | Stage::Failed => vec![Can::DeleteAt],
            Stage::Intended if work.found_by().is_some() => vec![Can::Withdraw],
            Stage::Unclear if work.found_by().is_some() => vec![Can::Found, Can::SendAgain, Can::Withdraw],
            Stage::Intended
            | Stage::Unclear
            | Stage::Sending
            | Stage::Deleting
            | Stage::Refused
            | Stage::Withdrawn
            | Stage::Gone => Vec::new(),
        },
        RunWork::Delete(_) | RunWork::Resize(_) => change::can(work, state),
    }
}

/// One step while it is being taken.
struct Turn<'a> {
    run: &'a RunId,
    work: &'a RunWork,
    now: Timestamp,
    state: RunState,
    events: Vec<NewEvent>,
    actions: Vec<Action>,
}

/// What runs of all kinds have in common.
impl Turn<'_> {
    fn tell(&mut self, kind: RunEventKind, text: impl Into<String>) {
        self.events.push(NewEvent { kind, text: text.into(), node: None, problem: None });
    }

    fn tell_problem(&mut self, kind: RunEventKind, problem: &Problem) {
        let text = problem.message.clone();
        self.events.push(NewEvent { kind, text, node: None, problem: Some(problem.clone()) });
    }

    fn next(&mut self, what: NextWhat, pause_ms: i64) {
        self.state.next = Some(NextStep { what, at: self.now.plus_ms(pause_ms) });
    }

    fn found_by(&self) -> FoundBy {
        self.work.found_by().unwrap_or(FoundBy::Tag)
    }

    fn end(&mut self, stage: Stage) {
        self.state.stage = stage;
        self.state.ended_at = Some(self.now);
        self.state.next = None;
        self.state.needs_you = false;
        self.state.delete_at = None;
    }

    fn send(&mut self) {
        self.state.stage = Stage::Sending;
        self.state.attempt = self.state.attempt.saturating_add(1);
        self.state.sent_at = Some(self.now);
        self.state.next = None;
        self.state.problem = None;
        let attempt = self.state.attempt;
        self.tell(RunEventKind::Sending, words::sending(attempt));
        self.actions.push(Action::Send { attempt });
    }

    /// Not done, this time. Where it was sent before, that one may be why, and may have been done: it is looked for again.
    fn refused(&mut self, problem: Problem) {
        if self.state.sent_again {
            return self.unclear(words::refused_when_sent_again(problem));
        }
        self.tell_problem(RunEventKind::Refused, &problem);
        self.state.problem = Some(problem);
        self.end(Stage::Refused);
        self.actions.push(Action::Notify(NoticeKind::Failed));
    }

    fn not_done(&mut self, problem: Problem, pause_ms: Option<i64>) {
        self.tell_problem(RunEventKind::NotDone, &problem);
        self.state.stage = Stage::Intended;
        self.state.problem = Some(problem);
        let pause = growing(SEND_PAUSE_MS_MIN, self.state.not_done, SEND_PAUSE_MS_MAX);
        self.state.not_done = self.state.not_done.saturating_add(1);
        self.next(NextWhat::Send, pause_ms.unwrap_or(0).max(pause));
    }

    fn unclear(&mut self, problem: Problem) {
        self.tell_problem(RunEventKind::Unclear, &problem);
        self.state.stage = Stage::Unclear;
        self.state.problem = Some(problem);
        self.state.look_ups = 0;
        self.state.candidates.clear();
        self.next(NextWhat::LookUp, LOOK_UP_PAUSE_MS_MIN);
    }

    /// The next attempt may have been made elsewhere: it counts as made, so that it is looked for.
    fn came_along(&mut self, before: Option<i64>) {
        self.state.before = before;
        self.state.attempt = self.state.attempt.saturating_add(1);
        self.state.sent_at = Some(self.now);
        self.unclear(words::came_along(self.run));
    }

    fn is_past_window(&self) -> bool {
        let since = self.state.sent_at.map_or(0, |sent| self.now.ms_since(sent));
        // Where the clock went back behind the sending, the looks tell how long it has been.
        since >= LOOK_UP_WINDOW_MS || (since < 0 && self.state.look_ups >= LOOK_UPS_IN_WINDOW)
    }

    fn look_up_later(&mut self, late: bool) {
        let growing = growing(LOOK_UP_PAUSE_MS_MIN, self.state.look_ups, LOOK_UP_PAUSE_MS_MAX);
        self.next(NextWhat::LookUp, if late { LOOK_UP_PAUSE_MS_LATE } else { growing });
    }

    fn ask(&mut self, problem: Problem) {
        if !self.state.needs_you {
            self.actions.push(Action::Notify(NoticeKind::NeedsYou));
        }
        self.state.needs_you = true;
        self.state.problem = Some(problem);
    }

    fn send_again(&mut self) {
        self.tell(RunEventKind::Decided, words::decided_again());
        self.state.stage = Stage::Intended;
        self.state.sent_again = true;
        self.state.problem = None;
        self.state.needs_you = false;
        self.state.candidates.clear();
        self.state.not_done = 0;
        self.next(NextWhat::Send, 0);
    }

    fn withdraw(&mut self, text: &str) {
        self.tell(RunEventKind::Decided, text);
        self.state.problem = None;
        self.end(Stage::Withdrawn);
    }

    fn missed(&mut self) {
        let missing = self.state.missing.get_or_insert_default();
        missing.looks = missing.looks.saturating_add(1);
        // Time in which nobody looked, as in a sleep, or that a clock made up, says nothing.
        let since = missing.last.map_or(0, |last| self.now.ms_since(last));
        missing.for_ms = missing.for_ms.saturating_add(since.clamp(0, MISS_MS_MAX));
        missing.last = Some(self.now);
        if missing.looks == 1 {
            self.tell(RunEventKind::Look, words::missed());
        }
    }

    fn listed(&mut self) {
        if let Some(missing) = &mut self.state.missing {
            missing.unlisted = false;
        }
    }

    /// Whether the cluster is gone for certain: a single 404 never says so.
    fn is_gone(&self) -> bool {
        let Some(missing) = self.state.missing else { return false };
        let new = self.work.found_by().is_some() && !self.state.shown;
        let long = if new { LOOK_UP_WINDOW_MS } else { MISSING_MS_TO_BE_GONE };
        missing.looks >= MISSES_TO_BE_GONE && missing.unlisted && missing.for_ms >= long
    }

    /// Takes in what a look showed, but for what it means for the stage.
    fn take_in(&mut self, seen: &Observation, tell: bool) {
        if self.state.missing.take().is_some() {
            self.tell(RunEventKind::Look, words::seen_again());
        }
        if tell {
            self.events.extend(observe::changes(&self.state, seen, self.now));
        }
        self.state.nodes = observe::merge(&self.state.nodes, seen, self.state.seen_at, self.now);
        self.state.nodes_running = count(&self.state.nodes, |node| !node.gone && node.status == RUNNING);
        self.state.nodes_seen = count(&self.state.nodes, |node| !node.gone);
        self.state.status = Some(seen.status.as_str().to_owned());
        self.state.operation_status.clone_from(&seen.operation_status);
        self.state.seen_at = Some(self.now);
        for centre in seen.centres.iter().filter(|centre| !centre.id.is_empty()) {
            self.state.centres.insert(centre.name.clone(), centre.id.clone());
        }
    }
}

fn count(nodes: &[NodeView], which: impl Fn(&NodeView) -> bool) -> u32 {
    u32::try_from(nodes.iter().filter(|node| which(node)).count()).unwrap_or(u32::MAX)
}

/// `first`, doubled `times` times, at most `max`.
fn growing(first: i64, times: u32, max: i64) -> i64 {
    first.saturating_mul(1_i64 << times.min(20)).min(max)
}

/// A problem of this run that a person settles.
pub(super) fn run_problem(run: &RunId, code: ProblemCode, message: impl Into<String>) -> Problem {
    Problem::new(code, Place::Run { id: run.clone() }, message)
}

#[cfg(test)]
mod tests;
