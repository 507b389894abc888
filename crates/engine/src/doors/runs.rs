//! Runs: launching, listing, deciding.

use super::Answer;
use super::profiles::refuse;
use super::views::{no_launch, no_run};
use crate::api::*;
use crate::id::{AccountId, LaunchId, RunId};
use crate::network::Range;
use crate::owner::{Asker, KeyState, Live, Owner};
use crate::request::{self, CLUSTERS_MAX, Mark, access};
use crate::run::driver::pretty;
use crate::run::intended_words;
use crate::run::state::{DELETE_AFTER_MS_MIN, NewEvent, RunState};
use crate::run::work::{CreateWork, RunWork};
use crate::store::{Change, RunFacts, RunRow, Wish};

/// Longest launch id of a caller, in bytes.
pub(super) const LAUNCH_ID_BYTES_MAX: usize = 64;

/// Nobody opens a cluster to everybody without having typed it.
fn only_opened_as_typed(ask: &LaunchAsk) -> Result<(), Problem> {
    let typed = |range: Range| ask.open_to.iter().any(|typed| Range::read(typed.trim()) == Ok(range));
    match ask.drafts.iter().flat_map(access::everybody).find(|range| !typed(*range)) {
        None => Ok(()),
        Some(range) => Err(Problem::new(
            ProblemCode::NotAllowed,
            Place::Field { path: "openTo".to_owned() },
            format!("The profile lets everybody in: {range}."),
        )
        .with_remedy(format!("Type {range} to confirm it (--open-to {range}), or name a smaller range."))),
    }
}

impl Owner {
    pub(super) fn overview(&mut self, _: Nothing) -> Result<Overview, Problem> {
        let accounts = self.list_accounts(Nothing {})?.items;
        let profiles = self.list_profiles(Nothing {})?.items;
        let runs = self.list_runs(ListRuns::default())?;
        let first_run = runs.items.is_empty() && profiles.is_empty() && accounts.iter().all(|account| account.built_in);
        Ok(Overview { accounts, profiles, runs, status: self.status_view()?, first_run })
    }

    pub(super) fn status(&mut self, _: Nothing) -> Result<StatusView, Problem> {
        self.status_view()
    }

    pub(super) fn list_runs(&mut self, ask: ListRuns) -> Result<RunPage, Problem> {
        let limit = ask.limit.unwrap_or(50).clamp(1, 200);
        let before = match &ask.cursor {
            Some(cursor) => cursor.parse().map_err(|_| Problem::field("cursor", "Not a cursor of this list."))?,
            None => i64::MAX,
        };
        let rows = self.store.runs_before(before, ask.active_only, limit)?;
        let full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next = rows.last().filter(|_| full).map(|row| row.number.to_string());
        Ok(RunPage { items: rows.iter().map(|row| self.run_view(row)).collect(), next })
    }

    pub(super) fn run(&mut self, ask: RunRef) -> Result<RunDetail, Problem> {
        let row = self.store.run(&ask.id)?.ok_or_else(|| no_run(&ask.id))?;
        let writes = self.store.writes(&ask.id)?;
        let mut requests: Vec<SentRequest> = writes
            .into_iter()
            .map(|write| SentRequest {
                method: write.method,
                path: write.path,
                body: write.body,
                sent_at: Some(write.sent_at),
                status: write.status,
                answer: write.answer,
            })
            .collect();
        let mark = request::mark(&ask.id, row.state.attempt.max(1));
        if requests.is_empty()
            && let Some((method, path, body)) = self.first_request(&row)
        {
            requests.push(SentRequest { method, path, body, sent_at: None, status: None, answer: None });
        }
        let cluster = row.state.cluster.as_ref().filter(|_| row.facts.work.target().is_none());
        let changes = match cluster {
            Some(cluster) => self.store.changes_of(&row.account_id, &cluster.id)?,
            None => Vec::new(),
        };
        Ok(RunDetail {
            run: self.run_view(&row),
            nodes: self.store.nodes(&ask.id)?,
            looks: self.store.looks(&ask.id)?,
            requests,
            mark,
            candidates: self.candidates(&row)?,
            changes: changes.into_iter().map(|change| change.id).collect(),
            replacements: row.state.replacements.clone(),
        })
    }

