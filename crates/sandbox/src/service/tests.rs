//! What a program in the same process sees: faults, the sandbox's own paths, the journal, and what a request costs.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use instaclustr_api::{Secret, ServiceTransport, Transport as _, TransportError};
use tower::ServiceExt as _;

use super::*;
use crate::cloud::{Account, CloudOptions, Phase, Rate, Record, Speed, User};
use crate::testing::kafka_create;

const KAFKA: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v2";
const LIST: &str = "/cluster-management/v2/data-sources/clusters/v2";

fn options() -> CloudOptions {
    let users = vec![
        User { name: "u".to_owned(), key: Secret::new("k"), rights: Rights::Full },
        User { name: "u".to_owned(), key: Secret::new("r"), rights: Rights::ReadOnly },
    ];
    CloudOptions { seed: 1, speed: Speed::LIFE, rate: Rate::Off, accounts: vec![Account { users }] }
}

/// A clock that stands still at 0.
fn still() -> Clock {
    Arc::new(|| 0)
}

/// The clock of a runtime whose time is paused.
fn paused() -> Clock {
    let start = tokio::time::Instant::now();
    Arc::new(move || i64::try_from(start.elapsed().as_millis()).unwrap())
}

fn sandbox(faults: &[&str], clock: Clock) -> Sandbox {
    let sandbox = Sandbox::new(Cloud::new(options()), clock);
    faults.iter().for_each(|fault| sandbox.faults().add(fault.parse().unwrap()));
    sandbox
}

fn request(method: Method, path: &str, key: &str, body: &str) -> Request<Bytes> {
    let builder = Request::builder().method(method).uri(path).header("content-type", "application/json");
    let builder = builder.header("authorization", format!("Instaclustr-Terraform u:{key}"));
    builder.body(Bytes::from(body.to_owned())).unwrap()
}

fn create() -> Request<Bytes> {
    request(Method::POST, KAFKA, "k", &kafka_create("demo").to_string())
}

async fn ask(sandbox: &Sandbox, request: Request<Bytes>) -> Result<Response<Bytes>, Closed> {
    sandbox.clone().oneshot(request).await
}

fn cluster_count(sandbox: &Sandbox) -> usize {
    sandbox.inspect(|cloud| cloud.clusters().len())
}

#[tokio::test]
async fn each_fault_does_the_work_or_not_and_answers_as_it_says() {
    let table: [(&str, usize, Option<u16>); 9] = [
        ("create:lose-answer", 1, None),
        ("create:drop", 0, None),
        ("any:drop", 0, None),
        ("create:status=503", 0, Some(503)),
        ("create:status=429", 0, Some(429)),
        ("create:after-status=502", 1, Some(502)),
        ("create:garbage", 0, Some(200)),
        ("create:after-garbage", 1, Some(200)),
        ("read:drop", 1, Some(202)),
    ];
    for (fault, clusters, status) in table {
        let sandbox = sandbox(&[fault], still());
        let answer = ask(&sandbox, create()).await;
        assert_eq!(answer.as_ref().ok().map(|answer| answer.status().as_u16()), status, "{fault}");
        assert_eq!(cluster_count(&sandbox), clusters, "{fault}");
        if status == Some(200) {
            assert!(serde_json::from_slice::<Value>(answer.unwrap().body()).is_err());
        } else if status == Some(429) {
            assert!(answer.unwrap().body().is_empty());
        }
        if !fault.starts_with("read") {
            assert!(sandbox.faults().list().is_empty());
            assert_eq!(ask(&sandbox, create()).await.unwrap().status(), StatusCode::ACCEPTED, "{fault} hit twice");
        }
    }
}

