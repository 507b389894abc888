//! The sandbox that comes with a home: whichever process is first serves it, the others use it, and one of them takes
//! over when it ends.

use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
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
    reach: watch::Receiver<Reach>,
    task: JoinHandle<()>,
}

/// Where the sandbox is reached, and by whom it is served.
#[derive(Clone, Default)]
struct Reach {
    endpoint: Option<Endpoint>,
    is_ours: bool,
}

impl Reach {
    fn ours(endpoint: Endpoint) -> Self {
        Self { endpoint: Some(endpoint), is_ours: true }
    }

    fn others(directory: &Path) -> Self {
        Self { endpoint: Endpoint::read(directory), is_ours: false }
    }
}

impl Keeper {
    /// Begins to keep the sandbox of `home`, whose state is in `home/sandbox`. Must be called on a tokio runtime. When
    /// it returns, the sandbox is reached at [`Keeper::endpoint`], unless another process holds it and tells no address.
    ///
    /// # Errors
    /// When the directory or its state can't be read or written, or no port can be listened on.
    pub async fn start(home: &Path, options: KeeperOptions) -> io::Result<Self> {
        let place = Place { directory: home.join("sandbox"), options };
        let served = place.try_serve().await?;
        let reach = match &served {
            Some(served) => Reach::ours(served.endpoint.clone()),
            None => place.others_address().await,
        };
        let (tell, reach) = watch::channel(reach);
        let task = tokio::spawn(keep(place, served, tell));
        Ok(Self { reach, task })
    }

    /// Where the sandbox is reached now; `None` while nobody serves it.
    pub fn endpoint(&self) -> Option<Endpoint> {
        self.reach.borrow().endpoint.clone()
    }

    /// Waits until this process serves the sandbox itself; for ever, where another one goes on doing so.
    pub async fn serves_itself(&self) {
        let mut reach = self.reach.clone();
        // An error means that the task ended, which it does only when this keeper is dropped.
        if reach.wait_for(|reach| reach.is_ours).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves, or waits to serve, until it is aborted.
async fn keep(place: Place, mut served: Option<Served>, tell: watch::Sender<Reach>) {
    loop {
        if let Some(Served { _directory, listener, sandbox, endpoint }) = served.take() {
            tell.send_replace(Reach::ours(endpoint));
            let error = serve(listener, sandbox).await;
            tracing::warn!(%error, "the embedded sandbox stopped serving and begins again");
        }
        tokio::time::sleep(LOOK_EVERY).await;
        match place.try_serve().await {
            Ok(Some(ours)) => served = Some(ours),
            Ok(None) => drop(tell.send_replace(Reach::others(&place.directory))),
            Err(error) => {
                tracing::warn!(%error, "the embedded sandbox can't be served");
                tell.send_replace(Reach::default());
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

    /// Where the process that holds the state is reached; it may have begun just now, and not told yet.
    async fn others_address(&self) -> Reach {
        for _ in 0..ADDRESS_TRIES {
            let reach = Reach::others(&self.directory);
            if reach.endpoint.is_some() {
                return reach;
            }
            tokio::time::sleep(ADDRESS_EVERY).await;
        }
        Reach::default()
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
