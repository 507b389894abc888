//! The provider's answers: codes, and the two shapes of its refusals `[openapi] ErrorListResponseV2, ErrorResponseV2`.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::check::Problems;

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

/// What the provider answers with `status` when a fault asks for it: 429 is empty `[openapi]`, 400 a list.
pub(crate) fn of_status(status: StatusCode) -> Response<Bytes> {
    let message = "the sandbox was told to answer so";
    match status {
        StatusCode::TOO_MANY_REQUESTS => empty(status),
        StatusCode::BAD_REQUEST => {
            let mut problems = Problems::default();
            problems.add("sandbox", message);
            invalid(&problems)
        }
        _ if status == StatusCode::NO_CONTENT || status == StatusCode::NOT_MODIFIED => empty(status),
        _ => refusal(status, status.canonical_reason().unwrap_or("Fault"), message),
    }
}
