//! The sandbox as a process of its own: this program once more, told by its environment.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use instaclustr_api::Secret;
use slipway_sandbox::cloud::Rate;
use slipway_sandbox::standalone::{self, StandaloneOptions};

use crate::state::{KEY, USER};

/// The variable that makes this program the sandbox.
pub const DIRECTORY: &str = "SLIPWAY_BENCH_STATE";

/// Serves the state in `directory` until standard input ends.
pub fn run(directory: PathBuf) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let options = StandaloneOptions {
        user: USER.to_owned(),
        key: Some(Secret::new(KEY)),
        rate: Rate::Off,
        state: Some(directory),
        ..StandaloneOptions::default()
    };
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    std::thread::spawn(move || {
        // Whatever comes, or the end: the bench is done.
        let _ = std::io::stdin().read(&mut [0]);
        drop(tell);
    });
    let stop = async {
        let _ = told.await;
    };
    let ready = |endpoint: &slipway_sandbox::Endpoint| println!("{}", endpoint.url);
    runtime.block_on(standalone::run(options, ready, stop)).unwrap();
}

/// A sandbox that was started.
pub struct Started {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub address: String,
    /// From the start of the process to its first line.
    pub took: Duration,
}

impl Started {
    pub fn on(directory: &Path) -> Self {
        let begun = Instant::now();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env(DIRECTORY, directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let took = begun.elapsed();
        let address = line.trim().strip_prefix("http://").expect("the sandbox says where it is").to_owned();
        Self { child, address, took }
    }

    /// What it keeps in memory now, bytes; `None` where the system does not say it as Linux does.
    pub fn resident(&self) -> Option<usize> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse::<usize>().ok().map(|kib| kib * 1024)
    }

    pub fn stop(mut self) {
        let mut stdin = self.child.stdin.take().unwrap();
        let _ = stdin.write_all(b".");
        drop(stdin);
        self.child.wait().unwrap();
    }
}
