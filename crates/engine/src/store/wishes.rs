//! What a program that does not drive wants of the one that does; notices; what can be chosen.

use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Change, Store, StoreError, from_json, to_json, word};
use crate::api::{Application, Catalogue, Decision, Notice, Problem};
use crate::id::{AccountId, RunId};
use crate::time::Timestamp;

/// Something only the driver of an account can do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Wish {
    /// Look at a run's cluster now.
    Look {
        /// The run.
        run: RunId,
    },
    /// Read the list of clusters now.
    List,
    /// Carry out a decision.
    Resolve {
        /// The run.
        run: RunId,
        /// The decision.
        decision: Decision,
    },
}

/// A wish in the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WishRow {
    /// Its number.
    pub number: i64,
    /// What is wished.
    pub wish: Wish,
    /// When.
    pub wished_at: Timestamp,
}

impl Store {
    /// The account's wishes that nobody has answered, oldest first.
    pub fn open_wishes(&self, account: &AccountId) -> Result<Vec<WishRow>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT number, wish, wished_at FROM wishes WHERE account_id = ?1 AND answer IS NULL ORDER BY number",
        )?;
        let rows =
            query.query_map([account.as_str()], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (number, wish, at) = row?;
            Ok(WishRow { number, wish: from_json("wishes", &wish)?, wished_at: Timestamp(at) })
        })
        .collect()
    }

    /// What the driver answered: nothing yet, done, or a problem.
    pub fn wish_answer(&self, number: i64) -> Result<Option<Result<(), Problem>>, StoreError> {
        let answer: Option<Option<String>> = self
            .connection
            .prepare_cached("SELECT answer FROM wishes WHERE number = ?1")?
            .query_row([number], |row| row.get(0))
            .optional()?;
        let Some(answer) = answer.flatten() else { return Ok(None) };
        let problem: Option<Problem> = from_json("wishes", &answer)?;
        Ok(Some(problem.map_or(Ok(()), Err)))
    }

    /// What the provider last said can be chosen.
    pub fn catalogue(
        &self,
        account: &AccountId,
        application: Application,
    ) -> Result<Option<(Catalogue, Timestamp)>, StoreError> {
        let kept: Option<(String, i64)> = self
            .connection
            .prepare_cached("SELECT catalogue, read_at FROM catalogues WHERE account_id = ?1 AND application = ?2")?
            .query_row(params![account.as_str(), word("catalogues", &application)?], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        kept.map(|(text, at)| Ok((from_json("catalogues", &text)?, Timestamp(at)))).transpose()
    }

    /// Number of the newest notice; 0 where there is none.
    pub fn newest_notice(&self) -> Result<i64, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT COALESCE(MAX(number), 0) FROM notices")?;
        Ok(query.query_row([], |row| row.get(0))?)
    }

    /// The notices after the one of that number, each with its own, oldest first.
    pub fn notices_after(&self, number: i64) -> Result<Vec<(i64, Notice)>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT number, notice FROM notices WHERE number > ?1 ORDER BY number")?;
        let rows = query.query_map([number], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (number, notice) = row?;
            Ok((number, from_json("notices", &notice)?))
        })
        .collect()
    }
}

impl Change<'_> {
    /// Adds a wish; gives its number.
    pub fn add_wish(&self, account: &AccountId, wish: &Wish, now: Timestamp) -> Result<i64, StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO wishes (account_id, wish, wished_at) VALUES (?1, ?2, ?3)")?
            .execute(params![account.as_str(), to_json("wishes", wish)?, now.0])?;
        Ok(self.transaction.last_insert_rowid())
    }

    /// Answers a wish, unless that is done already; gives whether it was this that answered it.
    ///
    /// Both the one who carries it out and the one who has waited too long answer: the first of them counts.
    pub fn answer_wish(&self, number: i64, answer: Result<(), &Problem>) -> Result<bool, StoreError> {
        let answered = self
            .transaction
            .prepare_cached("UPDATE wishes SET answer = ?2 WHERE number = ?1 AND answer IS NULL")?
            .execute(params![number, to_json("wishes", &answer.err())?])?;
        Ok(answered > 0)
    }

    /// Answers a wish with «done», together with what this change does; the change is undone where it was withdrawn.
    ///
    /// # Errors
    /// [`StoreError::Withdrawn`].
    pub fn grant_wish(&self, number: i64) -> Result<(), StoreError> {
        if self.answer_wish(number, Ok(()))? { Ok(()) } else { Err(StoreError::Withdrawn) }
    }

    /// Leaves a notice: every program on this home tells it to whoever listens there.
    pub fn add_notice(&self, notice: &Notice) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO notices (notice) VALUES (?1)")?
            .execute([to_json("notices", notice)?])?;
        Ok(())
    }

    /// Keeps what the provider said can be chosen.
    pub fn put_catalogue(
        &self,
        account: &AccountId,
        application: Application,
        catalogue: &Catalogue,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO catalogues (account_id, application, catalogue, read_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (account_id, application) DO UPDATE SET catalogue = ?3, read_at = ?4",
            )?
            .execute(params![
                account.as_str(),
                word("catalogues", &application)?,
                to_json("catalogues", catalogue)?,
                now.0
            ])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Place, ProblemCode};

    #[test]
    fn what_was_withdrawn_is_not_carried_out_and_the_first_answer_counts() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap();
        let account = AccountId::from("a");
        let late = Problem::new(ProblemCode::NotDriven, Place::App, "Too late.");
        let number = store.change(|change| change.add_wish(&account, &Wish::List, Timestamp(1))).unwrap();
        assert!(store.change(|change| change.answer_wish(number, Err(&late))).unwrap());
        // What would be carried out with it is undone as well.
        let carried_out = store.change(|change| {
            change.add_wish(&account, &Wish::List, Timestamp(2))?;
            change.grant_wish(number)
        });
        assert!(matches!(carried_out, Err(StoreError::Withdrawn)));
        assert_eq!(store.wish_answer(number).unwrap(), Some(Err(late)));
        assert_eq!(store.open_wishes(&account).unwrap(), Vec::new());
    }
}
