//! Saving what can be saved of a store that is damaged or lost: `slipway home salvage`.
//!
//! Only ever a person's word. By itself, at the next start, it would be quietly less: a script that launches with `--once`
//! would find its launch forgotten and make a second cluster before anybody had read what was lost. And a disk that fails
//! for a moment must not cost a store.
//!
//! A new store is made in a folder beside the old one, from what can be read there and from the newest daily copy. Only
//! when it is whole and on disk does the old one move aside, where it stays; then the new one takes its place. Ended at any
//! moment, it can be done again.

mod lost;
mod report;
mod tables;
mod take;
mod unclear;
mod walk;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::open::{FILE, Lock, MADE, at, has_runs};
use super::{Store, StoreError, check, copies, durable, newest};
use crate::api::{Place, Problem, ProblemCode};
use crate::time::Timestamp;
use report::Salvaged as Report;
use take::Sources;
use walk::Source;

pub use report::{Salvaged, TableSaved};

/// The folder in which the new store is made; thrown away afterwards.
const WORKSHOP: &str = "salvage";
/// The folder in which the old store is kept until the new one is in its place.
const UNDER_WAY: &str = "damaged-under-way";
/// The log that belongs to the store's file.
const LOG: &str = "slipway.sqlite3-wal";
const INDEX: &str = "slipway.sqlite3-shm";
/// What stands in a saved store instead of a home that could not be read.
const NOT_KNOWN: &str = "not known";
/// Length of SQLite's header.
const HEADER_BYTES: usize = 100;
/// Says that there is a log beside the file, as the store has one and a copy has not.
const WAL: std::ops::Range<usize> = 18..20;

/// Saves what can be saved of the store in `home`.
///
/// # Errors
/// The store is whole; nothing is left of it and there is no copy; another program has it open; the file system.
pub fn salvage(home: &Path, now: Timestamp) -> Result<Salvaged, Problem> {
    let lock = Lock::of(home)?;
    if !lock.take()? {
        let problem = Problem::new(ProblemCode::Store, Place::Home, "Another Slipway has the store of this home open.");
        return Err(problem.with_remedy("Close every Slipway on this home, then say it again."));
    }
    let workshop = home.join(WORKSHOP);
    clear(&workshop)?;
    let saved = make_good(home, &workshop, now);
    clear(&workshop)?;
    saved
}

fn make_good(home: &Path, workshop: &Path, now: Timestamp) -> Result<Salvaged, Problem> {
    let under_way = home.join(UNDER_WAY);
    let there = |folder: &Path| std::fs::metadata(folder.join(FILE)).is_ok_and(|file| file.len() > 0);
    if under_way.exists() && there(home) {
        // It was ended when all but this was done.
        put_away(home)?;
    }
    let from = if there(&under_way) { &under_way } else { home };
    if from == under_way {
        // Its log belongs to it, wherever the move was ended.
        move_log(home, &under_way)?;
    }
    let copy = newest_copy(home)?;
    let mut changes_missing = 0;
    let damaged = if there(from) {
        let reading = workshop.join("damaged");
        copy_files(from, &reading)?;
        // Its own word first: an older program must not take a newer store for a damaged one.
        if let Err(error @ StoreError::Newer { .. }) = whole(&reading) {
            return Err(error.into());
        }
        let missing = missing(&reading, newest::noted(home));
        if whole(&reading).is_ok() && from == home && missing == 0 {
            return Err(Problem::new(
                ProblemCode::NotAllowed,
                Place::Home,
                "The store is whole: there is nothing to save.",
            ));
        }
        changes_missing = missing;
        read(&reading, copy.as_ref().map(|(path, _)| path.as_path()))?
    } else {
        None
    };
    let mut report = Report { readable: damaged.is_some(), changes_missing, ..Report::default() };
    report.copy = copy.as_ref().map(|(path, _)| path.clone());
    let sources = Sources { damaged, copy: copy.map(|(_, source)| source) };
    if sources.damaged.is_none() && sources.copy.is_none() {
        return Err(nothing_left(there(from)));
    }
    build(workshop, &sources, now, newest::noted(home), &mut report)?;
    drop(sources);
    let old = there(from);
    let kept = exchange(home, &workshop.join(FILE), &report)?;
    report.set_aside = old.then_some(kept);
    Ok(report)
}

fn nothing_left(unreadable: bool) -> Problem {
    let what = if unreadable { "Nothing can be read of the store" } else { "The store is gone" };
    Problem::new(ProblemCode::Store, Place::Home, format!("{what}, and there is no copy of it: nothing can be saved."))
        .with_remedy(format!(
            "Put slipway.sqlite3 back from a back-up of your own. If all that was in it may be forgotten, move it \
             elsewhere, delete {MADE} beside it, and a new store is made."
        ))
}

/// Makes the new store and brings it to disk as one file.
fn build(
    workshop: &Path,
    sources: &Sources,
    now: Timestamp,
    noted: i64,
    report: &mut Report,
) -> Result<(), StoreError> {
    let mut new = Store::open(&made(workshop)?)?;
    sources.take_over(&new.connection, now, noted, report)?;
    unclear::settle(&mut new, now, report)?;
    let home = sources.home().filter(|home| home != copies::NO_HOME);
    report.elsewhere = home.is_none();
    let home = home.unwrap_or_else(|| NOT_KNOWN.to_owned());
    new.change(|change| change.put_home(&home))?;
    check::whole(&new.connection)?;
    new.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    drop(new);
    let path = workshop.join(FILE);
    std::fs::File::open(&path).and_then(|file| file.sync_all()).map_err(at(&path))
}

