//! The provider's answers: codes and bodies.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::check::Problems;
use super::refusal::{Refusal, Shape};

/// A JSON body under `status`.
pub(crate) fn json(status: StatusCode, body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// `value` under `status`.
pub(crate) fn value(status: StatusCode, value: &Value) -> Response<Bytes> {
    json(status, Bytes::from(value.to_string()))
}

/// No body.
pub(crate) fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}

/// One error: `{"name","message"}`.
pub(crate) fn refusal(status: StatusCode, name: &str, message: &str) -> Response<Bytes> {
    value(status, &json!({ "name": name, "message": message }))
}

/// 404 with one error.
pub(crate) fn not_found(message: &str) -> Response<Bytes> {
    refusal(StatusCode::NOT_FOUND, "Not Found", message)
}

/// 404 with a list, as a PUT to an unknown cluster gets it `[openapi]`.
pub(crate) fn none_of(id: &str) -> Response<Bytes> {
    let error = json!({ "name": "clusterId", "message": format!("There is no cluster {id}.") });
    value(StatusCode::NOT_FOUND, &json!({ "errors": [error] }))
}

/// 400 with all problems: `{"errors":[{"name","message"}]}`, where `name` is the field.
pub(crate) fn invalid(problems: &Problems) -> Response<Bytes> {
    value(StatusCode::BAD_REQUEST, &json!({ "errors": problems.as_json() }))
}

/// `message` under `status`, but for those refusals that are lists.
pub(crate) fn refused(status: StatusCode, shape: Shape, message: &str) -> Response<Bytes> {
    match shape {
        Shape::List | Shape::Single => refusal(status, status.canonical_reason().unwrap_or("Refused"), message),
        Shape::Older => {
            value(status, &json!({ "status": status.as_u16(), "code": status.as_u16(), "message": message }))
        }
    }
}

/// The answer with `status` at `path` when a fault asks for it: 400 is a list, and the older API has its own shape, as of
/// refusals for a reason. A 429 is empty, as the provider's of today `[openapi]`; in the older API too, where over the limit
/// it has a message: a fault is the hardest that a client may meet, and no body is harder to read than one.
pub(crate) fn of_status(status: StatusCode, path: &str) -> Response<Bytes> {
    let message = "the sandbox was told to answer so";
    let shape = Shape::of_path(path);
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED => empty(status),
        StatusCode::BAD_REQUEST => Refusal::field("sandbox", message).response(shape),
        _ => refused(status, shape, message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_429_of_a_fault_has_no_body_at_any_path() {
        for path in ["/cluster-management/v2/data-sources/clusters/v2", "/provisioning/v1/abc"] {
            assert!(of_status(StatusCode::TOO_MANY_REQUESTS, path).body().is_empty(), "{path}");
            assert!(!of_status(StatusCode::SERVICE_UNAVAILABLE, path).body().is_empty(), "{path}");
        }
    }
}
