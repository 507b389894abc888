//! A cloud to which one thing after the other happens.

use super::super::*;
use super::step::{Make, OfCluster, Step, Who};
use super::{of_cluster, of_resources};

pub(super) const BASE: &str = "/cluster-management/v2";

/// A request: method, path, body.
pub(super) type Asked = (Method, String, Value);

/// A cloud, its time, and what its journal would hold.
pub(super) struct Story {
    pub(super) cloud: Cloud,
    pub(super) now: i64,
    pub(super) records: Vec<Record>,
}

impl Story {
    pub(super) fn new(seed: u64) -> Self {
        let cloud = Cloud::new(options(seed));
        let records = cloud.snapshot();
        Self { cloud, now: START, records }
    }

    /// Lets `step` happen, and holds its answer against what is told of all answers. Whether it did what it is for.
    pub(super) fn take(&mut self, who: Who, step: &Step) -> bool {
        if let Step::Wait { ms } = step {
            self.now += ms;
            self.cloud.advance(self.now);
            return true;
        }
        let pair = match who {
            Who::Owner => "ann:full",
            Who::Reader => "ann:look",
            Who::Other => "bob:full",
        };
        let creates = matches!(step, Step::Create(_));
        let Some((method, path, body)) = self.asked(step).filter(|_| !(creates && who == Who::Other)) else {
            return false;
        };
        let mut request = request_as(pair, method, &path, (!body.is_null()).then_some(&body));
        request.extensions_mut().insert(twist(step));
        let decision = self.cloud.decide(self.now, &request);
        let status = decision.response.status();
        let what = format!("{step:?} by {who:?}: {status} {:?}", decision.response.body());
        match who {
            Who::Owner => assert!(status.is_success() || is_a_fair_refusal(step, status), "{what}"),
            Who::Reader => assert_eq!(status, StatusCode::FORBIDDEN, "{what}"),
            Who::Other => assert!([400, 404].contains(&status.as_u16()), "{what}"),
        }
        assert!(decision.change.is_none() || status.is_success(), "a refusal changes nothing: {what}");
        self.records.extend(decision.change.as_ref().map(Change::record));
        let is_done = decision.change.is_some();
        decision.change.into_iter().for_each(|change| self.cloud.commit(change));
        is_done
    }

    fn asked(&self, step: &Step) -> Option<Asked> {
        match step {
            Step::Create(new) => Some(of_cluster::create(new)),
            Step::OfCluster(which, what) => Some(of_cluster::asked(self.cloud.clusters().get(*which)?, what)),
            Step::Cancel(which) => {
                let all: Vec<&Operation> =
                    self.cloud.clusters().iter().flat_map(|cluster| &cluster.operations).collect();
                // Those under way, where there are some: there are far more that are over.
                let under_way: Vec<&Operation> = all.iter().copied().filter(|one| self.now < one.done).collect();
                let candidates = if under_way.is_empty() { all } else { under_way };
                let id = candidates.get(which % candidates.len().max(1))?.id;
                Some((Method::DELETE, format!("{BASE}/operations/resize-operations/v2/{id}/cancel/v2"), Value::Null))
            }
            Step::Make(which, what) => Some(of_resources::asked_for(self.cloud.clusters().get(*which)?, what)),
            Step::Change(which, what) => of_resources::asked_of(&self.cloud, *which, what, self.now),
            Step::Wait { .. } => None,
        }
    }
}

/// What the fault of a create or a rule would put into its request.
fn twist(step: &Step) -> Twist {
    match step {
        Step::Create(new) => Twist { fate: new.fate, hidden_ms: new.hidden_ms },
        Step::Make(_, Make::Rule { fate, .. }) => Twist { fate: *fate, hidden_ms: 0 },
        Step::Make(_, Make::Restore { hidden_ms }) => Twist { fate: Fate::Runs, hidden_ms: *hidden_ms },
        Step::OfCluster(..) | Step::Cancel(_) | Step::Make(..) | Step::Change(..) | Step::Wait { .. } => {
            Twist::default()
        }
    }
}

/// A cluster may be busy or hidden, and a request about what belongs to one may not fit it; no other request is wrong.
fn is_a_fair_refusal(step: &Step, status: StatusCode) -> bool {
    match step {
        Step::Create(_) | Step::OfCluster(_, OfCluster::Delete) | Step::Wait { .. } => false,
        Step::OfCluster(_, OfCluster::Confirm | OfCluster::Refuse) => status == StatusCode::CONFLICT,
        Step::OfCluster(..) | Step::Cancel(_) => [404, 409].contains(&status.as_u16()),
        Step::Make(..) | Step::Change(..) => [400, 404, 409].contains(&status.as_u16()),
    }
}
