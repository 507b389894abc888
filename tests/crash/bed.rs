//! What a case needs: a sandbox process, a home, and a look at the truth.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

use instaclustr_api::{Application, Client, HttpOptions, HttpTransport, Secret, Transport};
use serde_json::Value;
use slipway_engine::request::{MARK_KEY, parse_mark};

const KEY: &str = "crash-key";
/// Looks until something must have come about. Each is a process of some milliseconds, so this is minutes.
const LOOKS_MAX: u32 = 6_000;

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
    /// `application` is `kafka` or `cassandra`.
    pub fn new(application: &str, faults: &[&str]) -> Self {
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
        let template = bed.slipway(&["profile", "template", application]);
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

    fn told_file(&self) -> PathBuf {
        self.folder.path().join("told")
    }

    /// What the launch told, line by line. One that the kill cut off is none.
    pub fn told(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.told_file()).unwrap();
        text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(str::to_owned).collect()
    }

    /// The run that is there has every entry of the timeline in `told`, in that order and in those words, and is the one
    /// that is told of. Gives how many entries were told.
    pub fn holds_what_was_told(&self, case: &str, told: &[String]) -> usize {
        let runs = self.runs();
        for run in told.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
            assert!(runs.iter().any(|kept| kept["id"] == run["id"]), "{case}: {} is lost: {runs:#?}", run["id"]);
        }
        let shown: Vec<&str> = told.iter().map(String::as_str).filter(|line| is_timed(line)).collect();
        if shown.is_empty() {
            return 0;
        }
        assert_eq!(runs.len(), 1, "{case}: {shown:#?} was shown of a run that is lost: {runs:#?}");
        let output = self.slipway(&["events", runs[0]["id"].as_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let kept = String::from_utf8(output.stdout).unwrap();
        let kept: Vec<&str> = kept.lines().filter(|line| is_timed(line)).take(shown.len()).collect();
        assert_eq!(kept, shown, "{case}: what the timeline has now, and what was shown of it before the kill");
        shown.len()
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

    /// Whether a run has come to where nothing changes it any more but the cluster or a person.
    pub fn is_settled(&self, run: &Value) -> bool {
        match run["stage"].as_str().unwrap() {
            "intended" | "sending" => false,
            "unclear" => self.was_looked_for(run),
            _ => true,
        }
    }

    /// Whether a look-up since the last attempt came to an end and found nothing. The list lags behind nothing here, so
    /// what was not there then was never made.
    fn was_looked_for(&self, run: &Value) -> bool {
        let output = self.slipway(&["events", "--json", run["id"].as_str().unwrap()]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let events: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        events.iter().rev().take_while(|event| event["kind"] != "sending").any(|event| event["kind"] == "lookedUp")
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
        let client = Client::new(&self.url, "crash", Secret::new(KEY), transport()).unwrap();
        wait_for(async {
            let mut marks = Vec::new();
            for cluster in client.list_clusters(None).await.unwrap().into_iter().flat_map(|account| account.clusters) {
                let application =
                    if cluster.application == "KAFKA" { Application::Kafka } else { Application::Cassandra };
                let read = client.get_cluster(application, &cluster.id).await.unwrap();
                let tags = read.data_centres.into_iter().flat_map(|centre| centre.tags);
                let mark = tags.into_iter().find(|tag| tag.key == MARK_KEY).map(|tag| tag.value);
                marks.push((cluster.id, mark.unwrap_or_default()));
            }
            marks
        })
    }

    /// Takes back the faults that nothing has met: what comes after the kill is not to wait for them.
    pub fn disarm(&self) {
        let request = http::Request::delete(format!("{}/sandbox/faults", self.url))
            .header("authorization", format!("Instaclustr-Terraform crash:{KEY}"))
            .body(bytes::Bytes::new())
            .unwrap();
        let answer = wait_for(transport().send(request)).unwrap();
        assert!(answer.status().is_success(), "{answer:?}");
    }
}

/// Whether a line is an entry of a timeline, which begins with a space and its time: `  0:04  …`.
fn is_timed(line: &str) -> bool {
    let time = line.strip_prefix(' ').and_then(|line| line.trim_start().split_once("  ")).map(|(time, _)| time);
    time.is_some_and(|time| time.contains(':') && time.bytes().all(|byte| byte.is_ascii_digit() || byte == b':'))
}

fn transport() -> Arc<HttpTransport> {
    Arc::new(HttpTransport::new(HttpOptions::default()).unwrap())
}

fn wait_for<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

impl Drop for Bed {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}

/// What a launch tells of itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Telling {
    /// The run at each change, for programs.
    Runs,
    /// The timeline, for people.
    Timeline,
}

/// A process that will be killed.
pub struct Victim(Child);

impl Victim {
    /// `slipway launch`, staying until RUNNING.
    pub fn launch(bed: &Bed, telling: Telling) -> Self {
        let mut command = bed.command();
        command.args(["launch", "--account", "crash", "--yes", "--wait=running"]).arg(bed.profile());
        let told = File::create(bed.told_file()).unwrap();
        match telling {
            Telling::Runs => command.arg("--json").stdout(told).stderr(Stdio::null()),
            Telling::Timeline => command.stdout(Stdio::null()).stderr(told),
        };
        Self(command.spawn().unwrap())
    }

    /// `slipway drive`.
    pub fn drive(bed: &Bed) -> Self {
        let mut command = bed.command();
        Self(command.arg("drive").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
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
