use uuid::Uuid;

use super::{Promise, Watch};
use crate::cloud::Cloud;
use crate::cloud::resources::firewall::{Course, Source};
use crate::cloud::resources::resource::{Key, Resource, What};
use crate::cloud::resources::tests::{Desk, rule, rules};

/// What is found once a cloud was spoiled that has one rule, which runs; it gets the rule's key, too.
fn spoiled(spoil: impl FnOnce(&mut Cloud, &Key)) -> Vec<Promise> {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    desk.made(&rules(), rule(&kafka));
    let key = desk.cloud.resources.all.keys().next().unwrap().clone();
    let mut watch = Watch::default();
    desk.wait(60);
    desk.cloud.advance(desk.now);
    assert_eq!(watch.broken(&desk.cloud), []);
    spoil(&mut desk.cloud, &key);
    watch.broken(&desk.cloud).into_iter().map(|(promise, _)| promise).collect()
}

fn resource<'a>(cloud: &'a mut Cloud, key: &Key) -> &'a mut Resource {
    cloud.resources.all.get_mut(key).unwrap()
}

/// What is found where this promise is broken.
fn found_without(promise: Promise) -> Vec<Promise> {
    match promise {
        Promise::AKeyFindsItsOwn => spoiled(|cloud, key| resource(cloud, key).id = "other".to_owned()),
        Promise::EachIdIsThereOnce => spoiled(|cloud, key| {
            let mut twin = cloud.resources.all[key].clone();
            let What::Rule(rule) = &mut twin.what else { panic!() };
            rule.source = Source::SecurityGroup("sg-0123456789abcdef0".to_owned());
            cloud.resources.put(twin);
        }),
        Promise::EachNumberIsCounted => spoiled(|cloud, _| cloud.resources.next_number = 0),
        Promise::EachRuleIsThereOnce => spoiled(|cloud, key| {
            let twin = Resource { id: "twin".to_owned(), ..cloud.resources.all[key].clone() };
            cloud.resources.put(twin);
        }),
        Promise::EachIsOfACluster => spoiled(|cloud, key| {
            let cluster = std::mem::take(&mut resource(cloud, key).cluster);
            let keys = cloud.resources.of_cluster.remove(&cluster).unwrap();
            cloud.resources.of_cluster.insert(Uuid::nil(), keys);
        }),
        Promise::NoneIsOfADeletedCluster => spoiled(|cloud, key| {
            let cluster = resource(cloud, key).cluster;
            cloud.clusters.change(cluster, |cluster| cluster.delete(i64::MAX, i64::MAX));
        }),
        Promise::EachFitsItsCluster => spoiled(|cloud, key| {
            let other = Resource { id: "other".to_owned(), what: What::NoDefaultUser, ..resource(cloud, key).clone() };
            let cassandra = cloud.clusters().iter().find(|cluster| cluster.id() != other.cluster).unwrap().id();
            cloud.resources.put(Resource { cluster: cassandra, ..other });
        }),
        Promise::EachListHoldsItsOwn => spoiled(|cloud, key| {
            let cluster = resource(cloud, key).cluster;
            cloud.resources.of_cluster.get_mut(&cluster).unwrap().push(key.clone());
        }),
        Promise::EachIsListed => spoiled(|cloud, _| cloud.resources.of_cluster.clear()),
        Promise::EachGoesOn => spoiled(|cloud, key| {
            let What::Rule(rule) = &mut resource(cloud, key).what else { panic!() };
            rule.course = Course::Defers { at_ms: i64::MAX };
        }),
    }
}

#[test]
fn each_broken_promise_is_found() {
    for promise in Promise::ALL {
        let found = found_without(*promise);
        assert!(found.contains(promise), "{promise:?} was broken, found was {found:?}");
        assert!(found.iter().all(|other| other == promise), "{promise:?} was broken, found was {found:?}");
    }
}
