//! What a cluster is given once it runs: for now the firewall rules of its profile, each a step of the run.
//!
//! | step: state \ input | ready | not sent | no address | taken | there | refused | not done | unclear | found sending | read: absent again | read: coming | read: put off | read: open | try again | held | read: failed | not read, late | not listed, late |
//! |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
//! | waiting | sending | refused | asks | – | – | – | – | – | – | – | – | – | – | – | asks | – | – | – |
//! | asks | – | – | – | – | – | – | – | – | – | – | – | – | – | waiting | – | – | – | – |
//! | sending | – | – | – | opening | opening | refused | waiting | unclear | unclear | – | – | – | – | – | asks | – | – | – |
//! | unclear | – | – | – | – | – | – | – | – | – | waiting | opening | deferred | open | – | asks | refused | asks | waiting |
//! | opening, deferred | – | – | – | – | – | – | – | – | – | – | opening | deferred | open | – | – | refused | – | asks |
//! | refused | – | – | – | – | – | – | – | – | – | – | – | – | – | waiting | – | – | – | – |
//! | open | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – | – |
//!
//! Whether a rule is there is told by the list of the cluster's rules, compared as a set of networks with what each may reach. What
//! two lists since it was sent lack (some seconds later) is sent again by itself, other than a create: it may still be on its way, but the provider
//! keeps one rule of a kind and answers a second one with 409 `[openapi]`, which says that what was asked for is so.

use serde::{Deserialize, Serialize};

use super::{Action, Turn, growing};
use crate::api::{NoticeKind, Problem, RunEventKind, Stage, StepState};
use crate::network::{Range, Source};
use crate::run::words;
use crate::time::Timestamp;

/// First pause before the rules are read, in milliseconds; each further one is twice as long.
const READ_MS_MIN: i64 = 2_000;
const READ_MS_MAX: i64 = 15_000;
/// Pause once a rule takes longer than any source says, or was put off, in milliseconds.
const READ_MS_LATE: i64 = 5 * 60_000;
/// The longest that a rule takes, in milliseconds. [API.md §5: v1 docs, up to 10 minutes to be usable]
pub(super) const OPENS_MS: i64 = 10 * 60 * 1000;
/// First pause before a rule that was certainly not taken is sent again, in milliseconds.
const SEND_MS_MIN: i64 = 2_000;
const SEND_MS_MAX: i64 = 60_000;
/// Lists in a row that lack a rule whose answer was lost, before it is sent again.
pub(super) const LISTS_TO_SEND_AGAIN: u32 = 2;

/// A firewall rule on its way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleStep {
    /// Who is to be let in.
    pub from: Source,
    /// To what, in the provider's word.
    pub opens: String,
    /// The network that is sent, once it is known.
    pub network: Option<Range>,
    /// Whether a person typed it in the place of this computer's own address.
    #[serde(default)]
    pub typed: bool,
    /// Where it stands.
    pub state: StepState,
    /// The provider's id of the rule.
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
    /// Lists since it was sent.
    #[serde(default)]
    pub lists: u32,
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
    /// There is room in the budget for a step that waits, and its network is known.
    Ready {
        /// Which.
        step: usize,
        /// What «my address» stands for now; ignored where a range was named.
        mine: Option<Range>,
    },
    /// It may not be sent at all.
    NotSent {
        /// Which.
        step: usize,
        /// Why.
        problem: Problem,
    },
    /// What «my address» stands for can't be told.
    NoAddress {
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
    /// The cluster's rules were read, all of them.
    Read(Vec<RuleSeen>),
    /// They could not be read.
    NotRead,
    /// What was kept of them may be older than what was done, or the home is another: nothing is sent before a person says so.
    Held(Problem),
}

/// What came of the write of a step.
#[derive(Clone, PartialEq, Debug)]
pub enum StepAnswer {
    /// Taken: as the answer shows it.
    Taken(RuleSeen),
    /// The provider has such a rule already (409).
    There,
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

/// A rule as the provider shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleSeen {
    /// Its id.
    pub id: String,
    /// Who is let in; nothing where that can't be read.
    pub network: Option<Range>,
    /// To what.
    pub opens: String,
    /// The provider's word for it.
    pub status: String,
    /// Why it was put off.
    pub reason: Option<String>,
}

