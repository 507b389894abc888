//! One round: a start, reads, lists, memory.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::bare::{self, Client};
use crate::server::Started;
use crate::state::State;

/// How many lists are asked for.
const LISTS: usize = 200;

const LIST: &str = "/cluster-management/v2/data-sources/clusters/v2";

/// What a round found: ours, and the yardstick's.
pub struct Round {
    /// Start, milliseconds: of the sandbox, and of reading every line of the journal as JSON.
    pub start_ms: (f64, f64),
    /// The 99th percentile of a read, milliseconds: of the sandbox, and of the bare server.
    pub read_ms: (f64, f64),
    /// The same of the list.
    pub list_ms: (f64, f64),
    /// Memory after every cluster was read once, MiB: of the sandbox; the journal's length.
    pub resident_mib: (Option<f64>, f64),
}

pub fn round(directory: &Path, state: &State) -> Round {
    let parsed = parse(directory);
    let started = Started::on(directory);
    let mut ours = Client::to(&started.address);
    // Every cluster once, in an order that is not that of the journal: no answer is ready before.
    let first = state.paths.first().expect("there are clusters");
    let mut bare = Client::to(&bare::serve(ours.get(first).1));
    let step = 7_919;
    let mut reads = (Vec::new(), Vec::new());
    for position in 0..state.paths.len() {
        let path = &state.paths[position * step % state.paths.len()];
        reads.0.push(ours.get(path).0);
        reads.1.push(bare.get(path).0);
    }
    let mut bare = Client::to(&bare::serve(ours.get(LIST).1));
    let mut lists = (Vec::new(), Vec::new());
    for _ in 0..LISTS {
        lists.0.push(ours.get(LIST).0);
        lists.1.push(bare.get(LIST).0);
    }
    let mib = |bytes: usize| bytes as f64 / 1024.0 / 1024.0;
    let resident_mib = (started.resident().map(mib), mib(state.bytes));
    let start_ms = (millis(started.took), millis(parsed));
    started.stop();
    Round { start_ms, read_ms: (p99(reads.0), p99(reads.1)), list_ms: (p99(lists.0), p99(lists.1)), resident_mib }
}

/// What a start can't do without: the journal's bytes, each line understood.
fn parse(directory: &Path) -> Duration {
    let begun = Instant::now();
    let text = std::fs::read(directory.join("journal.jsonl")).unwrap();
    let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let values: Vec<Value> = lines.map(|line| serde_json::from_slice(line).unwrap()).collect();
    assert!(values.len() > 1);
    begun.elapsed()
}

fn p99(mut times: Vec<Duration>) -> f64 {
    times.sort();
    millis(times[times.len() * 99 / 100])
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
