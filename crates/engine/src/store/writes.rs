//! Requests that change something at the provider: each is on disk as `sending` before it leaves.

use rusqlite::{OptionalExtension, params};

use super::{Change, Store, StoreError};
use crate::id::{AccountId, ClusterId, RunId};
use crate::time::Timestamp;

/// A request about to leave.
#[derive(Clone, PartialEq, Debug)]
pub struct NewWrite<'a> {
    /// The run it is for.
    pub run: &'a RunId,
    /// The account it goes to.
    pub account: &'a AccountId,
    /// Which attempt of the run.
    pub attempt: u32,
    /// `create`, `delete`.
    pub operation: &'static str,
    /// HTTP method.
    pub method: &'a str,
    /// Path below the account's URL.
    pub path: &'a str,
    /// Body as indented JSON, secrets as `•••`.
    pub body: &'a str,
    /// How it is found out whether it was done.
    pub find: Find<'a>,
}

/// How it is found out whether a request was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Find<'a> {
    /// The cluster whose tag `slipway-run` is this is looked for.
    Mark(&'a str),
    /// What was asked for shows on the run's cluster.
    ReadBack,
    /// It is in the list of what the cluster has of its kind.
    List,
    /// No source has a way: a person has to say.
    Person,
}

impl<'a> Find<'a> {
    fn word(self) -> &'static str {
        match self {
            Self::Mark(_) => "mark",
            Self::ReadBack => "read back",
            Self::List => "list",
            Self::Person => "person",
        }
    }

    fn mark(self) -> &'a str {
        match self {
            Self::Mark(mark) => mark,
            Self::ReadBack | Self::List | Self::Person => "",
        }
    }
}

/// What became of a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WriteOutcome {
    /// Done.
    Done,
    /// Refused: not done.
    Refused,
    /// Certainly not done.
    NotDone,
    /// It is not known.
    Unclear,
}

impl WriteOutcome {
    fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::NotDone => "not done",
            Self::Unclear => "unclear",
        }
    }
}

/// A request that was committed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteRow {
    /// Which attempt.
    pub attempt: u32,
    /// HTTP method.
    pub method: String,
    /// Path.
    pub path: String,
    /// Body as indented JSON.
    pub body: String,
    /// The value of the tag `slipway-run`.
    pub mark: String,
    /// `sending`, `done`, `refused`, `not done`, `unclear`.
    pub outcome: String,
    /// When it was committed as leaving.
    pub sent_at: Timestamp,
    /// HTTP status of the answer.
    pub status: Option<u16>,
    /// The answer's body, at most 64 KiB.
    pub answer: Option<String>,
    /// The revision of its commit: clusters first seen before it can't be its work.
    pub revision: i64,
}

impl Store {
    /// The run's requests in the order of sending.
    pub fn writes(&self, run: &RunId) -> Result<Vec<WriteRow>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT attempt, method, path, body, mark, outcome, sent_at, status, answer, revision
             FROM writes WHERE run_id = ?1 ORDER BY number",
        )?;
        let rows = query.query_map([run.as_str()], |row| {
            Ok(WriteRow {
                attempt: row.get(0)?,
                method: row.get(1)?,
                path: row.get(2)?,
                body: row.get(3)?,
                mark: row.get(4)?,
                outcome: row.get(5)?,
                sent_at: Timestamp(row.get(6)?),
                status: row.get(7)?,
                answer: row.get(8)?,
                revision: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The revision at which the run's attempt to make its cluster was committed as leaving.
    pub fn sent_revision(&self, run: &RunId, attempt: u32) -> Result<Option<i64>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT revision FROM writes WHERE run_id = ?1 AND attempt = ?2 AND find IN ('mark', 'read back')",
        )?;
        Ok(query.query_row(params![run.as_str(), attempt], |row| row.get(0)).optional()?)
    }

    /// Whether a delete of the cluster was sent, from whichever account, and may have been done.
    pub fn was_delete_sent(&self, cluster: &ClusterId) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM runs JOIN writes ON writes.run_id = runs.id
                            WHERE runs.target_id = ?1 AND writes.operation = 'delete'
                              AND writes.outcome NOT IN ('refused', 'not done'))",
        )?;
        Ok(query.query_row([cluster.as_str()], |row| row.get(0))?)
    }
}

impl Change<'_> {
    /// Commits to sending a request.
    pub fn add_write(&self, write: &NewWrite<'_>, now: Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO writes (run_id, account_id, attempt, operation, method, path, body, find, mark, outcome,
                                     sent_at, revision)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'sending', ?10, ?11)",
            )?
            .execute(params![
                write.run.as_str(),
                write.account.as_str(),
                write.attempt,
                write.operation,
                write.method,
                write.path,
                write.body,
                write.find.word(),
                write.find.mark(),
                now.0,
                self.revision
            ])?;
        Ok(())
    }

    /// Keeps what became of a run's attempt.
    pub fn settle_write(
        &self,
        run: &RunId,
        (operation, attempt): (&str, u32),
        outcome: WriteOutcome,
        answer: Option<(u16, &str)>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "UPDATE writes SET outcome = ?3, answered_at = ?4, status = coalesce(?5, status),
                                   answer = coalesce(?6, answer)
                 WHERE run_id = ?1 AND attempt = ?2 AND operation = ?7",
            )?
            .execute(params![
                run.as_str(),
                attempt,
                outcome.word(),
                now.0,
                answer.map(|(status, _)| status),
                answer.map(|(_, body)| body),
                operation
            ])?;
        Ok(())
    }
}
