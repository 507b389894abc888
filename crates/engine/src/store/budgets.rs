//! The token bucket of each account, shared by every program on the store, and by all accounts that turned out to be one at the
//! provider: they draw from the bucket of the oldest.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{Store, StoreError, from_json, to_json};
use crate::id::AccountId;
use crate::time::Timestamp;
use crate::watch::budget::{Budget, RATE};

impl Store {
    /// An account's bucket; a full one where none was needed yet.
    pub fn budget(&self, account: &AccountId, now: Timestamp) -> Result<Budget, StoreError> {
        read(&self.connection, &bucket_of(&self.connection, account)?, now)
    }

    /// Takes room for one request: the bucket afterwards, and whether there was room; if not, when there is.
    pub fn take_token(
        &mut self,
        account: &AccountId,
        now: Timestamp,
    ) -> Result<(Budget, Result<(), Timestamp>), StoreError> {
        self.change_budget(account, now, |budget| {
            let (after, taken) = budget.take(now);
            (after, (after, taken))
        })
    }

    /// The bucket after a 429; `pause_ms` is what the provider asked for, if it did.
    pub fn slow_down(
        &mut self,
        account: &AccountId,
        now: Timestamp,
        pause_ms: Option<i64>,
    ) -> Result<Budget, StoreError> {
        self.change_budget(account, now, |budget| {
            let slowed = budget.slowed(now, pause_ms);
            (slowed, slowed)
        })
    }

    /// The bucket after an answer that was not 429.
    pub fn note_answered(&mut self, account: &AccountId, now: Timestamp) -> Result<Budget, StoreError> {
        self.change_budget(account, now, |budget| {
            let answered = budget.answered();
            (answered, answered)
        })
    }

    /// Reads, changes and writes a bucket with nobody in between. Gives no revision: a bucket is nothing to tell.
    fn change_budget<T>(
        &mut self,
        account: &AccountId,
        now: Timestamp,
        change: impl FnOnce(Budget) -> (Budget, T),
    ) -> Result<T, StoreError> {
        self.unsynced(|store| store.commit_budget(account, now, change))
    }

    fn commit_budget<T>(
        &mut self,
        account: &AccountId,
        now: Timestamp,
        change: impl FnOnce(Budget) -> (Budget, T),
    ) -> Result<T, StoreError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let bucket = bucket_of(&transaction, account)?;
        let before = read(&transaction, &bucket, now)?;
        let (budget, value) = change(before);
        if budget != before {
            transaction
                .prepare_cached(
                    "INSERT INTO budgets (account_id, budget) VALUES (?1, ?2)
                     ON CONFLICT (account_id) DO UPDATE SET budget = ?2",
                )?
                .execute(params![bucket, to_json("budgets", &budget)?])?;
        }
        #[cfg(feature = "bugs")]
        self.full_disk.check()?;
        transaction.commit()?;
        Ok(value)
    }
}

/// The account whose bucket `account` draws from.
fn bucket_of(connection: &Connection, account: &AccountId) -> Result<String, StoreError> {
    let oldest: Option<String> = connection
        .prepare_cached(
            "SELECT other.id FROM accounts AS own JOIN accounts AS other
             ON json_extract(other.seen, '$.providerAccountId') = json_extract(own.seen, '$.providerAccountId')
                AND json_extract(other.facts, '$.url') = json_extract(own.facts, '$.url')
             WHERE own.id = ?1 ORDER BY other.rowid LIMIT 1",
        )?
        .query_row([account.as_str()], |row| row.get(0))
        .optional()?;
    Ok(oldest.unwrap_or_else(|| account.as_str().to_owned()))
}

fn read(connection: &Connection, bucket: &str, now: Timestamp) -> Result<Budget, StoreError> {
    let kept: Option<String> = connection
        .prepare_cached("SELECT budget FROM budgets WHERE account_id = ?1")?
        .query_row([bucket], |row| row.get(0))
        .optional()?;
    let rate: Option<u32> = connection
        .prepare_cached("SELECT max(coalesce(json_extract(other.facts, '$.rate'), 1))
             FROM accounts AS own JOIN accounts AS other
             ON other.id = own.id OR (json_extract(other.seen, '$.providerAccountId') = json_extract(own.seen, '$.providerAccountId')
                AND json_extract(other.facts, '$.url') = json_extract(own.facts, '$.url'))
             WHERE own.id = ?1",
        )?
        .query_row([bucket], |row| row.get(0))?;
    // A row that can't be read must not keep an account from ever being asked again.
    let budget = kept.map_or_else(
        || Budget::full(now),
        |text| from_json("budgets", &text).unwrap_or_else(|_: StoreError| Budget::empty(now)),
    );
    Ok(budget.at_rate(rate.unwrap_or(RATE)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    #[test]
    fn two_programs_draw_from_one_bucket() {
        let home = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (Store::open(home.path()).unwrap(), Store::open(home.path()).unwrap());
        let account = AccountId::from("a");
        let taken = (0..10).filter(|turn| {
            if turn % 2 == 0 { &mut one } else { &mut two }.take_token(&account, NOW).unwrap().1.is_ok()
        });
        assert_eq!(taken.count(), 5);
        assert!(one.take_token(&AccountId::from("b"), NOW).unwrap().1.is_ok(), "each account has its own");
    }

    #[test]
    fn quiet_that_the_provider_asked_for_outlives_the_program() {
        let home = tempfile::tempdir().unwrap();
        let account = AccountId::from("a");
        Store::open(home.path()).unwrap().slow_down(&account, NOW, Some(30_000)).unwrap();
        let mut later = Store::open(home.path()).unwrap();
        let (budget, taken) = later.take_token(&account, NOW.plus_ms(10_000)).unwrap();
        assert_eq!(taken, Err(NOW.plus_ms(30_000)));
        assert_eq!(budget.quiet_until(NOW.plus_ms(10_000)), Some(NOW.plus_ms(30_000)));
        assert!(!later.note_answered(&account, NOW.plus_ms(30_000)).unwrap().is_slowed());
    }

    #[test]
    fn what_a_request_costs_is_not_told_as_news() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap();
        let before = store.revision().unwrap();
        store.take_token(&AccountId::from("a"), NOW).unwrap().1.unwrap();
        assert_eq!(store.revision().unwrap(), before);
    }

    #[test]
    fn accounts_that_are_one_at_the_provider_draw_from_one_bucket() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap();
        crate::store::bed::add_accounts(&mut store);
        let mut taken = |id: &str| {
            let account = AccountId::from(id);
            (0..10).filter(|_| store.take_token(&account, NOW).unwrap().1.is_ok()).count()
        };
        assert_eq!((taken("two"), taken("one")), (5, 0));
        assert_eq!((taken("elsewhere"), taken("not read"), taken("another")), (5, 5, 5));
        store.slow_down(&"one".into(), NOW, Some(30_000)).unwrap();
        assert!(store.budget(&"two".into(), NOW).unwrap().quiet_until(NOW).is_some());
        // Without the oldest the next one has a bucket of its own.
        store.change(|change| change.remove_account(&"one".into())).unwrap();
        assert!(store.take_token(&"two".into(), NOW).unwrap().1.is_ok());
    }
}
