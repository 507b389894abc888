//! From what can be read of the damaged store and of the newest copy to the rows of a new one.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use super::report::Salvaged;
use super::tables::*;
use super::walk::{Pass, Source};
use crate::api::{RunEvent, RunEventKind};
use crate::id::RunId;
use crate::run::state::RunState;
use crate::store::{StoreError, to_json};
use crate::time::Timestamp;

/// Longest launch id, in bytes: what is longer was never one.
const LAUNCH_ID_BYTES_MAX: usize = 64;

/// Where rows come from.
pub(super) struct Sources {
    pub(super) damaged: Option<Source>,
    pub(super) copy: Option<Source>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Origin {
    Store,
    Copy,
}

pub(super) type Rows = BTreeMap<String, (Vec<Value>, Origin)>;

impl Sources {
    pub(super) fn both(&self) -> impl Iterator<Item = (Origin, &Source)> {
        let damaged = self.damaged.iter().map(|source| (Origin::Store, source));
        damaged.chain(self.copy.iter().map(|source| (Origin::Copy, source)))
    }

    /// The rows of a table, each as the newer of the two has it.
    pub(super) fn rows(&self, table: &Table, parts: Option<&BTreeSet<String>>, report: &mut Salvaged) -> Rows {
        let mut rows = Rows::new();
        for (from, source) in self.both() {
            let mut unsound = false;
            let take = |values| {
                let Some(row) = (table.sound)(values) else {
                    unsound = true;
                    return;
                };
                let key = table.key_of(&row);
                let revision = |row: &[Value]| table.revision.and_then(|column| number(row, column));
                if rows.get(&key).is_none_or(|(kept, _)| revision(kept) < revision(&row)) {
                    rows.insert(key, (row, from));
                }
            };
            let pass = match parts {
                None => source.by_number(table, take),
                Some(parts) => source.by_key(table, parts, take),
            };
            if from == Origin::Store && (pass == Pass::Broken || unsound) {
                report.table_mut(table.name).broken = true;
            }
        }
        rows
    }

    /// The greatest number that is certain to have been a revision.
    fn revision(&self) -> i64 {
        let counters = self.both().filter_map(|(_, source)| {
            source.connection.query_row("SELECT revision FROM counter", [], |row| row.get::<_, i64>(0)).ok()
        });
        counters.max().unwrap_or(0)
    }

    /// The home that the damaged store says it belongs to.
    pub(super) fn home(&self) -> Option<String> {
        let damaged = self.damaged.as_ref()?;
        damaged.connection.query_row("SELECT identity FROM home", [], |row| row.get(0)).ok()
    }

