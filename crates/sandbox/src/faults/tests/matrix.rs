//! Every fault on every kind of request: whether the work is done, and what the client sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use http::{Method, Request, Response};
use instaclustr_api::Secret;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::*;
use crate::Sandbox;
use crate::cloud::{Account, Cloud, CloudOptions, Rate, Rights, Speed, User};
use crate::testing::{cassandra_create, kafka_create};

const BASE: &str = "/cluster-management/v2";

/// A sandbox with a Kafka cluster that runs, at a clock that stands still.
struct Bench {
    sandbox: Sandbox,
    cluster: String,
}

impl Bench {
    async fn new() -> Self {
        let users = vec![User { name: "u".to_owned(), key: Secret::new("k"), rights: Rights::Full }];
        let accounts = vec![Account { users }];
        let options = CloudOptions { seed: 1, speed: Speed::LIFE, rate: Rate::Off, accounts };
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let sandbox = Sandbox::new(Cloud::new(options), Arc::new(move || clock.load(Ordering::Relaxed)));
        let create = request(Method::POST, &clusters(), Some(&kafka_create("there")));
        let created = sandbox.clone().oneshot(create).await.unwrap();
        let created: Value = serde_json::from_slice(created.body()).unwrap();
        now.store(600_000, Ordering::Relaxed);
        Self { sandbox, cluster: created["id"].as_str().unwrap().to_owned() }
    }

    async fn ask(&self, request: Request<Bytes>) -> Result<Response<Bytes>, Closed> {
        self.sandbox.clone().oneshot(request).await
    }

    /// A request of each kind that does its work when nothing is in its way, and the code that it gets then.
    fn request(&self, op: Op) -> (Request<Bytes>, u16) {
        let one = format!("{}/{}", clusters(), self.cluster);
        let settings = format!("{BASE}/operations/clusters/v2/{}/change-settings/v2", self.cluster);
        let rule = json!({ "clusterId": self.cluster, "network": "203.0.113.7/32", "type": "KAFKA" });
        let catalogue = format!("{BASE}/data-sources/applications/kafka/versions/v2/");
        match op {
            Op::Create => (request(Method::POST, &clusters(), Some(&kafka_create("new"))), 202),
            Op::Read => (request(Method::GET, &one, None), 200),
            Op::List => (request(Method::GET, &format!("{BASE}/data-sources/clusters/v2"), None), 200),
            Op::Update => (request(Method::PUT, &settings, Some(&json!({ "description": "changed" }))), 202),
            Op::Delete => (request(Method::DELETE, &one, None), 204),
            Op::Firewall => {
                (request(Method::POST, &format!("{BASE}/resources/network-firewall-rules/v2"), Some(&rule)), 202)
            }
            Op::Catalogue => (request(Method::GET, &catalogue, None), 200),
            Op::Other => (request(Method::GET, &format!("{BASE}/nothing"), None), 404),
        }
    }

    /// Whether a request of that kind did its work; `None` where it changes nothing.
    fn did_its_work(&self, op: Op) -> Option<bool> {
        self.sandbox.inspect(|cloud| {
            let there = &cloud.clusters()[0];
            match op {
                Op::Create => Some(cloud.clusters().len() == 2),
                Op::Update => Some(there.spec().get("description") == Some(&json!("changed"))),
                Op::Delete => Some(there.deleted_at_ms().is_some()),
                Op::Firewall => Some(!cloud.resources.snapshot().is_empty()),
                Op::Read | Op::List | Op::Catalogue | Op::Other => None,
            }
        })
    }
}

fn clusters() -> String {
    format!("{BASE}/resources/applications/kafka/clusters/v2")
}

fn request(method: Method, path: &str, body: Option<&Value>) -> Request<Bytes> {
    let builder = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let body = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
    builder.header("authorization", "Instaclustr-Terraform u:k").body(body).unwrap()
}

/// What a client sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Sees {
    Closed,
    Code(u16),
    /// What it would see without the fault.
    Own,
}

const TABLE: [(&str, bool, Sees); 9] = [
    ("lose-answer", true, Sees::Closed),
    ("drop", false, Sees::Closed),
    ("stall=5", true, Sees::Own),
    ("status=503", false, Sees::Code(503)),
    ("status=429", false, Sees::Code(429)),
    ("after-status=502", true, Sees::Code(502)),
    ("after-status=429", true, Sees::Code(429)),
    ("garbage", false, Sees::Code(200)),
    ("after-garbage", true, Sees::Code(200)),
];

