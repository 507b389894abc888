//! Runs that change a cluster which is there: where they come from.

use crate::api::{Problem, RunEventKind, RunKind};
use crate::id::{AccountId, LaunchId, RunId};
use crate::owner::Owner;
use crate::run::state::{Input, NewEvent, RunState};
use crate::run::work::{DeleteWork, RunWork, Target};
use crate::run::{changed_by_words, intended_words};
use crate::store::{Change, RunFacts, RunRow, StoreError};
use crate::time::Timestamp;
use instaclustr_api::ClusterKind;

/// A run that changes a cluster, about to be committed.
pub(crate) struct NewChange {
    pub(crate) run: RunId,
    pub(crate) launch: LaunchId,
    pub(crate) facts: RunFacts,
    pub(crate) target: Target,
    /// The run of ours that made the cluster.
    pub(crate) maker: Option<RunId>,
}

impl NewChange {
    /// Commits to it, and tells of it in the timeline of the run that made the cluster.
    pub(crate) fn add(&self, change: &Change<'_>, account: &AccountId, now: Timestamp) -> Result<(), StoreError> {
        let kind = self.facts.work.kind();
        let event = |kind, text: String| NewEvent { kind, text, node: None, problem: None };
        let first = intended_words(kind, &self.facts.cluster_name, &self.facts.account);
        change.add_launch(&self.launch, now)?;
        let state = RunState::intended_for(self.target.cluster.clone(), now);
        change.add_run(&self.run, &self.launch, account, &self.facts, &state)?;
        change.add_events(&self.run, vec![event(RunEventKind::Intended, first)], now)?;
        match &self.maker {
            Some(maker) => {
                change.add_events(maker, vec![event(RunEventKind::Decided, changed_by_words(kind).to_owned())], now)
            }
            None => Ok(()),
        }
    }
}

impl Owner {
    /// The delete of a run's cluster, whose deadline has come; nothing where one is under way.
    pub(super) fn delete_by_deadline(&self, row: &RunRow) -> Result<Option<NewChange>, Problem> {
        let Some(cluster) = &row.state.cluster else { return Ok(None) };
        let changes = self.store.changes_of(&row.account_id, &cluster.id)?;
        let deletes = |run: &RunRow| run.facts.work.kind() == RunKind::Delete && !run.state.has_ended();
        if changes.iter().any(deletes) {
            return Ok(None);
        }
        let target = Target { cluster: cluster.clone(), v3: row.facts.work.cluster_kind() == ClusterKind::KafkaV3 };
        let work = RunWork::Delete(DeleteWork { target: target.clone(), by_deadline: true });
        Ok(Some(NewChange {
            run: RunId(self.edges.new_id()),
            launch: LaunchId(self.edges.new_id()),
            facts: RunFacts { work, ..row.facts.clone() },
            target,
            maker: None,
        }))
    }

    /// Whatever is due on its own of an account driven here: the telling of a delete, and its beginning. Gives when there
    /// is something again.
    pub(super) fn tend_deadlines(&mut self, id: &AccountId, now: Timestamp) -> Option<Timestamp> {
        let present_ms = now.ms_since(self.present_since);
        let account = self.accounts.get(id).filter(|account| account.lock.is_some())?;
        let due = |at: Timestamp| at <= now;
        let deadlines =
            account.runs.values().filter_map(|live| Some((live.row.id.clone(), live.row.state.delete_at?.due())));
        let (now_due, later): (Vec<_>, Vec<_>) = deadlines.partition(|(_, at)| due(*at));
        for (run, _) in now_due {
            self.guarded(|owner| owner.apply(id, &run, Input::Due { present_ms }));
        }
        later.into_iter().map(|(_, at)| at).min()
    }
}