    /// Puts everything that can be read into `new`. `noted`: the newest change that is known to have been made.
    pub(super) fn take_over(
        &self,
        new: &Connection,
        now: Timestamp,
        noted: i64,
        report: &mut Salvaged,
    ) -> Result<(), StoreError> {
        let transaction = new.unchecked_transaction()?;
        let removals = self.rows(&REMOVALS, None, report);
        let mut accounts = self.rows(&ACCOUNTS, None, report);
        let mut profiles = self.rows(&PROFILES, None, report);
        leave_out_removed(&mut accounts, &ACCOUNTS, &removals, "account");
        leave_out_removed(&mut profiles, &PROFILES, &removals, "profile");
        for (table, rows) in [(&REMOVALS, &removals), (&ACCOUNTS, &accounts), (&PROFILES, &profiles)] {
            put(new, table, rows, report);
        }
        let runs = self.rows(&RUNS, None, report);
        self.put_launches(new, &runs, now, report)?;
        put(new, &RUNS, &runs, report);
        let copied = runs.values().filter(|(_, from)| *from == Origin::Copy).filter_map(|(row, _)| text(row, 1));
        report.runs_as_copied = copied.map(RunId::from).collect();
        let writes = self.rows(&WRITES, None, report);
        put(new, &WRITES, &writes, report);

        let run_ids = words(new, "SELECT id FROM runs")?;
        let mut named: BTreeSet<String> =
            writes.values().filter_map(|(row, _)| text(row, 1)).map(str::to_owned).collect();
        for table in [&NODES, &EVENTS, &LOOKS] {
            named.extend(self.take_of_runs(new, table, &run_ids, report));
        }
        self.note_lost_runs(new, named, now, report)?;
        fill_holes(new, report)?;
        let account_ids = words(new, "SELECT account_id FROM runs UNION SELECT id FROM accounts")?;
        for table in [&CLUSTERS, &BUDGETS, &CATALOGUES] {
            let rows = self.rows(table, Some(&account_ids), report);
            put(new, table, &rows, report);
        }
        let newest = "SELECT max(r) FROM (SELECT max(revision) AS r FROM accounts UNION ALL
                          SELECT max(revision) FROM profiles UNION ALL SELECT max(revision) FROM removals UNION ALL
                          SELECT max(revision) FROM runs UNION ALL SELECT max(revision) FROM writes UNION ALL
                          SELECT max(max(revision), max(first_revision)) FROM clusters)";
        let newest: Option<i64> = new.query_row(newest, [], |row| row.get(0))?;
        new.execute("UPDATE counter SET revision = ?1", [self.revision().max(newest.unwrap_or(0)).max(noted)])?;
        transaction.commit()?;
        Ok(())
    }

    /// A launch that is known by anything is kept, so that the same intent is never taken for a new one.
    fn put_launches(
        &self,
        new: &Connection,
        runs: &Rows,
        now: Timestamp,
        report: &mut Salvaged,
    ) -> Result<(), StoreError> {
        put(new, &LAUNCHES, &self.rows(&LAUNCHES, None, report), report);
        let mut known: BTreeMap<String, Timestamp> = BTreeMap::new();
        for (_, source) in self.both() {
            let (named, _) = source.words_of_index("launches", "sqlite_autoindex_launches_1", "id");
            let (of_runs, _) = source.words_of_index("runs", "runs_launch", "launch_id");
            known.extend(named.into_values().chain(of_runs.into_values()).map(|id| (id, now)));
        }
        for (row, _) in runs.values() {
            if let (Some(launch), Some(state)) = (text(row, 2), json::<RunState>(row, 9)) {
                known.insert(launch.to_owned(), state.created_at);
            }
        }
        for (id, at) in known.iter().filter(|(id, _)| (1..=LAUNCH_ID_BYTES_MAX).contains(&id.len())) {
            new.prepare_cached("INSERT OR IGNORE INTO launches (id, created_at) VALUES (?1, ?2)")?
                .execute(params![id, at.0])?;
        }
        Ok(())
    }

    /// Takes over what belongs to runs; gives the runs that it is said to belong to, saved or not.
    fn take_of_runs(
        &self,
        new: &Connection,
        table: &Table,
        runs: &BTreeSet<String>,
        report: &mut Salvaged,
    ) -> BTreeSet<String> {
        let mut named = BTreeSet::new();
        for (from, source) in self.both() {
            let (mut taken, mut unsound) = (0, false);
            let pass = source.by_key(table, runs, |values| match (table.sound)(values) {
                Some(row) => {
                    taken += u64::from(insert(new, table, &row));
                    if let Some(run) = text(&row, 0).filter(|run| !named.contains(*run)) {
                        named.insert(run.to_owned());
                    }
                }
                None => unsound = true,
            });
            let saved = report.table_mut(table.name);
            match from {
                Origin::Store => {
                    saved.from_store = taken;
                    saved.broken |= pass == Pass::Broken || unsound;
                }
                Origin::Copy => saved.from_copy = taken,
            }
        }
        named
    }
}

