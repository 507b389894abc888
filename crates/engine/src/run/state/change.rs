//! The rules of a run that changes a cluster which is there: its delete. How far it is shows on the cluster.

use super::{Action, Decided, Input, LOOK_UP_WINDOW_MS, Look, Turn, WriteAnswer};
use crate::api::{NoticeKind, RunEventKind, Stage};
use crate::run::observe::Observation;
use crate::run::words;
use crate::run::work::{Progress, delete_progress};

impl Turn<'_> {
    pub(super) fn step_change(&mut self, input: Input) {
        match (self.state.stage, input) {
            (Stage::Intended, Input::Ready) => self.send(),
            (Stage::Intended, Input::Decided(Decided::Withdraw)) => self.withdraw(words::withdrawn()),
            // Found to be wrong before it was sent: the cluster is another than was reviewed, the account is read-only.
            (Stage::Intended, Input::Answered { answer: WriteAnswer::Refused(problem), .. }) => self.refused(problem),
            (Stage::Sending, Input::Answered { attempt, answer }) if attempt == self.state.attempt => {
                self.change_answered(answer);
            }
            (Stage::Sending, Input::FoundSending) => self.unclear(words::died_while_sending(self.run)),
            (Stage::Intended, Input::CameAlong) => self.came_along(),
            (Stage::Unclear, Input::Decided(Decided::SendAgain)) => self.send_again(),
            (Stage::Unclear, Input::Decided(Decided::Withdraw)) => self.withdraw(words::change_withdrawn()),
            (Stage::Unclear, Input::Looked(look)) => self.change_looked(look),
            (Stage::Unclear, Input::Unlisted) => self.change_unlisted(),
            (Stage::Deleting, Input::Looked(look)) => self.change_looked(look),
            (Stage::Deleting, Input::Unlisted) => self.change_unlisted(),
            (Stage::Deleting, Input::Decided(Decided::SendAgain)) if !self.state.begun => self.send_again(),
            (Stage::Deleting, Input::Decided(Decided::Withdraw)) if !self.state.begun => {
                self.withdraw(words::change_withdrawn());
            }
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
                | Input::Due { .. }
                | Input::Decided(_),
            ) => {}
        }
    }

    fn change_answered(&mut self, answer: WriteAnswer) {
        match answer {
            WriteAnswer::Accepted(seen) => {
                self.tell(RunEventKind::Accepted, words::change_accepted());
                self.accepted();
                if let Some(seen) = seen {
                    self.change_seen(&seen);
                }
            }
            WriteAnswer::Refused(problem) => self.refused(problem),
            WriteAnswer::NotDone { problem, pause_ms } => self.not_done(problem, pause_ms),
            WriteAnswer::Unclear(problem) => self.unclear(problem),
        }
    }

    fn accepted(&mut self) {
        self.state.stage = Stage::Deleting;
        self.state.accepted_at = Some(self.now);
        self.state.problem = None;
        self.state.needs_you = false;
        self.state.not_done = 0;
        self.state.next = None;
    }

    fn change_looked(&mut self, look: Look) {
        match look {
            Look::Seen(seen) => self.change_seen(&seen),
            Look::Missing => {
                self.missed();
                self.change_gone_if_certain();
                if self.state.stage == Stage::Unclear {
                    self.look_up_later(false);
                }
            }
            Look::Failed(_) => {
                if self.state.stage == Stage::Unclear {
                    self.look_up_later(false);
                }
            }
        }
    }

    fn change_unlisted(&mut self) {
        if let Some(missing) = &mut self.state.missing {
            missing.unlisted = true;
            self.change_gone_if_certain();
        }
    }

    fn change_gone_if_certain(&mut self) {
        if self.is_gone() {
            self.change_done();
        }
    }

    fn change_seen(&mut self, seen: &Observation) {
        // The first look says what there is, not what has changed.
        let first = self.state.seen_at.is_none();
        self.take_in(seen, !first);
        let progress = delete_progress(seen);
        if self.state.stage == Stage::Unclear {
            match progress {
                Progress::NotBegun => return self.not_seen_yet(),
                Progress::UnderWay | Progress::Done => {
                    self.tell(RunEventKind::Adopted, words::change_adopted());
                    self.accepted();
                }
            }
        }
        match progress {
            Progress::NotBegun => self.waits_to_begin(seen),
            Progress::UnderWay => self.has_begun(),
            Progress::Done => self.change_done(),
        }
    }

    fn has_begun(&mut self) {
        self.state.begun = true;
        self.state.needs_you = false;
        self.state.problem = None;
    }

    fn change_done(&mut self) {
        self.state.problem = None;
        self.tell(RunEventKind::Gone, words::gone(true));
        self.end(Stage::Gone);
        self.actions.push(Action::Notify(NoticeKind::Done));
    }

    /// Nothing of it shows on the cluster yet, and whether it was taken is not known.
    fn not_seen_yet(&mut self) {
        self.state.look_ups = self.state.look_ups.saturating_add(1);
        let late = self.is_past_window();
        if self.state.look_ups == 1 {
            self.tell(RunEventKind::LookedUp, words::change_not_seen());
        }
        if late {
            self.ask(words::decide_change(self.run, self.state.look_ups));
        }
        self.look_up_later(late);
    }

    /// It was accepted, and nothing of it shows on the cluster yet.
    fn waits_to_begin(&mut self, seen: &Observation) {
        if seen.two_factor_delete {
            if !self.state.needs_you {
                self.tell(RunEventKind::Status, words::waits_for_confirmation());
            }
            return self.ask(words::confirm_delete(self.run));
        }
        let since = self.state.accepted_at.unwrap_or(self.now);
        if self.now.ms_since(since) >= LOOK_UP_WINDOW_MS {
            if !self.state.needs_you {
                self.tell(RunEventKind::LookedUp, words::accepted_without_effect());
            }
            self.ask(words::without_effect(self.run));
        }
    }
}