    /// The request that a run will send first: method, path, body; nothing where it sends none.
    fn first_request(&self, row: &RunRow) -> Option<(String, String, String)> {
        let request = match &row.facts.work {
            RunWork::Create(work) => {
                let mark = request::mark(&row.id, row.state.attempt.max(1));
                let built = request::build(&work.draft, Mark::Attempt(&mark));
                (built.method.to_owned(), built.path, pretty(&built.body))
            }
            RunWork::Delete(work) => {
                let path = format!("{}/{}", row.facts.work.cluster_kind().path(), work.target.cluster.id);
                ("DELETE".to_owned(), path, String::new())
            }
            // Its body is made of what is read just before it is sent.
            RunWork::Resize(work) => {
                let path = format!("{}/{}", row.facts.work.cluster_kind().path(), work.target.cluster.id);
                ("PUT".to_owned(), path, String::new())
            }
            RunWork::Restore(work) => ("POST".to_owned(), request::restore::PATH.to_owned(), pretty(&work.request)),
            RunWork::Rebuilt(_) => return None,
        };
        Some(request)
    }

    /// Clusters that a person may name as an unclear run's: those that might be it, then those of its name.
    fn candidates(&self, row: &RunRow) -> Result<Vec<ClusterRef>, Problem> {
        let mut candidates = row.state.candidates.clone();
        if row.state.stage != Stage::Unclear || row.facts.work.target().is_some() {
            return Ok(candidates);
        }
        for sighting in self.store.sightings_of(&row.account_id)? {
            let named = sighting.name.as_ref() == Some(&row.facts.cluster_name);
            let same = Application::from_list_word(&sighting.application) == Some(row.facts.application);
            let listed = candidates.iter().any(|known| known.id == sighting.cluster_id);
            if named && same && !listed && self.store.run_of_cluster(&row.account_id, &sighting.cluster_id)?.is_none() {
                let (application, name) = (row.facts.application, row.facts.cluster_name.clone());
                candidates.push(ClusterRef { id: sighting.cluster_id, name, application });
            }
        }
        Ok(candidates)
    }

    pub(super) fn run_events(&mut self, ask: ListRunEvents) -> Result<RunEventPage, Problem> {
        let limit = ask.limit.unwrap_or(200).clamp(1, 500);
        let mut items = self.store.events(&ask.id, ask.after, limit + 1)?;
        let more = items.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(RunEventPage { items, more })
    }

    /// Answers once the launch is on disk, which it is together with the first request that leaves for it.
    pub(super) fn launch(&mut self, ask: LaunchAsk) -> Answer<LaunchView> {
        match self.take_launch(ask) {
            Ok(view) => Answer::Later(Box::new(|owner, reply| owner.unsettled.push((view, reply)))),
            Err(problem) => Answer::Now(Err(problem)),
        }
    }

