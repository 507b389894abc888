//! What deletes, resizes and restores of a cluster have in common.

use std::time::Duration;

use futures_util::FutureExt;
use instaclustr_api::{Client, Error};

use super::runs::LAUNCH_ID_BYTES_MAX;
use crate::api::*;
use crate::engine::Reply;
use crate::id::{AccountId, ClusterId, LaunchId};
use crate::owner::{Access, Owner};
use crate::run::answer::{self, Asked as Where};
use crate::run::driver::Done;
use crate::run::work::Target;
use crate::store::RunRow;

/// How long the reading for a review may take, its turn included.
const READ_PATIENCE: Duration = Duration::from_secs(15);

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
        let of_it = |run: &RunRow| {
            let target = run.facts.work.target();
            run.account_id == *account && target.is_some_and(|target| target.cluster.id == *cluster) && is_it(run)
        };
        if let Some(run) = self.asked_before(launch, of_it)? {
            return Ok(Some(run));
        }
        let changes = self.store.changes_of(account, cluster)?;
        Ok(changes.into_iter().find(|run| !run.state.has_ended() && is_it(run)))
    }

    /// The run that a caller's id stands for, where `is_it` says that it is what is asked for.
    ///
    /// # Errors
    /// The id stands for something else.
    pub(super) fn asked_before(
        &self,
        launch: &LaunchId,
        is_it: impl Fn(&RunRow) -> bool,
    ) -> Result<Option<RunRow>, Problem> {
        if launch.0.is_empty() || launch.0.len() > LAUNCH_ID_BYTES_MAX {
            return Err(Problem::field("launchId", "A launch id has 1 to 64 characters."));
        }
        let mut known = self.store.runs_of_launch(launch)?;
        if !known.is_empty() {
            if known.iter().all(is_it) {
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
        Ok(None)
    }

    /// What is known of the shape of a cluster.
    pub(super) fn shape_of(
        &self,
        account: &AccountId,
        cluster: &ClusterId,
        maker: Option<&RunRow>,
    ) -> Result<Asked, Problem> {
        if let Some(maker) = maker {
            return Ok(maker.facts.asked.clone());
        }
        let seen = self.store.sighting(account, cluster)?.map(|sighting| sighting.seen).unwrap_or_default();
        Ok(Asked {
            version: seen.version.unwrap_or_default(),
            nodes: u32::try_from(seen.nodes.len()).unwrap_or(u32::MAX),
            data_centres: Vec::new(),
        })
    }

    /// Reads something for a review, and answers with what `review` makes of it: with the key that is in hand where the account
    /// is driven here, else with one that is asked for. `what` is it that the provider did not tell of where it takes too long.
    pub(super) fn read_for_review<R, F, T>(
        &mut self,
        (account, cluster, what): (AccountId, ClusterId, &'static str),
        reply: Reply<T>,
        read: impl FnOnce(Client) -> F + Send + 'static,
        review: impl FnOnce(&mut Self, R) -> Result<T, Problem> + Send + 'static,
    ) where
        R: Send + 'static,
        F: Future<Output = Result<R, Error>> + Send + 'static,
        T: Send + 'static,
    {
        let id = account.clone();
        let send = move |owner: &mut Self, client: Client, asked: Where, reply: Reply<T>| {
            let of = account.clone();
            owner.send_urgent(&of, READ_PATIENCE, move |left| {
                async move {
                    let told = match left {
                        Ok(left) => {
                            tokio::time::timeout(left, read(client)).await.map_err(|_| not_told(&cluster, what))
                        }
                        Err(problem) => Err(problem),
                    };
                    Done::Then(Box::new(move |owner: &mut Self| {
                        let reviewed = told.and_then(|told| {
                            owner.note_test(&account, &asked, told.as_ref().err());
                            review(owner, told.map_err(|error| answer::of_read(&asked, &error))?)
                        });
                        // A caller that has gone needs no answer.
                        drop(reply.send(reviewed));
                    }))
                }
                .boxed()
            });
        };
        let driven = self.accounts.get(&id).and_then(|driven| Some((driven.client()?, driven.asked.clone())));
        if let Some((client, asked)) = driven {
            return send(self, client, asked, reply);
        }
        let access = self.new_access(&id);
        let begun = async move {
            let access = access.await;
            Done::Then(Box::new(move |owner: &mut Self| match access {
                Ok(Access { client, asked, .. }) => send(owner, client, asked, reply),
                // A caller that has gone needs no answer.
                Err(problem) => drop(reply.send(Err(problem))),
            }))
        };
        self.in_flight.push(begun.boxed());
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

fn not_told(cluster: &ClusterId, what: &str) -> Problem {
    let message = format!("The provider did not tell of {what} within {} s.", READ_PATIENCE.as_secs());
    Problem::new(ProblemCode::NotSent, Place::Cluster { id: cluster.clone() }, message)
        .with_remedy("Try again in a moment.")
}
