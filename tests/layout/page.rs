//! What the page may know: the back end through one door, colours by their names.

use crate::{files, holds};

const BACKEND: &str = "ui/src/lib/backend/";

/// The file that gives colours their names.
const TOKENS: &str = "ui/src/tokens.css";

fn code() -> Vec<(String, String)> {
    files::below("ui/src", &[".svelte", ".ts"])
}

fn is_test(path: &str) -> bool {
    path.ends_with(".test.ts")
}

fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("//") || line.starts_with('*') || line.starts_with("/*") || line.starts_with("<!--")
}

#[test]
fn only_the_backend_folder_knows_tauri() {
    let named = files::lines(&code(), |path, line| {
        !path.starts_with(BACKEND) && !is_comment(line) && (line.contains("@tauri-apps") || line.contains("__TAURI"))
    });
    holds("@tauri-apps stands below ui/src/lib/backend alone", &named);
}

#[test]
fn only_the_backend_folder_talks_to_the_outside() {
    const WAYS: [&str; 6] = ["fetch(", "EventSource(", "WebSocket(", "XMLHttpRequest", "invoke(", "sendBeacon("];
    let named = files::lines(&code(), |path, line| {
        !path.starts_with(BACKEND) && !is_comment(line) && WAYS.iter().any(|way| calls(line, way))
    });
    holds("the page asks through `backend`", &named);
}

#[test]
fn nothing_but_the_backend_folder_keeps_anything_in_the_browser() {
    const STORES: [&str; 4] = ["localStorage", "sessionStorage", "indexedDB", "document.cookie"];
    let named = files::lines(&code(), |path, line| {
        let known = path.starts_with(BACKEND) || is_test(path) || is_comment(line);
        !known && STORES.iter().any(|store| line.contains(store))
    });
    holds("the page keeps no copy of the truth", &named);
}

#[test]
fn colours_are_named_by_token() {
    let drawn = files::below("ui/src", &[".svelte", ".css"]);
    let named = files::lines(&drawn, |path, line| path != TOKENS && !is_comment(line) && has_colour(line));
    holds("a colour is a token of ui/src/tokens.css", &named);
}

#[test]
fn a_raw_piece_of_html_is_never_put_into_the_page() {
    let named = files::lines(&code(), |_, line| line.contains("{@html") || line.contains("innerHTML"));
    holds("what a server said is text, never HTML", &named);
}

/// Whether `line` calls `way`, and not something that only ends alike (`prefetch(`).
fn calls(line: &str, way: &str) -> bool {
    line.match_indices(way).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
    })
}

/// Whether `line` has a colour in it: `#` with 3, 4, 6 or 8 hexadecimal digits, or a colour function.
fn has_colour(line: &str) -> bool {
    const FUNCTIONS: [&str; 7] = ["rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "oklch(", "lab("];
    FUNCTIONS.iter().any(|function| calls(line, function)) || line.match_indices('#').any(|(at, _)| is_hex(line, at))
}

fn is_hex(line: &str, at: usize) -> bool {
    // `{#each …}` is Svelte, `href="#…"` a place, `&#8201;` a letter.
    let opens = line[..at].ends_with(['{', '&', '"', '\'', '`', '/']) && !line[..at].ends_with(": \"");
    let word: String = line[at + 1..]
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_' || *letter == '-')
        .collect();
    let hex = matches!(word.len(), 3 | 4 | 6 | 8) && word.chars().all(|letter| letter.is_ascii_hexdigit());
    let quoted_colour = line[..at].ends_with(['"', '\'']) && paints(line);
    hex && (!opens || quoted_colour)
}

/// Whether a quoted value on this line paints: `fill="#123456"`.
fn paints(line: &str) -> bool {
    const PAINTS: [&str; 5] = ["fill=", "stroke=", "color=", "stop-color=", "background"];
    PAINTS.iter().any(|paint| line.contains(paint))
}

#[test]
fn the_search_for_colours_finds_colours_and_nothing_else() {
    for line in ["color: #fff;", "  border: 1px solid #0e5365", "<path fill=\"#f07d58\" />", "background: rgb(1 2 3)"] {
        assert!(has_colour(line), "{line}");
    }
    for line in
        ["{#each rows as row}", "<a href=\"#add\">", "go('#/clusters')", "#id-of-it { }", "var(--line)", "&#160;"]
    {
        assert!(!has_colour(line), "{line}");
    }
}

#[test]
fn the_search_for_calls_tells_fetch_from_prefetch() {
    assert!(calls("await fetch(url)", "fetch("));
    assert!(!calls("prefetch(url)", "fetch("));
}
