//! Where the store lives.

use rusqlite::OptionalExtension;

use super::{Change, Store, StoreError, copies};

impl Store {
    /// The identity of the home that this store belongs to; nothing in a new one.
    pub fn home(&self) -> Result<Option<String>, StoreError> {
        Ok(self.connection.prepare_cached("SELECT identity FROM home")?.query_row([], |row| row.get(0)).optional()?)
    }

    /// Whether it is a daily copy that was put back as it is.
    pub fn is_a_copy(&self) -> Result<bool, StoreError> {
        Ok(self.home()?.as_deref() == Some(copies::NO_HOME))
    }
}

impl Change<'_> {
    /// The store belongs to this home from now on; gives whether it did not before.
    pub fn put_home(&self, identity: &str) -> Result<bool, StoreError> {
        let changed = self
            .transaction
            .prepare_cached(
                "INSERT INTO home (id, identity) VALUES (1, ?1)
                 ON CONFLICT (id) DO UPDATE SET identity = ?1 WHERE identity != ?1",
            )?
            .execute([identity])?;
        Ok(changed > 0)
    }
}
