//! What is asked for clusters, and of what belongs to them.

use instaclustr_api::Application;

use super::super::*;
use super::step::{Change, Make};
use super::story::{Asked, BASE};
use crate::cloud::resources::{Kind, Resource};
use crate::testing::{acls, aws_peer, kafka_user};

/// Names of users: the one a cluster is born with, others, and one that no user may have.
const USERS: [&str; 4] = ["ickafka", "me", "you", "zookeeper"];

/// What is asked for `cluster`.
pub(super) fn asked_for(cluster: &Cluster, what: &Make) -> Asked {
    let id = cluster.id().to_string();
    let (opens, bundle) = match cluster.application() {
        Application::Kafka => ("KAFKA", "kafka"),
        Application::Cassandra => ("CASSANDRA", "apache_cassandra"),
    };
    let resources = format!("{BASE}/resources");
    let of_kafka = format!("{resources}/applications/kafka");
    let operations = format!("{BASE}/operations/applications/cassandra");
    let set = format!("{resources}/cluster-network-firewall-rules/v2/{id}");
    let older_users = format!("/provisioning/v1/{id}/{bundle}/users");
    match what {
        Make::Rule { host, .. } => {
            let body = json!({ "clusterId": id, "network": network(*host), "type": opens });
            (Method::POST, format!("{resources}/network-firewall-rules/v2/"), body)
        }
        Make::GroupRule { group } => {
            let body = json!({ "clusterId": id, "securityGroupId": format!("sg-0000000{group}"), "type": opens });
            (Method::POST, format!("{resources}/providers/aws/security-group-firewall-rules/v2"), body)
        }
        Make::Set { hosts } => {
            let rule = |host: &u8| json!({ "network": network(*host), "type": opens });
            (Method::PUT, set, json!({ "firewallRules": hosts.iter().map(rule).collect::<Vec<_>>() }))
        }
        Make::ClearSet => (Method::DELETE, set, Value::Null),
        Make::Peer { overlaps } => {
            let (path, mut body) = peer(cluster);
            body["peerSubnets"] = peered(*overlaps);
            (Method::POST, format!("{resources}/providers/{path}/v2"), body)
        }
        Make::Window => {
            let body = json!({ "clusterId": id, "dayOfWeek": "MONDAY", "startHour": 1, "durationInHours": 2 });
            (Method::POST, format!("{resources}/exclusion-windows/v2/"), body)
        }
        Make::Plan { seconds } => {
            let body = json!({ "startsInSeconds": seconds, "durationInSeconds": 60 });
            (Method::POST, format!("/sandbox/clusters/{id}/maintenance-events"), body)
        }
        Make::User { name, flat } => {
            let mut body = kafka_user(&id, USERS[*name]);
            body["authMechanism"] = json!("SASL");
            (Method::POST, format!("{of_kafka}/users/{}", version(*flat)), body)
        }
        Make::Topic { name } => {
            let topic = format!("t{name}");
            let body = json!({ "clusterId": id, "topic": topic, "partitions": 1, "replicationFactor": 1 });
            (Method::POST, format!("{of_kafka}/topics/v2"), body)
        }
        Make::Acls { name } => (Method::POST, format!("{of_kafka}/acls/v2"), acls(&id, USERS[*name])),
        Make::OlderUser { name } => {
            (Method::POST, older_users, json!({ "username": USERS[*name], "password": "yourPassword" }))
        }
        Make::RemoveOlderUser { name } => (Method::DELETE, older_users, json!({ "username": USERS[*name] })),
        Make::Backup => (Method::POST, format!("{operations}/clusters/v2/{id}/trigger-backup/v2"), Value::Null),
        Make::Restore { .. } => (Method::POST, format!("{operations}/restore/v2"), json!({ "clusterId": id })),
    }
}

