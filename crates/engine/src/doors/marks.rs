//! What the marks of clusters say that are not those of their runs, and what a person says of them.

use crate::api::*;
use crate::id::ClusterId;
use crate::owner::Owner;
use crate::request;
use crate::run::driver::Kin;
use crate::store::{Claim, Sighting, Wish};

impl Owner {
    /// What the mark of a cluster says where that needs a person.
    pub(super) fn cluster_mark(&self, sighting: &Sighting) -> Result<Option<ClusterMark>, Problem> {
        if self.store.run_of_cluster(&sighting.account_id, &sighting.cluster_id)?.is_some() {
            return Ok(None);
        }
        match self.kin(sighting)? {
            Kin::Offered => return Ok(Some(ClusterMark::MaybeLost)),
            Kin::Unreadable => return Ok(Some(ClusterMark::Unreadable)),
            Kin::Unread | Kin::Returns | Kin::CameBack => return Ok(None),
            Kin::None => {}
        }
        let Some((run, _)) = sighting.mark.as_deref().and_then(request::parse_mark) else { return Ok(None) };
        let Some(row) = self.store.run(&run)? else { return Ok(None) };
        // The same cluster may be seen by a second account at the same provider.
        let own: Option<&ClusterId> = row.state.cluster.as_ref().map(|cluster| &cluster.id);
        let stray = row.state.is_settled() && own != Some(&sighting.cluster_id);
        Ok(stray.then_some(ClusterMark::Stray { run, stage: row.state.stage }))
    }

    /// A person says that a cluster is of a run that was lost: the run comes back once the cluster is read again. So it does
    /// where the opposite was said before; said twice, or of one that is back, it changes nothing.
    pub(super) fn take_up_cluster(&mut self, ask: ClusterClaim) -> Result<Nothing, Problem> {
        let sighting = self.claimable(&ask)?;
        match self.kin(&sighting)? {
            Kin::Offered | Kin::Returns | Kin::CameBack => {}
            Kin::None if sighting.claim.is_some() => {}
            Kin::Unread | Kin::Unreadable => {
                let message = "This cluster was not read yet: nothing says of which run it is.";
                let problem = Problem::new(ProblemCode::NotYet, Place::Cluster { id: ask.cluster }, message);
                return Err(problem.with_remedy("It is read by itself, every five minutes where that fails."));
            }
            Kin::None => return Err(self.not_claimable(&ask)?),
        }
        if !self.claim(&sighting, Claim::Ours)? {
            return Ok(Nothing {});
        }
        if self.accounts.get(&ask.account_id).is_some_and(|account| account.lock.is_some()) {
            self.want_list(&ask.account_id);
        } else if let Err(problem) = self.wish(&ask.account_id, &Wish::List) {
            // Whoever drives the account next reads its list first of all.
            tracing::info!(%problem, "its run comes back later");
        }
        Ok(Nothing {})
    }

    /// A person says that a cluster is of no run that was lost here: it is not offered any more, nor does it hold up a launch.
    /// What was said before is taken back by it, until the run is back.
    pub(super) fn disown_cluster(&mut self, ask: ClusterClaim) -> Result<Nothing, Problem> {
        let sighting = self.claimable(&ask)?;
        let open = match self.kin(&sighting)? {
            Kin::Offered | Kin::Unread | Kin::Unreadable => true,
            Kin::Returns | Kin::None => sighting.claim.is_some(),
            Kin::CameBack => false,
        };
        if !open || !self.claim(&sighting, Claim::Others)? {
            return Err(self.not_claimable(&ask)?);
        }
        Ok(Nothing {})
    }

    fn claimable(&self, ask: &ClusterClaim) -> Result<Sighting, Problem> {
        if self.elsewhere {
            return Err(self.came_from_elsewhere());
        }
        match self.store.sighting(&ask.account_id, &ask.cluster)? {
            Some(sighting) => Ok(sighting),
            None => Err(self.not_claimable(ask)?),
        }
    }

    /// Keeps what was said, and tells anew of all clusters with the same mark. Gives whether it was kept: by now the cluster
    /// may be a run's own.
    fn claim(&mut self, sighting: &Sighting, claim: Claim) -> Result<bool, Problem> {
        let mark = sighting.mark.as_deref().and_then(request::parse_mark);
        let kept = self.store.change(|change| {
            if let Some((run, _)) = &mark {
                change.touch_marked(run)?;
            }
            change.put_claim(&sighting.account_id, &sighting.cluster_id, claim)
        })?;
        Ok(kept)
    }

    fn returns(&self, ask: &ClusterClaim) -> Result<bool, Problem> {
        let sighting = self.store.sighting(&ask.account_id, &ask.cluster)?;
        sighting.map_or(Ok(false), |sighting| Ok(self.kin(&sighting)? == Kin::Returns))
    }

    /// Why nothing can be said of the cluster.
    fn not_claimable(&self, ask: &ClusterClaim) -> Result<Problem, Problem> {
        let message = match self.store.run_of_cluster(&ask.account_id, &ask.cluster)? {
            Some(run) => format!("This cluster is that of your run {run}."),
            None if self.returns(ask)? => {
                "This cluster is of a run that was lost here, which comes back by itself.".to_owned()
            }
            None => "This cluster is not known to bear the mark of a run that may have been lost here.".to_owned(),
        };
        Ok(Problem::new(ProblemCode::NotAllowed, Place::Cluster { id: ask.cluster.clone() }, message))
    }
}
