//! Where the outside comes in: time, chance, keys, the network. Passed in at the start, so that tests can pass in theirs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use instaclustr_api::{HttpOptions, HttpTransport, Transport};
use rand::rngs::StdRng;
use rand::{Rng, RngExt as _};

use crate::api::{Place, Problem, ProblemCode};
use crate::network::finder::{ANSWER_BYTES_MAX, Family};
use crate::secrets::{Secret, Secrets, SystemSecrets};
use crate::time::{Clock, SystemClock};

/// How long one request may take, in seconds. [API.md §1: the vendor's operator allows 60]
const REQUEST_SECONDS_MAX: u64 = 60;
/// How long a connection may take to come about, in seconds.
const CONNECT_SECONDS_MAX: u64 = 15;

/// How long a finder may take, in seconds.
const FINDER_SECONDS_MAX: u64 = 5;

/// Letters of a password that is made: some 140 bits.
const PASSWORD_LETTERS: usize = 24;

/// The outside.
#[derive(Clone)]
pub struct Edges {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes ids and jitter.
    pub chance: Arc<Mutex<StdRng>>,
    /// Gives and keeps keys.
    pub secrets: Arc<dyn Secrets>,
    /// Makes the way to a provider.
    pub network: Arc<dyn Network>,
    /// Tells this computer from every other one.
    pub machine: String,
    /// A mistake made on purpose, so that the simulation can show that it would be noticed.
    #[cfg(feature = "bugs")]
    pub bug: Option<Bug>,
    /// Commits that fail from now on, as on a full disk.
    #[cfg(feature = "bugs")]
    pub full_disk: FullDisk,
}

/// How many commits from now on fail, as on a full disk. A clone shares the count. Only with the feature `bugs`.
#[cfg(feature = "bugs")]
#[derive(Clone, Default, Debug)]
pub struct FullDisk(Arc<std::sync::atomic::AtomicU32>);

#[cfg(feature = "bugs")]
impl FullDisk {
    /// The next `commits` fail.
    pub fn fail(&self, commits: u32) {
        self.0.store(commits, std::sync::atomic::Ordering::SeqCst);
    }

    /// Fails where this commit is to fail.
    pub(crate) fn check(&self) -> Result<(), crate::store::StoreError> {
        let order = std::sync::atomic::Ordering::SeqCst;
        match self.0.fetch_update(order, order, |left| left.checked_sub(1)) {
            Ok(_) => {
                Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None).into())
            }
            Err(_) => Ok(()),
        }
    }
}

/// Mistakes that the simulation has to notice. Only with the feature `bugs`, which only the tests ask for.
#[cfg(feature = "bugs")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bug {
    /// The create leaves before its intent is committed.
    PostBeforeCommit,
    /// A write whose answer was lost counts as not done, and is sent again.
    RetryOnMaybeSent,
    /// One 404 counts as gone.
    MissingIsGone,
}

/// Makes the way to a provider.
pub trait Network: Send + Sync {
    /// A transport to the API at `url`.
    fn transport(&self, url: &str) -> Result<Arc<dyn Transport>, Problem>;

    /// The text at a finder's URL, asked over one family of addresses alone and without a proxy; or why there is none.
    fn ask_finder(&self, url: String, family: Family) -> BoxFuture<'static, Result<String, String>> {
        let _ = (url, family);
        std::future::ready(Err("there is no way to it from here".to_owned())).boxed()
    }
}

/// Sockets of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn transport(&self, _url: &str) -> Result<Arc<dyn Transport>, Problem> {
        let options = HttpOptions {
            proxy: None,
            extra_ca_pem: None,
            timeout: Duration::from_secs(REQUEST_SECONDS_MAX),
            connect_timeout: Duration::from_secs(CONNECT_SECONDS_MAX),
        };
        let transport = HttpTransport::new(options).map_err(|error| {
            Problem::new(ProblemCode::Internal, Place::App, format!("No way to the network: {error}."))
        })?;
        Ok(Arc::new(transport))
    }

    fn ask_finder(&self, url: String, family: Family) -> BoxFuture<'static, Result<String, String>> {
        ask_finder(url, family).boxed()
    }
}

async fn ask_finder(url: String, family: Family) -> Result<String, String> {
    let from: IpAddr = match family {
        Family::V4 => Ipv4Addr::UNSPECIFIED.into(),
        Family::V6 => Ipv6Addr::UNSPECIFIED.into(),
    };
    let wait = Duration::from_secs(FINDER_SECONDS_MAX);
    let words = |error: reqwest::Error| error.without_url().to_string();
    // A finder sees what it is asked from whatever it is called: where it would lead us to is not followed.
    let client = reqwest::Client::builder().no_proxy().local_address(from).timeout(wait);
    let client = client.redirect(reqwest::redirect::Policy::none()).build().map_err(words)?;
    let mut answer = client.get(&url).send().await.map_err(words)?;
    if !answer.status().is_success() {
        return Err(format!("HTTP {}", answer.status().as_u16()));
    }
    let mut text = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(words)? {
        text.extend_from_slice(&chunk);
        if text.len() > ANSWER_BYTES_MAX {
            return Err("the answer is too long".to_owned());
        }
    }
    String::from_utf8(text).map_err(|_| "the answer is no text".to_owned())
}

impl Edges {
    /// The operating system's.
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            chance: Arc::new(Mutex::new(rand::make_rng())),
            secrets: Arc::new(SystemSecrets),
            network: Arc::new(SystemNetwork),
            // Where the system has none, the path of the home is all that tells a copy.
            machine: machine_uid::get().unwrap_or_default(),
            #[cfg(feature = "bugs")]
            bug: None,
            #[cfg(feature = "bugs")]
            full_disk: FullDisk::default(),
        }
    }

    /// A new random UUID as text.
    pub fn new_id(&self) -> String {
        let mut chance = self.chance.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut bytes = [0_u8; 16];
        chance.fill_bytes(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// A new password: 24 letters and digits, which every client and shell takes as they are.
    pub(crate) fn new_password(&self) -> Secret {
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
        let mut chance = self.chance.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let letter = |_| LETTERS.get(chance.random_range(0..LETTERS.len())).copied().map_or('x', char::from);
        Secret::new((0..PASSWORD_LETTERS).map(letter).collect::<String>())
    }
}

/// Where the embedded sandbox listens at the moment. The shells start it; the engine knows it by this alone.
pub trait SandboxEndpoint: Send + Sync {
    /// Its address, user and key; nothing while it starts.
    fn endpoint(&self) -> Option<Endpoint>;
}

/// An API, with what is needed to be let in.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Base URL.
    pub url: String,
    /// User name.
    pub user: String,
    /// Key.
    pub key: Secret,
}