/// What is asked of the one that stands at `which` among those that can be asked that; `None` where there are none.
pub(super) fn asked_of(cloud: &Cloud, which: usize, what: &Change, now: i64) -> Option<Asked> {
    let kinds: &[Kind] = match what {
        Change::PeerNetworks { .. } => &[Kind::AwsPeer],
        Change::Reply { .. } => &[Kind::AwsPeer, Kind::GcpPeer, Kind::AzurePeer],
        Change::Reschedule { .. } => &[Kind::MaintenanceEvent],
        Change::Password { .. } => &[Kind::KafkaUser],
        Change::Configs { .. } => &[Kind::KafkaTopic],
        Change::AclList { .. } => &[Kind::KafkaAcl],
        Change::Remove => &REMOVABLE,
    };
    let fitting: Vec<&Resource> = cloud.resources.iter().filter(|one| kinds.contains(&one.kind())).collect();
    let resource = fitting.get(which % fitting.len().max(1))?;
    let (id, cluster) = (&resource.id, resource.cluster.to_string());
    let name = id.split_once('_').map(|(_, name)| name).unwrap_or_default();
    let one = format!("{BASE}/resources/{}/{id}", path_of(resource.kind()));
    let operations = format!("{BASE}/operations");
    let asked = match what {
        Change::PeerNetworks { overlaps } => (Method::PUT, one, json!({ "peerSubnets": peered(*overlaps) })),
        Change::Reply { accepts } => {
            let word = if *accepts { "accept" } else { "reject" };
            (Method::POST, format!("/sandbox/peers/{id}/{word}"), Value::Null)
        }
        Change::Reschedule { hours } => {
            let at = crate::clock::utc(now + hours * 3_600_000);
            let path = format!("{operations}/maintenance-events/{id}/v2/reschedule-maintenance-event/v2");
            (Method::PUT, path, json!({ "scheduledStartTime": at }))
        }
        Change::Password { flat } => {
            let mut body = kafka_user(&cluster, name);
            body["password"] = json!("another1.");
            body["authMechanism"] = json!("SASL");
            body["saslScramMechanism"] = json!("SCRAM-SHA-256");
            (Method::PUT, one.replace("users/v2", &format!("users/{}", version(*flat))), body)
        }
        Change::Configs { ms } => {
            let configs = json!([{ "key": "retention.ms", "value": ms.to_string() }]);
            let path = format!("{operations}/applications/kafka/topics/v2/{id}/modify-configs/v2");
            (Method::PUT, path, json!({ "configs": configs }))
        }
        Change::AclList { operation } => {
            let mut body = acls(&cluster, name);
            body["acls"][0]["operation"] = json!(["READ", "WRITE"][*operation]);
            (Method::PUT, one, body)
        }
        Change::Remove => (Method::DELETE, one, Value::Null),
    };
    Some(asked)
}

/// Kinds that have a DELETE of their own.
const REMOVABLE: [Kind; 10] = [
    Kind::NetworkRule,
    Kind::SecurityGroupRule,
    Kind::AwsPeer,
    Kind::GcpPeer,
    Kind::AzurePeer,
    Kind::ExclusionWindow,
    Kind::KafkaUser,
    Kind::NoDefaultUser,
    Kind::KafkaTopic,
    Kind::KafkaAcl,
];

fn path_of(kind: Kind) -> &'static str {
    match kind {
        Kind::NetworkRule => "network-firewall-rules/v2",
        Kind::SecurityGroupRule => "providers/aws/security-group-firewall-rules/v2",
        Kind::AwsPeer => "providers/aws/vpc-peers/v2",
        Kind::GcpPeer => "providers/gcp/vpc-peers/v2",
        Kind::AzurePeer => "providers/azure/vnet-peers/v2",
        Kind::ExclusionWindow => "exclusion-windows/v2",
        Kind::KafkaUser | Kind::NoDefaultUser => "applications/kafka/users/v2",
        Kind::KafkaTopic => "applications/kafka/topics/v2",
        Kind::KafkaAcl => "applications/kafka/acls/v2",
        Kind::MaintenanceEvent | Kind::Backup | Kind::CassandraUser => "",
    }
}

/// The way of peering with the first data centre of `cluster`, and a request for it.
fn peer(cluster: &Cluster) -> (&'static str, Value) {
    let mut body = aws_peer(&cluster.data_centres()[0].id().to_string());
    for field in ["peerProjectId", "peerVpcNetworkName", "peerResourceGroup", "peerSubscriptionId"] {
        body[field] = json!("mine");
    }
    body["peerVirtualNetworkName"] = json!("mine");
    let path = match cluster.spec()["dataCentres"][0]["cloudProvider"].as_str() {
        Some("GCP") => "gcp/vpc-peers",
        Some("AZURE_AZ") => "azure/vnet-peers",
        _ => "aws/vpc-peers",
    };
    (path, body)
}

fn network(host: u8) -> String {
    format!("203.0.113.{host}/32")
}

/// Networks of a peer; every data centre here is somewhere in 10.0.0.0/8.
fn peered(overlaps: bool) -> Value {
    json!([if overlaps { "10.0.0.0/8" } else { "172.16.0.0/16" }])
}

fn version(flat: bool) -> &'static str {
    if flat { "v3" } else { "v2" }
}
