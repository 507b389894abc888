//! What deletes and resizes of a cluster have in common.

use crate::api::*;
use crate::id::{AccountId, ClusterId, LaunchId};
use crate::owner::Owner;
use crate::run::work::Target;
use crate::store::RunRow;

impl Owner {
    /// The change that a caller's id stands for, or one of the cluster that has not ended; both only where `is_it` says
    /// that it is what is asked for.
    ///
    /// # Errors
    /// The id stands for something else.
    pub(super) fn changing(
        &self,
        launch: &LaunchId,
        account: &AccountId,
        cluster: &ClusterId,
        is_it: impl Fn(&RunRow) -> bool,
    ) -> Result<Option<RunRow>, Problem> {
        let mut known = self.store.runs_of_launch(launch)?;
        let of_it = |run: &RunRow| {
            let target = run.facts.work.target();
            run.account_id == *account && target.is_some_and(|target| target.cluster.id == *cluster) && is_it(run)
        };
        if !known.is_empty() {
            if known.iter().all(of_it) {
                return Ok(Some(known.swap_remove(0)));
            }
            let place = Place::Field { path: "launchId".to_owned() };
            return Err(Problem::new(ProblemCode::NotAllowed, place, "This launch id was used for something else.")
                .with_remedy("Take a new one."));
        }
        // Only saving a damaged store leaves one without its run.
        if self.store.launched_at(launch)?.is_some() {
            let place = Place::Field { path: "launchId".to_owned() };
            let message = "This was asked for before, and what came of it was lost when the store was damaged.";
            return Err(Problem::new(ProblemCode::NotAllowed, place, message)
                .with_remedy("Look at the cluster, and ask with a new id if it is still to be done."));
        }
        let changes = self.store.changes_of(account, cluster)?;
        Ok(changes.into_iter().find(|run| !run.state.has_ended() && is_it(run)))
    }

    /// The run of ours that made a cluster.
    pub(super) fn maker_of(&self, account: &AccountId, cluster: &ClusterId) -> Result<Option<RunRow>, Problem> {
        match self.store.run_of_cluster(account, cluster)? {
            Some(run) => Ok(self.store.run(&run)?),
            None => Ok(None),
        }
    }

    /// The cluster as it is known: its name has to be, since it is what a person goes by.
    pub(super) fn change_target(
        &self,
        account: &AccountId,
        cluster: &ClusterId,
        maker: Option<&RunRow>,
    ) -> Result<Target, Problem> {
        if let Some((maker, cluster)) = maker.and_then(|maker| Some((maker, maker.state.cluster.as_ref()?))) {
            let v3 = maker.facts.work.cluster_kind() == instaclustr_api::ClusterKind::KafkaV3;
            return Ok(Target { cluster: cluster.clone(), v3 });
        }
        let place = Place::Cluster { id: cluster.clone() };
        let sighting = self.store.sighting(account, cluster)?.ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, place.clone(), "This account has no cluster of that id.")
        })?;
        let application = Application::from_list_word(&sighting.application).ok_or_else(|| {
            let message = format!("Slipway does not change clusters of {}.", sighting.application);
            Problem::new(ProblemCode::NotAllowed, place.clone(), message).with_remedy("Use the provider's console.")
        })?;
        let name = sighting.name.ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, place, "The cluster has not been read yet: its name is not known.")
                .with_remedy("Try again in a moment.")
        })?;
        Ok(Target { cluster: ClusterRef { id: cluster.clone(), name, application }, v3: false })
    }
}
