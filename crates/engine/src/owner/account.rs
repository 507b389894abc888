//! An account while this program is open: its lock, its budget, and the runs it drives. Its key: `key.rs`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use instaclustr_api::{ApplicationVersions, Secret};

use super::Owner;
use super::key::{KEY_MS, KeyState, host_of};
use crate::api::{Application, Place, Problem, ProblemCode, Reach, Stage};
use crate::id::{AccountId, ClusterId, RunId};
use crate::lock::{self, AccountLock, Holder};
use crate::run::answer::Asked;
use crate::run::driver::{Kin, ResizeWatch, Unkept, Urgent};
use crate::run::reconcile::Search;
use crate::run::state::Input;
use crate::run::subject::Subject;
use crate::store::{AccountRow, AccountSeen, RunRow};
use crate::time::Timestamp;
use crate::watch::budget::Budget;
use crate::watch::pace::Pace;
use crate::watch::prospect::Prospect;
use crate::watch::schedule::{ClusterPlan, Crowd};

/// Pause before a lock that another program holds is tried again, in milliseconds.
const LOCK_MS: i64 = 1_000;

/// An account as the owner holds it.
pub(crate) struct Driven {
    pub(crate) row: AccountRow,
    pub(crate) key: KeyState,
    /// Whom problems name: as at the last client, and kept when the key is asked for anew, since answers to requests made
    /// with the old one still come.
    pub(crate) asked: Asked,
    /// Held: this program sends and polls for the account.
    pub(crate) lock: Option<AccountLock>,
    lock_from: Timestamp,
    /// Counts the asks for the key: only what the last one brings is used.
    pub(crate) key_asks: u32,
    /// A key that is refused is not read again before this.
    pub(crate) reread_from: Option<Timestamp>,
    /// Answers that the store did not take yet.
    pub(crate) unkept: Vec<Unkept>,
    /// The list was answered, well or not, since the lock was taken.
    pub(crate) list_answered: bool,
    /// The bucket of the store, as it was when last drawn from here.
    pub(crate) budget: Budget,
    /// What persons wait for, oldest first.
    pub(crate) urgent: VecDeque<Urgent>,
    /// The last request was one that a person waited for.
    pub(crate) urgent_last: bool,
    /// Versions that the provider offers, until the node sizes are read too.
    pub(crate) versions: BTreeMap<Application, Vec<ApplicationVersions>>,
    /// Runs that have not ended; only while the lock is held.
    pub(crate) runs: BTreeMap<RunId, Live>,
    /// Look-ups whose list has been read.
    pub(crate) searches: BTreeMap<RunId, Search>,
    /// Clusters that no run of ours made, of applications that can be read.
    pub(crate) others: Vec<ClusterPlan>,
    pub(crate) listed_at: Option<Timestamp>,
    pub(crate) list_wanted: bool,
    pub(crate) catalogues_wanted: BTreeSet<Application>,
    /// Whether the last read was part of a look-up.
    pub(crate) looked_up_last: bool,
    /// A read is under way.
    pub(crate) reading: bool,
    /// Requests under way that change something.
    pub(crate) sending: u32,
    /// No read before this.
    pub(crate) reads_from: Option<Timestamp>,
    /// Reads in a row that failed.
    pub(crate) read_failures: u32,
    /// How many share the room, as the store told last, where another program drives the account.
    pub(crate) crowd: Crowd,
}

/// A run that is driven.
pub(crate) struct Live {
    pub(crate) row: RunRow,
    pub(crate) tried_at: Option<Timestamp>,
    pub(crate) busy: bool,
    pub(crate) wanted: bool,
    /// The last list of a look-up was asked for by name.
    pub(crate) looked_by_name: bool,
    /// A whole list has been read since it was known here.
    pub(crate) listed: bool,
    /// How long ones like it took was asked of the store.
    pub(crate) estimate_asked: bool,
    /// How long clusters like its own stayed in each stage.
    pub(crate) pace: Pace,
    /// When its cluster will run, and the look that told.
    pub(crate) prospect: Option<(Timestamp, Arc<Prospect>)>,
    /// When it was read last how its steps are getting on.
    pub(crate) steps_tried_at: Option<Timestamp>,
    /// All that its next step needs is at hand.
    pub(crate) step_ready: bool,
    /// The password of the user that its next step makes.
    pub(crate) password: Password,
    /// Where it is a resize: what is held in hand of it.
    pub(crate) resize: ResizeWatch,
}

/// A password that the keyring was asked for, by the user's name.
pub(crate) enum Password {
    NotAsked,
    Asked(String),
    Had(String, Secret),
    Failed(String, Problem),
}