impl RuleStep {
    /// A step that nothing was done for yet.
    pub fn new(from: Source, opens: String) -> Self {
        Self {
            network: from.named(),
            typed: false,
            from,
            opens,
            state: StepState::Waiting,
            id: None,
            status: None,
            problem: None,
            not_done: 0,
            lists: 0,
            sent_at: None,
            due: None,
        }
    }

    /// Whether a person can have it tried again.
    pub fn is_missing(&self) -> bool {
        is_missing(self.state)
    }

    /// For people: «KAFKA for 203.0.113.7/32».
    pub fn title(&self) -> String {
        match self.network {
            Some(network) => format!("{} for {network}", self.opens),
            None => format!("{} for my address", self.opens),
        }
    }

    /// What is to be sent later: this computer may have another address by then.
    fn waits(&mut self, due: Timestamp) {
        self.state = StepState::Waiting;
        self.due = Some(due);
        if self.from == Source::Mine && !self.typed {
            self.network = None;
        }
    }

    fn is_of(&self, seen: &RuleSeen) -> bool {
        // What is going is not there: another may take its place.
        let goes = matches!(seen.status.as_str(), "DELETING" | "DELETED");
        !goes && self.network.is_some() && self.network == seen.network && self.opens == seen.opens
    }

    fn is_to_be_read(&self) -> bool {
        match self.state {
            StepState::Unclear | StepState::Opening | StepState::Deferred => true,
            StepState::Waiting | StepState::Asks | StepState::Sending | StepState::Refused | StepState::Open => false,
        }
    }
}

/// The step that is to be sent next, and when. One after the other: an answer tells what the next one would be told.
pub fn to_send(steps: &[RuleStep]) -> Option<(usize, Option<Timestamp>)> {
    if steps.iter().any(|step| step.state == StepState::Sending) {
        return None;
    }
    let waiting = steps.iter().enumerate().filter(|(_, step)| step.state == StepState::Waiting);
    waiting.map(|(at, step)| (at, step.due)).min_by_key(|(_, due)| *due)
}

/// When the cluster's rules are to be read; nothing where none of them is awaited.
pub fn to_read(steps: &[RuleStep]) -> Option<Timestamp> {
    steps.iter().filter(|step| step.is_to_be_read()).filter_map(|step| step.due).min()
}

