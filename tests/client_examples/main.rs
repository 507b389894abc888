//! The examples of `instaclustr-api`, run as a reader would run them, against a sandbox behind a socket.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use instaclustr_api::Secret;
use slipway_sandbox::cloud::{Rate, Speed};
use slipway_sandbox::standalone::{self, StandaloneOptions};
use tokio::process::Command;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const USER: &str = "examples";
const KEY: &str = "examples-key";
/// What takes the provider an hour is over in some milliseconds.
const SPEED: f64 = 1_000_000.0;
/// Seconds between two looks.
const PAUSE: &str = "0.05";
const DOCUMENT: &str = "swagger: '2.0'\nhost: api.instaclustr.com\nschemes: [https]\npaths: {/a: {get: {}}}\n";

/// `target/debug/deps/client_examples-…` → `target/debug/examples`, where cargo puts them.
fn built() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.parent().and_then(Path::parent).unwrap().join("examples")
}

/// The examples that there are, by their source.
fn all() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("crates/instaclustr-api/examples");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let sources = paths.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    sources.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

fn binary(example: &str) -> PathBuf {
    built().join(format!("{example}{}", std::env::consts::EXE_SUFFIX))
}

/// Runs examples, and remembers which.
struct Reader {
    url: String,
    ran: BTreeSet<String>,
}

impl Reader {
    /// Runs one to its end, which has to be a good one; `wanted` is its main line, or a part of it. Gives back its last.
    async fn runs(&mut self, example: &str, arguments: &[&str], wanted: &str) -> String {
        let mut command = Command::new(binary(example));
        command.args(arguments).stdin(Stdio::null()).kill_on_drop(true);
        command.env("IC_API_URL", &self.url).env("IC_USERNAME", USER).env("IC_API_KEY", KEY);
        command.env("IC_PAUSE", PAUSE).env("NEW_PASSWORD", "a-long-password");
        let output = command.output().await.unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{example} {arguments:?}: {output:?}");
        assert!(text.lines().any(|line| line.contains(wanted)), "{example} {arguments:?} says no {wanted:?}: {text}");
        self.ran.insert(example.to_owned());
        text.lines().last().unwrap().to_owned()
    }
}

/// A sandbox on the state in a folder, which holds the document that it serves, too.
struct Running {
    url: String,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Running {
    async fn start(folder: &Path, speed: Speed) -> Self {
        let document = folder.join("document.yaml");
        std::fs::write(&document, DOCUMENT).unwrap();
        let options = StandaloneOptions {
            user: USER.to_owned(),
            key: Some(Secret::new(KEY)),
            speed,
            rate: Rate::Off,
            openapi: Some(document),
            state: Some(folder.join("state")),
            seed: Some(4),
            ..StandaloneOptions::default()
        };
        let (told, ready) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let ended = tokio::spawn(async move {
            let ready = move |endpoint: &slipway_sandbox::Endpoint| told.send(endpoint.url.clone()).unwrap();
            let stop = async {
                let _ = stopped.await;
            };
            standalone::run(options, ready, stop).await.unwrap();
        });
        Self { url: ready.await.unwrap(), stop, ended }
    }

    async fn stop(self) {
        drop(self.stop);
        self.ended.await.unwrap();
    }
}

#[tokio::test]
async fn every_example_does_what_it_says() {
    let missing: Vec<String> = all().into_iter().filter(|example| !binary(example).exists()).collect();
    // The whole run builds them, and names the program under test.
    if !missing.is_empty() && std::env::var_os("SLIPWAY_BIN").is_none() {
        let line = format!("skipped: every_example_does_what_it_says: not built: {}\n", missing.join(", "));
        std::io::stderr().write_all(line.as_bytes()).unwrap();
        return;
    }
    assert_eq!(missing, [""; 0], "examples that are not built");

    let folder = tempfile::tempdir().unwrap();
    let sandbox = Running::start(folder.path(), Speed::new(SPEED).unwrap()).await;
    let mut reader = Reader { url: sandbox.url.clone(), ran: BTreeSet::new() };

    let kafka = reader.runs("create_kafka", &["demo-kafka"], "demo-kafka is RUNNING, 3 of 3 nodes run").await;
    let cassandra = reader.runs("create_cassandra", &["demo-cassandra"], "6 of 6 nodes run").await;
    reader.runs("wait", &["kafka", &kafka, "ready"], "ready after 1 looks").await;
    reader.runs("wait", &["cassandra", &cassandra, "ready"], "ready after ").await;
    let resized = ["kafka", &kafka, "KFK-DEV-t4g.small-30"];
    reader.runs("resize", &resized, "demo-kafka is RUNNING, 3 of 3 nodes run").await;
    reader.runs("network", &["kafka", &kafka, "203.0.113.7/32"], " is RUNNING").await;
    let group = ["kafka", &kafka, "sg-0123456789abcdef0"];
    reader.runs("security_groups", &group, "sg-0123456789abcdef0 may use KAFKA").await;
    let peer = ["kafka", &kafka, "123456789012", "vpc-0a1b2c3d", "172.31.0.0/16"];
    reader.runs("peering", &peer, " with vpc-0a1b2c3d").await;
    reader.runs("maintenance", &[&cassandra], "no maintenance on MONDAY from 8 o'clock for 10 hours").await;
    reader.runs("catalogue", &["kafka", "demo-kafka"], "versions of ").await;
    reader.runs("users", &[&kafka], "topic example").await;
    reader.runs("cassandra_users", &[&cassandra], "example may read").await;
    let confirmed = ["cassandra", &cassandra, "ann@example.com"];
    reader.runs("settings", &confirmed, "a delete waits until ann@example.com has confirmed it").await;
    reader.runs("backups", &[&cassandra, "demo-restored"], "restoring into ").await;
    reader.runs("document", &[], "format 2.0, 1 paths").await;
    reader.runs("delete", &["kafka", &kafka, "demo-kafka"], "not there (3 times)").await;

    // Fast as it is, every change is over before it can be cancelled. What begins from now on takes its time.
    sandbox.stop().await;
    let sandbox = Running::start(folder.path(), Speed::LIFE).await;
    reader.url.clone_from(&sandbox.url);
    let resized = ["cassandra", &cassandra, "CAS-DEV-t4g.small-30", "east"];
    reader.runs("cancel_resize", &resized, "the change to CAS-DEV-t4g.small-30 is cancelled").await;
    sandbox.stop().await;
    assert_eq!(reader.ran, all(), "examples that are never run");
}