impl Password {
    /// The password of the user that a step makes.
    pub(crate) fn of(&self, subject: &Subject) -> Option<&Secret> {
        match (self, subject) {
            (Self::Had(name, password), Subject::User(user)) if *name == user.name => Some(password),
            (Self::NotAsked | Self::Asked(_) | Self::Had(..) | Self::Failed(..), _) => None,
        }
    }
}

impl Driven {
    pub(crate) fn new(row: AccountRow, now: Timestamp) -> Self {
        let asked =
            Asked { id: row.id.clone(), label: row.facts.label.clone(), host: host_of(&row.facts.url).to_owned() };
        Self {
            row,
            key: KeyState::Unasked,
            asked,
            lock: None,
            lock_from: now,
            key_asks: 0,
            reread_from: None,
            unkept: Vec::new(),
            list_answered: false,
            budget: Budget::full(now),
            urgent: VecDeque::new(),
            urgent_last: false,
            versions: BTreeMap::new(),
            runs: BTreeMap::new(),
            searches: BTreeMap::new(),
            others: Vec::new(),
            listed_at: None,
            list_wanted: false,
            catalogues_wanted: BTreeSet::new(),
            looked_up_last: false,
            reading: false,
            sending: 0,
            reads_from: None,
            read_failures: 0,
            crowd: Crowd::default(),
        }
    }

    /// How many share the room that the account has, here or where it is driven.
    pub(crate) fn crowd(&self) -> Crowd {
        if self.lock.is_none() {
            return self.crowd;
        }
        let runs = |stage| self.runs.values().filter(|live| live.row.state.stage == stage).count();
        Crowd {
            building: runs(Stage::Provisioning),
            calm: runs(Stage::Running),
            others: self.others.len(),
            steps: 0,
            rate: self.row.facts.rate,
        }
    }
}

impl Owner {
    /// Keys and locks: whatever is missing to drive the accounts that this program may drive.
    pub(crate) fn tend(&mut self, now: Timestamp) {
        if !self.drives || self.elsewhere {
            return;
        }
        let ids: Vec<AccountId> = self.accounts.keys().cloned().collect();
        for id in ids {
            self.keep_answers(&id, now);
            self.settle_sending(&id);
            let Some(account) = self.accounts.get_mut(&id) else { continue };
            match &account.key {
                KeyState::Unasked => self.ask_key(&id),
                KeyState::Failed(_, again) if again.within(KEY_MS, now) <= now => self.ask_key(&id),
                KeyState::Ready(..) if account.lock.is_none() && account.lock_from.within(LOCK_MS, now) <= now => {
                    self.take_lock(&id, now);
                }
                KeyState::Asked | KeyState::Failed(..) | KeyState::Ready(..) => {}
            }
        }
    }

    fn take_lock(&mut self, id: &AccountId, now: Timestamp) {
        let holder = Holder { who: format!("{} {}", self.who, std::process::id()), since: now };
        match lock::take(&self.home, id, &holder) {
            Ok(Some(lock)) => {
                let runs = self.store.open_runs(id);
                let Some(account) = self.accounts.get_mut(id) else { return };
                match runs {
                    Ok(runs) => {
                        account.lock = Some(lock);
                        account.runs = runs.into_iter().map(|row| (row.id.clone(), Live::new(row))).collect();
                        account.list_answered = false;
                        self.take_up(id);
                    }
                    Err(error) => {
                        tracing::error!(%error, "runs can't be read");
                        account.lock_from = now.plus_ms(LOCK_MS);
                    }
                }
            }
            Ok(None) => self.try_lock_later(id, now),
            Err(error) => {
                tracing::error!(%error, "the lock can't be taken");
                self.try_lock_later(id, now);
            }
        }
    }

