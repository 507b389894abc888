//! Clusters that may be of a run that was lost, where nothing says any more which runs those were.

use crate::api::*;
use crate::id::RunId;
use crate::owner::Owner;
use crate::request;
use crate::store::{Sighting, Wish};

impl Owner {
    /// The run that a cluster may be of: its mark is known neither as a run's nor as a lost run's. It may as well be another
    /// home's, so only a person says that it is one of ours. Nothing unless runs were lost that nothing names.
    pub(super) fn maybe_lost(&self, sighting: &Sighting) -> Result<Option<RunId>, Problem> {
        let Some((run, _)) = sighting.mark.as_deref().and_then(request::parse_mark) else { return Ok(None) };
        let known = !self.store.lost_unnamed()?
            || self.store.run(&run)?.is_some()
            || self.store.lost_run(&run)?.is_some()
            || self.store.run_of_cluster(&sighting.account_id, &sighting.cluster_id)?.is_some();
        Ok((!known).then_some(run))
    }

    /// A person says that a cluster is of a run that was lost: the run comes back once the cluster is read again.
    pub(super) fn take_up_cluster(&mut self, ask: ClusterClaim) -> Result<Nothing, Problem> {
        if self.elsewhere {
            return Err(self.came_from_elsewhere());
        }
        let sighting = self.store.sighting(&ask.account_id, &ask.cluster)?;
        let run = sighting.as_ref().map(|sighting| self.maybe_lost(sighting)).transpose()?.flatten();
        let Some(run) = run else {
            let message = "This cluster is not known to bear the mark of a run that may have been lost here.";
            return Err(Problem::new(ProblemCode::NotAllowed, Place::Cluster { id: ask.cluster }, message));
        };
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
}
