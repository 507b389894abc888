//! Launches, runs, their nodes, timelines and looks.

use rusqlite::{OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{Change, Store, StoreError, from_json, to_json, word};
use crate::api::{Application, Asked, LookOutcome, LookSpan, NodeView, RunEvent};
use crate::estimate::Past;
use crate::id::{AccountId, ClusterId, LaunchId, RunId};
use crate::run::state::{NewEvent, RunState, Task};
use crate::run::work::RunWork;
use crate::time::Timestamp;

const TABLE: &str = "runs";
/// What was fixed when a run was launched.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunFacts {
    /// The account's label then.
    pub account: String,
    /// Kafka or Cassandra.
    pub application: Application,
    /// Name of the cluster, asked for or borne.
    pub cluster_name: String,
    /// What the cluster is to be; for a delete, what it was.
    pub asked: Asked,
    /// What it is to do.
    #[serde(flatten)]
    pub work: RunWork,
}

/// A run.
#[derive(Clone, PartialEq, Debug)]
pub struct RunRow {
    /// Which.
    pub id: RunId,
    /// Its place in the order of launching.
    pub number: i64,
    /// Its launch.
    pub launch_id: LaunchId,
    /// Its account.
    pub account_id: AccountId,
    /// What was fixed.
    pub facts: RunFacts,
    /// What became of it, without nodes unless they were asked for.
    pub state: RunState,
    /// Its newest change.
    pub revision: i64,
}

impl RunRow {
    /// What the rules need to know of it.
    pub fn task(&self) -> Task<'_> {
        Task { run: &self.id, work: &self.facts.work }
    }
}

/// A look, to be added to the stretch that it prolongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LookNote {
    /// What came of it.
    pub outcome: LookOutcome,
    /// When.
    pub at: Timestamp,
    /// Why it failed.
    pub note: Option<String>,
    /// It prolongs the stretch before it if that ended at most so many milliseconds ago: what lies between two looks that
    /// are further apart was not seen.
    pub prolongs_ms: i64,
}

const COLUMNS: &str = "id, number, launch_id, account_id, facts, state, revision";

type Parts = (String, i64, String, String, String, String, i64);

fn read(row: &Row<'_>) -> rusqlite::Result<Parts> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?))
}

fn parse((id, number, launch_id, account_id, facts, state, revision): Parts) -> Result<RunRow, StoreError> {
    Ok(RunRow {
        id: RunId(id),
        number,
        launch_id: LaunchId(launch_id),
        account_id: AccountId(account_id),
        facts: from_json(TABLE, &facts)?,
        state: from_json(TABLE, &state)?,
        revision,
    })
}

impl Store {
    pub(super) fn runs_where(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<RunRow>, StoreError> {
        let mut query = self.connection.prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE {condition}"))?;
        let rows = query.query_map(values, read)?;
        rows.map(|row| parse(row?)).collect()
    }

    /// One run, without its nodes.
    pub fn run(&self, id: &RunId) -> Result<Option<RunRow>, StoreError> {
        Ok(self.runs_where("id = ?1", [id.as_str()])?.pop())
    }

    /// The account's runs that have not ended, with their nodes, oldest first.
    pub fn open_runs(&self, account: &AccountId) -> Result<Vec<RunRow>, StoreError> {
        let mut runs = self.runs_where("account_id = ?1 AND ended = 0 ORDER BY number", [account.as_str()])?;
        for run in &mut runs {
            run.state.nodes = self.nodes(&run.id)?;
        }
        Ok(runs)
    }

    /// Runs changed after `revision`, oldest change first.
    pub fn runs_since(&self, revision: i64) -> Result<Vec<RunRow>, StoreError> {
        self.runs_where("revision > ?1 ORDER BY revision", [revision])
    }

    /// Runs before `number`, newest first, at most `limit`.
    pub fn runs_before(&self, number: i64, open_only: bool, limit: u32) -> Result<Vec<RunRow>, StoreError> {
        // Those under way are few among many that are over: their index alone is gone through.
        let open = "number IN (SELECT number FROM runs INDEXED BY runs_open WHERE ended = 0 AND number < ?1
                               ORDER BY number DESC LIMIT ?2)
                    ORDER BY number DESC";
        let all = "number < ?1 ORDER BY number DESC LIMIT ?2";
        self.runs_where(if open_only { open } else { all }, params![number, limit])
    }

