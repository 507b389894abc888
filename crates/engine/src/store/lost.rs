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

    /// When runs were last lost that are not there again, as far as is known; nothing where there are none.
    pub fn lost_at(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT max(lost_at) FROM lost_runs WHERE id IS NULL OR id NOT IN (SELECT id FROM runs)")?;
        let at: Option<i64> = query.query_row([], |row| row.get(0))?;
        Ok(at.map(Timestamp))
    }

    /// Whether runs were lost, back or not, of which it was not known of which launch they were.
    pub fn lost_launches(&self) -> Result<bool, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM lost_runs WHERE launch_id IS NULL)")?;
        Ok(query.query_row([], |row| row.get(0))?)
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
    /// Notes that runs were, or may have been, lost that nothing names.
    pub fn add_unnamed_loss(&self, now: Timestamp) -> Result<(), StoreError> {
        self.transaction.prepare_cached("INSERT INTO lost_runs (lost_at) VALUES (?1)")?.execute([now.0])?;
        // What was listed before it says nothing of this one.
        self.transaction
            .prepare_cached("UPDATE accounts SET seen = json_remove(seen, '$.afterLoss'), revision = ?1")?
            .execute([self.revision])?;
        Ok(())
    }

    /// Lets no run have been lost later than `now`.
    pub fn lose_by(&self, now: Timestamp) -> Result<(), StoreError> {
        self.transaction.prepare_cached("UPDATE lost_runs SET lost_at = ?1 WHERE lost_at > ?1")?.execute([now.0])?;
        Ok(())
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
    use crate::store::Claim;
    use crate::store::bed::Bed;

    #[test]
    fn the_last_word_of_a_person_counts_until_the_cluster_is_a_runs_own() {
        let bed = Bed::with_runs(1);
        let mut store = Store::open(bed.home()).unwrap();
        let (account, cluster, now) = (AccountId::from("account-1"), ClusterId::from("c"), Timestamp(5));
        store.change(|change| change.note_cluster(&account, "c", "KAFKA", now)).unwrap();
        let say = |store: &mut Store, cluster: &ClusterId, claim| {
            let kept = store.change(|change| change.put_claim(&account, cluster, claim)).unwrap();
            (kept, store.sighting(&account, cluster).unwrap().unwrap().claim)
        };
        for claim in [Claim::Others, Claim::Ours, Claim::Ours] {
            assert_eq!(say(&mut store, &cluster, claim), (true, Some(claim)));
        }
        assert_eq!(say(&mut store, &ClusterId::from("id-0"), Claim::Others), (false, None), "it is that of run 0");
    }

    #[test]
    fn the_first_reading_in_vain_is_told_and_no_other() {
        let bed = Bed::with_runs(1);
        let mut store = Store::open(bed.home()).unwrap();
        let (account, cluster) = (AccountId::from("account-1"), ClusterId::from("c"));
        store.change(|change| change.note_cluster(&account, "c", "KAFKA", Timestamp(5))).unwrap();
        let mut told = |at| {
            let since = store.revision().unwrap();
            store.change(|change| change.put_sighting(&account, &cluster, None, Timestamp(at))).unwrap();
            store.sightings_since(since).unwrap().len()
        };
        assert_eq!([told(6), told(7)], [1, 0]);
    }
}
