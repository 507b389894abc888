//! What a cluster is given once it runs, each thing a step of the run: its firewall rules, peerings, exclusion windows, users and
//! topics.
//!
//! | step: state \ input | ready | not sent | lacks | taken | there | refused | not done | unclear | found sending | read: absent again | read: coming | read: other side | read: put off | read: done | try again | held | read: failed | not read, late | not listed, late |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | waiting | sending | refused | asks | – | – | – | – | – | – | – | – | – | – | – | – | asks | – | – | – |
//! | asks | – | – | – | – | – | – | – | – | – | – | – | – | – | – | waiting | – | – | – | – |
//! | sending | – | – | – | coming | coming | refused | waiting | unclear | unclear | – | – | – | – | – | – | asks | – | – | – |
//! | unclear | – | – | – | – | – | – | – | – | – | waiting | coming | otherSide | deferred | done | – | asks | refused | asks | waiting |
//! | coming | – | – | – | – | – | – | – | – | – | – | coming | otherSide | deferred | done | – | – | refused | asks | asks |
//! | otherSide, deferred | – | – | – | – | – | – | – | – | – | – | coming | otherSide | deferred | done | – | – | refused | – | asks |
//! | refused | – | – | – | – | – | – | – | – | – | – | – | – | – | – | waiting | – | – | – | – |
//! | done | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – |
//!
//! Whether it is there is told by reading what there is of its kind ([`Subject::reading`]) and comparing. What two lists since it was
//! sent lack (some seconds later) is sent again by itself where the provider keeps one of it alone ([`Subject::may_repeat`]): it may
//! still be on its way, and is then answered with 409, which says that what was asked for is so (where two reads refute that, it is sent
//! again). Of anything else a second one might be made: after ten minutes a person is asked, and on their word it is looked for once more
//! before it is sent («try again» leads to unclear). So is one at once where nothing can be read: «unclear» is then «asks», and what is
//! taken or there is done.

use serde::{Deserialize, Serialize};

use super::input::Again;
use super::{Action, Turn, growing};
use crate::api::{NoticeKind, Problem, RunEventKind, Stage, StepPassword, StepState};
use crate::network::Source;
use crate::run::subject::{Reading, Seen, Standing, Subject};
use crate::run::words;
use crate::time::Timestamp;

/// First pause before what there is is read, in milliseconds; each further one is twice as long.
const READ_MS_MIN: i64 = 2_000;
const READ_MS_MAX: i64 = 15_000;
/// Pause once it takes longer than any source says, or was put off, in milliseconds.
const READ_MS_LATE: i64 = 5 * 60_000;
/// The longest that a firewall rule takes, in milliseconds; no source says more of anything else.
/// [API.md §5: v1 docs, up to 10 minutes to be usable]
pub(super) const TAKES_MS: i64 = 10 * 60 * 1000;
/// First pause before what was certainly not taken is sent again, in milliseconds.
const SEND_MS_MIN: i64 = 2_000;
const SEND_MS_MAX: i64 = 60_000;
/// Reads in a row that lack it, before it counts as not there.
pub(super) const READS_TO_MISS: u32 = 2;
/// Reads in a row that failed, before a person is asked.
pub(super) const READS_TO_ASK: u32 = 5;

/// One thing on its way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunStep {
    /// What it is about.
    pub subject: Subject,
    /// Where it stands.
    pub state: StepState,
    /// The provider's id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The provider's word for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// What stands in its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// Tries in a row that were certainly not done.
    #[serde(default)]
    pub not_done: u32,
    /// Reads since it was sent.
    #[serde(default)]
    pub reads: u32,
    /// How many of the last of them lacked it.
    #[serde(default)]
    pub missed: u32,
    /// How many reads in a row failed.
    #[serde(default)]
    pub unread: u32,
    /// Whether one that was sent earlier may have arrived, and was not seen: it is looked for before another one is sent, where a second one
    /// might be made.
    #[serde(default)]
    pub may_be_there: bool,
    /// Whether the provider said that it is there already (409), and this was not seen yet.
    #[serde(default)]
    pub said_there: bool,
    /// Whether a person has said that it is to be sent once more, should it not be there.
    #[serde(default)]
    pub said_again: bool,
    /// Ids of those that failed: another was sent since.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
    /// When it was sent last.
    #[serde(default)]
    pub sent_at: Option<Timestamp>,
    /// When there is something to do for it.
    #[serde(default)]
    pub due: Option<Timestamp>,
}

