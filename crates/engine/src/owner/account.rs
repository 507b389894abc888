//! An account while this program is open: its key, its lock, its budget, and the runs it drives.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use futures_util::FutureExt;
use instaclustr_api::http::HeaderValue;
use instaclustr_api::{ApplicationVersions, Client};

use super::Owner;
use crate::api::{Application, Place, Problem, ProblemCode, Reach, Stage};
use crate::edges::Endpoint;
use crate::id::{AccountId, ClusterId, RunId};
use crate::lock::{self, AccountLock, Holder};
use crate::run::answer::Asked;
use crate::run::driver::{Done, Unkept, Urgent};
use crate::run::reconcile::Search;
use crate::run::state::Input;
use crate::secrets::KeyOf;
use crate::store::{AccountRow, AccountSeen, RunRow};
use crate::time::Timestamp;
use crate::watch::budget::Budget;
use crate::watch::schedule::ClusterPlan;

/// Pause before a key that could not be had is asked for again, in milliseconds. Short for the sandbox, which starts.
const KEY_MS: i64 = 30_000;
const SANDBOX_KEY_MS: i64 = 200;
/// How long a key may take.
const KEY_PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
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
    /// A read is under way.
    pub(crate) reading: bool,
    /// Requests under way that change something.
    pub(crate) sending: u32,
    /// No read before this.
    pub(crate) reads_from: Option<Timestamp>,
    /// Reads in a row that failed.
    pub(crate) read_failures: u32,
}

/// Where the key stands.
pub(crate) enum KeyState {
    /// Not asked for.
    Unasked,
    /// Being read.
    Asked,
    /// It could not be had; asked for again at the moment given.
    Failed(Problem, Timestamp),
    /// Had, and a client made with it.
    Ready(Box<Client>),
}