#[tokio::test(start_paused = true)]
async fn every_fault_does_the_same_to_every_kind_of_request() {
    for op in Op::ALL {
        for (fault, works, sees) in TABLE {
            for target in [op.as_str(), "any"] {
                if target == "other" {
                    continue;
                }
                let what = format!("{target}:{fault}");
                let bench = Bench::new().await;
                bench.sandbox.faults().add(what.parse().unwrap());
                let (request, own) = bench.request(op);
                let before = tokio::time::Instant::now();
                let answer = bench.ask(request).await;
                let stalled = if fault.starts_with("stall") { 5 } else { 0 };
                assert_eq!(before.elapsed().as_secs(), stalled, "{what} on {op:?}");
                let expected = match sees {
                    Sees::Closed => None,
                    Sees::Code(code) => Some(code),
                    Sees::Own => Some(own),
                };
                assert_eq!(answer.as_ref().ok().map(|answer| answer.status().as_u16()), expected, "{what} on {op:?}");
                match (fault, &answer) {
                    ("garbage" | "after-garbage", Ok(answer)) => {
                        assert!(serde_json::from_slice::<Value>(answer.body()).is_err());
                    }
                    ("status=429" | "after-status=429", Ok(answer)) => assert!(answer.body().is_empty()),
                    _ => {}
                }
                assert!(bench.did_its_work(op).is_none_or(|did| did == works), "{what} on {op:?}");
                assert!(bench.sandbox.faults().list().is_empty(), "{what} on {op:?} is used up");
                if !works {
                    let (again, own) = bench.request(op);
                    assert_eq!(bench.ask(again).await.unwrap().status().as_u16(), own, "{what} hit twice");
                    assert!(bench.did_its_work(op).is_none_or(|did| did));
                }
            }
        }
    }
}

#[tokio::test]
async fn a_fault_on_one_kind_leaves_the_others_alone() {
    for armed in Op::ALL.into_iter().filter(|op| *op != Op::Other) {
        for op in Op::ALL.into_iter().filter(|op| *op != armed) {
            let bench = Bench::new().await;
            bench.sandbox.faults().add(format!("{}:drop", armed.as_str()).parse().unwrap());
            let (request, own) = bench.request(op);
            assert_eq!(bench.ask(request).await.unwrap().status().as_u16(), own, "{armed:?} on {op:?}");
            assert_eq!(bench.sandbox.faults().list().len(), 1);
        }
    }
}

#[tokio::test]
async fn a_deferred_rule_is_made_by_a_post_and_by_nothing_else() {
    let bench = Bench::new().await;
    bench.sandbox.faults().add("firewall:defer".parse().unwrap());
    let list = format!("{BASE}/data-sources/cluster/{}/network-firewall-rules/v2", bench.cluster);
    bench.ask(request(Method::GET, &list, None)).await.unwrap();
    bench.ask(bench.request(Op::Create).0).await.unwrap();
    assert_eq!(bench.sandbox.faults().list().len(), 1);
    bench.ask(bench.request(Op::Firewall).0).await.unwrap();
    assert!(bench.sandbox.faults().list().is_empty());
    let records = format!("{:?}", bench.sandbox.inspect(Cloud::snapshot));
    assert!(records.contains("Defers"), "{records}");
}

/// A client that lost the answer to a resize or a delete reads what came of it, and asks for it in vain again.
#[tokio::test]
async fn a_lost_answer_to_a_resize_or_a_delete_is_found_by_reading() {
    let mut larger = kafka_create("there");
    larger["dataCentres"][0]["nodeSize"] = json!("KFK-DEV-t4g.small-30");
    for fault in ["lose-answer", "after-status=502", "after-garbage", "drop", "status=503", "garbage"] {
        let works = fault.starts_with("after") || fault == "lose-answer";
        let bench = Bench::new().await;
        let one = format!("{}/{}", clusters(), bench.cluster);
        let read = async || -> Value {
            let answer = bench.ask(request(Method::GET, &one, None)).await.unwrap();
            serde_json::from_slice(answer.body()).unwrap()
        };
        let put = || request(Method::PUT, &one, Some(&larger));
        bench.sandbox.faults().add(format!("update:{fault}").parse().unwrap());
        let answer = bench.ask(put()).await;
        assert!(answer.is_err() || answer.unwrap().status() != StatusCode::ACCEPTED, "{fault}");
        let cluster = read().await;
        let centre = &cluster["dataCentres"][0];
        let (size, operation) = match works {
            true => (&larger["dataCentres"][0]["nodeSize"], "OPERATION_IN_PROGRESS"),
            false => (&json!("KFK-DEV-t4g.small-5"), "NO_OPERATION"),
        };
        assert_eq!((&centre["nodeSize"], cluster["currentClusterOperationStatus"].as_str()), (size, Some(operation)));
        let operations = format!(
            "{BASE}/data-sources/cluster-data-centres/v2/{}/resize/operations/v2?activeOnly=true",
            centre["id"].as_str().unwrap()
        );
        let listed = bench.ask(request(Method::GET, &operations, None)).await.unwrap();
        let listed: Value = serde_json::from_slice(listed.body()).unwrap();
        assert_eq!(listed["operations"].as_array().unwrap().len(), usize::from(works), "{fault}");
        let again = bench.ask(put()).await.unwrap().status().as_u16();
        assert_eq!(again, if works { 409 } else { 202 }, "{fault}");

        bench.sandbox.faults().add(format!("delete:{fault}").parse().unwrap());
        let answer = bench.ask(request(Method::DELETE, &one, None)).await;
        assert!(answer.is_err() || answer.unwrap().status() != StatusCode::NO_CONTENT, "{fault}");
        assert_eq!(read().await["status"] == "DELETING", works, "{fault}");
        assert_eq!(bench.ask(request(Method::DELETE, &one, None)).await.unwrap().status(), StatusCode::NO_CONTENT);
        assert_eq!(read().await["status"], "DELETING");
        assert!(bench.sandbox.faults().list().is_empty());
    }
}

