//! What a test of accounts needs: a keyring that can fail and hang, a provider, an engine between them.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use instaclustr_api::{Link, Transport, TransportError};
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

use crate::api::*;
use crate::edges::{Edges, Network};
use crate::id::{AccountId, LaunchId, RunId};
use crate::secrets::{KeyOf, PasswordOf, Secret, Secrets};
use crate::time::{Clock, Timestamp};
use crate::{Engine, Options, request};

/// What the keyring does the next time it is asked for something.
pub enum Step {
    /// It says no.
    Fail,
    /// It never answers.
    Hang,
    /// It answers once it is let.
    Late(oneshot::Receiver<()>),
}

/// A keyring. The key of an account whose source is another is [`ELSEWHERE`].
#[derive(Clone, Default)]
pub struct Keyring(Arc<Mutex<KeyringState>>);

#[derive(Default)]
struct KeyringState {
    kept: BTreeMap<AccountId, Secret>,
    steps: BTreeMap<&'static str, VecDeque<Step>>,
    asked: BTreeMap<&'static str, u32>,
}

/// The key of accounts that have none in the keyring.
pub const ELSEWHERE: &str = "key from elsewhere";

impl Keyring {
    /// Next time it is asked to `what` (key, keep, forget) it does `step`.
    pub fn next(&self, what: &'static str, step: Step) {
        self.0.lock().unwrap().steps.entry(what).or_default().push_back(step);
    }

    /// Next time it is asked to `what` it answers only when the sender says so.
    pub fn late(&self, what: &'static str) -> oneshot::Sender<()> {
        let (go, wait) = oneshot::channel();
        self.next(what, Step::Late(wait));
        go
    }

    /// How often it was asked to `what`.
    pub fn asked(&self, what: &'static str) -> u32 {
        self.0.lock().unwrap().asked.get(what).copied().unwrap_or(0)
    }

    /// The keys it holds.
    pub fn keys(&self) -> Vec<String> {
        self.0.lock().unwrap().kept.values().map(|key| key.expose().to_owned()).collect()
    }

    /// The key it holds for an account.
    pub fn key_of(&self, id: &AccountId) -> Option<String> {
        self.0.lock().unwrap().kept.get(id).map(|key| key.expose().to_owned())
    }

    /// Puts a key there behind everybody's back.
    pub fn plant(&self, id: &AccountId, key: &str) {
        self.0.lock().unwrap().kept.insert(id.clone(), Secret::new(key));
    }

    fn answer<T: Send + 'static>(
        &self,
        what: &'static str,
        of: KeyOf,
        work: impl FnOnce(&mut KeyringState, &KeyOf) -> T + Send + 'static,
    ) -> BoxFuture<'static, Result<T, Problem>> {
        let keyring = self.clone();
        async move {
            let step = {
                let mut state = keyring.0.lock().unwrap();
                *state.asked.entry(what).or_default() += 1;
                state.steps.get_mut(what).and_then(VecDeque::pop_front)
            };
            match step {
                Some(Step::Fail) => {
                    return Err(Problem::new(ProblemCode::NoKey, Place::App, format!("The keyring can't {what}.")));
                }
                Some(Step::Hang) => std::future::pending().await,
                Some(Step::Late(wait)) => wait.await.unwrap(),
                None => {}
            }
            Ok(work(&mut keyring.0.lock().unwrap(), &of))
        }
        .boxed()
    }
}

impl Secrets for Keyring {
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>> {
        if of.source == KeySource::BuiltIn {
            // The sandbox is not running here, and asks no keyring.
            let problem = Problem::new(ProblemCode::NoKey, Place::App, "There is no sandbox.");
            return std::future::ready(Err(problem)).boxed();
        }
        self.answer("key", of, |state, of| match &of.source {
            KeySource::Keyring => state.kept.get(&of.account).unwrap().clone(),
            KeySource::BuiltIn | KeySource::Environment { .. } | KeySource::Command { .. } | KeySource::File { .. } => {
                Secret::new(ELSEWHERE)
            }
        })
    }

    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<Option<Secret>, Problem>> {
        self.answer("keep", of, |state, of| state.kept.insert(of.account.clone(), key))
    }

    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>> {
        self.answer("forget", of, |state, of| drop(state.kept.remove(&of.account)))
    }

    fn password(&self, _: PasswordOf) -> BoxFuture<'static, Result<Option<Secret>, Problem>> {
        std::future::ready(Ok(None)).boxed()
    }

    fn keep_password(&self, _: PasswordOf, _: Secret) -> BoxFuture<'static, Result<(), Problem>> {
        std::future::ready(Ok(())).boxed()
    }
}

/// How the provider answers every request.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// There is no way to it.
    Away,
    /// 401, with an empty body.
    Refuses,
    /// Lists nothing, finds nothing.
    Empty,
    /// The same, and 403 to every write.
    ReadsOnly,
}

/// The way to the provider; counts what passes.
#[derive(Clone)]
pub struct Net(Arc<Mutex<NetState>>);

struct NetState {
    provider: Provider,
    requests: u32,
    ways: u32,
}

impl Net {
    /// From now on it answers so.
    pub fn set(&self, provider: Provider) {
        self.0.lock().unwrap().provider = provider;
    }

    /// How many requests it got.
    pub fn requests(&self) -> u32 {
        self.0.lock().unwrap().requests
    }

    /// How many transports were made.
    pub fn ways(&self) -> u32 {
        self.0.lock().unwrap().ways
    }
}

impl Network for Net {
    fn transport(&self, _url: &str) -> Result<Arc<dyn Transport>, Problem> {
        self.0.lock().unwrap().ways += 1;
        Ok(Arc::new(self.clone()))
    }
}

