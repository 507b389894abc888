//! What a resize needs beside its one request: the cluster read just before, since the update carries all that it is; and
//! the list of its replacements while it is under way.

use instaclustr_api::{Client, Cluster, Error, ResizeOperation, Resizes, Update};

use crate::api::{Place, Problem, ProblemCode, RunKind, Stage};
use crate::id::{AccountId, RunId};
use crate::owner::{Live, Owner};
use crate::request::resize;
use crate::run::answer;
use crate::run::driver::Done;
use crate::run::state::{Input, ReplacementSeen, WriteAnswer};
use crate::run::work::{OPERATION_IN_PROGRESS, ResizeWork, RunWork};
use crate::time::Timestamp;

/// How old what is sent may be, in milliseconds: somebody else may change the cluster meanwhile.
const PREPARED_MS: i64 = 10_000;
/// Pause between two readings of the replacements, in milliseconds.
const RESIZES_MS: i64 = 10_000;

/// What is held in hand of a resize; nothing of it is worth keeping.
#[derive(Default)]
pub(crate) struct Watch {
    /// The update, and when its cluster was read.
    prepared: Option<(Update, Timestamp)>,
    /// The data centres that change, by the provider's id, with their names.
    centres: Vec<(String, String)>,
    /// Readings of the replacements so far: the data centres have their turns.
    readings: usize,
    read_at: Option<Timestamp>,
}

impl Watch {
    /// What may be sent now.
    pub(super) fn prepared(&self, now: Timestamp) -> Option<&Update> {
        let fresh = |at: Timestamp| (0..PREPARED_MS).contains(&now.ms_since(at));
        self.prepared.as_ref().filter(|(_, at)| fresh(*at)).map(|(update, _)| update)
    }

    pub(super) fn forget_prepared(&mut self) {
        self.prepared = None;
    }
}

impl Live {
    /// When the replacements of its nodes are worth reading; nothing where there are none to be read.
    pub(super) fn resizes_from(&self) -> Option<Timestamp> {
        let resizes = self.row.facts.work.kind() == RunKind::Resize && self.row.state.stage == Stage::Provisioning;
        let read_at = self.resize.read_at.map_or(Timestamp(0), |at| at.plus_ms(RESIZES_MS));
        (resizes && !self.resize.centres.is_empty()).then_some(read_at)
    }

    /// Takes from a look the ids by which the replacements are asked for.
    pub(super) fn note_centres(&mut self, cluster: &Cluster) {
        let RunWork::Resize(work) = &self.row.facts.work else { return };
        let of_it = |name: &str| differs(work, name);
        let centres = cluster.data_centres.iter().filter(|centre| !centre.id.is_empty() && of_it(&centre.name));
        self.resize.centres = centres.map(|centre| (centre.id.clone(), centre.name.clone())).collect();
    }
}

fn differs(work: &ResizeWork, name: &str) -> bool {
    let of = |centres: &[crate::api::AskedDataCentre]| centres.iter().find(|centre| centre.name == name).cloned();
    of(&work.before) != of(&work.after)
}

impl Owner {
    /// Reads the cluster, where the run is a resize that has not been prepared; otherwise it can be sent.
    pub(super) fn prepares(&mut self, id: &AccountId, client: &Client, run: &RunId, now: Timestamp) -> bool {
        let Some(live) = self.live_mut(id, run) else { return false };
        let RunWork::Resize(work) = &live.row.facts.work else { return false };
        if live.resize.prepared(now).is_some() {
            return false;
        }
        let (kind, cluster) = (live.row.facts.work.cluster_kind(), work.target.cluster.id.clone());
        live.busy = true;
        let (client, account, run) = (client.clone(), id.clone(), run.clone());
        self.read(id, async move {
            let result = client.get_cluster(kind, cluster.as_str()).await;
            Done::BeforeResize { account, run, result }
        });
        true
    }

