//! What a cluster may have to do with runs that were lost: the one place that says so, for what is offered, what comes back
//! and what is not launched.
//!
//! Three things decide. What was lost (`lost_runs`): runs by name, or some that nothing names. What the cluster shows: its
//! mark. What a person said of it (`claim`), which counts before the mark: both may be said of one run's two clusters.
//!
//! That some are lost which nothing names casts a doubt on each cluster whose mark is not known here, and on each that was not
//! read yet, but only on those that were first seen by [`AfterLoss`](crate::store::AfterLoss): what is listed later was made
//! later.

use crate::api::{Application, Problem};
use crate::id::AccountId;
use crate::owner::Owner;
use crate::request;
use crate::run::driver::unknown_launch;
use crate::run::state::LOOK_UP_WINDOW_MS;
use crate::store::{AfterLoss, Claim, Sighting};
use crate::time::Timestamp;

/// The provider's word for a cluster that is gone.
const DELETED: &str = "DELETED";

/// What a cluster has to do with runs that were lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kin {
    /// Nothing: it is a run's own, or of nobody who was lost here.
    None,
    /// It was not read yet since it was first seen, so it may be of one.
    Unread,
    /// The same, and the last try to read it failed.
    Unreadable,
    /// It may be of one: a person says whether it is.
    Offered,
    /// It is of one, which comes back once the cluster is read.
    Returns,
    /// It was of one, which is back, though not as of its launch: nothing says any more which that was.
    CameBack,
}

impl Owner {
    /// What the cluster has to do with runs that were lost.
    pub(crate) fn kin(&self, sighting: &Sighting) -> Result<Kin, Problem> {
        if let Some(run) = self.store.run_of_cluster(&sighting.account_id, &sighting.cluster_id)? {
            let run = self.store.run(&run)?;
            let back = run.is_some_and(|run| run.launch_id == unknown_launch(&run.id));
            return Ok(if back { Kin::CameBack } else { Kin::None });
        }
        let is_gone = sighting.seen.status.as_deref() == Some(DELETED);
        // Others can't be of a run: they are never made here, nor read.
        let readable = Application::from_list_word(&sighting.application).is_some();
        if !readable || is_gone || sighting.claim == Some(Claim::Others) {
            return Ok(Kin::None);
        }
        if sighting.seen_at.is_none() {
            return Ok(match sighting.tried_at {
                _ if !self.is_doubtful(sighting)? => Kin::None,
                None => Kin::Unread,
                Some(_) => Kin::Unreadable,
            });
        }
        let Some((run, _)) = sighting.mark.as_deref().and_then(request::parse_mark) else { return Ok(Kin::None) };
        if self.store.run(&run)?.is_some() {
            return Ok(Kin::None);
        }
        if sighting.claim == Some(Claim::Ours) {
            return Ok(Kin::Returns);
        }
        if self.store.lost_run(&run)?.is_some() {
            // As in a look-up: only if it alone bears the mark, and while one can't be read nothing is certain.
            let others = |other: &&Sighting| other.claim != Some(Claim::Others);
            let alone = self.store.bearers_of(&run)?.iter().filter(others).count() <= 1;
            let certain = alone && !self.is_any(&sighting.account_id, Kin::Unreadable)?;
            return Ok(if certain { Kin::Returns } else { Kin::Offered });
        }
        let unnamed = self.store.lost_unnamed()? && self.is_doubtful(sighting)?;
        Ok(if unnamed { Kin::Offered } else { Kin::None })
    }

    /// Whether one of the account's clusters that were never read is `kin`: which of the others are of lost runs is then not
    /// certain.
    pub(crate) fn is_any(&self, account: &AccountId, kin: Kin) -> Result<bool, Problem> {
        for sighting in self.store.sightings_of(account)? {
            if sighting.seen_at.is_none() && self.kin(&sighting)? == kin {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether runs were lost that may have made the cluster, for all that can be said of when it was first seen.
    fn is_doubtful(&self, sighting: &Sighting) -> Result<bool, Problem> {
        if self.store.lost_at()?.is_none() {
            return Ok(false);
        }
        let last = self.after_loss(&sighting.account_id)?;
        Ok(last.is_none_or(|last| sighting.first_revision <= last.revision))
    }

    /// The list that was just read, where it is the first that has to hold every cluster of a lost run; else that one.
    pub(crate) fn list_after_loss(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<Option<AfterLoss>, Problem> {
        let Some(mut lost_at) = self.store.lost_at()? else { return Ok(None) };
        if lost_at > now {
            // The clock went back: what was lost in a future is lost now.
            self.store.change(|change| change.lose_by(now))?;
            lost_at = now;
        }
        let had_to_be_there = now >= lost_at.plus_ms(LOOK_UP_WINDOW_MS);
        match self.after_loss(account)? {
            None if had_to_be_there => Ok(Some(AfterLoss { at: now, revision: self.store.revision()? })),
            known => Ok(known),
        }
    }

    /// The first list that had to hold every cluster of a lost run of the account; nothing while none was read.
    pub(crate) fn after_loss(&self, account: &AccountId) -> Result<Option<AfterLoss>, Problem> {
        let Some(lost_at) = self.store.lost_at()? else { return Ok(None) };
        let read = self.store.account(account)?.and_then(|row| row.seen.after_loss);
        Ok(read.filter(|read| read.at >= lost_at.plus_ms(LOOK_UP_WINDOW_MS)))
    }
}
