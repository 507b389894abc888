//! What real connections do, and what the client makes of each: not sent, maybe sent, or an answer.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout, reason = "this is a test")]

mod server;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use instaclustr_api::{
    Application, BODY_KEPT_BYTES_MAX, Client, Error, HttpOptions, HttpTransport, Link, Secret, TransportError,
};
use serde_json::json;
use server::{Manner, Server, refused_port};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    NotSent(Link),
    MaybeSent(Link),
    Answer(u16),
    Refused(u16),
    NotUnderstood(u16),
}

fn options() -> HttpOptions {
    HttpOptions { timeout: Duration::from_secs(60), connect_timeout: Duration::from_secs(30), ..HttpOptions::default() }
}

/// Short enough to wait for, long enough to connect on loopback first.
fn impatient() -> HttpOptions {
    HttpOptions { timeout: Duration::from_millis(300), connect_timeout: Duration::from_millis(150), ..options() }
}

fn client(url: &str, options: HttpOptions) -> Client {
    let transport = HttpTransport::new(options).unwrap();
    Client::new(url, "ann", Secret::new("k3y-of-ann"), Arc::new(transport)).unwrap()
}

/// Sends a create to `url`; the outcome and the words that came with it.
async fn create(url: &str, options: HttpOptions) -> (Outcome, String) {
    match client(url, options).create_cluster(Application::Kafka, &json!({"name": "demo"})).await {
        Ok(created) => (Outcome::Answer(created.status), created.cluster.id),
        Err(error) => (outcome_of(&error), error.to_string()),
    }
}

fn outcome_of(error: &Error) -> Outcome {
    match error {
        Error::Transport(TransportError::NotSent { link, .. }) => Outcome::NotSent(*link),
        Error::Transport(TransportError::MaybeSent { link, .. }) => Outcome::MaybeSent(*link),
        Error::Api(error) => Outcome::Refused(error.status),
        Error::NotUnderstood { status, .. } => Outcome::NotUnderstood(*status),
    }
}

