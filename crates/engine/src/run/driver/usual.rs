//! How long clusters like this one took, worked out once it comes up; and the moment from which it takes longer.

use crate::api::Stage;
use crate::estimate::{Estimate, Past};
use crate::id::{AccountId, RunId};
use crate::owner::{Live, Owner};
use crate::run::state::{Input, late_from};
use crate::run::work::RunWork;
use crate::store::StoreError;
use crate::time::Timestamp;

/// So many runs of the past are asked, the newest: how long it takes changes with the years.
const PAST_MAX: u32 = 200;

impl Owner {
    /// Says of the account's runs how long ones like them took, and of each when it takes longer. Gives when there is
    /// something again.
    pub(super) fn tend_usual(&mut self, id: &AccountId, now: Timestamp) -> Option<Timestamp> {
        let account = self.accounts.get_mut(id).filter(|account| account.lock.is_some())?;
        let mut new: Vec<RunId> = Vec::new();
        for live in account.runs.values_mut() {
            let made = matches!(live.row.facts.work, RunWork::Create(_));
            let comes_up = made && live.row.state.stage == Stage::Provisioning;
            if comes_up && live.row.state.estimate.is_none() && !live.estimate_asked {
                live.estimate_asked = true;
                new.push(live.row.id.clone());
            }
        }
        if !new.is_empty() {
            self.guarded(|owner| Ok(owner.estimate(id, &new)?));
        }
        let from = |live: &Live| Some((live.row.id.clone(), late_from(&live.row.state)?));
        let all: Vec<_> = self.accounts.get(id)?.runs.values().filter_map(from).collect();
        for (run, _) in all.iter().filter(|(_, at)| *at <= now) {
            self.guarded(|owner| owner.apply(id, run, Input::Late));
        }
        all.into_iter().map(|(_, at)| at).filter(|at| *at > now).min()
    }

    fn estimate(&mut self, id: &AccountId, runs: &[RunId]) -> Result<(), StoreError> {
        let past = self.past(id)?;
        for run in runs {
            let Some(live) = self.live(id, run) else { continue };
            let facts = &live.row.facts;
            if let Some(estimate) = Estimate::of(facts.application, &facts.asked, &past) {
                self.guarded(|owner| owner.apply(id, run, Input::Usual(estimate)));
            }
        }
        Ok(())
    }

    /// What came up at the same provider, in whichever of the accounts.
    fn past(&self, id: &AccountId) -> Result<Vec<Past>, StoreError> {
        let host = |id: &AccountId| self.accounts.get(id).map(|account| &account.asked.host);
        let same = |other: &AccountId| other == id || (!id.is_sandbox() && host(other) == host(id));
        let past = self.store.past(PAST_MAX)?;
        Ok(past.into_iter().filter(|(account, _)| same(account)).map(|(_, past)| past).collect())
    }
}
