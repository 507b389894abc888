//! What a case needs: a session, a sandbox process, a home.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

use crate::session::Session;

/// The key that the sandbox takes.
pub const KEY: &str = "k3y-that-must-never-be-kept";

/// The program under test.
fn slipway_binary() -> PathBuf {
    if let Some(path) = std::env::var_os("SLIPWAY_BIN") {
        return path.into();
    }
    // target/debug/deps/keyring-… → target/debug/slipway
    let here = std::env::current_exe().unwrap();
    here.parent().and_then(Path::parent).unwrap().join("slipway")
}

/// A session, a sandbox and a home, all gone at the end.
pub struct Bed {
    pub session: Session,
    folder: tempfile::TempDir,
    sandbox: Child,
    url: String,
}

impl Bed {
    pub fn new(session: Session) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(slipway_binary());
        command.args(["sandbox", "--user", "ann", "--key", KEY, "--speed", "60", "--state"]);
        command.arg(folder.path().join("sandbox"));
        let mut sandbox = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(sandbox.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["url"].as_str().unwrap().to_owned();
        Self { session, folder, sandbox, url }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// The program in the session, on the home; a right and a wrong key are in its variables.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(slipway_binary());
        self.session.enter(&mut command);
        command.env("SLIPWAY_HOME", self.home()).env("RIGHT_KEY", KEY).env("WRONG_KEY", "not the right one");
        command.args(words).stdin(Stdio::null());
        command
    }

    /// Runs the program to its end.
    pub fn slipway(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    /// The same with `input`.
    pub fn slipway_with(&self, words: &[&str], input: &str) -> Output {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{input}").unwrap();
        child.wait_with_output().unwrap()
    }

    /// Adds an account at the sandbox, with its key from stdin.
    pub fn add_with_key(&self, label: &str, key: &str) -> Output {
        let words = ["account", "add", label, "--url", &self.url, "--user", "ann", "--key-stdin"];
        self.slipway_with(&words, key)
    }

    /// Adds an account at the sandbox, with its key from `way`.
    pub fn add(&self, label: &str, way: &[&str]) -> Output {
        self.slipway(&[&["account", "add", label, "--url", &self.url, "--user", "ann"], way].concat())
    }

    /// The accounts.
    pub fn accounts(&self) -> Vec<Value> {
        serde_json::from_slice(&self.slipway(&["account", "list", "--json"]).stdout).unwrap()
    }

    /// Their labels.
    pub fn labels(&self) -> Vec<String> {
        self.accounts().iter().map(|account| account["label"].as_str().unwrap().to_owned()).collect()
    }

    /// A file with the key, for its owner alone.
    pub fn key_file(&self) -> PathBuf {
        let path = self.folder.path().join("key");
        std::fs::write(&path, format!("{KEY}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        path
    }

    /// A profile of a Kafka cluster.
    pub fn profile(&self) -> PathBuf {
        let path = self.folder.path().join("profile.toml");
        std::fs::write(&path, self.slipway(&["profile", "template", "kafka"]).stdout).unwrap();
        path
    }

    /// No file of the home holds `secret`.
    pub fn home_holds_no(&self, secret: &str) {
        let files = files_below(&self.home());
        assert!(files.iter().any(|file| file.ends_with("slipway.sqlite3")), "{files:?}");
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{} holds the key", file.display());
        }
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

impl Drop for Bed {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.sandbox.kill();
        let _ = self.sandbox.wait();
    }
}

/// Everything that a process said.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
