//! The sandbox behind real sockets on loopback: answers, closed connections, restarts, and the one that comes with a home.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "the whole file is tests; clippy knows only #[test] functions"
)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use instaclustr_api::Secret;
use serde_json::Value;
use slipway_sandbox::Endpoint;
use slipway_sandbox::cloud::Speed;
use slipway_sandbox::embedded::{Keeper, KeeperOptions};
use slipway_sandbox::standalone::{StandaloneError, StandaloneOptions, run};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const KAFKA: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v2";
const LIST: &str = "/cluster-management/v2/data-sources/clusters/v2";
const CREATE: &str = r#"{"name":"demo-kafka","kafkaVersion":"4.1.2","slaTier":"NON_PRODUCTION","privateNetworkCluster":false,
 "pciComplianceMode":false,"clientToClusterEncryption":false,"allowDeleteTopics":true,"autoCreateTopics":true,
 "defaultReplicationFactor":3,"defaultNumberOfPartitions":3,
 "dataCentres":[{"name":"AWS_VPC_US_EAST_1","cloudProvider":"AWS_VPC","region":"US_EAST_1",
   "network":"10.0.0.0/16","nodeSize":"KFK-DEV-t4g.small-5","numberOfNodes":3}]}"#;

/// A sandbox that runs until it is told to stop.
struct Running {
    endpoint: Endpoint,
    stop: oneshot::Sender<()>,
    done: JoinHandle<Result<(), StandaloneError>>,
}

async fn started(options: StandaloneOptions) -> Running {
    let (tell, told) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let ready = move |endpoint: &Endpoint| tell.send(endpoint.clone()).ok().unwrap();
    let done = tokio::spawn(async move {
        let stopped = async {
            stopped.await.ok();
        };
        run(options, ready, stopped).await
    });
    Running { endpoint: told.await.unwrap(), stop, done }
}

impl Running {
    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.done.await.unwrap().unwrap();
    }
}

