//! Everything durable: one SQLite file, one module per group of tables.
//!
//! Full sync and one transaction per change: what was committed survives a power cut. Several programs may have the
//! store open; who may *send* for an account is settled by [`crate::lock`], not here.

mod accounts;
mod budgets;
mod clusters;
mod home;
mod profiles;
mod runs;
mod wishes;
mod writes;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use accounts::{AccountFacts, AccountRow, AccountSeen};
pub use clusters::{ClusterSeen, Sighting};
pub use runs::{LookNote, RunFacts, RunRow};
pub use wishes::{Wish, WishRow};
pub use writes::{NewWrite, WriteOutcome, WriteRow};

use crate::api::{Place, Problem, ProblemCode};

/// Schema of this program. A store with a higher one is refused, one with a lower one is migrated.
const SCHEMA: i64 = 3;
/// What brings a store from a schema to the next one.
const MIGRATIONS: [(i64, &str); 2] =
    [(1, include_str!("migrations/1_to_2.sql")), (2, include_str!("migrations/2_to_3.sql"))];
/// How often the turn from shared to exclusive is tried, when the schema has to change while others start too.
const MIGRATION_TRIES: u32 = 100;

/// The store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's word for it.
    #[error("{0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The folder or the lock beside it.
    #[error("{path}: {error}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Something in it can't be read back.
    #[error("a row of {table} can't be read: {error}")]
    Row {
        /// Which table.
        table: &'static str,
        /// Why.
        error: serde_json::Error,
    },
    /// It was written by a newer Slipway.
    #[error("the store has schema {found}, this Slipway knows {SCHEMA}")]
    Newer {
        /// Its schema.
        found: i64,
    },
    /// The account of a launch has been taken away meanwhile.
    #[error("the account has been removed")]
    NoAccount,
    /// A wish that was being carried out has been withdrawn; nothing was changed.
    #[error("it was withdrawn meanwhile, since it had waited too long")]
    Withdrawn,
    /// Its schema has to change, but another program has it open.
    #[error("the store needs to be brought to schema {SCHEMA}, and another Slipway has it open")]
    InUse,
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let remedy = match &error {
            StoreError::Newer { .. } => "Use the newer Slipway that wrote it.",
            StoreError::InUse => "Close every other Slipway on this folder, then start again.",
            StoreError::File { .. } => "Check that the folder exists and that you may write to it.",
            StoreError::NoAccount => {
                return Problem::new(ProblemCode::NotFound, Place::App, "The account has been removed.")
                    .with_remedy("Choose another one.");
            }
            StoreError::Withdrawn => {
                return Problem::new(
                    ProblemCode::NotAllowed,
                    Place::App,
                    "It was withdrawn, since it had waited too long.",
                );
            }
            StoreError::Sqlite(_) | StoreError::Row { .. } => "Check free disk space and the folder's rights.",
        };
        Problem::new(ProblemCode::Store, Place::Home, format!("The store can't be used: {error}.")).with_remedy(remedy)
    }
}

/// The store, open.
pub struct Store {
    connection: Connection,
    /// Revision of the newest change made through this value.
    own_revision: i64,
    /// Commits wait for the disk.
    synced: bool,
    /// Commits that fail on purpose.
    #[cfg(feature = "bugs")]
    pub(crate) full_disk: crate::edges::FullDisk,
    /// Held shared for as long as the store is open, so that nobody changes the schema under us.
    _schema_lock: std::fs::File,
}

