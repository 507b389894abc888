//! The tables that are taken over, and what makes a row one that can be used.

use rusqlite::types::Value;
use serde::de::DeserializeOwned;

use crate::api::{Catalogue, LookOutcome, NodeView, Notice, ProfileDraft, RunEvent};
use crate::run::state::RunState;
use crate::store::{AccountFacts, AccountSeen, ClusterSeen, RunFacts, Wish, to_json, word};

/// A table.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The first schema that has it.
    pub(super) since: i64,
    /// In this order its values are passed about.
    pub(super) columns: &'static [&'static str],
    /// By which columns a row is the same row in two stores.
    pub(super) key: &'static [usize],
    /// Which column holds its revision.
    pub(super) revision: Option<usize>,
    /// A row as it is taken over; nothing where the programs could not read it.
    pub(super) sound: fn(Vec<Value>) -> Option<Vec<Value>>,
}

impl Table {
    pub(super) fn key_of(&self, values: &[Value]) -> String {
        let part = |column: &usize| match values.get(*column) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Integer(number)) => number.to_string(),
            _ => String::new(),
        };
        self.key.iter().map(part).collect::<Vec<_>>().join("\n")
    }
}

pub(super) const ACCOUNTS: Table = Table {
    name: "accounts",
    since: 1,
    columns: &["id", "label", "facts", "seen", "revision"],
    key: &[0],
    revision: Some(4),
    sound: |mut row| {
        json::<AccountFacts>(&row, 2)?;
        // What was last known of it comes again.
        if json::<AccountSeen>(&row, 3).is_none() {
            *row.get_mut(3)? = Value::Text(to_json("accounts", &AccountSeen::default()).ok()?);
        }
        Some(row)
    },
};

pub(super) const PROFILES: Table = Table {
    name: "profiles",
    since: 1,
    columns: &["id", "name", "draft", "saved_at", "revision"],
    key: &[0],
    revision: Some(4),
    sound: |row| json::<ProfileDraft>(&row, 2).map(|_| row),
};

pub(super) const REMOVALS: Table =
    Table { name: "removals", since: 1, columns: &["revision", "what", "id"], key: &[0], revision: None, sound: Some };

pub(super) const LAUNCHES: Table =
    Table { name: "launches", since: 1, columns: &["id", "created_at"], key: &[0], revision: None, sound: Some };

pub(super) const RUNS: Table = Table {
    name: "runs",
    since: 1,
    columns: &[
        "number",
        "id",
        "launch_id",
        "account_id",
        "stage",
        "ended",
        "needs_you",
        "cluster_id",
        "facts",
        "state",
        "revision",
        "target_id",
    ],
    key: &[1],
    revision: Some(10),
    sound: |row| {
        let (facts, state) = (json(&row, 8)?, json(&row, 9)?);
        with_state(row, &facts, &state)
    },
};

/// What is beside a run's state follows from it.
pub(super) fn with_state(mut row: Vec<Value>, facts: &RunFacts, state: &RunState) -> Option<Vec<Value>> {
    let target = facts.work.target().map(|target| Value::Text(target.cluster.id.as_str().to_owned()));
    let made = state.cluster.as_ref().filter(|_| target.is_none());
    let columns = [
        (4, Value::Text(word("runs", &state.stage).ok()?)),
        (5, Value::Integer(state.has_ended().into())),
        (6, Value::Integer(state.needs_you.into())),
        (7, made.map_or(Value::Null, |cluster| Value::Text(cluster.id.as_str().to_owned()))),
        (9, Value::Text(to_json("runs", state).ok()?)),
        (11, target.unwrap_or(Value::Null)),
    ];
    for (column, value) in columns {
        *row.get_mut(column)? = value;
    }
    Some(row)
}

pub(super) const WRITES: Table = Table {
    name: "writes",
    since: 1,
    columns: &[
        "number",
        "run_id",
        "account_id",
        "attempt",
        "operation",
        "method",
        "path",
        "body",
        "find",
        "mark",
        "outcome",
        "sent_at",
        "answered_at",
        "status",
        "answer",
        "revision",
    ],
    key: &[1, 3, 4],
    revision: Some(15),
    sound: |row| {
        let numbers = within(&row, 3, 0, u32::MAX.into()) && (is_null(&row, 13) || within(&row, 13, 100, 599));
        numbers.then_some(row)
    },
};

