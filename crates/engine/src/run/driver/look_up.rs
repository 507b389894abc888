//! Looking for the cluster of an unclear create.

use instaclustr_api::{AccountClusters, Client, Cluster, Error};

use super::Done;
use crate::api::{Application, Problem, Stage};
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::Owner;
use crate::request;
use crate::run::answer::{self, Asked};
use crate::run::reconcile::{Like, Own, Search};
use crate::run::state::{Input, LookUp};
use crate::run::work::RunWork;
use crate::store::{RunRow, Sighting};
use crate::time::Timestamp;

impl Owner {
    /// A look-up begins with the list and goes on with one cluster at a time.
    pub(super) fn begin_look_up(&mut self, id: &AccountId, client: Client, run: RunId, now: Timestamp) {
        let account = id.clone();
        let next = self.accounts.get(id).and_then(|account| account.searches.get(&run)).and_then(Search::next);
        let Some(live) = self.live_mut(id, &run) else { return };
        live.busy = true;
        live.tried_at = Some(now);
        live.wanted = false;
        let kind = live.row.facts.work.cluster_kind();
        match next {
            Some(cluster) => self.read(id, async move {
                let result = client.get_cluster(kind, cluster.as_str()).await;
                Done::Read { account, cluster, search: Some(run), result }
            }),
            None => {
                // The search by name is the vendor's operator's and in no document: every other time the whole list.
                // What it was counts, not what came of it: where it is refused, the whole list still has its turn.
                let whole = live.looked_by_name;
                live.looked_by_name = !whole;
                let name = live.row.facts.cluster_name.clone();
                self.read(id, async move {
                    let result = client.list_clusters((!whole).then_some(name.as_str())).await;
                    Done::Listed { account, search: Some(run), whole, result }
                });
            }
        }
    }

    /// The list of a look-up was read: each cluster that was not known before the create left has to be read.
    pub(super) fn search(&mut self, id: &AccountId, run: &RunId, list: &[AccountClusters]) -> Result<(), Problem> {
        // Meanwhile a person may have decided, and then there is nothing to look for.
        let Some(live) = self.live(id, run).filter(|live| live.row.state.stage == Stage::Unclear) else {
            return Ok(());
        };
        let application = live.row.facts.application;
        let sent = self.store.sent_revision(run, 1)?.or(live.row.state.before);
        let own = self.own(&live.row, sent.is_none())?;
        // The first attempt counts: what it made, if anything, has to be seen as well.
        let sent = sent.unwrap_or(0);
        let mut unknown = Vec::new();
        for cluster in list.iter().flat_map(|account| &account.clusters) {
            let cluster_id = ClusterId(cluster.id.clone());
            let sighting = self.store.sighting(id, &cluster_id)?;
            let known = sighting.is_some_and(|sighting| sighting.first_revision <= sent || is_others(&own, &sighting));
            let owned = self.store.run_of_cluster(id, &cluster_id)?.is_some();
            if !known && !owned && Application::from_list_word(&cluster.application) == Some(application) {
                unknown.push(cluster_id);
            }
        }
        let search = Search::among(own, application, unknown);
        self.go_on(id, run, search)
    }

    /// By what a run knows its cluster. `unbounded`: which clusters were there before it left can't be told.
    fn own(&self, row: &RunRow, unbounded: bool) -> Result<Own, Problem> {
        let facts = &row.facts;
        let name = facts.cluster_name.clone();
        Ok(match &facts.work {
            RunWork::Restore(work) => {
                let source = self.store.sighting(&row.account_id, &work.source.id)?;
                Own::Named {
                    name,
                    copied: source.and_then(|source| source.mark),
                    again: row.state.sent_again || unbounded,
                }
            }
            RunWork::Create(_) | RunWork::Delete(_) | RunWork::Resize(_) | RunWork::Rebuilt(_) => {
                let like = Like { name, asked: facts.asked.clone() };
                Own::Marked { run: row.id.clone(), attempt: row.state.attempt, like }
            }
        })
    }

    fn go_on(&mut self, id: &AccountId, run: &RunId, search: Search) -> Result<(), Problem> {
        if search.next().is_none() {
            if let Some(account) = self.accounts.get_mut(id) {
                account.searches.remove(run);
            }
            return self.apply(id, run, Input::LookedUp(search.verdict()));
        }
        if let Some(account) = self.accounts.get_mut(id) {
            account.searches.insert(run.clone(), search);
        }
        Ok(())
    }

    pub(super) fn has_read(
        &mut self,
        id: &AccountId,
        cluster: &ClusterId,
        search: Option<RunId>,
        result: Result<Cluster, Error>,
    ) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        let now = self.now();
        match &result {
            Ok(cluster) => {
                self.keep_sighting(id, cluster, now);
                self.guarded(|owner| owner.rebuild(id, cluster));
            }
            // What keeps every cluster from being read says nothing of this one.
            Err(error) if concerns_all(error) => {}
            Err(_) => self.guarded(|owner| {
                owner.store.change(|change| change.put_sighting(id, cluster, None, now))?;
                Ok(())
            }),
        }
        let Some(run) = search else { return };
        if let Some(live) = self.live_mut(id, &run) {
            live.busy = false;
        }
        let found = match &result {
            Ok(cluster) => Ok(Some(cluster)),
            Err(Error::Api(error)) if error.status == 404 => Ok(None),
            Err(error) if concerns_all(error) => return self.look_up_failed(id, &run, &asked, error),
            Err(error) => Err(answer::of_read(&asked, error)),
        };
        let Some(mut search) = self.accounts.get_mut(id).and_then(|account| account.searches.remove(&run)) else {
            return;
        };
        search.read(found);
        self.guarded(|owner| owner.go_on(id, &run, search));
    }

    pub(super) fn look_up_failed(&mut self, id: &AccountId, run: &RunId, asked: &Asked, error: &Error) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.searches.remove(run);
            if let Some(live) = account.runs.get_mut(run) {
                live.busy = false;
            }
        }
        let failed = LookUp::Failed(answer::of_read(asked, error));
        self.guarded(|owner| owner.apply(id, run, Input::LookedUp(failed)));
    }
}

/// Whether a cluster that was read before is known to be none of the run's.
fn is_others(own: &Own, sighting: &Sighting) -> bool {
    let Some(mark) = sighting.mark.as_deref() else { return false };
    match own {
        Own::Marked { run, .. } => request::parse_mark(mark).is_some_and(|(of, _)| of != *run),
        Own::Named { copied, .. } => copied.as_deref() != Some(mark),
    }
}

/// Whether a failed read of one cluster says that the others can't be read either.
///
/// Where it says nothing of them they are still read, and the one stays in doubt: a cluster of somebody else's that can't
/// be read must not keep ours from being found for ever.
fn concerns_all(error: &Error) -> bool {
    match error {
        Error::Transport(_) => true,
        Error::Api(api) => matches!(api.status, 401 | 403 | 429),
        Error::NotUnderstood { .. } => false,
    }
}
