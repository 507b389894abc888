//! Runs that went with a damaged store.

use rusqlite::{OptionalExtension, params};

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

    /// When runs were last lost of which it is not known of which launch they were; nothing where none were.
    pub fn lost_launches_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT max(lost_at) FROM lost_runs WHERE launch_id IS NULL")?;
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

    /// Whether a person said that the run is of another home.
    pub fn is_others_run(&self, run: &RunId) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM others_runs WHERE id = ?1)")?;
        Ok(query.query_row([run.as_str()], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Adds a run that was lost, as a person says, whatever was said of it before.
    pub fn add_lost_run(&self, run: &RunId, now: Timestamp) -> Result<(), StoreError> {
        self.transaction.prepare_cached("DELETE FROM others_runs WHERE id = ?1")?.execute([run.as_str()])?;
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO lost_runs (id, lost_at) VALUES (?1, ?2)")?
            .execute(params![run.as_str(), now.0])?;
        self.touch_marked(run)
    }

    /// Adds a run that is of another home, as a person says.
    pub fn add_others_run(&self, run: &RunId, now: Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO others_runs (id, said_at) VALUES (?1, ?2)")?
            .execute(params![run.as_str(), now.0])?;
        self.touch_marked(run)
    }

    /// Makes the launch of a run that was lost, where that is not there any more.
    pub fn add_lost_launch(&self, launch: &LaunchId, now: Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT OR IGNORE INTO launches (id, created_at) VALUES (?1, ?2)")?
            .execute(params![launch.as_str(), now.0])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ClusterId};
    use crate::request;
    use crate::store::bed::Bed;

    #[test]
    fn the_last_word_of_a_person_counts_and_its_clusters_are_told_anew() {
        let bed = Bed::with_runs(1);
        let mut store = Store::open(bed.home()).unwrap();
        let (account, cluster, run) = (AccountId::from("prod"), ClusterId::from("c"), RunId::from("theirs"));
        let (mark, now) = (request::mark(&run, 2), Timestamp(5));
        store
            .change(|change| {
                change.note_cluster(&account, "c", "KAFKA", now)?;
                change.put_sighting(&account, &cluster, Some(("orders", Some(&mark), &<_>::default())), now)
            })
            .unwrap();
        let told = |store: &Store, since| store.sightings_since(since).unwrap().len();
        let since = store.revision().unwrap();
        assert_eq!((told(&store, since), store.is_others_run(&run).unwrap()), (0, false));
        store.change(|change| change.add_others_run(&run, now)).unwrap();
        assert_eq!((told(&store, since), store.is_others_run(&run).unwrap()), (1, true));
        assert_eq!(store.lost_run(&run).unwrap(), None);

        let since = store.revision().unwrap();
        store.change(|change| change.add_lost_run(&run, now)).unwrap();
        assert_eq!((told(&store, since), store.is_others_run(&run).unwrap()), (1, false));
        assert!(store.lost_run(&run).unwrap().is_some());
    }
}
