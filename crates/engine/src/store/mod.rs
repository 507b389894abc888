//! Everything durable: one SQLite file, one module per group of tables.
//!
//! Full sync and one transaction per change: what was committed survives a power cut, but for the buckets of requests, and for a
//! launch until it is answered ([`Store::change_unsettled`]). Several programs may have the
//! store open; who may *send* for an account is settled by [`crate::lock`], not here.

mod accounts;
#[cfg(test)]
pub(crate) mod bed;
mod budgets;
mod check;
mod clusters;
mod copies;
mod durable;
mod error;
mod home;
mod lost;
mod newest;
mod open;
mod profiles;
mod runs;
mod salvage;
mod settings;
mod wishes;
mod writes;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use accounts::{AccountFacts, AccountRow, AccountSeen, AfterLoss};
pub use clusters::{Claim, ClusterSeen, Sighting};
#[cfg(test)]
pub(crate) use copies::copy_of_the_day;
pub(crate) use copies::{Copying, Damage};
pub use error::StoreError;
pub(crate) use error::needs_salvage;
pub use lost::LostRun;
pub use runs::{LookNote, RunFacts, RunRow};
pub use salvage::{Salvaged, TableSaved, salvage};
pub use wishes::{Wish, WishRow};
pub use writes::{Find, NewWrite, WriteOutcome, WriteRow};

/// Commits whose log is worth a checkpoint: each is some ten pages.
const COMMITS_TO_TIDY: u32 = 100;

/// The store, open.
pub struct Store {
    connection: Connection,
    /// Revision of the newest change made through this value.
    own_revision: i64,
    /// Commits wait for the disk.
    synced: bool,
    /// The newest commits may not be on disk yet.
    owes: bool,
    /// A sync of the log failed: of what is in it nobody knows what is on disk.
    doubts_log: bool,
    /// Commits since the log was last brought into the file.
    commits: u32,
    newest: newest::Newest,
    /// Commits that fail on purpose.
    #[cfg(feature = "bugs")]
    pub(crate) full_disk: crate::edges::FullDisk,
    /// Held shared for as long as the store is open, so that nobody changes the schema under us.
    _schema_lock: open::Lock,
}

impl Store {
    /// A number that changes when another connection has changed the store.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// The newest revision of all.
    pub fn revision(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("SELECT revision FROM counter")?.query_row([], |row| row.get(0))?)
    }

    /// Carries out `change` whole or not at all. It is on disk when this returns, and so is everything before it: the log is
    /// one file.
    pub fn change<T>(&mut self, change: impl FnOnce(&Change<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.synced {
            self.connection.pragma_update(None, "synchronous", "FULL")?;
            self.synced = true;
        }
        if self.doubts_log {
            self.renew_log()?;
        }
        let committed = self.commit(change);
        self.doubts_log |= committed.as_ref().is_err_and(StoreError::is_of_sync);
        let (value, revision) = committed?;
        self.owes = false;
        self.newest.note(revision);
        Ok(value)
    }

    /// Brings the log into the file and begins it anew. After a sync that failed the next one may succeed without what the first
    /// one lost, and a log with a hole ends there; the file is written once more from what is in memory.
    fn renew_log(&mut self) -> Result<(), StoreError> {
        let busy: bool = self.connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], |row| row.get(0))?;
        if busy {
            return Err(StoreError::busy());
        }
        self.doubts_log = false;
        Ok(())
    }

    /// The same, but it need not be on disk before the next change or [`Store::settle`]: a killed program loses nothing of it,
    /// a power cut may. For a change that another follows at once, so that both wait for the disk together.
    pub fn change_unsettled<T>(
        &mut self,
        change: impl FnOnce(&Change<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.unsettle();
        // Its number is noted with the change that brings it to disk: a power cut must not leave a number that is missed.
        self.unsynced(|store| store.commit(change)).map(|(value, _)| value)
    }

    /// Has the next [`Store::settle`] wait for the disk: what was read may be of a change that is not there yet.
    pub fn unsettle(&mut self) {
        self.owes = true;
    }

    /// Whether everything committed through this value is on disk.
    pub fn is_settled(&self) -> bool {
        !self.owes
    }

    /// What [`Store::change_unsettled`] committed is on disk when this returns.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        if self.owes { self.change(|_| Ok(())) } else { Ok(()) }
    }

    /// Carries out `work`, whose commits do not wait for the disk.
    fn unsynced<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.synced {
            self.synced = false;
            self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        }
        // It stays like that: several may follow, and a change that has to be synced sees to that itself.
        work(self)
    }

    /// Carries out `change` in one transaction; gives its revision too.
    fn commit<T>(&mut self, change: impl FnOnce(&Change<'_>) -> Result<T, StoreError>) -> Result<(T, i64), StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let revision = transaction
            .prepare_cached("UPDATE counter SET revision = revision + 1 RETURNING revision")?
            .query_row([], |row| row.get(0))?;
        let under_way = Change { transaction, revision };
        let value = change(&under_way)?;
        #[cfg(feature = "bugs")]
        self.full_disk.check()?;
        under_way.transaction.commit()?;
        self.own_revision = revision;
        self.commits = self.commits.saturating_add(1);
        Ok((value, revision))
    }

    /// To be called when nobody waits for the store: brings the log into the file where there is enough in it, so that no
    /// commit has to.
    pub fn tidy(&mut self) -> Result<(), StoreError> {
        if self.commits >= COMMITS_TO_TIDY {
            self.commits = 0;
            self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        }
        Ok(())
    }

    /// Revision of the newest change made through this value; asks nothing of the file.
    pub fn own_revision(&self) -> i64 {
        self.own_revision
    }
}

/// A change of the store while it is being made: one transaction, one revision.
pub struct Change<'a> {
    transaction: Transaction<'a>,
    /// The revision of everything that this change touches.
    pub revision: i64,
}

/// `value` as it is kept.
fn to_json<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Row { table, error })
}

/// `text` as it was kept.
fn from_json<T: DeserializeOwned>(table: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Row { table, error })
}

/// The word of an enum of ours without data, as serde writes it.
fn word<T: Serialize>(table: &'static str, value: &T) -> Result<String, StoreError> {
    Ok(to_json(table, value)?.trim_matches('"').to_owned())
}
