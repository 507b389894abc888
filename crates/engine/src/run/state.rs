//! The rules of a run: what each thing that can happen makes of it. Pure: no clock, no socket, no store.
//!
//! | stage \ input | ready | accepted | refused | not done | unclear | found sending | came along | found | decided: again | decided: withdraw | seen | gone for good |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | intended | sending | – | – | – | – | – | unclear | – | – | withdrawn | – | – |
//! | sending | – | watched | refused | intended | unclear | unclear | – | – | – | – | – | – |
//! | unclear | – | – | – | – | – | – | – | watched | intended | withdrawn | – | – |
//! | provisioning, running, deferred, failed, deleting | – | – | – | – | – | – | – | – | – | – | watched | gone |
//! | refused, withdrawn, gone | – | – | – | – | – | – | – | – | – | – | – | – |
//!
//! «–»: nothing changes. «watched» is the stage that the provider's word says, see [`stage_of`]. «not done» is 429 and a
//! connection that was never made. A test below holds this table against the code.

mod input;
mod run_state;

pub use input::{Action, CreateAnswer, Decided, Input, Look, LookUp, NewEvent, Step};
pub use run_state::{Missing, RunState};

use super::observe::{self, Observation};
use super::words;
use crate::api::{NextStep, NextWhat, NodeView, NoticeKind, Place, Problem, ProblemCode, RunEventKind, Stage};
use crate::id::RunId;
use crate::time::Timestamp;

/// How long a cluster whose create answer was lost is looked for before a person is asked, in milliseconds.
///
/// The provider's list may lag behind its answers by an unstated time; firewall rules are documented to take up to ten
/// minutes, the longest delay that any source names.
pub const LOOK_UP_WINDOW_MS: i64 = 10 * 60 * 1000;
/// First pause between two look-ups, in milliseconds; each further one is twice as long, up to [`LOOK_UP_PAUSE_MS_MAX`].
const LOOK_UP_PAUSE_MS_MIN: i64 = 2_000;
const LOOK_UP_PAUSE_MS_MAX: i64 = 60_000;
/// Pause between look-ups after the window, in milliseconds.
const LOOK_UP_PAUSE_MS_LATE: i64 = 5 * 60 * 1000;
/// First pause before a create that was certainly not done is tried again, in milliseconds; doubled up to the second.
const SEND_PAUSE_MS_MIN: i64 = 2_000;
const SEND_PAUSE_MS_MAX: i64 = 60_000;
/// A cluster is gone after so many looks in a row that missed it …
const MISSES_TO_BE_GONE: u32 = 3;
/// … over at least this long, in milliseconds, and missing from the list as well. [API.md §8: a new id may be unknown at first]
const MISSING_MS_TO_BE_GONE: i64 = 60_000;

/// The provider's word for a node that runs.
const RUNNING: &str = "RUNNING";

/// Whether nothing happens to a run in this stage any more.
pub fn has_ended(stage: Stage) -> bool {
    match stage {
        Stage::Refused | Stage::Withdrawn | Stage::Gone => true,
        Stage::Intended
        | Stage::Sending
        | Stage::Unclear
        | Stage::Provisioning
        | Stage::Running
        | Stage::Deferred
        | Stage::Failed
        | Stage::Deleting => false,
    }
}

/// Whether a run in this stage has a cluster to look at.
pub fn is_watched(stage: Stage) -> bool {
    match stage {
        Stage::Provisioning | Stage::Running | Stage::Deferred | Stage::Failed | Stage::Deleting => true,
        Stage::Intended | Stage::Sending | Stage::Unclear | Stage::Refused | Stage::Withdrawn | Stage::Gone => false,
    }
}

