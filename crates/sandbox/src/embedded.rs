//! The sandbox that comes with a home: whichever process is first serves it, the others use it, and one of them takes
//! over when it ends.

use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::{Clock, system_clock};
use crate::cloud::{Account, CloudOptions, Rate, Rights, Speed, User};
use crate::serve::serve;
use crate::service::Sandbox;
pub use crate::state::Endpoint;
use crate::state::{StateDirectory, random_seed};

/// How the embedded sandbox is kept.
#[derive(Clone)]
pub struct KeeperOptions {
    /// How fast clusters come up.
    pub speed: Speed,
    /// The limit of requests.
    pub rate: Rate,
    /// Tells the time.
    pub clock: Clock,
}

impl Default for KeeperOptions {
    fn default() -> Self {
        Self { speed: Speed::EMBEDDED, rate: Rate::default(), clock: system_clock() }
    }
}

/// The user of the embedded sandbox.
pub const USER: &str = "sandbox";

/// How often a process that does not serve looks whether it should.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How often, and how many times, a process waits for the address of one that has just begun.
const ADDRESS_EVERY: Duration = Duration::from_millis(50);
const ADDRESS_TRIES: u32 = 40;

/// Keeps the embedded sandbox of a home reachable for as long as it lives: serves it itself, or watches the process
/// that does.
pub struct Keeper {
    endpoint: Arc<Mutex<Option<Endpoint>>>,
    task: JoinHandle<()>,
}

impl Keeper {
    /// Begins to keep the sandbox of `home`, whose state is in `home/sandbox`. Must be called on a tokio runtime. When
    /// it returns, the sandbox is reached at [`Keeper::endpoint`], unless another process holds it and tells no address.
    ///
    /// # Errors
    /// When the directory or its state can't be read or written, or no port can be listened on.
    pub async fn start(home: &Path, options: KeeperOptions) -> io::Result<Self> {
        let place = Place { directory: home.join("sandbox"), options };
        let endpoint = Arc::new(Mutex::new(None));
        let served = place.try_serve().await?;
        match &served {
            Some(served) => set(&endpoint, Some(served.endpoint.clone())),
            None => {
                for _ in 0..ADDRESS_TRIES {
                    set(&endpoint, Endpoint::read(&place.directory));
                    if is_set(&endpoint) {
                        break;
                    }
                    tokio::time::sleep(ADDRESS_EVERY).await;
                }
            }
        }
        let task = tokio::spawn(keep(place, served, Arc::clone(&endpoint)));
        Ok(Self { endpoint, task })
    }

    /// Where the sandbox is reached now; `None` while nobody serves it.
    pub fn endpoint(&self) -> Option<Endpoint> {
        self.endpoint.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn set(slot: &Mutex<Option<Endpoint>>, endpoint: Option<Endpoint>) {
    *slot.lock().unwrap_or_else(PoisonError::into_inner) = endpoint;
}

fn is_set(slot: &Mutex<Option<Endpoint>>) -> bool {
    slot.lock().unwrap_or_else(PoisonError::into_inner).is_some()
}

/// Serves, or waits to serve, until it is aborted.
async fn keep(place: Place, mut served: Option<Served>, endpoint: Arc<Mutex<Option<Endpoint>>>) {
    loop {
        if let Some(Served { _directory, listener, sandbox, endpoint: own }) = served.take() {
            set(&endpoint, Some(own));
            let error = serve(listener, sandbox).await;
            tracing::warn!(%error, "the embedded sandbox stopped serving and begins again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
        match place.try_serve().await {
            Ok(Some(ours)) => served = Some(ours),
            Ok(None) => set(&endpoint, Endpoint::read(&place.directory)),
            Err(error) => {
                tracing::warn!(%error, "the embedded sandbox can't be served");
                set(&endpoint, None);
            }
        }
    }
}

struct Place {
    directory: PathBuf,
    options: KeeperOptions,
}

/// A sandbox that this process is to serve.
struct Served {
    _directory: StateDirectory,
    listener: TcpListener,
    sandbox: Sandbox,
    endpoint: Endpoint,
}

impl Place {
    /// Takes hold of the state and listens; `None` while another process holds it.
    async fn try_serve(&self) -> io::Result<Option<Served>> {
        let Some(directory) = StateDirectory::hold(&self.directory)? else { return Ok(None) };
        let key = directory.key()?;
        let user = User { name: USER.to_owned(), key: key.clone(), rights: Rights::Full };
        let options = CloudOptions {
            seed: random_seed()?,
            speed: self.options.speed,
            rate: self.options.rate,
            accounts: vec![Account { users: vec![user] }],
        };
        let clock = Arc::clone(&self.options.clock);
        let (cloud, journal) = directory.open(options, clock())?;
        let listener = self.listen().await?;
        let endpoint = Endpoint { url: format!("http://{}", listener.local_addr()?), user: USER.to_owned(), key };
        directory.publish(&endpoint)?;
        let sandbox = Sandbox::with_journal(cloud, journal, clock);
        Ok(Some(Served { _directory: directory, listener, sandbox, endpoint }))
    }

    /// On the port of the last time where it is free, so that whoever knows the address need not learn another.
    async fn listen(&self) -> io::Result<TcpListener> {
        let last = Endpoint::read(&self.directory).and_then(|endpoint| endpoint.port());
        if let Some(port) = last
            && let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await
        {
            return Ok(listener);
        }
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
    }
}
