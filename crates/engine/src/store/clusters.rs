//! Every cluster ever seen in an account.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{Change, Store, StoreError, from_json, to_json};
use crate::id::{AccountId, ClusterId, RunId};
use crate::request;
use crate::time::Timestamp;

const TABLE: &str = "clusters";

/// What a look showed of a cluster, as far as lists draw it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClusterSeen {
    /// The provider's word.
    pub status: Option<String>,
    /// Application version.
    pub version: Option<String>,
    /// Region of the first data centre.
    pub region: Option<String>,
    /// Node size of the first data centre.
    pub node_size: Option<String>,
    /// Status words of the nodes, by data centre, rack, id.
    pub nodes: Vec<String>,
}

/// What a person said of a cluster that may be of a run that was lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// It is: its run comes back from this cluster.
    Ours,
    /// It is of no run that was lost here.
    Others,
}

impl Claim {
    fn word(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Others => "others",
        }
    }

    fn of(word: &str) -> Option<Self> {
        [Self::Ours, Self::Others].into_iter().find(|claim| claim.word() == word)
    }
}

/// A cluster of an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sighting {
    /// The account.
    pub account_id: AccountId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// The provider's application word.
    pub application: String,
    /// First sight.
    pub first_seen: Timestamp,
    /// First sight in the order of changes, which no clock can turn round.
    pub first_revision: i64,
    /// Last try to read it.
    pub tried_at: Option<Timestamp>,
    /// Last time it was read.
    pub seen_at: Option<Timestamp>,
    /// Since when the list lacks it.
    pub missing_since: Option<Timestamp>,
    /// Its name, once read.
    pub name: Option<String>,
    /// Value of its tag `slipway-run`, once read.
    pub mark: Option<String>,
    /// What the last look showed.
    pub seen: ClusterSeen,
    /// Its newest change.
    pub revision: i64,
    /// What a person last said of it, after runs were lost.
    pub claim: Option<Claim>,
}

const COLUMNS: &str = "account_id, cluster_id, application, first_seen, first_revision, tried_at, seen_at, \
                       missing_since, name, mark, seen, revision, claim";

fn read(row: &Row<'_>) -> rusqlite::Result<(Sighting, String)> {
    let sighting = Sighting {
        account_id: AccountId(row.get(0)?),
        cluster_id: ClusterId(row.get(1)?),
        application: row.get(2)?,
        first_seen: Timestamp(row.get(3)?),
        first_revision: row.get(4)?,
        tried_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        seen_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        missing_since: row.get::<_, Option<i64>>(7)?.map(Timestamp),
        name: row.get(8)?,
        mark: row.get(9)?,
        seen: ClusterSeen::default(),
        revision: row.get(11)?,
        claim: row.get::<_, Option<String>>(12)?.as_deref().and_then(Claim::of),
    };
    Ok((sighting, row.get(10)?))
}

fn parse((mut sighting, seen): (Sighting, String)) -> Result<Sighting, StoreError> {
    sighting.seen = from_json(TABLE, &seen)?;
    Ok(sighting)
}

/// Whether a row of `clusters` is shown by a mate of its account: see [`Store::is_shown_elsewhere`].
const SHOWN_ELSEWHERE: &str = "EXISTS (
    SELECT 1 FROM accounts AS own
    JOIN accounts AS mate ON mate.id <> own.id
        AND json_extract(mate.seen, '$.providerAccountId') = json_extract(own.seen, '$.providerAccountId')
        AND json_extract(mate.facts, '$.url') = json_extract(own.facts, '$.url')
    JOIN clusters AS other ON other.account_id = mate.id AND other.cluster_id = clusters.cluster_id
    WHERE own.id = clusters.account_id AND other.missing_since IS NULL
      AND ((NOT EXISTS (SELECT 1 FROM runs WHERE runs.account_id = mate.id AND runs.cluster_id = clusters.cluster_id)), mate.rowid)
        < ((NOT EXISTS (SELECT 1 FROM runs WHERE runs.account_id = own.id AND runs.cluster_id = clusters.cluster_id)), own.rowid))";

