//! The state directory of a sandbox: who holds it, its key, its journal, its address.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use instaclustr_api::Secret;
use rand::TryRng as _;
use rand::rngs::SysRng;
use serde::Deserialize;
use serde_json::json;

use crate::cloud::{Cloud, CloudOptions, FORMAT, Record};
use crate::journal::{Journal, write_whole};

/// Where a sandbox is reached, and with what.
#[derive(Clone)]
pub struct Endpoint {
    /// Base URL, for example `http://127.0.0.1:40123`.
    pub url: String,
    /// The user to log in as.
    pub user: String,
    /// Its key.
    pub key: Secret,
}

#[derive(Deserialize)]
struct Address {
    url: String,
    user: String,
    key: Secret,
}

impl Endpoint {
    /// `{"url","user","key"}`: what `slipway sandbox` prints and `address.json` holds. The key is in it.
    pub fn to_json(&self) -> String {
        json!({ "url": self.url, "user": self.user, "key": self.key.expose() }).to_string()
    }

    /// The address that was written into `directory`, where there is one.
    pub(crate) fn read(directory: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(directory.join(ADDRESS)).ok()?;
        let Address { url, user, key } = serde_json::from_str(&text).ok()?;
        Some(Self { url, user, key })
    }

    /// Its port on 127.0.0.1.
    pub(crate) fn port(&self) -> Option<u16> {
        let address: SocketAddr = self.url.strip_prefix("http://")?.parse().ok()?;
        Some(address.port())
    }
}

const ADDRESS: &str = "address.json";
const KEY: &str = "key";
const LOCK: &str = "lock";

/// A state directory that this process holds; others wait until this is dropped, or the process ends.
#[derive(Debug)]
pub(crate) struct StateDirectory {
    path: PathBuf,
    /// Held for its lock.
    _lock: File,
}

impl StateDirectory {
    /// Takes hold of `path`, which is made where it is missing; `None` while another process holds it.
    pub(crate) fn hold(path: &Path) -> io::Result<Option<Self>> {
        make_directory(path)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { path: path.to_owned(), _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The cloud that is written down here, or a new one, and its journal, without what is past.
    pub(crate) fn open(&self, options: CloudOptions, now_ms: i64) -> io::Result<(Cloud, Journal)> {
        let records = Journal::read(&self.path)?;
        let count = records.len();
        let is_current = matches!(records.first(), Some(Record::Start { format: FORMAT, .. }));
        let mut cloud = if records.is_empty() {
            Cloud::new(options)
        } else {
            Cloud::restored(options, records).map_err(|bad| io::Error::new(io::ErrorKind::InvalidData, bad))?
        };
        cloud.advance(now_ms);
        // Writing it anew is half the time of a start: only where lines are past, by count.
        let journal = if is_current && cloud.record_count() == count {
            Journal::resume(&self.path)?
        } else {
            Journal::begin(&self.path, &cloud.snapshot())?
        };
        Ok((cloud, journal))
    }

    /// The key that is kept here; made at the first time.
    pub(crate) fn key(&self) -> io::Result<Secret> {
        let path = self.path.join(KEY);
        match std::fs::read_to_string(&path) {
            Ok(key) if !key.trim().is_empty() => return Ok(Secret::new(key.trim())),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let key = random_key()?;
        write_whole(&path, key.expose().as_bytes())?;
        Ok(key)
    }

    /// Tells other processes where the sandbox is reached.
    pub(crate) fn publish(&self, endpoint: &Endpoint) -> io::Result<()> {
        write_whole(&self.path.join(ADDRESS), endpoint.to_json().as_bytes())
    }
}

/// Only the owner may look into it: passwords follow from what the journal holds.
fn make_directory(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// A key that nobody guesses: 32 hexadecimal digits of the operating system's chance.
pub(crate) fn random_key() -> io::Result<Secret> {
    Ok(Secret::new(format!("{:032x}", u128::from_ne_bytes(random()?))))
}

/// A seed for a cloud.
pub(crate) fn random_seed() -> io::Result<u64> {
    Ok(u64::from_ne_bytes(random()?))
}
