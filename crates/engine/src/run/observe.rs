//! One look at a cluster: what it showed, and what is new in it.

use instaclustr_api::{Cluster, Status};

use super::state::{NewEvent, RunState};
use super::words;
use crate::api::{Application, Asked, AskedDataCentre, ClusterRef, NodeView, RunEventKind, StageSpan};
use crate::id::ClusterId;
use crate::time::Timestamp;

/// What a look showed of a cluster, reduced to what a run keeps.
#[derive(Clone, PartialEq, Debug)]
pub struct Observation {
    /// The provider's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Kafka or Cassandra.
    pub application: Application,
    /// The provider's word for the cluster.
    pub status: Status,
    /// The provider's word for the operation under way.
    pub operation_status: Option<String>,
    /// Whether a delete waits for a person who confirms it elsewhere.
    pub two_factor_delete: bool,
    /// The version of the application, in the provider's words.
    pub version: Option<String>,
    /// Its data centres.
    pub centres: Vec<CentreSeen>,
    /// Its nodes.
    pub nodes: Vec<NodeSeen>,
    /// Names of the data centres that a resize from here changes, or changed since the look before.
    pub changed_here: Vec<String>,
    /// Where it is deleted: whether a delete from here may be what did it.
    pub deleted_here: bool,
}

/// A data centre as a look showed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CentreSeen {
    /// The provider's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Cloud, region and node size in the provider's words; empty where it says none yet.
    pub cloud_provider: String,
    /// Its region.
    pub region: String,
    /// Its node size.
    pub node_size: String,
    /// Nodes asked for.
    pub number_of_nodes: Option<u32>,
}

/// A node as a look showed it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NodeSeen {
    /// The provider's id.
    pub id: String,
    /// Name of its data centre.
    pub data_centre: String,
    /// Rack or zone.
    pub rack: Option<String>,
    /// The provider's word.
    pub status: String,
    /// Public address.
    pub public_address: Option<String>,
    /// Private address.
    pub private_address: Option<String>,
    /// Node size.
    pub node_size: Option<String>,
    /// Role words.
    pub roles: Vec<String>,
}

impl Observation {
    /// What `cluster`, as the provider answered it, shows.
    pub fn of(application: Application, cluster: &Cluster) -> Self {
        let nodes = cluster.data_centres.iter().flat_map(|centre| {
            centre.nodes.iter().map(|node| NodeSeen {
                id: node.id.clone(),
                data_centre: centre.name.clone(),
                rack: node.rack.clone(),
                status: node.status.as_str().to_owned(),
                public_address: node.public_address.clone(),
                private_address: node.private_address.clone(),
                node_size: node.node_size.clone(),
                roles: node.roles.clone(),
            })
        });
        let centres = cluster.data_centres.iter().map(|centre| CentreSeen {
            id: centre.id.clone(),
            name: centre.name.clone(),
            cloud_provider: centre.cloud_provider.clone(),
            region: centre.region.clone(),
            node_size: centre.node_size.clone(),
            number_of_nodes: centre.number_of_nodes,
        });
        Self {
            id: cluster.id.clone(),
            name: cluster.name.clone(),
            application,
            status: cluster.status.clone(),
            operation_status: cluster.operation_status.clone(),
            two_factor_delete: cluster.two_factor_delete,
            version: cluster.version.clone(),
            centres: centres.collect(),
            nodes: nodes.collect(),
            changed_here: Vec::new(),
            deleted_here: false,
        }
    }

    /// What the cluster is, as far as the provider tells now; the rest is as `before`.
    pub fn shape(&self, before: Option<&Asked>) -> Asked {
        let known =
            |name: &str| before.and_then(|before| before.data_centres.iter().find(|centre| centre.name == name));
        let told = |word: &String, before: Option<&String>| {
            if word.is_empty() { before.cloned().unwrap_or_default() } else { word.clone() }
        };
        let centre = |seen: &CentreSeen| {
            let before = known(&seen.name);
            AskedDataCentre {
                name: seen.name.clone(),
                cloud_provider: told(&seen.cloud_provider, before.map(|before| &before.cloud_provider)),
                region: told(&seen.region, before.map(|before| &before.region)),
                node_size: told(&seen.node_size, before.map(|before| &before.node_size)),
                nodes: seen.number_of_nodes.or(before.map(|before| before.nodes)).unwrap_or_default(),
            }
        };
        let version = self.version.clone().or_else(|| before.map(|before| before.version.clone()));
        let mut data_centres: Vec<AskedDataCentre> = self.centres.iter().map(centre).collect();
        if let Some(before) = before.filter(|_| data_centres.is_empty()) {
            data_centres.clone_from(&before.data_centres);
        }
        Asked {
            version: version.unwrap_or_default(),
            nodes: data_centres.iter().map(|centre| centre.nodes).sum(),
            data_centres,
        }
    }

