//! Backups of Cassandra clusters: those that come by themselves, and those that are asked for
//! `[openapi] CommonClusterBackupEventsV2`.

use bytes::Bytes;
use http::{Response, StatusCode};
use instaclustr_api::Application;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Event;
use super::ask::{Answer, Ask, OF_A_KIND_MAX, changed, must_run, shown};
use super::resource::{Key, Kind, Resource, What};
use crate::chance::{Chance, Stream};
use crate::cloud::Node;
use crate::cloud::answer;
use crate::cloud::cluster::Cluster;
use crate::cloud::plan::NEVER;
use crate::cloud::refusal::Refusal;

/// A backup that was asked for, of all nodes that ran then.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Backup {
    /// Milliseconds since 1970.
    start_ms: i64,
}

/// Times at the speed of life, milliseconds. How often is the sandbox's choice, but for the week `[openapi]`.
const FIRST_LIFE_MS: i64 = 600_000;
const EVERY_LIFE_MS: i64 = 86_400_000;
const EVERY_CONTINUOUS_LIFE_MS: i64 = 6 * 3_600_000;
const KEPT_LIFE_MS: i64 = 7 * 86_400_000;

/// What one node does for one backup, milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Upload {
    start_ms: i64,
    pub(super) end_ms: i64,
}

impl Upload {
    fn shown(self, now: i64) -> Value {
        let is_done = self.end_ms <= now;
        let whole = (self.end_ms - self.start_ms).max(1);
        // Hundredths, as a person would want to see it.
        let progress = if is_done { 1.0 } else { ((now - self.start_ms) * 100 / whole) as f64 / 100.0 };
        json!({
            "type": "snapshot-upload",
            "state": if is_done { "COMPLETED" } else { "ACTIVE" },
            "progress": progress,
            "start": self.start_ms,
            "end": is_done.then_some(self.end_ms),
        })
    }
}

/// The cluster with `id`, where it is one of Cassandra.
fn cassandra<'a>(ask: &Ask<'a>, id: &str) -> Result<&'a Cluster, Refusal> {
    let cluster = ask.cluster(id)?;
    if cluster.application() == Application::Cassandra { Ok(cluster) } else { Err(Refusal::NotFound("cluster")) }
}

/// The backups of the last seven days, node by node.
pub(super) fn list(ask: &Ask<'_>, id: &str) -> Answer {
    let cluster = cassandra(ask, id)?;
    let now = ask.now();
    let specs = cluster.spec().get("dataCentres").and_then(Value::as_array);
    let data_centres: Vec<Value> = cluster
        .data_centres
        .iter()
        .zip(specs.into_iter().flatten())
        .map(|(data_centre, spec)| {
            let node = |node: &Node| node_shown(node, &uploads(ask, cluster, spec, node), now);
            let nodes: Vec<Value> = data_centre.nodes_at(now).map(node).collect();
            json!({ "id": data_centre.id.to_string(), "name": spec.get("name"), "nodes": nodes })
        })
        .collect();
    Ok(shown(&json!({
        "id": cluster.id().to_string(),
        "name": cluster.name(),
        "clusterDataCentres": data_centres,
    })))
}

fn node_shown(node: &Node, uploads: &[Upload], now: i64) -> Value {
    let events: Vec<Value> = uploads.iter().map(|upload| upload.shown(now)).collect();
    let public = node.public_address.filter(|_| node.milestones.provisioned <= now);
    let private = Some(node.private_address).filter(|_| node.milestones.provisioning <= now);
    json!({
        "id": node.id.to_string(),
        "publicAddress": public.map(|address| address.to_string()),
        "privateAddress": private.map(|address| address.to_string()),
        "events": events,
    })
}

/// What `node` did until now for backups: first soon after it runs, then every so often, and whenever it was asked for.
fn uploads(ask: &Ask<'_>, cluster: &Cluster, data_centre: &Value, node: &Node) -> Vec<Upload> {
    let now = ask.now();
    let runs_from = node.milestones.running;
    if runs_from == NEVER {
        return Vec::new();
    }
    let speed = cluster.created().speed;
    let is_continuous = data_centre.get("continuousBackup").and_then(Value::as_bool).unwrap_or_default();
    let every = speed.scaled(if is_continuous { EVERY_CONTINUOUS_LIFE_MS } else { EVERY_LIFE_MS }).max(1);
    let first = runs_from.saturating_add(speed.scaled(FIRST_LIFE_MS));
    let oldest = now.saturating_sub(speed.scaled(KEPT_LIFE_MS));
    let skipped = oldest.saturating_sub(first).max(0).saturating_add(every - 1) / every;
    let by_itself = (skipped..).map(|turn| first.saturating_add(turn.saturating_mul(every)));
    let asked_for = ask.resources().of_cluster(cluster.id(), Kind::Backup).filter_map(start_of);
    let mut starts: Vec<i64> = by_itself
        .take_while(|start_ms| *start_ms <= now)
        .chain(asked_for.filter(|start_ms| runs_from <= *start_ms && oldest <= *start_ms))
        .collect();
    starts.sort_unstable();
    let upload = |start_ms: i64| {
        let (high, low) = node.id.as_u64_pair();
        let mut chance = Chance::new(high ^ low ^ start_ms.unsigned_abs(), Stream::Resources);
        let takes = speed.scaled(chance.between(90_000, 240_000));
        Upload { start_ms, end_ms: start_ms.saturating_add(takes) }
    };
    starts.into_iter().map(upload).collect()
}

fn start_of(resource: &Resource) -> Option<i64> {
    if let What::Backup(backup) = &resource.what { Some(backup.start_ms) } else { None }
}

/// Every node begins a backup now; 202 without a body `[openapi]`. Those that no list shows any more are forgotten.
pub(super) fn trigger(ask: &Ask<'_>, id: &str) -> Answer {
    let cluster = cassandra(ask, id)?;
    let now = ask.now();
    must_run(cluster, now)?;
    let oldest = now.saturating_sub(cluster.created().speed.scaled(KEPT_LIFE_MS));
    let there = || ask.resources().of_cluster(cluster.id(), Kind::Backup);
    let gone: Vec<Key> =
        there().filter(|one| start_of(one).is_some_and(|start_ms| start_ms < oldest)).map(Resource::key).collect();
    if there().count() - gone.len() >= OF_A_KIND_MAX {
        return Err(Refusal::Conflict(format!("{OF_A_KIND_MAX} backups were asked for already.")));
    }
    let backup = ask.new_resource(&mut ask.chance(0), cluster, What::Backup(Backup { start_ms: now }));
    Ok(changed(accepted(), Event::Changed { put: vec![backup], gone }))
}

fn accepted() -> Response<Bytes> {
    answer::empty(StatusCode::ACCEPTED)
}

/// Whether `cluster` can be restored as it was at `at_ms`: in each data centre a node had finished a backup by then. Not all
/// of them, because a node that took another's place has its backups still before it.
pub(super) fn is_backed_up(ask: &Ask<'_>, cluster: &Cluster, at_ms: i64) -> bool {
    let specs = cluster.spec().get("dataCentres").and_then(Value::as_array);
    let mut data_centres = cluster.data_centres.iter().zip(specs.into_iter().flatten());
    data_centres.all(|(data_centre, spec)| {
        let has_one = |node: &Node| uploads(ask, cluster, spec, node).iter().any(|upload| upload.end_ms <= at_ms);
        data_centre.nodes_at(ask.now()).any(has_one)
    })
}