#[tokio::test]
async fn a_closed_connection_may_have_been_sent() {
    let transport = ServiceTransport::new(sandbox(&["create:lose-answer"], still()));
    assert!(matches!(transport.send(create()).await, Err(TransportError::MaybeSent { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_stalled_create_is_done_at_once_and_answered_later() {
    let sandbox = sandbox(&["create:stall=30"], paused());
    let gave_up = tokio::time::timeout(Duration::from_secs(29), ask(&sandbox, create())).await;
    assert!(gave_up.is_err());
    assert_eq!(cluster_count(&sandbox), 1);
    sandbox.faults().add("create:stall=30".parse().unwrap());
    let before = tokio::time::Instant::now();
    assert_eq!(ask(&sandbox, create()).await.unwrap().status(), StatusCode::ACCEPTED);
    assert_eq!(before.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_cluster_comes_up_as_the_paused_time_is_moved() {
    let sandbox = sandbox(&[], paused());
    ask(&sandbox, create()).await.unwrap();
    tokio::time::advance(Duration::from_secs(600)).await;
    assert!(sandbox.inspect(|cloud| cloud.clusters()[0].phase(cloud.now_ms()) == Phase::Running));
}

#[tokio::test]
async fn faults_are_armed_and_requests_counted_over_http() {
    let sandbox = sandbox(&[], still());
    let arm = |text: &str| request(Method::POST, "/sandbox/faults", "k", &json!({ "fault": text }).to_string());
    let answer = ask(&sandbox, arm("create:lose-answer:2")).await.unwrap();
    assert_eq!(answer.body(), r#"{"faults":["create:lose-answer:2"]}"#);
    assert_eq!(ask(&sandbox, create()).await.unwrap_err(), Closed);
    let counts = ask(&sandbox, request(Method::GET, "/sandbox/counts", "k", "")).await.unwrap();
    assert_eq!(
        counts.body(),
        r#"{"create":1,"read":0,"list":0,"update":0,"delete":0,"firewall":0,"catalogue":0,"other":0}"#
    );
    assert_eq!(ask(&sandbox, arm("create:explode")).await.unwrap().status(), StatusCode::BAD_REQUEST);
    let clear = request(Method::DELETE, "/sandbox/faults", "k", "");
    assert_eq!(ask(&sandbox, clear).await.unwrap().status(), StatusCode::NO_CONTENT);
    assert!(sandbox.faults().list().is_empty());
}

#[tokio::test]
async fn the_sandboxs_own_paths_want_a_full_key() {
    let sandbox = sandbox(&["any:drop:*"], still());
    for (key, status) in [("wrong", 401), ("r", 403), ("k", 200)] {
        let answer = ask(&sandbox, request(Method::GET, "/sandbox/counts", key, "")).await.unwrap();
        assert_eq!(answer.status().as_u16(), status);
    }
}

#[tokio::test]
async fn a_change_is_on_disk_before_its_answer_leaves() {
    let directory = tempfile::tempdir().unwrap();
    let cloud = Cloud::new(options());
    let journal = Journal::begin(directory.path(), &cloud.snapshot()).unwrap();
    let sandbox = Sandbox::with_journal(cloud, journal, still());
    sandbox.faults().add("create:lose-answer".parse().unwrap());
    assert_eq!(ask(&sandbox, create()).await.unwrap_err(), Closed);
    let records = Journal::read(directory.path()).unwrap();
    assert!(matches!(records.as_slice(), [Record::Start { .. }, Record::Created(_)]));
    let again = Cloud::restored(options(), records).unwrap();
    assert_eq!(again.snapshot(), sandbox.inspect(Cloud::snapshot));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_change_that_cannot_be_written_is_not_made() {
    let sandbox = Sandbox::with_journal(Cloud::new(options()), Journal::on_a_full_disk().unwrap(), still());
    sandbox.faults().add("create:fail".parse().unwrap());
    assert_eq!(ask(&sandbox, create()).await.unwrap().status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(cluster_count(&sandbox), 0);
    assert_eq!(sandbox.faults().list().len(), 1, "the fate waits for a cluster that is made");
}

#[tokio::test]
async fn what_is_asked_for_by_name_and_path_is_the_same_with_a_slash() {
    let sandbox = sandbox(&[], still());
    for path in [KAFKA.to_owned(), format!("{KAFKA}/")] {
        let create = request(Method::POST, &path, "k", &kafka_create("demo").to_string());
        assert_eq!(ask(&sandbox, create).await.unwrap().status(), StatusCode::ACCEPTED);
    }
    let list = ask(&sandbox, request(Method::GET, &format!("{LIST}/?search=name:demo"), "k", "")).await.unwrap();
    let list: Value = serde_json::from_slice(list.body()).unwrap();
    assert_eq!(list[0]["clusters"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_limits_are_set_over_http() {
    let sandbox = sandbox(&[], still());
    let set = |body: &str| request(Method::PUT, "/sandbox/limits", "k", body);
    let answer = ask(&sandbox, set(r#"{"user": 1}"#)).await.unwrap();
    assert_eq!(answer.body(), r#"{"user":1,"account":"off"}"#);
    assert_eq!(ask(&sandbox, request(Method::GET, LIST, "k", "")).await.unwrap().status(), StatusCode::OK);
    let second = ask(&sandbox, request(Method::GET, LIST, "k", "")).await.unwrap();
    assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
    for body in ["{", r#"{"user": 0}"#, r#"{"account": "fast"}"#, r#"{"user": 1.5}"#] {
        assert_eq!(ask(&sandbox, set(body)).await.unwrap().status(), StatusCode::BAD_REQUEST, "{body}");
    }
    let answer = ask(&sandbox, set(r#"{"user": "off", "account": 7}"#)).await.unwrap();
    assert_eq!(answer.body(), r#"{"user":"off","account":7}"#);
}

/// Clients ask far more often than clusters change.
#[tokio::test]
async fn reading_a_cluster_again_makes_no_new_answer() {
    let now = Arc::new(AtomicI64::new(0));
    let clock = Arc::clone(&now);
    let sandbox = sandbox(&[], Arc::new(move || clock.load(Ordering::Relaxed)));
    let created: Value = serde_json::from_slice(ask(&sandbox, create()).await.unwrap().body()).unwrap();
    let read = || request(Method::GET, &format!("{KAFKA}/{}", created["id"].as_str().unwrap()), "k", "");
    now.store(600_000, Ordering::Relaxed);
    let first = ask(&sandbox, read()).await.unwrap().into_body();
    now.store(900_000, Ordering::Relaxed);
    let second = ask(&sandbox, read()).await.unwrap().into_body();
    assert_eq!(first.as_ptr(), second.as_ptr());
}
