use std::net::Ipv4Addr;

use uuid::Uuid;

use super::{Promise, Watch};
use crate::cloud::cluster::Cluster;
use crate::cloud::plan::NEVER;
use crate::cloud::record::Updated;
use crate::cloud::resources::Desk;
use crate::cloud::{Change, Speed};

/// How long any resize of these tests takes, seconds.
const LONG: i64 = 3_600;

/// A cloud with a Kafka cluster that runs, and somebody who watches it.
struct Scene {
    desk: Desk,
    watch: Watch,
}

impl Scene {
    fn new() -> Self {
        let mut scene = Self { desk: Desk::new(), watch: Watch::default() };
        scene.fine();
        scene
    }

    fn wait(&mut self, seconds: i64) {
        self.desk.now += seconds * 1_000;
    }

    fn look(&mut self) -> Vec<Promise> {
        self.desk.cloud.advance(self.desk.now);
        self.watch.broken(&self.desk.cloud).into_iter().map(|(promise, _)| promise).collect()
    }

    /// A look at which all is well.
    fn fine(&mut self) {
        self.desk.cloud.advance(self.desk.now);
        assert_eq!(self.watch.broken(&self.desk.cloud), []);
    }

    fn cluster(&self) -> &Cluster {
        &self.desk.cloud.clusters()[0]
    }

    /// Changes the cluster as no request would.
    fn spoil(&mut self, spoil: impl FnOnce(&mut Cluster)) {
        let id = self.cluster().id();
        self.desk.cloud.clusters.change(id, spoil);
    }

    /// What is found once it was changed so.
    fn spoiled(mut self, spoil: impl FnOnce(&mut Cluster)) -> Vec<Promise> {
        self.spoil(spoil);
        self.look()
    }

    /// What a PUT begins that asks for this.
    fn update(&mut self, change: impl FnOnce(&mut serde_json::Map<String, serde_json::Value>)) {
        let mut spec = self.cluster().spec().clone();
        change(&mut spec);
        let updated = Updated {
            id: self.cluster().id().to_string(),
            number: 7,
            at_ms: self.desk.now,
            seed: 7,
            speed: Speed::LIFE,
            first_host: 70,
            concurrency: 1,
            spec,
        };
        let cluster = self.cluster().id();
        self.desk.cloud.commit(Change::Update { cluster, updated: Box::new(updated) });
    }

    fn resize(&mut self, size: &str) {
        self.update(|spec| spec["dataCentres"][0]["nodeSize"] = size.into());
    }

    /// The cluster a while after it was resized: with nodes that are gone, and an operation that is over.
    fn resized() -> Self {
        let mut scene = Self::new();
        scene.resize("KFK-DEV-t4g.small-30");
        scene.fine();
        scene.wait(LONG);
        scene.fine();
        scene
    }
}

