//! How long clusters like this one took, worked out once it comes up; and the moment from which it takes longer.

use std::sync::Arc;

use crate::api::{Application, Asked, Stage};
use crate::estimate::{Estimate, Past, alike};
use crate::id::{AccountId, RunId};
use crate::owner::{Live, Owner};
use crate::run::state::{Input, late_from};
use crate::run::work::RunWork;
use crate::store::StoreError;
use crate::time::Timestamp;
use crate::watch::pace::Pace;
use crate::watch::prospect::Prospect;
use crate::watch::stages::entered;

/// So many runs of the past are asked, the newest: how long it takes changes with the years.
const PAST_MAX: u32 = 200;
/// Of so many of them the stages of the nodes are read.
const PACES_MAX: usize = 30;

impl Owner {
    /// Says of the account's runs how long ones like them took, and of each when it takes longer. Gives when there is
    /// something again.
    pub(super) fn tend_usual(&mut self, id: &AccountId, now: Timestamp) -> Option<Timestamp> {
        let account = self.accounts.get_mut(id).filter(|account| account.lock.is_some())?;
        let mut new: Vec<RunId> = Vec::new();
        for live in account.runs.values_mut() {
            let made = matches!(live.row.facts.work, RunWork::Create(_));
            let comes_up = made && live.row.state.stage == Stage::Provisioning;
            if comes_up && !live.estimate_asked {
                live.estimate_asked = true;
                new.push(live.row.id.clone());
            }
        }
        if !new.is_empty() {
            self.guarded(|owner| Ok(owner.estimate(id, &new)?));
        }
        self.foresee(id);
        let from = |live: &Live| Some((live.row.id.clone(), late_from(&live.row.state)?));
        let all: Vec<_> = self.accounts.get(id)?.runs.values().filter_map(from).collect();
        for (run, _) in all.iter().filter(|(_, at)| *at <= now) {
            self.guarded(|owner| owner.apply(id, run, Input::Late));
        }
        all.into_iter().map(|(_, at)| at).filter(|at| *at > now).min()
    }

    /// Of each run that is coming up and was looked at since: when it will run.
    fn foresee(&mut self, id: &AccountId) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        for live in account.runs.values_mut() {
            let state = &live.row.state;
            let comes_up = state.stage == Stage::Provisioning && matches!(live.row.facts.work, RunWork::Create(_));
            let (Some(begun), Some(seen)) = (state.sent_at.filter(|_| comes_up), state.seen_at) else {
                live.prospect = None;
                continue;
            };
            if live.prospect.as_ref().is_none_or(|(of, _)| *of != seen) {
                let nodes = entered(&state.nodes, begun);
                let prospect = Prospect::of(&live.pace, begun, seen, &nodes, live.row.facts.asked.nodes);
                live.prospect = Some((seen, Arc::new(prospect)));
            }
        }
    }

    fn estimate(&mut self, id: &AccountId, runs: &[RunId]) -> Result<(), StoreError> {
        let past = self.past(id)?;
        // Those of one launch are often alike.
        let mut paces: Vec<(Application, Asked, Pace)> = Vec::new();
        for run in runs {
            let Some(live) = self.live(id, run) else { continue };
            let (application, asked) = (live.row.facts.application, live.row.facts.asked.clone());
            let known = paces.iter().find(|(of, like, _)| *of == application && *like == asked);
            let pace = match known {
                Some((.., pace)) => pace.clone(),
                None => self.pace(application, &asked, &past)?,
            };
            paces.push((application, asked.clone(), pace.clone()));
            if let Some(live) = self.live_mut(id, run) {
                live.pace = pace;
            }
            let known = self.live(id, run).is_some_and(|live| live.row.state.estimate.is_some());
            if let Some(estimate) = Estimate::of(application, &asked, &past).filter(|_| !known) {
                self.guarded(|owner| owner.apply(id, run, Input::Usual(estimate)));
            }
        }
        Ok(())
    }

    /// How long the nodes of clusters like this one stayed in each stage.
    fn pace(&self, application: Application, asked: &Asked, past: &[Past]) -> Result<Pace, StoreError> {
        let Some((_, alike)) = alike(application, asked, past) else { return Ok(Pace::default()) };
        let mut nodes = Vec::new();
        for past in alike.into_iter().take(PACES_MAX) {
            nodes.push(entered(&self.store.nodes(&past.run)?, past.sent_at));
        }
        Ok(Pace::of(&nodes))
    }

    /// What came up at the same provider, in whichever of the accounts.
    fn past(&self, id: &AccountId) -> Result<Vec<Past>, StoreError> {
        let host = |id: &AccountId| self.accounts.get(id).map(|account| &account.asked.host);
        let same = |other: &AccountId| other == id || (!id.is_sandbox() && host(other) == host(id));
        let past = self.store.past(PAST_MAX)?;
        Ok(past.into_iter().filter(|(account, _)| same(account)).map(|(_, past)| past).collect())
    }
}
