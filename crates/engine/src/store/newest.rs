//! The number of the newest change, beside the store: by it changes are missed that are gone from the store itself.
//!
//! SQLite reads its log up to the first frame that is torn or damaged and takes that for the log's end, since that is what a
//! power cut leaves: what was committed behind it is gone without a word. [SQLite: WAL-mode File Format, 4.3] Opened like
//! that, a launch that was sent would be about to be sent.
//!
//! It is written after each commit that is on disk, and not brought there itself: after a power cut there may be an older number, which misses
//! nothing wrongly. Of two programs the later writer may leave the lower one, for the same price.

use std::fs::File;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::Connection;

use super::open::at;
use super::{StoreError, copies, durable};

/// Its file in the home.
pub(super) const FILE: &str = "store.newest";

/// Where it is written.
pub(super) struct Newest {
    file: File,
}

impl Newest {
    pub(super) fn of(home: &Path) -> Result<Self, StoreError> {
        let path = home.join(FILE);
        Ok(Self { file: durable::for_owner_alone(&path).map_err(at(&path))? })
    }

    /// Writes it, at its full length each time, so that a shorter number leaves nothing of a longer one.
    pub(super) fn note(&self, revision: i64) {
        let mut file = &self.file;
        let noted = file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(format!("{revision:020}\n").as_bytes()));
        if let Err(error) = noted {
            // What was committed is committed: without the number it is only not missed.
            tracing::warn!(%error, "the number of the newest change was not written");
        }
    }
}

/// The number in a home; 0 where there is none.
pub(super) fn noted(home: &Path) -> i64 {
    std::fs::read_to_string(home.join(FILE)).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

/// Forgets the number of a store that was given up.
pub(super) fn forget(home: &Path) -> Result<(), StoreError> {
    let path = home.join(FILE);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(at(&path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// How many of the changes up to `noted` a store lacks. A daily copy that was put back is older, as everybody knows.
///
/// `noted` has to be read before: what another program commits meanwhile is in the store first.
pub(super) fn missing(connection: &Connection, noted: i64) -> Result<i64, StoreError> {
    let there: i64 = connection.query_row("SELECT revision FROM counter", [], |row| row.get(0))?;
    let copies = "SELECT EXISTS (SELECT 1 FROM home WHERE identity = ?1)";
    let is_a_copy: bool = connection.query_row(copies, [copies::NO_HOME], |row| row.get(0))?;
    Ok(if is_a_copy { 0 } else { noted.saturating_sub(there).max(0) })
}

#[cfg(test)]
mod tests {
    use crate::api::Stage;
    use crate::store::bed::{Bed, NOW};
    use crate::store::{Store, StoreError, salvage};

    const LOG: &str = "slipway.sqlite3-wal";

    /// A home whose program was killed, and whose log is damaged from here on (0 to 1).
    fn with_damaged_log(from: f64) -> Bed {
        let bed = Bed::with_runs(20);
        let file = bed.home().join(super::super::open::FILE);
        let open = Store::open(bed.home()).unwrap();
        bed.add_runs(20..30);
        let (mut log, store) = (std::fs::read(bed.home().join(LOG)).unwrap(), std::fs::read(&file).unwrap());
        drop(open);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place"
        )]
        let at = (log.len() as f64 * from) as usize;
        log[at] ^= 0xFF;
        std::fs::write(&file, store).unwrap();
        std::fs::write(bed.home().join(LOG), log).unwrap();
        bed
    }

    #[test]
    fn commits_that_are_gone_with_a_damaged_log_are_missed_and_nothing_is_sent_again() {
        let bed = with_damaged_log(0.5);
        let opened = Store::open(bed.home()).map(drop);
        assert!(matches!(&opened, Err(StoreError::Damaged { what }) if what.contains("missing")), "{opened:?}");
        let saved = salvage(bed.home(), NOW).unwrap();
        assert!(saved.changes_missing > 0 && saved.runs_unknown && !saved.is_everything());
        let store = Store::open(bed.home()).unwrap();
        let runs = store.runs_before(i64::MAX, false, u32::MAX).unwrap();
        assert!(runs.len() >= 20 && runs.len() < 30, "{}", runs.len());
        assert!(runs.iter().all(|run| !matches!(run.state.stage, Stage::Intended | Stage::Sending)));
        assert!(store.lost_unknown().unwrap());
        assert!(store.revision().unwrap() > super::noted(bed.home()) - 1);
    }

    #[test]
    fn a_log_that_is_whole_misses_nothing() {
        let bed = Bed::with_runs(3);
        let noted = super::noted(bed.home());
        let mut store = Store::open(bed.home()).unwrap();
        assert_eq!(store.revision().unwrap(), noted);
        store.change(|change| change.add_launch(&"one".into(), NOW)).unwrap();
        assert_eq!(super::noted(bed.home()), noted + 1);
    }

    #[test]
    fn a_change_that_a_power_cut_may_take_is_noted_only_once_it_is_on_disk() {
        let bed = Bed::with_runs(1);
        let before = super::noted(bed.home());
        let mut store = Store::open(bed.home()).unwrap();
        store.change_unsettled(|change| change.add_launch(&"one".into(), NOW)).unwrap();
        let other = Store::open(bed.home()).unwrap();
        assert!(other.launched_at(&"one".into()).unwrap().is_some(), "it is there at once");
        assert_eq!((other.revision().unwrap(), super::noted(bed.home())), (before + 1, before));
        store.settle().unwrap();
        assert_eq!(super::noted(bed.home()), before + 2);
        store.settle().unwrap();
        assert_eq!(store.revision().unwrap(), before + 2, "nothing is left to bring there");
    }

    #[test]
    fn the_change_after_it_brings_it_to_disk_too() {
        let bed = Bed::with_runs(1);
        let before = super::noted(bed.home());
        let mut store = Store::open(bed.home()).unwrap();
        store.change_unsettled(|change| change.add_launch(&"one".into(), NOW)).unwrap();
        store.change(|change| change.add_launch(&"two".into(), NOW)).unwrap();
        store.settle().unwrap();
        assert_eq!((store.revision().unwrap(), super::noted(bed.home())), (before + 2, before + 2));
    }

    #[test]
    fn after_a_sync_that_failed_the_log_begins_anew() {
        let bed = Bed::with_runs(20);
        let mut store = Store::open(bed.home()).unwrap();
        let frames = |store: &Store| -> i64 {
            store.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1)).unwrap()
        };
        let failed = store.change(|_| -> Result<(), StoreError> {
            let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_IOERR_FSYNC);
            Err(rusqlite::Error::SqliteFailure(error, None).into())
        });
        assert!(failed.is_err());
        bed.add_runs(20..30);
        let before = frames(&store);
        store.change(|change| change.add_launch(&"one".into(), NOW)).unwrap();
        assert!(frames(&store) < before, "{before}");
        assert!(store.launched_at(&"one".into()).unwrap().is_some());
    }
}
