//! The page's files, built into the program.

use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

/// What `npm run build` makes. A program built without it serves the door alone.
#[derive(rust_embed::Embed)]
#[folder = "../../ui/dist"]
#[allow_missing = true]
struct Files;

/// Whether the page is there.
pub fn built() -> bool {
    Files::get("index.html").is_some()
}

/// The page.
pub fn index() -> Response {
    answer("index.html").unwrap_or_else(|| {
        let text = "The page was not built into this program: run `npm run build` in ui/ and build it again.\n";
        (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
    })
}

/// A file of the page by its path.
pub async fn file(method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    answer(uri.path().trim_start_matches('/')).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

fn answer(path: &str) -> Option<Response> {
    let file = Files::get(path)?;
    let kind = file.metadata.mimetype().to_owned();
    Some(([(CONTENT_TYPE, kind)], file.data.into_owned()).into_response())
}
