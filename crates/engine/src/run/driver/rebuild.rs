//! A run that was lost with a damaged store, and whose cluster is there: rebuilt from the cluster, which bears its mark.
//!
//! Only runs that the store knows as lost, or of which a person said so (`kin.rs`): the marks of other homes are on clusters of
//! the same account too. A rebuilt run is there to be watched; what would have to be known to send anything for it was lost.

use instaclustr_api::Cluster;

use crate::api::{Application, Notice, NoticeKind, Problem, RunEventKind, Stage};
use crate::id::{AccountId, ClusterId, LaunchId, RunId};
use crate::owner::{Live, Owner};
use crate::request;
use crate::run::driver::Kin;
use crate::run::observe::Observation;
use crate::run::reconcile::mark_of;
use crate::run::state::{Action, Input, Look, NewEvent, RunState, Task, step};
use crate::run::words;
use crate::run::work::{RebuiltWork, RunWork};
use crate::store::{RunFacts, RunRow};

/// The launch of a run of which nothing says any more whose it was.
pub(crate) fn unknown_launch(run: &RunId) -> LaunchId {
    LaunchId(format!("lost-{run}"))
}

impl Owner {
    /// Makes the run of a cluster that was just read anew, where it bears the mark of one that was lost.
    pub(super) fn rebuild(&mut self, id: &AccountId, cluster: &Cluster) -> Result<(), Problem> {
        let Some((run, attempt)) = mark_of(cluster).as_deref().and_then(request::parse_mark) else { return Ok(()) };
        let cluster_id = ClusterId(cluster.id.clone());
        let Some(sighting) = self.store.sighting(id, &cluster_id)? else { return Ok(()) };
        // Until all are read another may turn out to bear the same mark: it is read again after the next list.
        if self.kin(&sighting)? != Kin::Returns || (sighting.claim.is_none() && self.is_any(id, Kin::Unread)?) {
            return Ok(());
        }
        let Some(label) = self.accounts.get(id).map(|account| account.row.facts.label.clone()) else { return Ok(()) };
        let now = self.now();
        let application = Application::from(cluster.application);
        let launch = self.store.lost_run(&run)?.and_then(|lost| lost.launch_id);
        let launch = launch.unwrap_or_else(|| unknown_launch(&run));
        let seen = Observation::of(application, cluster);
        let work = RunWork::Rebuilt(RebuiltWork { cluster: seen.cluster_ref() });
        let facts = RunFacts {
            account: label,
            application,
            cluster_name: cluster.name.clone(),
            asked: request::resize::shape(cluster),
            work,
        };
        let before = RunState {
            stage: Stage::Provisioning,
            attempt,
            cluster: Some(seen.cluster_ref()),
            next: None,
            // What came before is not known, so no time is made of it.
            ..RunState::intended(now)
        };
        let task = Task { run: &run, work: &facts.work };
        let after = step(task, &before, Input::Looked(Look::Seen(Box::new(seen))), now);
        let text = words::rebuilt(&cluster.id);
        let first = NewEvent { kind: RunEventKind::Adopted, text: text.clone(), node: None, problem: None };
        // What has happened to it since nobody watched is told as one thing, unless a person has to act.
        let kind = if after.actions.contains(&Action::Notify(NoticeKind::NeedsYou)) {
            NoticeKind::NeedsYou
        } else {
            NoticeKind::Rebuilt
        };
        let notice =
            Notice { run: Some(run.clone()), kind, title: format!("{}: found again", cluster.name), body: text };
        let row = RunRow {
            id: run.clone(),
            number: 0,
            launch_id: launch.clone(),
            account_id: id.clone(),
            facts,
            state: before,
            revision: 0,
        };
        let state = after.state;
        self.store.change(|change| {
            change.add_lost_launch(&launch, now)?;
            change.add_run(&run, &launch, id, &row.facts, &row.state)?;
            change.put_run(&row, &state)?;
            change.touch_marked(&run)?;
            change.add_events(&run, std::iter::once(first).chain(after.events).collect(), now)?;
            change.add_notice(&notice)
        })?;
        tracing::warn!(%run, cluster = %cluster_id, "a lost run was rebuilt from its cluster");
        self.refresh_others(id)?;
        if let (Some(row), Some(account)) = (self.store.run(&run)?, self.accounts.get_mut(id)) {
            account.runs.insert(run, Live { tried_at: Some(now), ..Live::new(RunRow { state, ..row }) });
        }
        Ok(())
    }
}