impl Store {
    /// Opens the store in `home`, making or migrating it where needed.
    ///
    /// # Errors
    /// [`StoreError::Newer`], [`StoreError::InUse`], or whatever the file system says.
    pub fn open(home: &Path) -> Result<Self, StoreError> {
        let lock_path = home.join("store.lock");
        let lock = std::fs::File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&lock_path)
            .map_err(|error| StoreError::File { path: lock_path.clone(), error })?;
        let locked =
            |result: std::io::Result<()>| result.map_err(|error| StoreError::File { path: lock_path.clone(), error });
        for _ in 0..MIGRATION_TRIES {
            locked(lock.lock_shared())?;
            let mut connection = connect(&home.join("slipway.sqlite3"))?;
            let found = schema_of(&connection)?;
            if found > SCHEMA {
                return Err(StoreError::Newer { found });
            }
            if found == SCHEMA {
                return Ok(Self {
                    connection,
                    own_revision: 0,
                    synced: true,
                    #[cfg(feature = "bugs")]
                    full_disk: crate::edges::FullDisk::default(),
                    _schema_lock: lock,
                });
            }
            locked(lock.unlock())?;
            if lock.try_lock().is_ok() {
                migrate(&mut connection)?;
                locked(lock.unlock())?;
            }
        }
        Err(StoreError::InUse)
    }

    /// A number that changes when another connection has changed the store.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// The newest revision of all.
    pub fn revision(&self) -> Result<i64, StoreError> {
        Ok(self.connection.prepare_cached("SELECT revision FROM counter")?.query_row([], |row| row.get(0))?)
    }

    /// Carries out `change` whole or not at all. It is on disk when this returns.
    pub fn change<T>(&mut self, change: impl FnOnce(&Change<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        if !self.synced {
            self.sync()?;
        }
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
        Ok(value)
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

fn connect(path: &Path) -> Result<Connection, StoreError> {
    for_owner_alone(path).map_err(|error| StoreError::File { path: path.to_owned(), error })?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Makes the file, readable for its owner alone, where it is missing. SQLite gives the files beside it the same rights.
fn for_owner_alone(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn schema_of(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    // Exclusive from the first statement: the schema is read again inside, so two programs can't both make it.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    match schema_of(&transaction)? {
        0 => transaction.execute_batch(include_str!("schema.sql"))?,
        // A newer program was here in the meantime.
        found if found >= SCHEMA => return Ok(()),
        found => MIGRATIONS
            .iter()
            .filter(|(from, _)| *from >= found)
            .try_for_each(|(_, migration)| transaction.execute_batch(migration))?,
    }
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(connection: &Connection) -> Vec<(String, String)> {
        let mut query = connection.prepare("SELECT name, ifnull(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).unwrap();
        // Comments and spaces say nothing.
        rows.map(|row| {
            row.map(|(name, sql)| {
                (name, sql.split_whitespace().collect::<Vec<_>>().join(" ").replace(" )", ")").replace(" ,", ","))
            })
        })
        .collect::<Result<_, _>>()
        .unwrap()
    }

    /// The stores of earlier programs.
    const FIXTURES: [(i64, &str); 2] =
        [(1, include_str!("migrations/fixtures/1.sql")), (2, include_str!("migrations/fixtures/2.sql"))];

    #[test]
    fn a_store_of_an_earlier_schema_comes_to_look_like_a_new_one() {
        for (schema, fixture) in FIXTURES {
            comes_to_look_like_a_new_one(schema, fixture);
        }
        assert_eq!(FIXTURES.map(|(schema, _)| schema).last(), Some(&(SCHEMA - 1)));
    }

    fn comes_to_look_like_a_new_one(schema: i64, fixture: &str) {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let connection = Connection::open(old.path().join("slipway.sqlite3")).unwrap();
        connection.execute_batch(fixture).unwrap();
        connection.pragma_update(None, "user_version", schema).unwrap();
        connection.execute("INSERT INTO launches (id, created_at) VALUES ('kept', 1)", []).unwrap();
        drop(connection);
        let migrated = Store::open(old.path()).unwrap();
        let fresh = Store::open(new.path()).unwrap();
        assert_eq!(shape(&migrated.connection), shape(&fresh.connection));
        let kept: String = migrated.connection.query_row("SELECT id FROM launches", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "kept");
        assert_eq!(schema_of(&migrated.connection).unwrap(), SCHEMA);
    }

    #[test]
    fn a_store_of_a_newer_slipway_is_refused() {
        let home = tempfile::tempdir().unwrap();
        drop(Store::open(home.path()).unwrap());
        let connection = Connection::open(home.path().join("slipway.sqlite3")).unwrap();
        connection.pragma_update(None, "user_version", SCHEMA + 1).unwrap();
        drop(connection);
        assert!(matches!(Store::open(home.path()), Err(StoreError::Newer { found }) if found == SCHEMA + 1));
    }
}