fn answer(line: &str, body: &str) -> String {
    format!("HTTP/1.1 {line}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

const CREATED: &str = r#"{"id":"c-1","status":"GENESIS"}"#;

/// Prints the table's row and counts it as wrong if it is.
fn row(wrong: &mut Vec<String>, name: &str, expected: Outcome, (outcome, words): (Outcome, String)) {
    let mark = if outcome == expected { "ok   " } else { "WRONG" };
    let line = format!("{mark} {name:<52} {:<22} {words}", format!("{outcome:?}"));
    println!("{line}");
    if outcome != expected {
        wrong.push(format!("{line}\n      expected {expected:?}"));
    }
}

#[tokio::test]
async fn a_create_over_each_broken_connection_is_called_what_it_is_and_sent_once() {
    use Outcome::*;
    let say = |text: &str| Manner::Say(text.to_owned());
    let hang = |text: &str| Manner::SayAndHang(text.to_owned());
    let flood =
        |line: &str| Manner::Flood(format!("HTTP/1.1 {line}\r\ncontent-length: 100000000\r\n\r\n"), 100_000_000);
    let redirect = "HTTP/1.1 301 Moved\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
    let chunk_cut =
        "HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n1f\r\n{\"id\":\"c-1\",\"status\":\"GENESIS\"}\r\n";
    let until_close = format!("HTTP/1.1 202 Accepted\r\n\r\n{CREATED}");
    let hint = format!("HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n{}", answer("202 Accepted", CREATED));
    let table: [(&str, Manner, HttpOptions, Outcome); 26] = [
        ("closed at accept", Manner::CloseAtAccept, options(), MaybeSent(Link::Tcp)),
        ("reset before the request is read", Manner::ResetBeforeReading, options(), MaybeSent(Link::Tcp)),
        ("closed after the request, no answer", Manner::CloseAfterReading, options(), MaybeSent(Link::Tcp)),
        ("reset after the request, no answer", Manner::ResetAfterReading, options(), MaybeSent(Link::Tcp)),
        ("no answer in time", Manner::Silence, impatient(), MaybeSent(Link::Provider)),
        ("status line cut, then closed", say("HTTP/1.1 202 Acc"), options(), MaybeSent(Link::Tcp)),
        ("headers cut, then closed", say("HTTP/1.1 202 Accepted\r\ncontent-le"), options(), MaybeSent(Link::Tcp)),
        ("headers cut, then silence", hang("HTTP/1.1 202 Accepted\r\nconte"), impatient(), MaybeSent(Link::Provider)),
        (
            "body cut, then closed",
            say("HTTP/1.1 202 Accepted\r\ncontent-length: 99\r\n\r\n{\"id\""),
            options(),
            NotUnderstood(202),
        ),
        (
            "body cut, then silence",
            hang("HTTP/1.1 202 Accepted\r\ncontent-length: 99\r\n\r\n{\"id\""),
            impatient(),
            NotUnderstood(202),
        ),
        ("chunked body without its end", say(chunk_cut), options(), NotUnderstood(202)),
        (
            "refusal whose body is cut",
            say("HTTP/1.1 400 Bad\r\ncontent-length: 99\r\n\r\n{\"er"),
            options(),
            Refused(400),
        ),
        ("garbage instead of HTTP", say("SSH-2.0-OpenSSH_9.2\r\n\r\n"), options(), MaybeSent(Link::Provider)),
        ("202 with a body of garbage", say(&answer("202 Accepted", "<html>")), options(), NotUnderstood(202)),
        ("202 without an id", say(&answer("202 Accepted", "{}")), options(), NotUnderstood(202)),
        ("202 without a body", say(&answer("202 Accepted", "")), options(), NotUnderstood(202)),
        ("redirect, not followed", say(redirect), options(), Refused(301)),
        ("refusal", say(&answer("400 Bad Request", "{}")), options(), Refused(400)),
        ("wrong key", say(&answer("401 Unauthorized", "{}")), options(), Refused(401)),
        ("rate limit, empty body", say(&answer("429 Too Many Requests", "")), options(), Refused(429)),
        ("a proxy's or the provider's 502", say(&answer("502 Bad Gateway", "<html>")), options(), Refused(502)),
        ("100 MB answer to the create", flood("202 Accepted"), options(), NotUnderstood(202)),
        ("100 MB answer of an error", flood("500 Oops"), options(), Refused(500)),
        ("good answer", say(&answer("202 Accepted", CREATED)), options(), Answer(202)),
        ("good answer that ends with the connection", say(&until_close), options(), Answer(202)),
        ("good answer after an early hint", say(&hint), options(), Answer(202)),
    ];
    let mut wrong = Vec::new();
    for (name, manner, options, expected) in table {
        let server = Server::start(manner).await;
        let outcome = create(&server.url(), options).await;
        row(&mut wrong, name, expected, outcome);
        if server.connections() != 1 || server.requests() > 1 {
            wrong.push(format!("{name}: {} connections, {} requests", server.connections(), server.requests()));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_and_the_failing_link_is_named() {
    use Outcome::*;
    let (refused, _held) = refused_port();
    let plain = Server::start(Manner::Say("HTTP/1.1 400 Bad Request\r\n\r\n".to_owned())).await;
    let closing = Server::start(Manner::CloseAtAccept).await;
    let silent = Server::start(Manner::Silence).await;
    let proxied = |proxy: String| HttpOptions { proxy: Some(proxy), ..options() };
    let proxy_that_says = async |line: &str| Server::start(Manner::Say(format!("HTTP/1.1 {line}\r\n\r\n"))).await;
    let (denying, failing) = (proxy_that_says("407 Denied").await, proxy_that_says("502 Bad Gateway").await);
    let blocking = Server::start(Manner::Say("HTTP/1.1 200 OK\r\n\r\nplain text".to_owned())).await;
    let provider = "https://provider.invalid";
    let mut table = vec![
        ("refused port", format!("http://{refused}"), options(), NotSent(Link::Tcp)),
        ("refused port, https", format!("https://{refused}"), options(), NotSent(Link::Tcp)),
        ("TLS to a plain-text server", format!("https://{}", plain.address), options(), NotSent(Link::Tls)),
        ("closed during the TLS handshake", format!("https://{}", closing.address), options(), NotSent(Link::Tls)),
        ("TLS handshake not answered", format!("https://{}", silent.address), impatient(), NotSent(Link::Tcp)),
        (
            "proxy refuses the connection",
            provider.to_owned(),
            proxied(format!("http://{refused}")),
            NotSent(Link::Proxy),
        ),
        ("proxy wants a login", provider.to_owned(), proxied(denying.url()), NotSent(Link::Proxy)),
        ("proxy can't reach the provider", provider.to_owned(), proxied(failing.url()), NotSent(Link::Proxy)),
        ("proxy closes", provider.to_owned(), proxied(closing.url()), NotSent(Link::Proxy)),
        ("plain text through the proxy", provider.to_owned(), proxied(blocking.url()), NotSent(Link::Tls)),
    ];
    if system_proxy_is_set() {
        println!("skip  unresolvable name: a system proxy is set, which would be asked for it");
    } else {
        table.push(("unresolvable name", "https://nothing.invalid".to_owned(), options(), NotSent(Link::Dns)));
    }
    #[cfg(target_os = "linux")]
    let full = server::full_port().await;
    #[cfg(target_os = "linux")]
    table.push((
        "connection hangs, as behind a firewall",
        format!("http://{}", full.0),
        impatient(),
        NotSent(Link::Tcp),
    ));

    let mut wrong = Vec::new();
    for (name, url, options, expected) in table {
        let outcome = create(&url, options).await;
        row(&mut wrong, name, expected, outcome);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn system_proxy_is_set() -> bool {
    ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"].iter().any(|name| std::env::var_os(name).is_some())
}

#[tokio::test]
async fn a_certificate_is_trusted_only_from_a_known_authority_and_for_its_own_name() {
    let server = tls::TlsServer::start(answer("202 Accepted", CREATED)).await;
    let port = server.address.port();
    let trusting = || HttpOptions { extra_ca_pem: Some(tls::CA.to_vec()), ..options() };
    let table = [
        ("certificate of an unknown authority", "localhost", options(), Outcome::NotSent(Link::Tls)),
        ("certificate of an added authority", "localhost", trusting(), Outcome::Answer(202)),
        ("certificate for another name", "127.0.0.1", trusting(), Outcome::NotSent(Link::Tls)),
    ];
    let mut wrong = Vec::new();
    for (name, host, options, expected) in table {
        let outcome = create(&format!("https://{host}:{port}"), options).await;
        row(&mut wrong, name, expected, outcome);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn this_computer_is_reached_without_the_proxy() {
    let server = Server::start(Manner::Say(answer("202 Accepted", CREATED))).await;
    let proxy = Server::start(Manner::CloseAtAccept).await;
    let options = HttpOptions { proxy: Some(proxy.url()), ..options() };
    assert_eq!(create(&server.url(), options.clone()).await.0, Outcome::Answer(202));
    let by_name = format!("http://localhost:{}", server.address.port());
    assert_eq!(create(&by_name, options).await.0, Outcome::Answer(202));
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_does_not_touch_the_next_create() {
    let server = Server::start(Manner::KeepFor(1, answer("200 OK", CREATED))).await;
    let client = client(&server.url(), options());
    for _ in 0..20 {
        client.get_cluster(Application::Kafka, "c-1").await.unwrap();
        client.create_cluster(Application::Kafka, &json!({})).await.unwrap();
    }
}

#[tokio::test]
async fn reads_share_a_connection_and_each_write_has_its_own() {
    let server = Server::start(Manner::KeepFor(100, answer("200 OK", CREATED))).await;
    let client = client(&server.url(), options());
    for _ in 0..3 {
        client.get_cluster(Application::Kafka, "c-1").await.unwrap();
    }
    assert_eq!(server.connections(), 1);
    for _ in 0..3 {
        client.create_cluster(Application::Kafka, &json!({})).await.unwrap();
        client.delete_cluster(Application::Kafka, "c-1").await.unwrap();
    }
    assert_eq!(server.connections(), 1 + 6);
}

#[tokio::test]
async fn a_long_answer_is_left_as_soon_as_it_is_too_long() {
    let length = 100_000_000;
    let head = |line: &str| format!("HTTP/1.1 {line}\r\ncontent-length: {length}\r\n\r\n");
    // What the system's buffers take is not read by anybody: room for that, far below the whole.
    let table = [("200 OK", 40 * 1024 * 1024), ("503 Unavailable", 24 * 1024 * 1024)];
    for (line, taken_max) in table {
        let server = Server::start(Manner::Flood(head(line), length)).await;
        let error = client(&server.url(), options()).get_cluster(Application::Kafka, "c-1").await.unwrap_err();
        let (Error::NotUnderstood { body, .. } | Error::Api(instaclustr_api::ApiError { body, .. })) = error else {
            panic!("{error}");
        };
        assert_eq!(body.len(), BODY_KEPT_BYTES_MAX, "{line}");
        println!("{line}: {} bytes of {length} were taken", server.body_bytes_taken());
        assert!(server.body_bytes_taken() < taken_max, "{line}: {}", server.body_bytes_taken());
    }
}
