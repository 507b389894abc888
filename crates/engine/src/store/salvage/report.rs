//! What was saved of a store and what was not, in numbers and words.

use std::path::PathBuf;

use serde::Serialize;

use crate::id::RunId;

/// What came of saving a store.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Salvaged {
    /// Where the damaged store is kept; nothing where there was none any more.
    pub set_aside: Option<PathBuf>,
    /// Whether anything could be read of it.
    pub readable: bool,
    /// The daily copy that the rest was taken from.
    pub copy: Option<PathBuf>,
    /// Each table in numbers.
    pub tables: Vec<TableSaved>,
    /// How many of the last changes are missing in it though each of its pages can be read.
    pub changes_missing: u64,
    /// Runs that were known and could not be saved, by id, or as `number 17` where that is all that is known.
    pub runs_lost: Vec<String>,
    /// How many of them are named by their ids: the first ones.
    pub runs_named: u64,
    /// Whether there were, or may have been, others that nothing names any more.
    pub runs_unknown: bool,
    /// Runs of which only what the copy knew could be saved.
    pub runs_as_copied: Vec<RunId>,
    /// Runs whose request may have left: they are looked for, and a person decides.
    pub runs_unclear: Vec<RunId>,
    /// Whether the home has to be taken over before anything is sent.
    pub elsewhere: bool,
}

/// What was saved of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableSaved {
    /// Its name in the store.
    pub table: String,
    /// Rows taken from the damaged store.
    pub from_store: u64,
    /// Rows taken from the copy.
    pub from_copy: u64,
    /// Rows that were known, or read, and could not be saved: at least.
    pub lost: u64,
    /// Whether a part of it could not be read: there may have been more rows.
    pub broken: bool,
}

impl Salvaged {
    /// Whether everything that was in the store is there again, as far as can be known.
    pub fn is_everything(&self) -> bool {
        self.readable
            && self.changes_missing == 0
            && self.runs_lost.is_empty()
            && !self.runs_unknown
            && self.tables.iter().all(|table| table.lost == 0 && !table.broken)
    }

    /// The numbers of a table.
    pub fn table(&self, name: &str) -> Option<&TableSaved> {
        self.tables.iter().find(|table| table.table == name)
    }

    pub(super) fn table_mut(&mut self, name: &str) -> &mut TableSaved {
        let at = self.tables.iter().position(|table| table.table == name).unwrap_or_else(|| {
            self.tables.push(TableSaved { table: name.to_owned(), ..TableSaved::default() });
            self.tables.len() - 1
        });
        #[allow(clippy::indexing_slicing, reason = "found or pushed just above")]
        &mut self.tables[at]
    }

    /// The same in sentences, the most important first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let runs = self.table("runs").cloned().unwrap_or_default();
        let copy =
            self.copy.as_ref().map_or(String::new(), |path| format!(" ({} from {})", runs.from_copy, path.display()));
        lines.push(format!("Saved {} runs{copy}.", runs.from_store + runs.from_copy));
        if !self.readable {
            lines.push("Nothing could be read of the store itself: what came after the copy is missing.".to_owned());
        }
        if self.changes_missing > 0 {
            lines.push(format!("The last {} changes are missing, as after damage to its log.", self.changes_missing));
        }
        if !self.runs_lost.is_empty() {
            lines.push(format!("Not saved: {} runs: {}.", self.runs_lost.len(), self.runs_lost.join(", ")));
        }
        if self.runs_named > 0 {
            let back = "A cluster that bears the tag slipway-run of one of them comes back by itself, as its run, once the \
                        account is read; nothing is sent for it.";
            lines.push(back.to_owned());
        }
        if self.runs_unknown {
            let unknown = "Of others nothing says which they were, or whether there were any: `slipway clusters` names clusters \
                           whose mark is not known here; `slipway home take-up CLUSTER` says that one is yours, \
                           `slipway home disown CLUSTER` that it is not.";
            lines.push(unknown.to_owned());
        }
        for table in self.tables.iter().filter(|table| table.table != "runs" && (table.lost > 0 || table.broken)) {
            let more = if table.broken { ", and maybe more: a part of it could not be read" } else { "" };
            lines.push(format!("Not saved: {} rows of {}{more}.", table.lost, table.table));
        }
        if runs.broken && self.runs_lost.is_empty() {
            lines.push("A part of the runs could not be read; every run that was known is there.".to_owned());
        }
        let names = |runs: &[RunId]| runs.iter().map(|run| run.as_str()).collect::<Vec<_>>().join(", ");
        if !self.runs_as_copied.is_empty() {
            lines.push(format!("As the copy knew them: {}.", names(&self.runs_as_copied)));
        }
        if !self.runs_unclear.is_empty() {
            let runs = names(&self.runs_unclear);
            lines.push(format!(
                "Their requests may have left, so they are looked for, and nothing is sent again: {runs}."
            ));
        }
        if let Some(path) = &self.set_aside {
            lines.push(format!("The damaged store is kept in {}.", path.display()));
        }
        if self.elsewhere {
            lines.push("Nothing is sent from this home until you say `slipway home take-over`.".to_owned());
        }
        lines
    }
}
