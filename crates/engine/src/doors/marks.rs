//! What the marks of clusters say that are not those of their runs.

use crate::api::*;
use crate::id::{ClusterId, RunId};
use crate::owner::Owner;
use crate::request;
use crate::store::{Sighting, StoreError, Wish};

impl Owner {
    /// What the mark of a cluster says where that needs a person.
    pub(super) fn cluster_mark(&self, sighting: &Sighting) -> Result<Option<ClusterMark>, Problem> {
        let Some((run, _)) = sighting.mark.as_deref().and_then(request::parse_mark) else { return Ok(None) };
        if self.store.run_of_cluster(&sighting.account_id, &sighting.cluster_id)?.is_some() {
            return Ok(None);
        }
        let Some(row) = self.store.run(&run)? else {
            let offered = self.may_be_lost(&run)? && !self.store.is_others_run(&run)?;
            return Ok(offered.then_some(ClusterMark::MaybeLost));
        };
        // The same cluster may be seen by a second account at the same provider.
        let own: Option<&ClusterId> = row.state.cluster.as_ref().map(|cluster| &cluster.id);
        let stray = row.state.is_settled() && own != Some(&sighting.cluster_id);
        Ok(stray.then_some(ClusterMark::Stray { run, stage: row.state.stage }))
    }

    /// Whether runs were lost that nothing names any more, and this may be one of them: it is known neither as a run nor as
    /// a lost one.
    fn may_be_lost(&self, run: &RunId) -> Result<bool, StoreError> {
        Ok(self.store.lost_unnamed()? && self.store.run(run)?.is_none() && self.store.lost_run(run)?.is_none())
    }

    /// The run that a cluster may be of. It may as well be another home's, so only a person says which.
    fn claimed(&self, ask: &ClusterClaim) -> Result<RunId, Problem> {
        if self.elsewhere {
            return Err(self.came_from_elsewhere());
        }
        let mark = self.store.sighting(&ask.account_id, &ask.cluster)?.and_then(|sighting| sighting.mark);
        let owned = self.store.run_of_cluster(&ask.account_id, &ask.cluster)?.is_some();
        match mark.as_deref().and_then(request::parse_mark) {
            Some((run, _)) if !owned && self.may_be_lost(&run)? => Ok(run),
            _ => {
                let message = "This cluster is not known to bear the mark of a run that may have been lost here.";
                Err(Problem::new(ProblemCode::NotAllowed, Place::Cluster { id: ask.cluster.clone() }, message))
            }
        }
    }

    /// A person says that a cluster is of a run that was lost: the run comes back once the cluster is read again. So it does
    /// where the opposite was said before.
    pub(super) fn take_up_cluster(&mut self, ask: ClusterClaim) -> Result<Nothing, Problem> {
        let run = self.claimed(&ask)?;
        let now = self.now();
        self.store.change(|change| change.add_lost_run(&run, now))?;
        if self.accounts.get(&ask.account_id).is_some_and(|account| account.lock.is_some()) {
            self.want_list(&ask.account_id);
        } else if let Err(problem) = self.wish(&ask.account_id, &Wish::List) {
            // Whoever drives the account next reads its list first of all.
            tracing::info!(%problem, "its run comes back later");
        }
        Ok(Nothing {})
    }

    /// A person says that a cluster is of no run that was lost here: it is not offered any more.
    pub(super) fn disown_cluster(&mut self, ask: ClusterClaim) -> Result<Nothing, Problem> {
        let run = self.claimed(&ask)?;
        let now = self.now();
        self.store.change(|change| change.add_others_run(&run, now))?;
        Ok(Nothing {})
    }
}
