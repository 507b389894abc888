//! The exact request beside the form: line by line, each with the field it comes from.

use serde_json::Value;

use super::build::build;
use super::extra;
use super::fields::{data_centre_field, root_field};
use super::mark::{MARK_KEY, Mark};
use super::set_up;
use crate::api::{PreviewLine, PreviewRequest, ProfileDraft};

/// Of what makes or changes a cluster.
const IF_LOST: &str = "Sent once. If the answer is lost, Slipway looks for it and does not send again by itself.";

/// The requests of a draft in the order of sending, the mark as «…».
///
/// The lines joined by line ends are the body as `serde_json` indents it. `account_url` and `account_user` go into the
/// curl command; the key is read from `$SLIPWAY_KEY` there.
pub fn preview(draft: &ProfileDraft, account_url: &str, account_user: &str) -> Vec<PreviewRequest> {
    let built = build(draft, Mark::Preview);
    let mut writer = Writer { draft, lines: Vec::new(), path: Vec::new() };
    writer.value("", &built.body, &Origin::NoField, "");
    let body = writer.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let curl = curl(built.method, account_url, &built.path, account_user, &body);
    let create = PreviewRequest {
        title: "Create".to_owned(),
        once_running: false,
        if_lost: IF_LOST.to_owned(),
        method: built.method.to_owned(),
        path: built.path,
        lines: writer.lines,
        curl,
    };
    let sender = Sender { url: account_url, user: account_user };
    std::iter::once(create).chain(set_up::previews(draft, &sender)).collect()
}

/// Whose requests they are, for the curl command.
pub(super) struct Sender<'a> {
    /// Base URL of the API.
    pub(super) url: &'a str,
    /// The account's user name.
    pub(super) user: &'a str,
}

impl Sender<'_> {
    /// A request that is sent once the cluster runs. `fields` tells which field of the form stands behind which of the body.
    pub(super) fn later(
        &self,
        title: &str,
        path: &str,
        body: &Value,
        fields: &[(&str, String)],
        if_lost: &str,
    ) -> PreviewRequest {
        let mut request = plain(title, "POST", path.to_owned(), body, self.url, self.user);
        request.once_running = true;
        if_lost.clone_into(&mut request.if_lost);
        let mut open: Option<String> = None;
        for line in &mut request.lines {
            let text = line.text.trim_start();
            let key = text.strip_prefix('"').and_then(|rest| rest.split_once("\":")).map(|(key, _)| key);
            // What stands within a list or a group belongs to its head.
            let named =
                key.and_then(|key| fields.iter().find(|(name, _)| *name == key)).map(|(_, field)| field.clone());
            line.field = named.clone().or_else(|| open.clone());
            if named.is_some() && text.ends_with(['[', '{']) {
                open = named;
            } else if text.starts_with([']', '}']) {
                open = None;
            }
        }
        request
    }
}

/// A request whose lines come from no field of a form.
pub(super) fn plain(
    title: &str,
    method: &str,
    path: String,
    body: &Value,
    account_url: &str,
    account_user: &str,
) -> PreviewRequest {
    let body = serde_json::to_string_pretty(body).unwrap_or_default();
    PreviewRequest {
        title: title.to_owned(),
        once_running: false,
        if_lost: IF_LOST.to_owned(),
        method: method.to_owned(),
        lines: body.lines().map(|line| PreviewLine { text: line.to_owned(), field: None, extra: false }).collect(),
        curl: curl(method, account_url, &path, account_user, &body),
        path,
    }
}

/// Where a value comes from.
#[derive(Clone)]
enum Origin {
    /// A field of the draft, by its path.
    Field(String),
    /// The mark, a bracket around several fields, or a required switch that has no field.
    NoField,
    /// Extra JSON.
    Extra,
}

/// A step into the body.
enum Step {
    Key(String),
    Index(usize),
}

/// Writes indented JSON as `serde_json` does, and remembers where each line comes from.
struct Writer<'a> {
    draft: &'a ProfileDraft,
    lines: Vec<PreviewLine>,
    path: Vec<Step>,
}

