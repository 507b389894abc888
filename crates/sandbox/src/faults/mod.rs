//! Answers spoiled on purpose: which faults are armed, and what comes of each request.

mod fault;
mod layer;

pub use fault::{Count, Fault, Kind, NotAFault, Target};
pub use layer::{Closed, FaultLayer, Faulty};

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;

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
    /// is, for how long a new cluster is hidden, what becomes of it). What works on a new cluster waits when the fault
    /// that spoils the answer keeps the work from being done.
    pub(crate) fn take(&self, op: Op) -> Hit {
        let mut armed = self.armed();
        *armed.counts.entry(op).or_default() += 1;
        if armed.faults.is_empty() {
            return Hit::default();
        }
        let spoil = armed.use_up(op, |kind| kind.spoil());
        let stall = armed.use_up(op, |kind| kind.stall());
        let works = op == Op::Create && spoil.is_none_or(Spoil::does_the_work);
        let hidden_ms = if works { armed.use_up(op, |kind| kind.hidden_ms()) } else { None };
        let fate = if works { armed.use_up(op, |kind| kind.fate()) } else { None };
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
    fn use_up<T>(&mut self, op: Op, sort: impl Fn(&Kind) -> Option<T>) -> Option<T> {
        let position = self.faults.iter().position(|fault| fault.on.hits(op) && sort(&fault.kind).is_some())?;
        let fault = self.faults.get_mut(position)?;
        let found = sort(&fault.kind);
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
mod tests {
    use super::*;

    fn armed(faults: &[&str]) -> Faults {
        let handle = Faults::new();
        faults.iter().for_each(|fault| handle.add(fault.parse().unwrap()));
        handle
    }

    fn left(faults: &Faults) -> Vec<String> {
        faults.list().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_fault_hits_as_often_as_it_says_and_only_its_own_kind() {
        let faults = armed(&["create:drop:2"]);
        assert_eq!(faults.take(Op::Read), Hit::default());
        assert_eq!(faults.take(Op::Create).spoil, Some(Spoil::Drop));
        assert_eq!(left(&faults), ["create:drop:1"]);
        assert_eq!(faults.take(Op::Create).spoil, Some(Spoil::Drop));
        assert_eq!(faults.take(Op::Create), Hit::default());
    }

    #[test]
    fn a_fault_for_always_stays() {
        let faults = armed(&["any:status=503:*"]);
        for op in Op::ALL {
            assert_eq!(faults.take(op).spoil, Some(Spoil::Status(StatusCode::SERVICE_UNAVAILABLE)));
        }
        assert_eq!(left(&faults), ["any:status=503:*"]);
    }

    #[test]
    fn faults_of_different_sorts_hit_the_same_request() {
        let faults = armed(&["create:lose-answer", "create:stall=2", "create:hide=30", "create:stuck", "create:drop"]);
        let hit = faults.take(Op::Create);
        let twist = Twist { fate: Fate::Sticks, hidden_ms: 30_000 };
        assert_eq!(
            hit,
            Hit { spoil: Some(Spoil::LoseAnswer), stall: Some(Duration::from_secs(2)), twist: Some(twist) }
        );
        assert_eq!(left(&faults), ["create:drop:1"]);
    }

    #[test]
    fn a_clusters_fate_waits_for_a_create_that_is_done() {
        let faults = armed(&["create:drop", "create:defer"]);
        assert_eq!(faults.take(Op::Create).twist, None);
        assert_eq!(faults.take(Op::Create).twist, Some(Twist { fate: Fate::Defers, hidden_ms: 0 }));
    }

    #[test]
    fn requests_are_counted_whatever_becomes_of_them() {
        let faults = armed(&["read:drop"]);
        faults.take(Op::Read);
        faults.take(Op::Read);
        assert_eq!(faults.counts().get(&Op::Read), Some(&2));
        assert_eq!(faults.counts().get(&Op::Create), Some(&0));
    }
}