    /// The newest `limit` runs that made a cluster, as far as they say how long that takes: those that were sent once, were
    /// not deferred, and came up while they were looked at.
    pub fn past(&self, limit: u32) -> Result<Vec<(AccountId, Past)>, StoreError> {
        let made = self.runs_where("cluster_id IS NOT NULL ORDER BY number DESC LIMIT ?1", [limit])?;
        let mut seen = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM looks WHERE run_id = ?1 AND from_at < ?2 AND ?2 <= to_at)")?;
        let mut past = Vec::new();
        for RunRow { id, account_id, facts, state, .. } in made {
            let (Some(sent), Some(running)) = (state.sent_at, state.running_at) else { continue };
            let made = matches!(facts.work, RunWork::Create(_));
            if !made || state.was_deferred || state.sent_again {
                continue;
            }
            // A look just before showed it coming up: otherwise nobody knows when it was there.
            let watched: bool = seen.query_row(params![id.as_str(), running.0], |row| row.get(0))?;
            let took_ms = running.ms_since(sent);
            if watched && took_ms > 0 {
                past.push((
                    account_id,
                    Past { run: id, sent_at: sent, application: facts.application, asked: facts.asked, took_ms },
                ));
            }
        }
        Ok(past)
    }

    /// The runs of a launch in order; empty where there is no such launch.
    pub fn runs_of_launch(&self, launch: &LaunchId) -> Result<Vec<RunRow>, StoreError> {
        self.runs_where("launch_id = ?1 ORDER BY number", [launch.as_str()])
    }

    /// When the launch was committed; nothing where there is no such launch.
    pub fn launched_at(&self, launch: &LaunchId) -> Result<Option<Timestamp>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT created_at FROM launches WHERE id = ?1")?;
        Ok(query.query_row([launch.as_str()], |row| row.get(0)).optional()?.map(Timestamp))
    }

    /// The run that a cluster belongs to.
    pub fn run_of_cluster(&self, account: &AccountId, cluster: &ClusterId) -> Result<Option<RunId>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT id FROM runs WHERE account_id = ?1 AND cluster_id = ?2")?;
        let id: Option<String> = query.query_row([account.as_str(), cluster.as_str()], |row| row.get(0)).optional()?;
        Ok(id.map(RunId))
    }

    /// Runs that change a cluster, oldest first.
    pub fn changes_of(&self, account: &AccountId, cluster: &ClusterId) -> Result<Vec<RunRow>, StoreError> {
        self.runs_where("account_id = ?1 AND target_id = ?2 ORDER BY number", [account.as_str(), cluster.as_str()])
    }

    /// The same in whichever account: several may be one at the provider.
    pub fn changes_of_cluster(&self, cluster: &ClusterId) -> Result<Vec<RunRow>, StoreError> {
        self.runs_where("target_id = ?1 ORDER BY number", [cluster.as_str()])
    }

    /// Whether there is a run that has not ended.
    pub fn has_open_runs(&self) -> Result<bool, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM runs WHERE ended = 0)")?;
        Ok(query.query_row([], |row| row.get(0))?)
    }

    /// Number of runs, of those under way, and of those that wait for a person.
    pub fn run_counts(&self) -> Result<(u32, u32, u32), StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT (SELECT count(*) FROM runs),
                    (SELECT count(*) FROM runs WHERE ended = 0 AND stage <> 'running'),
                    (SELECT count(*) FROM runs WHERE ended = 0 AND needs_you = 1)",
        )?;
        Ok(query.query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
    }

    /// Number of the account's runs whose clusters are being made, and of those whose clusters are calm.
    pub fn watched_counts(&self, account: &AccountId) -> Result<(u32, u32), StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT count(*) FILTER (WHERE stage = 'provisioning'), count(*) FILTER (WHERE stage = 'running')
             FROM runs WHERE account_id = ?1 AND ended = 0",
        )?;
        Ok(query.query_row([account.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?)
    }

    /// The nodes of a run as last seen, by data centre, rack, id.
    pub fn nodes(&self, run: &RunId) -> Result<Vec<NodeView>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT node FROM run_nodes WHERE run_id = ?1")?;
        let rows = query.query_map([run.as_str()], |row| row.get::<_, String>(0))?;
        let mut nodes: Vec<NodeView> = rows.map(|row| from_json("run_nodes", &row?)).collect::<Result<_, _>>()?;
        nodes.sort_by(|a, b| (&a.data_centre, &a.rack, &a.id).cmp(&(&b.data_centre, &b.rack, &b.id)));
        Ok(nodes)
    }

    /// The run's timeline after `seq`, oldest first, at most `limit`.
    pub fn events(&self, run: &RunId, after: u64, limit: u32) -> Result<Vec<RunEvent>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT event FROM events WHERE run_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3")?;
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let rows = query.query_map(params![run.as_str(), after, limit], |row| row.get::<_, String>(0))?;
        rows.map(|row| from_json("events", &row?)).collect()
    }

    /// The run's looks, oldest first.
    pub fn looks(&self, run: &RunId) -> Result<Vec<LookSpan>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT outcome, from_at, to_at, looks, note FROM looks WHERE run_id = ?1 ORDER BY number",
        )?;
        let rows = query.query_map([run.as_str()], |row| {
            let parts: (String, i64, i64, u32, Option<String>) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(parts)
        })?;
        rows.map(|row| {
            let (outcome, from, to, looks, note) = row?;
            let outcome = from_json("looks", &format!("\"{outcome}\""))?;
            Ok(LookSpan { outcome, from: Timestamp(from), to: Timestamp(to), looks, note })
        })
        .collect()
    }
}

