//! Opening the store: making it where there was none, migrating it, and refusing one that is not what was left here.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::{Store, StoreError, check, copies, durable, newest};
use crate::home::replace_file;

/// Schema of this program. A store with a higher one is refused, one with a lower one is migrated.
pub(super) const SCHEMA: i64 = 5;
/// What brings a store from a schema to the next one.
const MIGRATIONS: [(i64, &str); 4] = [
    (1, include_str!("migrations/1_to_2.sql")),
    (2, include_str!("migrations/2_to_3.sql")),
    (3, include_str!("migrations/3_to_4.sql")),
    (4, include_str!("migrations/4_to_5.sql")),
];
/// The log may grow to so many pages of 4 KiB before a commit has to wait until they are in the file.
const CHECKPOINT_PAGES: u32 = 4_000;
/// The store's file in the home.
pub(super) const FILE: &str = "slipway.sqlite3";
/// The file that says, once there is a store, that there was one.
pub(super) const MADE: &str = "store.made";
const MADE_TEXT: &str = "There is a store in this folder: slipway.sqlite3. As long as this file stands, Slipway makes no \
                         new one in its place, so that a store that is lost is noticed.\n";

impl Store {
    /// Opens the store in `home`, making or migrating it where needed.
    ///
    /// # Errors
    /// [`StoreError::Missing`] and [`StoreError::Damaged`], which are never made good by a new store;
    /// [`StoreError::Newer`], [`StoreError::InUse`], or whatever the file system says.
    pub fn open(home: &Path) -> Result<Self, StoreError> {
        // One after the other: then whoever else holds the store has it open, and does not merely look at it.
        let _turn = Turn::of(home)?;
        let lock = Lock::of(home)?;
        let path = home.join(FILE);
        let made = home.join(MADE);
        loop {
            lock.share()?;
            if made.exists() && std::fs::metadata(&path).map_or(true, |file| file.len() == 0) {
                return Err(StoreError::Missing);
            }
            let noted = newest::noted(home);
            let mut connection = connect(&path)?;
            match Found::of(&connection)? {
                Found::Nothing if made.exists() => return Err(StoreError::Missing),
                Found::Nothing | Found::Older => {}
                Found::Ours => {
                    // Only now: what is about to be kept in it must not be forgotten with the file.
                    note_made(home)?;
                    check::quick(&connection)?;
                    match newest::missing(&connection, noted)? {
                        0 => {}
                        missing => return Err(StoreError::Damaged { what: missing_words(missing) }),
                    }
                    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
                    return Ok(Self {
                        connection,
                        own_revision: 0,
                        synced: true,
                        owes: false,
                        doubts_log: false,
                        commits: 0,
                        newest: newest::Newest::of(home)?,
                        #[cfg(feature = "bugs")]
                        full_disk: crate::edges::FullDisk::default(),
                        _schema_lock: lock,
                    });
                }
            }
            lock.free()?;
            if !lock.take()? {
                return Err(StoreError::InUse);
            }
            // Before there is a new store: the number of the one before it is not its own.
            if matches!(Found::of(&connection)?, Found::Nothing) {
                newest::forget(home)?;
            }
            if migrate(&mut connection)? {
                copies::set_aside(home)?;
            }
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
            lock.free()?;
        }
    }
}

fn missing_words(missing: i64) -> String {
    format!(
        "its last changes are missing, {missing} of them, as after damage to slipway.sqlite3-wal, or where an older store was \
         put here"
    )
}

/// Leaves word that there is a store in `home`.
pub(super) fn note_made(home: &Path) -> Result<(), StoreError> {
    let made = home.join(MADE);
    if made.exists() { Ok(()) } else { replace_file(&made, MADE_TEXT.as_bytes()).map_err(at(&made)) }
}

/// Another program opens the store for so long, in tries of [`pause`] each: half a minute. To save a large one takes seconds.
const TURN_TRIES: u32 = 3_000;

#[allow(clippy::disallowed_methods, reason = "a lock of a file can't be waited for with a limit")]
fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(10));
}

/// `store.turn`: held while a store is being opened, so that programs which start together do it one after the other.
struct Turn {
    _file: File,
}

impl Turn {
    /// Waits for it, not for ever: whoever has it may have been stopped. It ends with the value, or with the process.
    fn of(home: &Path) -> Result<Self, StoreError> {
        let path = home.join("store.turn");
        let file = durable::for_owner_alone(&path).map_err(at(&path))?;
        for _ in 0..TURN_TRIES {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(std::fs::TryLockError::WouldBlock) => pause(),
                Err(std::fs::TryLockError::Error(error)) => return Err(at(&path)(error)),
            }
        }
        Err(StoreError::Turn)
    }
}

