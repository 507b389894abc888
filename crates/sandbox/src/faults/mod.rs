//! Answers spoiled on purpose: which faults are armed, and what comes of each request.

mod fault;
mod layer;

pub use fault::{Count, Fault, Kind, NotAFault, Target};
pub use layer::{Closed, FaultLayer, Faulty};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Method, StatusCode};

use crate::cloud::{Fate, Op, Twist};

/// The faults that are armed, and how many requests came. A handle: clones share what they hold.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Armed>>);

#[derive(Default)]
struct Armed {
    faults: Vec<Fault>,
    counts: BTreeMap<Op, u64>,
}

/// How the answer to one request is spoiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Spoil {
    /// Close before doing anything.
    Drop,
    /// Do the work, close without answering.
    LoseAnswer,
    /// Answer so, without doing anything.
    Status(StatusCode),
    /// Do the work, answer so.
    AfterStatus(StatusCode),
    /// Answer 200 with bytes that are not JSON, without doing anything.
    Garbage,
    /// Do the work, answer the same.
    AfterGarbage,
}

impl Spoil {
    fn does_the_work(self) -> bool {
        match self {
            Spoil::Drop | Spoil::Status(_) | Spoil::Garbage => false,
            Spoil::LoseAnswer | Spoil::AfterStatus(_) | Spoil::AfterGarbage => true,
        }
    }
}

/// What happens to one request: at most one fault of each sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hit {
    pub(crate) spoil: Option<Spoil>,
    pub(crate) stall: Option<Duration>,
    pub(crate) twist: Option<Twist>,
}

impl Faults {
    /// No fault.
    pub fn new() -> Self {
        Self::default()
    }

    /// Arms `fault`, behind those that are armed already.
    pub fn add(&self, fault: Fault) {
        self.armed().faults.push(fault);
    }

    /// Disarms all.
    pub fn clear(&self) {
        self.armed().faults.clear();
    }

    /// Those that are still armed, oldest first, with what is left of their counts.
    pub fn list(&self) -> Vec<Fault> {
        self.armed().faults.clone()
    }

    /// How many requests of each kind came since the start, whatever they were answered.
    pub fn counts(&self) -> BTreeMap<Op, u64> {
        let armed = self.armed();
        Op::ALL.into_iter().map(|op| (op, armed.counts.get(&op).copied().unwrap_or_default())).collect()
    }

    /// Counts a request and uses up what hits it: the oldest fault of each sort (how the answer is spoiled, how late it
    /// is, for how long a new cluster is hidden, what becomes of it). What works on a new cluster or rule waits when the
    /// fault that spoils the answer keeps the work from being done.
    pub(crate) fn take(&self, op: Op, method: &Method) -> Hit {
        let mut armed = self.armed();
        *armed.counts.entry(op).or_default() += 1;
        if armed.faults.is_empty() {
            return Hit::default();
        }
        let spoil = armed.use_up(op, |fault| fault.kind.spoil());
        let stall = armed.use_up(op, |fault| fault.kind.stall());
        let works = spoil.is_none_or(Spoil::does_the_work);
        let makes_cluster = works && op == Op::Create;
        let makes_rule = works && op == Op::Firewall && method == Method::POST;
        let hidden_ms = if makes_cluster { armed.use_up(op, |fault| fault.kind.hidden_ms()) } else { None };
        let fate = if makes_cluster || makes_rule { armed.use_up(op, |fault| fault.fate_of(op)) } else { None };
        let twisted = hidden_ms.is_some() || fate.is_some();
        let twist = Twist { fate: fate.unwrap_or(Fate::Runs), hidden_ms: hidden_ms.unwrap_or_default() };
        Hit { spoil, stall, twist: twisted.then_some(twist) }
    }

    /// A panic elsewhere leaves counts and faults as good as they were.
    fn armed(&self) -> MutexGuard<'_, Armed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    /// Uses up one of the oldest fault that hits `op` and is of the sort that `sort` tells.
    fn use_up<T>(&mut self, op: Op, sort: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let position = self.faults.iter().position(|fault| fault.on.hits(op) && sort(fault).is_some())?;
        let fault = self.faults.get_mut(position)?;
        let found = sort(fault);
        match fault.count.one_less() {
            Some(count) => fault.count = count,
            None => {
                self.faults.remove(position);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests;
