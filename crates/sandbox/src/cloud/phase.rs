//! The words for where a cluster, data centre or node is, and how the larger follow from the smaller.

/// Where something is. The order is the order of a life; words `[openapi] ClusterDetailsResponse`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Phase {
    /// Accepted, nothing made yet.
    Genesis,
    /// The machine is being made.
    Provisioning,
    /// The machine is there.
    Provisioned,
    /// Joining its cluster.
    Joining,
    /// Works.
    Running,
    /// Stopped until somebody acts.
    Deferred,
    /// Will not run.
    Failed,
    /// Being removed.
    Deleting,
}

impl Phase {
    /// The provider's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Genesis => "GENESIS",
            Phase::Provisioning => "PROVISIONING",
            Phase::Provisioned => "PROVISIONED",
            Phase::Joining => "JOINING",
            Phase::Running => "RUNNING",
            Phase::Deferred => "DEFERRED",
            Phase::Failed => "FAILED",
            Phase::Deleting => "DELETING",
        }
    }

    /// Where a whole is whose parts are in `parts`: RUNNING only when all are, PROVISIONED from when all machines are
    /// there until then `[docs provisioning-lifecycle]`, FAILED when one is.
    pub(crate) fn of_parts(parts: impl Iterator<Item = Phase> + Clone) -> Phase {
        let Some(slowest) = parts.clone().min() else { return Phase::Running };
        if let Some(end) = parts.clone().filter(|part| *part > Phase::Running).max() {
            return end;
        }
        match slowest {
            Phase::Genesis if parts.clone().any(|part| part > Phase::Genesis) => Phase::Provisioning,
            Phase::Joining => Phase::Provisioned,
            Phase::Genesis
            | Phase::Provisioning
            | Phase::Provisioned
            | Phase::Running
            | Phase::Deferred
            | Phase::Failed
            | Phase::Deleting => slowest,
        }
    }

    /// Whether something can get from `self` to `next` (or stay).
    pub fn may_become(self, next: Phase) -> bool {
        match self {
            Phase::Genesis | Phase::Provisioning | Phase::Provisioned | Phase::Joining => next >= self,
            Phase::Running | Phase::Deferred | Phase::Failed => next == self || next == Phase::Deleting,
            Phase::Deleting => next == Phase::Deleting,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_runs_only_when_all_its_parts_do() {
        use Phase::{Failed, Genesis, Joining, Provisioned, Provisioning, Running};
        let table = [
            (vec![Genesis, Genesis], Genesis),
            (vec![Genesis, Provisioning], Provisioning),
            (vec![Provisioning, Running], Provisioning),
            (vec![Provisioned, Joining], Provisioned),
            (vec![Joining, Running], Provisioned),
            (vec![Running, Running], Running),
            (vec![Running, Failed], Failed),
        ];
        for (parts, whole) in table {
            assert_eq!(Phase::of_parts(parts.iter().copied()), whole, "{parts:?}");
        }
    }
}