/// Something that happened to the steps of a run.
#[derive(Clone, PartialEq, Debug)]
pub enum StepInput {
    /// There is room in the budget for a step that waits, and all that is sent is known.
    Ready {
        /// Which.
        step: usize,
        /// What it is about, whole.
        subject: Subject,
    },
    /// It may not be sent at all.
    NotSent {
        /// Which.
        step: usize,
        /// Why.
        problem: Problem,
    },
    /// What has to be known to send it can't be told.
    Lacks {
        /// Which.
        step: usize,
        /// Why.
        problem: Problem,
    },
    /// The write of a step was answered, or was not.
    Answered {
        /// Which write: see [`super::RunState::step_writes`].
        write: u32,
        /// What came of it.
        answer: StepAnswer,
    },
    /// What there is was read, all of it.
    Read {
        /// Of which kind.
        reading: Reading,
        /// What there is.
        seen: Vec<Seen>,
    },
    /// It could not be read.
    NotRead(Reading),
    /// What was kept of them may be older than what was done, or the home is another: nothing is sent before a person says so.
    Held(Problem),
}

/// What came of the write of a step.
#[derive(Clone, PartialEq, Debug)]
pub enum StepAnswer {
    /// Taken: as the answer shows it.
    Taken(Box<Seen>),
    /// The provider has it already (409), in its own words.
    There(String),
    /// Certainly not done, and sending it again would not help.
    Refused(Problem),
    /// Certainly not done; worth another try, not before the given pause in milliseconds.
    NotDone {
        /// Why.
        problem: Problem,
        /// What the provider asked for, if it did.
        pause_ms: Option<i64>,
    },
    /// It is not known whether it was done.
    Unclear(Problem),
}

impl RunStep {
    /// A step that nothing was done for yet.
    pub fn new(subject: Subject) -> Self {
        Self {
            subject,
            state: StepState::Waiting,
            id: None,
            status: None,
            problem: None,
            not_done: 0,
            reads: 0,
            missed: 0,
            unread: 0,
            may_be_there: false,
            said_there: false,
            said_again: false,
            failed: Vec::new(),
            sent_at: None,
            due: None,
        }
    }

    /// How the password of the user stands that it makes; nothing where it makes none.
    pub fn password(&self, stage: Stage) -> Option<StepPassword> {
        let Subject::User(user) = &self.subject else { return None };
        // One that may have been sent is the user's own, whatever becomes of it.
        let free = !self.may_be_there && !self.said_there;
        Some(match self.state {
            StepState::Waiting if free && user.asks_password && stage != Stage::Running => StepPassword::MayBeGiven,
            StepState::Asks if free && user.asks_password => StepPassword::MayBeGiven,
            StepState::Refused if free => StepPassword::MayBeGiven,
            StepState::Done if self.said_there => StepPassword::Doubtful,
            StepState::Done => StepPassword::Kept,
            StepState::Waiting
            | StepState::Asks
            | StepState::Refused
            | StepState::Sending
            | StepState::Unclear
            | StepState::Coming
            | StepState::OtherSide
            | StepState::Deferred => StepPassword::Unsettled,
        })
    }

    /// Whether a person can have it tried again.
    pub fn is_missing(&self) -> bool {
        is_missing(self.state)
    }

    /// For people: «Rule KAFKA for 203.0.113.7/32».
    fn title(&self) -> String {
        words::upper_first(&self.subject.name())
    }

    fn name(&self) -> String {
        self.subject.name()
    }

    /// What is to be sent later: this computer may have another address by then.
    fn waits(&mut self, due: Timestamp) {
        self.state = StepState::Waiting;
        self.due = Some(due);
        self.status = None;
        self.subject.forget_found();
    }

    fn is_of(&self, seen: &Seen) -> bool {
        let own_id = !seen.id.is_empty() && self.id.as_deref() == Some(seen.id.as_str());
        // What is going is not there: another may take its place.
        seen.standing != Standing::Going
            && !self.failed.contains(&seen.id)
            && (own_id || self.subject.is(&seen.subject))
    }