/// Whether the programs can read every row as it is.
pub(super) fn is_sound(source: &Source) -> bool {
    let mut sound = true;
    let mut each = |table: &Table, row: Vec<Value>| {
        let taken = (table.sound)(row.clone());
        // What is beside a run's state is made anew from it, not mended.
        sound &= if table.name == RUNS.name { taken.is_some() } else { taken == Some(row) };
    };
    let numbered = NUMBERED.iter().all(|table| source.by_number(table, |row| each(table, row)) == Pass::Whole);
    let none = BTreeSet::new();
    let keyed = KEYED.iter().all(|table| source.by_key(table, &none, |row| each(table, row)) == Pass::Whole);
    numbered && keyed && sound
}

/// What was taken away since the copy was made does not come back with it.
fn leave_out_removed(rows: &mut Rows, table: &Table, removals: &Rows, what: &str) {
    for (removal, _) in removals.values().filter(|(removal, _)| text(removal, 1) == Some(what)) {
        let Some(id) = text(removal, 2) else { continue };
        let removed = |(row, from): &(Vec<Value>, Origin)| {
            *from == Origin::Copy && table.revision.and_then(|column| number(row, column)) < number(removal, 0)
        };
        if rows.get(id).is_some_and(removed) {
            rows.remove(id);
        }
    }
}

/// Puts rows into a table, those of the damaged store first; one that can't stand beside the others is counted.
pub(super) fn put(new: &Connection, table: &Table, rows: &Rows, report: &mut Salvaged) {
    let saved = report.table_mut(table.name);
    for now_from in [Origin::Store, Origin::Copy] {
        for (row, _) in rows.values().filter(|(_, from)| *from == now_from) {
            let counted = match (insert(new, table, row), now_from) {
                (false, _) => &mut saved.lost,
                (true, Origin::Store) => &mut saved.from_store,
                (true, Origin::Copy) => &mut saved.from_copy,
            };
            *counted += 1;
        }
    }
}

/// Whether the row is new there and stands.
fn insert(new: &Connection, table: &Table, row: &[Value]) -> bool {
    let marks = vec!["?"; table.columns.len()].join(", ");
    let sql = format!("INSERT OR IGNORE INTO {} ({}) VALUES ({marks})", table.name, table.columns.join(", "));
    let inserted = new.prepare_cached(&sql).and_then(|mut insert| insert.execute(params_from_iter(row)));
    inserted.is_ok_and(|rows| rows > 0)
}

pub(super) fn words(new: &Connection, sql: &str) -> Result<BTreeSet<String>, StoreError> {
    let mut query = new.prepare(sql)?;
    let words = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(words)
}

/// A timeline has no hole: where an entry is lost, it says so.
fn fill_holes(new: &Connection, report: &mut Salvaged) -> Result<(), StoreError> {
    let mut holes: Vec<(String, i64, i64)> = Vec::new();
    {
        let mut query = new.prepare("SELECT run_id, seq, at FROM events ORDER BY run_id, seq")?;
        let mut rows = query.query([])?;
        let mut before: (String, i64, i64) = (String::new(), 0, 0);
        while let Some(row) = rows.next()? {
            let event: (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let first = if before.0 == event.0 { before.1 + 1 } else { 1 };
            let at = if before.0 == event.0 { before.2 } else { event.2 };
            holes.extend((first..event.1).map(|seq| (event.0.clone(), seq, at)));
            before = event;
        }
    }
    for (run, seq, at) in &holes {
        let event = RunEvent {
            seq: seq.unsigned_abs(),
            at: Timestamp(*at),
            kind: RunEventKind::Look,
            text: "What stood here was lost when the store was damaged.".to_owned(),
            node: None,
            problem: None,
        };
        new.prepare_cached("INSERT INTO events (run_id, seq, at, event) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            run,
            seq,
            at,
            to_json("events", &event)?
        ])?;
    }
    report.table_mut("events").lost += u64::try_from(holes.len()).unwrap_or(u64::MAX);
    Ok(())
}
