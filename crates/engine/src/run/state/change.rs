//! The rules of a run that changes a cluster which is there: its delete, its resize. How far it is shows on the cluster.

use super::{Action, Decided, Input, LOOK_UP_WINDOW_MS, Look, RunState, Turn, WriteAnswer};
use crate::api::{Can, NoticeKind, RunEventKind, Stage};
use crate::run::observe::Observation;
use crate::run::words;
use crate::run::work::{Progress, RunWork, delete_progress, resize_progress};

/// How long a resize that is done waits for the last word on its replacements, in milliseconds.
const LAST_WORD_MS: i64 = 60_000;

/// What a person may decide on a change now.
pub(super) fn can(work: &RunWork, state: &RunState) -> Vec<Can> {
    match state.stage {
        Stage::Intended => vec![Can::Withdraw],
        Stage::Unclear => vec![Can::SendAgain, Can::Withdraw],
        Stage::Deleting | Stage::Provisioning | Stage::Failed if !state.begun => vec![Can::SendAgain, Can::Withdraw],
        Stage::Provisioning | Stage::Failed if matches!(work, RunWork::Resize(_)) => vec![Can::Withdraw],
        Stage::Sending
        | Stage::Provisioning
        | Stage::Running
        | Stage::Deferred
        | Stage::Failed
        | Stage::Deleting
        | Stage::Refused
        | Stage::Withdrawn
        | Stage::Gone => Vec::new(),
    }
}