    pub(super) fn read_before_resize(&mut self, id: &AccountId, run: &RunId, result: Result<Cluster, Error>) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        let now = self.now();
        let Some(live) = self.live_mut(id, run) else { return };
        live.busy = false;
        let RunWork::Resize(work) = live.row.facts.work.clone() else { return };
        let refused = match result {
            Ok(cluster) => {
                live.note_centres(&cluster);
                self.keep_sighting(id, &cluster, now);
                match self.prepare(id, &work, &cluster) {
                    Ok(update) => {
                        if let Some(live) = self.live_mut(id, run) {
                            live.resize.prepared = Some((update, now));
                        }
                        return;
                    }
                    Err(problem) => WriteAnswer::Refused(problem),
                }
            }
            Err(error) => WriteAnswer::NotDone { problem: answer::of_read(&asked, &error), pause_ms: None },
        };
        self.guarded(|owner| owner.apply(id, run, Input::Answered { attempt: 0, answer: refused }));
    }

    /// The update, if the cluster still is what was reviewed.
    fn prepare(&mut self, id: &AccountId, work: &ResizeWork, cluster: &Cluster) -> Result<Update, Problem> {
        let place = Place::Cluster { id: work.target.cluster.id.clone() };
        let refused = |message: &str, remedy: &str| {
            Problem::new(ProblemCode::NotAllowed, place.clone(), message.to_owned()).with_remedy(remedy)
        };
        if resize::shape(cluster).data_centres != work.before {
            return Err(refused(
                "The cluster has changed since the resize was reviewed: nothing was sent.",
                "Review it again.",
            ));
        }
        if cluster.operation_status.as_deref() == Some(OPERATION_IN_PROGRESS) {
            return Err(refused(
                "Another change of the cluster is under way: nothing was sent.",
                "Resize it once that is done.",
            ));
        }
        let catalogue = self.choices(Some(id), work.target.cluster.application)?;
        let errors = resize::check(cluster, &work.after, &catalogue);
        crate::doors::refuse(&errors, true)?;
        resize::update(cluster, &work.after).map_err(|error| refused(&format!("{error}."), "Review it again."))
    }

    /// Reads the replacements of one data centre, each in its turn.
    pub(super) fn read_resizes(&mut self, id: &AccountId, client: &Client, run: RunId, now: Timestamp) {
        let Some(live) = self.live_mut(id, &run) else { return };
        let watch = &mut live.resize;
        let turn = watch.readings % watch.centres.len().max(1);
        let Some((centre, data_centre)) = watch.centres.get(turn).cloned() else { return };
        watch.readings = watch.readings.wrapping_add(1);
        watch.read_at = Some(now);
        let (client, account) = (client.clone(), id.clone());
        self.read(id, async move {
            // Those of the past too: the last word of a replacement stands there.
            let result = client.resize_operations(&centre, Resizes::All).await;
            Done::Resizes { account, run, data_centre, result }
        });
    }

    pub(super) fn resizes_read(
        &mut self,
        id: &AccountId,
        run: &RunId,
        data_centre: String,
        result: Result<Vec<ResizeOperation>, Error>,
    ) {
        // A provider that has no such list still has the cluster: a refusal of this says nothing of the account.
        let missing = matches!(&result, Err(Error::Api(error)) if error.status == 404);
        if self.read_done(id, result.as_ref().err().filter(|_| !missing)).is_none() {
            return;
        }
        let Ok(operations) = result else { return };
        let seen = operations.into_iter().flat_map(|operation| {
            let active = operation.is_active();
            operation.replacements.into_iter().map(move |replacement| ReplacementSeen {
                id: replacement.id,
                active,
                node_id: replacement.node_id,
                new_node_id: replacement.new_node_id,
                status: replacement.status,
            })
        });
        let seen: Vec<ReplacementSeen> = seen.filter(|seen| !seen.id.is_empty()).collect();
        self.guarded(|owner| owner.apply(id, run, Input::Operations { data_centre, seen }));
    }
}

/// What is to be sent was read too long ago: it is read again.
pub(super) fn not_prepared(run: &RunId) -> Problem {
    Problem::new(
        ProblemCode::Internal,
        Place::Run { id: run.clone() },
        "The cluster has to be read before it is resized.",
    )
}