impl Store {
    fn sightings_where(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Sighting>, StoreError> {
        let mut query = self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM clusters WHERE {condition}"))?;
        let rows = query.query_map(values, read)?;
        rows.map(|row| parse(row?)).collect()
    }

    /// One cluster.
    pub fn sighting(&self, account: &AccountId, cluster: &ClusterId) -> Result<Option<Sighting>, StoreError> {
        let mut found =
            self.sightings_where("account_id = ?1 AND cluster_id = ?2", [account.as_str(), cluster.as_str()])?;
        Ok(found.pop())
    }

    /// The account's clusters that the list has not been missing.
    pub fn sightings_of(&self, account: &AccountId) -> Result<Vec<Sighting>, StoreError> {
        self.sightings_where(
            "account_id = ?1 AND missing_since IS NULL ORDER BY first_revision, cluster_id",
            [account.as_str()],
        )
    }

    /// The clusters of all accounts that bear a mark of the run and are no run's own, as far as they are still listed.
    pub fn bearers_of(&self, run: &RunId) -> Result<Vec<Sighting>, StoreError> {
        let marks = request::marks_of(run);
        self.sightings_where(
            "mark >= ?1 AND mark < ?2 AND missing_since IS NULL AND account_id IN (SELECT id FROM accounts)
             AND NOT EXISTS (SELECT 1 FROM runs
                             WHERE runs.account_id = clusters.account_id AND runs.cluster_id = clusters.cluster_id)",
            [marks.start, marks.end],
        )
    }

    /// The names that the account's clusters bear, as far as they are still listed.
    pub fn cluster_names(&self, account: &AccountId) -> Result<BTreeSet<String>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT name FROM clusters WHERE account_id = ?1 AND missing_since IS NULL AND name IS NOT NULL",
        )?;
        let names = query.query_map([account.as_str()], |row| row.get(0))?;
        Ok(names.collect::<Result<_, _>>()?)
    }

    /// Clusters changed after `revision`.
    pub fn sightings_since(&self, revision: i64) -> Result<Vec<Sighting>, StoreError> {
        self.sightings_where("revision > ?1 ORDER BY revision", [revision])
    }

    /// Whether another account of ours, which is the same one at the provider, shows this cluster already: the one whose run made it,
    /// else the oldest that has it.
    pub fn is_shown_elsewhere(&self, sighting: &Sighting) -> Result<bool, StoreError> {
        let shown = format!("SELECT {SHOWN_ELSEWHERE} FROM clusters WHERE account_id = ?1 AND cluster_id = ?2");
        let key = [sighting.account_id.as_str(), sighting.cluster_id.as_str()];
        let mut query = self.connection.prepare_cached(&shown)?;
        Ok(query.query_row(key, |row| row.get(0)).optional()?.unwrap_or(false))
    }

    /// Clusters in the order of first sight, newest first, after the one that `cursor` names. Of several accounts that are one at the
    /// provider each cluster once; of a single `account` all of its own.
    pub fn sightings_page(
        &self,
        account: Option<&AccountId>,
        cursor: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<Sighting>, StoreError> {
        let (revision, cluster) = cursor.unwrap_or((i64::MAX, ""));
        let condition = format!(
            "(?1 IS NULL OR account_id = ?1) AND missing_since IS NULL
             AND (first_revision < ?2 OR (first_revision = ?2 AND cluster_id > ?3))
             AND (?1 IS NOT NULL OR NOT {SHOWN_ELSEWHERE})
             ORDER BY first_revision DESC, cluster_id LIMIT ?4"
        );
        self.sightings_where(&condition, params![account.map(AccountId::as_str), revision, cluster, limit])
    }
}

