use std::sync::Mutex;

use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use futures_util::future::BoxFuture;
use serde_json::Value;
use slipway_engine::api::{Event, Place, Problem, ProblemCode};
use tower::ServiceExt as _;

use super::door::EventStream;
use super::*;

const HERE: &str = "127.0.0.1:4711";
const ORIGIN_HERE: &str = "http://127.0.0.1:4711";

/// A door that notes what was asked.
#[derive(Default)]
struct Noting(Mutex<Vec<String>>);

impl Door for Noting {
    fn call<'a>(&'a self, name: &'a str, _input: &'a [u8]) -> BoxFuture<'a, Result<Value, Problem>> {
        self.0.lock().unwrap().push(name.to_owned());
        Box::pin(async move {
            match name {
                "status" => Ok(json!({ "version": "1" })),
                _ => Err(Problem::new(ProblemCode::NotFound, Place::App, "There is no such command.")),
            }
        })
    }

    fn events(&self) -> EventStream {
        Box::pin(futures_util::stream::iter([Event::Lagged]))
    }
}

struct Served {
    router: Router,
    door: Arc<Noting>,
}

fn served() -> Served {
    let door = Arc::new(Noting::default());
    let gate = Gate::with(HERE.parse().unwrap(), "the-token".to_owned(), "the-session".to_owned());
    Served { router: router(door.clone(), gate), door }
}

