//! The folder with everything, and the engine opened on it.

use std::path::PathBuf;
use std::sync::Arc;

use slipway_engine::home::default_home;
use slipway_engine::time::{Clock as _, SystemClock, Timestamp};
use slipway_engine::{Edges, Endpoint, Engine, Options, SandboxEndpoint};
use slipway_sandbox::embedded::{Keeper, KeeperOptions};

use crate::exit::Failure;
use crate::output::Output;

/// What every command has: where things are, and where words go.
pub struct Context {
    home: Option<PathBuf>,
    /// The two streams.
    pub output: Output,
}

/// Whether a command sends and polls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Drive {
    /// It drives every account that nobody else drives, the embedded sandbox among them.
    Yes,
    /// It reads and writes the store alone.
    No,
}

/// The engine, opened.
pub struct Session {
    /// The engine.
    pub engine: Engine,
}

impl Context {
    /// A context on `home`, or on the system's data folder.
    pub fn new(home: Option<PathBuf>, output: Output) -> Self {
        Self { home, output }
    }

    /// The moment now.
    pub fn now(&self) -> Timestamp {
        SystemClock.now()
    }

    /// The folder with everything.
    ///
    /// # Errors
    /// Neither `--home` nor `SLIPWAY_HOME` is given and the system names no data folder.
    pub fn home(&self) -> Result<PathBuf, Failure> {
        let home = self.home.clone().filter(|home| !home.as_os_str().is_empty());
        home.or_else(|| default_home(|name| std::env::var_os(name))).ok_or_else(|| {
            Failure::Usage("this system names no data folder: give --home DIR or SLIPWAY_HOME".to_owned())
        })
    }

    /// Opens the engine. `who` is what others see holding an account: `launch`, `serve`, ….
    ///
    /// # Errors
    /// The home can't be read or written, or belongs to a newer program.
    pub async fn open(&self, who: &str, drive: Drive) -> Result<Session, Failure> {
        let home = self.home()?;
        let sandbox: Option<Arc<dyn SandboxEndpoint>> = match drive {
            Drive::Yes => {
                slipway_engine::home::prepare(&home).map_err(|error| Failure::file(&home, &error))?;
                let keeper = Keeper::start(&home, KeeperOptions::default())
                    .await
                    .map_err(|error| Failure::Local(format!("the embedded sandbox can't start: {error}")))?;
                Some(Arc::new(Embedded(keeper)))
            }
            // What does not drive asks no provider, so it needs none.
            Drive::No => None,
        };
        let engine = Engine::open(Options {
            home,
            who: who.to_owned(),
            drive: drive == Drive::Yes,
            sandbox,
            edges: Edges::system(),
        })
        .await?;
        Ok(Session { engine })
    }
}

impl Session {
    /// Stops driving and frees the locks, so that the next process can go on at once.
    pub async fn close(self) {
        self.engine.close().await;
    }
}

/// The embedded sandbox as the engine sees it: an address, or none for the moment.
struct Embedded(Keeper);

impl SandboxEndpoint for Embedded {
    fn endpoint(&self) -> Option<Endpoint> {
        let endpoint = self.0.endpoint()?;
        Some(Endpoint { url: endpoint.url, user: endpoint.user, key: endpoint.key })
    }
}
