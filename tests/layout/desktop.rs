//! What the window may do: exactly the commands of the door and of its own shell.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{files, holds};

/// Names in the list of `crates/engine/src/api/commands.rs`.
fn door() -> BTreeSet<String> {
    let list = files::text("crates/engine/src/api/commands.rs");
    let command = |line: &str| {
        let (name, rest) = line.trim().split_once('(')?;
        (rest.contains(") -> ") && rest.ends_with(';')).then(|| name.to_owned())
    };
    let found: BTreeSet<String> = list.lines().filter_map(command).collect();
    assert!(found.len() > 10, "the list of commands is written differently now: {found:?}");
    found
}

/// Functions of the shell that are Tauri commands by an attribute of their own.
fn shells_own() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in files::below("src-tauri/src", &[".rs"]) {
        let mut marked = false;
        for line in text.lines() {
            marked |= line.trim().starts_with("#[tauri::command") || line.trim().starts_with("#[command");
            if let Some((_, rest)) = line.split_once("fn ").filter(|_| marked) {
                found.insert(rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect());
                marked = false;
            }
        }
    }
    found
}

/// Every permission that some capability gives.
fn permissions() -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files::below("src-tauri/capabilities", &[".json"]) {
        let capability: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(capability.get("remote").is_none(), "{path}: a page from elsewhere may do nothing");
        for permission in capability["permissions"].as_array().unwrap() {
            found.push(permission.as_str().or_else(|| permission["identifier"].as_str()).unwrap().to_owned());
        }
    }
    found
}

#[test]
fn the_window_may_call_every_command_of_the_door_and_nothing_unknown() {
    let given: BTreeSet<String> = permissions()
        .iter()
        .filter_map(|name| name.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    let door = door();
    let own = shells_own();
    let missing = door.difference(&given).map(|name| format!("{name} is a command of the door, not allowed"));
    let unknown = given.iter().filter(|name| !door.contains(*name) && !own.contains(*name));
    let unknown = unknown.map(|name| format!("{name} is allowed, but no command"));
    holds("capabilities name the commands", &missing.chain(unknown).collect::<Vec<_>>());
}

#[test]
fn the_page_reaches_no_plugin_and_no_file() {
    let wide = permissions().into_iter().filter(|name| !name.starts_with("allow-") && !name.starts_with("core:"));
    holds("plugins are used from Rust alone", &wide.collect::<Vec<_>>());
}

#[test]
fn the_page_is_shut_in_by_a_policy_of_its_own() {
    let text = files::text("src-tauri/tauri.conf.json");
    let config: Value = serde_json::from_str(&text).unwrap();
    let policy = config["app"]["security"]["csp"].to_string();
    let mut breaches = Vec::new();
    for wide in ["unsafe-eval", "unsafe-inline' 'self' *", "https:", " *"] {
        if policy.contains(wide) {
            breaches.push(format!("src-tauri/tauri.conf.json: app.security.csp has `{wide}`"));
        }
    }
    if !policy.contains("default-src") {
        breaches.push("src-tauri/tauri.conf.json: app.security.csp has no default-src".to_owned());
    }
    if config["app"]["withGlobalTauri"].as_bool() == Some(true) {
        breaches.push("src-tauri/tauri.conf.json: withGlobalTauri is on".to_owned());
    }
    holds("nothing but the page itself is loaded", &breaches);
}
