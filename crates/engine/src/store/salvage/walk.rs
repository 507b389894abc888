//! Reading what can be read of a store whose pages may be damaged.
//!
//! SQLite ends a query at the first page that makes no sense. Behind it there may be thousands of good ones: so a table is
//! gone through from both ends, and where its rows have numbers, in halves around what can't be read.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Params, Row};

use super::tables::Table;

/// A store that is read from: the damaged one, or a copy.
pub(super) struct Source {
    pub(super) connection: Connection,
}

/// How a pass through a table ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pass {
    /// At its end.
    Whole,
    /// At something that can't be read.
    Broken,
}

impl Source {
    /// The columns of a table as they are asked for; those that an older schema lacks are empty.
    fn columns(&self, table: &Table) -> Option<String> {
        let mut query = self.connection.prepare("SELECT name FROM pragma_table_info(?1)").ok()?;
        let there: BTreeSet<String> = query.query_map([table.name], |row| row.get(0)).ok()?.flatten().collect();
        let column = |name: &&str| if there.contains(*name) { (*name).to_owned() } else { "NULL".to_owned() };
        (!there.is_empty()).then(|| table.columns.iter().map(column).collect::<Vec<_>>().join(", "))
    }

    /// What it says of a table that it is not there: nothing, in a store of an earlier schema that had none.
    fn without(&self, table: &Table) -> Pass {
        let schema = self.connection.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
        if schema.is_ok_and(|schema| (1..table.since).contains(&schema)) { Pass::Whole } else { Pass::Broken }
    }

    /// Goes through a query until its end or until something can't be read. `take` is given each row; one with a value
    /// that is none is left out.
    fn pass(&self, sql: &str, values: impl Params, mut take: impl FnMut(Vec<Value>) -> Pass) -> Pass {
        let Ok(mut query) = self.connection.prepare_cached(sql) else { return Pass::Broken };
        let width = query.column_count();
        let Ok(mut rows) = query.query(values) else { return Pass::Broken };
        let mut pass = Pass::Whole;
        loop {
            match rows.next() {
                Ok(None) => return pass,
                Ok(Some(row)) => match values_of(row, width) {
                    Some(values) => {
                        if take(values) == Pass::Broken {
                            return Pass::Broken;
                        }
                    }
                    None => pass = Pass::Broken,
                },
                Err(_) => return Pass::Broken,
            }
        }
    }

    /// Every row that can be read of a table whose rows have numbers.
    pub(super) fn by_number(&self, table: &Table, mut take: impl FnMut(Vec<Value>)) -> Pass {
        let Some(columns) = self.columns(table) else { return self.without(table) };
        let sql = format!(
            "SELECT rowid, {columns} FROM {} NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid",
            table.name
        );
        let mut whole = Pass::Whole;
        let mut ranges = vec![(i64::MIN, i64::MAX)];
        let mut end = None;
        while let Some((from, to)) = ranges.pop() {
            let mut reached = None;
            let pass = self.pass(&sql, [from, to], |mut values| {
                let Some(Value::Integer(number)) = values.first().cloned() else { return Pass::Broken };
                // In a table that runs in a circle the numbers go back.
                if number < from || number > to || reached.is_some_and(|reached| number <= reached) {
                    return Pass::Broken;
                }
                reached = Some(number);
                values.remove(0);
                take(values);
                Pass::Whole
            });
            if pass == Pass::Whole {
                continue;
            }
            whole = Pass::Broken;
            // From here on the numbers are looked for within what they can be.
            let to = to.min(*end.get_or_insert_with(|| self.last_number(table)));
            let from = reached.map_or(from.max(0), |reached| reached.saturating_add(1));
            if from < to {
                let middle = from + (to - from) / 2;
                ranges.extend([(middle + 1, to), (from, middle)]);
            }
        }
        whole
    }

    /// A number that no row is beyond: the last one, or as many as fit into the file.
    pub(super) fn last_number(&self, table: &Table) -> i64 {
        let last = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten();
        let counted = Some(self.counted(table.name)).filter(|counted| *counted > 0);
        let last_row = last(&format!("SELECT max(rowid) FROM {} NOT INDEXED", table.name));
        let most = || last("PRAGMA page_count").unwrap_or(0).saturating_mul(100).clamp(1_000, 1_000_000);
        let known = self.numbers_of_indices(table).last().copied();
        counted.max(last_row).max(known).filter(|last| (1..=1_000_000_000).contains(last)).unwrap_or_else(most)
    }