    fn is_to_be_read(&self) -> bool {
        match self.state {
            StepState::Unclear | StepState::Coming | StepState::OtherSide | StepState::Deferred => true,
            StepState::Waiting | StepState::Asks | StepState::Sending | StepState::Refused | StepState::Done => false,
        }
    }

    /// What is to be read for it now; nothing where it is not awaited, or nothing can be read.
    fn reading(&self) -> Option<Reading> {
        self.is_to_be_read().then(|| self.subject.reading(self.id.as_deref())).flatten()
    }

    fn is_read_by(&self, reading: &Reading) -> bool {
        self.reading().as_ref() == Some(reading)
    }
}

/// The step that is to be sent next, and when. One after the other: an answer tells what the next one would be told.
pub fn to_send(steps: &[RunStep]) -> Option<(usize, Option<Timestamp>)> {
    if steps.iter().any(|step| step.state == StepState::Sending) {
        return None;
    }
    let waiting = steps.iter().enumerate().filter(|(_, step)| step.state == StepState::Waiting);
    waiting.map(|(at, step)| (at, step.due)).min_by_key(|(_, due)| *due)
}

/// What is to be read next of what there is, and when; nothing where nothing is awaited.
pub fn to_read(steps: &[RunStep]) -> Option<(Timestamp, Reading)> {
    steps.iter().filter_map(|step| Some((step.due?, step.reading()?))).min()
}