/// What `input` at `now` makes of the run. `run` only names it in problems.
pub fn step(run: &RunId, before: &RunState, input: Input, now: Timestamp) -> Step {
    let mut after = Turn { run, now, state: before.clone(), events: Vec::new(), actions: Vec::new() };
    match (before.stage, input) {
        (Stage::Intended, Input::Ready) => after.send(),
        (Stage::Intended, Input::Decided(Decided::Withdraw)) => after.withdraw(),
        (Stage::Sending, Input::Answered { attempt, answer }) if attempt == before.attempt => after.answered(answer),
        (Stage::Sending, Input::FoundSending) => after.found_sending(),
        (Stage::Intended, Input::CameAlong) => after.came_along(),
        (Stage::Unclear, Input::LookedUp(found)) => after.looked_up(found),
        (Stage::Unclear, Input::Decided(decision)) => after.decided(decision),
        (stage, Input::Looked(look)) if is_watched(stage) => after.looked(look),
        (stage, Input::Unlisted) if is_watched(stage) => after.unlisted(),
        // Late news of something that is over, or that another turn has settled already.
        (
            _,
            Input::Ready
            | Input::Answered { .. }
            | Input::FoundSending
            | Input::CameAlong
            | Input::LookedUp(_)
            | Input::Looked(_)
            | Input::Unlisted
            | Input::Decided(_),
        ) => {}
    }
    Step { state: after.state, events: after.events, actions: after.actions }
}

