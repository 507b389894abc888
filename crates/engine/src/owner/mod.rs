//! The one owner of all state: a task that answers calls, drives the accounts whose locks it holds, and tells what
//! changed.
//!
//! It holds the store itself: a commit is a plain call, and nothing else can happen in between. Requests are futures
//! inside it, not tasks beside it, so that when it is dropped (or the process killed) everything ends at once.

mod account;
mod away;
mod key;
mod own_address;
mod publish;
mod settle;
mod trouble;
mod wishes;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::{broadcast, mpsc};

pub(crate) use account::{Driven, Live, Password};
pub(crate) use key::{Access, KeyState};
pub(crate) use own_address::{OwnNow, not_allowed};
pub(crate) use wishes::Asker;
use wishes::Awaited;

use crate::api::{Colour, Event, KeySource, LaunchView, Place, Problem, ProblemCode, StatusView};
use crate::doors;
use crate::edges::{Edges, SandboxEndpoint};
use crate::engine::{Call, Options, Reply};
use crate::home;
use crate::id::AccountId;
use crate::run::driver::Done;
use crate::store::{AccountFacts, Damage, Store};
use crate::time::Timestamp;

/// How often it looks for what other programs did, in milliseconds.
const TICK_MS: i64 = 500;
/// Between two turns there is a gap where they lie further apart, in milliseconds: the computer slept, or its clock was
/// set.
const GAP_MS: i64 = 30_000;
/// How often a request is polled until it is on a new connection, where nothing has to be waited for: it connects, it is
/// connected, it is handed to the connection, the connection writes.
const POLLS_TO_LEAVE: u32 = 4;
/// How long requests that change something are waited for when it is told to end.
const CLOSE_SECONDS_MAX: u64 = 5;

/// The owner. See [`crate::Engine::parts`].
pub struct Owner {
    pub(crate) store: Store,
    pub(crate) home: PathBuf,
    pub(crate) edges: Edges,
    pub(crate) who: String,
    pub(crate) drives: bool,
    /// What tells this home from a copy of it.
    pub(crate) identity: String,
    /// The store belongs to another home: nothing is asked or sent until a person takes it over.
    pub(crate) elsewhere: bool,
    /// Since when this program has been there without a gap: asleep or stopped, it could not tell anybody anything.
    pub(crate) present_since: Timestamp,
    /// Since when somebody is there again after an absence, while the first round of looks is under way.
    back_since: Option<Timestamp>,
    /// The last turn, to find gaps by.
    last_turn: Timestamp,
    /// Number of the newest notice that listeners need not be told any more.
    notices_told: i64,
    /// Launches that are answered once they are on disk.
    pub(crate) unsettled: Vec<(LaunchView, Reply<LaunchView>)>,
    /// There may be notices that were not told yet.
    notices_unread: bool,
    /// Runs under way and runs that wait for a person, as long as nothing has changed.
    pub(crate) counts: Option<(u32, u32)>,
    pub(crate) sandbox: Option<Arc<dyn SandboxEndpoint>>,
    calls: mpsc::Receiver<Call>,
    events: broadcast::Sender<Event>,
    pub(crate) accounts: BTreeMap<AccountId, Driven>,
    /// The account that was asked something last.
    pub(crate) asked_last: Option<AccountId>,
    pub(crate) in_flight: FuturesUnordered<BoxFuture<'static, Done>>,
    /// Requests of the last seconds, for the status bar.
    pub(crate) requests: VecDeque<Timestamp>,
    /// Accounts with whose key the keyring is busy, once for each thing it was asked for.
    pub(crate) keys_under_way: Vec<AccountId>,
    /// This computer's own address.
    own: own_address::OwnKnown,
    awaited: Vec<Awaited>,
    /// Another program changed the store since wishes were last read.
    wishes_unread: bool,
    /// Wishes of others that are being carried out.
    wishes_taken: BTreeSet<i64>,
    /// Everything up to this revision has been told.
    published: i64,
    data_version: Option<i64>,
    pub(crate) last_status: Option<StatusView>,
    /// What is wrong with the store.
    trouble: Option<trouble::Trouble>,
    /// What the daily copy found.
    pub(crate) damage: Damage,
}

