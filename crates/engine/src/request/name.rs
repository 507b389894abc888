//! Names: of the profile, and of the cluster it makes.

use super::check::Known;
use super::finding::{Findings, use_value};
use crate::api::Fix;

/// Longest profile name, characters: it stands in a sidebar and is typed on a command line.
const PROFILE_NAME_MAX: usize = 64;
/// Shortest cluster name `[openapi] KafkaClusterV2.name`.
const CLUSTER_NAME_MIN: usize = 3;
/// Longest cluster name that all sources allow `[operator]`.
pub(super) const CLUSTER_NAME_SAFE: usize = 32;
/// Longest cluster name that any source allows `[openapi] KafkaClusterV2.name`.
const CLUSTER_NAME_MAX: usize = 48;

const LENGTH_SOURCE: &str = "OpenAPI document of 2024: 3 to 48; the vendor's Kubernetes operator: 3 to 32";
const TAKEN_SOURCE: &str = "No source says that names are unique: Instaclustr may make a second one";

/// The profile's own name. The command line takes a word with `/`, or one ending in `.toml` or `.json`, for a file.
pub(super) fn profile(found: &mut Findings<'_>) {
    let name = found.draft.name.as_str();
    let trimmed = name.trim();
    let file_like = name.contains('/') || name.ends_with(".toml") || name.ends_with(".json");
    let (message, fixes) = if trimmed.is_empty() {
        ("Needs a name.".to_owned(), Vec::new())
    } else if trimmed != name {
        ("Must not begin or end with a blank.".to_owned(), vec![use_value(trimmed)])
    } else if name.chars().any(char::is_control) {
        ("Must not hold control characters.".to_owned(), Vec::new())
    } else if file_like {
        ("Reads like a file: no / in it, no .toml or .json at its end.".to_owned(), Vec::new())
    } else if name.chars().count() > PROFILE_NAME_MAX {
        (format!("{} characters. At most {PROFILE_NAME_MAX}.", name.chars().count()), Vec::new())
    } else {
        return;
    };
    found.error("name", name, message, fixes);
}

/// The cluster's name: `[a-zA-Z0-9][a-zA-Z0-9_-]*`, 3–48 characters `[openapi]`, 3–32 `[operator]`.
pub(super) fn cluster(found: &mut Findings<'_>, known: &Known<'_>) {
    let name = found.draft.cluster_name.as_str();
    if let Some((message, fixes)) = wrong(name) {
        found.error("clusterName", name, message, fixes);
        return;
    }
    let length = name.chars().count();
    if length > CLUSTER_NAME_SAFE {
        let message = format!(
            "{}. The API allows {CLUSTER_NAME_MAX}, the vendor's own tool {CLUSTER_NAME_SAFE}.",
            characters(length)
        );
        found.warning("clusterName", name, message, LENGTH_SOURCE, Vec::new());
    }
    if known.cluster_names.contains(name) {
        let message = "A cluster of this account has this name already.";
        found.warning("clusterName", name, message, TAKEN_SOURCE, free(name, known));
    }
}

/// What no source allows of a cluster's name, and how it could be mended.
pub(super) fn wrong(name: &str) -> Option<(String, Vec<Fix>)> {
    let length = name.chars().count();
    let message = if name.is_empty() {
        "Needs a name: 3 to 32 letters, digits, - or _.".to_owned()
    } else if let Some(odd) = name.chars().find(|letter| !is_allowed(*letter)) {
        format!("Only letters a to z, digits, - and _: «{}» is none of them.", shown(odd))
    } else if name.starts_with(['-', '_']) {
        "Must begin with a letter or a digit.".to_owned()
    } else if length < CLUSTER_NAME_MIN {
        format!("{}. At least {CLUSTER_NAME_MIN}.", characters(length))
    } else if length > CLUSTER_NAME_MAX {
        format!("{}. At most {CLUSTER_NAME_MAX}, better {CLUSTER_NAME_SAFE}.", characters(length))
    } else {
        return None;
    };
    Some((message, repaired(name)))
}

fn characters(count: usize) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

fn is_allowed(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// A letter as it can be read: blanks by name, invisible ones by number.
fn shown(letter: char) -> String {
    match letter {
        ' ' => "blank".to_owned(),
        other if other.is_control() || other.is_whitespace() => other.escape_unicode().to_string(),
        other => other.to_string(),
    }
}

/// The name with each odd character as `-`, where that makes a good one.
fn repaired(name: &str) -> Vec<Fix> {
    let replaced: String = name.chars().map(|letter| if is_allowed(letter) { letter } else { '-' }).collect();
    let tidy = replaced.trim_matches(['-', '_']);
    let good = (CLUSTER_NAME_MIN..=CLUSTER_NAME_SAFE).contains(&tidy.len());
    if good && tidy != name { vec![use_value(tidy)] } else { Vec::new() }
}

/// The name with the first free number behind it.
fn free(name: &str, known: &Known<'_>) -> Vec<Fix> {
    let numbered = (2..100_u32).map(|number| format!("{name}-{number}"));
    let free = numbered.filter(|name| name.len() <= CLUSTER_NAME_SAFE).find(|name| !known.cluster_names.contains(name));
    free.map(use_value).into_iter().collect()
}