/// What is found where this promise is broken.
fn found_without(promise: Promise) -> Vec<Promise> {
    let scene = Scene::new;
    let nodes = |cluster: &mut Cluster| std::mem::take(&mut cluster.data_centres[0].nodes);
    match promise {
        Promise::EachIdIsThereOnce => scene().spoiled(|cluster| cluster.data_centres[0].nodes[0].id = cluster.id),
        Promise::NoClusterComesBack => {
            let mut scene = scene();
            let now = scene.desk.now;
            scene.spoil(|cluster| cluster.delete(now, now + 1_000));
            scene.fine();
            let mut deleting = scene.cluster().clone();
            scene.wait(2);
            scene.fine();
            deleting.delete(now, NEVER);
            scene.desk.cloud.clusters.push(deleting);
            scene.look()
        }
        Promise::NoClusterGoesBeforeItsDelete => {
            let mut scene = scene();
            let now = scene.desk.now;
            scene.spoil(|cluster| cluster.delete(now, now));
            scene.look()
        }
        Promise::NoDeleteComesUnasked => {
            let mut scene = scene();
            let settings = serde_json::json!([{ "confirmationEmail": "me@example.com" }]);
            scene.update(|spec| drop(spec.insert("twoFactorDelete".to_owned(), settings)));
            scene.fine();
            let now = scene.desk.now;
            scene.spoiled(|cluster| cluster.delete(now, NEVER))
        }
        Promise::DeletedMeansDeleting => scene().spoiled(|cluster| cluster.delete(NEVER, NEVER)),
        Promise::AClusterGoesOn | Promise::ADataCentreGoesOn | Promise::ANodeGoesOn => {
            scene().spoiled(|cluster| cluster.data_centres[0].nodes[0].milestones.running = NEVER)
        }
        Promise::DataCentresAsAsked => scene().spoiled(|cluster| drop(cluster.data_centres.pop())),
        Promise::NodesAsAsked => scene().spoiled(|cluster| drop(cluster.data_centres[0].nodes.pop())),
        Promise::NoNodeComesBack => Scene::resized().spoiled(|cluster| {
            // In the place of the last one, so that there are no more than before.
            let mut nodes = nodes(cluster);
            nodes.pop();
            let gone = nodes.iter_mut().find(|node| node.removed_at != NEVER).unwrap();
            gone.removed_at = NEVER;
            cluster.data_centres[0].nodes = nodes;
        }),
        Promise::EachPrivateAddressIsThereOnce => scene().spoiled(|cluster| {
            let nodes = &mut cluster.data_centres[0].nodes;
            nodes[0].private_address = nodes[1].private_address;
        }),
        Promise::PrivateAddressesAreInTheNetwork => {
            scene().spoiled(|cluster| cluster.data_centres[0].nodes[0].private_address = Ipv4Addr::LOCALHOST)
        }
        Promise::PublicAddressesUnlessPrivate => {
            scene().spoiled(|cluster| cluster.data_centres[0].nodes[0].public_address = None)
        }
        Promise::EachPublicAddressIsThereOnce => scene().spoiled(|cluster| {
            let nodes = &mut cluster.data_centres[0].nodes;
            nodes[0].public_address = nodes[1].public_address;
        }),
        Promise::IdleMeansRunning => scene().spoiled(|cluster| {
            let node = &mut cluster.data_centres[0].nodes[0];
            // Another one, which was never seen to run, and which its data centre does not wait for.
            (node.id, node.is_late, node.milestones.running) = (Uuid::nil(), true, NEVER);
        }),
        Promise::AnOperationEndsOnce => Scene::resized().spoiled(|cluster| cluster.operations[0].is_cancelled = true),
        Promise::NoOperationsSideBySide => {
            let mut scene = scene();
            scene.resize("KFK-DEV-t4g.small-30");
            scene.fine();
            scene.spoiled(|cluster| {
                let mut other = cluster.operations[0].clone();
                (other.id, other.created, other.replaces) = (Uuid::nil(), other.created + 1, Vec::new());
                cluster.operations.push(other);
            })
        }
        Promise::OperationsAreSeen => {
            let mut scene = Scene::resized();
            let done = scene.cluster().operations[0].clone();
            scene.spoil(|cluster| cluster.operations.clear());
            scene.fine();
            scene.spoiled(|cluster| {
                let under_way = super::super::Operation { id: Uuid::nil(), done: NEVER, replaces: Vec::new(), ..done };
                cluster.operations.push(under_way);
            })
        }
    }
}

/// A status of a node is one of its data centre and its cluster, too.
const FOUND_TOGETHER: [Promise; 3] = [Promise::AClusterGoesOn, Promise::ADataCentreGoesOn, Promise::ANodeGoesOn];

#[test]
fn each_broken_promise_is_found() {
    for promise in Promise::ALL {
        let found = found_without(*promise);
        assert!(found.contains(promise), "{promise:?} was broken, found was {found:?}");
        let together = FOUND_TOGETHER.contains(promise);
        let is_meant = |other: &Promise| other == promise || (together && FOUND_TOGETHER.contains(other));
        assert!(found.iter().all(is_meant), "{promise:?} was broken, found was {found:?}");
    }
}

#[test]
fn a_public_address_in_a_private_network_is_found() {
    let found = Scene::new().spoiled(|cluster| {
        cluster.created.spec.insert("privateNetworkCluster".to_owned(), true.into());
    });
    assert!(found.contains(&Promise::PublicAddressesUnlessPrivate), "{found:?}");
}