impl Turn<'_> {
    /// What happened to the steps of a run whose cluster runs.
    pub(super) fn step_steps(&mut self, input: StepInput) {
        match input {
            StepInput::Ready { step, mine } => self.send_step(step, mine),
            StepInput::NotSent { step, problem } => {
                let refused = StepAnswer::Refused(problem);
                let waits = |step: &RuleStep| step.state == StepState::Waiting;
                self.with_step(step, waits, |turn, step| turn.step_answered(step, refused));
            }
            StepInput::NoAddress { step, problem } => {
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
            StepInput::Read(rules) => self.rules_read(&rules),
            StepInput::NotRead => self.rules_not_read(),
            StepInput::Held(problem) => self.hold_steps(&problem),
        }
        self.sum_up();
    }

    /// A driver finds a step in `sending` that it did not send.
    pub(super) fn step_found_sending(&mut self) {
        let sending = self.state.steps.iter().position(|step| step.state == StepState::Sending);
        if let Some(at) = sending {
            let problem = words::step_died_while_sending(self.run);
            self.with_step(at, |_| true, |turn, step| turn.step_unclear(step, problem));
        }
    }

    /// A person has what is missing tried again; `mine`: what is to be let in where this computer is asked for.
    pub(super) fn try_steps_again(&mut self, mine: Option<Range>) {
        let missing = |step: &RuleStep| is_missing(step.state);
        if !self.state.steps.iter().any(missing) {
            return;
        }
        self.tell(RunEventKind::Decided, words::decided_to_try_again());
        for step in self.state.steps.iter_mut().filter(|step| missing(step)) {
            step.problem = None;
            step.not_done = 0;
            if step.from == Source::Mine {
                step.typed = mine.is_some();
                step.network = mine;
            }
            step.waits(self.now);
        }
        self.sum_up();
    }

    /// Changes a step where it is of the kind that can be.
    fn with_step(&mut self, at: usize, which: impl Fn(&RuleStep) -> bool, work: impl FnOnce(&mut Self, &mut RuleStep)) {
        let Some(mut step) = self.state.steps.get(at).filter(|step| which(step)).cloned() else { return };
        work(self, &mut step);
        if let Some(place) = self.state.steps.get_mut(at) {
            *place = step;
        }
    }

    fn send_step(&mut self, at: usize, mine: Option<Range>) {
        if self.state.stage != Stage::Running || to_send(&self.state.steps).map(|(next, _)| next) != Some(at) {
            return;
        }
        self.with_step(
            at,
            |step| step.network.is_some() || mine.is_some(),
            |turn, step| {
                step.network = step.network.or(mine);
                step.state = StepState::Sending;
                step.sent_at = Some(turn.now);
                step.lists = 0;
                step.due = None;
                turn.state.step_writes = turn.state.step_writes.saturating_add(1);
                turn.tell(RunEventKind::Access, words::step_sending(&step.title()));
                turn.actions.push(Action::SendStep { step: at, write: turn.state.step_writes });
            },
        );
    }

    fn ask_for(&mut self, step: &mut RuleStep, problem: Problem) {
        self.tell_problem(RunEventKind::Access, &problem);
        step.state = StepState::Asks;
        step.problem = Some(in_short(problem));
        step.due = None;
    }

    fn step_refused(&mut self, step: &mut RuleStep, problem: Problem) {
        self.tell_problem(RunEventKind::Access, &problem);
        step.state = StepState::Refused;
        step.problem = Some(in_short(problem));
        step.due = None;
    }

    /// What was not sent yet, or may have been, waits for a person.
    pub(super) fn hold_steps(&mut self, problem: &Problem) {
        let held = |step: &RuleStep| matches!(step.state, StepState::Waiting | StepState::Sending | StepState::Unclear);
        if !self.state.steps.iter().any(held) {
            return;
        }
        self.tell_problem(RunEventKind::Access, problem);
        for step in self.state.steps.iter_mut().filter(|step| held(step)) {
            step.state = StepState::Asks;
            step.problem = Some(in_short(problem.clone()));
            step.due = None;
        }
    }

    /// Whether what is unclear was done can't be told for so long that a person has to know.
    fn rules_not_read(&mut self) {
        for at in 0..self.state.steps.len() {
            self.with_step(at, RuleStep::is_to_be_read, |turn, step| {
                if step.state == StepState::Unclear && turn.is_late(step) {
                    let problem = words::step_not_told(turn.run, &step.title());
                    turn.ask_for(step, problem);
                } else {
                    step.due = Some(turn.now.plus_ms(READ_MS_MAX));
                }
            });
        }
    }

    fn step_answered(&mut self, step: &mut RuleStep, answer: StepAnswer) {
        match answer {
            StepAnswer::Taken(seen) => {
                self.tell(RunEventKind::Access, words::step_taken(&step.title()));
                self.begins_to_open(step);
                self.step_seen(step, &seen);
            }
            StepAnswer::There => {
                self.tell(RunEventKind::Access, words::step_there(&step.title()));
                self.begins_to_open(step);
            }
            StepAnswer::Refused(problem) => {
                self.step_refused(step, problem);
            }
            StepAnswer::NotDone { problem, pause_ms } => {
                self.tell_problem(RunEventKind::Access, &problem);
                step.problem = Some(in_short(problem));
                let pause = growing(SEND_MS_MIN, step.not_done, SEND_MS_MAX);
                step.not_done = step.not_done.saturating_add(1);
                step.waits(self.now.plus_ms(pause_ms.unwrap_or(0).max(pause)));
            }
            StepAnswer::Unclear(problem) => self.step_unclear(step, problem),
        }
    }

    fn step_unclear(&mut self, step: &mut RuleStep, problem: Problem) {
        self.tell_problem(RunEventKind::Access, &problem);
        step.state = StepState::Unclear;
        step.problem = Some(in_short(problem));
        step.lists = 0;
        step.due = Some(self.now.plus_ms(READ_MS_MIN));
    }

    fn begins_to_open(&self, step: &mut RuleStep) {
        step.state = StepState::Opening;
        step.problem = None;
        step.not_done = 0;
        step.due = Some(self.now.plus_ms(READ_MS_MIN));
    }

    fn rules_read(&mut self, rules: &[RuleSeen]) {
        for at in 0..self.state.steps.len() {
            self.with_step(at, RuleStep::is_to_be_read, |turn, step| {
                step.lists = step.lists.saturating_add(1);
                match rules.iter().find(|seen| step.is_of(seen)) {
                    Some(seen) => turn.step_seen(step, seen),
                    None => turn.step_not_seen(step),
                }
            });
        }
    }

    fn step_seen(&mut self, step: &mut RuleStep, seen: &RuleSeen) {
        if step.state == StepState::Unclear {
            self.tell(RunEventKind::Access, words::step_found(&step.title()));
        }
        step.id = Some(seen.id.clone()).filter(|id| !id.is_empty()).or(step.id.take());
        let news = step.status.as_deref() != Some(seen.status.as_str());
        step.status = Some(seen.status.clone());
        match seen.status.as_str() {
            "RUNNING" => {
                step.state = StepState::Open;
                step.problem = None;
                step.due = None;
                self.tell(RunEventKind::Access, words::step_open(&step.title()));
            }
            "DEFERRED" => {
                if step.state != StepState::Deferred {
                    let problem = words::step_deferred(self.run, &step.title(), seen.reason.as_deref());
                    self.tell_problem(RunEventKind::Access, &problem);
                    step.problem = Some(in_short(problem));
                }
                step.state = StepState::Deferred;
                step.due = Some(self.now.plus_ms(READ_MS_LATE));
            }
            "FAILED" => {
                let problem = words::step_failed(self.run, &step.title());
                self.step_refused(step, problem);
            }
            word => {
                if news && !word.is_empty() {
                    self.tell(RunEventKind::Access, words::step_status(&step.title(), word));
                }
                step.state = StepState::Opening;
                step.problem = None;
                self.read_again(step);
            }
        }
    }

    fn step_not_seen(&mut self, step: &mut RuleStep) {
        let again = step.state == StepState::Unclear && step.lists >= LISTS_TO_SEND_AGAIN;
        if again {
            self.tell(RunEventKind::Access, words::step_not_there(&step.title()));
            step.waits(self.now);
            return;
        }
        if step.state != StepState::Unclear && self.is_late(step) {
            let problem = words::step_not_shown(self.run, &step.title());
            return self.ask_for(step, problem);
        }
        self.read_again(step);
    }

    fn read_again(&self, step: &mut RuleStep) {
        let pause = if self.is_late(step) { READ_MS_LATE } else { growing(READ_MS_MIN, step.lists, READ_MS_MAX) };
        step.due = Some(self.now.plus_ms(pause));
    }

    fn is_late(&self, step: &RuleStep) -> bool {
        // After a clock that went back it is read as if it were new.
        step.sent_at.is_some_and(|sent| self.now.ms_since(sent) >= OPENS_MS)
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
        let on_their_way =
            count(&|state| matches!(state, StepState::Waiting | StepState::Sending | StepState::Unclear));
        let told = self.state.steps_told;
        self.state.steps_told = told.min(missing);
        if missing == 0 {
            if told > 0 {
                self.state.needs_you = false;
                self.state.problem = None;
            }
            return;
        }
        // Said once all that goes by itself is done, so that one sentence says it all.
        if on_their_way > 0 {
            return;
        }
        let steps = &self.state.steps;
        let first = steps.iter().find_map(|step| step.problem.clone());
        self.state.problem = Some(words::steps_missing(self.run, missing, steps.len(), first.as_ref()));
        self.state.needs_you = true;
        self.state.steps_told = missing;
        if missing > told {
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
pub(super) fn can_try_again(steps: &[RuleStep]) -> bool {
    steps.iter().any(|step| is_missing(step.state))
}