/// Sends one request over a connection of its own and returns every byte that comes back.
async fn ask(endpoint: &Endpoint, method: &str, path: &str, body: &str) -> std::io::Result<String> {
    let address = endpoint.url.strip_prefix("http://").unwrap().to_owned();
    let login = format!("{}:{}", endpoint.user, endpoint.key.expose());
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nauthorization: Instaclustr-Terraform {login}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let exchange = move || {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    tokio::task::spawn_blocking(exchange).await.unwrap()
}

async fn clusters(endpoint: &Endpoint) -> Vec<Value> {
    let answer = ask(endpoint, "GET", LIST, "").await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    serde_json::from_str::<Value>(body).unwrap()[0]["clusters"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_lost_answer_is_a_connection_without_a_byte_and_a_cluster_that_is_there() {
    let faults = vec!["create:lose-answer".parse().unwrap(), "create:drop".parse().unwrap()];
    let sandbox = started(StandaloneOptions { faults, ..StandaloneOptions::default() }).await;
    let lost = ask(&sandbox.endpoint, "POST", KAFKA, CREATE).await;
    assert_eq!(lost.unwrap_or_default(), "");
    assert_eq!(clusters(&sandbox.endpoint).await.len(), 1);
    let dropped = ask(&sandbox.endpoint, "POST", KAFKA, CREATE).await;
    assert_eq!(dropped.unwrap_or_default(), "");
    assert_eq!(clusters(&sandbox.endpoint).await.len(), 1);
    let answer = ask(&sandbox.endpoint, "POST", KAFKA, CREATE).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 202 Accepted"), "{answer}");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_sandbox_that_begins_again_has_every_cluster_it_answered_for() {
    let directory = tempfile::tempdir().unwrap();
    let options = || StandaloneOptions { state: Some(directory.path().to_owned()), ..StandaloneOptions::default() };
    let first = started(options()).await;
    let answer = ask(&first.endpoint, "POST", KAFKA, CREATE).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 202 Accepted"), "{answer}");
    let before = clusters(&first.endpoint).await;
    let key = first.endpoint.key.clone();

    let second = run(options(), |_| {}, std::future::pending()).await;
    assert!(matches!(second, Err(StandaloneError::StateInUse(_))));

    // Nothing is saved at the end: dropping the task is what a kill leaves behind.
    first.done.abort();
    first.done.await.unwrap_err();
    let again = started(options()).await;
    assert!(again.endpoint.key == key);
    assert_eq!(clusters(&again.endpoint).await, before);
    again.stop().await;
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let sandbox = started(StandaloneOptions { key: Some(Secret::new("k")), ..StandaloneOptions::default() }).await;
    let body = " ".repeat(1024 * 1024 + 1);
    let answer = ask(&sandbox.endpoint, "POST", KAFKA, &body).await.unwrap_or_default();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_taken_port_is_said() {
    let first = started(StandaloneOptions::default()).await;
    let listen = first.endpoint.url.strip_prefix("http://").unwrap().parse().unwrap();
    let second =
        run(StandaloneOptions { listen, ..StandaloneOptions::default() }, |_| {}, std::future::pending()).await;
    assert!(matches!(second, Err(StandaloneError::Listen { .. })));
    first.stop().await;
}

const DOCUMENT: &str = "/cluster-management/v2/swagger-for-terraform.yaml";

#[tokio::test]
async fn the_document_is_served_to_strangers_with_this_sandbox_as_its_server() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("api.yaml");
    std::fs::write(&file, "swagger: \"2.0\"\nhost: api.example\nschemes:\n- https\npaths: {}\n").unwrap();
    let sandbox = started(StandaloneOptions { openapi: Some(file.clone()), ..StandaloneOptions::default() }).await;
    let stranger = Endpoint { key: Secret::new("wrong"), ..sandbox.endpoint.clone() };
    let answer = ask(&stranger, "GET", DOCUMENT, "").await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK") && head.contains("application/yaml"), "{head}");
    let authority = sandbox.endpoint.url.strip_prefix("http://").unwrap();
    assert_eq!(body, format!("swagger: \"2.0\"\nhost: \"{authority}\"\nschemes:\n- http\npaths: {{}}\n"));
    sandbox.stop().await;

    let without = started(StandaloneOptions::default()).await;
    assert!(ask(&without.endpoint, "GET", DOCUMENT, "").await.unwrap().starts_with("HTTP/1.1 404"));
    without.stop().await;
    std::fs::write(&file, "a: b\n").unwrap();
    let options = StandaloneOptions { openapi: Some(file), ..StandaloneOptions::default() };
    let refused = run(options, |_| {}, std::future::pending()).await;
    assert!(matches!(refused, Err(StandaloneError::Document { .. })));
}

#[tokio::test]
async fn further_logins_share_an_account_or_have_their_own() {
    let logins = ["amy:k2", "other/bob:k3", "look:k4:read-only"].map(|text| text.parse().unwrap());
    let options = StandaloneOptions { logins: logins.into(), ..StandaloneOptions::default() };
    let sandbox = started(options).await;
    let login =
        |user: &str, key: &str| Endpoint { user: user.to_owned(), key: Secret::new(key), ..sandbox.endpoint.clone() };
    ask(&login("amy", "k2"), "POST", KAFKA, CREATE).await.unwrap();
    assert_eq!(clusters(&sandbox.endpoint).await.len(), 1);
    assert_eq!(clusters(&login("look", "k4")).await.len(), 1);
    assert_eq!(clusters(&login("bob", "k3")).await.len(), 0);
    let refused = ask(&login("look", "k4"), "POST", KAFKA, CREATE).await.unwrap();
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    sandbox.stop().await;
}

fn keeper_options() -> KeeperOptions {
    KeeperOptions { speed: Speed::EMBEDDED, clock: Arc::new(|| 1_795_564_800_000), ..KeeperOptions::default() }
}

async fn kept(home: &Path) -> Keeper {
    Keeper::start(home, keeper_options()).await.unwrap()
}

#[tokio::test]
async fn two_processes_on_one_home_use_one_sandbox() {
    let home = tempfile::tempdir().unwrap();
    let first = kept(home.path()).await;
    let second = kept(home.path()).await;
    let endpoint = first.endpoint().unwrap();
    assert_eq!(endpoint.url, second.endpoint().unwrap().url);
    ask(&endpoint, "POST", KAFKA, CREATE).await.unwrap();
    assert_eq!(clusters(&second.endpoint().unwrap()).await.len(), 1);
}

#[tokio::test]
async fn the_other_process_takes_over_with_the_same_clusters_at_the_same_address() {
    let home = tempfile::tempdir().unwrap();
    let first = kept(home.path()).await;
    let second = kept(home.path()).await;
    let endpoint = first.endpoint().unwrap();
    ask(&endpoint, "POST", KAFKA, CREATE).await.unwrap();
    drop(first);
    second.serves_itself().await;
    assert_eq!(second.endpoint().unwrap().url, endpoint.url);
    assert_eq!(clusters(&endpoint).await.len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_address_and_the_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().unwrap();
    let keeper = kept(home.path()).await;
    let mode = |path: &str| std::fs::metadata(home.path().join(path)).unwrap().permissions().mode() & 0o777;
    for file in ["address.json", "key", "journal.jsonl"] {
        assert_eq!(mode(&format!("sandbox/{file}")), 0o600, "{file}");
    }
    assert_eq!(mode("sandbox"), 0o700);
    drop(keeper);
}