/// Puts the new store in the place of the old one; gives where that is now.
fn exchange(home: &Path, new: &Path, report: &Report) -> Result<PathBuf, StoreError> {
    let under_way = home.join(UNDER_WAY);
    // From here to the end the home has no store: this is why nobody makes a new one.
    super::open::note_made(home)?;
    crate::home::make_folder(&under_way).map_err(at(&under_way))?;
    let old = home.join(FILE);
    if old.exists() {
        durable::rename(&old, &under_way.join(FILE)).map_err(at(&old))?;
    }
    // After its store, so that the store never stands without it, and before the new one, which it would spoil.
    move_log(home, &under_way)?;
    remove(&home.join(INDEX))?;
    let words = under_way.join("report.txt");
    crate::home::replace_file(&words, (report.lines().join("\n") + "\n").as_bytes()).map_err(at(&words))?;
    durable::rename(new, &home.join(FILE)).map_err(at(new))?;
    put_away(home)
}

fn move_log(from: &Path, to: &Path) -> Result<(), StoreError> {
    let log = from.join(LOG);
    if log.exists() { durable::rename(&log, &to.join(LOG)).map_err(at(&log)) } else { Ok(()) }
}

/// Gives the folder of the old store its name for good.
fn put_away(home: &Path) -> Result<PathBuf, StoreError> {
    let mut free = (1_u32..).map(|number| home.join(format!("damaged-{number}"))).filter(|path| !path.exists());
    let under_way = home.join(UNDER_WAY);
    let aside = free.next().unwrap_or_else(|| under_way.clone());
    durable::rename(&under_way, &aside).map_err(at(&under_way))?;
    Ok(aside)
}

/// The newest of the daily copies that can be read.
fn newest_copy(home: &Path) -> Result<Option<(PathBuf, Source)>, StoreError> {
    let readable = copies::all(home)?.into_iter().filter_map(|path| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&path, flags).ok()?;
        let revision = connection.query_row("SELECT revision FROM counter", [], |row| row.get::<_, i64>(0)).ok()?;
        Some((revision, path, Source { connection }))
    });
    Ok(readable.max_by_key(|(revision, ..)| *revision).map(|(_, path, source)| (path, source)))
}

/// How many of the changes that were noted a store lacks, as far as it can still be asked.
fn missing(folder: &Path, noted: i64) -> u64 {
    let asked = Connection::open(folder.join(FILE)).map_err(StoreError::from);
    asked.and_then(|connection| newest::missing(&connection, noted)).map_or(0, i64::unsigned_abs)
}

/// Whether a store says of itself that it is this program's, and every page and row of it can be read.
fn whole(folder: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(folder.join(FILE))?;
    super::open::known(&connection)?;
    check::whole(&connection)?;
    let unreadable = || StoreError::Damaged { what: "a row can't be read".to_owned() };
    if take::is_sound(&Source { connection }) { Ok(()) } else { Err(unreadable()) }
}

/// Opens the damaged store, which is a copy of it, so that its tables can be walked; nothing where that is in vain.
fn read(folder: &Path, copy: Option<&Path>) -> Result<Option<Source>, StoreError> {
    let path = folder.join(FILE);
    let open = || -> Option<Connection> {
        let connection = Connection::open(&path).ok()?;
        // A definition that makes no sense is passed over, and the other tables are read.
        connection.pragma_update(None, "writable_schema", true).ok()?;
        has_runs(&connection).then_some(connection)
    };
    let new = folder.join("header");
    Store::open(&made(&new)?)?.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let new = new.join(FILE);
    let repairs: [(Option<&Path>, usize); 3] = [(None, 0), (Some(&new), HEADER_BYTES), (copy, 4096)];
    for (other, bytes) in repairs {
        if let Some(other) = other {
            graft(&path, other, bytes).map_err(at(&path))?;
        }
        if let Some(connection) = open() {
            return Ok(Some(Source { connection }));
        }
    }
    Ok(None)
}

fn made(folder: &Path) -> Result<PathBuf, StoreError> {
    crate::home::make_folder(folder).map_err(at(folder))?;
    Ok(folder.to_owned())
}

/// Puts the beginning of another store over that of a damaged one: the header alone, or the first page, where the tables
/// begin. How long the file is, and which pages are free, is left to be found out.
fn graft(damaged: &Path, other: &Path, bytes: usize) -> std::io::Result<()> {
    let mut file = std::fs::read(damaged)?;
    let other = std::fs::read(other)?;
    let (Some(to), Some(from)) = (file.get_mut(..bytes), other.get(..bytes)) else { return Ok(()) };
    to.copy_from_slice(from);
    // No valid length and no list of free pages. [SQLite: Database File Format, 1.3]
    for (range, byte) in [(28..40, 0), (92..96, 0), (WAL, 2)] {
        if let Some(numbers) = file.get_mut(range) {
            numbers.fill(byte);
        }
    }
    std::fs::write(damaged, file)
}

fn copy_files(from: &Path, to: &Path) -> Result<(), StoreError> {
    made(to)?;
    for file in [FILE, LOG].map(|file| from.join(file)).into_iter().filter(|file| file.exists()) {
        let Some(name) = file.file_name() else { continue };
        std::fs::copy(&file, to.join(name)).map_err(at(&file))?;
    }
    Ok(())
}

fn clear(folder: &Path) -> Result<(), StoreError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(folder)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
