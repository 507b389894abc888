//! A survey of an account, and the provider's document at the test of one: a whole engine, a provider in this process,
//! and paused time.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use instaclustr_api::{Link, Transport, TransportError};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use slipway_engine::api::*;
use slipway_engine::edges::Network;
use slipway_engine::secrets::{MemorySecrets, Secret};
use slipway_engine::time::{Clock, Timestamp};
use slipway_engine::{Edges, Engine, Options};

const KAFKA: &str = "c0ffee00-0000-4000-8000-000000000001";
const CASSANDRA: &str = "c0ffee00-0000-4000-8000-000000000002";
const CENTRE: &str = "dc0ffee0-0000-4000-8000-000000000003";
const ACCOUNT: &str = "acc0ffee-0000-4000-8000-000000000004";
const NAME: &str = "orders-of-acme";
const PROJECT: &str = "ACME_SECRET_PROJECT";
const TAG: &str = "acme-tag-name";
const PASSWORD: &str = "p4ssword-of-acme";
const KEY: &str = "k3y-of-acme";
const REAL: &str = "https://api.acme.example";

/// What is the account's own, and must be in no report.
const OWN: [&str; 14] = [
    KAFKA,
    CASSANDRA,
    CENTRE,
    ACCOUNT,
    NAME,
    PROJECT,
    TAG,
    PASSWORD,
    KEY,
    "203.0.113.77",
    "10.77.0.0",
    "acme.example",
    "own-label",
    "own-user",
];

const DOCUMENT: &str = r##"
swagger: "2.0"
info: {title: Example, version: 7.7.7}
paths:
  /cluster-management/v2/resources/applications/kafka/clusters/v3:
    post:
      parameters: [{in: body, name: body, schema: {$ref: "#/definitions/Kafka"}}]
      responses: {"202": {schema: {$ref: "#/definitions/Kafka"}}}
definitions:
  Kafka: {properties: {name: {type: string}, fieldOfLater: {type: string}}}
"##;

/// A request as it came: when, its line, whether it bore a key.
struct Asked {
    at: tokio::time::Instant,
    line: String,
    with_key: bool,
}

/// A provider whose account has a Kafka and a Cassandra cluster.
#[derive(Clone, Default)]
struct Provider {
    asked: Arc<Mutex<Vec<Asked>>>,
    silent: bool,
    without_document: bool,
}

impl Provider {
    fn lines(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| asked.line.clone()).collect()
    }

    fn answer(&self, path: &str) -> (u16, String) {
        let found = |json: Value| (200, json.to_string());
        let last = path.rsplit('/').next().unwrap();
        if path.ends_with("swagger-for-terraform.yaml") {
            if self.without_document { (404, String::new()) } else { (200, DOCUMENT.to_owned()) }
        } else if path.ends_with("/data-sources/clusters/v2") {
            found(json!([{"accountId": ACCOUNT, "clusters": [
                {"id": KAFKA, "application": "KAFKA"}, {"id": CASSANDRA, "application": "APACHE_CASSANDRA"}]}]))
        } else if path.contains("/clusters/v3/") {
            (404, json!({"message": format!("no cluster {KAFKA} of {NAME}")}).to_string())
        } else if path.contains("list-backups") {
            found(json!({"id": CASSANDRA, "name": NAME, "clusterDataCentres": []}))
        } else if path.contains("/clusters/v2/") {
            found(
                json!({"id": last, "name": NAME, "status": "RUNNING", "defaultUserPassword": PASSWORD, TAG: {PROJECT: 1},
                "dataCentres": [{"id": CENTRE, "name": PROJECT, "status": "RUNNING", "network": "10.77.0.0/16",
                "tags": [{"key": TAG, "value": PROJECT}],
                "nodes": [{"publicAddress": "203.0.113.77", "nodeRoles": ["KAFKA_BROKER"]}]}]}),
            )
        } else if path.contains("/provisioning/v1/") {
            let body =
                json!({"username": NAME, "instaclustrUserPassword": PASSWORD, "tags": {"status": PROJECT, TAG: NAME}});
            (202, body.to_string())
        } else if path.contains("kafka_cluster") && path.ends_with("topics/v2") {
            found(json!([{"clusterId": KAFKA, "topicNames": [NAME]}]))
        } else if path.contains("kafka_cluster") && path.ends_with("users/v2") {
            found(json!([{"kafkaUsers": [{"id": format!("{KAFKA}_{NAME}"), "username": NAME}]}]))
        } else if path.contains("kafka/users/v2/") {
            found(json!({"id": format!("{KAFKA}_{NAME}"), "authMechanism": "SASL", "status": "NEWER_WORD"}))
        } else if path.contains("versions") {
            (200, "not json, but acme.example".to_owned())
        } else {
            (403, json!({"message": format!("{NAME} may not")}).to_string())
        }
    }
}

