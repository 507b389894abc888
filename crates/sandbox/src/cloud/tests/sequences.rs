//! What holds in every order of requests.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use proptest::prelude::*;
use uuid::Uuid;

use super::changes::cassandra_of;
use super::*;

/// One thing that happens to a cloud. Clusters and operations are picked by their position among those there are.
#[derive(Clone, Debug)]
enum Step {
    Create { kafka: bool, fate: Fate, triples: u64, centres: usize },
    Delete { which: usize },
    Confirm { which: usize },
    Resize { which: usize, size: usize, concurrency: u64 },
    Grow { which: usize },
    AddCentre { which: usize },
    Settings { which: usize, two_factor: bool },
    Cancel { which: usize },
    Rule { which: usize, third: u8 },
    Window { which: usize },
    Wait { ms: i64 },
}

const SIZES: [(&str, &str); 3] = [
    ("KFK-DEV-t4g.small-5", "CAS-DEV-t4g.small-5"),
    ("KFK-DEV-t4g.small-30", "CAS-DEV-t4g.small-30"),
    ("KFK-DEV-t4g.medium-80", "CAS-DEV-t4g.medium-80"),
];

fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let fate =
        prop_oneof![6 => Just(Fate::Runs), 1 => Just(Fate::Defers), 1 => Just(Fate::Fails), 1 => Just(Fate::Sticks)];
    let create = (any::<bool>(), fate, 1..3_u64, 1..3_usize);
    let which = || 0..12_usize;
    let step = prop_oneof![
        2 => create.prop_map(|(kafka, fate, triples, centres)| Step::Create { kafka, fate, triples, centres }),
        1 => which().prop_map(|which| Step::Delete { which }),
        1 => which().prop_map(|which| Step::Confirm { which }),
        4 => (which(), 0..3_usize, 1..5_u64)
            .prop_map(|(which, size, concurrency)| Step::Resize { which, size, concurrency }),
        1 => which().prop_map(|which| Step::Grow { which }),
        1 => which().prop_map(|which| Step::AddCentre { which }),
        1 => (which(), any::<bool>()).prop_map(|(which, two_factor)| Step::Settings { which, two_factor }),
        1 => which().prop_map(|which| Step::Cancel { which }),
        1 => (which(), 0..3_u8).prop_map(|(which, third)| Step::Rule { which, third }),
        1 => which().prop_map(|which| Step::Window { which }),
        6 => (-10_000..400_000_i64).prop_map(|ms| Step::Wait { ms }),
    ];
    prop::collection::vec(step, count)
}

/// A cloud, its time, and what its journal would hold.
struct Story {
    cloud: Cloud,
    now: i64,
    records: Vec<Record>,
}

impl Story {
    fn new(seed: u64) -> Self {
        let cloud = Cloud::new(options(seed));
        let records = cloud.snapshot();
        Self { cloud, now: START, records }
    }

