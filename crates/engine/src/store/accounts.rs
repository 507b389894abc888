//! Accounts, without their keys.

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{Change, Store, StoreError, from_json, to_json, word};
use crate::api::{Colour, KeySource, Reach, Stage};
use crate::id::AccountId;
use crate::time::Timestamp;

const TABLE: &str = "accounts";

/// What a person says of an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountFacts {
    /// Its name here.
    pub label: String,
    /// The word on its pennant.
    pub word: String,
    /// The colour of its pennant.
    pub colour: Colour,
    /// Base URL of the API; empty for the sandbox, which says it at each start.
    pub url: String,
    /// User name at the provider; empty for the sandbox.
    pub user: String,
    /// Where the key comes from.
    pub key: KeySource,
    /// Whether writes are refused here.
    pub read_only: bool,
    /// Requests per second that it is asked at most, 1 to [`RATE_MAX`](crate::watch::budget::RATE_MAX).
    #[serde(default = "usual_rate")]
    pub rate: u32,
}

fn usual_rate() -> u32 {
    1
}

/// What the driver last knew of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountSeen {
    /// How the last requests went.
    pub reach: Reach,
    /// The provider's own id of the account behind it.
    pub provider_account_id: Option<String>,
    /// How many clusters the list had.
    pub clusters: Option<u32>,
    /// When the list was last read.
    pub listed_at: Option<Timestamp>,
    /// When the provider last refused a write with the key that the account has (403).
    #[serde(default)]
    pub writes_refused_at: Option<Timestamp>,
    /// The first whole list that has to hold every cluster of a lost run; nothing where none was read since the last loss.
    #[serde(default)]
    pub after_loss: Option<AfterLoss>,
}

/// The first whole list that was read once a create, sent just before runs were lost, had to be listed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AfterLoss {
    /// When.
    pub at: Timestamp,
    /// The store's revision then: what was first seen later is of no lost run, whatever the clock says.
    pub revision: i64,
}

impl Default for AccountSeen {
    fn default() -> Self {
        Self {
            reach: Reach::Unknown,
            provider_account_id: None,
            clusters: None,
            listed_at: None,
            writes_refused_at: None,
            after_loss: None,
        }
    }
}

/// An account.
#[derive(Clone, PartialEq, Debug)]
pub struct AccountRow {
    /// Which.
    pub id: AccountId,
    /// What a person says of it.
    pub facts: AccountFacts,
    /// What the driver last knew of it.
    pub seen: AccountSeen,
    /// Its newest change.
    pub revision: i64,
}

fn read(row: &Row<'_>) -> rusqlite::Result<(String, String, String, i64)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn parse((id, facts, seen, revision): (String, String, String, i64)) -> Result<AccountRow, StoreError> {
    Ok(AccountRow { id: AccountId(id), facts: from_json(TABLE, &facts)?, seen: from_json(TABLE, &seen)?, revision })
}

impl Store {
    /// All accounts, by label, the sandbox last.
    pub fn accounts(&self) -> Result<Vec<AccountRow>, StoreError> {
        self.accounts_since(-1)
    }

    /// Accounts changed after `revision`.
    pub fn accounts_since(&self, revision: i64) -> Result<Vec<AccountRow>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, facts, seen, revision FROM accounts WHERE revision > ?1
             ORDER BY id = 'sandbox', label COLLATE NOCASE",
        )?;
        let rows = query.query_map([revision], read)?;
        rows.map(|row| parse(row?)).collect()
    }

    /// One account.
    pub fn account(&self, id: &AccountId) -> Result<Option<AccountRow>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT id, facts, seen, revision FROM accounts WHERE id = ?1")?;
        query.query_row([id.as_str()], read).optional()?.map(parse).transpose()
    }
}

impl Change<'_> {
    /// Adds an account or changes what a person says of it. Whether its label is free was looked at before.
    pub fn put_account(&self, id: &AccountId, facts: &AccountFacts) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO accounts (id, label, facts, seen, revision) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET label = ?2, facts = ?3, revision = ?5",
            )?
            .execute(params![
                id.as_str(),
                facts.label,
                to_json(TABLE, facts)?,
                to_json(TABLE, &AccountSeen::default())?,
                self.revision
            ])?;
        Ok(())
    }

    /// Changes what the driver knows of it, and gives that; nothing where there is no such account any more.
    pub fn change_account_seen(
        &self,
        id: &AccountId,
        with: impl FnOnce(&mut AccountSeen),
    ) -> Result<Option<AccountSeen>, StoreError> {
        let mut query = self.transaction.prepare_cached("SELECT seen FROM accounts WHERE id = ?1")?;
        let Some(kept) = query.query_row([id.as_str()], |row| row.get::<_, String>(0)).optional()? else {
            return Ok(None);
        };
        let mut seen: AccountSeen = from_json(TABLE, &kept)?;
        with(&mut seen);
        self.put_account_seen(id, &seen)?;
        Ok(Some(seen))
    }

    /// Keeps what the driver knows of it.
    pub fn put_account_seen(&self, id: &AccountId, seen: &AccountSeen) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("UPDATE accounts SET seen = ?2, revision = ?3 WHERE id = ?1")?
            .execute(params![id.as_str(), to_json(TABLE, seen)?, self.revision])?;
        Ok(())
    }

    /// Takes an account away. Its runs and clusters stay.
    ///
    /// Gives `false`, and takes nothing away, where it has runs that are neither RUNNING nor over: another program may
    /// have launched into it at this moment.
    pub fn remove_account(&self, id: &AccountId) -> Result<bool, StoreError> {
        let mut under_way = self
            .transaction
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM runs WHERE account_id = ?1 AND ended = 0 AND stage != ?2)")?;
        if under_way.query_row(params![id.as_str(), word("runs", &Stage::Running)?], |row| row.get(0))? {
            return Ok(false);
        }
        self.transaction.execute("DELETE FROM accounts WHERE id = ?1", [id.as_str()])?;
        self.transaction.execute("DELETE FROM budgets WHERE account_id = ?1", [id.as_str()])?;
        self.note_removal("account", id.as_str())?;
        Ok(true)
    }
}
