//! Why a request is refused, and the three shapes in which the provider says so.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::json;

use super::answer;
use super::check::Problems;

/// Why a request is refused.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// 400, with what is wrong.
    Invalid(Problems),
    /// 401.
    Stranger,
    /// 403: a key that only reads.
    ReadOnly,
    /// 404: there is no such thing, or it is somebody else's.
    NotFound(&'static str),
    /// 404: nothing is imitated at this path.
    NoPath,
    /// 405.
    Method,
    /// 409, with the reason.
    Conflict(String),
    /// 415: what was sent is not said to be JSON.
    NotJson,
    /// 429.
    TooMany,
}

/// How refusals are written down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape {
    /// 400 and 404 are lists `[openapi] ErrorListResponseV2`.
    List,
    /// 404 is a single error `[openapi] ErrorResponseV2`.
    Single,
    /// That of the older API `[openapi] ErrorMessage`, 429 too.
    Older,
}

impl Shape {
    /// That of everything at `path`, where the route says nothing closer.
    pub(crate) fn of_path(path: &str) -> Self {
        if path.starts_with("/provisioning/v1/") { Shape::Older } else { Shape::Single }
    }
}

impl Refusal {
    /// One field is wrong.
    pub(crate) fn field(name: impl Into<String>, message: impl Into<String>) -> Self {
        let mut problems = Problems::default();
        problems.add(name, message);
        Refusal::Invalid(problems)
    }

    /// Refuses where there are `problems`.
    pub(crate) fn any(problems: Problems) -> Result<(), Self> {
        if problems.is_empty() { Ok(()) } else { Err(Refusal::Invalid(problems)) }
    }

    /// The answer.
    pub(crate) fn response(self, shape: Shape) -> Response<Bytes> {
        let (status, message) = match self {
            Refusal::Invalid(problems) if shape != Shape::Older => return answer::invalid(&problems),
            Refusal::Invalid(problems) => (StatusCode::BAD_REQUEST, problems.to_string()),
            Refusal::Stranger => {
                (StatusCode::UNAUTHORIZED, "The user name or the provisioning API key is wrong.".to_owned())
            }
            Refusal::ReadOnly => (StatusCode::FORBIDDEN, "This API key is read-only.".to_owned()),
            Refusal::NotFound(what) if shape == Shape::List => {
                let mut problems = Problems::default();
                problems.add("Not Found", not_found(what));
                return answer::value(StatusCode::NOT_FOUND, &json!({ "errors": problems.as_json() }));
            }
            Refusal::NotFound(what) => (StatusCode::NOT_FOUND, not_found(what)),
            Refusal::NoPath => (StatusCode::NOT_FOUND, "There is nothing at this path.".to_owned()),
            Refusal::Method => (StatusCode::METHOD_NOT_ALLOWED, "This path does not take this method.".to_owned()),
            Refusal::Conflict(reason) => (StatusCode::CONFLICT, reason),
            Refusal::NotJson => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The content type must be application/json.".to_owned())
            }
            Refusal::TooMany if shape != Shape::Older => return answer::empty(StatusCode::TOO_MANY_REQUESTS),
            Refusal::TooMany => (StatusCode::TOO_MANY_REQUESTS, "Rate Limit Exceeded".to_owned()),
        };
        answer::refused(status, shape, &message)
    }
}

fn not_found(what: &str) -> String {
    format!("There is no such {what}.")
}
