//! The daily copy of the store, in the folder `backup` of the home: one for each day (UTC), the newest three.
//!
//! It is made on a thread of its own with a connection of its own: it reads one snapshot, which holds up no commit, and
//! brings it to disk in small pieces, so that a commit never waits for much of it. A copy is kept only once it was found
//! whole, so a damaged store does not push out the good copies. It belongs to no home: put back by hand, it sends nothing
//! until it is taken over, since what it holds may have been sent since.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::open::{FILE, Lock, at};
use super::{StoreError, check, durable, needs_salvage};
use crate::api::Problem;
use crate::time::{Clock, Timestamp};

/// The folder of the copies in the home.
pub(super) const FOLDER: &str = "backup";
/// How many copies are kept.
const KEPT: usize = 3;
/// When a program that was just opened makes the copy of the day: a launch goes first.
const FIRST: Duration = Duration::from_secs(5);
/// How often it is asked whether another day has begun.
const AGAIN: Duration = Duration::from_secs(60 * 60);
/// How many pages are copied before they are brought to disk: 4 MiB.
const PAGES: i32 = 1_024;
/// What stands in a copy instead of the home that it belongs to.
pub(super) const NO_HOME: &str = "a copy";

/// What the making of a copy found to be damaged.
pub(crate) type Damage = Arc<Mutex<Option<Problem>>>;

/// Sees to the daily copies for as long as it stands.
pub(crate) struct Copying {
    _end: mpsc::Sender<()>,
}

impl Copying {
    /// Starts the thread that makes them. Each reads the whole store: damage that it finds is left in `damage`.
    pub(crate) fn start(home: PathBuf, clock: Arc<dyn Clock>, damage: Damage) -> std::io::Result<Self> {
        let (end, ended) = mpsc::channel();
        std::thread::Builder::new().name("slipway-copies".to_owned()).spawn(move || {
            let mut pause = FIRST;
            // Nobody sends: either the time is over, or the engine is gone.
            while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                match copy_of_the_day(&home, clock.now()) {
                    Ok(Some(path)) => tracing::info!(path = %path.display(), "the store was copied"),
                    Ok(None) => {}
                    Err(error) => {
                        tracing::error!(%error, "the daily copy of the store could not be made");
                        let problem = Problem::from(error);
                        if needs_salvage(&problem) {
                            *damage.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
                        }
                    }
                }
                pause = AGAIN;
            }
        })?;
        Ok(Self { _end: end })
    }
}

/// Makes the copy of the day; nothing where there is one already, or another program is about to make it.
pub(crate) fn copy_of_the_day(home: &Path, now: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let folder = home.join(FOLDER);
    crate::home::make_folder(&folder).map_err(at(&folder))?;
    let alone = folder.join("copy.lock");
    let alone = durable::for_owner_alone(&alone).map_err(at(&alone))?;
    if alone.try_lock().is_err() {
        return Ok(None);
    }
    // Nobody changes the schema or puts another store in its place meanwhile.
    let store = Lock::of(home)?;
    store.share()?;
    let source = Connection::open_with_flags(
        home.join(FILE),
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    source.busy_timeout(Duration::from_secs(10))?;
    let day: String = source.query_row("SELECT date(?1 / 1000, 'unixepoch')", [now.0], |row| row.get(0))?;
    let path = folder.join(format!("slipway-{day}.sqlite3"));
    if path.exists() {
        return Ok(None);
    }
    let being_made = folder.join("being-made.sqlite3");
    // What a program left that ended in the middle.
    match std::fs::remove_file(&being_made) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(at(&being_made)(error)),
        Ok(()) | Err(_) => {}
    }
    let file = durable::for_owner_alone(&being_made).map_err(at(&being_made))?;
    copy(&source, &being_made, &file)?;
    file.sync_all().map_err(at(&being_made))?;
    durable::rename(&being_made, &path).map_err(at(&path))?;
    for older in all(home)?.into_iter().skip(KEPT) {
        std::fs::remove_file(&older).map_err(at(&older))?;
    }
    Ok(Some(path))
}

/// The copies of a home, newest day first.
pub(super) fn all(home: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let folder = home.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(at(&folder))?,
    };
    let name = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("slipway-"));
    let mut copies: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(name).collect();
    copies.retain(|path| path.extension().is_some_and(|end| end == "sqlite3"));
    copies.sort();
    copies.reverse();
    Ok(copies)
}

/// Puts the copies of a store that was here before out of the way of those of a new one.
pub(super) fn set_aside(home: &Path) -> Result<(), StoreError> {
    let folder = home.join(FOLDER);
    if all(home)?.is_empty() {
        return Ok(());
    }
    let free = (1..).map(|number| home.join(format!("{FOLDER}-of-store-{number}"))).find(|path| !path.exists());
    free.map_or(Ok(()), |aside| durable::rename(&folder, &aside).map_err(at(&folder)))
}

fn copy(source: &Connection, path: &Path, file: &File) -> Result<(), StoreError> {
    let mut copy =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // It is thrown away where anything goes wrong, and brought to disk by us.
    copy.pragma_update(None, "journal_mode", "OFF")?;
    copy.pragma_update(None, "synchronous", "OFF")?;
    // One snapshot for all steps: what is committed meanwhile does not make it begin again.
    let snapshot = source.unchecked_transaction()?;
    let _: i64 = snapshot.query_row("SELECT revision FROM counter", [], |row| row.get(0))?;
    {
        let backup = Backup::new(source, &mut copy)?;
        loop {
            match backup.step(PAGES)? {
                StepResult::More => file.sync_data().map_err(at(path))?,
                StepResult::Done => break,
                StepResult::Busy | StepResult::Locked | _ => return Err(busy()),
            }
        }
    }
    snapshot.finish()?;
    check::whole(&copy)?;
    // One file, readable without the two beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    copy.execute("UPDATE home SET identity = ?1", [NO_HOME])?;
    copy.close().map_err(|(_, error)| error.into())
}

fn busy() -> StoreError {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None).into()
}

#[cfg(test)]
mod tests;
