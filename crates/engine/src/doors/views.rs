//! What rows look like to shells.

use crate::api::*;
use crate::id::{AccountId, LaunchId, RunId};
use crate::lock;
use crate::owner::{Driven, Owner};
use crate::request;
use crate::run::state::RunStep;
use crate::run::subject::{Rule, Subject};
use crate::run::work::RunWork;
use crate::store::{AccountRow, RunRow, Sighting};
use crate::watch::schedule::{self, Crowd};

/// Requests of the last so many milliseconds are counted for the status bar.
const RATE_WINDOW_MS: i64 = 10_000;

/// Longest message and remedy of a problem that stands in a list within a view, in bytes: the timeline has all of it.
const LISTED_BYTES_MAX: usize = 240;
/// Problems of a run's steps have so much room together in its view, in bytes; those that find none are left to the timeline.
const PROBLEMS_BYTES_MAX: usize = 1_200;
/// Longest title of a step, in bytes, and longest word of the provider.
const TITLE_BYTES_MAX: usize = 48;
const WORD_BYTES_MAX: usize = 24;

/// The problem as a list within a view shows it.
fn in_a_list(problem: &Problem) -> Problem {
    let remedy = problem.remedy.as_deref().map(|remedy| short(remedy, LISTED_BYTES_MAX));
    Problem { message: short(&problem.message, LISTED_BYTES_MAX), remedy, server: None, ..problem.clone() }
}

fn short(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = (0..=bytes).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    format!("{}…", text.get(..end).unwrap_or_default())
}

/// The steps of a run, small enough for its view whatever stands in their way.
fn step_views(steps: &[RunStep], stage: Stage) -> Vec<StepView> {
    let mut room = PROBLEMS_BYTES_MAX;
    let mut shown = |problem: &Problem| {
        let whole = in_a_list(problem);
        let bytes = whole.message.len() + whole.remedy.as_ref().map_or(0, String::len);
        (bytes <= room).then(|| {
            room -= bytes;
            whole
        })
    };
    steps
        .iter()
        .map(|step| StepView { problem: step.problem.as_ref().and_then(&mut shown), ..step_view(step, stage) })
        .collect()
}

fn step_view(step: &RunStep, stage: Stage) -> StepView {
    let (rule, user) = match &step.subject {
        Subject::Rule(rule) => (Some(rule), None),
        Subject::User(user) => (None, Some(user.name.clone())),
        Subject::Peering(_) | Subject::Window(_) | Subject::Topic(_) => (None, None),
    };
    StepView {
        what: step.subject.what(),
        title: short(&step.subject.title(), TITLE_BYTES_MAX),
        network: rule.and_then(|rule| rule.network).map(|range| range.to_string()),
        mine: step.subject.is_mine(),
        opens: rule.map(|Rule { opens, .. }| short(opens, WORD_BYTES_MAX)),
        user,
        password: step.password(stage),
        state: step.state,
        status: step.status.as_deref().map(|status| short(status, WORD_BYTES_MAX)),
        problem: None,
        due: step.due,
    }
}