    /// The cluster by id and name.
    pub fn cluster_ref(&self) -> ClusterRef {
        ClusterRef { id: ClusterId(self.id.clone()), name: self.name.clone(), application: self.application }
    }
}

/// What the look at `now` shows that the look before did not, as entries for the timeline.
pub(super) fn changes(before: &RunState, seen: &Observation, now: Timestamp) -> Vec<NewEvent> {
    let mut events = Vec::new();
    for node in &seen.nodes {
        let old = before.nodes.iter().find(|old| old.id == node.id);
        node_changes(&mut events, old, node, now);
    }
    if before.status.as_deref() != Some(seen.status.as_str()) {
        let text = format!("The cluster is {}.", words::title(seen.status.as_str()));
        events.push(NewEvent { kind: RunEventKind::Status, text, node: None, problem: None });
    }
    for old in before.nodes.iter().filter(|old| !old.gone) {
        if !seen.nodes.iter().any(|node| node.id == old.id) {
            let text = format!("{} is no longer listed.", place(old.rack.as_deref(), old.private_address.as_deref()));
            events.push(NewEvent { kind: RunEventKind::Node, text, node: Some(old.id.clone()), problem: None });
        }
    }
    events
}

fn node_changes(events: &mut Vec<NewEvent>, old: Option<&NodeView>, node: &NodeSeen, now: Timestamp) {
    let who = place(node.rack.as_deref(), node.private_address.as_deref());
    let mut tell = |kind, text| events.push(NewEvent { kind, text, node: Some(node.id.clone()), problem: None });
    let old_status = old.map(|old| old.status.as_str());
    if old_status != Some(node.status.as_str()) {
        let spent = old.and_then(|old| old.stages.last()).map(|span| {
            format!(" after {} {}", words::duration(now.ms_since(span.seen)), words::title(&span.status).to_lowercase())
        });
        let text = format!("{who} is {}{}.", words::title(&node.status), spent.unwrap_or_default());
        tell(RunEventKind::Node, text);
    }
    if let Some(address) = &node.public_address
        && old.is_some_and(|old| old.public_address.as_ref() != Some(address))
    {
        tell(RunEventKind::Address, format!("{who}: public address {address} appeared."));
    }
}

/// How a node is named: rack and private address, never an invented name.
fn place(rack: Option<&str>, address: Option<&str>) -> String {
    match (rack, address) {
        (Some(rack), Some(address)) => format!("{rack}, {address}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "A node".to_owned(),
    }
}

/// The nodes after a look at `now`, each with its stages. `last_look` is the look before.
pub(super) fn merge(
    before: &[NodeView],
    seen: &Observation,
    last_look: Option<Timestamp>,
    now: Timestamp,
) -> Vec<NodeView> {
    let mut nodes: Vec<NodeView> = seen
        .nodes
        .iter()
        .map(|node| {
            let mut stages =
                before.iter().find(|old| old.id == node.id).map(|old| old.stages.clone()).unwrap_or_default();
            if stages.last().map(|span| span.status.as_str()) != Some(node.status.as_str()) {
                // A clock that went back must not make a stage end before it began.
                let seen_at = stages.last().map_or(now, |span| now.max(span.seen));
                stages.push(StageSpan { status: node.status.clone(), seen: seen_at, after: last_look });
            }
            NodeView {
                id: node.id.clone(),
                data_centre: node.data_centre.clone(),
                rack: node.rack.clone(),
                status: node.status.clone(),
                public_address: node.public_address.clone(),
                private_address: node.private_address.clone(),
                node_size: node.node_size.clone(),
                roles: node.roles.clone(),
                stages,
                gone: false,
                gone_at: None,
            }
        })
        .collect();
    let gone = before.iter().filter(|old| !seen.nodes.iter().any(|node| node.id == old.id));
    nodes.extend(gone.map(|old| NodeView { gone: true, gone_at: old.gone_at.or(Some(now)), ..old.clone() }));
    nodes.sort_by(|a, b| (&a.data_centre, &a.rack, &a.id).cmp(&(&b.data_centre, &b.rack, &b.id)));
    nodes
}
