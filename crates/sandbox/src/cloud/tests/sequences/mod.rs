//! What holds in every order of requests.

mod of_cluster;
mod of_resources;
mod step;
mod story;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use self::step::steps;
use self::story::Story;
use super::*;
use crate::cloud::resources::Resource;

/// The clusters that the API must list, by what is known of each.
fn to_be_listed(cloud: &Cloud) -> Vec<String> {
    let visible = |cluster: &&Cluster| cluster.created().hidden_until_ms <= cloud.now_ms();
    cloud.clusters().iter().filter(visible).map(|cluster| cluster.id().to_string()).collect()
}

/// What the API lists: ids in order.
fn listed(cloud: &mut Cloud) -> Vec<String> {
    let list = read(&cloud.apply(cloud.now_ms(), &request(Method::GET, LIST, None)));
    let clusters = list[0]["clusters"].as_array().unwrap().iter();
    clusters.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// What reads of all clusters show.
fn bodies(cloud: &mut Cloud) -> Vec<Bytes> {
    let at = cloud.now_ms();
    let ids: Vec<Uuid> = cloud.clusters().iter().map(Cluster::id).collect();
    ids.into_iter().map(|id| cloud.clusters.get_mut(id).unwrap().body(at)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_of_two_hundred_requests_the_cloud_stays_whole(seed in any::<u64>(), steps in steps(200)) {
        let mut story = Story::new(seed);
        let mut watch = Watch::default();
        for (who, step) in &steps {
            story.take(*who, step);
            prop_assert_eq!(watch.look(&story.cloud), Vec::<String>::new(), "{:?}", step);
            let expected = to_be_listed(&story.cloud);
            prop_assert_eq!(listed(&mut story.cloud), expected);
        }
        let Story { mut cloud, records, .. } = story;
        let at = cloud.now_ms();
        prop_assert_eq!(cloud.record_count(), cloud.snapshot().len());
        for records in [records, cloud.snapshot()] {
            let mut again = Cloud::restored(options(0), records).unwrap();
            again.advance(at);
            prop_assert_eq!(again.snapshot(), cloud.snapshot());
            prop_assert_eq!(bodies(&mut again), bodies(&mut cloud));
        }
    }
}

/// Else the test above would show nothing of what its steps never come to.
#[test]
fn the_steps_come_to_everything_that_they_are_made_for() {
    let mut runner = TestRunner::deterministic();
    let mut done = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    let mut operations = BTreeSet::new();
    let mut roles = BTreeSet::new();
    let mut phases = BTreeSet::new();
    for seed in 0..48 {
        let mut story = Story::new(seed);
        for (who, step) in steps(200).new_tree(&mut runner).unwrap().current() {
            if story.take(who, &step) {
                done.insert(step.name());
            }
            let now = story.cloud.now_ms();
            kinds.extend(story.cloud.resources.iter().map(Resource::kind));
            for cluster in story.cloud.clusters() {
                phases.insert(cluster.phase(now));
                operations.extend(cluster.operations.iter().map(|operation| operation.status(now)));
                let nodes = cluster.data_centres().iter().flat_map(|centre| &centre.nodes);
                roles.extend(nodes.flat_map(|node| node.roles.clone()));
            }
        }
    }
    let missing: Vec<&str> = step::NAMES.into_iter().filter(|name| !done.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert_eq!(kinds.len(), 13, "{kinds:?}");
    assert_eq!(phases.len(), 7, "{phases:?}: a cluster is JOINING at no time");
    assert_eq!(operations.into_iter().collect::<Vec<_>>(), ["COMPLETED", "DELETED", "IN_PROGRESS"]);
    assert!(roles.contains("KAFKA_DEDICATED_ZOOKEEPER") && roles.contains("KAFKA_DEDICATED_KRAFT_CONTROLLER"));
}