impl Served {
    async fn answer(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn asked(&self) -> usize {
        self.door.0.lock().unwrap().len()
    }
}

fn get_page(path: &str) -> axum::http::request::Builder {
    Request::get(path).header(HOST, HERE)
}

/// A command as the page sends it once it was let in.
fn a_command(name: &str) -> axum::http::request::Builder {
    Request::post(format!("/api/{name}"))
        .header(HOST, HERE)
        .header(ORIGIN, ORIGIN_HERE)
        .header(COOKIE, "other=1; slipway_4711=the-session")
        .header(CONTENT_TYPE, "application/json")
}

fn without(builder: axum::http::request::Builder, header: axum::http::HeaderName) -> Request<Body> {
    let mut request = builder.body(Body::from("{}")).unwrap();
    request.headers_mut().remove(header);
    request
}

fn with(builder: axum::http::request::Builder, header: &'static str, value: &'static str) -> Request<Body> {
    let mut request = builder.body(Body::from("{}")).unwrap();
    request.headers_mut().insert(header, value.parse().unwrap());
    request
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn the_page_may_command_once_it_was_let_in() {
    let served = served();
    let response = served.answer(a_command("status").body(Body::from("{}")).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(text(response).await, r#"{"version":"1"}"#);
}

#[tokio::test]
async fn a_problem_comes_as_json_with_its_status() {
    let response = served().answer(a_command("nothing").body(Body::from("{}")).unwrap()).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(text(response).await.contains(r#""code":"notFound""#));
}

#[tokio::test]
async fn another_host_name_is_turned_away_even_for_the_page() {
    let served = served();
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:4712", "evil.example:4711", "localhost", "LOCALHOST.:4711"] {
        let response = served.answer(with(a_command("status"), "host", host)).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host}");
        let response = served.answer(Request::get("/").header(HOST, host).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let response = served.answer(without(a_command("status"), HOST)).await;
    assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(served.asked(), 0);
}

#[tokio::test]
async fn localhost_is_this_server_too_when_the_origin_says_the_same() {
    let served = served();
    let mut request = with(a_command("status"), "host", "localhost:4711");
    assert_eq!(served.answer(request).await.status(), StatusCode::FORBIDDEN);
    request = with(a_command("status"), "host", "localhost:4711");
    request.headers_mut().insert(ORIGIN, "http://localhost:4711".parse().unwrap());
    assert_eq!(served.answer(request).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn another_origin_or_none_may_not_command() {
    let served = served();
    for origin in ["http://evil.example", "https://127.0.0.1:4711", "http://127.0.0.1:4711.evil.example", "null", ""] {
        let response = served.answer(with(a_command("status"), "origin", origin)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin}");
    }
    assert_eq!(served.answer(without(a_command("status"), ORIGIN)).await.status(), StatusCode::FORBIDDEN);
    for site in ["cross-site", "same-site", "none"] {
        let response = served.answer(with(a_command("status"), "sec-fetch-site", site)).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{site}");
    }
    assert_eq!(served.asked(), 0);
}

#[tokio::test]
async fn another_page_may_not_listen_to_events_either() {
    let served = served();
    let events = || get_page("/api/events").header(COOKIE, "slipway_4711=the-session");
    assert_eq!(served.answer(events().body(Body::empty()).unwrap()).await.status(), StatusCode::OK);
    for (header, value) in [("origin", "http://127.0.0.1:9"), ("sec-fetch-site", "same-site")] {
        assert_eq!(served.answer(with(events(), header, value)).await.status(), StatusCode::FORBIDDEN, "{header}");
    }
}

#[tokio::test]
async fn events_are_one_json_a_message() {
    let request = get_page("/api/events").header(COOKIE, "slipway_4711=the-session").body(Body::empty()).unwrap();
    let response = served().answer(request).await;
    assert_eq!(response.headers().get(CONTENT_TYPE).unwrap(), "text/event-stream");
    assert_eq!(text(response).await, "data: {\"kind\":\"lagged\"}\n\n");
}

#[tokio::test]
async fn the_token_lets_in_once_and_is_void_then() {
    let served = served();
    let first = served.answer(get_page("/?token=the-token").body(Body::empty()).unwrap()).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    assert_eq!(first.headers().get(LOCATION).unwrap(), "/");
    assert_eq!(first.headers().get(SET_COOKIE).unwrap(), "slipway_4711=the-session; Path=/; HttpOnly; SameSite=Strict");
    let second = served.answer(get_page("/?token=the-token").body(Body::empty()).unwrap()).await;
    assert_eq!(second.status(), StatusCode::FORBIDDEN);
    assert!(second.headers().get(SET_COOKIE).is_none());
}

#[tokio::test]
async fn the_browser_that_was_let_in_may_open_the_old_address_again() {
    let served = served();
    served.answer(get_page("/?token=the-token").body(Body::empty()).unwrap()).await;
    let again = get_page("/?token=the-token").header(COOKIE, "slipway_4711=the-session").body(Body::empty()).unwrap();
    assert_eq!(served.answer(again).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_wrong_token_lets_nobody_in_and_uses_nothing_up() {
    let served = served();
    for path in ["/?token=the-tokem", "/?token=", "/?token=the-token-and-more", "/?xtoken=the-token"] {
        let response = served.answer(get_page(path).body(Body::empty()).unwrap()).await;
        assert!(response.headers().get(SET_COOKIE).is_none(), "{path}");
    }
    let head = Request::head("/?token=the-token").header(HOST, HERE).header(ORIGIN, ORIGIN_HERE);
    assert!(served.answer(head.body(Body::empty()).unwrap()).await.headers().get(SET_COOKIE).is_none());
    let right = served.answer(get_page("/?token=the-token").body(Body::empty()).unwrap()).await;
    assert!(right.headers().get(SET_COOKIE).is_some());
}

#[tokio::test]
async fn without_the_session_cookie_nothing_under_api_answers() {
    let served = served();
    assert_eq!(served.answer(without(a_command("status"), COOKIE)).await.status(), StatusCode::UNAUTHORIZED);
    for cookie in ["slipway_4711=the-sessiom", "slipway_4711=", "slipway_4712=the-session", "slipway_4711"] {
        let response = served.answer(with(a_command("status"), "cookie", cookie)).await;
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED, "{cookie}");
    }
    for path in ["/api/events", "/api/nothing/here", "/api/"] {
        let response = served.answer(get_page(path).body(Body::empty()).unwrap()).await;
        assert_ne!(response.status(), StatusCode::OK, "{path}");
    }
    assert_eq!(served.asked(), 0);
}

#[tokio::test]
async fn a_command_takes_json_alone_and_at_most_1_mib() {
    let served = served();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let response = served.answer(with(a_command("status"), "content-type", kind)).await;
        assert_eq!(response.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
    }
    let response = served.answer(with(a_command("status"), "content-type", "application/json; charset=utf-8")).await;
    assert_eq!(response.status(), StatusCode::OK);
    let large = a_command("status").body(Body::from(vec![b' '; BODY_BYTES_MAX + 1])).unwrap();
    assert_eq!(served.answer(large).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(served.asked(), 1);
}

#[tokio::test]
async fn every_answer_bears_the_security_headers() {
    let served = served();
    for request in [
        get_page("/").body(Body::empty()).unwrap(),
        get_page("/api/events").body(Body::empty()).unwrap(),
        Request::get("/").header(HOST, "evil.example").body(Body::empty()).unwrap(),
        a_command("status").body(Body::from("{}")).unwrap(),
    ] {
        let response = served.answer(request).await;
        let header =
            |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'self';"));
        assert!(header("content-security-policy").contains("frame-ancestors 'none'"));
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
    }
}

#[test]
fn the_printed_address_bears_the_token() {
    let gate = Gate::with(HERE.parse().unwrap(), "the-token".to_owned(), "the-session".to_owned());
    assert_eq!(gate.url(), "http://127.0.0.1:4711/?token=the-token");
}
