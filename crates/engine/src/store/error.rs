//! What can be wrong with the store, and what a person does about it.

use std::path::PathBuf;

use rusqlite::ErrorCode;

use super::open::{MADE, SCHEMA};
use crate::api::{Place, Problem, ProblemCode};

/// The store could not be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's word for it.
    #[error("{0}")]
    Sqlite(rusqlite::Error),
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
    /// Its file is not what Slipway wrote.
    #[error("{what}")]
    Damaged {
        /// Where that shows.
        what: String,
    },
    /// There was a store here, and it is gone or empty.
    #[error("slipway.sqlite3 is missing or empty")]
    Missing,
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
    /// Another program has been opening it for too long.
    #[error("another Slipway has been opening it for half a minute")]
    Turn,
}

impl StoreError {
    /// Another program keeps it from what has to be done alone.
    pub(super) fn busy() -> Self {
        Self::Sqlite(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None))
    }

    /// Whether the system could not bring to disk what it had taken.
    pub(super) fn is_of_sync(&self) -> bool {
        let Self::Sqlite(rusqlite::Error::SqliteFailure(error, _)) = self else { return false };
        error.extended_code == rusqlite::ffi::SQLITE_IOERR_FSYNC
    }
}

const SALVAGE: &str = "Close every Slipway on this folder, then say `slipway home salvage`: it saves what can be read, and the \
                       rest from the newest daily copy.";

/// Whether a problem is one of a store that only saving brings back.
pub(crate) fn needs_salvage(problem: &Problem) -> bool {
    problem.code == ProblemCode::Store && problem.remedy.as_ref().is_some_and(|remedy| remedy.starts_with(SALVAGE))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let unreadable = matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..)
        );
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { what: error.to_string() },
            _ if unreadable => Self::Damaged { what: error.to_string() },
            _ => Self::Sqlite(error),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        let at_home =
            |message: String, remedy: &str| Self::new(ProblemCode::Store, Place::Home, message).with_remedy(remedy);
        let unusable = |remedy: &str| at_home(format!("The store can't be used: {error}."), remedy);
        match &error {
            StoreError::Newer { .. } => unusable("Use the newer Slipway that wrote it."),
            StoreError::InUse | StoreError::Turn => unusable("Close every other Slipway on this folder, then start again."),
            StoreError::File { .. } => unusable("Check that the folder exists and that you may write to it."),
            StoreError::Missing => at_home(
                "The store is gone: slipway.sqlite3 was in this folder, and is missing or empty. Nothing is launched or \
                 sent without it, since what was launched before is not known."
                    .to_owned(),
                &format!(
                    "{SALVAGE} If all that was in it may be forgotten, delete {MADE} beside it, and a new store is made."
                ),
            ),
            StoreError::Damaged { .. } | StoreError::Row { .. } => {
                at_home(format!("The store is damaged: {error}."), SALVAGE)
            }
            StoreError::NoAccount => Self::new(ProblemCode::NotFound, Place::App, "The account has been removed.")
                .with_remedy("Choose another one."),
            StoreError::Withdrawn => {
                Self::new(ProblemCode::NotAllowed, Place::App, "It was withdrawn, since it had waited too long.")
            }
            StoreError::Sqlite(sqlite) => unusable(remedy(sqlite.sqlite_error_code())),
        }
    }
}

/// What helps against what SQLite could not do.
#[allow(clippy::wildcard_enum_match_arm, reason = "SQLite's codes, most of which the store can't meet")]
fn remedy(code: Option<ErrorCode>) -> &'static str {
    match code {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => {
            "Another program holds the file: wait for it or close it (a back-up, a browser of databases), then try again."
        }
        Some(ErrorCode::DiskFull) => "Free some space on the disk of the folder, then try again.",
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            "Check that you may write to the folder and to each slipway.sqlite3 file in it, and that its disk is not read-only."
        }
        Some(ErrorCode::SystemIoFailure) => {
            "The disk did not read or write: check it, and that the folder is on a local disk with free space."
        }
        Some(ErrorCode::OutOfMemory) => "Free some memory, then try again.",
        _ => "Start Slipway again. If it says the same, report it with these words.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn problem(code: i32) -> Problem {
        StoreError::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None)).into()
    }

    #[test]
    fn each_trouble_of_the_file_has_a_remedy_of_its_own() {
        let codes = [
            ffi::SQLITE_BUSY,
            ffi::SQLITE_FULL,
            ffi::SQLITE_READONLY,
            ffi::SQLITE_IOERR,
            ffi::SQLITE_NOMEM,
            ffi::SQLITE_CORRUPT,
            ffi::SQLITE_ERROR,
        ];
        let remedies: std::collections::BTreeSet<_> = codes.iter().map(|code| problem(*code).remedy.unwrap()).collect();
        assert_eq!(remedies.len(), codes.len());
        assert!(problem(ffi::SQLITE_FULL).remedy.unwrap().contains("space"));
        assert_eq!(problem(ffi::SQLITE_CORRUPT_VTAB).remedy, problem(ffi::SQLITE_NOTADB).remedy);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_damage() {
        let error = serde_json::from_str::<u8>("x").unwrap_err();
        let row = Problem::from(StoreError::Row { table: "runs", error });
        assert_eq!(row.remedy, problem(ffi::SQLITE_CORRUPT).remedy);
        assert!(row.message.contains("runs"), "{row}");
    }
}