    fn take(&mut self, step: &Step) {
        let request = match step {
            Step::Wait { ms } => {
                self.now += ms;
                self.cloud.advance(self.now);
                None
            }
            Step::Create { kafka, fate, triples, centres } => {
                let (path, mut body) = match kafka {
                    true => (KAFKA, kafka_create("one")),
                    false => (CASSANDRA, cassandra_of(["A", "B"].get(..*centres).unwrap())),
                };
                body["dataCentres"][0]["numberOfNodes"] = json!(triples * 3);
                let mut create = request(Method::POST, path, Some(&body));
                create.extensions_mut().insert(Twist { fate: *fate, hidden_ms: 0 });
                Some(create)
            }
            Step::Delete { which } => self.path(*which).map(|path| request(Method::DELETE, &path, None)),
            Step::Confirm { which } => self.cloud.clusters().get(*which).map(|cluster| {
                request(Method::POST, &format!("/sandbox/clusters/{}/confirm-delete", cluster.id()), None)
            }),
            Step::Resize { which, size, concurrency } => self.put(*which, |body, kafka| {
                let (of_kafka, of_cassandra) = SIZES[*size];
                body["dataCentres"][0]["nodeSize"] = json!(if kafka { of_kafka } else { of_cassandra });
                body["resizeSettings"] = json!([{ "concurrency": concurrency }]);
            }),
            Step::Grow { which } => self.put(*which, |body, _| {
                let nodes = body["dataCentres"][0]["numberOfNodes"].as_i64().unwrap();
                body["dataCentres"][0]["numberOfNodes"] = json!(nodes + 3);
            }),
            Step::AddCentre { which } => self.put(*which, |body, kafka| {
                let centres = body["dataCentres"].as_array_mut().unwrap();
                if !kafka && centres.len() == 1 {
                    centres.push(cassandra_of(&["A", "B"])["dataCentres"][1].clone());
                }
            }),
            Step::Settings { which, two_factor } => self.cloud.clusters().get(*which).map(|cluster| {
                let body = match two_factor {
                    true => json!({ "twoFactorDelete": { "confirmationEmail": "me@example.com" } }),
                    false => json!({ "description": "mine" }),
                };
                let path = format!("/cluster-management/v2/operations/clusters/v2/{}/change-settings/v2", cluster.id());
                request(Method::PUT, &path, Some(&body))
            }),
            Step::Rule { which, third } => self.cloud.clusters().get(*which).map(|cluster| {
                let kind = match cluster.application() {
                    instaclustr_api::Application::Kafka => "KAFKA",
                    instaclustr_api::Application::Cassandra => "CASSANDRA",
                };
                let network = format!("203.0.{third}.7/32");
                let body = json!({ "clusterId": cluster.id().to_string(), "network": network, "type": kind });
                request(Method::POST, "/cluster-management/v2/resources/network-firewall-rules/v2/", Some(&body))
            }),
            Step::Window { which } => self.cloud.clusters().get(*which).map(|cluster| {
                let id = cluster.id().to_string();
                let body = json!({ "clusterId": id, "dayOfWeek": "MONDAY", "startHour": 1, "durationInHours": 2 });
                request(Method::POST, "/cluster-management/v2/resources/exclusion-windows/v2/", Some(&body))
            }),
            Step::Cancel { which } => {
                let mut all = self.cloud.clusters().iter().flat_map(|cluster| &cluster.operations);
                all.nth(*which).map(|operation| {
                    let base = "/cluster-management/v2/operations/resize-operations/v2";
                    request(Method::DELETE, &format!("{base}/{}/cancel/v2", operation.id), None)
                })
            }
        };
        let Some(request) = request else { return };
        // What is smaller than a cluster is gone as soon as its cluster is to go.
        let may_be_gone = matches!(step, Step::Rule { .. } | Step::Window { .. });
        let decision = self.cloud.decide(self.now, &request);
        let status = decision.response.status();
        let is_gone = may_be_gone && status == StatusCode::NOT_FOUND;
        assert!(status.is_success() || status == StatusCode::CONFLICT || is_gone, "{step:?}: {:?}", decision.response);
        self.records.extend(decision.change.as_ref().map(Change::record));
        decision.change.into_iter().for_each(|change| self.cloud.commit(change));
    }

    fn path(&self, which: usize) -> Option<String> {
        let cluster = self.cloud.clusters().get(which)?;
        Some(format!("{}/{}", instaclustr_api::create_path(cluster.application()), cluster.id()))
    }

    /// A PUT of what the cluster is to be, changed.
    fn put(&self, which: usize, change: impl FnOnce(&mut Value, bool)) -> Option<Request<Bytes>> {
        let cluster = self.cloud.clusters().get(which)?;
        let mut body = Value::Object(cluster.spec().clone());
        change(&mut body, cluster.application() == instaclustr_api::Application::Kafka);
        Some(request(Method::PUT, &self.path(which)?, Some(&body)))
    }
}

/// What was seen of a cloud, to compare what is seen next with.
#[derive(Default)]
struct Seen {
    phases: BTreeMap<Uuid, Phase>,
    operations: BTreeMap<Uuid, &'static str>,
    removed: BTreeSet<Uuid>,
}

