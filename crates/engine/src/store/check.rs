//! Whether a store is whole: at each start as far as that is quick, and in full for copies.

use rusqlite::Connection;

use super::{RunFacts, StoreError, from_json};
use crate::run::state::RunState;

/// Tables without which nothing may be sent: what was launched, and where it stands.
const VITAL: [&str; 6] = ["counter", "home", "accounts", "profiles", "launches", "runs"];
/// The others, each with the order of its rows.
const OTHERS: [(&str, &str); 11] = [
    ("writes", "number"),
    ("removals", "revision"),
    ("wishes", "number"),
    ("notices", "number"),
    ("lost_runs", "number"),
    ("run_nodes", "run_id, node_id"),
    ("events", "run_id, seq"),
    ("looks", "run_id, number"),
    ("clusters", "account_id, cluster_id"),
    ("budgets", "account_id"),
    ("catalogues", "account_id, application"),
];

/// What can be seen quickly, at each start: every page of the vital tables and their indices, every run's JSON, and the
/// first and last pages of the others. Damage elsewhere shows when it is read.
pub(super) fn quick(connection: &Connection) -> Result<(), StoreError> {
    for table in VITAL {
        says_ok(connection, &format!("PRAGMA integrity_check({table})"))?;
    }
    for (table, order) in OTHERS {
        for direction in ["", " DESC"] {
            let order = order.split(", ").map(|column| format!("{column}{direction}")).collect::<Vec<_>>().join(", ");
            let mut query = connection.prepare(&format!("SELECT * FROM {table} ORDER BY {order} LIMIT 1"))?;
            query.query([])?.next()?;
        }
    }
    runs_are_readable(connection)
}

/// Every page and index, and every run's JSON.
pub(super) fn whole(connection: &Connection) -> Result<(), StoreError> {
    says_ok(connection, "PRAGMA integrity_check(1)")?;
    runs_are_readable(connection)
}

fn says_ok(connection: &Connection, pragma: &str) -> Result<(), StoreError> {
    let word: String = connection.query_row(pragma, [], |row| row.get(0))?;
    if word == "ok" { Ok(()) } else { Err(StoreError::Damaged { what: word }) }
}

/// Those that have not ended are read as they will be; of the others it is seen whether they are JSON at all.
fn runs_are_readable(connection: &Connection) -> Result<(), StoreError> {
    let mut query = connection.prepare("SELECT facts, state FROM runs WHERE ended = 0")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        from_json::<RunFacts>("runs", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        from_json::<RunState>("runs", row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
    }
    let unreadable = "SELECT count(*) FROM runs WHERE NOT (json_valid(facts) AND json_valid(state))";
    match connection.query_row(unreadable, [], |row| row.get::<_, u32>(0))? {
        0 => Ok(()),
        count => Err(StoreError::Damaged { what: format!("{count} rows of runs can't be read") }),
    }
}
