//! Whether a launch was made before: the same id is the same launch, also after some of its runs were lost.

use crate::api::*;
use crate::id::AccountId;
use crate::owner::Owner;
use crate::request;
use crate::run::driver::Kin;
use crate::run::state::LOOK_UP_WINDOW_MS;
use crate::run::work::RunWork;
use crate::store::{RunRow, Sighting};

impl Owner {
    /// The launch that the ask's id stands for.
    ///
    /// # Errors
    /// It stands for another, or runs of it were lost with a damaged store: each may have made its cluster.
    pub(super) fn launched(&self, ask: &LaunchAsk) -> Result<Option<LaunchView>, Problem> {
        let Some(view) = self.launch_view(&ask.launch_id)? else { return Ok(None) };
        let runs = self.store.runs_of_launch(&ask.launch_id)?;
        let Some(missing) = without_run(ask, &runs) else { return Err(another()) };
        if missing.is_empty() {
            return Ok(Some(view));
        }
        let of_it = missing.len() <= usize::try_from(view.lost).unwrap_or(usize::MAX);
        // Only saving a damaged store leaves a launch without a run.
        if !runs.is_empty() && !of_it && !self.store.lost_unknown()? {
            return Err(another());
        }
        let names = |names: Vec<&str>| names.join(", ");
        let lost = names(missing.iter().map(|draft| draft.cluster_name.as_str()).collect());
        let made = "This launch was made before";
        let message = if runs.is_empty() {
            format!("{made}, and its runs were lost when the store was damaged.")
        } else {
            let there = names(runs.iter().map(|run| run.facts.cluster_name.as_str()).collect());
            format!(
                "{made}. Of its clusters {there} stand here; the runs of {lost} were lost when the store was damaged, and may \
                 have made theirs."
            )
        };
        let kin = self.kin_of_name(ask, |name| missing.iter().any(|draft| draft.cluster_name == name))?;
        if let Some((back, _)) = kin.iter().find(|(_, kin)| *kin == Kin::CameBack) {
            let remedy = format!(
                "The cluster {} came back as a run of its own. Launch what is not there with a new id or key.",
                named(back)
            );
            return Err(refused(message, &remedy));
        }
        if let Some((offered, _)) = kin.iter().find(|(_, kin)| *kin == Kin::Offered) {
            return Err(refused(message, &decide_words(offered)));
        }
        let returns = kin.iter().any(|(_, kin)| *kin == Kin::Returns);
        if let Some(wait) = self.not_read_since(&ask.account_id, returns)? {
            return Err(not_yet(message, &wait));
        }
        Err(refused(
            message,
            "No cluster came back for them. Look at Instaclustr; launch what is not there with a new id or key.",
        ))
    }

    /// Runs were lost of which nothing says any more which launch they were of, and this may be it: its cluster would be made
    /// twice.
    ///
    /// # Errors
    /// A cluster of such a name may be of a lost run, or not every cluster that may be was read since.
    pub(super) fn was_not_lost(&self, ask: &LaunchAsk) -> Result<(), Problem> {
        if !self.store.lost_launches()? {
            return Ok(());
        }
        let may_be = "Runs were lost when the store was damaged, and this launch may be one of them";
        let mut returns = false;
        for (sighting, kin) in self.kin_of_name(ask, |name| may_be_of(ask, name))? {
            match kin {
                Kin::CameBack => {
                    let message = format!("{may_be}: the cluster {} came back.", named(&sighting));
                    return Err(refused(message, "Take another name, if there is to be another cluster."));
                }
                Kin::Offered => {
                    let message = format!("{may_be}: it may have made the cluster {}.", named(&sighting));
                    return Err(refused(message, &decide_words(&sighting)));
                }
                Kin::Returns => returns = true,
                Kin::None | Kin::Unread | Kin::Unreadable => {}
            }
        }
        self.all_read(&ask.account_id, may_be, returns)
    }

    /// The same of a restore, whose cluster bears no mark, but a name that no other has.
    ///
    /// # Errors
    /// Not every cluster that may be of a lost run was read since.
    pub(super) fn restore_was_not_lost(&self, account: &AccountId) -> Result<(), Problem> {
        if !self.store.lost_launches()? {
            return Ok(());
        }
        self.all_read(account, "Runs were lost when the store was damaged, and this restore may be one of them", false)
    }

