//! Private ways to a data centre: VPC peering in AWS and GCP, VNet peering in Azure
//! `[openapi] AwsVpcPeerV2, GcpVpcPeerV2, AzureVnetPeerV2`.
//!
//! A peering waits for the other side: here, for `POST /sandbox/peers/ID/accept`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::Event;
use super::ask::{Answer, Ask, changed, id_in, shown};
use super::networks;
use super::place::Reply;
use super::resource::{Kind, Resource, What, with};
use crate::catalogue::Catalogue;
use crate::cloud::answer;
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::refusal::Refusal;
use crate::cloud::vpc;

/// Whose network is peered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Cloud {
    Aws,
    Gcp,
    Azure,
}

/// A peering.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Peer {
    pub(super) cloud: Cloud,
    pub(super) data_centre: Uuid,
    /// What was asked for, but for `cdcId`.
    fields: Map<String, Value>,
    /// The peer's network that the data centre has too: such a peering fails.
    overlap: Option<String>,
    /// Moments, milliseconds since 1970: the provider begins, and then only the other side is missing.
    provisioning_at_ms: i64,
    asked_at_ms: i64,
    /// A request that nobody answers expires (AWS).
    expires_at_ms: i64,
    reply: Option<Replied>,
}

/// What the other side did, and when, milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Replied {
    Accepted { active_at_ms: i64 },
    Rejected,
}

/// AWS drops a request after seven days.
const EXPIRES_LIFE_MS: i64 = 7 * 24 * 3_600_000;

impl Peer {
    /// The provider's `statusCode`; each cloud has words of its own.
    pub(super) fn status(&self, now: i64) -> &'static str {
        match self.cloud {
            Cloud::Aws => self.status_in_aws(now),
            Cloud::Gcp => self.status_elsewhere(now, "ACTIVE"),
            Cloud::Azure => self.status_elsewhere(now, "CONNECTED"),
        }
    }

    fn status_in_aws(&self, now: i64) -> &'static str {
        match self.reply {
            _ if self.overlap.is_some() => "failed",
            Some(Replied::Rejected) => "rejected",
            Some(Replied::Accepted { active_at_ms }) if active_at_ms <= now => "active",
            Some(Replied::Accepted { .. }) => "provisioning",
            None if self.expires_at_ms <= now => "expired",
            None => "pending-acceptance",
        }
    }

    fn status_elsewhere(&self, now: i64, works: &'static str) -> &'static str {
        match self.reply {
            _ if now < self.provisioning_at_ms => "GENESIS",
            _ if now < self.asked_at_ms => "PROVISIONING",
            _ if self.overlap.is_some() => "FAILED",
            Some(Replied::Accepted { active_at_ms }) if active_at_ms <= now => works,
            Some(Replied::Accepted { .. } | Replied::Rejected) | None => "INACTIVE",
        }
    }

    /// Whether its data centre is one of `cluster`, in its cloud, and its networks overlap as it says.
    pub(super) fn fits(&self, cluster: &Cluster) -> bool {
        cluster.spec_of(self.data_centre).is_some_and(|spec| {
            let provider = spec.get("cloudProvider").and_then(Value::as_str).unwrap_or_default();
            let subnets = self.fields.get("peerSubnets").and_then(Value::as_array).into_iter().flatten();
            let subnets: Vec<String> = subnets.filter_map(|one| one.as_str().map(str::to_owned)).collect();
            providers(self.cloud).contains(&provider)
                && networks::overlapping(&subnets, spec.get("network")) == self.overlap.as_deref()
        })
    }

    /// With its status.
    pub(super) fn shown(&self, id: &str, cluster: &Cluster, now: i64) -> Value {
        let status = self.status(now);
        let failure = self.overlap.as_ref().filter(|_| status == "FAILED").map(|network| {
            let reason =
                format!("An IP range in the peer network ({network}) overlaps with an IP range in the local network");
            ("failureReason", json!(reason))
        });
        with(self.listed(id, cluster), [Some(("statusCode", json!(status))), failure].into_iter().flatten())
    }

    /// As a list shows it: without its status `[openapi] AwsVpcPeerSummaryV2, …`.
    pub(super) fn listed(&self, id: &str, cluster: &Cluster) -> Value {
        let own = self.own_side(cluster.spec_of(self.data_centre).unwrap_or(&Value::Null));
        let fields = self.fields.iter().chain(&own).map(|(name, value)| (name.as_str(), value.clone()));
        with(json!({ "id": id, "cdcId": self.data_centre.to_string() }), fields)
    }

    /// The provider's side, where the data centre is what `spec` says.
    fn own_side(&self, spec: &Value) -> Map<String, Value> {
        let short = vpc::short(self.data_centre);
        let fields = match self.cloud {
            Cloud::Aws => vec![("dataCentreVpcId", vpc::in_aws(self.data_centre, spec))],
            Cloud::Gcp => vec![
                ("dataCentreProjectId", "slipway-sandbox".to_owned()),
                ("dataCentreVpcNetworkName", vpc::in_gcp(self.data_centre, spec)),
                ("name", format!("peer-{short}")),
            ],
            Cloud::Azure => vec![
                ("dataCentreResourceGroup", format!("group-{short}")),
                ("dataCentreSubscriptionId", Uuid::nil().to_string()),
                ("dataCentreVirtualNetworkName", format!("network-{short}")),
                ("name", format!("peer-{short}")),
            ],
        };
        fields.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect()
    }
}

