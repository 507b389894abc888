//! What holds in every order of requests.

use proptest::prelude::*;

use super::*;

/// One thing that happens. Clusters and resources are picked by their position among those there are.
#[derive(Clone, Debug)]
enum Step {
    Create { kafka: bool },
    DeleteCluster { which: usize },
    Rule { which: usize, host: u8, fate: Fate },
    Set { which: usize, hosts: Vec<u8> },
    Peer { which: usize, overlaps: bool },
    Reply { which: usize, accepts: bool },
    Window { which: usize },
    Plan { which: usize, seconds: i64 },
    Reschedule { which: usize, hours: i64 },
    User { which: usize, name: u8, flat: bool },
    Topic { which: usize, name: u8 },
    Acls { which: usize, name: u8 },
    OlderUser { which: usize, name: u8 },
    Backup { which: usize },
    Restore { which: usize },
    Remove { which: usize },
    Wait { ms: i64 },
}

fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let which = || 0..6_usize;
    let any_one = || 0..40_usize;
    let name = || 0..4_u8;
    let fate = prop_oneof![4 => Just(Fate::Runs), 1 => Just(Fate::Defers)];
    let step = prop_oneof![
        2 => any::<bool>().prop_map(|kafka| Step::Create { kafka }),
        1 => which().prop_map(|which| Step::DeleteCluster { which }),
        6 => (which(), 0..8_u8, fate).prop_map(|(which, host, fate)| Step::Rule { which, host, fate }),
        2 => (which(), prop::collection::vec(0..8_u8, 0..5)).prop_map(|(which, hosts)| Step::Set { which, hosts }),
        3 => (which(), any::<bool>()).prop_map(|(which, overlaps)| Step::Peer { which, overlaps }),
        3 => (any_one(), any::<bool>()).prop_map(|(which, accepts)| Step::Reply { which, accepts }),
        1 => which().prop_map(|which| Step::Window { which }),
        2 => (which(), 0..600_i64).prop_map(|(which, seconds)| Step::Plan { which, seconds }),
        2 => (any_one(), 0..48_i64).prop_map(|(which, hours)| Step::Reschedule { which, hours }),
        2 => (which(), name(), any::<bool>()).prop_map(|(which, name, flat)| Step::User { which, name, flat }),
        2 => (which(), name()).prop_map(|(which, name)| Step::Topic { which, name }),
        2 => (which(), name()).prop_map(|(which, name)| Step::Acls { which, name }),
        2 => (which(), name()).prop_map(|(which, name)| Step::OlderUser { which, name }),
        2 => which().prop_map(|which| Step::Backup { which }),
        1 => which().prop_map(|which| Step::Restore { which }),
        4 => any_one().prop_map(|which| Step::Remove { which }),
        8 => (-5_000..200_000_i64).prop_map(|ms| Step::Wait { ms }),
    ];
    prop::collection::vec(step, count)
}

/// A cloud that starts empty.
fn story(seed: u64) -> Desk {
    let cloud = Cloud::new(options(seed));
    let records = cloud.snapshot();
    Desk { cloud, now: START, kafka: String::new(), cassandra: String::new(), records }
}

impl Desk {
    fn cluster_at(&self, which: usize) -> Option<(String, bool)> {
        let cluster = self.cloud.clusters().get(which)?;
        Some((cluster.id().to_string(), cluster.application() == instaclustr_api::Application::Kafka))
    }

    fn take(&mut self, step: &Step) {
        let Some((path, method, body, fate)) = self.asked(step) else { return };
        let mut request = request("ann:full", &method, &path, &body);
        request.extensions_mut().insert(Twist { fate, hidden_ms: 0 });
        let (status, answer) = self.send(&request);
        assert!([200, 201, 202, 204, 400, 404, 409].contains(&status), "{step:?}: {status} {answer}");
    }