pub(super) const NODES: Table = Table {
    name: "run_nodes",
    since: 1,
    columns: &["run_id", "node_id", "node"],
    key: &[0, 1],
    revision: None,
    sound: |row| json::<NodeView>(&row, 2).map(|_| row),
};

pub(super) const EVENTS: Table = Table {
    name: "events",
    since: 1,
    columns: &["run_id", "seq", "at", "event"],
    key: &[0, 1],
    revision: None,
    sound: |row| {
        let event: RunEvent = json(&row, 3)?;
        (Some(&Value::Integer(i64::try_from(event.seq).ok()?)) == row.get(1)).then_some(row)
    },
};

pub(super) const LOOKS: Table = Table {
    name: "looks",
    since: 1,
    columns: &["run_id", "number", "outcome", "from_at", "to_at", "looks", "note"],
    key: &[0, 1],
    revision: None,
    sound: |row| {
        let Some(Value::Text(outcome)) = row.get(2) else { return None };
        serde_json::from_value::<LookOutcome>(outcome.as_str().into()).ok()?;
        within(&row, 5, 0, u32::MAX.into()).then_some(row)
    },
};

pub(super) const CLUSTERS: Table = Table {
    name: "clusters",
    since: 1,
    columns: &[
        "account_id",
        "cluster_id",
        "application",
        "first_seen",
        "first_revision",
        "tried_at",
        "seen_at",
        "missing_since",
        "name",
        "mark",
        "seen",
        "revision",
        "claim",
    ],
    key: &[0, 1],
    revision: Some(11),
    sound: |mut row| {
        // What a look showed comes again.
        if json::<ClusterSeen>(&row, 10).is_none() {
            *row.get_mut(10)? = Value::Text(to_json("clusters", &ClusterSeen::default()).ok()?);
        }
        Some(row)
    },
};

pub(super) const BUDGETS: Table =
    Table { name: "budgets", since: 2, columns: &["account_id", "budget"], key: &[0], revision: None, sound: Some };

pub(super) const CATALOGUES: Table = Table {
    name: "catalogues",
    since: 1,
    columns: &["account_id", "application", "catalogue", "read_at"],
    key: &[0, 1],
    revision: None,
    sound: |row| json::<Catalogue>(&row, 2).map(|_| row),
};

/// Not taken over, for what a program asked of another is over: asked again, it might be done twice.
const WISHES: Table = Table {
    name: "wishes",
    since: 1,
    columns: &["number", "account_id", "wish", "wished_at", "answer"],
    key: &[0],
    revision: None,
    sound: |row| json::<Wish>(&row, 2).map(|_| row),
};

/// Not taken over: they were told when they were new.
const NOTICES: Table = Table {
    name: "notices",
    since: 1,
    columns: &["number", "notice"],
    key: &[0],
    revision: None,
    sound: |row| json::<Notice>(&row, 1).map(|_| row),
};

pub(super) const LOST_RUNS: Table = Table {
    name: "lost_runs",
    since: 4,
    columns: &["number", "id", "launch_id", "lost_at"],
    key: &[0],
    revision: None,
    sound: Some,
};

/// All whose rows have numbers.
pub(super) const NUMBERED: [&Table; 9] =
    [&ACCOUNTS, &PROFILES, &REMOVALS, &LAUNCHES, &RUNS, &WRITES, &WISHES, &NOTICES, &LOST_RUNS];
/// All that are ordered by their key.
pub(super) const KEYED: [&Table; 6] = [&NODES, &EVENTS, &LOOKS, &CLUSTERS, &BUDGETS, &CATALOGUES];

/// The value of a column, as the programs read it.
pub(super) fn json<T: DeserializeOwned>(row: &[Value], column: usize) -> Option<T> {
    let Some(Value::Text(text)) = row.get(column) else { return None };
    serde_json::from_str(text).ok()
}

/// The text of a column.
pub(super) fn text(row: &[Value], column: usize) -> Option<&str> {
    match row.get(column) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// The number of a column.
pub(super) fn number(row: &[Value], column: usize) -> Option<i64> {
    match row.get(column) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    }
}

fn is_null(row: &[Value], column: usize) -> bool {
    row.get(column) == Some(&Value::Null)
}

fn within(row: &[Value], column: usize, least: i64, most: i64) -> bool {
    number(row, column).is_some_and(|number| (least..=most).contains(&number))
}