impl Owner {
    pub(crate) fn run_view(&self, row: &RunRow) -> RunView {
        let (facts, state) = (&row.facts, &row.state);
        let made = match &facts.work {
            RunWork::Create(work) => Some(work),
            RunWork::Restore(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) | RunWork::Resize(_) => None,
        };
        RunView {
            id: row.id.clone(),
            revision: row.revision.unsigned_abs(),
            launch_id: row.launch_id.clone(),
            kind: facts.work.kind(),
            account_id: row.account_id.clone(),
            account: facts.account.clone(),
            profile: made.map(|work| work.profile.clone()),
            profile_id: made.and_then(|work| work.profile_id.clone()),
            application: facts.application,
            cluster_name: facts.cluster_name.clone(),
            cluster: state.cluster.clone(),
            stage: state.stage,
            status: state.status.clone(),
            operation_status: state.operation_status.clone(),
            asked: facts.asked.clone(),
            nodes_running: state.nodes_running,
            nodes_seen: state.nodes_seen,
            attempt: state.attempt,
            created_at: state.created_at,
            sent_at: state.sent_at,
            accepted_at: state.accepted_at,
            running_at: state.running_at,
            ended_at: state.ended_at,
            seen_at: state.seen_at,
            pace_ms: self.pace_ms(&row.account_id, state.stage),
            problem: state.problem.clone(),
            needs_you: state.needs_you,
            next: state.next.clone(),
            estimate: state.estimate.map(|estimate| EstimateView {
                from_ms: estimate.from_ms,
                to_ms: estimate.to_ms,
                runs: estimate.runs,
                like: estimate.like,
                words: estimate.words(),
                late: state.late && state.stage == Stage::Provisioning,
            }),
            steps: step_views(&state.steps, state.stage),
            delete_at: state.delete_at.map(|delete| delete.at),
            can: crate::run::state::can(&facts.work, state),
        }
    }

    /// How often a run is looked at: as the schedule wants, or as the budget lets all of them have their turn.
    pub(crate) fn pace_ms(&self, account: &AccountId, stage: Stage) -> Option<u32> {
        let crowd = self.accounts.get(account).map_or_else(Crowd::default, Driven::crowd);
        u32::try_from(schedule::pace_ms(stage, crowd)?).ok()
    }

    /// The run as it is in the store now.
    pub(crate) fn view_of(&self, run: &RunId) -> Result<RunView, Problem> {
        let row = self.store.run(run)?.ok_or_else(|| no_run(run))?;
        Ok(self.run_view(&row))
    }

    pub(crate) fn account_view(&self, row: &AccountRow) -> AccountView {
        let facts = &row.facts;
        let endpoint = if row.id.is_sandbox() { self.sandbox.as_ref().and_then(|s| s.endpoint()) } else { None };
        let here = self.accounts.get(&row.id).is_some_and(|account| account.lock.is_some());
        let driver = if here {
            Driver::Here
        } else {
            match lock::holder(&self.home, &row.id).ok().flatten() {
                Some(holder) => Driver::Other { who: holder.who, since: holder.since },
                None => Driver::Nobody,
            }
        };
        AccountView {
            id: row.id.clone(),
            revision: row.revision.unsigned_abs(),
            label: facts.label.clone(),
            word: facts.word.clone(),
            colour: facts.colour,
            url: endpoint.as_ref().map_or_else(|| facts.url.clone(), |endpoint| endpoint.url.clone()),
            user: endpoint.map_or_else(|| facts.user.clone(), |endpoint| endpoint.user),
            key: facts.key.clone(),
            read_only: facts.read_only,
            rate: facts.rate,
            built_in: row.id.is_sandbox(),
            reach: row.seen.reach.clone(),
            provider_account_id: row.seen.provider_account_id.clone(),
            clusters: row.seen.clusters,
            seen_at: row.seen.listed_at,
            writes_refused_at: row.seen.writes_refused_at,
            driver,
        }
    }

    pub(crate) fn cluster_row(&self, sighting: &Sighting) -> Result<ClusterRow, Problem> {
        let seen = &sighting.seen;
        let count = |which: &dyn Fn(&String) -> bool| {
            u32::try_from(seen.nodes.iter().filter(|status| which(status)).count()).unwrap_or(u32::MAX)
        };
        Ok(ClusterRow {
            id: sighting.cluster_id.clone(),
            revision: sighting.revision.unsigned_abs(),
            account_id: sighting.account_id.clone(),
            application: sighting.application.clone(),
            name: sighting.name.clone(),
            status: seen.status.clone(),
            version: seen.version.clone(),
            region: seen.region.clone(),
            node_size: seen.node_size.clone(),
            nodes_running: count(&|status| status == "RUNNING"),
            nodes_seen: count(&|_| true),
            nodes: seen.nodes.clone(),
            run_id: self.store.run_of_cluster(&sighting.account_id, &sighting.cluster_id)?,
            mark: self.cluster_mark(sighting)?,
            first_seen: sighting.first_seen,
            seen_at: sighting.seen_at,
            missing_since: sighting.missing_since,
        })
    }