/// One step while it is being taken.
struct Turn<'a> {
    run: &'a RunId,
    now: Timestamp,
    state: RunState,
    events: Vec<NewEvent>,
    actions: Vec<Action>,
}

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

    fn end(&mut self, stage: Stage) {
        self.state.stage = stage;
        self.state.ended_at = Some(self.now);
        self.state.next = None;
        self.state.needs_you = false;
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

    fn answered(&mut self, answer: CreateAnswer) {
        match answer {
            CreateAnswer::Accepted(seen) => {
                self.tell(RunEventKind::Accepted, words::accepted(&seen.id));
                self.adopt(*seen);
            }
            CreateAnswer::Refused(problem) => {
                self.tell_problem(RunEventKind::Refused, &problem);
                self.state.problem = Some(problem);
                self.end(Stage::Refused);
                self.actions.push(Action::Notify(NoticeKind::Failed));
            }
            CreateAnswer::NotDone { problem, pause_ms } => {
                self.tell_problem(RunEventKind::NotDone, &problem);
                self.state.stage = Stage::Intended;
                self.state.problem = Some(problem);
                let pause = growing(SEND_PAUSE_MS_MIN, self.state.not_done, SEND_PAUSE_MS_MAX);
                self.state.not_done = self.state.not_done.saturating_add(1);
                self.next(NextWhat::Send, pause_ms.unwrap_or(0).max(pause));
            }
            CreateAnswer::Unclear(problem) => {
                self.tell_problem(RunEventKind::Unclear, &problem);
                self.unclear(problem);
            }
        }
    }

    fn found_sending(&mut self) {
        let problem = words::died_while_sending(self.run);
        self.tell_problem(RunEventKind::Unclear, &problem);
        self.unclear(problem);
    }

    /// The next attempt may have been made elsewhere: it counts as made, so that its mark is looked for.
    fn came_along(&mut self) {
        self.state.attempt = self.state.attempt.saturating_add(1);
        self.state.sent_at = Some(self.now);
        let problem = words::came_along(self.run);
        self.tell_problem(RunEventKind::Unclear, &problem);
        self.unclear(problem);
    }

    fn unclear(&mut self, problem: Problem) {
        self.state.stage = Stage::Unclear;
        self.state.problem = Some(problem);
        self.state.look_ups = 0;
        self.state.candidates.clear();
        self.next(NextWhat::LookUp, LOOK_UP_PAUSE_MS_MIN);
    }

    fn looked_up(&mut self, found: LookUp) {
        match found {
            LookUp::Found(seen) => {
                self.tell(RunEventKind::Adopted, words::adopted(&seen.id));
                self.adopt(*seen);
            }
            LookUp::Absent => {
                self.state.look_ups = self.state.look_ups.saturating_add(1);
                self.look_again();
            }
            LookUp::Several(candidates) => {
                self.state.look_ups = self.state.look_ups.saturating_add(1);
                if self.state.candidates != candidates {
                    self.tell(RunEventKind::LookedUp, words::several(candidates.len()));
                }
                self.ask(words::decide_between(self.run, candidates.len()));
                self.state.candidates = candidates;
                self.next(NextWhat::LookUp, LOOK_UP_PAUSE_MS_LATE);
            }
            LookUp::Doubtful { problem, candidates } => {
                self.state.look_ups = self.state.look_ups.saturating_add(1);
                if self.state.look_ups == 1 {
                    self.tell_problem(RunEventKind::Look, &problem);
                }
                self.state.candidates = candidates;
                let late = self.is_past_window();
                if late {
                    self.ask(words::cannot_look(self.run, &problem));
                }
                self.look_up_later(late);
            }
            LookUp::Failed(problem) => {
                // Nothing was learnt, so it does not count as a look-up; but past the window a person has to know.
                if self.state.problem.as_ref().map(|p| p.code) != Some(problem.code) && !self.state.needs_you {
                    self.tell_problem(RunEventKind::Look, &problem);
                }
                if self.is_past_window() {
                    self.ask(words::cannot_look(self.run, &problem));
                }
                self.look_up_later(false);
            }
        }
    }

    fn is_past_window(&self) -> bool {
        self.state.sent_at.map_or(0, |sent| self.now.ms_since(sent)) >= LOOK_UP_WINDOW_MS
    }

    fn look_up_later(&mut self, late: bool) {
        let growing = growing(LOOK_UP_PAUSE_MS_MIN, self.state.look_ups, LOOK_UP_PAUSE_MS_MAX);
        self.next(NextWhat::LookUp, if late { LOOK_UP_PAUSE_MS_LATE } else { growing });
    }

    /// After a look-up that did not settle it: another one, or, past the window, a person.
    fn look_again(&mut self) {
        self.state.candidates.clear();
        let late = self.is_past_window();
        if !late && self.state.look_ups == 1 {
            self.tell(RunEventKind::LookedUp, words::not_found_yet());
        }
        if late {
            if !self.state.needs_you {
                self.tell(RunEventKind::LookedUp, words::not_found(self.state.look_ups));
            }
            self.ask(words::decide(self.run, self.state.look_ups));
        }
        // The mark stays the only way in: a cluster that turns up late is still found and taken up.
        self.look_up_later(late);
    }

    fn ask(&mut self, problem: Problem) {
        if !self.state.needs_you {
            self.actions.push(Action::Notify(NoticeKind::NeedsYou));
        }
        self.state.needs_you = true;
        self.state.problem = Some(problem);
    }

    fn decided(&mut self, decision: Decided) {
        match decision {
            Decided::Found(seen) => {
                self.tell(RunEventKind::Decided, words::decided_found(&seen.id));
                self.adopt(*seen);
            }
            Decided::SendAgain => {
                self.tell(RunEventKind::Decided, words::decided_again());
                self.state.stage = Stage::Intended;
                self.state.problem = None;
                self.state.needs_you = false;
                self.state.candidates.clear();
                self.state.not_done = 0;
                self.next(NextWhat::Send, 0);
            }
            Decided::Withdraw => self.withdraw(),
        }
    }

    fn withdraw(&mut self) {
        self.tell(RunEventKind::Decided, words::withdrawn());
        self.state.problem = None;
        self.end(Stage::Withdrawn);
    }

    /// The cluster is this run's from now on.
    fn adopt(&mut self, seen: Observation) {
        self.state.accepted_at = Some(self.now);
        self.state.problem = None;
        self.state.needs_you = false;
        self.state.candidates.clear();
        self.state.not_done = 0;
        self.state.cluster = Some(seen.cluster_ref());
        self.state.stage = Stage::Provisioning;
        self.seen(seen);
    }

    fn looked(&mut self, look: Look) {
        match look {
            Look::Seen(seen) => self.seen(*seen),
            Look::Missing => {
                let first = Missing { since: self.now, looks: 0, unlisted: false };
                let missing = self.state.missing.get_or_insert(first);
                missing.looks = missing.looks.saturating_add(1);
                if missing.looks == 1 {
                    self.tell(RunEventKind::Look, words::missed());
                }
                self.gone_if_certain();
            }
            // How looking goes is the account's business; the run only keeps that it was not seen.
            Look::Failed(_) => {}
        }
    }

    fn unlisted(&mut self) {
        if let Some(missing) = &mut self.state.missing {
            missing.unlisted = true;
            self.gone_if_certain();
        }
    }

    fn gone_if_certain(&mut self) {
        let Some(missing) = self.state.missing else { return };
        let long = self.now.ms_since(missing.since) >= MISSING_MS_TO_BE_GONE;
        if missing.looks >= MISSES_TO_BE_GONE && missing.unlisted && long {
            let wanted = self.state.stage == Stage::Deleting;
            self.tell(RunEventKind::Gone, words::gone(wanted));
            self.end(Stage::Gone);
            if !wanted {
                self.actions.push(Action::Notify(NoticeKind::Failed));
            }
        }
    }

    fn seen(&mut self, seen: Observation) {
        if self.state.missing.take().is_some() {
            self.tell(RunEventKind::Look, words::seen_again());
        }
        self.events.extend(observe::changes(&self.state, &seen, self.now));
        self.state.nodes = observe::merge(&self.state.nodes, &seen, self.state.seen_at, self.now);
        self.state.nodes_running = count(&self.state.nodes, |node| !node.gone && node.status == RUNNING);
        self.state.nodes_seen = count(&self.state.nodes, |node| !node.gone);
        let stage = stage_of(&self.state, &seen.status);
        let entered = stage != self.state.stage;
        self.state.status = Some(seen.status.as_str().to_owned());
        self.state.operation_status = seen.operation_status;
        self.state.seen_at = Some(self.now);
        self.state.stage = stage;
        self.state.next = None;
        if entered {
            self.state.needs_you = false;
            self.state.problem = None;
            self.entered(stage);
        }
    }

    fn entered(&mut self, stage: Stage) {
        match stage {
            Stage::Running => {
                self.state.running_at.get_or_insert(self.now);
                self.actions.push(Action::Notify(NoticeKind::Running));
            }
            Stage::Deferred => {
                self.ask(words::deferred(self.run));
            }
            Stage::Failed => {
                self.state.problem = Some(words::failed(self.run));
                self.actions.push(Action::Notify(NoticeKind::Failed));
            }
            Stage::Gone => {
                self.tell(RunEventKind::Gone, words::gone(true));
                self.end(Stage::Gone);
            }
            Stage::Provisioning
            | Stage::Deleting
            | Stage::Intended
            | Stage::Sending
            | Stage::Unclear
            | Stage::Refused
            | Stage::Withdrawn => {}
        }
    }
}

/// The stage that the provider's word means for a watched run.
///
/// Once it was RUNNING it stays so through DEGRADED, JOINING and words we don't know: those are states of a cluster
/// that was made. An unknown word before that is part of making it.
fn stage_of(state: &RunState, status: &instaclustr_api::Status) -> Stage {
    use instaclustr_api::Status;
    match status {
        Status::Running => Stage::Running,
        Status::Deferred => Stage::Deferred,
        Status::Failed => Stage::Failed,
        Status::Deleting => Stage::Deleting,
        Status::Deleted => Stage::Gone,
        Status::Genesis
        | Status::Provisioning
        | Status::Provisioned
        | Status::Joining
        | Status::Restoring
        | Status::Degraded
        | Status::Unknown(_) => {
            if state.running_at.is_some() {
                Stage::Running
            } else {
                Stage::Provisioning
            }
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