impl Turn<'_> {
    pub(super) fn step_change(&mut self, input: Input) {
        let at_it = self.is_at_it();
        match (self.state.stage, input) {
            (Stage::Intended, Input::Ready) => self.send(),
            (Stage::Intended, Input::Decided(Decided::Withdraw)) => self.withdraw(words::withdrawn()),
            // Found to be wrong before it was sent: the cluster is another than was reviewed, the account is read-only.
            (Stage::Intended, Input::Answered { answer: WriteAnswer::Refused(problem), .. }) => self.refused(problem),
            // What has to be read before it is sent could not be read.
            (Stage::Intended, Input::Answered { answer: WriteAnswer::NotDone { problem, pause_ms }, .. }) => {
                self.not_done(problem, pause_ms);
            }
            (Stage::Sending, Input::Answered { attempt, answer }) if attempt == self.state.attempt => {
                self.change_answered(answer);
            }
            (Stage::Sending, Input::FoundSending) => self.unclear(words::died_while_sending(self.run)),
            (Stage::Intended, Input::CameAlong { before }) => self.came_along(before),
            (Stage::Unclear, Input::Decided(Decided::SendAgain)) => self.send_again(),
            (Stage::Unclear, Input::Decided(Decided::Withdraw)) => self.withdraw(words::change_withdrawn()),
            (Stage::Unclear, Input::Looked(look)) => self.change_looked(look),
            (Stage::Unclear, Input::Unlisted) => self.change_unlisted(),
            (_, Input::Listed) => self.listed(),
            (_, Input::Looked(look)) if at_it => self.change_looked(look),
            (_, Input::Unlisted) if at_it => self.change_unlisted(),
            (_, Input::Operations { data_centre, seen }) if at_it => self.replacements_seen(&data_centre, seen),
            (_, Input::Decided(Decided::SendAgain)) if at_it && !self.state.begun => self.send_again(),
            (_, Input::Decided(Decided::Withdraw)) if at_it && can(self.work, &self.state).contains(&Can::Withdraw) => {
                self.withdraw(words::change_withdrawn());
            }
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
                | Input::Due { .. }
                | Input::Usual(_)
                | Input::Late
                | Input::Operations { .. }
                | Input::Step(_)
                | Input::Decided(_),
            ) => {}
        }
    }

    /// Whether the provider has accepted it, and is at it as far as is known.
    fn is_at_it(&self) -> bool {
        match self.work {
            RunWork::Create(_) | RunWork::Restore(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) => {
                self.state.stage == Stage::Deleting
            }
            RunWork::Resize(_) => matches!(self.state.stage, Stage::Provisioning | Stage::Failed),
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
            // No change makes a cluster.
            WriteAnswer::Made(_) => self.change_answered(WriteAnswer::Accepted(None)),
            WriteAnswer::Refused(problem) => self.refused(problem),
            WriteAnswer::NotDone { problem, pause_ms } => self.not_done(problem, pause_ms),
            WriteAnswer::Unclear(problem) => self.unclear(problem),
        }
    }

    fn accepted(&mut self) {
        self.state.stage = match self.work {
            RunWork::Create(_) | RunWork::Restore(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) => Stage::Deleting,
            RunWork::Resize(_) => Stage::Provisioning,
        };
        self.state.begun = false;
        self.state.accepted_at = Some(self.now);
        self.state.problem = None;
        self.state.needs_you = false;
        self.state.not_done = 0;
        self.state.next = None;
    }

    fn change_looked(&mut self, look: Look) {
        match look {
            Look::Seen(seen) => self.change_seen(&seen),
            Look::Missing { .. } => {
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
            self.change_gone();
        }
    }

    fn change_gone(&mut self) {
        let wanted = matches!(self.work, RunWork::Delete(_));
        self.state.problem = None;
        self.tell(RunEventKind::Gone, words::gone(wanted));
        self.end(Stage::Gone);
        self.actions.push(Action::Notify(if wanted { NoticeKind::Done } else { NoticeKind::Failed }));
    }

    fn change_seen(&mut self, seen: &Observation) {
        // The first look says what there is, not what has changed.
        let first = self.state.seen_at.is_none();
        self.take_in(seen, !first);
        let progress = match self.work {
            RunWork::Create(_) | RunWork::Restore(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) => {
                delete_progress(seen)
            }
            RunWork::Resize(work) => resize_progress(work, seen),
        };
        if progress != Progress::Done {
            self.state.done_since = None;
        }
        if self.state.stage == Stage::Unclear {
            match progress {
                // That a change failed may be said of the one before.
                Progress::NotBegun | Progress::Failed => return self.not_seen_yet(),
                Progress::UnderWay | Progress::Done | Progress::Gone => {
                    self.tell(RunEventKind::Adopted, words::change_adopted());
                    self.accepted();
                }
            }
        }
        match progress {
            Progress::NotBegun => self.waits_to_begin(seen),
            Progress::Failed if !self.state.begun => self.waits_to_begin(seen),
            Progress::Failed => self.change_failed(),
            Progress::UnderWay => self.has_begun(),
            Progress::Done => self.resized(),
            Progress::Gone => self.change_gone(),
        }
    }

    fn has_begun(&mut self) {
        if self.state.stage == Stage::Failed {
            self.state.stage = Stage::Provisioning;
            self.tell(RunEventKind::Status, words::goes_on());
        }
        self.state.begun = true;
        self.state.needs_you = false;
        self.state.problem = None;
    }

    fn resized(&mut self) {
        let since = *self.state.done_since.get_or_insert(self.now);
        if self.is_replacing() && (0..LAST_WORD_MS).contains(&self.now.ms_since(since)) {
            return self.has_begun();
        }
        self.state.problem = None;
        self.tell(RunEventKind::Done, words::resized());
        self.state.running_at = Some(self.now);
        self.end(Stage::Running);
        self.actions.push(Action::Notify(NoticeKind::Done));
    }

    /// Still watched: the provider may go on with it.
    fn change_failed(&mut self) {
        if self.state.stage == Stage::Failed {
            return;
        }
        let problem = words::resize_failed(self.run);
        self.tell_problem(RunEventKind::Status, &problem);
        self.state.stage = Stage::Failed;
        self.state.problem = Some(problem);
        self.actions.push(Action::Notify(NoticeKind::Failed));
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
        // Seen before, it was another's, or was called off.
        self.state.begun = false;
        if matches!(self.work, RunWork::Delete(_)) && seen.two_factor_delete {
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