    pub(crate) fn status_view(&mut self) -> Result<StatusView, Problem> {
        let now = self.now();
        while self.requests.front().is_some_and(|at| now.ms_since(*at) > RATE_WINDOW_MS) {
            self.requests.pop_front();
        }
        let (under_way, needs_you) = match self.counts {
            Some(counts) => counts,
            // What is wrong with the store has to be said even where nothing can be counted in it.
            None => match self.store.run_counts() {
                Ok((_, under_way, needs_you)) => *self.counts.insert((under_way, needs_you)),
                Err(error) => {
                    self.note_trouble(&error.into());
                    self.last_status.as_ref().map_or((0, 0), |last| (last.under_way, last.needs_you))
                }
            },
        };
        let looks = self.accounts.values().flat_map(|account| account.runs.values().map(|live| live.row.state.seen_at));
        let lists = self.accounts.values().map(|account| account.row.seen.listed_at);
        let seen_at = looks.chain(lists).flatten().max();
        let allowed = self.accounts.values().map(|account| account.row.facts.rate).max().unwrap_or(1);
        #[allow(clippy::cast_precision_loss, reason = "a few hundred requests at most")]
        let requests_per_second = self.requests.len() as f64 / (RATE_WINDOW_MS as f64 / 1000.0);
        Ok(StatusView {
            under_way,
            needs_you,
            seen_at,
            requests_per_second,
            allowed_per_second: f64::from(allowed),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            home: self.home.display().to_string(),
            elsewhere: self.elsewhere.then(|| self.came_from_elsewhere()),
            store: self.store_problem(),
            now,
        })
    }
}

/// A profile as lists show it.
pub(crate) fn profile_row(profile: &Profile) -> ProfileRow {
    ProfileRow {
        id: profile.id.clone(),
        revision: profile.revision,
        name: profile.draft.name.clone(),
        account: profile.draft.account.clone(),
        application: profile.draft.application,
        cluster_name: profile.draft.cluster_name.clone(),
        summary: request::summary(&profile.draft),
        saved_at: profile.saved_at,
    }
}

pub(super) fn no_launch(launch: &LaunchId) -> Problem {
    Problem::new(ProblemCode::NotFound, Place::App, format!("There is no launch {launch}."))
}

pub(crate) fn no_run(run: &RunId) -> Problem {
    Problem::new(ProblemCode::NotFound, Place::Run { id: run.clone() }, format!("There is no run {run}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::subject::User;
    use crate::time::Timestamp;

    #[test]
    fn all_steps_fit_into_a_view_whatever_stands_in_their_way() {
        let long = "é".repeat(500);
        let problem =
            Problem::new(ProblemCode::Refused, Place::Run { id: "r".repeat(36).as_str().into() }, long.clone())
                .with_remedy(long.clone());
        let user = User {
            application: Application::Cassandra,
            name: "u".repeat(48),
            permissions: long.clone(),
            mechanism: long.clone(),
            asks_password: true,
        };
        let step = RunStep {
            problem: Some(problem),
            status: Some(long),
            due: Some(Timestamp(1_800_000_000_000)),
            state: StepState::OtherSide,
            ..RunStep::new(Subject::User(user))
        };
        let steps = vec![step; request::STEPS_MAX];
        let size = serde_json::to_vec(&step_views(&steps, Stage::Running)).unwrap().len();
        // The rest of a view of a run is below 2 KiB.
        assert!(size < 6 * 1024, "{size} bytes");
        assert!(step_views(&steps, Stage::Running)[0].problem.as_ref().unwrap().remedy.is_some());
    }
}