/// A rule that is there already, or a set's POST, which changes nothing.
#[tokio::test]
async fn what_makes_no_rule_leaves_the_fate_of_a_rule() {
    let bench = Bench::new().await;
    bench.ask(bench.request(Op::Firewall).0).await.unwrap();
    bench.sandbox.faults().add("firewall:defer".parse().unwrap());
    assert_eq!(bench.ask(bench.request(Op::Firewall).0).await.unwrap().status().as_u16(), 409);
    let set = format!("{BASE}/resources/cluster-network-firewall-rules/v2");
    let rules = json!([{ "network": "203.0.113.8/32", "type": "KAFKA" }]);
    let body = json!({ "clusterId": bench.cluster, "firewallRules": rules });
    assert_eq!(bench.ask(request(Method::POST, &set, Some(&body))).await.unwrap().status().as_u16(), 202);
    assert_eq!(bench.sandbox.faults().list().len(), 1);
}

#[tokio::test]
async fn a_create_that_is_refused_leaves_the_fate_of_a_cluster() {
    let bench = Bench::new().await;
    for fault in ["create:fail", "create:hide=60"] {
        bench.sandbox.faults().add(fault.parse().unwrap());
    }
    let mut wrong = kafka_create("x");
    assert_eq!(bench.ask(request(Method::POST, &clusters(), Some(&wrong))).await.unwrap().status().as_u16(), 400);
    assert_eq!(bench.sandbox.faults().list().len(), 2);
    wrong["name"] = json!("right");
    assert_eq!(bench.ask(request(Method::POST, &clusters(), Some(&wrong))).await.unwrap().status().as_u16(), 202);
    assert!(bench.sandbox.faults().list().is_empty());
    let fates: Vec<Fate> =
        bench.sandbox.inspect(|cloud| cloud.clusters().iter().map(|one| one.created().fate).collect());
    assert_eq!(fates, [Fate::Runs, Fate::Fails]);
}

#[tokio::test]
async fn a_fate_for_any_request_waits_for_a_cluster() {
    let bench = Bench::new().await;
    bench.sandbox.faults().add("any:defer".parse().unwrap());
    bench.ask(bench.request(Op::Firewall).0).await.unwrap();
    assert_eq!(bench.sandbox.faults().list().len(), 1);
    bench.ask(bench.request(Op::Create).0).await.unwrap();
    assert!(bench.sandbox.faults().list().is_empty());
}

/// A restore makes a cluster, and so it is hit as a create is.
#[tokio::test]
async fn a_restore_is_a_create() {
    let users = vec![User { name: "u".to_owned(), key: Secret::new("k"), rights: Rights::Full }];
    let options = CloudOptions { seed: 1, speed: Speed::LIFE, rate: Rate::Off, accounts: vec![Account { users }] };
    let now = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&now);
    let sandbox = Sandbox::new(Cloud::new(options), Arc::new(move || clock.load(Ordering::Relaxed)));
    let path = format!("{BASE}/resources/applications/cassandra/clusters/v2");
    let created =
        sandbox.clone().oneshot(request(Method::POST, &path, Some(&cassandra_create("source")))).await.unwrap();
    let created: Value = serde_json::from_slice(created.body()).unwrap();
    now.store(7_200_000, Ordering::Relaxed);
    sandbox.faults().add("create:lose-answer".parse().unwrap());
    sandbox.faults().add("create:stuck".parse().unwrap());
    let restore = format!("{BASE}/operations/applications/cassandra/restore/v2");
    let body = json!({ "clusterId": created["id"] });
    assert_eq!(sandbox.clone().oneshot(request(Method::POST, &restore, Some(&body))).await.unwrap_err(), Closed);
    assert_eq!(
        sandbox.inspect(|cloud| cloud.clusters().iter().map(|one| one.created().fate).collect::<Vec<_>>()),
        [Fate::Runs, Fate::Sticks]
    );
}
