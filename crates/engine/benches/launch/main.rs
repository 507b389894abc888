//! A launch from the command to the bytes on the wire, its intent durable before they leave.
//!
//! The yardstick, in turn with it: one durable commit of SQLite, and one POST on a new connection, nothing else. The
//! provider is a bare server that notes when a POST arrives and refuses it, so that nothing has to be watched afterwards.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "a bench measures time, talks to a terminal, and ends at the first surprise"
)]

mod provider;
#[path = "../common/report.rs"]
mod report;

use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use provider::Provider;
use report::{Goal, Measure};
use rusqlite::Connection;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, LaunchId, RunId};
use slipway_engine::secrets::Secret;
use slipway_engine::time::{Clock, SystemClock, Timestamp};
use slipway_engine::{Edges, Endpoint, Engine, Events, Options, SandboxEndpoint, request};

/// How many launches are measured, after some that warm up.
const LAUNCHES: usize = 400;
const WARM_UP: usize = 10;
/// How much later each launch is by the engine's clock, in milliseconds: there is always room in the budget.
const BETWEEN_MS: i64 = 10_000;

fn main() -> ExitCode {
    // `cargo bench` says so; `cargo test --all-targets` runs this as well, and wants nothing.
    if !std::env::args().any(|word| word == "--bench") {
        return ExitCode::SUCCESS;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    report::told("launch", &runtime.block_on(measured()))
}

/// The system's clock, put forward now and then.
#[derive(Default)]
struct Later(AtomicI64);

impl Clock for Later {
    fn now(&self) -> Timestamp {
        SystemClock.now().plus_ms(self.0.load(Ordering::SeqCst))
    }
}

struct At(String);

impl SandboxEndpoint for At {
    fn endpoint(&self) -> Option<Endpoint> {
        let url = format!("http://{}", self.0);
        Some(Endpoint { url, user: "bench".to_owned(), key: Secret::new("bench-key") })
    }
}

async fn measured() -> Vec<Measure> {
    let home = tempfile::tempdir().unwrap();
    let provider = Provider::start();
    let clock = Arc::new(Later::default());
    let edges = Edges { clock: clock.clone(), ..Edges::system() };
    let engine = Engine::open(Options {
        home: home.path().to_owned(),
        who: "bench".to_owned(),
        drive: true,
        sandbox: Some(Arc::new(At(provider.address.clone()))),
        edges,
    })
    .await
    .unwrap();
    let mut events = engine.events();
    let bare = bare(home.path());
    let mut whole = Measure {
        quantile: 0.99,
        ..Measure::new(
            "command to bytes on the wire, p99",
            Goal::Times(3.0),
            "one durable commit of SQLite, and one POST on a new connection, p99",
        )
    };
    let mut median = Measure::new("the same, median", Goal::None, "the same, median");
    let mut kept =
        Measure::new("  of it: command to reply, intent on disk", Goal::None, "one durable commit of SQLite");
    let mut sent = Measure::new("  of it: reply to bytes on the wire", Goal::None, "one POST on a new connection");
    for number in 0..WARM_UP + LAUNCHES {
        clock.0.fetch_add(BETWEEN_MS, Ordering::SeqCst);
        let ask = launch(number);
        let begun = Instant::now();
        let view = engine.launch(ask).await.unwrap();
        let replied = Instant::now();
        refused(&mut events, &view.runs[0].id).await;
        let arrived = provider.arrived.recv().unwrap();

        // Whatever it does afterwards must not disturb the yardstick: it answers when it is done.
        engine.status(Nothing {}).await.unwrap();

        let bare_begun = Instant::now();
        commit(&bare);
        let committed = Instant::now();
        post(&provider.address);
        let bare_arrived = provider.arrived.recv().unwrap();
        if number < WARM_UP {
            continue;
        }
        whole.add(arrived - begun, bare_arrived - bare_begun);
        median.add(arrived - begun, bare_arrived - bare_begun);
        kept.add(replied - begun, committed - bare_begun);
        sent.add(arrived.saturating_duration_since(replied), bare_arrived.saturating_duration_since(committed));
    }
    engine.close().await;
    vec![whole, median, kept, sent]
}

fn launch(number: usize) -> LaunchAsk {
    let mut draft = request::new_draft(Application::Kafka);
    draft.name = "bench".to_owned();
    draft.cluster_name = format!("bench-{number}");
    LaunchAsk {
        launch_id: LaunchId::from(format!("bench-{number}").as_str()),
        account_id: AccountId::from(AccountId::SANDBOX),
        drafts: vec![draft],
        profile_id: None,
        accept_warnings: true,
        stop_on_refusal: false,
        delete_after_ms: None,
        open_to: Vec::new(),
    }
}

/// Waits until the run is over.
async fn refused(events: &mut Events, id: &RunId) {
    let over = async {
        loop {
            match events.next().await.expect("the engine is there") {
                Event::Run { run } if run.id == *id && run.stage == Stage::Refused => return,
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), over).await.expect("the launch is refused");
}

/// A store of one table, as durable as ours.
fn bare(home: &Path) -> Connection {
    let connection = Connection::open(home.join("bare.sqlite3")).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.pragma_update(None, "synchronous", "FULL").unwrap();
    connection.execute_batch("CREATE TABLE intents (body TEXT NOT NULL) STRICT").unwrap();
    connection
}

fn commit(connection: &Connection) {
    let mut insert = connection.prepare_cached("INSERT INTO intents (body) VALUES (?1)").unwrap();
    insert.execute([&"b".repeat(provider::BODY_BYTES)]).unwrap();
}

fn post(address: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let (length, body) = (provider::BODY_BYTES, "b".repeat(provider::BODY_BYTES));
    let head = format!("POST / HTTP/1.1\r\nhost: {address}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    std::io::copy(&mut stream, &mut std::io::sink()).unwrap();
}