/// Asks for a peering.
pub(super) fn make(ask: &Ask<'_>, cloud: Cloud) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let data_centre = id_in(&form, "cdcId", &mut problems);
    let mut fields = fields_in(cloud, &form, &mut problems);
    let subnets = networks::some(&form, "peerSubnets", &mut problems);
    Refusal::any(problems)?;
    let (cluster, data_centre, spec) = data_centre_of(ask, data_centre)?;
    let provider = spec.get("cloudProvider").and_then(Value::as_str).unwrap_or_default();
    if !providers(cloud).contains(&provider) {
        return Err(Refusal::field(
            "cdcId",
            format!("is a data centre in {provider}, which has another kind of peering"),
        ));
    }
    let overlap = networks::overlapping(&subnets, spec.get("network")).map(str::to_owned);
    fields.insert("peerSubnets".to_owned(), json!(subnets));
    let mut chance = ask.chance(0);
    let provisioning_at_ms = ask.now().saturating_add(ask.lasting(chance.between(1_000, 3_000)));
    let peer = Peer {
        cloud,
        data_centre,
        fields,
        overlap,
        provisioning_at_ms,
        asked_at_ms: provisioning_at_ms.saturating_add(ask.lasting(chance.between(10_000, 20_000))),
        expires_at_ms: ask.now().saturating_add(ask.lasting(EXPIRES_LIFE_MS)),
        reply: None,
    };
    ask.accepted(cluster, ask.new_resource(&mut chance, cluster, What::Peer(peer)))
}

fn providers(cloud: Cloud) -> &'static [&'static str] {
    match cloud {
        Cloud::Aws => &["AWS_VPC"],
        Cloud::Gcp => &["GCP"],
        Cloud::Azure => &["AZURE", "AZURE_AZ"],
    }
}

/// What is told about the other side, but for its networks.
fn fields_in(cloud: Cloud, form: &Form<'_>, problems: &mut Problems) -> Map<String, Value> {
    let required: &[&str] = match cloud {
        Cloud::Aws => &["peerAwsAccountId", "peerVpcId", "peerRegion"],
        Cloud::Gcp => &["peerProjectId", "peerVpcNetworkName"],
        Cloud::Azure => &["peerResourceGroup", "peerSubscriptionId", "peerVirtualNetworkName"],
    };
    let mut fields = Map::new();
    for name in required {
        if let Some(text) = form.text(name, problems) {
            fields.insert((*name).to_owned(), json!(text));
        }
    }
    match cloud {
        Cloud::Aws => aws_rules(form, &fields, problems),
        Cloud::Gcp => {}
        Cloud::Azure => {
            if let Some(text) = form.optional_text("peerAdObjectId", problems) {
                fields.insert("peerAdObjectId".to_owned(), json!(text));
            }
        }
    }
    fields
}

fn aws_rules(form: &Form<'_>, fields: &Map<String, Value>, problems: &mut Problems) {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let is_account = |id: &str| id.len() == 12 && id.bytes().all(|digit| digit.is_ascii_digit());
    if text("peerAwsAccountId").is_some_and(|id| !is_account(id)) {
        problems.add(form.path("peerAwsAccountId"), "must have 12 digits");
    }
    if text("peerVpcId").is_some_and(|id| id.strip_prefix("vpc-").is_none_or(str::is_empty)) {
        problems.add(form.path("peerVpcId"), "must be the id of a VPC, vpc-…");
    }
    let regions = Catalogue::get().provider("AWS_VPC").map(|aws| aws.regions.as_slice()).unwrap_or_default();
    if text("peerRegion").is_some_and(|region| !regions.iter().any(|one| one == region)) {
        problems.add(form.path("peerRegion"), "must be a region of AWS_VPC, for example US_EAST_1");
    }
}