impl Change<'_> {
    /// Notes that a cluster was in a list or an answer; the first time makes its row. Gives whether it is new.
    pub fn note_cluster(
        &self,
        account: &AccountId,
        cluster: &str,
        application: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let known: Option<Option<i64>> = self
            .transaction
            .prepare_cached("SELECT missing_since FROM clusters WHERE account_id = ?1 AND cluster_id = ?2")?
            .query_row([account.as_str(), cluster], |row| row.get(0))
            .optional()?;
        match known {
            Some(None) => Ok(false),
            Some(Some(_)) => {
                self.transaction
                    .prepare_cached(
                        "UPDATE clusters SET missing_since = NULL, revision = ?3
                         WHERE account_id = ?1 AND cluster_id = ?2",
                    )?
                    .execute(params![account.as_str(), cluster, self.revision])?;
                Ok(false)
            }
            None => {
                self.transaction
                    .prepare_cached(
                        "INSERT INTO clusters (account_id, cluster_id, application, first_seen, first_revision, seen,
                                               revision)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5)",
                    )?
                    .execute(params![
                        account.as_str(),
                        cluster,
                        application,
                        now.0,
                        self.revision,
                        to_json(TABLE, &ClusterSeen::default())?
                    ])?;
                Ok(true)
            }
        }
    }

    /// Notes that the list lacks a cluster.
    pub fn note_missing(&self, account: &AccountId, cluster: &ClusterId, now: Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "UPDATE clusters SET missing_since = coalesce(missing_since, ?3), revision = ?4
                 WHERE account_id = ?1 AND cluster_id = ?2",
            )?
            .execute(params![account.as_str(), cluster.as_str(), now.0, self.revision])?;
        Ok(())
    }

    /// Tells anew of the clusters that bear a mark of the run, since what that says has changed.
    pub fn touch_marked(&self, run: &RunId) -> Result<(), StoreError> {
        let marks = request::marks_of(run);
        self.transaction
            .prepare_cached("UPDATE clusters SET revision = ?3 WHERE mark >= ?1 AND mark < ?2")?
            .execute(params![marks.start, marks.end, self.revision])?;
        Ok(())
    }

    /// Keeps what a person says of a cluster, unless it is a run's own (again) by now. Gives whether it was kept.
    pub fn put_claim(&self, account: &AccountId, cluster: &ClusterId, claim: Claim) -> Result<bool, StoreError> {
        let kept = self
            .transaction
            .prepare_cached(
                "UPDATE clusters SET claim = ?3, revision = ?4 WHERE account_id = ?1 AND cluster_id = ?2
                 AND NOT EXISTS (SELECT 1 FROM runs WHERE account_id = ?1 AND cluster_id = ?2)",
            )?
            .execute(params![account.as_str(), cluster.as_str(), claim.word(), self.revision])?;
        Ok(kept > 0)
    }

    /// Keeps what a look showed. Without a look only the try is noted; it is told where it is the first one in vain.
    pub fn put_sighting(
        &self,
        account: &AccountId,
        cluster: &ClusterId,
        seen: Option<(&str, Option<&str>, &ClusterSeen)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some((name, mark, seen)) = seen else {
            self.transaction
                .prepare_cached(
                    "UPDATE clusters SET tried_at = ?3, revision = iif(tried_at IS NULL, ?4, revision)
                     WHERE account_id = ?1 AND cluster_id = ?2",
                )?
                .execute(params![account.as_str(), cluster.as_str(), now.0, self.revision])?;
            return Ok(());
        };
        self.transaction
            .prepare_cached(
                "UPDATE clusters SET tried_at = ?3, seen_at = ?3, name = ?4, mark = ?5, seen = ?6, revision = ?7
                 WHERE account_id = ?1 AND cluster_id = ?2",
            )?
            .execute(params![
                account.as_str(),
                cluster.as_str(),
                now.0,
                name,
                mark,
                to_json(TABLE, seen)?,
                self.revision
            ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::bed::{NOW, add_accounts};

    #[test]
    fn of_accounts_that_are_one_at_the_provider_each_cluster_is_shown_once() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap();
        add_accounts(&mut store);
        let seen = [("one", "a"), ("two", "a"), ("two", "b"), ("elsewhere", "a"), ("not read", "c"), ("another", "a")];
        for (account, cluster) in seen {
            store.change(|change| change.note_cluster(&account.into(), cluster, "KAFKA", NOW)).unwrap();
        }
        let listed = |store: &Store, account: Option<&str>| -> Vec<String> {
            let page = store.sightings_page(account.map(AccountId::from).as_ref(), None, 100).unwrap();
            let mut listed: Vec<_> =
                page.iter().map(|seen| format!("{} of {}", seen.cluster_id, seen.account_id)).collect();
            listed.sort();
            listed
        };
        assert_eq!(listed(&store, None), ["a of another", "a of elsewhere", "a of one", "b of two", "c of not read"]);
        // Asked for by its account it is shown there.
        assert_eq!(listed(&store, Some("two")), ["a of two", "b of two"]);
        let shadow = store.sighting(&"two".into(), &"a".into()).unwrap().unwrap();
        assert!(store.is_shown_elsewhere(&shadow).unwrap());
        // Once the first lacks it, the other shows it.
        store.change(|change| change.note_missing(&"one".into(), &"a".into(), NOW)).unwrap();
        assert!(listed(&store, None).contains(&"a of two".to_owned()));
    }
}
