//! Saved profiles.

use rusqlite::{OptionalExtension, Row, params};

use super::{Change, Store, StoreError, from_json, to_json};
use crate::api::Profile;
use crate::id::ProfileId;
use crate::time::Timestamp;

const TABLE: &str = "profiles";

type Parts = (String, String, i64, i64);

fn read(row: &Row<'_>) -> rusqlite::Result<Parts> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn parse((id, draft, saved_at, revision): Parts) -> Result<Profile, StoreError> {
    Ok(Profile {
        id: ProfileId(id),
        draft: from_json(TABLE, &draft)?,
        saved_at: Timestamp(saved_at),
        revision: revision.unsigned_abs(),
    })
}

impl Store {
    /// Profiles changed after `revision` (-1: all), by name.
    pub fn profiles_since(&self, revision: i64) -> Result<Vec<Profile>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, draft, saved_at, revision FROM profiles WHERE revision > ?1 ORDER BY name COLLATE NOCASE",
        )?;
        let rows = query.query_map([revision], read)?;
        rows.map(|row| parse(row?)).collect()
    }

    /// One profile.
    pub fn profile(&self, id: &ProfileId) -> Result<Option<Profile>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT id, draft, saved_at, revision FROM profiles WHERE id = ?1")?;
        query.query_row([id.as_str()], read).optional()?.map(parse).transpose()
    }

    /// The profile of that name.
    pub fn profile_named(&self, name: &str) -> Result<Option<Profile>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT id, draft, saved_at, revision FROM profiles WHERE name = ?1")?;
        query.query_row([name], read).optional()?.map(parse).transpose()
    }

    /// What was taken away after `revision`: kind and id.
    pub fn removals_since(&self, revision: i64) -> Result<Vec<(String, String)>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT what, id FROM removals WHERE revision > ?1 ORDER BY revision")?;
        let rows = query.query_map([revision], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Change<'_> {
    /// Adds or changes a profile. Whether its name is free was looked at before.
    pub fn put_profile(&self, profile: &Profile) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached(
                "INSERT INTO profiles (id, name, draft, saved_at, revision) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (id) DO UPDATE SET name = ?2, draft = ?3, saved_at = ?4, revision = ?5",
            )?
            .execute(params![
                profile.id.as_str(),
                profile.draft.name,
                to_json(TABLE, &profile.draft)?,
                profile.saved_at.0,
                self.revision
            ])?;
        Ok(())
    }

    /// Takes a profile away. Runs made from it stay.
    pub fn remove_profile(&self, id: &ProfileId) -> Result<(), StoreError> {
        self.transaction.execute("DELETE FROM profiles WHERE id = ?1", [id.as_str()])?;
        self.note_removal("profile", id.as_str())
    }

    pub(super) fn note_removal(&self, what: &str, id: &str) -> Result<(), StoreError> {
        self.transaction.execute(
            "INSERT OR REPLACE INTO removals (revision, what, id) VALUES (?1, ?2, ?3)",
            params![self.revision, what, id],
        )?;
        Ok(())
    }
}