impl Change<'_> {
    /// Whether a run of any kind that changes the cluster has not ended, as it is within this change.
    pub fn is_being_changed(&self, account: &AccountId, cluster: &ClusterId) -> Result<bool, StoreError> {
        let mut query = self.transaction.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM runs WHERE account_id = ?1 AND target_id = ?2 AND ended = 0)",
        )?;
        Ok(query.query_row([account.as_str(), cluster.as_str()], |row| row.get(0))?)
    }

    /// Whether a run that has not ended makes a cluster of that name. Of one that it has made the name may not be read yet.
    pub fn is_name_awaited(&self, account: &AccountId, name: &str) -> Result<bool, StoreError> {
        let mut query = self.transaction.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM runs WHERE account_id = ?1 AND ended = 0 AND target_id IS NULL
                AND json_extract(facts, '$.clusterName') = ?2)",
        )?;
        Ok(query.query_row([account.as_str(), name], |row| row.get(0))?)
    }

    /// Commits to a launch and its runs, each with the first event of its timeline.
    pub fn add_launch(&self, launch: &LaunchId, now: Timestamp) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO launches (id, created_at) VALUES (?1, ?2)")?
            .execute(params![launch.as_str(), now.0])?;
        Ok(())
    }

    /// Adds a run of a launch that is being committed, and gives its number; its account has to be there.
    ///
    /// # Errors
    /// [`StoreError::NoAccount`] where another program has taken it away meanwhile.
    pub fn add_run(
        &self,
        run: &RunId,
        launch: &LaunchId,
        account: &AccountId,
        facts: &RunFacts,
        state: &RunState,
    ) -> Result<i64, StoreError> {
        let number = self
            .transaction
            .prepare_cached(
                "INSERT INTO runs (id, launch_id, account_id, stage, ended, needs_you, target_id, facts, state, revision)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?3)
                 RETURNING number",
            )?
            .query_row(params![
                run.as_str(),
                launch.as_str(),
                account.as_str(),
                word(TABLE, &state.stage)?,
                state.has_ended(),
                state.needs_you,
                facts.work.target().map(|target| target.cluster.id.as_str()),
                to_json(TABLE, facts)?,
                to_json(TABLE, state)?,
                self.revision
            ], |row| row.get(0))
            .optional()?;
        number.ok_or(StoreError::NoAccount)
    }

    /// Keeps a run's new state, with those of its nodes that are not as in `run`.
    pub fn put_run(&self, run: &RunRow, after: &RunState) -> Result<(), StoreError> {
        let before = &run.state;
        // A cluster belongs to the run that made it, not to those that change it.
        let made = after.cluster.as_ref().filter(|_| run.facts.work.target().is_none());
        self.transaction
            .prepare_cached(
                "UPDATE runs SET stage = ?2, ended = ?3, needs_you = ?4, cluster_id = ?5, state = ?6, revision = ?7
                 WHERE id = ?1",
            )?
            .execute(params![
                run.id.as_str(),
                word(TABLE, &after.stage)?,
                after.has_ended(),
                after.needs_you,
                made.map(|cluster| cluster.id.as_str()),
                to_json(TABLE, after)?,
                self.revision
            ])?;
        let own = |state: &RunState| state.cluster.as_ref().map(|cluster| cluster.id.clone());
        if (own(before), before.is_settled()) != (own(after), after.is_settled()) {
            self.touch_marked(&run.id)?;
        }
        for node in after.nodes.iter().filter(|node| !before.nodes.contains(node)) {
            self.transaction
                .prepare_cached(
                    "INSERT INTO run_nodes (run_id, node_id, node) VALUES (?1, ?2, ?3)
                     ON CONFLICT (run_id, node_id) DO UPDATE SET node = ?3",
                )?
                .execute(params![run.id.as_str(), node.id, to_json("run_nodes", node)?])?;
        }
        Ok(())
    }

    /// Appends to a run's timeline. What comes after a clock that went back has the time of the entry before it.
    pub fn add_events(&self, run: &RunId, events: Vec<NewEvent>, now: Timestamp) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let last: Option<(i64, i64)> = self
            .transaction
            .prepare_cached("SELECT seq, at FROM events WHERE run_id = ?1 ORDER BY seq DESC LIMIT 1")?
            .query_row([run.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (mut seq, last_at) = last.unwrap_or((0, i64::MIN));
        let at = now.max(Timestamp(last_at));
        let mut insert =
            self.transaction.prepare_cached("INSERT INTO events (run_id, seq, at, event) VALUES (?1, ?2, ?3, ?4)")?;
        for NewEvent { kind, text, node, problem } in events {
            seq += 1;
            let event = RunEvent { seq: seq.unsigned_abs(), at, kind, text, node, problem };
            insert.execute(params![run.as_str(), seq, at.0, to_json("events", &event)?])?;
        }
        Ok(())
    }

    /// Adds a look to the stretch it prolongs, or begins a new one.
    pub fn add_look(&self, run: &RunId, look: &LookNote) -> Result<(), StoreError> {
        let outcome = word("looks", &look.outcome)?;
        let last: Option<(i64, String, i64)> = self
            .transaction
            .prepare_cached("SELECT number, outcome, to_at FROM looks WHERE run_id = ?1 ORDER BY number DESC LIMIT 1")?
            .query_row([run.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        if let Some((number, last_outcome, to)) = &last
            && *last_outcome == outcome
            && (0..=look.prolongs_ms).contains(&(look.at.0 - to))
        {
            self.transaction
                .prepare_cached("UPDATE looks SET to_at = ?3, looks = looks + 1 WHERE run_id = ?1 AND number = ?2")?
                .execute(params![run.as_str(), number, look.at.0])?;
            return Ok(());
        }
        let number = last.map_or(1, |(number, ..)| number + 1);
        self.transaction
            .prepare_cached(
                "INSERT INTO looks (run_id, number, outcome, from_at, to_at, looks, note)
                 VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5)",
            )?
            .execute(params![run.as_str(), number, outcome, look.at.0, look.note])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::bed::Bed;

    #[test]
    fn runs_under_way_are_listed_by_pages_newest_first() {
        let bed = Bed::with_runs(40);
        let store = Store::open(bed.home()).unwrap();
        let under_way =
            |before| -> Vec<i64> { store.runs_before(before, true, 5).unwrap().iter().map(|run| run.number).collect() };
        // Four of ten, as the bed makes them; numbers count from 1.
        assert_eq!(under_way(i64::MAX), [34, 33, 32, 31, 24]);
        assert_eq!(under_way(24), [23, 22, 21, 14, 13]);
    }
}
