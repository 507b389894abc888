//! What a case needs: a sandbox process, a home, and a look at the truth.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use instaclustr_api::{Application, Client, HttpOptions, HttpTransport, Secret};
use serde_json::Value;
use slipway_engine::request::{MARK_KEY, parse_mark};

const KEY: &str = "crash-key";
/// Looks until something must have come about. Each is a process of some milliseconds, so this is minutes.
const LOOKS_MAX: u32 = 6_000;
/// Look-ups after which a cluster that is there has been found: the list lags behind nothing here.
const LOOK_UPS: u64 = 2;

/// The program under test.
fn slipway_binary() -> PathBuf {
    if let Some(path) = std::env::var_os("SLIPWAY_BIN") {
        return path.into();
    }
    // target/debug/deps/crash-… → target/debug/slipway
    let here = std::env::current_exe().unwrap();
    here.parent().and_then(Path::parent).unwrap().join("slipway")
}

/// A sandbox and a home, both gone at the end.
pub struct Bed {
    folder: tempfile::TempDir,
    sandbox: Child,
    url: String,
}

impl Bed {
    pub fn new(faults: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(slipway_binary());
        command.args(["sandbox", "--user", "crash", "--key", KEY, "--speed", "60", "--state"]);
        command.arg(folder.path().join("sandbox"));
        for fault in faults {
            command.args(["--fault", fault]);
        }
        let mut sandbox = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap().to_owned();
        let bed = Self { folder, sandbox, url };
        let added =
            bed.slipway(&["account", "add", "crash", "--url", &bed.url, "--user", "crash", "--key-env", "CRASH_KEY"]);
        assert!(added.status.success(), "{added:?}");
        let template = bed.slipway(&["profile", "template", "kafka"]);
        std::fs::write(bed.profile(), template.stdout).unwrap();
        bed
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("profile.toml")
    }

    fn command(&self) -> Command {
        let mut command = Command::new(slipway_binary());
        command.env("SLIPWAY_HOME", self.folder.path().join("home")).env("CRASH_KEY", KEY).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn slipway(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// The runs as another process sees them.
    pub fn runs(&self) -> Vec<Value> {
        let output = self.slipway(&["runs", "--json"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Looks until `reached`.
    pub fn until(&self, what: &str, reached: impl Fn(&[Value]) -> bool) {
        for _ in 0..LOOKS_MAX {
            if reached(&self.runs()) {
                return;
            }
        }
        panic!("{what} was never reached: {:#?}", self.runs());
    }

    /// At most one cluster for each run, and none that no run owns.
    pub fn holds_its_promises(&self, case: &str) {
        let runs = self.runs();
        let marks = self.marks();
        for (cluster, mark) in &marks {
            let run = parse_mark(mark).unwrap_or_else(|| panic!("{case}: cluster {cluster} has the mark «{mark}»")).0;
            let same =
                marks.iter().filter(|(_, other)| parse_mark(other).is_some_and(|(other, _)| other == run)).count();
            assert_eq!(same, 1, "{case}: run {run} has {same} clusters");
            let view = runs.iter().find(|view| view["id"] == run.0.as_str());
            let view =
                view.unwrap_or_else(|| panic!("{case}: cluster {cluster} belongs to run {run}, which is nowhere"));
            assert_eq!(view["cluster"]["id"], cluster.as_str(), "{case}: not owned: {view:#?}");
        }
    }

    /// The clusters at the provider, each with its mark.
    pub fn marks(&self) -> Vec<(String, String)> {
        let transport = Arc::new(HttpTransport::new(HttpOptions::default()).unwrap());
        let client = Client::new(&self.url, "crash", Secret::new(KEY), transport).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut marks = Vec::new();
            for cluster in client.list_clusters(None).await.unwrap().into_iter().flat_map(|account| account.clusters) {
                let read = client.get_cluster(Application::Kafka, &cluster.id).await.unwrap();
                let tags = read.data_centres.into_iter().flat_map(|centre| centre.tags);
                let mark = tags.into_iter().find(|tag| tag.key == MARK_KEY).map(|tag| tag.value);
                marks.push((cluster.id, mark.unwrap_or_default()));
            }
            marks
        })
    }
}

impl Drop for Bed {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}

/// Whether a run has come to where nothing changes it any more but the cluster or a person.
pub fn is_settled(run: &Value) -> bool {
    match run["stage"].as_str().unwrap() {
        "intended" | "sending" => false,
        // Looked for, and not there: it was never made.
        "unclear" => look_ups(run) >= LOOK_UPS,
        _ => true,
    }
}

/// Look-ups so far, as far as the view tells: the pause to the next one has grown.
fn look_ups(run: &Value) -> u64 {
    let (Some(next), Some(sent)) = (run["next"]["at"].as_i64(), run["sentAt"].as_i64()) else { return 0 };
    // 2 s + 4 s + 8 s after it became unclear: two look-ups have ended when the third is that far ahead.
    u64::from(next - sent >= 12_000) * LOOK_UPS
}

/// A process that will be killed.
pub struct Victim(Child);

impl Victim {
    /// `slipway launch`, staying until RUNNING.
    pub fn launch(bed: &Bed) -> Self {
        let mut command = bed.command();
        command.args(["launch", "--account", "crash", "--yes", "--wait=running"]).arg(bed.profile());
        Self::start(command)
    }

    /// `slipway drive`.
    pub fn drive(bed: &Bed) -> Self {
        let mut command = bed.command();
        command.arg("drive");
        Self::start(command)
    }

    fn start(mut command: Command) -> Self {
        Self(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// kill -9.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Victim {
    fn drop(&mut self) {
        // A case that failed leaves nothing running.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
