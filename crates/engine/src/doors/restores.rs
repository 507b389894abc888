//! Restoring a Cassandra cluster into a new one: its review, which reads the backups, and the restore itself.

use instaclustr_api::{Backups, Client};

use super::Answer;
use crate::api::*;
use crate::engine::Reply;
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::{Live, Owner};
use crate::request::restore;
use crate::run::state::{DELETE_AFTER_MS_MIN, NewEvent, RunState};
use crate::run::work::{RestoreWork, RunWork};
use crate::run::{changed_by_words, intended_words};
use crate::store::{RunFacts, RunRow};

impl Owner {
    pub(super) fn review_restore(&mut self, ask: RestoreReviewAsk) -> Answer<RestoreReview> {
        let source = match self.restorable(&ask.account_id, &ask.cluster) {
            Ok((source, _)) => source,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        Answer::Later(Box::new(move |owner, reply: Reply<RestoreReview>| {
            let of = (ask.account_id.clone(), source.id.clone(), "the backups");
            let id = source.id.clone();
            let read = async move |client: Client| client.list_cassandra_backups(id.as_str()).await;
            owner.read_for_review(of, reply, read, move |owner, backups| owner.restore_review(ask, source, &backups));
        }))
    }

    fn restore_review(
        &mut self,
        ask: RestoreReviewAsk,
        source: ClusterRef,
        backups: &Backups,
    ) -> Result<RestoreReview, Problem> {
        let account = self.account_view(&self.account_row(&ask.account_id)?);
        let taken = self.store.cluster_names(&ask.account_id)?;
        let mut what = ask.what;
        if what.name.is_empty() {
            what.name = restore::free_name(&source.name, &taken, &self.edges.new_id());
        }
        let finished = restore::finished(backups);
        let mut problems: Vec<Problem> = self.write_problem(&ask.account_id).into_iter().collect();
        problems.extend(self.key_problem(&ask.account_id));
        Ok(RestoreReview {
            errors: restore::check(&what, &taken, self.now()),
            warnings: restore::against_backups(&what, finished).into_iter().collect(),
            first_backup: finished.map(|(first, _)| first),
            last_backup: finished.map(|(_, last)| last),
            requests: vec![restore::preview(&restore::request(&source.id, &what), &account.url, &account.user)],
            cluster: source,
            account,
            what,
            problems,
        })
    }

    /// The cluster as it is known, and the run of ours that made it.
    fn restorable(&self, account: &AccountId, cluster: &ClusterId) -> Result<(ClusterRef, Option<RunRow>), Problem> {
        let maker = self.maker_of(account, cluster)?;
        let source = self.change_target(account, cluster, maker.as_ref())?.cluster;
        if source.application == Application::Cassandra {
            return Ok((source, maker));
        }
        let place = Place::Cluster { id: cluster.clone() };
        Err(Problem::new(ProblemCode::NotAllowed, place, "Only Cassandra clusters are backed up by the provider."))
    }

    pub(super) fn restore_cluster(&mut self, ask: RestoreAsk) -> Result<RunView, Problem> {
        let work = RestoreWork {
            source: ask.cluster.clone(),
            request: restore::request(&ask.cluster.id, &ask.what),
            delete_after_ms: ask.delete_after_ms,
        };
        let is_it = |run: &RunRow| match &run.facts.work {
            RunWork::Restore(other) => {
                run.account_id == ask.account_id
                    && (&other.request, other.delete_after_ms) == (&work.request, work.delete_after_ms)
            }
            RunWork::Create(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) | RunWork::Resize(_) => false,
        };
        // The same id twice is the same restore.
        if let Some(run) = self.asked_before(&ask.launch_id, is_it)? {
            return Ok(self.run_view(&run));
        }
        let account = self.writable_account(&ask.account_id)?;
        self.restore_was_not_lost(&ask.account_id)?;
        if ask.delete_after_ms.is_some_and(|after| after < DELETE_AFTER_MS_MIN) {
            let minutes = DELETE_AFTER_MS_MIN / 60_000;
            return Err(Problem::field("deleteAfterMs", format!("Must be at least {minutes} minutes.")));
        }
        let (source, maker) = self.restorable(&ask.account_id, &ask.cluster.id)?;
        let now = self.now();
        let taken = self.store.cluster_names(&ask.account_id)?;
        if let Some(Finding { field, message, .. }) = restore::check(&ask.what, &taken, now).into_iter().next() {
            return Err(Problem::field(field, message));
        }
        let name = &ask.what.name;
        let facts = RunFacts {
            account: account.facts.label,
            application: source.application,
            cluster_name: name.clone(),
            asked: self.shape_of(&ask.account_id, &source.id, maker.as_ref())?,
            work: RunWork::Restore(Box::new(RestoreWork { source, ..work.clone() })),
        };
        let id = RunId(self.edges.new_id());
        let event = |kind, text: String| NewEvent { kind, text, node: None, problem: None };
        let state = RunState::intended(now);
        let added = self.store.change(|change| {
            // Two that wait for a cluster of one name could not tell which is whose.
            if change.is_name_awaited(&ask.account_id, name)? {
                return Ok(None);
            }
            change.add_launch(&ask.launch_id, now)?;
            let (launch_id, account_id) = (ask.launch_id.clone(), ask.account_id.clone());
            let number = change.add_run(&id, &launch_id, &account_id, &facts, &state)?;
            let first = intended_words(RunKind::Restore, name, &facts.account);
            change.add_events(&id, vec![event(RunEventKind::Intended, first)], now)?;
            if let Some(maker) = &maker {
                let told = changed_by_words(RunKind::Restore).to_owned();
                change.add_events(&maker.id, vec![event(RunEventKind::Decided, told)], now)?;
            }
            Ok(Some(RunRow { id, number, launch_id, account_id, facts, state, revision: change.revision }))
        });
        match added {
            Ok(Some(row)) => {
                let view = self.run_view(&row);
                self.take_in(&ask.account_id, || Live::new(row));
                // It waits for a list that tells which clusters there are before it leaves.
                self.want_list(&ask.account_id);
                Ok(view)
            }
            // Another process may have committed the same restore in this very moment: then that is the one.
            other => match (self.asked_before(&ask.launch_id, is_it)?, other) {
                (Some(run), _) => Ok(self.run_view(&run)),
                (None, Err(error)) => Err(error.into()),
                (None, Ok(_)) => Err(Problem::field("name", "Another run makes a cluster of this name.")),
            },
        }
    }
}