impl Owner {
    pub(crate) fn open(
        options: Options,
        calls: mpsc::Receiver<Call>,
        events: broadcast::Sender<Event>,
    ) -> Result<Self, Problem> {
        home::prepare(&options.home).map_err(|error| {
            let message = format!("The folder {} can't be used: {error}.", options.home.display());
            Problem::new(ProblemCode::Store, Place::Home, message)
                .with_remedy("Check its rights, or name another one with --home.")
        })?;
        let mut store = Store::open(&options.home)?;
        #[cfg(feature = "bugs")]
        {
            store.full_disk = options.edges.full_disk.clone();
        }
        let sandbox = AccountId::from(AccountId::SANDBOX);
        if store.account(&sandbox)?.is_none() {
            store.change(|change| change.put_account(&sandbox, &sandbox_facts()))?;
        }
        let identity = home::identity(&options.home, &options.edges.machine);
        if store.home()?.is_none() {
            store.change(|change| change.put_home(&identity))?;
        }
        let elsewhere = store.home()?.is_some_and(|kept| kept != identity);
        // What happened while nobody was there to be told stands in the runs: no storm of old notices.
        let notices_told = store.newest_notice()?;
        let published = store.revision()?;
        let now = options.edges.clock.now();
        let mut owner = Self {
            present_since: now,
            last_turn: now,
            back_since: None,
            store,
            home: options.home,
            edges: options.edges,
            who: options.who,
            drives: options.drive,
            identity,
            elsewhere,
            notices_told,
            unsettled: Vec::new(),
            notices_unread: true,
            counts: None,
            sandbox: options.sandbox,
            calls,
            events,
            accounts: BTreeMap::new(),
            asked_last: None,
            in_flight: FuturesUnordered::new(),
            requests: VecDeque::new(),
            keys_under_way: Vec::new(),
            own: own_address::OwnKnown::default(),
            awaited: Vec::new(),
            wishes_unread: true,
            wishes_taken: BTreeSet::new(),
            published,
            data_version: None,
            last_status: None,
            trouble: None,
            damage: Damage::default(),
        };
        for row in owner.store.accounts()? {
            owner.accounts.insert(row.id.clone(), Driven::new(row, owner.edges.clock.now()));
        }
        owner.count_crowds()?;
        if owner.store.has_open_runs()? {
            owner.is_back(now);
        }
        Ok(owner)
    }

    /// Works until the last handle is gone or one says [`crate::Engine::close`].
    pub async fn work(mut self) {
        loop {
            let launched = !self.unsettled.is_empty();
            let wake = self.turn();
            self.settle();
            // What leaves is on its way before it is told.
            if let Some(done) = self.send_off(if launched { POLLS_TO_LEAVE } else { 1 }).await {
                self.done(done);
                continue;
            }
            self.tell_news();
            if launched {
                // What a person waited for is done: as good a moment as any.
                self.guarded(|owner| Ok(owner.store.tidy()?));
            }
            let pause = wake.ms_since(self.now()).clamp(0, TICK_MS);
            tokio::select! {
                biased;
                call = self.calls.recv() => match call {
                    None => return,
                    Some(Call::Close(done)) => {
                        self.finish().await;
                        drop(self);
                        // Whoever closed may have gone; it is closed all the same.
                        let _ = done.send(());
                        return;
                    }
                    Some(call) => doors::answer(&mut self, call),
                },
                Some(done) = self.in_flight.next() => self.done(done),
                () = tokio::time::sleep(Duration::from_millis(pause.unsigned_abs())) => {
                    if pause == TICK_MS {
                        self.guarded(|owner| Ok(owner.store.tidy()?));
                    }
                }
            }
        }
    }

    /// Everything that is to be done now; gives when there is something again.
    fn turn(&mut self) -> Timestamp {
        let now = self.now();
        if !(0..GAP_MS).contains(&now.ms_since(self.last_turn)) {
            self.present_since = now;
            self.is_back(now);
        }
        self.last_turn = now;
        // A launch that was committed a moment ago leaves first.
        if self.unsettled.is_empty() || self.store.is_settled() {
            self.guarded(|owner| owner.publish(now));
        }
        self.tend(now);
        self.guarded(|owner| owner.grant(now));
        self.plan(now)
    }

    /// Lets requests set off; gives what has ended already.
    async fn send_off(&mut self, polls: u32) -> Option<Done> {
        for poll in 1..=polls {
            if let Some(Some(done)) = self.in_flight.next().now_or_never() {
                return Some(done);
            }
            if poll < polls {
                tokio::task::yield_now().await;
            }
        }
        None
    }

    /// Tells what the turn changed.
    fn tell_news(&mut self) {
        let now = self.now();
        self.guarded(|owner| owner.publish_own(now));
        // By itself, so that a store that can't be read is said too.
        self.guarded(|owner| owner.publish_status(now));
    }

    /// A store that fails for a moment (a full disk) must not end the owner: nothing is sent that was not committed, and
    /// the next turn tries again.
    pub(crate) fn guarded(&mut self, work: impl FnOnce(&mut Self) -> Result<(), Problem>) {
        if let Err(problem) = work(self) {
            tracing::error!(%problem, "the store failed");
            self.note_trouble(&problem);
        }
    }

    /// Waits for the requests that change something, since an answer in hand is worth more than one looked for later.
    async fn finish(&mut self) {
        let deadline = tokio::time::sleep(Duration::from_secs(CLOSE_SECONDS_MAX));
        tokio::pin!(deadline);
        while self.accounts.values().any(|account| account.sending > 0) {
            tokio::select! {
                biased;
                Some(done) = self.in_flight.next() => self.done(done),
                () = &mut deadline => return,
            }
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.edges.clock.now()
    }
}

fn sandbox_facts() -> AccountFacts {
    AccountFacts {
        label: AccountId::SANDBOX.to_owned(),
        word: AccountId::SANDBOX.to_owned(),
        colour: Colour::Slate,
        url: String::new(),
        user: String::new(),
        key: KeySource::BuiltIn,
        read_only: false,
        rate: 1,
    }
}