impl Turn<'_> {
    /// What happened to the steps of a run whose cluster runs.
    pub(super) fn step_steps(&mut self, input: StepInput) {
        match input {
            StepInput::Ready { step, subject } => self.send_step(step, subject),
            StepInput::NotSent { step, problem } => {
                let refused = StepAnswer::Refused(problem);
                let waits = |step: &RunStep| step.state == StepState::Waiting;
                self.with_step(step, waits, |turn, step| turn.step_answered(step, refused));
            }
            StepInput::Lacks { step, problem } => {
                self.with_step(step, |step| step.state == StepState::Waiting, |turn, step| turn.ask_for(step, problem));
            }
            StepInput::Answered { write, answer } if write == self.state.step_writes => {
                let sending = self.state.steps.iter().position(|step| step.state == StepState::Sending);
                if let Some(at) = sending {
                    self.with_step(at, |_| true, |turn, step| turn.step_answered(step, answer));
                }
            }
            // Late news of another write.
            StepInput::Answered { .. } => {}
            StepInput::Read { reading, seen } => self.steps_read(&reading, &seen),
            StepInput::NotRead(reading) => self.steps_not_read(&reading),
            StepInput::Held(problem) => self.hold_steps(&problem),
        }
        self.sum_up();
    }

    /// A driver finds a step in `sending` that it did not send.
    pub(super) fn step_found_sending(&mut self) {
        let sending = self.state.steps.iter().position(|step| step.state == StepState::Sending);
        if let Some(at) = sending {
            self.with_step(
                at,
                |_| true,
                |turn, step| {
                    let problem = words::step_died_while_sending(turn.run, &step.name());
                    turn.step_unclear(step, problem);
                },
            );
        }
    }

    /// A person has what is missing tried again. What may be there, and might be made a second time, is looked for first.
    pub(super) fn try_steps_again(&mut self, again: &Again) {
        let is_meant = |step: &RunStep| match (&again.user, &step.subject) {
            (None, _) => true,
            (Some(name), Subject::User(user)) => user.name == *name,
            (Some(_), Subject::Rule(_) | Subject::Peering(_) | Subject::Window(_) | Subject::Topic(_)) => false,
        };
        let missing = |step: &RunStep| is_missing(step.state) && is_meant(step);
        if !self.state.steps.iter().any(missing) {
            return;
        }
        self.tell(RunEventKind::Decided, words::decided_to_try_again());
        for step in self.state.steps.iter_mut().filter(|step| missing(step)) {
            step.problem = None;
            step.not_done = 0;
            if let Subject::Rule(rule) = &mut step.subject
                && rule.from == Source::Mine
            {
                rule.typed = again.mine.is_some();
                rule.network = again.mine;
            }
            // What failed stays where it is; of a kind that the provider keeps one of alone it is what would be found again.
            let failed = step.id.take().filter(|_| !step.subject.may_repeat());
            step.failed.extend(failed);
            step.waits(self.now);
            let looked_for = step.may_be_there && !step.subject.may_repeat() && step.subject.reading(None).is_some();
            if looked_for && step.subject.is_whole() {
                step.state = StepState::Unclear;
                step.said_again = true;
                step.reads = 0;
                step.missed = 0;
                step.unread = 0;
            }
        }
        self.sum_up();
    }

    /// Changes a step where it is of the kind that can be.
    fn with_step(&mut self, at: usize, which: impl Fn(&RunStep) -> bool, work: impl FnOnce(&mut Self, &mut RunStep)) {
        let Some(mut step) = self.state.steps.get(at).filter(|step| which(step)).cloned() else { return };
        work(self, &mut step);
        if let Some(place) = self.state.steps.get_mut(at) {
            *place = step;
        }
    }

    fn send_step(&mut self, at: usize, subject: Subject) {
        if self.state.stage != Stage::Running || to_send(&self.state.steps).map(|(next, _)| next) != Some(at) {
            return;
        }
        self.with_step(
            at,
            |step| subject.is_whole() && subject.what() == step.subject.what(),
            |turn, step| {
                // What a person typed meanwhile stands.
                if !step.subject.is_whole() {
                    step.subject = subject.clone();
                }
                step.state = StepState::Sending;
                step.sent_at = Some(turn.now);
                step.reads = 0;
                step.missed = 0;
                step.due = None;
                turn.state.step_writes = turn.state.step_writes.saturating_add(1);
                turn.tell(step.subject.event(), words::step_sending(&step.title()));
                turn.actions.push(Action::SendStep { step: at, write: turn.state.step_writes });
            },
        );
    }

    fn ask_for(&mut self, step: &mut RunStep, problem: Problem) {
        self.tell_problem(step.subject.event(), &problem);
        step.state = StepState::Asks;
        step.problem = Some(in_short(problem));
        step.due = None;
    }

    fn step_refused(&mut self, step: &mut RunStep, problem: Problem) {
        self.tell_problem(step.subject.event(), &problem);
        step.state = StepState::Refused;
        step.problem = Some(in_short(problem));
        step.due = None;
    }

    /// What was not sent yet, or may have been, waits for a person.
    pub(super) fn hold_steps(&mut self, problem: &Problem) {
        let held = |step: &RunStep| matches!(step.state, StepState::Waiting | StepState::Sending | StepState::Unclear);
        if !self.state.steps.iter().any(held) {
            return;
        }
        self.tell_problem(RunEventKind::Access, problem);
        for step in self.state.steps.iter_mut().filter(|step| held(step)) {
            step.state = StepState::Asks;
            step.problem = Some(in_short(problem.clone()));
            step.due = None;
            // Also one that waits: elsewhere, or since the copy was made, it may have been sent.
            step.may_be_there = true;
        }
    }

    /// Whether what is unclear was done can't be told for so long that a person has to know.
    fn steps_not_read(&mut self, reading: &Reading) {
        for at in 0..self.state.steps.len() {
            self.with_step(
                at,
                |step| step.is_read_by(reading),
                |turn, step| {
                    step.unread = step.unread.saturating_add(1);
                    // A computer that slept has tried once.
                    let for_long = step.unread >= READS_TO_ASK && turn.is_late(step);
                    match step.state {
                        StepState::Unclear | StepState::Coming if for_long => {
                            let problem = words::step_not_told(turn.run, &step.subject);
                            turn.ask_for(step, problem);
                        }
                        StepState::OtherSide | StepState::Deferred => {
                            step.due = Some(turn.now.plus_ms(READ_MS_LATE));
                        }
                        StepState::Unclear
                        | StepState::Coming
                        | StepState::Waiting
                        | StepState::Asks
                        | StepState::Sending
                        | StepState::Refused
                        | StepState::Done => step.due = Some(turn.now.plus_ms(READ_MS_MAX)),
                    }
                },
            );
        }
    }

    fn step_answered(&mut self, step: &mut RunStep, answer: StepAnswer) {
        match answer {
            StepAnswer::Taken(seen) => {
                self.tell(step.subject.event(), words::step_taken(&step.title()));
                self.begins_to_come(step);
                self.step_seen(step, &seen);
            }
            StepAnswer::There(said) => {
                self.tell(step.subject.event(), words::step_there(&step.title(), &step.subject, &said));
                self.begins_to_come(step);
                step.said_there = true;
                if step.subject.reading(None).is_none() {
                    self.step_done(step);
                }
            }
            StepAnswer::Refused(problem) => {
                self.step_refused(step, problem);
            }
            StepAnswer::NotDone { problem, pause_ms } => {
                self.tell_problem(step.subject.event(), &problem);
                step.problem = Some(in_short(problem));
                let pause = growing(SEND_MS_MIN, step.not_done, SEND_MS_MAX);
                step.not_done = step.not_done.saturating_add(1);
                step.waits(self.now.plus_ms(pause_ms.unwrap_or(0).max(pause)));
            }
            StepAnswer::Unclear(problem) => self.step_unclear(step, problem),
        }
    }

    fn step_unclear(&mut self, step: &mut RunStep, problem: Problem) {
        step.may_be_there = true;
        if step.subject.reading(None).is_none() {
            let problem = words::step_not_told(self.run, &step.subject);
            return self.ask_for(step, problem);
        }
        self.tell_problem(step.subject.event(), &problem);
        step.state = StepState::Unclear;
        step.problem = Some(in_short(problem));
        step.reads = 0;
        step.missed = 0;
        step.unread = 0;
        step.due = Some(self.now.plus_ms(READ_MS_MIN));
    }

    fn begins_to_come(&self, step: &mut RunStep) {
        step.state = StepState::Coming;
        step.problem = None;
        step.not_done = 0;
        step.unread = 0;
        step.said_there = false;
        step.due = Some(self.now.plus_ms(READ_MS_MIN));
    }

    fn steps_read(&mut self, reading: &Reading, seen: &[Seen]) {
        for at in 0..self.state.steps.len() {
            self.with_step(
                at,
                |step| step.is_read_by(reading),
                |turn, step| {
                    step.reads = step.reads.saturating_add(1);
                    step.unread = 0;
                    match seen.iter().find(|seen| step.is_of(seen)) {
                        Some(seen) => turn.step_seen(step, seen),
                        None => turn.step_not_seen(step),
                    }
                },
            );
        }
    }

    fn step_seen(&mut self, step: &mut RunStep, seen: &Seen) {
        if step.state == StepState::Unclear {
            self.tell(step.subject.event(), words::step_found(&step.title()));
        }
        step.missed = 0;
        step.may_be_there = false;
        step.said_again = false;
        step.id = Some(seen.id.clone()).filter(|id| !id.is_empty()).or(step.id.take());
        let news = !seen.status.is_empty() && step.status.as_deref() != Some(seen.status.as_str());
        if !seen.status.is_empty() {
            step.status = Some(seen.status.clone());
        }
        match &seen.standing {
            Standing::Done => self.step_done(step),
            Standing::PutOff(reason) => {
                if step.state != StepState::Deferred {
                    let problem = words::step_deferred(self.run, &step.name(), reason.as_deref());
                    self.tell_problem(step.subject.event(), &problem);
                    step.problem = Some(in_short(problem));
                }
                step.state = StepState::Deferred;
                step.due = Some(self.now.plus_ms(READ_MS_LATE));
            }
            Standing::OtherSide(ours) => {
                if step.state != StepState::OtherSide {
                    let problem = words::step_waits_for_other_side(self.run, &step.subject, ours);
                    self.tell_problem(step.subject.event(), &problem);
                    step.problem = Some(in_short(problem));
                    step.reads = 0;
                }
                step.state = StepState::OtherSide;
                // It may take days: looked at often while somebody may be at it.
                step.due = Some(self.now.plus_ms(growing(READ_MS_MAX, step.reads, READ_MS_LATE)));
            }
            Standing::Failed(reason) => {
                let problem = words::step_failed(self.run, &step.name(), &seen.status, reason.as_deref());
                self.step_refused(step, problem);
            }
            // What is going is not seen at all.
            Standing::Coming | Standing::Going => {
                if news {
                    self.tell(step.subject.event(), words::step_status(&step.title(), &seen.status));
                }
                step.state = StepState::Coming;
                step.problem = None;
                self.read_again(step);
            }
        }
    }

    fn step_done(&mut self, step: &mut RunStep) {
        step.state = StepState::Done;
        step.problem = None;
        step.due = None;
        self.tell(step.subject.event(), words::step_done(&step.title(), &step.subject));
    }

    fn step_not_seen(&mut self, step: &mut RunStep) {
        step.missed = step.missed.saturating_add(1);
        let is_missing = step.missed >= READS_TO_MISS;
        let unclear = step.state == StepState::Unclear;
        let again = unclear && (step.subject.may_repeat() || step.said_again);
        // The provider said that it was there, and it is not: something else stood in the way.
        let refuted = step.state == StepState::Coming && step.said_there && step.subject.may_repeat();
        if is_missing && (again || refuted) {
            self.tell(step.subject.event(), words::step_not_there(&step.title()));
            step.said_again = false;
            let pause = if refuted { growing(SEND_MS_MIN, step.reads, SEND_MS_MAX) } else { 0 };
            step.waits(self.now.plus_ms(pause));
            return;
        }
        if is_missing && self.is_late(step) {
            let problem = if unclear {
                words::step_not_found(self.run, &step.subject)
            } else {
                words::step_not_shown(self.run, &step.name())
            };
            return self.ask_for(step, problem);
        }
        self.read_again(step);
    }

    fn read_again(&self, step: &mut RunStep) {
        let pause = if self.is_late(step) && !step.said_again {
            READ_MS_LATE
        } else {
            growing(READ_MS_MIN, step.reads, READ_MS_MAX)
        };
        step.due = Some(self.now.plus_ms(pause));
    }

    fn is_late(&self, step: &RunStep) -> bool {
        // After a clock that went back it is read as if it were new.
        step.sent_at.is_some_and(|sent| self.now.ms_since(sent) >= TAKES_MS)
    }

    /// What all of them together mean for a run whose cluster runs.
    pub(super) fn sum_up(&mut self) {
        if self.state.stage != Stage::Running || self.state.has_ended() {
            return;
        }
        let steps = &self.state.steps;
        let count = |which: &dyn Fn(StepState) -> bool| {
            u32::try_from(steps.iter().filter(|step| which(step.state)).count()).unwrap_or(u32::MAX)
        };
        let missing = count(&|state| is_missing(state) || state == StepState::Deferred);
        let waiting = count(&|state| state == StepState::OtherSide);
        let on_their_way =
            count(&|state| matches!(state, StepState::Waiting | StepState::Sending | StepState::Unclear));
        let (told, waiting_told) = (self.state.steps_told, self.state.steps_waiting_told);
        self.state.steps_told = told.min(missing);
        self.state.steps_waiting_told = waiting_told.min(waiting);
        if missing + waiting == 0 {
            if told + waiting_told > 0 {
                self.state.needs_you = false;
                self.state.problem = None;
            }
            return;
        }
        // Said once all that goes by itself is done, so that one sentence says it all.
        if on_their_way > 0 {
            return;
        }
        let of = |which: &dyn Fn(StepState) -> bool| {
            self.state.steps.iter().find(|step| which(step.state)).and_then(|step| step.problem.clone())
        };
        self.state.problem = if missing > 0 {
            let first = of(&|state| is_missing(state) || state == StepState::Deferred);
            Some(words::steps_missing(self.run, missing, &self.state.steps, first.as_ref()))
        } else {
            of(&|state| state == StepState::OtherSide)
        };
        self.state.needs_you = true;
        self.state.steps_told = missing;
        self.state.steps_waiting_told = waiting;
        if missing > told || waiting > waiting_told {
            self.actions.push(Action::Notify(NoticeKind::NeedsYou));
        }
    }
}

/// Whether a person can have it tried again.
fn is_missing(state: StepState) -> bool {
    matches!(state, StepState::Refused | StepState::Asks)
}

/// What a step keeps of a problem: the timeline has all of it.
fn in_short(problem: Problem) -> Problem {
    Problem { server: None, ..problem }
}

/// Whether a person can have steps tried again.
pub(super) fn can_try_again(steps: &[RunStep]) -> bool {
    steps.iter().any(|step| is_missing(step.state))
}
