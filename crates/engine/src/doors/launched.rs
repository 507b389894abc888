//! Whether a launch was made before: the same id is the same launch, also after some of its runs were lost.

use crate::api::*;
use crate::owner::Owner;
use crate::run::driver::unknown_launch;
use crate::run::work::RunWork;
use crate::store::RunRow;

impl Owner {
    /// The launch that the ask's id stands for.
    ///
    /// # Errors
    /// It stands for another, or runs of it were lost with a damaged store: each may have made its cluster.
    pub(super) fn launched(&self, ask: &LaunchAsk) -> Result<Option<LaunchView>, Problem> {
        let Some(view) = self.launch_view(&ask.launch_id)? else { return Ok(None) };
        let runs = self.store.runs_of_launch(&ask.launch_id)?;
        let refused = |message: String, remedy: &str| {
            let place = Place::Field { path: "launchId".to_owned() };
            Err(Problem::new(ProblemCode::NotAllowed, place, message).with_remedy(remedy))
        };
        let another = || refused("This launch id was used for another launch.".to_owned(), "Take a new one.");
        let Some(missing) = without_run(ask, &runs) else { return another() };
        if missing.is_empty() {
            return Ok(Some(view));
        }
        let names = |names: Vec<&str>| names.join(", ");
        let of_it = missing.len() <= usize::try_from(self.store.lost_of_launch(&ask.launch_id)?).unwrap_or(usize::MAX);
        // Only saving a damaged store leaves a launch without a run.
        match runs.as_slice() {
            [] => refused(
                "This launch was made before, and its runs were lost when the store was damaged.".to_owned(),
                "A cluster that bears the tag slipway-run of a lost run comes back by itself once the account is read. Look at \
                 Instaclustr; launch with a new id or key if there are none.",
            ),
            runs if of_it || self.store.lost_unknown()? => {
                let there = names(runs.iter().map(|run| run.facts.cluster_name.as_str()).collect());
                let lost = names(missing.into_iter().map(|draft| draft.cluster_name.as_str()).collect());
                refused(
                    format!(
                        "This launch was made before. Of its clusters {there} stand here; the runs of {lost} were lost when the \
                         store was damaged, and may have made theirs."
                    ),
                    "A cluster that bears the tag slipway-run of a lost run comes back by itself once the account is read. Look \
                     at Instaclustr; launch what is not there with a new id or key.",
                )
            }
            _ => another(),
        }
    }
}

impl Owner {
    /// Runs were lost of which nothing says any more which launch they were of, and this may be it: its cluster would be made twice.
    ///
    /// # Errors
    /// A cluster of such a name may be of a lost run, or not every cluster was read since.
    pub(super) fn was_not_lost(&self, ask: &LaunchAsk) -> Result<(), Problem> {
        let Some(lost_at) = self.store.lost_launches_at()? else { return Ok(()) };
        let refused = |message: String, remedy: &str| {
            let place = Place::Field { path: "launchId".to_owned() };
            Err(Problem::new(ProblemCode::NotAllowed, place, message).with_remedy(remedy))
        };
        let listed = self.account_row(&ask.account_id)?.seen.listed_at;
        let sightings = self.store.sightings_of(&ask.account_id)?;
        if listed.is_none_or(|at| at < lost_at) || sightings.iter().any(|sighting| sighting.tried_at.is_none()) {
            return refused(
                "Runs were lost when the store was damaged, and this launch may be one of them: the account's clusters have \
                 to be read first."
                    .to_owned(),
                "Wait a moment, then launch again.",
            );
        }
        for sighting in &sightings {
            let named = |draft: &&ProfileDraft| sighting.name.as_ref() == Some(&draft.cluster_name);
            let Some(draft) = ask.drafts.iter().find(named) else { continue };
            let run = self.store.run_of_cluster(&sighting.account_id, &sighting.cluster_id)?;
            let run = run.map(|run| self.store.run(&run)).transpose()?.flatten();
            if run.is_some_and(|run| run.launch_id == unknown_launch(&run.id)) {
                return refused(
                    format!(
                        "The cluster {} came back after runs were lost; this launch may be the one that made it.",
                        draft.cluster_name
                    ),
                    "Take another name, if there is to be another cluster.",
                );
            }
            if self.cluster_mark(sighting)? == Some(ClusterMark::MaybeLost) {
                return refused(
                    format!(
                        "The cluster {} that is called {} may be of a run that was lost when the store was damaged.",
                        sighting.cluster_id, draft.cluster_name
                    ),
                    "Say on the clusters page, or with `slipway home take-up`, whether it is yours; or take another name.",
                );
            }
        }
        Ok(())
    }
}

/// The drafts for which there is no run; nothing where a run is for none of them.
fn without_run<'a>(ask: &'a LaunchAsk, runs: &[RunRow]) -> Option<Vec<&'a ProfileDraft>> {
    let mut drafts: Vec<&ProfileDraft> = ask.drafts.iter().collect();
    for run in runs {
        let own = drafts.iter().position(|draft| is_for(run, draft, ask))?;
        drafts.remove(own);
    }
    Some(drafts)
}

/// Whether a run is for a draft of the launch. Of one that was rebuilt no more is known than what its cluster shows.
fn is_for(run: &RunRow, draft: &ProfileDraft, ask: &LaunchAsk) -> bool {
    run.account_id == ask.account_id
        && match &run.facts.work {
            RunWork::Create(work) => {
                work.draft == *draft
                    && work.delete_after_ms == ask.delete_after_ms
                    && work.stop_on_refusal == ask.stop_on_refusal
            }
            RunWork::Rebuilt(_) => {
                run.facts.application == draft.application && run.facts.cluster_name == draft.cluster_name
            }
            RunWork::Delete(_) | RunWork::Resize(_) | RunWork::Restore(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request;
    use crate::{Edges, Engine, Options};

    #[test]
    fn a_launch_whose_run_was_lost_is_not_made_again() {
        let home = tempfile::tempdir().unwrap();
        let options = Options {
            home: home.path().to_owned(),
            who: "test".to_owned(),
            drive: false,
            sandbox: None,
            edges: Edges::system(),
        };
        let (_engine, mut owner) = Engine::parts(options).unwrap();
        let launch_id = crate::id::LaunchId::from("once");
        owner.store.change(|change| change.add_launch(&launch_id, crate::time::Timestamp(1))).unwrap();
        let ask = LaunchAsk {
            launch_id,
            account_id: crate::id::AccountId::from(crate::id::AccountId::SANDBOX),
            drafts: vec![request::new_draft(Application::Kafka)],
            profile_id: None,
            accept_warnings: true,
            stop_on_refusal: false,
            delete_after_ms: None,
        };
        let refused = owner.launch(ask).unwrap_err();
        assert_eq!(refused.code, ProblemCode::NotAllowed);
        assert!(refused.message.contains("lost"), "{refused}");
        assert_eq!(owner.store.run_counts().unwrap().0, 0);
    }
}
