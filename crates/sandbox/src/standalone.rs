//! The sandbox by itself: what `slipway sandbox` runs.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use instaclustr_api::Secret;
use tokio::net::TcpListener;

use crate::clock::{Clock, system_clock};
use crate::cloud::{Cloud, CloudOptions, Rate, Rights, Speed, User};
use crate::document::{BadDocument, Document};
use crate::embedded::USER;
use crate::faults::Fault;
use crate::login::{Login, accounts};
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
    /// Further log-ins.
    pub logins: Vec<Login>,
    /// How fast clusters come up.
    pub speed: Speed,
    /// The limit of requests per user.
    pub rate: Rate,
    /// The limit of requests per account, which all its users share.
    pub account_rate: Rate,
    /// How late lists are, after a create and after a delete.
    pub list_lag: Duration,
    /// An OpenAPI document (YAML or JSON, version 3 or Swagger 2) to serve as the provider's, with this sandbox as its server.
    pub openapi: Option<PathBuf>,
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
            logins: Vec::new(),
            speed: Speed::LIFE,
            rate: Rate::default(),
            account_rate: Rate::Off,
            list_lag: Duration::ZERO,
            openapi: None,
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
    /// The OpenAPI document can't be read.
    #[error("{} can't be read: {error}", .path.display())]
    DocumentFile {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The OpenAPI document is none.
    #[error("{} can't be served: {error}", .path.display())]
    Document {
        /// The file.
        path: PathBuf,
        /// Why.
        error: BadDocument,
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
    let accounts = accounts(users, &options.logins);
    let cloud_options = CloudOptions { seed, speed: options.speed, rate: options.rate, accounts };

    let listen = options.listen;
    let bound = async {
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let (listener, address) = bound.await.map_err(|error| StandaloneError::Listen { listen, error })?;
    let document = options.openapi.as_deref().map(|path| document(path, address)).transpose()?;

    let clock = Arc::clone(&options.clock);
    let (mut cloud, journal) = match &directory {
        None => (Cloud::new(cloud_options), None),
        Some(directory) => {
            let (cloud, journal) = directory.open(cloud_options, clock()).map_err(state_error)?;
            (cloud, Some(journal))
        }
    };
    cloud.limit(options.rate, options.account_rate);
    cloud.let_lists_lag(i64::try_from(options.list_lag.as_millis()).unwrap_or(i64::MAX));
    document.into_iter().for_each(|document| cloud.publish(document));
    let sandbox = match journal {
        None => Sandbox::new(cloud, clock),
        Some(journal) => Sandbox::with_journal(cloud, journal, clock),
    };
    options.faults.iter().for_each(|fault| sandbox.faults().add(fault.clone()));
    ready(&Endpoint { url: format!("http://{address}"), user: options.user, key });

    let mut stop = pin!(stop);
    tokio::select! {
        error = serve(listener, sandbox) => Err(StandaloneError::Stopped(error)),
        () = &mut stop => Ok(()),
    }
}

fn document(path: &Path, address: SocketAddr) -> Result<Document, StandaloneError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| StandaloneError::DocumentFile { path: path.to_owned(), error })?;
    let document = Document::new(&text, &address.to_string());
    document.map_err(|error| StandaloneError::Document { path: path.to_owned(), error })
}
