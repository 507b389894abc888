//! Users of a profile: who may log in besides the default user, made once its cluster runs.

use std::collections::BTreeSet;

use instaclustr_api::{InitialPermissions, ScramMechanism};
use serde_json::json;

use super::finding::{Findings, use_value};
use super::preview::Sender;
use super::set_up::{ASKED, SENT_AGAIN};
use crate::api::{Application, PreviewRequest, ProfileDraft, UserDraft};
use crate::run::subject::{Subject, User};

/// Where a user of Kafka is asked for `[openapi]`.
pub const KAFKA_PATH: &str = "/cluster-management/v2/resources/applications/kafka/users/v2";
/// Longest name that Slipway takes, in bytes; the provider's own bound for Cassandra is 255 characters `[openapi]`.
const NAME_BYTES_MAX: usize = 48;
/// The users that clusters are born with `[docs]`.
const BORN: [&str; 2] = ["ickafka", "iccassandra"];

/// Where a user of a Cassandra cluster is asked for `[openapi]`.
pub fn cassandra_path(cluster: &str) -> String {
    format!("/provisioning/v1/{cluster}/apache_cassandra/users")
}

pub(super) fn subjects(draft: &ProfileDraft) -> impl Iterator<Item = Subject> + '_ {
    draft.users.iter().map(|user| {
        Subject::User(User {
            application: draft.application,
            name: user.name.clone(),
            permissions: user.permissions.clone(),
            mechanism: match draft.application {
                Application::Kafka => user.mechanism.clone(),
                Application::Cassandra => String::new(),
            },
            asks_password: user.asks_password,
        })
    })
}

pub(super) fn previews<'a>(
    draft: &'a ProfileDraft,
    sender: &'a Sender<'a>,
) -> impl Iterator<Item = PreviewRequest> + 'a {
    draft.users.iter().enumerate().map(|(at, user)| {
        let field = |name: &str| format!("users.{at}.{name}");
        let title = format!("User {}", user.name);
        match draft.application {
            Application::Kafka => {
                let body = json!({
                    "clusterId": "…",
                    "username": user.name,
                    "password": "•••",
                    "initialPermissions": user.permissions,
                    "options": { "saslScramMechanism": user.mechanism, "overrideExistingUser": false },
                });
                let fields = [
                    ("username", field("name")),
                    ("password", field("asksPassword")),
                    ("initialPermissions", field("permissions")),
                    ("saslScramMechanism", field("mechanism")),
                ];
                sender.later(&title, KAFKA_PATH, &body, &fields, SENT_AGAIN)
            }
            Application::Cassandra => {
                let body = json!({ "username": user.name, "password": "•••", "initial-permissions": user.permissions });
                let fields = [
                    ("username", field("name")),
                    ("password", field("asksPassword")),
                    ("initial-permissions", field("permissions")),
                ];
                sender.later(&title, &cassandra_path("…"), &body, &fields, ASKED)
            }
        }
    })
}

pub(super) fn check(found: &mut Findings<'_>) {
    let draft = found.draft;
    let mut known: BTreeSet<&str> = BORN.into();
    for (at, user) in draft.users.iter().enumerate() {
        let field = |name: &str| format!("users.{at}.{name}");
        match wrong_name(draft.application, user) {
            Some(message) => found.error(&field("name"), &user.name, message, Vec::new()),
            None if !known.insert(user.name.as_str()) => {
                found.error(&field("name"), &user.name, "There is a user of this name already.", Vec::new());
            }
            None => {}
        }
        if !InitialPermissions::words().contains(&user.permissions.as_str()) {
            let fixes = InitialPermissions::words().into_iter().map(use_value).collect();
            found.error(&field("permissions"), &user.permissions, "Must be standard, read-only or none.", fixes);
        }
        if draft.application == Application::Kafka && !ScramMechanism::words().contains(&user.mechanism.as_str()) {
            let fixes = ScramMechanism::words().into_iter().map(use_value).collect();
            let message = "Must be SCRAM-SHA-256 or SCRAM-SHA-512.";
            found.error(&field("mechanism"), &user.mechanism, message, fixes);
        }
    }
    if draft.application == Application::Cassandra && !draft.users.is_empty() && !draft.cassandra.password_auth {
        let message = "Users need the log-in by password: switch it on, or leave the users out.";
        found.error("cassandra.passwordAuth", "false", message, Vec::new());
    }
}

/// `[openapi] KafkaUserV2.username`, `BundleUserCreateRequest.username`.
fn wrong_name(application: Application, user: &UserDraft) -> Option<&'static str> {
    let name = user.name.as_str();
    if name.is_empty() {
        return Some("Needs a name.");
    }
    if name.len() > NAME_BYTES_MAX {
        return Some("Must be at most 48 bytes here.");
    }
    if name.chars().any(char::is_control) {
        return Some("Must not have control characters.");
    }
    match application {
        Application::Kafka => {
            let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
            let rest = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
            if !first || !rest {
                Some("Must be letters, digits, - and _, a letter or digit first.")
            } else {
                name.eq_ignore_ascii_case("zookeeper").then_some("Kafka has this name for itself.")
            }
        }
        Application::Cassandra => None,
    }
}
