//! The rules of a run that makes a cluster.

use super::{Action, Decided, Input, LOOK_UP_PAUSE_MS_LATE, Look, LookUp, RunState, StepInput, Turn, WriteAnswer};
use crate::api::{ClusterRef, NextWhat, NoticeKind, RunEventKind, Stage};
use crate::estimate::Estimate;
use crate::run::observe::Observation;
use crate::run::words;

impl Turn<'_> {
    pub(super) fn step_create(&mut self, input: Input) {
        match (self.state.stage, input) {
            (Stage::Intended, Input::Ready) => self.send(),
            (Stage::Intended, Input::Decided(Decided::Withdraw)) => self.withdraw(words::withdrawn()),
            (Stage::Intended, Input::Answered { answer: WriteAnswer::Refused(problem), .. }) => self.refused(problem),
            (Stage::Sending, Input::Answered { attempt, answer }) if attempt == self.state.attempt => {
                self.answered(answer);
            }
            (Stage::Sending, Input::FoundSending) => self.unclear(words::died_while_sending(self.run)),
            (Stage::Intended, Input::LaunchStopped) => self.launch_stopped(),
            (Stage::Intended, Input::CameAlong { before }) => self.came_along(before),
            (Stage::Unclear, Input::LookedUp(found)) => self.looked_up(found),
            (Stage::Unclear, Input::Decided(Decided::Found(seen))) => {
                self.tell(RunEventKind::Decided, words::decided_found(&seen.id));
                self.state.shown = true;
                self.adopt(*seen);
            }
            (Stage::Unclear, Input::Decided(Decided::SendAgain)) => self.send_again(),
            (Stage::Unclear, Input::Decided(Decided::Withdraw)) => self.withdraw(words::withdrawn()),
            (_, Input::Step(StepInput::Held(problem))) => self.hold_steps(&problem),
            (stage, input) if is_made(stage) => self.step_made(input),
            // Late news of something that is over, or that another turn has settled already.
            (
                _,
                Input::Ready
                | Input::Answered { .. }
                | Input::FoundSending
                | Input::CameAlong { .. }
                | Input::LaunchStopped
                | Input::LookedUp(_)
                | Input::Looked(_)
                | Input::Unlisted
                | Input::Listed
                | Input::Due { .. }
                | Input::Usual(_)
                | Input::Late
                | Input::Operations { .. }
                | Input::Step(_)
                | Input::Decided(_),
            ) => {}
        }
    }

    /// The same once there is a cluster.
    pub(super) fn step_made(&mut self, input: Input) {
        match input {
            Input::Looked(look) => self.looked(look),
            Input::Unlisted => self.unlisted(),
            Input::Listed => self.listed(),
            Input::Step(input) => self.step_steps(input),
            Input::FoundSending => self.step_found_sending(),
            Input::Decided(Decided::TryAgain(again)) => self.try_steps_again(&again),
            Input::Decided(Decided::DeleteAt(at)) => self.put_deadline(at),
            Input::Due { present_ms } => self.due(present_ms),
            Input::Usual(estimate) => self.usual(estimate),
            Input::Late => self.late(),
            Input::Ready
            | Input::Answered { .. }
            | Input::CameAlong { .. }
            | Input::LaunchStopped
            | Input::LookedUp(_)
            | Input::Operations { .. }
            | Input::Decided(Decided::Found(_) | Decided::SendAgain | Decided::Withdraw) => {}
        }
    }

    fn usual(&mut self, estimate: Estimate) {
        if self.state.estimate.is_none() && self.state.stage == Stage::Provisioning {
            self.tell(RunEventKind::Noted, words::usual(&estimate));
            self.state.estimate = Some(estimate);
        }
    }

    /// No clock ends a run: this is said, and nothing else.
    fn late(&mut self) {
        if super::late_from(&self.state).is_some_and(|from| from <= self.now) {
            self.tell(RunEventKind::Noted, words::longer_than_usual());
            self.state.late = true;
        }
    }

    fn launch_stopped(&mut self) {
        let problem = words::launch_stopped(self.run);
        self.withdraw(&problem.message);
        // Unlike one that a person withdrew, it says why.
        self.state.problem = Some(problem);
    }

    fn answered(&mut self, answer: WriteAnswer) {
        match answer {
            WriteAnswer::Accepted(Some(seen)) => {
                self.tell(RunEventKind::Accepted, words::accepted(&seen.id));
                self.adopt(*seen);
            }
            WriteAnswer::Made(cluster) => {
                self.tell(RunEventKind::Accepted, words::accepted(cluster.id.as_str()));
                self.own(cluster);
            }
            // An acceptance that names no cluster is none.
            WriteAnswer::Accepted(None) => self.unclear(words::accepted_nothing(self.run)),
            WriteAnswer::Refused(problem) => self.refused(problem),
            WriteAnswer::NotDone { problem, pause_ms } => self.not_done(problem, pause_ms),
            WriteAnswer::Unclear(problem) => self.unclear(problem),
        }
    }

    fn looked_up(&mut self, found: LookUp) {
        match found {
            LookUp::Found(seen) => {
                self.tell(RunEventKind::Adopted, words::adopted(self.found_by(), &seen.id));
                self.state.shown = true;
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
            LookUp::Unmarked(candidates) => {
                self.state.look_ups = self.state.look_ups.saturating_add(1);
                if self.state.candidates != candidates {
                    self.tell(RunEventKind::LookedUp, words::unmarked(self.found_by(), candidates.len()));
                }
                self.ask(words::confirm(self.run, self.found_by(), candidates.len()));
                self.state.candidates = candidates;
                // The tag may come later: until the window is over it is looked for as often as without a candidate.
                let late = self.is_past_window();
                self.look_up_later(late);
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

    /// After a look-up that did not settle it: another one, or, past the window, a person.
    fn look_again(&mut self) {
        self.state.candidates.clear();
        let late = self.is_past_window();
        if !late && self.state.look_ups == 1 {
            self.tell(RunEventKind::LookedUp, words::not_found_yet(self.found_by()));
        }
        if late {
            if !self.state.needs_you {
                self.tell(RunEventKind::LookedUp, words::not_found(self.found_by(), self.state.look_ups));
            }
            self.ask(words::decide(self.run, self.found_by(), self.state.look_ups));
        }
        // The mark stays the only way in: a cluster that turns up late is still found and taken up.
        self.look_up_later(late);
    }

    /// The cluster is this run's from now on.
    fn adopt(&mut self, seen: Observation) {
        self.own(seen.cluster_ref());
        self.seen(seen);
    }

    /// The same where no more is known of it than its name and id.
    fn own(&mut self, cluster: ClusterRef) {
        self.state.accepted_at = Some(self.now);
        self.state.problem = None;
        self.state.needs_you = false;
        self.state.candidates.clear();
        self.state.not_done = 0;
        self.state.next = None;
        self.state.cluster = Some(cluster);
        self.state.stage = Stage::Provisioning;
        if let Some(after) = self.work.delete_after_ms() {
            self.set_deadline(self.now.plus_ms(after), after);
        }
    }

    fn looked(&mut self, look: Look) {
        match look {
            Look::Seen(seen) => {
                self.state.shown = true;
                self.state.deleted_here |= seen.deleted_here;
                self.seen(*seen);
            }
            Look::Missing { deleted_here } => {
                self.missed();
                self.state.deleted_here |= deleted_here;
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
        if self.is_gone() {
            self.gone(self.state.stage);
        }
    }

    /// The cluster is gone; `before` tells whether it was seen being deleted. What a delete from here did is told by its own run.
    fn gone(&mut self, before: Stage) {
        let wanted = before == Stage::Deleting || self.state.deleted_here;
        self.state.problem = None;
        self.tell(RunEventKind::Gone, words::gone(wanted));
        self.end(Stage::Gone);
        if !wanted {
            self.actions.push(Action::Notify(NoticeKind::Failed));
        }
    }

    /// What was changed of a cluster that runs, and not from here: told once two looks agree, since one may still show what was.
    fn note_shape(&mut self, seen: &Observation) {
        if seen.status != instaclustr_api::Status::Running {
            return;
        }
        let shape = seen.shape(self.state.shape.as_ref());
        let other = self.state.other_shape.take();
        let Some(known) = &mut self.state.shape else {
            self.state.shape = Some(shape);
            return;
        };
        // What a resize from here does is told by its own run.
        for own in shape.data_centres.iter().filter(|centre| seen.changed_here.contains(&centre.name)) {
            known.data_centres.retain(|centre| centre.name != own.name);
            known.data_centres.push(own.clone());
        }
        let changes = words::changed_elsewhere(known, &shape);
        if changes.is_empty() || other.as_ref() == Some(&shape) {
            self.state.shape = Some(shape);
            for text in changes {
                self.tell(RunEventKind::Changed, text);
            }
        } else {
            self.state.other_shape = Some(shape);
        }
    }

    fn seen(&mut self, seen: Observation) {
        self.note_shape(&seen);
        self.take_in(&seen, true);
        let stage = stage_of(&self.state, &seen.status);
        let before = std::mem::replace(&mut self.state.stage, stage);
        self.state.next = None;
        if stage != before {
            self.state.needs_you = false;
            self.state.problem = None;
            self.state.steps_told = 0;
            self.state.steps_waiting_told = 0;
            self.entered(stage, before);
            self.sum_up();
        }
    }

    fn entered(&mut self, stage: Stage, before: Stage) {
        match stage {
            Stage::Running => {
                self.state.running_at.get_or_insert(self.now);
                self.actions.push(Action::Notify(NoticeKind::Running));
            }
            Stage::Deferred => {
                self.state.was_deferred = true;
                self.ask(words::deferred(self.run));
            }
            Stage::Failed => {
                self.state.problem = Some(words::failed(self.run));
                self.actions.push(Action::Notify(NoticeKind::Failed));
            }
            Stage::Gone => self.gone(before),
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

/// Whether a run in this stage has a cluster to look at.
fn is_made(stage: Stage) -> bool {
    match stage {
        Stage::Provisioning | Stage::Running | Stage::Deferred | Stage::Failed | Stage::Deleting => true,
        Stage::Intended | Stage::Sending | Stage::Unclear | Stage::Refused | Stage::Withdrawn | Stage::Gone => false,
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
