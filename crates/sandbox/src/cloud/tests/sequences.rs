//! What holds in every order of requests.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

/// One thing that happens to a cloud.
#[derive(Clone, Debug)]
enum Step {
    Create { kafka: bool, fate: Fate, nodes: u64 },
    Delete { which: usize },
    Wait { ms: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fate =
        prop_oneof![4 => Just(Fate::Runs), 1 => Just(Fate::Defers), 1 => Just(Fate::Fails), 1 => Just(Fate::Sticks)];
    let create = (any::<bool>(), fate, 1..4_u64).prop_map(|(kafka, fate, triples)| Step::Create {
        kafka,
        fate,
        nodes: triples * 3,
    });
    let step = prop_oneof![
        2 => create,
        1 => (0..8_usize).prop_map(|which| Step::Delete { which }),
        4 => (-10_000..200_000_i64).prop_map(|ms| Step::Wait { ms }),
    ];
    prop::collection::vec(step, 1..30)
}

/// Takes one step; returns the change it made, as the journal would hold it.
fn take(cloud: &mut Cloud, now: &mut i64, step: &Step) -> Option<Record> {
    let request = match step {
        Step::Wait { ms } => {
            *now += ms;
            cloud.advance(*now);
            return None;
        }
        Step::Create { kafka, fate, nodes } => {
            let (path, mut body) =
                if *kafka { (KAFKA, kafka_create("one")) } else { (CASSANDRA, cassandra_create("one")) };
            body["dataCentres"][0]["numberOfNodes"] = json!(nodes);
            let mut create = request(Method::POST, path, Some(&body));
            create.extensions_mut().insert(Twist { fate: *fate, hidden_ms: 0 });
            create
        }
        Step::Delete { which } => {
            let cluster = cloud.clusters().get(*which)?;
            let path = instaclustr_api::create_path(cluster.application());
            request(Method::DELETE, &format!("{path}/{}", cluster.id()), None)
        }
    };
    let decision = cloud.decide(*now, &request);
    assert!(decision.response.status().is_success());
    let record = decision.change.as_ref().map(Change::record);
    decision.change.into_iter().for_each(|change| cloud.commit(change));
    record
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_any_order_of_requests_the_cloud_stays_whole(seed in any::<u64>(), steps in steps()) {
        let mut cloud = Cloud::new(options(seed));
        let mut now = START;
        let mut before: BTreeMap<Uuid, Vec<Phase>> = BTreeMap::new();
        let mut ids = BTreeSet::new();
        let mut alive = 0_usize;
        for step in &steps {
            let deleted_or_created = take(&mut cloud, &mut now, step);
            if let Some(Record::Created(created)) = &deleted_or_created {
                alive += 1;
                let newest = cloud.clusters().last().unwrap();
                prop_assert_eq!(newest.created(), created.as_ref());
                let nodes = newest.data_centres.iter().flat_map(|one| &one.nodes).map(|node| node.id);
                for id in nodes.chain(newest.data_centres.iter().map(|one| one.id)).chain([newest.id]) {
                    prop_assert!(ids.insert(id), "an id came twice");
                }
            }
            let at = cloud.now_ms();
            let standing = cloud.clusters().iter().filter(|cluster| cluster.deleted_at_ms().is_none()).count();
            if let Some(Record::Deleted { .. }) = deleted_or_created {
                alive -= 1;
            }
            prop_assert_eq!(standing, alive, "a cluster went without a delete");
            let mut after = BTreeMap::new();
            for cluster in cloud.clusters() {
                let phases: Vec<Phase> = std::iter::once(cluster.phase(at)).chain(cluster.node_phases(at).map(|(_, phase)| phase)).collect();
                if let Some(earlier) = before.get(&cluster.id()) {
                    for (from, to) in earlier.iter().zip(&phases) {
                        prop_assert!(from.may_become(*to), "{:?} became {:?}", from, to);
                    }
                }
                after.insert(cluster.id(), phases);
            }
            before = after;
        }
    }

    #[test]
    fn what_was_written_down_leads_to_the_same_cloud(seed in any::<u64>(), steps in steps()) {
        let mut cloud = Cloud::new(options(seed));
        let mut records = cloud.snapshot();
        let mut now = START;
        for step in &steps {
            records.extend(take(&mut cloud, &mut now, step));
        }
        let at = cloud.now_ms();
        let bodies = |cloud: &mut Cloud| -> Vec<Bytes> {
            let ids: Vec<Uuid> = cloud.clusters().iter().map(Cluster::id).collect();
            ids.into_iter().map(|id| cloud.clusters.get_mut(id).unwrap().body(at)).collect()
        };
        for records in [records, cloud.snapshot()] {
            let mut again = Cloud::restored(options(0), records).unwrap();
            again.advance(at);
            prop_assert_eq!(again.snapshot(), cloud.snapshot());
            prop_assert_eq!(bodies(&mut again), bodies(&mut cloud));
        }
    }
}