impl Writer<'_> {
    /// Writes one value: `head` is its key with the colon, `tail` the comma.
    fn value(&mut self, head: &str, value: &Value, origin: &Origin, tail: &str) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                self.line(&format!("{head}{{"), origin);
                for (position, (key, inner)) in fields.iter().enumerate() {
                    let head = format!("{}: ", Value::from(key.as_str()));
                    self.inner(Step::Key(key.clone()), &head, inner, origin, comma(position, fields.len()));
                }
                self.line(&format!("}}{tail}"), &closing(origin));
            }
            Value::Array(items) if !items.is_empty() => {
                self.line(&format!("{head}["), origin);
                for (position, inner) in items.iter().enumerate() {
                    self.inner(Step::Index(position), "", inner, origin, comma(position, items.len()));
                }
                self.line(&format!("]{tail}"), &closing(origin));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
                self.line(&format!("{head}{value}{tail}"), origin)
            }
        }
    }

    fn inner(&mut self, step: Step, head: &str, value: &Value, outer: &Origin, tail: &str) {
        self.path.push(step);
        let origin = self.origin(value, outer);
        self.value(head, value, &origin, tail);
        self.path.pop();
    }

    /// Where the value at the present path comes from, given where the one around it does.
    fn origin(&self, value: &Value, outer: &Origin) -> Origin {
        let Writer { draft, path, .. } = self;
        match path.as_slice() {
            [Step::Key(key)] => match root_field(draft.application, key) {
                Some(field) => Origin::Field(field.to_owned()),
                None => Origin::Extra,
            },
            [_, Step::Index(_)] if !matches!(outer, Origin::Extra) => Origin::NoField,
            [_, Step::Index(centre), Step::Key(key)] if !matches!(outer, Origin::Extra) => {
                match data_centre_field(draft.application, *centre, key) {
                    Some(field) => Origin::Field(field),
                    None if extra::gives(draft, *centre, key) => Origin::Extra,
                    None => Origin::NoField,
                }
            }
            [_, _, _, Step::Index(_)] if value.get("key").and_then(Value::as_str) == Some(MARK_KEY) => Origin::NoField,
            _ => outer.clone(),
        }
    }

    fn line(&mut self, text: &str, origin: &Origin) {
        let (field, extra) = match origin {
            Origin::Field(field) => (Some(field.clone()), false),
            Origin::NoField => (None, false),
            Origin::Extra => (Some("extra".to_owned()), true),
        };
        self.lines.push(PreviewLine { text: format!("{}{text}", "  ".repeat(self.path.len())), field, extra });
    }
}

/// A closing bracket lights up with extra JSON, so that its edge is drawn through, and with no field.
fn closing(origin: &Origin) -> Origin {
    match origin {
        Origin::Extra => Origin::Extra,
        Origin::Field(_) | Origin::NoField => Origin::NoField,
    }
}

fn comma(position: usize, count: usize) -> &'static str {
    if position + 1 < count { "," } else { "" }
}

fn curl(method: &str, url: &str, path: &str, user: &str, body: &str) -> String {
    let address = quoted(&format!("{}{path}", url.trim_end_matches('/')));
    // The key is the only thing the shell may expand.
    let user = format!("{}\"$SLIPWAY_KEY\"", quoted(&format!("{user}:")));
    format!(
        "curl -X {method} {address} \\\n  -u {user} \\\n  -H 'Content-Type: application/json' \\\n  -d {}",
        quoted(body)
    )
}

/// A word that a POSIX shell takes as it is.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::Application;
    use crate::request::new_draft;

    fn lines_and_fields(request: &PreviewRequest) -> String {
        let row = |line: &PreviewLine| {
            let edge = if line.extra { "|" } else { " " };
            format!("{edge} {:<60} {}", line.text, line.field.as_deref().unwrap_or("-"))
        };
        request.lines.iter().map(row).collect::<Vec<_>>().join("\n")
    }

    fn a_full_draft(application: Application) -> ProfileDraft {
        let mut draft = new_draft(application);
        draft.cluster_name = "orders-dev".to_owned();
        draft.description = "It's \"ours\"".to_owned();
        draft.data_centres[0].tags.insert("team".to_owned(), "orders".to_owned());
        let extra = json!({
            "bundledUseOnly": false,
            "twoFactorDelete": [{"confirmationEmail": "a@b.c"}],
            "dataCentres": [{"awsSettings": [{"customVirtualNetworkId": "vpc-0a61"}], "zeroInboundAccess": []}],
        });
        draft.extra = extra.as_object().cloned().unwrap_or_default();
        draft
    }

    #[test]
    fn each_line_of_a_kafka_request_knows_its_field() {
        let requests = preview(&a_full_draft(Application::Kafka), "https://api.example.com", "ada");
        insta::assert_snapshot!(lines_and_fields(&requests[0]));
    }

    #[test]
    fn each_line_of_a_cassandra_request_knows_its_field() {
        let requests = preview(&a_full_draft(Application::Cassandra), "https://api.example.com", "ada");
        insta::assert_snapshot!(lines_and_fields(&requests[0]));
    }

    #[test]
    fn the_curl_command_survives_quotes_and_never_holds_a_key() {
        let requests = preview(&a_full_draft(Application::Kafka), "https://api.example.com/", "o'hara");
        insta::assert_snapshot!(requests[0].curl);
    }

    #[test]
    fn a_switch_without_a_field_is_extras_only_where_extra_gives_it() {
        let mut draft = new_draft(Application::Cassandra);
        let line = |draft: &ProfileDraft| {
            let request = preview(draft, "https://x", "u").remove(0);
            request.lines.into_iter().find(|line| line.text.contains("privateIpBroadcastForDiscovery")).unwrap()
        };
        assert_eq!((line(&draft).field, line(&draft).extra), (None, false));
        draft.extra.insert("dataCentres".to_owned(), json!([{"privateIpBroadcastForDiscovery": false}]));
        assert!(line(&draft).extra);
    }
}
