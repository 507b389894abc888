//! Deleting a cluster.

use super::views::no_run;
use crate::api::*;
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::Owner;
use crate::run::driver::NewChange;
use crate::run::work::{DeleteWork, RunWork, Target};
use crate::store::{RunFacts, RunRow};

impl Owner {
    pub(super) fn delete_cluster(&mut self, ask: DeleteAsk) -> Result<RunView, Problem> {
        // The same id twice is the same delete, and a cluster that is being deleted needs no second one.
        if let Some(view) = self.deleting(&ask)? {
            return Ok(view);
        }
        let account = self.writable_account(&ask.account_id)?;
        let maker = match self.store.run_of_cluster(&ask.account_id, &ask.cluster)? {
            Some(run) => self.store.run(&run)?,
            None => None,
        };
        let target = self.delete_target(&ask.account_id, &ask.cluster, maker.as_ref())?;
        if ask.name != target.cluster.name {
            let place = Place::Field { path: "name".to_owned() };
            let message = format!("The name does not match: the cluster is called «{}».", target.cluster.name);
            return Err(Problem::new(ProblemCode::NotAllowed, place, message).with_remedy("Type its name exactly."));
        }
        let now = self.now();
        let run = RunId(self.edges.new_id());
        let asked = match &maker {
            Some(maker) => maker.facts.asked.clone(),
            None => self.shape_of(&ask.account_id, &ask.cluster)?,
        };
        let facts = RunFacts {
            account: account.facts.label,
            application: target.cluster.application,
            cluster_name: target.cluster.name.clone(),
            asked,
            work: RunWork::Delete(DeleteWork { target: target.clone(), by_deadline: false }),
        };
        let launch = ask.launch_id.clone();
        let new = NewChange { run: run.clone(), launch, facts, target, maker: maker.map(|maker| maker.id) };
        let added = self.store.change(|change| new.add(change, &ask.account_id, now));
        // Another process may have committed the same delete in this very moment: then that is the one.
        match (added, self.deleting(&ask)?) {
            (_, Some(view)) => Ok(view),
            (Err(error), None) => Err(error.into()),
            (Ok(()), None) => Err(no_run(&run)),
        }
    }

    /// The delete that the ask's id stands for, or one of its cluster that has not ended.
    fn deleting(&self, ask: &DeleteAsk) -> Result<Option<RunView>, Problem> {
        let known = self.store.runs_of_launch(&ask.launch_id)?;
        let of_it = |run: &RunRow| {
            let target = run.facts.work.target();
            run.account_id == ask.account_id && target.is_some_and(|target| target.cluster.id == ask.cluster)
        };
        if let Some(run) = known.first() {
            if known.iter().all(of_it) {
                return Ok(Some(self.run_view(run)));
            }
            let place = Place::Field { path: "launchId".to_owned() };
            return Err(Problem::new(ProblemCode::NotAllowed, place, "This launch id was used for something else.")
                .with_remedy("Take a new one."));
        }
        let changes = self.store.changes_of(&ask.account_id, &ask.cluster)?;
        Ok(changes.iter().find(|run| !run.state.has_ended()).map(|run| self.run_view(run)))
    }

    /// The cluster as it is known: its name has to be, since it is what a person types.
    fn delete_target(
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
            let message = format!("Slipway does not delete clusters of {}.", sighting.application);
            Problem::new(ProblemCode::NotAllowed, place.clone(), message).with_remedy("Use the provider's console.")
        })?;
        let name = sighting.name.ok_or_else(|| {
            Problem::new(ProblemCode::NotFound, place, "The cluster has not been read yet: its name is not known.")
                .with_remedy("Try again in a moment.")
        })?;
        Ok(Target { cluster: ClusterRef { id: cluster.clone(), name, application }, v3: false })
    }

    /// What is known of the shape of a cluster that no run of ours made.
    fn shape_of(&self, account: &AccountId, cluster: &ClusterId) -> Result<Asked, Problem> {
        let seen = self.store.sighting(account, cluster)?.map(|sighting| sighting.seen).unwrap_or_default();
        Ok(Asked {
            version: seen.version.unwrap_or_default(),
            nodes: u32::try_from(seen.nodes.len()).unwrap_or(u32::MAX),
            data_centres: Vec::new(),
        })
    }
}