/// The caller's data centre with `id`: its cluster, its id and what was asked for.
fn data_centre_of<'a>(ask: &Ask<'a>, id: &str) -> Result<(&'a Cluster, Uuid, &'a Value), Refusal> {
    let id = Uuid::parse_str(id).map_err(|_| Refusal::NotFound("data centre"))?;
    let found = ask.cloud.clusters.of_data_centre(id).and_then(|cluster| {
        let cluster = ask.cluster(&cluster.id().to_string()).ok()?;
        Some((cluster, id, cluster.spec_of(id)?))
    });
    found.ok_or(Refusal::NotFound("data centre"))
}

/// All peerings of the account in one cloud. Never `[]`: one element for the account.
pub(super) fn list(ask: &Ask<'_>, kind: Kind) -> Answer {
    let of_cluster = |cluster: &'_ Cluster| ask.resources().of_cluster(cluster.id(), kind).collect::<Vec<_>>();
    let peers: Vec<Value> = ask
        .clusters()
        .flat_map(|cluster| of_cluster(cluster).into_iter().map(|one| one.listed(cluster, ask.now())))
        .collect();
    let account_id = ask.cloud.access.account_id(ask.caller.account).to_string();
    Ok(shown(&json!([{ "accountId": account_id, "peeringRequests": peers }])))
}

/// Other networks of the peer: the one thing that can be changed, in AWS alone `[openapi] AwsVpcPeerUpdateV2`. Where they
/// overlap now the peering fails, and where they do no more it is asked for anew; one that nobody accepted is over.
pub(super) fn change_subnets(ask: &Ask<'_>, id: &str) -> Answer {
    let body = ask.body()?;
    let (resource, cluster) = ask.find(Kind::AwsPeer, id)?;
    let What::Peer(peer) = &resource.what else { return Err(Refusal::NotFound("peering")) };
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let subnets = networks::some(&form, "peerSubnets", &mut problems);
    for (name, value) in peer.fields.iter().filter(|(name, _)| *name != "peerSubnets") {
        if form.get(name).is_some_and(|sent| sent != value) {
            problems.add(form.path(name), "cannot be changed");
        }
    }
    Refusal::any(problems)?;
    let status = peer.status(ask.now());
    if ["rejected", "expired"].contains(&status) {
        return Err(Refusal::Conflict(format!("The peering is {status}.")));
    }
    let (_, _, spec) = data_centre_of(ask, &peer.data_centre.to_string())?;
    let mut peer = peer.clone();
    let overlap = networks::overlapping(&subnets, spec.get("network")).map(str::to_owned);
    if peer.overlap.is_some() && overlap.is_none() {
        peer.reply = None;
        peer.expires_at_ms = ask.now().saturating_add(ask.lasting(EXPIRES_LIFE_MS));
    }
    peer.overlap = overlap;
    peer.fields.insert("peerSubnets".to_owned(), json!(subnets));
    ask.accepted(cluster, Resource { what: What::Peer(peer), ..resource.clone() })
}

/// The sandbox's own: the other side accepts or rejects. 409 where there is nothing to answer any more.
pub(super) fn reply(ask: &Ask<'_>, id: &str, reply: Reply) -> Answer {
    let kinds = [Kind::AwsPeer, Kind::GcpPeer, Kind::AzurePeer];
    let found = kinds.into_iter().find_map(|kind| ask.find(kind, id).ok());
    let (resource, cluster) = found.ok_or(Refusal::NotFound("peering"))?;
    let What::Peer(peer) = &resource.what else { return Err(Refusal::NotFound("peering")) };
    let now = ask.now();
    if peer.overlap.is_some() || peer.reply.is_some() || (peer.cloud == Cloud::Aws && peer.expires_at_ms <= now) {
        return Err(Refusal::Conflict(format!("The peering is {}.", peer.status(now))));
    }
    let replied = match reply {
        Reply::Accept => {
            Replied::Accepted { active_at_ms: now.max(peer.asked_at_ms).saturating_add(ask.lasting(10_000)) }
        }
        Reply::Reject => Replied::Rejected,
    };
    let what = What::Peer(Peer { reply: Some(replied), ..peer.clone() });
    let resource = Resource { what, ..resource.clone() };
    let response = answer::value(http::StatusCode::OK, &resource.shown(cluster, now));
    Ok(changed(response, Event::Changed { put: vec![resource], gone: Vec::new() }))
}
