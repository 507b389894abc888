//! The door over HTTP: `POST /api/COMMAND` with JSON in and out, `GET /api/events` as server-sent events.

use std::convert::Infallible;
use std::pin::Pin;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::future::BoxFuture;
use futures_util::{Stream, StreamExt as _};
use serde_json::Value;
use slipway_engine::Engine;
use slipway_engine::api::*;

use super::Site;

/// Events as they come, until the engine ends.
pub type EventStream = Pin<Box<dyn Stream<Item = Event> + Send>>;

/// What is served: the commands of the door by name, and its events.
pub trait Door: Send + Sync {
    /// Does the command `name` with `input`.
    ///
    /// # Errors
    /// The command's own problem; `notFound` for a name that is no command, `invalid` for input of another shape.
    fn call<'a>(&'a self, name: &'a str, input: &'a [u8]) -> BoxFuture<'a, Result<Value, Problem>>;

    /// Events from now on.
    fn events(&self) -> EventStream;
}

macro_rules! call_by_name {
    ($($(#[$doc:meta])* $command:ident($input:ty) -> $output:ty;)+) => {
        async fn call(engine: &Engine, name: &str, input: &[u8]) -> Result<Value, Problem> {
            match name {
                $(stringify!($command) => {
                    let input: $input = serde_json::from_slice(input).map_err(|error| misshapen(name, &error))?;
                    let output: $output = engine.$command(input).await?;
                    serde_json::to_value(output).map_err(|error| {
                        Problem::new(ProblemCode::Internal, Place::App, format!("The answer of {name} has no JSON: {error}."))
                    })
                })+
                _ => Err(Problem::new(ProblemCode::NotFound, Place::App, format!("There is no command {name}."))),
            }
        }
    };
}

slipway_engine::commands!(call_by_name);

fn misshapen(name: &str, error: &serde_json::Error) -> Problem {
    // serde's words may quote a value; where it is a key that would be a leak, so only its place is told.
    let what = if error.is_data() { "is of another shape" } else { "is not JSON" };
    Problem::new(
        ProblemCode::Invalid,
        Place::App,
        format!("What was given to {name} {what} (line {}, column {}).", error.line(), error.column()),
    )
}

impl Door for Engine {
    fn call<'a>(&'a self, name: &'a str, input: &'a [u8]) -> BoxFuture<'a, Result<Value, Problem>> {
        Box::pin(call(self, name, input))
    }

    fn events(&self) -> EventStream {
        let events = Engine::events(self);
        Box::pin(futures_util::stream::unfold(events, |mut events| async move {
            events.next().await.map(|event| (event, events))
        }))
    }
}

/// `POST /api/{command}`.
pub(super) async fn command(
    State(site): State<Site>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, "A command takes application/json.");
    }
    match site.door.call(&name, &body).await {
        Ok(output) => Json(output).into_response(),
        Err(problem) => (status(problem.code), Json(problem)).into_response(),
    }
}

/// `GET /api/events`: one event a message, as JSON.
pub(super) async fn events(State(site): State<Site>) -> Response {
    let events = site.door.events().map(|event| {
        let text = serde_json::to_string(&event).unwrap_or_else(|_| r#"{"kind":"lagged"}"#.to_owned());
        Ok::<_, Infallible>(sse::Event::default().data(text))
    });
    // Comes often enough that neither side takes silence for an end.
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response()
}

/// What is neither a command nor the events.
pub(super) async fn no_such_path() -> Response {
    refusal(StatusCode::NOT_FOUND, "There is nothing at this path.")
}

/// A refusal of this server itself, in the shape of every other problem.
pub(super) fn refusal(status: StatusCode, message: &str) -> Response {
    (status, Json(Problem::new(ProblemCode::NotAllowed, Place::App, message))).into_response()
}

/// The HTTP status for a problem. 401 and 403 are this server's own and stand for no problem of the engine's.
fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::Invalid | ProblemCode::WarningsNotAccepted => StatusCode::UNPROCESSABLE_ENTITY,
        ProblemCode::NotFound => StatusCode::NOT_FOUND,
        ProblemCode::NameTaken
        | ProblemCode::NotAllowed
        | ProblemCode::NotYet
        | ProblemCode::NoKey
        | ProblemCode::KeyRefused
        | ProblemCode::Refused
        | ProblemCode::Unclear
        | ProblemCode::Decide
        | ProblemCode::OtherSide
        | ProblemCode::ConfirmDelete
        | ProblemCode::ClusterFailed
        | ProblemCode::ClusterDeferred
        | ProblemCode::NotDriven => StatusCode::CONFLICT,
        ProblemCode::Slowed => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::NotSent | ProblemCode::MaybeSent | ProblemCode::NotUnderstood => StatusCode::BAD_GATEWAY,
        ProblemCode::Store | ProblemCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
