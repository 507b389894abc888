//! Schemathesis against a sandbox behind a socket: requests made from the document, right ones and wrong ones.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use instaclustr_api::{Application, Client, ClusterBody, HttpOptions, HttpTransport, Secret};
use slipway_sandbox::cloud::{Rate, Speed};
use slipway_sandbox::standalone::{self, StandaloneOptions};
use tokio::sync::oneshot;

use crate::document::{Document, skipped};
use crate::likely::{Ids, implemented};
use crate::walk;

const TEST: &str = "schemathesis_finds_nothing";
/// Where the program is; `cargo xtask test schemathesis` installs it and says so.
const PROGRAM: &str = "SLIPWAY_SCHEMATHESIS";
const USER: &str = "schemathesis";
const KEY: &str = "schemathesis-key";
/// A cluster comes up in about a second, so that both busy and idle ones are met.
const SPEED: f64 = 500.0;
/// Clusters of each product at the start: enough that some are left when others were deleted.
const CLUSTERS: usize = 20;
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
    std::fs::write(&place, implemented(&document, &ids, &walk::all().await).to_string()).unwrap();
    let mut command = Command::new(program);
    command.arg("run").arg(&place).args(["--url", &url, "--auth", &format!("{USER}:{KEY}")]);
    command.args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing,stateful", "--seed", "4"]);
    command.args(["--max-examples", &EXAMPLES.to_string(), "--continue-on-failure", "--request-timeout", "10"]);
    command.args(["--suppress-health-check", "all", "--no-color"]);
    command.current_dir(&folder).stdin(Stdio::null());
    // The sandbox lives on this runtime, so its thread must not wait.
    let status = tokio::task::spawn_blocking(move || command.status()).await.unwrap().unwrap();
    assert!(status.success(), "{status}: what it found stands above");
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

/// Clusters that are there at the start.
async fn made(url: &str) -> Ids {
    let transport = Arc::new(HttpTransport::new(HttpOptions::default()).unwrap());
    let client = Client::new(url, USER, Secret::new(KEY), transport).unwrap();
    let mut ids = Ids { clusters: Vec::new(), data_centres: Vec::new() };
    for (application, body) in
        [(Application::Kafka, walk::kafka().to_json()), (Application::Cassandra, walk::cassandra().to_json())]
    {
        for _ in 0..CLUSTERS {
            let cluster = client.create_cluster(application, &body).await.unwrap().cluster;
            ids.data_centres.extend(cluster.data_centres.into_iter().map(|data_centre| data_centre.id));
            ids.clusters.push(cluster.id);
        }
    }
    ids
}