impl Seen {
    /// Holds what a cloud must be at every moment against `cloud`, and what it may become against what was seen before.
    fn look(&mut self, cloud: &Cloud) -> Result<(), TestCaseError> {
        let now = cloud.now_ms();
        let mut ids = BTreeSet::new();
        let mut public = BTreeSet::new();
        for cluster in cloud.clusters() {
            self.phase(cluster.id(), cluster.phase(now))?;
            prop_assert!(ids.insert(cluster.id()), "an id came twice");
            let wanted = spec::nodes_wanted(cluster.application(), cluster.spec());
            prop_assert_eq!(wanted.len(), cluster.data_centres().len());
            for (centre, wanted) in cluster.data_centres().iter().zip(wanted) {
                self.phase(centre.id(), cluster.phase_of(centre, now))?;
                prop_assert!(ids.insert(centre.id()), "an id came twice");
                prop_assert_eq!(centre.nodes_at(now).count(), wanted.dedicated_count() + wanted.nodes);
                prop_assert!(centre.nodes.iter().all(|node| ids.insert(node.id)), "an id came twice");
                let private: BTreeSet<Ipv4Addr> = centre.nodes_at(now).map(|node| node.private_address).collect();
                prop_assert_eq!(private.len(), centre.nodes_at(now).count(), "two nodes at one private address");
                for node in centre.nodes_at(now) {
                    prop_assert!(!self.removed.contains(&node.id), "a node came back");
                    prop_assert!(public.insert(node.public_address), "two nodes at one public address");
                }
                self.removed.extend(centre.deleted_at(now).map(|node| node.id));
                if cluster.is_idle(now) {
                    prop_assert!(centre.nodes_at(now).all(|node| cluster.phase_of_node(node, now) == Phase::Running));
                }
            }
            for (id, phase) in cluster.node_phases(now) {
                self.phase(id, phase)?;
            }
            for operation in &cluster.operations {
                prop_assert!(ids.insert(operation.id), "an id came twice");
                prop_assert!(operation.replaces.iter().all(|replace| ids.insert(replace.id)), "an id came twice");
                let word = operation.status(now);
                let before = self.operations.insert(operation.id, word).unwrap_or("IN_PROGRESS");
                prop_assert!(before == word || before == "IN_PROGRESS", "{} became {}", before, word);
                prop_assert!(word != "IN_PROGRESS" || !cluster.is_idle(now));
            }
        }
        prop_assert_eq!(resources::broken(cloud), Vec::<String>::new());
        Ok(())
    }

    fn phase(&mut self, id: Uuid, phase: Phase) -> Result<(), TestCaseError> {
        let before = self.phases.insert(id, phase);
        prop_assert!(before.is_none_or(|before| before.may_become(phase)), "{:?} became {:?}", before, phase);
        Ok(())
    }
}

/// What the API lists: ids in order.
fn listed(cloud: &mut Cloud) -> Vec<String> {
    let list = read(&cloud.apply(cloud.now_ms(), &request(Method::GET, LIST, None)));
    let clusters = list[0]["clusters"].as_array().unwrap().iter();
    clusters.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_of_two_hundred_requests_the_cloud_stays_whole(seed in any::<u64>(), steps in steps(200)) {
        let mut story = Story::new(seed);
        let mut seen = Seen::default();
        for step in &steps {
            story.take(step);
            seen.look(&story.cloud)?;
            let created = story.records.iter().filter(|record| matches!(record, Record::Created(_))).count();
            let deleted = story.records.iter().filter(|record| matches!(record, Record::Deleted { .. })).count();
            let standing = story.cloud.clusters().iter().filter(|cluster| cluster.deleted_at_ms().is_none()).count();
            prop_assert_eq!(standing, created - deleted, "a cluster went without a delete");
        }
        let ids: Vec<String> = story.cloud.clusters().iter().map(|cluster| cluster.id().to_string()).collect();
        prop_assert_eq!(listed(&mut story.cloud), ids);
    }

    #[test]
    fn what_was_written_down_leads_to_the_same_cloud(seed in any::<u64>(), steps in steps(60)) {
        let mut story = Story::new(seed);
        steps.iter().for_each(|step| story.take(step));
        let Story { mut cloud, records, .. } = story;
        let at = cloud.now_ms();
        let bodies = |cloud: &mut Cloud| -> Vec<Bytes> {
            let ids: Vec<Uuid> = cloud.clusters().iter().map(Cluster::id).collect();
            ids.into_iter().map(|id| cloud.clusters.get_mut(id).unwrap().body(at)).collect()
        };
        prop_assert_eq!(cloud.record_count(), cloud.snapshot().len());
        for records in [records, cloud.snapshot()] {
            let mut again = Cloud::restored(options(0), records).unwrap();
            again.advance(at);
            prop_assert_eq!(again.snapshot(), cloud.snapshot());
            prop_assert_eq!(bodies(&mut again), bodies(&mut cloud));
        }
    }
}