    fn asked(&mut self, step: &Step) -> Option<(String, Method, Value, Fate)> {
        let mut fate = Fate::Runs;
        let resources = format!("{BASE}/resources");
        let (path, method, body) = match step {
            Step::Wait { ms } => {
                self.now += ms;
                self.cloud.advance(self.now);
                return None;
            }
            Step::Create { kafka } => {
                let (word, body) =
                    if *kafka { ("kafka", kafka_create("one")) } else { ("cassandra", cassandra_create("one")) };
                (format!("{resources}/applications/{word}/clusters/v2"), Method::POST, body)
            }
            Step::DeleteCluster { which } => {
                let (id, kafka) = self.cluster_at(*which)?;
                let word = if kafka { "kafka" } else { "cassandra" };
                (format!("{resources}/applications/{word}/clusters/v2/{id}"), Method::DELETE, Value::Null)
            }
            Step::Rule { which, host, fate: wanted } => {
                fate = *wanted;
                let (id, kafka) = self.cluster_at(*which)?;
                let opens = if kafka { "KAFKA" } else { "CASSANDRA" };
                (
                    rules(),
                    Method::POST,
                    json!({ "clusterId": id, "network": format!("203.0.113.{host}/32"), "type": opens }),
                )
            }
            Step::Set { which, hosts } => {
                let (id, kafka) = self.cluster_at(*which)?;
                let opens = if kafka { "KAFKA" } else { "CASSANDRA" };
                let rules: Vec<Value> = hosts
                    .iter()
                    .map(|host| json!({ "network": format!("203.0.113.{host}/32"), "type": opens }))
                    .collect();
                let path = format!("{resources}/cluster-network-firewall-rules/v2/{id}");
                (path, Method::PUT, json!({ "firewallRules": rules }))
            }
            Step::Peer { which, overlaps } => {
                let centre = self.data_centre(&self.cluster_at(*which)?.0);
                let mut body = aws_peer(&centre);
                if *overlaps {
                    body["peerSubnets"] = json!(["10.0.0.0/8"]);
                }
                (format!("{resources}/providers/aws/vpc-peers/v2"), Method::POST, body)
            }
            Step::Reply { which, accepts } => {
                let word = if *accepts { "accept" } else { "reject" };
                (format!("/sandbox/peers/{}/{word}", self.resource_at(*which)?.id), Method::POST, Value::Null)
            }
            Step::Window { which } => {
                let (id, _) = self.cluster_at(*which)?;
                let body = json!({ "clusterId": id, "dayOfWeek": "MONDAY", "startHour": 1, "durationInHours": 2 });
                (format!("{resources}/exclusion-windows/v2"), Method::POST, body)
            }
            Step::Plan { which, seconds } => {
                let (id, _) = self.cluster_at(*which)?;
                let body = json!({ "startsInSeconds": seconds, "durationInSeconds": 60 });
                (format!("/sandbox/clusters/{id}/maintenance-events"), Method::POST, body)
            }
            Step::Reschedule { which, hours } => {
                let id = &self.resource_at(*which)?.id;
                let path = format!("{BASE}/operations/maintenance-events/{id}/v2/reschedule-maintenance-event/v2");
                (path, Method::PUT, json!({ "scheduledStartTime": crate::clock::utc(self.now + hours * 3_600_000) }))
            }
            Step::User { which, name, flat } => {
                let (id, _) = self.cluster_at(*which)?;
                let mut body = kafka_user(&id, ["ickafka", "me", "you", "zookeeper"][usize::from(*name)]);
                body["authMechanism"] = json!("SASL");
                let version = if *flat { "v3" } else { "v2" };
                (format!("{resources}/applications/kafka/users/{version}"), Method::POST, body)
            }
            Step::Topic { which, name } => {
                let (id, _) = self.cluster_at(*which)?;
                let body =
                    json!({ "clusterId": id, "topic": format!("t{name}"), "partitions": 1, "replicationFactor": 1 });
                (format!("{resources}/applications/kafka/topics/v2"), Method::POST, body)
            }
            Step::Acls { which, name } => {
                let (id, _) = self.cluster_at(*which)?;
                (format!("{resources}/applications/kafka/acls/v2"), Method::POST, acls(&id, &format!("u{name}")))
            }
            Step::OlderUser { which, name } => {
                let (id, kafka) = self.cluster_at(*which)?;
                let word = if kafka { "kafka" } else { "apache_cassandra" };
                let body = json!({ "username": format!("u{name}"), "password": "yourPassword" });
                (format!("/provisioning/v1/{id}/{word}/users"), Method::POST, body)
            }
            Step::Backup { which } => {
                let (id, _) = self.cluster_at(*which)?;
                let path = format!("{BASE}/operations/applications/cassandra/clusters/v2/{id}/trigger-backup/v2");
                (path, Method::POST, Value::Null)
            }
            Step::Restore { which } => {
                let (id, _) = self.cluster_at(*which)?;
                (
                    format!("{BASE}/operations/applications/cassandra/restore/v2"),
                    Method::POST,
                    json!({ "clusterId": id }),
                )
            }
            Step::Remove { which } => {
                let resource = self.resource_at(*which)?;
                (format!("{resources}/{}/{}", path_of(resource.kind())?, resource.id), Method::DELETE, Value::Null)
            }
        };
        Some((path, method, body, fate))
    }

