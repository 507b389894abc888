//! The runs that could not be saved: named as far as anything still names them, and kept, so that a cluster that bears the
//! mark of one is known again.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use super::report::Salvaged;
use super::tables::*;
use super::take::{Origin, Sources, put, words};
use super::walk::Pass;
use crate::store::StoreError;
use crate::time::Timestamp;

impl Sources {
    /// Finds the runs that something knows of and that are not in the new store. `beside`: those that rows of other tables
    /// are said to belong to.
    pub(super) fn note_lost_runs(
        &self,
        new: &Connection,
        beside: BTreeSet<String>,
        now: Timestamp,
        report: &mut Salvaged,
    ) -> Result<(), StoreError> {
        let saved = words(new, "SELECT id FROM runs")?;
        let earlier = self.rows(&LOST_RUNS, None, report);
        put(new, &LOST_RUNS, &earlier, report);
        // Each with its launch, where that is known.
        let mut known: BTreeMap<String, Option<String>> = BTreeMap::new();
        let mut last = new.query_row("SELECT coalesce(max(number), 0) FROM runs", [], |row| row.get::<_, i64>(0))?;
        let mut all_named = false;
        for (from, source) in self.both() {
            let (ids, pass) = source.words_of_index("runs", "sqlite_autoindex_runs_1", "id");
            let (launches, _) = source.words_of_index("runs", "runs_launch", "launch_id");
            all_named |= from == Origin::Store && pass == Pass::Whole;
            for (number, id) in ids {
                let launch = launches.get(&number).cloned();
                known.entry(id).and_modify(|known| *known = known.take().or(launch.clone())).or_insert(launch);
            }
            last = last.max(source.counted("runs")).max(source.numbers_of_indices(&RUNS).last().copied().unwrap_or(0));
        }
        let mut query = new.prepare("SELECT number FROM runs")?;
        let numbers: BTreeSet<i64> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        // Numbers are given once and never taken back: one that is missing was a run. Those that were lost before are told.
        let gaps: Vec<i64> = (1..=last).filter(|number| !numbers.contains(number)).collect();
        let new_gaps = gaps.len().saturating_sub(earlier.len());
        let broken = report.table("runs").is_some_and(|runs| runs.broken);
        // Where all runs are there, what other tables name besides is damage of theirs.
        if broken || new_gaps > 0 {
            for id in beside {
                known.entry(id).or_insert(None);
            }
        }
        known.retain(|id, _| !saved.contains(id));
        let unnamed = new_gaps.saturating_sub(known.len());
        let mut keep = new.prepare("INSERT OR IGNORE INTO lost_runs (id, launch_id, lost_at) VALUES (?1, ?2, ?3)")?;
        for (id, launch) in &known {
            keep.execute(params![id, launch, now.0])?;
        }
        // There may be more than the gaps tell, behind the last number that is known.
        let maybe_more = self.damaged.is_none() || report.changes_missing > 0 || (broken && !all_named);
        for _ in 0..unnamed.max(usize::from(maybe_more)) {
            keep.execute(params![None::<String>, None::<String>, now.0])?;
        }
        let mut lost: Vec<String> = known.into_keys().collect();
        report.runs_named = u64::try_from(lost.len()).unwrap_or(u64::MAX);
        lost.extend(gaps.into_iter().rev().take(unnamed).map(|number| format!("number {number}")));
        report.table_mut("runs").lost = u64::try_from(lost.len()).unwrap_or(u64::MAX);
        report.runs_lost = lost;
        report.runs_unknown = unnamed > 0 || maybe_more;
        // What was listed before it says nothing of what is lost now.
        if report.runs_unknown || !report.runs_lost.is_empty() {
            new.execute("UPDATE accounts SET seen = json_remove(seen, '$.afterLoss')", [])?;
        }
        Ok(())
    }
}