impl Transport for Net {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut state = self.0.lock().unwrap();
        state.requests += 1;
        let answer = |status: u16, body: &'static str| {
            Ok(http::Response::builder().status(status).body(Bytes::from_static(body.as_bytes())).unwrap())
        };
        let list = request.uri().path().ends_with("/clusters/v2");
        let answer = match state.provider {
            Provider::Away => Err(TransportError::NotSent { link: Link::Tcp, message: "refused".to_owned() }),
            Provider::Refuses => answer(401, ""),
            Provider::ReadsOnly if request.method() != http::Method::GET => answer(403, ""),
            Provider::Empty | Provider::ReadsOnly if list && request.method() == http::Method::GET => answer(200, "[]"),
            Provider::Empty | Provider::ReadsOnly => answer(404, "{}"),
        };
        std::future::ready(answer).boxed()
    }
}

/// Tells tokio's paused time.
struct PausedClock(tokio::time::Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        Timestamp(i64::try_from(self.0.elapsed().as_millis()).unwrap())
    }
}

/// An engine on a home of its own.
pub struct Bed {
    pub engine: Engine,
    pub keyring: Keyring,
    pub net: Net,
    home: tempfile::TempDir,
    begun: tokio::time::Instant,
}

/// Runs `test` beside the engine that it is handed.
#[allow(clippy::disallowed_methods, reason = "tokio's paused time")]
pub async fn with_engine(drive: bool, test: impl AsyncFnOnce(Bed)) {
    let home = tempfile::tempdir().unwrap();
    let begun = tokio::time::Instant::now();
    let keyring = Keyring::default();
    let net = Net(Arc::new(Mutex::new(NetState { provider: Provider::Empty, requests: 0, ways: 0 })));
    let edges = Edges {
        machine: "a machine".to_owned(),
        clock: Arc::new(PausedClock(begun)),
        chance: Arc::new(Mutex::new(StdRng::seed_from_u64(1))),
        secrets: Arc::new(keyring.clone()),
        network: Arc::new(net.clone()),
        #[cfg(feature = "bugs")]
        bug: None,
        #[cfg(feature = "bugs")]
        full_disk: Default::default(),
    };
    let options = Options { home: home.path().to_owned(), who: "test".to_owned(), drive, sandbox: None, edges };
    let (engine, owner) = Engine::parts(options).unwrap();
    let set = LocalSet::new();
    set.spawn_local(owner.work());
    set.run_until(test(Bed { engine, keyring, net, home, begun })).await;
}

impl Bed {
    /// Seconds since the test began, in its own time.
    pub fn seconds(&self) -> u64 {
        self.begun.elapsed().as_secs()
    }

    /// Lets so many seconds pass, in its own time: it takes none of ours.
    pub async fn pass(&self, seconds: u64) {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }

    /// Has the store refuse every change of accounts from now on.
    pub fn break_store(&self) {
        let store = rusqlite::Connection::open(self.home.path().join("slipway.sqlite3")).unwrap();
        for change in ["INSERT", "UPDATE"] {
            let trigger = format!(
                "CREATE TRIGGER broken_{change} BEFORE {change} ON accounts BEGIN SELECT RAISE(FAIL, 'no room'); END"
            );
            store.execute(&trigger, []).unwrap();
        }
    }

    /// Adds an account with this source, and this key where it is the keyring.
    pub async fn added(&self, key: KeySource) -> AccountView {
        self.engine.save_account(an_account("prod", key)).await.unwrap()
    }

    /// The account as it stands in the store.
    pub async fn account(&self, label: &str) -> Option<AccountView> {
        let all = self.engine.list_accounts(Nothing {}).await.unwrap().items;
        all.into_iter().find(|account| account.label == label)
    }

    /// Launches a cluster and gives its run.
    pub async fn launched(&self, account: &AccountView, name: &str) -> RunId {
        let mut draft = request::new_draft(Application::Kafka);
        draft.name = name.to_owned();
        draft.cluster_name = name.to_owned();
        let ask = LaunchAsk {
            launch_id: LaunchId(name.to_owned()),
            account_id: account.id.clone(),
            profile_id: None,
            drafts: vec![draft],
            accept_warnings: true,
            stop_on_refusal: false,
            delete_after_ms: None,
            open_to: Vec::new(),
        };
        self.engine.launch(ask).await.unwrap().runs.remove(0).id
    }

    /// The run as it is now.
    pub async fn run(&self, id: &RunId) -> RunView {
        self.engine.run(RunRef { id: id.clone() }).await.unwrap().run
    }
}

/// A new account; with a key where it goes to the keyring.
pub fn an_account(label: &str, key: KeySource) -> SaveAccount {
    SaveAccount {
        id: None,
        label: label.to_owned(),
        word: "PROD".to_owned(),
        colour: Colour::Oxide,
        url: "https://api.example.com".to_owned(),
        user: "ann".to_owned(),
        secret: (key == KeySource::Keyring).then(|| Secret::new("first key")),
        key,
        read_only: false,
        rate: None,
    }
}

/// The account as it is, to be saved anew.
pub fn again(account: &AccountView) -> SaveAccount {
    SaveAccount {
        id: Some(account.id.clone()),
        url: account.url.clone(),
        secret: None,
        ..an_account(&account.label, account.key.clone())
    }
}

/// The account as it is, with another key for the keyring.
pub fn with_key(account: &AccountView, key: &str) -> SaveAccount {
    SaveAccount { key: KeySource::Keyring, secret: Some(Secret::new(key)), ..again(account) }
}

/// A variable as a key's source.
pub fn variable() -> KeySource {
    KeySource::Environment { variable: "KEY".to_owned() }
}