    fn resource_at(&self, which: usize) -> Option<&Resource> {
        self.cloud.resources.all.values().nth(which)
    }
}

fn path_of(kind: Kind) -> Option<&'static str> {
    let path = match kind {
        Kind::NetworkRule => "network-firewall-rules/v2",
        Kind::SecurityGroupRule => "providers/aws/security-group-firewall-rules/v2",
        Kind::AwsPeer => "providers/aws/vpc-peers/v2",
        Kind::GcpPeer => "providers/gcp/vpc-peers/v2",
        Kind::AzurePeer => "providers/azure/vnet-peers/v2",
        Kind::ExclusionWindow => "exclusion-windows/v2",
        Kind::KafkaUser | Kind::NoDefaultUser => "applications/kafka/users/v2",
        Kind::KafkaTopic => "applications/kafka/topics/v2",
        Kind::KafkaAcl => "applications/kafka/acls/v2",
        Kind::MaintenanceEvent | Kind::Backup | Kind::CassandraUser => return None,
    };
    Some(path)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_of_two_hundred_requests_resources_stay_whole(seed in any::<u64>(), steps in steps(200)) {
        let mut desk = story(seed);
        let mut watch = Watch::default();
        for step in &steps {
            desk.take(step);
            prop_assert_eq!(watch.look(&desk.cloud), Vec::<String>::new());
        }
        for records in [desk.records.clone(), desk.cloud.snapshot()] {
            let mut again = Cloud::restored(options(0), records).unwrap();
            again.advance(desk.cloud.now_ms());
            prop_assert_eq!(again.snapshot(), desk.cloud.snapshot());
        }
    }
}

#[test]
fn the_steps_reach_every_kind_of_resource_that_they_are_made_for() {
    use proptest::strategy::ValueTree as _;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..12 {
        let mut desk = story(seed);
        for step in steps(200).new_tree(&mut runner).unwrap().current() {
            desk.take(&step);
            seen.extend(desk.cloud.resources.all.values().map(Resource::kind));
        }
    }
    use Kind::{
        AwsPeer, Backup, CassandraUser, ExclusionWindow, KafkaAcl, KafkaTopic, KafkaUser, MaintenanceEvent,
        NetworkRule, NoDefaultUser,
    };
    let expected = [
        NetworkRule,
        AwsPeer,
        ExclusionWindow,
        MaintenanceEvent,
        Backup,
        KafkaUser,
        NoDefaultUser,
        KafkaTopic,
        KafkaAcl,
        CassandraUser,
    ];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), expected);
}
