//! Answers spoiled on purpose: which faults are armed, and what comes of each request.

mod fault;
mod layer;

pub use fault::{Count, Fault, Kind, NotAFault, Target};
pub use layer::{Closed, FaultLayer, Faulty};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;

use crate::cloud::{Fate, Made, Op, Twist};

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

/// What happens to the answer of one request: at most one fault of each sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Hit {
    pub(crate) spoil: Option<Spoil>,
    pub(crate) stall: Option<Duration>,
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

    /// Counts a request and uses up what spoils or delays its answer: the oldest fault of each of the two sorts. What
    /// becomes of the thing it makes is [`Faults::twist`]'s matter.
    pub(crate) fn take(&self, op: Op) -> Hit {
        let mut armed = self.armed();
        *armed.counts.entry(op).or_default() += 1;
        let spoil = armed.use_up(op, |fault| fault.kind.spoil());
        let stall = armed.use_up(op, |fault| fault.kind.stall());
        Hit { spoil, stall }
    }

    /// Lets `work` do a request of `op` under the oldest faults that say what becomes of what it makes, and uses them up
    /// by what it made: a request that is refused or changes nothing leaves them for the next one. In one step: nobody
    /// else finds them meanwhile.
    pub(crate) fn twist<T>(&self, op: Op, work: impl FnOnce(Twist) -> (T, Option<Made>)) -> T {
        let mut armed = self.armed();
        let hidden_ms = |fault: &Fault| fault.kind.hidden_ms().filter(|_| op == Op::Create);
        let fate = |fault: &Fault| fault.fate_of(op);
        let twist = Twist {
            fate: armed.oldest(op, fate).map_or(Fate::Runs, |(_, fate)| fate),
            hidden_ms: armed.oldest(op, hidden_ms).map_or(0, |(_, hidden_ms)| hidden_ms),
        };
        let (done, made) = work(twist);
        match made {
            Some(Made::Cluster) => {
                armed.use_up(op, hidden_ms);
                armed.use_up(op, fate);
            }
            Some(Made::DeferredRule) => drop(armed.use_up(op, fate)),
            None => {}
        }
        done
    }

    /// A panic elsewhere leaves counts and faults as good as they were.
    fn armed(&self) -> MutexGuard<'_, Armed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Armed {
    /// The oldest fault that hits `op` and is of the sort that `sort` tells: its position, and what it says.
    fn oldest<T>(&self, op: Op, sort: impl Fn(&Fault) -> Option<T>) -> Option<(usize, T)> {
        let mut hitting = self.faults.iter().enumerate().filter(|(_, fault)| fault.on.hits(op));
        hitting.find_map(|(position, fault)| Some((position, sort(fault)?)))
    }

    /// Uses up one of the oldest fault that hits `op` and is of the sort that `sort` tells.
    fn use_up<T>(&mut self, op: Op, sort: impl Fn(&Fault) -> Option<T>) -> Option<T> {
        let (position, found) = self.oldest(op, sort)?;
        let fault = self.faults.get_mut(position)?;
        match fault.count.one_less() {
            Some(count) => fault.count = count,
            None => {
                self.faults.remove(position);
            }
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests;
