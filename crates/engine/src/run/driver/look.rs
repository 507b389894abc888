//! What a look at a cluster, at the list or at the catalogue showed.

use instaclustr_api::{AccountClusters, ApplicationVersions, CloudNodeSizes, Cluster, Error, Status};

use super::apply::With;
use crate::api::{Application, LookOutcome, Problem, ProblemCode};
use crate::catalogue;
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::{Live, Owner};
use crate::request;
use crate::run::answer;
use crate::run::observe::Observation;
use crate::run::reconcile::mark_of;
use crate::run::state::{Input, Look, is_watched};
use crate::run::work::RunWork;
use crate::store::{ClusterSeen, LookNote};
use crate::time::Timestamp;

/// Status words of a cluster that a row keeps at most, so that it stays small.
const NODE_WORDS_MAX: usize = 200;

impl Owner {
    /// A look that was made for one run: every other run of the cluster's sees it too.
    pub(super) fn looked(&mut self, id: &AccountId, run: &RunId, result: Result<Cluster, Error>) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        let now = self.now();
        let Some(live) = self.live_mut(id, run) else { return };
        live.busy = false;
        let (application, stage) = (live.row.facts.application, live.row.state.stage);
        let cluster = live.row.state.cluster.as_ref().map(|cluster| cluster.id.clone());
        if let Ok(cluster) = &result {
            self.keep_sighting(id, cluster, now);
        }
        let read = result.as_ref().ok().cloned();
        let (look, outcome, note) = match result {
            Ok(cluster) => {
                let mut seen = Observation::of(application, &cluster);
                seen.changed_here = self.changed_here(id, &seen);
                seen.deleted_here = seen.status == Status::Deleted && self.deleted_here(&cluster.id);
                (Look::Seen(Box::new(seen)), LookOutcome::Seen, None)
            }
            Err(Error::Api(error)) if error.status == 404 => {
                let deleted_here = cluster.as_ref().is_some_and(|cluster| self.deleted_here(cluster.as_str()));
                (Look::Missing { deleted_here }, LookOutcome::Missing, None)
            }
            Err(error) => {
                let problem = answer::of_read(&asked, &error);
                let outcome =
                    if problem.code == ProblemCode::Slowed { LookOutcome::Slowed } else { LookOutcome::Failed };
                let note = Some(problem.message.clone());
                (Look::Failed(problem), outcome, note)
            }
        };
        let prolongs_ms = i64::from(self.pace_ms(id, stage).unwrap_or(0)) * 3 + 1_000;
        let note = LookNote { outcome, at: now, note, prolongs_ms };
        let of_the_cluster = |live: &&mut Live| {
            let of_it = live.row.state.cluster.as_ref().map(|own| &own.id) == cluster.as_ref();
            live.row.id == *run || (of_it && is_watched(&live.row.facts.work, &live.row.state))
        };
        let Some(account) = self.accounts.get_mut(id) else { return };
        let mut runs = Vec::new();
        for live in account.runs.values_mut().filter(of_the_cluster) {
            live.tried_at = Some(now);
            if let Some(cluster) = &read {
                live.note_centres(cluster);
            }
            runs.push(live.row.id.clone());
        }
        #[cfg(feature = "bugs")]
        let look = self.misread_look(id, run, look);
        for run in runs {
            let with = With { look: Some(note.clone()), ..With::default() };
            self.guarded(|owner| owner.apply_with(id, &run, Input::Looked(look.clone()), with));
        }
    }

    /// Names of the data centres of a cluster that a resize of ours changes, or changed since it was looked at last.
    fn changed_here(&self, id: &AccountId, seen: &Observation) -> Vec<String> {
        let cluster = ClusterId(seen.id.clone());
        let runs = self.accounts.get(id).into_iter().flat_map(|account| account.runs.values());
        let mut known = runs.filter(|live| live.row.state.cluster.as_ref().is_some_and(|own| own.id == cluster));
        let another = known.find(|live| {
            let shape = live.row.state.shape.as_ref();
            shape.is_some_and(|shape| *shape != seen.shape(Some(shape)))
        });
        let Some(another) = another else { return Vec::new() };
        let looked_at = another.row.state.seen_at;
        // Where the store can't be read nothing is kept either.
        let changes = self.store.changes_of_cluster(&cluster).unwrap_or_default();
        let resizes = changes.iter().filter_map(|run| match &run.facts.work {
            RunWork::Resize(work) if run.state.sent_at.is_some() => Some((run, work)),
            RunWork::Resize(_)
            | RunWork::Create(_)
            | RunWork::Restore(_)
            | RunWork::Delete(_)
            | RunWork::Rebuilt(_) => None,
        });
        let since = resizes.filter(|(run, _)| !run.state.has_ended() || run.state.ended_at >= looked_at);
        let changed = since.flat_map(|(_, work)| {
            work.after.iter().filter(|after| !work.before.contains(after)).map(|after| after.name.clone())
        });
        changed.collect()
    }

    /// Whether a delete of the cluster was sent from here, and was not refused as far as is known.
    fn deleted_here(&self, cluster: &str) -> bool {
        // Where the store can't be read nothing is kept either.
        self.store.was_delete_sent(&ClusterId(cluster.to_owned())).unwrap_or_default()
    }

    /// The mistake: one 404 is taken as the end of the cluster.
    #[cfg(feature = "bugs")]
    fn misread_look(&self, id: &AccountId, run: &RunId, look: Look) -> Look {
        let known = self.live(id, run).and_then(|live| live.row.state.cluster.clone());
        match (look, known) {
            (Look::Missing { .. }, Some(known)) if self.edges.bug == Some(crate::edges::Bug::MissingIsGone) => {
                Look::Seen(Box::new(Observation {
                    id: known.id.0,
                    name: known.name,
                    application: known.application,
                    status: instaclustr_api::Status::Deleted,
                    operation_status: None,
                    two_factor_delete: false,
                    version: None,
                    centres: Vec::new(),
                    nodes: Vec::new(),
                    changed_here: Vec::new(),
                    deleted_here: false,
                }))
            }
            (look, _) => look,
        }
    }

    pub(super) fn listed(
        &mut self,
        id: &AccountId,
        search: Option<RunId>,
        whole: bool,
        result: Result<Vec<AccountClusters>, Error>,
    ) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        if let Some(account) = self.accounts.get_mut(id) {
            // Answered or not: without a list it is sent all the same, and more clusters have to be read if it is lost.
            account.list_answered = true;
            // Before anything that the store may refuse: a run that stays busy would wait for ever.
            if let Some(live) = search.as_ref().and_then(|run| account.runs.get_mut(run)) {
                live.busy = false;
            }
        }
        match (result, search) {
            (Ok(list), search) => self.guarded(|owner| {
                owner.take_list(id, &list, whole)?;
                match search {
                    Some(run) => owner.search(id, &run, &list),
                    None => Ok(()),
                }
            }),
            (Err(error), Some(run)) => self.look_up_failed(id, &run, &asked, &error),
            (Err(_), None) => {}
        }
    }

    /// Notes every listed cluster; the whole list also tells which are missing.
    fn take_list(&mut self, id: &AccountId, list: &[AccountClusters], whole: bool) -> Result<(), Problem> {
        let now = self.now();
        let known = self.store.sightings_of(id)?;
        let listed = || list.iter().flat_map(|account| &account.clusters);
        let missing: Vec<&ClusterId> = known
            .iter()
            .map(|sighting| &sighting.cluster_id)
            .filter(|known| whole && !listed().any(|cluster| cluster.id == known.as_str()))
            .collect();
        let news = listed().any(|cluster| !known.iter().any(|known| known.cluster_id.as_str() == cluster.id));
        if news || !missing.is_empty() {
            self.store.change(|change| {
                for cluster in listed() {
                    change.note_cluster(id, &cluster.id, &cluster.application, now)?;
                }
                for cluster in &missing {
                    change.note_missing(id, cluster, now)?;
                }
                Ok(())
            })?;
        }
        if !whole {
            return Ok(());
        }
        for live in self.accounts.get_mut(id).into_iter().flat_map(|account| account.runs.values_mut()) {
            live.listed = true;
        }
        self.refresh_others(id)?;
        let after_loss = self.list_after_loss(id, now)?;
        let count = u32::try_from(listed().count()).ok();
        let provider_account_id = list.iter().find_map(|account| account.account_id.clone());
        self.change_seen(id, |seen| {
            seen.clusters = count;
            seen.listed_at = Some(now);
            seen.after_loss = after_loss;
            seen.provider_account_id = provider_account_id.or(seen.provider_account_id.take());
        });
        let watched = self.accounts.get(id).into_iter().flat_map(|account| account.runs.values());
        let told = watched.filter(|live| is_watched(&live.row.facts.work, &live.row.state)).filter_map(|live| {
            let own = live.row.state.cluster.as_ref()?;
            let is_listed = listed().any(|cluster| cluster.id == own.id.as_str());
            let was_unlisted = live.row.state.missing.is_some_and(|missing| missing.unlisted);
            match (is_listed, was_unlisted) {
                (false, _) => Some((live.row.id.clone(), Input::Unlisted)),
                (true, true) => Some((live.row.id.clone(), Input::Listed)),
                (true, false) => None,
            }
        });
        for (run, input) in told.collect::<Vec<_>>() {
            self.apply(id, &run, input)?;
        }
        Ok(())
    }

    /// The versions are half of what can be chosen; the node sizes take another request.
    pub(super) fn versions_read(
        &mut self,
        id: &AccountId,
        application: Application,
        result: Result<Vec<ApplicationVersions>, Error>,
    ) {
        if self.read_done(id, result.as_ref().err()).is_none() {
            return;
        }
        if let (Ok(versions), Some(account)) = (result, self.accounts.get_mut(id)) {
            account.versions.insert(application, versions);
            account.catalogues_wanted.insert(application);
        }
    }

    pub(super) fn node_sizes_read(
        &mut self,
        id: &AccountId,
        application: Application,
        result: Result<Vec<CloudNodeSizes>, Error>,
    ) {
        // The path is by analogy for Kafka, so an answer that is not understood says nothing of the way: the shipped
        // sizes stay.
        let error = result.as_ref().err().filter(|error| !matches!(error, Error::NotUnderstood { .. }));
        if self.read_done(id, error).is_none() {
            return;
        }
        let Some(versions) = self.accounts.get_mut(id).and_then(|account| account.versions.remove(&application)) else {
            return;
        };
        let now = self.now();
        let node_sizes = result.unwrap_or_default();
        let merged = catalogue::with_provider(catalogue::shipped(application), &versions, &node_sizes, now);
        self.guarded(|owner| {
            owner.store.change(|change| change.put_catalogue(id, application, &merged, now))?;
            Ok(())
        });
    }

    /// Keeps what a look showed of a cluster, for lists.
    pub(super) fn keep_sighting(&mut self, id: &AccountId, cluster: &Cluster, now: Timestamp) {
        let mut nodes: Vec<_> = cluster
            .data_centres
            .iter()
            .flat_map(|centre| centre.nodes.iter().map(|node| (&centre.name, &node.rack, &node.id, &node.status)))
            .collect();
        nodes.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
        let first = cluster.data_centres.first();
        let seen = ClusterSeen {
            status: Some(cluster.status.as_str().to_owned()),
            version: cluster.version.clone(),
            region: first.map(|centre| centre.region.clone()).filter(|region| !region.is_empty()),
            node_size: first.map(|centre| centre.node_size.clone()).filter(|size| !size.is_empty()),
            nodes: nodes.into_iter().take(NODE_WORDS_MAX).map(|(.., status)| status.as_str().to_owned()).collect(),
        };
        let mark = mark_of(cluster);
        let cluster_id = ClusterId(cluster.id.clone());
        self.guarded(|owner| {
            let before = owner.store.sighting(id, &cluster_id)?.and_then(|sighting| sighting.mark);
            owner.store.change(|change| {
                change.put_sighting(id, &cluster_id, Some((&cluster.name, mark.as_deref(), &seen)), now)?;
                // Those beside it that bear the same one bear it no longer, or not yet, alone.
                match mark.as_deref().and_then(request::parse_mark) {
                    Some((run, _)) if before != mark => change.touch_marked(&run),
                    Some(_) | None => Ok(()),
                }
            })?;
            Ok(())
        });
        self.others_tried(id, &cluster_id, now);
    }
}
