//! What a person set for this home.

use rusqlite::{OptionalExtension, params};

use super::{Change, Store, StoreError, from_json, to_json};
use crate::api::FinderSettings;

const TABLE: &str = "settings";
const FINDERS: &str = "finders";

impl Store {
    /// Who may be asked for this computer's address; nothing where nobody has said.
    pub fn finders(&self) -> Result<Option<FinderSettings>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
        let kept: Option<String> = query.query_row([FINDERS], |row| row.get(0)).optional()?;
        kept.map(|text| from_json(TABLE, &text)).transpose()
    }
}

impl Change<'_> {
    /// Keeps who may be asked for this computer's address.
    pub fn put_finders(&self, settings: &FinderSettings) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            )?
            .execute(params![FINDERS, to_json(TABLE, settings)?])?;
        Ok(())
    }
}
