//! What stays when a process dies: the provider, the way to it, the home on disk, and time.

use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use rand::SeedableRng;
use rand::rngs::StdRng;
use slipway_engine::edges::{Bug, Edges, FullDisk};
use slipway_engine::id::LaunchId;
use slipway_engine::secrets::{MemorySecrets, Secret};
use slipway_engine::time::{Clock, Timestamp};
use slipway_engine::{Endpoint, Options, SandboxEndpoint};
use slipway_sandbox::Sandbox;
use slipway_sandbox::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};

use crate::network::SimNetwork;

/// 2026-01-01T00:00:00Z.
const BASE_MS: i64 = 1_767_225_600_000;
/// The key of the account: must be found nowhere in the home.
pub const KEY: &str = "k3y-that-must-never-be-kept";

/// Tells tokio's paused time; that of the computer may be set back.
#[derive(Clone)]
pub struct SimClock {
    begun: tokio::time::Instant,
    behind_ms: Arc<AtomicI64>,
}

impl SimClock {
    fn new(begun: tokio::time::Instant) -> Self {
        Self { begun, behind_ms: Arc::default() }
    }

    pub fn millis(&self) -> i64 {
        BASE_MS + i64::try_from(self.begun.elapsed().as_millis()).unwrap() - self.behind_ms.load(Ordering::Relaxed)
    }

    pub fn set_back(&self, ms: i64) {
        self.behind_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.millis())
    }
}

/// The world of one seed.
pub struct World {
    pub home: tempfile::TempDir,
    pub sandbox: Sandbox,
    pub network: SimNetwork,
    /// The provider's clock, which is right.
    pub clock: SimClock,
    /// The computer's.
    pub computer: SimClock,
    pub full_disk: FullDisk,
    chance: Arc<Mutex<StdRng>>,
    bug: Option<Bug>,
    /// The keyring of the computer.
    pub keyring: MemorySecrets,
}

/// Known a moment after the start, as when a sandbox has to come up first: till then nothing can be sent.
struct Address {
    clock: SimClock,
    from_ms: i64,
}

/// How long the address is not known after a start, in milliseconds.
const ADDRESS_MS: i64 = 150;

impl SandboxEndpoint for Address {
    fn endpoint(&self) -> Option<Endpoint> {
        (self.clock.millis() >= self.from_ms).then(|| Endpoint {
            url: "http://127.0.0.1:1".to_owned(),
            user: "sim".to_owned(),
            key: Secret::new(KEY),
        })
    }
}

impl World {
    /// Within a runtime with paused time.
    pub fn new(seed: u64, bug: Option<Bug>) -> Self {
        Self::with_accounts(seed, bug, &[&["sim"]])
    }

    /// The same where the provider has these accounts, each with its users.
    pub fn with_accounts(seed: u64, bug: Option<Bug>, accounts: &[&[&str]]) -> Self {
        let begun = tokio::time::Instant::now();
        let (clock, computer) = (SimClock::new(begun), SimClock::new(begun));
        let user = |name: &&str| User { name: (*name).to_owned(), key: Secret::new(KEY), rights: Rights::Full };
        let accounts = accounts.iter().map(|users| Account { users: users.iter().map(user).collect() }).collect();
        let options = CloudOptions { seed, speed: Speed::new(60.0).unwrap(), rate: Rate::Off, accounts };
        let told = clock.clone();
        let sandbox = Sandbox::new(Cloud::new(options), Arc::new(move || told.millis()));
        let network = SimNetwork::new(sandbox.clone(), clock.clone(), seed);
        // In memory where there is such a folder: nothing here cuts the power, and thousands of homes are made.
        let shm = PathBuf::from("/dev/shm");
        let home = if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap();
        let chance = Arc::new(Mutex::new(StdRng::seed_from_u64(seed)));
        Self {
            home,
            sandbox,
            network,
            clock,
            computer,
            full_disk: FullDisk::default(),
            chance,
            bug,
            keyring: MemorySecrets::default(),
        }
    }

    /// Whether a launch is not only committed, but a power cut can't take it either: the number beside the store is written
    /// with what is on disk.
    pub fn is_on_disk(&self, launch: &LaunchId) -> bool {
        let home = self.home.path();
        let noted: i64 = std::fs::read_to_string(home.join("store.newest")).unwrap().trim().parse().unwrap();
        let store = rusqlite::Connection::open(home.join("slipway.sqlite3")).unwrap();
        let newest = "SELECT max(revision) FROM runs WHERE launch_id = ?1";
        let newest: i64 = store.query_row(newest, [&launch.0], |row| row.get(0)).unwrap();
        newest <= noted
    }

    /// How a process opens this world.
    pub fn options(&self, who: &str) -> Options {
        Options {
            home: self.home.path().to_owned(),
            who: who.to_owned(),
            drive: true,
            sandbox: Some(Arc::new(Address { clock: self.clock.clone(), from_ms: self.clock.millis() + ADDRESS_MS })),
            edges: Edges {
                clock: Arc::new(self.computer.clone()),
                chance: self.chance.clone(),
                secrets: Arc::new(self.keyring.clone()),
                network: Arc::new(self.network.clone()),
                machine: "the simulated machine".to_owned(),
                bug: self.bug,
                full_disk: self.full_disk.clone(),
            },
        }
    }
}
