//! What a call can end in besides its result, and how the provider's refusals are read.

use std::time::Duration;

use serde_json::Value;

use crate::transport::TransportError;

/// One thing the provider objects to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiProblem {
    /// The field it concerns, where the provider names one `[openapi] ErrorResponseV2.name`. The schema doesn't say
    /// that `name` is a field: it may be a class of errors.
    pub field: Option<String>,
    /// The provider's words.
    pub message: String,
}

/// The provider answered with a code that isn't a success.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the provider answered {status}{}", first_words(problems))]
pub struct ApiError {
    /// HTTP status, 300 to 599.
    pub status: u16,
    /// What the body says, as far as it was understood; empty for an empty body, which is normal for a 429.
    pub problems: Vec<ApiProblem>,
    /// The body as it came, without secrets, at most 64 KiB.
    pub body: String,
    /// How long the provider asks to wait: the `Retry-After` header in seconds, at most a day. A date there is ignored.
    pub retry_after: Option<Duration>,
}

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No answer came back.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The provider answered with a code that isn't a success.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// A success whose body can't be used: garbage, cut off, without an id, over 16 MiB. What was asked may be done.
    #[error("the provider answered {status}, and the answer can't be used: {reason}")]
    NotUnderstood {
        /// HTTP status, 200 to 299.
        status: u16,
        /// What is wrong with the answer.
        reason: String,
        /// The body as it came, without secrets, at most 64 KiB.
        body: String,
    },
}

fn first_words(problems: &[ApiProblem]) -> String {
    problems.first().map_or_else(String::new, |problem| format!(": {}", problem.message))
}

/// Problems shown of one answer; a body with more is kept whole beside them.
const PROBLEMS_MAX: usize = 100;

/// Reads the problems out of an error's body, in any of the shapes that the provider's documents show.
///
/// `[openapi] ErrorListResponseV2`, `ErrorResponseV2` and the older `{"error"}`, `{"errors":{key: text}}` and
/// `{"status","code","message"}`; also bare text, so that «Rate Limit Exceeded» `[docs]` is not lost.
pub(crate) fn problems(body: &str) -> Vec<ApiProblem> {
    let mut found = match serde_json::from_str::<Value>(body) {
        Ok(value) => problems_of(&value, 0),
        Err(_) if is_words(body) => vec![ApiProblem { field: None, message: body.trim().to_owned() }],
        Err(_) => Vec::new(),
    };
    found.truncate(PROBLEMS_MAX);
    found
}

fn problems_of(value: &Value, depth: usize) -> Vec<ApiProblem> {
    if depth > 3 {
        return Vec::new();
    }
    match value {
        Value::Array(items) => items.iter().flat_map(|item| problems_of(item, depth + 1)).collect(),
        Value::String(message) if !message.is_empty() => vec![ApiProblem { field: None, message: message.clone() }],
        Value::Object(object) => {
            if let Some(list) = object.get("errors").filter(|list| !list.is_null()) {
                return match list {
                    Value::Object(by_field) if !is_problem(list) => by_field.iter().flat_map(by_name).collect(),
                    Value::Object(_)
                    | Value::Array(_)
                    | Value::String(_)
                    | Value::Number(_)
                    | Value::Bool(_)
                    | Value::Null => problems_of(list, depth + 1),
                };
            }
            let message = ["message", "error", "errorDetails"].into_iter().find_map(|key| words(object.get(key)?));
            let field = object.get("name").and_then(words);
            message.map(|message| ApiProblem { field, message }).into_iter().collect()
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => Vec::new(),
    }
}

fn is_problem(value: &Value) -> bool {
    value.get("message").is_some_and(Value::is_string)
}

fn by_name((name, text): (&String, &Value)) -> Vec<ApiProblem> {
    let messages: Vec<String> = match text {
        Value::Array(items) => items.iter().filter_map(words).collect(),
        Value::Object(_) | Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {
            words(text).into_iter().collect()
        }
    };
    messages.into_iter().map(|message| ApiProblem { field: Some(name.clone()), message }).collect()
}

fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object.get("message").and_then(Value::as_str).map(str::to_owned),
        Value::Array(_) | Value::Bool(_) | Value::Null => None,
    }
}

/// One short line of text: the page of a proxy is no message.
fn is_words(body: &str) -> bool {
    let text = body.trim();
    !text.is_empty() && text.len() <= 300 && !text.starts_with(['<', '{', '[']) && text.lines().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(field: Option<&str>, message: &str) -> ApiProblem {
        ApiProblem { field: field.map(str::to_owned), message: message.to_owned() }
    }

    #[test]
    fn every_shape_of_the_documents_is_read() {
        let table = [
            (r#"{"errors":[{"name":"name","message":"too short"}]}"#, vec![problem(Some("name"), "too short")]),
            (
                r#"{"errors":[{"message":"no"},{"name":"x","message":"y"}]}"#,
                vec![problem(None, "no"), problem(Some("x"), "y")],
            ),
            (r#"{"errors":["a","b"]}"#, vec![problem(None, "a"), problem(None, "b")]),
            (r#"{"name":"Unauthorized","message":"bad key"}"#, vec![problem(Some("Unauthorized"), "bad key")]),
            (r#"{"error":"down"}"#, vec![problem(None, "down")]),
            (r#"{"errors":{"network":"overlaps"}}"#, vec![problem(Some("network"), "overlaps")]),
            (
                r#"{"errors":{"network":["overlaps","too big"]}}"#,
                vec![problem(Some("network"), "overlaps"), problem(Some("network"), "too big")],
            ),
            (r#"{"status":"Too Many Requests","code":"429","message":"slow down"}"#, vec![problem(None, "slow down")]),
            (r#"{"errors":null,"message":"m"}"#, vec![problem(None, "m")]),
            ("Rate Limit Exceeded", vec![problem(None, "Rate Limit Exceeded")]),
        ];
        for (body, expected) in table {
            assert_eq!(problems(body), expected, "{body}");
        }
    }

    #[test]
    fn a_body_without_words_has_no_problems() {
        for body in [
            "",
            "  ",
            "{}",
            "[]",
            "null",
            "7",
            r#"{"errors":[]}"#,
            r#"{"errors":[null,{}]}"#,
            "<html>502</html>",
            "{cut",
        ] {
            assert_eq!(problems(body), [], "{body}");
        }
    }
}