    /// The launch, made or made before; not on disk yet.
    pub(crate) fn take_launch(&mut self, ask: LaunchAsk) -> Result<LaunchView, Problem> {
        if ask.launch_id.0.is_empty() || ask.launch_id.0.len() > LAUNCH_ID_BYTES_MAX {
            return Err(Problem::field("launchId", "A launch id has 1 to 64 characters."));
        }
        // The same id twice is the same launch: a double click, a reply that was repeated, a script run again.
        if let Some(view) = self.launched(&ask)? {
            // Another program may have committed it in this very moment. What has left is on disk.
            if view.runs.iter().any(|run| run.stage == Stage::Intended) {
                self.store.unsettle();
            }
            return Ok(view);
        }
        let account = self.writable_account(&ask.account_id)?;
        self.was_not_lost(&ask)?;
        if ask.delete_after_ms.is_some_and(|after| after < DELETE_AFTER_MS_MIN) {
            let minutes = DELETE_AFTER_MS_MIN / 60_000;
            return Err(Problem::field("deleteAfterMs", format!("Must be at least {minutes} minutes.")));
        }
        if ask.drafts.is_empty() || ask.drafts.len() > CLUSTERS_MAX {
            return Err(Problem::field("drafts", format!("A launch makes 1 to {CLUSTERS_MAX} clusters.")));
        }
        only_opened_as_typed(&ask)?;
        for findings in self.findings_of_all(&ask.drafts, Some(&ask.account_id))? {
            refuse(&findings, ask.accept_warnings)?;
        }
        let now = self.now();
        let notes = self.document_notes(&ask.account_id, &ask.drafts);
        let each = ask.drafts.iter().zip(notes);
        let new: Vec<_> = each.map(|(draft, notes)| self.new_run(&ask, draft, notes, &account.facts.label)).collect();
        let steps: Vec<_> = ask.drafts.iter().map(request::steps).collect();
        let add = |change: &Change<'_>| {
            change.add_launch(&ask.launch_id, now)?;
            let mut rows = Vec::with_capacity(new.len());
            for ((id, facts, events), steps) in new.into_iter().zip(steps) {
                let (launch_id, account_id) = (ask.launch_id.clone(), ask.account_id.clone());
                let state = RunState { steps, ..RunState::intended(now) };
                let number = change.add_run(&id, &launch_id, &account_id, &facts, &state)?;
                change.add_events(&id, events, now)?;
                rows.push(RunRow { id, number, launch_id, account_id, facts, state, revision: change.revision });
            }
            Ok(rows)
        };
        // What leaves at once takes it to disk.
        let added =
            if self.sends_now(&ask.account_id) { self.store.change_unsettled(add) } else { self.store.change(add) };
        match added {
            Ok(rows) => {
                let runs = rows.iter().map(|row| self.run_view(row)).collect();
                for row in rows {
                    self.take_in(&ask.account_id, || Live::new(row));
                }
                Ok(LaunchView {
                    id: ask.launch_id,
                    created_at: now,
                    stop_on_refusal: ask.stop_on_refusal,
                    runs,
                    lost: 0,
                })
            }
            // Another process may have committed the same launch in this very moment: then that is the one.
            Err(error) => self.launched(&ask)?.ok_or_else(|| error.into()),
        }
    }

    /// Whether a launch for the account may leave within this turn, as far as the driver goes: the bucket may still be empty.
    fn sends_now(&self, id: &AccountId) -> bool {
        let driven = self.accounts.get(id);
        driven.is_some_and(|account| account.lock.is_some() && account.list_answered && account.client().is_some())
    }

    /// A run of a launch, about to be committed: its id, its facts, its first events.
    fn new_run(
        &self,
        ask: &LaunchAsk,
        draft: &ProfileDraft,
        notes: Vec<String>,
        account: &str,
    ) -> (RunId, RunFacts, Vec<NewEvent>) {
        let facts = RunFacts {
            account: account.to_owned(),
            application: draft.application,
            cluster_name: draft.cluster_name.clone(),
            asked: request::asked(draft),
            work: RunWork::Create(Box::new(CreateWork {
                profile: draft.name.clone(),
                profile_id: ask.profile_id.clone(),
                draft: draft.clone(),
                delete_after_ms: ask.delete_after_ms,
                stop_on_refusal: ask.stop_on_refusal,
            })),
        };
        let event = |kind, text| NewEvent { kind, text, node: None, problem: None };
        let first = event(RunEventKind::Intended, intended_words(RunKind::Create, &facts.cluster_name, &facts.account));
        let notes = notes.into_iter().map(|note| event(RunEventKind::Noted, note));
        (RunId(self.edges.new_id()), facts, std::iter::once(first).chain(notes).collect())
    }

    pub(super) fn launch_state(&mut self, ask: LaunchRef) -> Result<LaunchView, Problem> {
        self.launch_view(&ask.id)?.ok_or_else(|| no_launch(&ask.id))
    }

    pub(super) fn launch_view(&self, id: &LaunchId) -> Result<Option<LaunchView>, Problem> {
        let Some(created_at) = self.store.launched_at(id)? else { return Ok(None) };
        let rows = self.store.runs_of_launch(id)?;
        let stops = |row: &RunRow| matches!(&row.facts.work, RunWork::Create(work) if work.stop_on_refusal);
        let runs = rows.iter().map(|row| self.run_view(row)).collect();
        let lost = self.store.lost_of_launch(id)?;
        Ok(Some(LaunchView { id: id.clone(), created_at, stop_on_refusal: rows.iter().any(stops), runs, lost }))
    }

    /// Why nothing could be sent for the account, where this program would be the one to send.
    pub(super) fn key_problem(&self, id: &AccountId) -> Option<Problem> {
        match &self.accounts.get(id)?.key {
            KeyState::Failed(problem, _) if self.drives && !id.is_sandbox() => Some(problem.clone()),
            KeyState::Failed(..) | KeyState::Unasked | KeyState::Asked | KeyState::Ready(..) => None,
        }
    }

    pub(super) fn resolve(&mut self, ask: Resolve) -> Answer<RunView> {
        let row = match self.store.run(&ask.id) {
            Ok(Some(row)) => row,
            Ok(None) => return Answer::Now(Err(no_run(&ask.id))),
            Err(error) => return Answer::Now(Err(error.into())),
        };
        Answer::Later(Box::new(move |owner, reply| {
            let here = owner.accounts.get(&row.account_id).is_some_and(|account| account.lock.is_some());
            if here {
                owner.decide(&row.account_id, ask.id, ask.decision, Asker::Here(reply));
            } else {
                owner.wish_decision(row.account_id, ask.id, ask.decision, reply);
            }
        }))
    }

    pub(super) fn refresh(&mut self, ask: Refresh) -> Result<Nothing, Problem> {
        let (account, run) = match ask {
            Refresh::Run { id } => (self.store.run(&id)?.ok_or_else(|| no_run(&id))?.account_id, Some(id)),
            Refresh::Account { id } => (self.account_row(&id)?.id, None),
        };
        let here = self.accounts.get(&account).is_some_and(|account| account.lock.is_some());
        match (here, run) {
            (true, Some(run)) => self.want_look(&account, &run),
            (true, None) => self.want_list(&account),
            (false, Some(run)) => {
                self.wish(&account, &Wish::Look { run })?;
            }
            (false, None) => {
                self.wish(&account, &Wish::List)?;
            }
        }
        Ok(Nothing {})
    }

    pub(super) fn list_clusters(&mut self, ask: ListClusters) -> Result<ClusterPage, Problem> {
        let limit = ask.limit.unwrap_or(100).clamp(1, 200);
        let cursor = match &ask.cursor {
            Some(cursor) => {
                let parts = cursor.split_once(' ').and_then(|(revision, id)| Some((revision.parse().ok()?, id)));
                Some(parts.ok_or_else(|| Problem::field("cursor", "Not a cursor of this list."))?)
            }
            None => None,
        };
        let sightings = self.store.sightings_page(ask.account_id.as_ref(), cursor, limit)?;
        let full = sightings.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next = sightings.last().filter(|_| full).map(|last| format!("{} {}", last.first_revision, last.cluster_id));
        let reading = self.accounts.values().filter(|account| account.row.seen.listed_at.is_none());
        let reading = reading.map(|account| account.row.id.clone()).collect();
        let items = sightings.iter().map(|sighting| self.cluster_row(sighting)).collect::<Result<_, _>>()?;
        Ok(ClusterPage { items, next, reading })
    }
}