/// A run that is driven.
pub(crate) struct Live {
    pub(crate) row: RunRow,
    pub(crate) tried_at: Option<Timestamp>,
    pub(crate) busy: bool,
    pub(crate) wanted: bool,
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
            reading: false,
            sending: 0,
            reads_from: None,
            read_failures: 0,
        }
    }

    pub(crate) fn client(&self) -> Option<Client> {
        match &self.key {
            KeyState::Ready(client) => Some(client.as_ref().clone()),
            KeyState::Unasked | KeyState::Asked | KeyState::Failed(..) => None,
        }
    }

    /// Whose key it is.
    pub(crate) fn key_of(&self) -> KeyOf {
        KeyOf { account: self.row.id.clone(), label: self.row.facts.label.clone(), source: self.row.facts.key.clone() }
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
                KeyState::Failed(_, again) if *again <= now => self.ask_key(&id),
                KeyState::Ready(..) if account.lock.is_none() && account.lock_from <= now => self.take_lock(&id, now),
                KeyState::Asked | KeyState::Failed(..) | KeyState::Ready(..) => {}
            }
        }
    }

    /// Asks for the key and makes a client with it.
    pub(crate) fn ask_key(&mut self, id: &AccountId) {
        let client = self.new_client(id);
        let Some(account) = self.accounts.get_mut(id) else { return };
        account.key = KeyState::Asked;
        account.key_asks = account.key_asks.wrapping_add(1);
        let (id, ask) = (id.clone(), account.key_asks);
        self.in_flight.push(async move { Done::Key { account: id, ask, client: client.await } }.boxed());
    }

    /// A client with the key as it is now.
    pub(crate) fn new_client(
        &self,
        id: &AccountId,
    ) -> impl Future<Output = Result<(Client, Asked), Problem>> + Send + use<> {
        let account = self.accounts.get(id).map(|account| (account.key_of(), account.row.facts.clone()));
        let sandbox = if id.is_sandbox() { self.sandbox.as_ref().and_then(|sandbox| sandbox.endpoint()) } else { None };
        let (secrets, network) = (self.edges.secrets.clone(), self.edges.network.clone());
        let missing = Problem::new(ProblemCode::NotFound, Place::App, format!("There is no account {id}."));
        let id = id.clone();
        async move {
            let (of, facts) = account.ok_or(missing)?;
            let endpoint = match sandbox {
                Some(endpoint) => endpoint,
                None => {
                    let slow = of.clone();
                    // A keyring or a password manager may wait for its person for ever.
                    let key = tokio::time::timeout(KEY_PATIENCE, secrets.key(of)).await;
                    let key = key.map_err(|_| slow.took_too_long(KEY_PATIENCE.as_secs()))??;
                    Endpoint { url: facts.url, user: facts.user, key }
                }
            };
            let place = Place::Account { id: id.clone(), label: facts.label.clone() };
            let transport = network.transport(&endpoint.url)?;
            let client = Client::new(&endpoint.url, &endpoint.user, endpoint.key, transport).map_err(|error| {
                Problem::new(ProblemCode::Invalid, place, format!("The address of the API can't be used: {error}."))
            })?;
            let client =
                client.with_user_agent(HeaderValue::from_static(concat!("slipway/", env!("CARGO_PKG_VERSION"))));
            let host = host_of(&endpoint.url).to_owned();
            Ok((client, Asked { id, label: facts.label, host }))
        }
    }

    /// The key was had, or not.
    pub(crate) fn key_done(&mut self, id: &AccountId, ask: u32, client: Result<(Client, Asked), Problem>) {
        let now = self.now();
        let Some(account) = self.accounts.get_mut(id) else { return };
        if account.key_asks != ask || !matches!(account.key, KeyState::Asked) {
            return;
        }
        match client {
            Ok((client, asked)) => {
                account.key = KeyState::Ready(Box::new(client));
                account.asked = asked;
                if let Reach::NoKey { .. } = account.row.seen.reach {
                    self.put_reach(id, Reach::Unknown);
                }
            }
            Err(problem) => {
                let pause = if id.is_sandbox() { SANDBOX_KEY_MS } else { KEY_MS };
                account.key = KeyState::Failed(problem.clone(), now.plus_ms(pause));
                // Who can't send must not keep another from it that can.
                if account.sending == 0 && account.unkept.is_empty() {
                    self.let_go(id);
                }
                // A sandbox that starts is nothing to report, and only the one who could drive may say so.
                if !id.is_sandbox() {
                    self.put_reach(id, Reach::NoKey { problem });
                }
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
        let left = |live: &&Live| live.row.state.stage == Stage::Sending && !live.busy;
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

    /// Keeps how the last requests went, where that is news.
    pub(crate) fn put_reach(&mut self, id: &AccountId, reach: Reach) {
        let Some(account) = self.accounts.get(id) else { return };
        if account.row.seen.reach != reach {
            let seen = AccountSeen { reach, ..account.row.seen.clone() };
            self.put_seen(id, seen);
        }
    }

    pub(crate) fn put_seen(&mut self, id: &AccountId, seen: AccountSeen) {
        let kept = self.store.change(|change| change.put_account_seen(id, &seen));
        match kept {
            Ok(()) => {
                if let Some(account) = self.accounts.get_mut(id) {
                    account.row.seen = seen;
                }
            }
            Err(error) => tracing::error!(%error, "what is known of the account was not kept"),
        }
    }

    /// Reads anew which clusters no run of ours made.
    pub(crate) fn refresh_others(&mut self, id: &AccountId) -> Result<(), Problem> {
        let mut others = Vec::new();
        for sighting in self.store.sightings_of(id)? {
            let readable = application_of(&sighting.application).is_some();
            if readable && self.store.run_of_cluster(id, &sighting.cluster_id)?.is_none() {
                others.push(ClusterPlan { id: sighting.cluster_id, tried_at: sighting.tried_at });
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

impl Live {
    pub(crate) fn new(row: RunRow) -> Self {
        Self { row, tried_at: None, busy: false, wanted: false }
    }
}

/// Host and port of a URL.
fn host_of(url: &str) -> &str {
    let rest = url.split("://").last().unwrap_or_default();
    rest.split('/').next().unwrap_or_default()
}

/// The application behind the provider's word, where Slipway can read it.
pub(crate) fn application_of(word: &str) -> Option<Application> {
    match word {
        "KAFKA" => Some(Application::Kafka),
        "APACHE_CASSANDRA" => Some(Application::Cassandra),
        _ => None,
    }
}