    /// How many numbers were given in a table that gives each once; 0 where that can't be read, or makes no sense.
    pub(super) fn counted(&self, table: &str) -> i64 {
        let counted = "SELECT seq FROM sqlite_sequence WHERE name = ?1 AND seq <= 100 * (SELECT page_count FROM pragma_page_count)";
        self.connection.query_row(counted, [table], |row| row.get(0)).unwrap_or(0)
    }

    /// The numbers of a table's rows as its indices know them.
    pub(super) fn numbers_of_indices(&self, table: &Table) -> BTreeSet<i64> {
        let mut numbers = BTreeSet::new();
        for index in self.indices(table) {
            self.both_ways(&format!("SELECT rowid FROM {} INDEXED BY {index}", table.name), "rowid", |values| {
                if let Some(Value::Integer(number)) = values.first() {
                    numbers.insert(*number);
                }
            });
        }
        numbers
    }

    /// The values of a column by the numbers of its rows, as one of its indices knows them, which may know more than can
    /// be read of the table; and whether it could be read to its end.
    pub(super) fn words_of_index(&self, table: &str, index: &str, column: &str) -> (BTreeMap<i64, String>, Pass) {
        let mut words = BTreeMap::new();
        let sql = format!("SELECT rowid, {column} FROM {table} INDEXED BY {index}");
        let pass = self.both_ways(&sql, column, |values| {
            if let [Value::Integer(number), Value::Text(word)] = values.as_slice() {
                words.insert(*number, word.clone());
            }
        });
        (words, pass)
    }

    fn indices(&self, table: &Table) -> Vec<String> {
        let sql = "SELECT name FROM pragma_index_list(?1) WHERE partial = 0";
        let Ok(mut query) = self.connection.prepare(sql) else { return Vec::new() };
        query.query_map([table.name], |row| row.get(0)).map(|names| names.flatten().collect()).unwrap_or_default()
    }

    /// A query from its beginning, and where that breaks, from its end too.
    fn both_ways(&self, sql: &str, order: &str, mut take: impl FnMut(Vec<Value>)) -> Pass {
        let mut taken = |values| {
            take(values);
            Pass::Whole
        };
        let pass = self.pass(&format!("{sql} ORDER BY {order}"), [], &mut taken);
        if pass == Pass::Broken {
            let backwards = order.split(", ").map(|column| format!("{column} DESC")).collect::<Vec<_>>().join(", ");
            self.pass(&format!("{sql} ORDER BY {backwards}"), [], &mut taken);
        }
        pass
    }

    /// Every row that can be read of a table that is ordered by its key; one may come more than once. `parts` are what the
    /// first column of the key may be: behind a broken page each is looked for by itself.
    pub(super) fn by_key(&self, table: &Table, parts: &BTreeSet<String>, mut take: impl FnMut(Vec<Value>)) -> Pass {
        let Some(columns) = self.columns(table) else { return self.without(table) };
        let key: Vec<&str> = table.key.iter().filter_map(|column| table.columns.get(*column).copied()).collect();
        let sql = format!("SELECT {columns} FROM {}", table.name);
        let whole = self.both_ways(&sql, &key.join(", "), &mut take);
        let (Pass::Broken, Some(first)) = (whole, key.first()) else { return whole };
        let mut taken = |values| {
            take(values);
            Pass::Whole
        };
        for part in parts {
            for direction in ["", " DESC"] {
                let order = key.iter().map(|column| format!("{column}{direction}")).collect::<Vec<_>>().join(", ");
                let of_part = format!("{sql} WHERE {first} = ?1 ORDER BY {order}");
                if self.pass(&of_part, [part], &mut taken) == Pass::Whole {
                    break;
                }
            }
        }
        whole
    }
}

fn values_of(row: &Row<'_>, width: usize) -> Option<Vec<Value>> {
    let value = |column| match row.get_ref(column).ok()? {
        ValueRef::Null => Some(Value::Null),
        ValueRef::Integer(number) => Some(Value::Integer(number)),
        ValueRef::Text(text) => Some(Value::Text(std::str::from_utf8(text).ok()?.to_owned())),
        // The store has neither.
        ValueRef::Real(_) | ValueRef::Blob(_) => None,
    };
    (0..width).map(value).collect()
}
