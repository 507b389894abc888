//! The sandbox by itself: what `slipway sandbox` runs.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;

use instaclustr_api::Secret;
use tokio::net::TcpListener;

use crate::clock::{Clock, system_clock};
use crate::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};
use crate::embedded::USER;
use crate::faults::Fault;
use crate::serve::serve;
use crate::service::Sandbox;
use crate::state::{Endpoint, StateDirectory, random_key, random_seed};

/// How a sandbox by itself is run.
#[derive(Clone)]
pub struct StandaloneOptions {
    /// Where to listen; port 0 for any free one.
    pub listen: SocketAddr,
    /// The user to log in as.
    pub user: String,
    /// Its key; made where there is none, and kept in the state directory if there is one.
    pub key: Option<Secret>,
    /// A second key of the same user, which only reads.
    pub read_only_key: Option<Secret>,
    /// How fast clusters come up.
    pub speed: Speed,
    /// The limit of requests per user.
    pub rate: Rate,
    /// Where the state is kept; nowhere means that it ends with the process.
    pub state: Option<PathBuf>,
    /// Faults that are armed from the start.
    pub faults: Vec<Fault>,
    /// What chance follows from; made where it is not given. A state on disk goes on with its own.
    pub seed: Option<u64>,
    /// Tells the time.
    pub clock: Clock,
}

impl Default for StandaloneOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            user: USER.to_owned(),
            key: None,
            read_only_key: None,
            speed: Speed::LIFE,
            rate: Rate::default(),
            state: None,
            faults: Vec::new(),
            seed: None,
            clock: system_clock(),
        }
    }
}

/// Why a sandbox can't be run, or ended.
#[derive(Debug, thiserror::Error)]
pub enum StandaloneError {
    /// The address can't be listened on.
    #[error("can't listen on {listen}: {error}")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// Another process uses the state directory.
    #[error("the state in {} is used by another process", .0.display())]
    StateInUse(PathBuf),
    /// The state can't be read or written.
    #[error("the state in {} can't be used: {error}", .path.display())]
    State {
        /// The directory.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The operating system gives no random numbers.
    #[error("no random numbers: {0}")]
    Chance(io::Error),
    /// It could not go on accepting connections.
    #[error("the sandbox stopped: {0}")]
    Stopped(io::Error),
}

/// Runs a sandbox until `stop` is done; `ready` is told where it is reached. Its state is on the disk at any moment, so
/// there is nothing to save at the end.
///
/// # Errors
/// [`StandaloneError`].
pub async fn run(
    options: StandaloneOptions,
    ready: impl FnOnce(&Endpoint),
    stop: impl Future<Output = ()>,
) -> Result<(), StandaloneError> {
    let directory = match &options.state {
        None => None,
        Some(path) => Some(
            StateDirectory::hold(path)
                .map_err(|error| StandaloneError::State { path: path.clone(), error })?
                .ok_or_else(|| StandaloneError::StateInUse(path.clone()))?,
        ),
    };
    let state_error = |error| StandaloneError::State { path: options.state.clone().unwrap_or_default(), error };
    let key = match (&options.key, &directory) {
        (Some(key), _) => key.clone(),
        (None, Some(directory)) => directory.key().map_err(state_error)?,
        (None, None) => random_key().map_err(StandaloneError::Chance)?,
    };
    let seed = options.seed.map_or_else(random_seed, Ok).map_err(StandaloneError::Chance)?;
    let full = User { name: options.user.clone(), key: key.clone(), rights: Rights::Full };
    let read_only =
        options.read_only_key.clone().map(|key| User { name: options.user.clone(), key, rights: Rights::ReadOnly });
    let users = std::iter::once(full).chain(read_only).collect();
    let cloud_options =
        CloudOptions { seed, speed: options.speed, rate: options.rate, accounts: vec![Account { users }] };
    let clock = Arc::clone(&options.clock);
    let sandbox = match &directory {
        None => Sandbox::new(Cloud::new(cloud_options), clock),
        Some(directory) => {
            let (cloud, journal) = directory.open(cloud_options, clock()).map_err(state_error)?;
            Sandbox::with_journal(cloud, journal, clock)
        }
    };
    options.faults.iter().for_each(|fault| sandbox.faults().add(fault.clone()));

    let listen = options.listen;
    let bound = async {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let (listener, address) = bound.await.map_err(|error| StandaloneError::Listen { listen, error })?;
    ready(&Endpoint { url: format!("http://{address}"), user: options.user, key });

    let mut stop = pin!(stop);
    tokio::select! {
        error = serve(listener, sandbox) => Err(StandaloneError::Stopped(error)),
        () = &mut stop => Ok(()),
    }
}