impl Transport for Provider {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let path = request.uri().path().to_owned();
        let at = tokio::time::Instant::now();
        let with_key = request.headers().contains_key("authorization");
        self.asked.lock().unwrap().push(Asked { at, line: format!("{} {path}", request.method()), with_key });
        let answer = if self.silent {
            Err(TransportError::NotSent { link: Link::Dns, message: "no such host acme.example".to_owned() })
        } else {
            let (status, body) = self.answer(path.trim_end_matches('/'));
            Ok(http::Response::builder().status(status).body(Bytes::from(body)).unwrap())
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Network for Provider {
    fn transport(&self, _url: &str) -> Result<Arc<dyn Transport>, Problem> {
        Ok(Arc::new(self.clone()))
    }
}

struct PausedClock(tokio::time::Instant);

impl Clock for PausedClock {
    fn now(&self) -> Timestamp {
        Timestamp(1_767_225_600_000 + i64::try_from(self.0.elapsed().as_millis()).unwrap())
    }
}

type Work = Pin<Box<dyn Future<Output = ()>>>;

/// An engine with one account at the provider.
struct Desk {
    engine: Engine,
    work: Work,
    account: AccountRef,
    home: tempfile::TempDir,
}

impl Desk {
    async fn open(provider: &Provider, url: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut edges = Edges::system();
        edges.clock = Arc::new(PausedClock(tokio::time::Instant::now()));
        edges.chance = Arc::new(Mutex::new(StdRng::seed_from_u64(1)));
        edges.secrets = Arc::new(MemorySecrets::default());
        edges.network = Arc::new(provider.clone());
        let options =
            Options { home: home.path().to_owned(), who: "test".to_owned(), drive: false, sandbox: None, edges };
        let (engine, owner) = Engine::parts(options).unwrap();
        let mut work: Work = Box::pin(owner.work());
        let save = engine.save_account(SaveAccount {
            id: None,
            label: "own-label".to_owned(),
            word: "OWN".to_owned(),
            colour: Colour::Moss,
            url: url.to_owned(),
            user: "own-user".to_owned(),
            key: KeySource::Keyring,
            secret: Some(Secret::new(KEY)),
            read_only: false,
            rate: None,
        });
        let id = beside(&mut work, save).await.unwrap().id;
        Self { engine, work, account: AccountRef { id }, home }
    }

    async fn survey(&mut self) -> Result<AccountSurvey, Problem> {
        beside(&mut self.work, self.engine.survey_account(self.account.clone())).await
    }

    async fn test(&mut self) -> AccountTest {
        beside(&mut self.work, self.engine.test_account(self.account.clone())).await.unwrap()
    }

    fn kept(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.home.path().join("documents")).into_iter().flatten();
        let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// What `call` gives while the engine works.
async fn beside<T>(work: &mut Work, call: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        () = work => panic!("the engine has ended"),
        answer = call => answer,
    }
}

#[tokio::test(start_paused = true)]
async fn no_value_of_the_accounts_own_is_in_a_survey() {
    let provider = Provider::default();
    let survey = Desk::open(&provider, REAL).await.survey().await.unwrap();
    let told = serde_json::to_string(&survey).unwrap();
    for own in OWN {
        assert!(!told.contains(own), "{own} is in {told}");
    }
    // And yet it tells something, and the provider was asked with these very values.
    let asked = provider.lines().join("\n");
    assert!(asked.contains(KAFKA) && asked.contains(CASSANDRA) && asked.contains(NAME), "{asked}");
    assert!(told.contains("RUNNING") && told.contains("NEWER_WORD") && told.contains("fieldOfLater"), "{told}");
}

#[tokio::test(start_paused = true)]
async fn a_survey_tells_code_and_shape_of_each_path_and_the_differences() {
    let survey = Desk::open(&Provider::default(), REAL).await.survey().await.unwrap();
    let look = |what: &str| survey.looks.iter().find(|look| look.what == what).unwrap();
    let cluster = look("Cassandra cluster");
    assert_eq!((cluster.code, cluster.note.as_deref()), (Some(200), None));
    assert!(cluster.shape.contains(&"dataCentres[].nodes[].nodeRoles[]: text KAFKA_BROKER".to_owned()), "{cluster:?}");
    assert_eq!(look("Kafka cluster v3").code, Some(404));
    assert_eq!(look("cluster credentials (v1)").code, Some(202));
    assert_eq!(look("versions of Kafka").note.as_deref(), Some("the answer is not JSON"));
    assert_eq!(look("set of firewall rules").code, Some(403));
    assert_eq!(look("peering at AWS").code, None, "there is none to read");
    let ProviderDocument::Compared { version, paths, differences, .. } = &survey.document else {
        panic!("{:?}", survey.document);
    };
    assert_eq!((version.as_deref(), *paths), (Some("7.7.7"), 1));
    assert!(differences.iter().any(|line| line.contains("clusters/v3 (Kafka cluster v3) was inferred, and is in it")));
}

#[tokio::test(start_paused = true)]
async fn a_survey_only_reads_and_asks_once_a_second() {
    let provider = Provider::default();
    Desk::open(&provider, REAL).await.survey().await.unwrap();
    let asked = provider.asked.lock().unwrap();
    assert!(asked.len() > 20, "{}", asked.len());
    assert!(asked.iter().all(|asked| asked.line.starts_with("GET ")));
    // Five at once after a rest, then one a second.
    let (first, last) = (asked.first().unwrap(), asked.last().unwrap());
    let seconds = (last.at - first.at).as_secs_f64();
    assert!(seconds >= asked.len() as f64 - 6.0, "{} requests in {seconds} s", asked.len());
}

#[tokio::test(start_paused = true)]
async fn without_a_document_the_survey_goes_on() {
    let provider = Provider { without_document: true, ..Provider::default() };
    let mut desk = Desk::open(&provider, REAL).await;
    let survey = desk.survey().await.unwrap();
    assert!(matches!(survey.document, ProviderDocument::Missing { code: Some(404), .. }));
    assert!(survey.looks.iter().any(|look| look.code == Some(200)));
    assert_eq!(desk.kept(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn where_the_provider_is_silent_the_problem_says_so_and_the_asking_ends() {
    let provider = Provider { silent: true, ..Provider::default() };
    let problem = Desk::open(&provider, REAL).await.survey().await.unwrap_err();
    assert_eq!(problem.code, ProblemCode::NotSent, "{problem:?}");
    assert!(provider.lines().len() <= 5, "{:?}", provider.lines());
}

#[tokio::test(start_paused = true)]
async fn a_test_at_a_real_host_keeps_the_document_fetched_without_the_key() {
    let provider = Provider::default();
    let mut desk = Desk::open(&provider, REAL).await;
    let test = desk.test().await;
    assert!(test.links.iter().all(|link| link.state != LinkState::Failed));
    let asked = provider.asked.lock().unwrap();
    let told: Vec<_> = asked.iter().map(|asked| (asked.line.rsplit('/').next().unwrap(), asked.with_key)).collect();
    assert_eq!(told, [("v2", true), ("swagger-for-terraform.yaml", false)]);
    assert_eq!(desk.kept(), ["api-api.acme.example.json", "api-api.acme.example.yaml"]);
    let read = |name: &str| std::fs::read_to_string(desk.home.path().join("documents").join(name)).unwrap();
    assert_eq!(read("api-api.acme.example.yaml"), DOCUMENT);
    let kept: Value = serde_json::from_str(&read("api-api.acme.example.json")).unwrap();
    assert!(kept["differences"].as_array().unwrap().iter().any(|of| of["kind"] == "pathConfirmed"), "{kept}");
}

#[tokio::test(start_paused = true)]
async fn a_test_at_this_computer_or_one_that_fails_fetches_nothing() {
    let provider = Provider::default();
    Desk::open(&provider, "http://127.0.0.1:9000").await.test().await;
    assert_eq!(provider.lines().len(), 1);
    let provider = Provider { silent: true, ..Provider::default() };
    Desk::open(&provider, REAL).await.test().await;
    assert_eq!(provider.lines().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_document_costs_a_token_and_waits_for_one() {
    let provider = Provider::default();
    let mut desk = Desk::open(&provider, REAL).await;
    let begun = tokio::time::Instant::now();
    // The list four times and the document once: the five that there are after a rest.
    for _ in 0..4 {
        desk.test().await;
    }
    assert!(begun.elapsed() < Duration::from_millis(600), "{:?}", begun.elapsed());
    assert_eq!(provider.lines().iter().filter(|line| line.ends_with(".yaml")).count(), 1, "once a day");
    desk.test().await;
    assert!(begun.elapsed() >= Duration::from_millis(900), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_the_document_says_reaches_the_test_the_review_and_the_timeline() {
    let provider = Provider::default();
    let mut desk = Desk::open(&provider, REAL).await;
    let Some(ProviderDocument::Compared { differences, .. }) = desk.test().await.document else { panic!() };
    let missing = |line: &&String| line.contains("POST") && line.contains("kafka/clusters/v2 ");
    assert!(differences.iter().find(missing).is_some(), "{differences:?}");
    // Kept: told again without asking again, and after a day asked again.
    assert!(matches!(desk.test().await.document, Some(ProviderDocument::Compared { .. })));
    tokio::time::advance(Duration::from_secs(24 * 60 * 60)).await;
    desk.test().await;
    assert_eq!(provider.lines().iter().filter(|line| line.ends_with(".yaml")).count(), 2);

    let ask = NewProfile { application: Application::Kafka };
    let mut draft = beside(&mut desk.work, desk.engine.new_profile(ask)).await.unwrap();
    draft.name = "orders".to_owned();
    draft.cluster_name = "orders".to_owned();
    let (account_id, profile_id) = (desk.account.id.clone(), None);
    let ask = ReviewAsk { drafts: vec![draft.clone()], profile_id: profile_id.clone(), account_id: account_id.clone() };
    let review = beside(&mut desk.work, desk.engine.review(ask)).await.unwrap();
    assert_eq!(review.notes.iter().filter(missing).count(), 1, "{:?}", review.notes);
    assert!(!review.notes.iter().any(|note| note.contains("clusters/v3 (")), "{:?}", review.notes);
    let ask = LaunchAsk {
        launch_id: "launch-1".into(),
        account_id,
        drafts: vec![draft],
        profile_id,
        accept_warnings: true,
        stop_on_refusal: false,
        delete_after_ms: None,
        open_to: Vec::new(),
    };
    let launched = beside(&mut desk.work, desk.engine.launch(ask)).await.unwrap();
    let ask = ListRunEvents { id: launched.runs[0].id.clone(), after: 0, limit: None };
    let events = beside(&mut desk.work, desk.engine.run_events(ask)).await.unwrap();
    let noted: Vec<_> = events.items.into_iter().filter(|event| event.kind == RunEventKind::Noted).collect();
    assert_eq!(noted.into_iter().map(|event| event.text).collect::<Vec<_>>(), review.notes);
}

#[tokio::test(start_paused = true)]
async fn what_another_version_compared_is_compared_anew() {
    let provider = Provider::default();
    let mut desk = Desk::open(&provider, REAL).await;
    desk.test().await;
    let file = desk.home.path().join("documents/api-api.acme.example.json");
    let mut kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    kept["by"] = json!("0.0.1");
    std::fs::write(&file, kept.to_string()).unwrap();
    desk.test().await;
    assert_eq!(provider.lines().iter().filter(|line| line.ends_with(".yaml")).count(), 2);
}