/// `store.lock`: held shared for as long as the store is open, alone while what it is changes.
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    pub(super) fn of(home: &Path) -> Result<Self, StoreError> {
        let path = home.join("store.lock");
        let mut options = File::options();
        let opened = options.create(true).truncate(false).read(true).write(true).open(&path);
        Ok(Self { file: opened.map_err(at(&path))?, path })
    }

    pub(super) fn share(&self) -> Result<(), StoreError> {
        self.file.lock_shared().map_err(at(&self.path))
    }

    /// Takes it alone, where nobody has the store open.
    pub(super) fn take(&self) -> Result<bool, StoreError> {
        match self.file.try_lock() {
            Ok(()) => Ok(true),
            Err(std::fs::TryLockError::WouldBlock) => Ok(false),
            Err(std::fs::TryLockError::Error(error)) => Err(at(&self.path)(error)),
        }
    }

    fn free(&self) -> Result<(), StoreError> {
        self.file.unlock().map_err(at(&self.path))
    }
}

/// What the system says of `path`, as the store says it.
pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    move |error| StoreError::File { path: path.to_owned(), error }
}

fn connect(path: &Path) -> Result<Connection, StoreError> {
    // SQLite gives the files beside it the same rights.
    durable::for_owner_alone(path).map_err(at(path))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Checkpoints come in quiet moments, see `Store::tidy`; this is for whoever has none.
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    // A plan that looks at the values bound to it is made anew with each of them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // Whoever closes a store that is refused as damaged must not destroy the log of it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Room for every statement that is kept.
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// What a file turns out to be.
#[derive(Debug)]
enum Found {
    /// No store yet.
    Nothing,
    /// A store of an earlier schema, by its own word.
    Older,
    /// A store of this schema.
    Ours,
}

impl Found {
    /// The number of the schema is one word in the file: it is believed only where the tables look like it. A store of a
    /// newer schema looks different, or it would not need one.
    fn of(connection: &Connection) -> Result<Self, StoreError> {
        let number = schema_of(connection)?;
        let shape = shape(connection)?;
        let ours = shape == *shape_of_new()?;
        match number {
            0 if shape.is_empty() => Ok(Self::Nothing),
            SCHEMA if ours => Ok(Self::Ours),
            1..SCHEMA if !ours && !shape.is_empty() => Ok(Self::Older),
            _ if number > SCHEMA && !ours => Err(StoreError::Newer { found: number }),
            _ => Err(StoreError::Damaged { what: format!("its tables are not those of schema {number}") }),
        }
    }
}

/// Refuses what is no store of this program or an earlier one.
pub(super) fn known(connection: &Connection) -> Result<(), StoreError> {
    match Found::of(connection)? {
        Found::Nothing => Err(StoreError::Missing),
        Found::Older | Found::Ours => Ok(()),
    }
}

/// Whether what is most needed is named in a file, whatever else is wrong with it.
pub(super) fn has_runs(connection: &Connection) -> bool {
    shape(connection)
        .is_ok_and(|shape| ["launches", "runs"].iter().all(|table| shape.iter().any(|(name, _)| name == table)))
}

fn schema_of(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Names and definitions, in the order of the names.
type Shape = Vec<(String, String)>;

/// Every table, index and trigger with its definition. Comments and spaces say nothing, nor what SQLite keeps for itself.
fn shape(connection: &Connection) -> Result<Shape, StoreError> {
    let mut query = connection.prepare(
        "SELECT name, ifnull(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\' ORDER BY name",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let shape = rows.map(|row| {
        let (name, sql) = row?;
        let sql = sql.split_whitespace().collect::<Vec<_>>().join(" ").replace(" )", ")").replace(" ,", ",");
        Ok((name, sql))
    });
    shape.collect()
}

/// The shape of a store that this program makes: the same each time, so it is found out once.
fn shape_of_new() -> Result<&'static Shape, StoreError> {
    static SHAPE: OnceLock<Shape> = OnceLock::new();
    if let Some(shape) = SHAPE.get() {
        return Ok(shape);
    }
    let new = Connection::open_in_memory()?;
    new.execute_batch(include_str!("schema.sql"))?;
    let shape = shape(&new)?;
    Ok(SHAPE.get_or_init(|| shape))
}

/// Makes or migrates the store; gives whether it is a new one.
fn migrate(connection: &mut Connection) -> Result<bool, StoreError> {
    // Exclusive from the first statement: what there is is looked at again inside, so two programs can't both make it.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let found = Found::of(&transaction)?;
    match found {
        Found::Ours => return Ok(false),
        Found::Nothing => transaction.execute_batch(include_str!("schema.sql"))?,
        Found::Older => bring_forward(&transaction)?,
    }
    transaction.pragma_update(None, "user_version", SCHEMA)?;
    transaction.commit()?;
    Ok(matches!(found, Found::Nothing))
}

/// Brings an older store to this schema. One that does not come to look like a new one was not what its number said.
fn bring_forward(transaction: &Transaction<'_>) -> Result<(), StoreError> {
    let found = schema_of(transaction)?;
    let damaged = || StoreError::Damaged { what: format!("its tables are not those of schema {found}") };
    for (_, migration) in MIGRATIONS.iter().filter(|(from, _)| *from >= found) {
        transaction.execute_batch(migration).map_err(|error| match error.sqlite_error_code() {
            // A table that is there already, a column that is not.
            Some(ErrorCode::Unknown) => damaged(),
            _ => error.into(),
        })?;
    }
    if shape(transaction)? == *shape_of_new()? { Ok(()) } else { Err(damaged()) }
}

#[cfg(test)]
mod tests;