    fn try_lock_later(&mut self, id: &AccountId, now: Timestamp) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.lock_from = now.plus_ms(LOCK_MS);
        }
    }

    /// The account is driven here from now on.
    fn take_up(&mut self, id: &AccountId) {
        self.wishes_unread = true;
        self.settle_sending(id);
        self.guarded(|owner| owner.refresh_others(id));
        self.announce_account(id);
    }

    /// What another process left in `sending`, when it died, is unclear. Tried at each turn until the store takes it.
    fn settle_sending(&mut self, id: &AccountId) {
        let Some(account) = self.accounts.get(id).filter(|account| account.lock.is_some()) else { return };
        let left = |live: &&Live| live.row.state.is_sending() && !live.busy;
        let runs: Vec<RunId> = account.runs.values().filter(left).map(|live| live.row.id.clone()).collect();
        for run in runs {
            self.guarded(|owner| owner.apply(id, &run, Input::FoundSending));
        }
    }

    /// Frees the lock, so that another program can drive the account.
    pub(crate) fn let_go(&mut self, id: &AccountId) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.lock = None;
            account.runs.clear();
            account.searches.clear();
        }
    }

    /// The provider refused a write with this key (403): it may read only.
    pub(crate) fn writes_refused(&mut self, id: &AccountId) {
        let now = self.now();
        self.change_seen(id, |seen| seen.writes_refused_at = Some(now));
    }

    /// A person wants it tried again: writes are no longer refused here.
    pub(crate) fn try_writes_again(&mut self, id: &AccountId) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        if account.row.seen.writes_refused_at.is_some() {
            // The key may be another one by now.
            account.key_changed();
            self.change_seen(id, |seen| seen.writes_refused_at = None);
        }
    }

    /// Why nothing may be written for the account, before any request.
    pub(crate) fn write_problem(&self, id: &AccountId) -> Option<Problem> {
        // As the store has it, since another program may have changed the account this moment; else as it was last known.
        let kept = self.store.account(id).ok().flatten();
        let row = kept.or_else(|| self.accounts.get(id).map(|account| account.row.clone()))?;
        row.write_problem()
    }

    /// Keeps how the last requests went, where that is news.
    pub(crate) fn put_reach(&mut self, id: &AccountId, reach: Reach) {
        let Some(account) = self.accounts.get(id) else { return };
        if account.row.seen.reach != reach {
            self.change_seen(id, |seen| seen.reach = reach);
        }
    }

    /// Changes what is known of the account, but for what another program may just have kept of it.
    pub(crate) fn change_seen(&mut self, id: &AccountId, with: impl FnOnce(&mut AccountSeen)) {
        let kept = self.store.change(|change| change.change_account_seen(id, with));
        match kept {
            Ok(seen) => {
                if let (Some(account), Some(seen)) = (self.accounts.get_mut(id), seen) {
                    account.row.seen = seen;
                }
            }
            Err(error) => {
                tracing::error!(%error, "what is known of the account was not kept");
                self.note_trouble(&error.into());
            }
        }
    }

    /// Reads anew which clusters no run of ours looks at: those that none made, and those that were taken for gone and are
    /// listed all the same.
    pub(crate) fn refresh_others(&mut self, id: &AccountId) -> Result<(), Problem> {
        let mut others = Vec::new();
        for sighting in self.store.sightings_of(id)? {
            let readable = Application::from_list_word(&sighting.application).is_some();
            let looked_at = match self.store.run_of_cluster(id, &sighting.cluster_id)? {
                Some(run) => self.store.run(&run)?.is_some_and(|run| run.state.stage != Stage::Gone),
                None => false,
            };
            if readable && !looked_at {
                // One that brings a lost run back is read at once.
                let returns = self.kin(&sighting)? == Kin::Returns;
                let tried_at = sighting.tried_at.filter(|_| !returns);
                others.push(ClusterPlan { id: sighting.cluster_id, tried_at });
            }
        }
        if let Some(account) = self.accounts.get_mut(id) {
            account.others = others;
        }
        Ok(())
    }

    pub(crate) fn live(&self, account: &AccountId, run: &RunId) -> Option<&Live> {
        self.accounts.get(account)?.runs.get(run)
    }

    pub(crate) fn live_mut(&mut self, account: &AccountId, run: &RunId) -> Option<&mut Live> {
        self.accounts.get_mut(account)?.runs.get_mut(run)
    }

    /// Notes a try to read a cluster that no run of ours made.
    pub(crate) fn others_tried(&mut self, account: &AccountId, cluster: &ClusterId, now: Timestamp) {
        let others = self.accounts.get_mut(account).map(|account| &mut account.others);
        if let Some(other) = others.and_then(|others| others.iter_mut().find(|other| other.id == *cluster)) {
            other.tried_at = Some(now);
        }
    }
}

impl AccountRow {
    /// Why nothing may be written for it, before any request.
    pub(crate) fn write_problem(&self) -> Option<Problem> {
        let place = Place::Account { id: self.id.clone(), label: self.facts.label.clone() };
        let label = &self.facts.label;
        if self.facts.read_only {
            let problem = Problem::new(ProblemCode::NotAllowed, place, format!("Account {label} is read-only here."));
            return Some(problem.with_remedy("Use another account, or let this one be written to."));
        }
        self.seen.writes_refused_at?;
        let message =
            format!("The key of account {label} may read only: Instaclustr refused a write with it (HTTP 403).");
        Some(
            Problem::new(ProblemCode::NotAllowed, place, message)
                .with_remedy("Give the account a key that may write, or test the account to have it tried again."),
        )
    }
}

impl Live {
    pub(crate) fn new(row: RunRow) -> Self {
        Self {
            row,
            tried_at: None,
            busy: false,
            wanted: false,
            looked_by_name: false,
            listed: false,
            estimate_asked: false,
            pace: Pace::default(),
            prospect: None,
            steps_tried_at: None,
            step_ready: false,
            password: Password::NotAsked,
            resize: ResizeWatch::default(),
        }
    }
}
