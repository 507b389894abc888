//! Schemathesis against a sandbox behind a socket: requests made from the document, right ones and wrong ones.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use instaclustr_api::{Application, Client, ClusterBody, HttpOptions, HttpTransport, Secret, Transport};
use serde::Deserialize;
use slipway_sandbox::cloud::{Rate, Speed};
use slipway_sandbox::standalone::{self, StandaloneOptions};
use tokio::sync::oneshot;

use crate::document::{Document, Operation, skipped, tell};
use crate::ids::Ids;
use crate::likely::implemented;
use crate::{beyond, walk};

const TEST: &str = "schemathesis_finds_nothing";
/// Where the program is; `cargo xtask test schemathesis` installs it and says so.
const PROGRAM: &str = "SLIPWAY_SCHEMATHESIS";
const USER: &str = "schemathesis";
const KEY: &str = "schemathesis-key";
/// Nodes are replaced in a fifth of a second, so that both busy and idle clusters are met.
const SPEED: f64 = 5_000.0;
/// Clusters of each product at the start: enough that some are left when others were deleted.
const CLUSTERS: usize = 20;
/// How many of these may be deleted.
const DOOMED: usize = 5;
/// Requests made up for each operation in each phase. With this the whole takes one to two minutes.
const EXAMPLES: usize = 20;

/// What every answer is asked. That wrong requests are refused, and right ones taken, is not asked: the document knows
/// but a part of the rules.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

#[tokio::test]
async fn schemathesis_finds_nothing() {
    let Some(document) = Document::find(TEST) else { return };
    let Some(program) = std::env::var_os(PROGRAM).map(PathBuf::from) else {
        skipped(TEST, "no schemathesis (cargo xtask test schemathesis)");
        return;
    };
    let (url, _stop) = sandbox().await;
    let ids = made(&url).await;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schemathesis");
    std::fs::create_dir_all(&folder).unwrap();
    let place = folder.join("document.json");
    let mut exchanges = walk::all().await;
    exchanges.push(beyond::by_others());
    let document = implemented(&document, &ids, &exchanges);
    std::fs::write(&place, document.0.to_string()).unwrap();
    let report = folder.join("report.json");
    let mut command = Command::new(program);
    command.arg("run").arg(&place).args(["--url", &url, "--auth", &format!("{USER}:{KEY}")]);
    command.args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing,stateful", "--seed", "4"]);
    command.args(["--max-examples", &EXAMPLES.to_string(), "--continue-on-failure", "--request-timeout", "10"]);
    command.args(["--suppress-health-check", "all", "--no-color", "--report", "har", "--report-har-path"]).arg(&report);
    command.current_dir(&folder).stdin(Stdio::null());
    // The sandbox lives on this runtime, so its thread must not wait.
    let status = tokio::task::spawn_blocking(move || command.status()).await.unwrap().unwrap();
    assert!(status.success(), "{status}: what it found stands above");
    let unmet: Vec<String> = never_taken(&document, &ids, &report, &url);
    assert_eq!(unmet, [""; 0], "operations of which every request was refused: nothing is shown of their answers");
}

/// What it writes down of each request (HAR), as far as it is read here.
#[derive(Deserialize)]
struct Report {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    request: Asked,
    response: Answered,
}

#[derive(Deserialize)]
struct Asked {
    method: String,
    url: String,
}

#[derive(Deserialize)]
struct Answered {
    status: u16,
}

/// The operations of which no request was taken. One whose parameters `ids` does not know is not among them: whether
/// something of its kind was made before, and is still there, is left to chance. Such ones are told.
fn never_taken(document: &Document, ids: &Ids, report: &Path, url: &str) -> Vec<String> {
    let report: Report = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let taken = report.log.entries.iter().filter(|entry| (200..300).contains(&entry.response.status));
    let taken: BTreeSet<(&str, &str)> = taken
        .filter_map(|entry| {
            let path = entry.request.url.strip_prefix(url)?;
            Some((entry.request.method.as_str(), path.split('?').next().unwrap_or_default()))
        })
        .collect();
    let may_be_met = |operation: &Operation| {
        let mut parameters = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        parameters.all(|name| ids.schema_for(&operation.name(), name).is_some())
    };
    let is_met = |operation: &Operation| taken.iter().any(|(method, path)| operation.takes(method, path));
    let unmet = document.operations().into_iter().filter(|operation| !is_met(operation));
    let (unmet, by_chance): (Vec<_>, Vec<_>) = unmet.partition(may_be_met);
    for operation in by_chance {
        tell(&format!("{TEST}: no request was taken, which is not asked: {}", operation.name()));
    }
    unmet.iter().map(Operation::name).collect()
}

/// A sandbox as `slipway sandbox` runs it, until the second is dropped.
async fn sandbox() -> (String, oneshot::Sender<()>) {
    let options = StandaloneOptions {
        user: USER.to_owned(),
        key: Some(Secret::new(KEY)),
        speed: Speed::new(SPEED).unwrap(),
        rate: Rate::Off,
        seed: Some(4),
        ..StandaloneOptions::default()
    };
    let (told, ready) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let ready = move |endpoint: &slipway_sandbox::Endpoint| told.send(endpoint.url.clone()).unwrap();
        let stop = async {
            let _ = stopped.await;
        };
        standalone::run(options, ready, stop).await.unwrap();
    });
    (ready.await.unwrap(), stop)
}

/// What is there at the start.
async fn made(url: &str) -> Ids {
    let transport = Arc::new(HttpTransport::new(HttpOptions::default()).unwrap());
    let client = Client::new(url, USER, Secret::new(KEY), Arc::clone(&transport) as Arc<dyn Transport>).unwrap();
    let mut ids = Ids::default();
    for application in Application::ALL {
        let body = match application {
            Application::Kafka => walk::kafka().to_json(),
            Application::Cassandra => walk::cassandra().to_json(),
        };
        for number in 0..CLUSTERS {
            let cluster = client.create_cluster(application, &body).await.unwrap().cluster;
            let list = match application {
                _ if number < DOOMED => &mut ids.doomed,
                Application::Kafka => &mut ids.kafka,
                Application::Cassandra => &mut ids.cassandra,
            };
            list.push(cluster.id);
            if number >= DOOMED {
                ids.data_centres.extend(cluster.data_centres.into_iter().map(|data_centre| ("aws", data_centre.id)));
            }
        }
    }
    for (cloud, body) in [("gcp", walk::at_google()), ("azure", walk::at_microsoft())] {
        let cluster = client.create(&body).await.unwrap().cluster;
        ids.data_centres.extend(cluster.data_centres.into_iter().map(|data_centre| (cloud, data_centre.id)));
        ids.kafka.push(cluster.id);
    }
    plan_maintenance(&*transport, url, &ids.cassandra[0]).await;
    let planned = client.list_upcoming_maintenance(&ids.cassandra[0]).await.unwrap();
    ids.events.extend(planned.into_iter().map(|event| event.id));
    ids
}

/// What the provider's people do, not the API; a day ahead.
async fn plan_maintenance(transport: &dyn Transport, url: &str, cluster: &str) {
    let request = http::Request::post(format!("{url}/sandbox/clusters/{cluster}/maintenance-events"))
        .header(AUTHORIZATION, format!("Instaclustr-Terraform {USER}:{KEY}"))
        .header(CONTENT_TYPE, "application/json")
        .body(Bytes::from_static(br#"{"startsInSeconds":86400}"#))
        .unwrap();
    let answer = transport.send(request).await.unwrap();
    assert!(answer.status().is_success(), "{answer:?}");
}