    fn all_read(&self, account: &AccountId, may_be: &str, returns: bool) -> Result<(), Problem> {
        if let Some(wait) = self.not_read_since(account, returns)? {
            return Err(not_yet(format!("{may_be}: the account's clusters have to be read first."), &wait));
        }
        for sighting in self.store.sightings_of(account)? {
            if self.kin(&sighting)? == Kin::Unreadable {
                let id = &sighting.cluster_id;
                let message = format!("{may_be}: the cluster {id} could not be read, and may be its.");
                let remedy = format!(
                    "It is read again every five minutes. If it is not yours, say so on the clusters page or with `slipway home \
                     disown {id}`."
                );
                return Err(refused(message, &remedy));
            }
        }
        Ok(())
    }

    /// The account's clusters whose names `of` takes, each with what it has to do with lost runs.
    fn kin_of_name(&self, ask: &LaunchAsk, of: impl Fn(&str) -> bool) -> Result<Vec<(Sighting, Kin)>, Problem> {
        let sightings = self.store.sightings_of(&ask.account_id)?;
        let named = sightings.into_iter().filter(|sighting| sighting.name.as_deref().is_some_and(&of));
        named.map(|sighting| self.kin(&sighting).map(|kin| (sighting, kin))).collect()
    }

    /// What is still to come before it is known which clusters of the account lost runs made: the list that has to hold each
    /// of them, and a reading of each. `returns`: one is about to come back.
    fn not_read_since(&self, account: &AccountId, returns: bool) -> Result<Option<String>, Problem> {
        let Some(lost_at) = self.store.lost_at()? else { return Ok(None) };
        let left_ms = lost_at.plus_ms(LOOK_UP_WINDOW_MS).ms_since(self.now());
        let read = self.after_loss(account)?.is_some() && !self.is_any(account, Kin::Unread)?;
        Ok(match (read, left_ms > 0) {
            (true, _) if !returns => None,
            (true, _) | (false, false) => Some("Try again in a minute: they are being read.".to_owned()),
            (false, true) => Some(format!(
                "Try again in {} minutes: the provider may list a new cluster late.",
                left_ms / 60_000 + 1
            )),
        })
    }

    /// The names of the account's clusters that may be of lost runs: a launch that is made again has them itself.
    pub(super) fn names_of_lost(&self, account: &AccountId) -> Result<Vec<String>, Problem> {
        let mut names = Vec::new();
        for sighting in self.store.sightings_of(account)? {
            if matches!(self.kin(&sighting)?, Kin::Offered | Kin::Returns | Kin::CameBack) {
                names.extend(sighting.name);
            }
        }
        Ok(names)
    }
}

fn place() -> Place {
    Place::Field { path: "launchId".to_owned() }
}

fn refused(message: String, remedy: &str) -> Problem {
    Problem::new(ProblemCode::NotAllowed, place(), message).with_remedy(remedy)
}

fn not_yet(message: String, remedy: &str) -> Problem {
    Problem::new(ProblemCode::NotYet, place(), message).with_remedy(remedy)
}

fn another() -> Problem {
    refused("This launch id was used for another launch.".to_owned(), "Take a new one.")
}

fn named(sighting: &Sighting) -> String {
    sighting
        .name
        .as_ref()
        .map_or_else(|| sighting.cluster_id.to_string(), |name| format!("{name} ({})", sighting.cluster_id))
}

fn decide_words(sighting: &Sighting) -> String {
    let id = &sighting.cluster_id;
    format!(
        "Say on the clusters page whether {id} is yours, or with `slipway home take-up {id}` or `slipway home disown {id}`; or \
         take another name."
    )
}

/// Whether a cluster of that name may be one that the launch made before. The names of a launch of several are counted on
/// from those that were taken then.
fn may_be_of(ask: &LaunchAsk, name: &str) -> bool {
    let several = ask.drafts.len() > 1;
    ask.drafts
        .iter()
        .map(|draft| draft.cluster_name.as_str())
        .any(|own| own == name || (several && request::without_number(own) == request::without_number(name)))
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
mod tests;
