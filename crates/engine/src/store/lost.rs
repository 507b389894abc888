//! Runs that went with a damaged store.

use rusqlite::OptionalExtension;

use super::{Change, Store, StoreError};
use crate::id::{LaunchId, RunId};
use crate::time::Timestamp;

/// A run that went with a damaged store and was named by something that could be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LostRun {
    /// Which.
    pub id: RunId,
    /// Its launch, where that is known.
    pub launch_id: Option<LaunchId>,
}

impl Store {
    /// The lost run of that id; nothing where no such run was lost, or where it is there again.
    pub fn lost_run(&self, id: &RunId) -> Result<Option<LostRun>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT launch_id FROM lost_runs WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM runs WHERE id = ?1)",
        )?;
        let launch: Option<Option<String>> = query.query_row([id.as_str()], |row| row.get(0)).optional()?;
        Ok(launch.map(|launch| LostRun { id: id.clone(), launch_id: launch.map(LaunchId) }))
    }

    /// How many runs of a launch were lost and are not there again.
    pub fn lost_of_launch(&self, launch: &LaunchId) -> Result<u32, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT count(*) FROM lost_runs WHERE launch_id = ?1 AND id NOT IN (SELECT id FROM runs)",
        )?;
        Ok(query.query_row([launch.as_str()], |row| row.get(0))?)
    }

    /// Whether runs were lost of which it is not known which they were.
    pub fn lost_unnamed(&self) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM lost_runs WHERE id IS NULL)")?;
        Ok(query.query_row([], |row| row.get(0))?)
    }

    /// When runs were last lost that nothing names any more; nothing where none were.
    pub fn lost_unnamed_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT max(lost_at) FROM lost_runs WHERE id IS NULL")?;
        let at: Option<i64> = query.query_row([], |row| row.get(0))?;
        Ok(at.map(Timestamp))
    }

    /// Whether runs were lost of which it is not known which they were, or not of which launch.
    pub fn lost_unknown(&self) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM lost_runs
                            WHERE id IS NULL OR (launch_id IS NULL AND id NOT IN (SELECT id FROM runs)))",
        )?;
        Ok(query.query_row([], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Adds a run that was lost, as a person says.
    pub fn add_lost_run(&self, run: &RunId, now: crate::time::Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO lost_runs (id, lost_at) VALUES (?1, ?2)")?
            .execute(rusqlite::params![run.as_str(), now.0])?;
        Ok(())
    }

    /// Makes the launch of a run that was lost, where that is not there any more.
    pub fn add_lost_launch(&self, launch: &LaunchId, now: crate::time::Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO launches (id, created_at) VALUES (?1, ?2)")?
            .execute(rusqlite::params![launch.as_str(), now.0])?;
        Ok(())
    }
}
