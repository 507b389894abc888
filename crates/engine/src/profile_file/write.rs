//! Writing a profile as TOML, in the order of the form.

use serde_json::Value;

use super::field::{Field, Kind, PROFILE};
use crate::api::{Application, CassandraDraft, KafkaDraft, ProfileDraft};
use crate::request::new_draft;

/// A complete profile with a comment at each field, ready to launch in the sandbox.
pub fn template(application: Application) -> String {
    let mut draft = new_draft(application);
    draft.name = format!("demo-{}", application.path_word());
    draft.cluster_name.clone_from(&draft.name);
    let mut text = format!(
        "# A Slipway profile. Check it with «slipway profile check FILE», keep it with «slipway profile add FILE»,\n\
         # launch it with «slipway launch FILE».\n\n{}",
        write(&draft, Comments::Shown)
    );
    text.push_str(
        "\n# What has no field here goes into the request as it is written (a field of this file can't be set there):\n\
         # [extra]\n# bundledUseOnly = false\n",
    );
    text
}

/// A profile as TOML. [`parse`](super::parse) makes the same profile of it.
pub fn to_toml(draft: &ProfileDraft) -> String {
    write(draft, Comments::Left)
}

/// Whether each field gets its comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Comments {
    Shown,
    Left,
}

fn write(draft: &ProfileDraft, comments: Comments) -> String {
    let value = serde_json::to_value(draft).unwrap_or_default();
    let mut text = String::new();
    let mut groups = String::new();
    for field in PROFILE {
        let Some(value) = value.get(field.name) else { continue };
        match field.kind {
            Kind::Group(fields) if is_written(draft, field.name) => {
                groups.push_str(&head(&format!("[{}]", field.name), field, comments));
                groups.push_str(&lines(fields, value, comments));
            }
            Kind::Group(_) => {}
            Kind::List(fields) => {
                for item in value.as_array().into_iter().flatten() {
                    groups.push_str(&head(&format!("[[{}]]", field.name), field, comments));
                    groups.push_str(&data_centre(fields, item, draft, comments));
                }
                // An empty list is what an absent one is read as: nothing to write.
            }
            Kind::Extra | Kind::Texts if is_empty(value) => {}
            Kind::Extra => match toml_table(value) {
                Some(table) => groups.push_str(&format!("\n[extra]\n{table}")),
                // TOML can't say it (a null, a huge number): as JSON text, before the first group.
                None => text.push_str(&format!("extra = {}\n", quoted(&value.to_string()))),
            },
            Kind::Texts => {
                groups.push_str(&head(&format!("[{}]", field.name), field, comments));
                for (name, value) in value.as_object().into_iter().flatten() {
                    groups.push_str(&format!("{} = {}\n", quoted(name), scalar(value)));
                }
            }
            Kind::Text | Kind::OptionalText | Kind::Application | Kind::Flag | Kind::Number => {
                text.push_str(&line(field, value, comments));
            }
        }
    }
    text + &groups
}

/// Whether the group of an application stands in the file: for its own always, for the other one where it says
/// something.
fn is_written(draft: &ProfileDraft, group: &str) -> bool {
    match group {
        "kafka" => draft.application == Application::Kafka || draft.kafka != KafkaDraft::default(),
        _ => draft.application == Application::Cassandra || draft.cassandra != CassandraDraft::default(),
    }
}

fn head(name: &str, field: &Field, comments: Comments) -> String {
    match comments {
        Comments::Shown => format!("\n# {}\n{name}\n", upper_first(field.comment)),
        Comments::Left => format!("\n{name}\n"),
    }
}

fn lines(fields: &[Field], value: &Value, comments: Comments) -> String {
    let given = fields.iter().filter_map(|field| Some((field, value.get(field.name)?)));
    given.map(|(field, value)| line(field, value, comments)).collect()
}

/// The fields of a data centre; for Kafka without those that are Cassandra's alone, unless they say something.
fn data_centre(fields: &[Field], value: &Value, draft: &ProfileDraft, comments: Comments) -> String {
    let is_written = |field: &&Field| match (draft.application, field.name) {
        (Application::Kafka, "replicationFactor" | "continuousBackup") => {
            !matches!(value.get(field.name), None | Some(Value::Null | Value::Bool(false)))
        }
        (Application::Kafka | Application::Cassandra, _) => true,
    };
    let fields: Vec<Field> = fields.iter().filter(is_written).copied().collect();
    lines(&fields, value, comments)
}

/// One field on one line.
fn line(field: &Field, value: &Value, comments: Comments) -> String {
    let absent = value.is_null() || (is_empty(value) && field.kind == Kind::Texts);
    let comment = |text: String| match comments {
        Comments::Shown => format!("{text:<42} # {}\n", field.comment),
        Comments::Left => format!("{text}\n"),
    };
    match field.kind {
        Kind::OptionalText if absent => match comments {
            Comments::Shown => comment(format!("# {} = \"…\"", field.name)),
            Comments::Left => String::new(),
        },
        Kind::Texts if absent => match comments {
            Comments::Shown => comment(format!("# {} = {{ team = \"orders\" }}", field.name)),
            Comments::Left => String::new(),
        },
        Kind::Texts => {
            let pairs = value.as_object().into_iter().flatten();
            let pairs: Vec<String> =
                pairs.map(|(name, value)| format!("{} = {}", quoted(name), scalar(value))).collect();
            comment(format!("{} = {{ {} }}", field.name, pairs.join(", ")))
        }
        Kind::Number if absent => comment(format!("{} = \"\"", field.name)),
        Kind::Text
        | Kind::OptionalText
        | Kind::Application
        | Kind::Flag
        | Kind::Number
        | Kind::Extra
        | Kind::Group(_)
        | Kind::List(_) => comment(format!("{} = {}", field.name, scalar(value))),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// A TOML text (or key) in double quotes, on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            other if other.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(other))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// Extra JSON as TOML below `[extra]`; nothing where TOML has no word for it, or reads it back as something else.
fn toml_table(value: &Value) -> Option<String> {
    let nested = toml::Table::try_from(serde_json::json!({ "extra": value })).ok()?;
    let text = toml::to_string(&nested).ok()?;
    let again: toml::Table = text.parse().ok()?;
    let again = serde_json::to_value(again.get("extra")?).ok()?;
    (again == *value).then(|| text.trim_start_matches("[extra]\n").to_owned())
}

fn is_empty(value: &Value) -> bool {
    value.as_object().is_some_and(serde_json::Map::is_empty)
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profile_file::{FileKind, parse};

    #[test]
    fn the_kafka_template() {
        insta::assert_snapshot!(template(Application::Kafka));
    }

    #[test]
    fn the_cassandra_template() {
        insta::assert_snapshot!(template(Application::Cassandra));
    }

    #[test]
    fn a_template_is_read_as_the_new_draft_with_names() {
        for application in [Application::Kafka, Application::Cassandra] {
            let mut expected = new_draft(application);
            expected.name = format!("demo-{}", application.path_word());
            expected.cluster_name = expected.name.clone();
            assert_eq!(parse(&template(application), FileKind::Toml), Ok(expected));
        }
    }

    #[test]
    fn extra_that_toml_cannot_say_is_written_as_json() {
        for extra in [
            json!({"a": null}),
            json!({"a": [null, {"b": 18_446_744_073_709_551_615_u64}]}),
            json!({"a": {"b": 1.5, "c": [1, "x", {"d": true}]}, "e": 3}),
            json!({"": {"": ""}, "a.b": "\u{7f}\n\"'''\\"}),
        ] {
            let mut draft = new_draft(Application::Kafka);
            draft.extra = extra.as_object().cloned().unwrap();
            assert_eq!(parse(&to_toml(&draft), FileKind::Toml), Ok(draft), "{extra}");
        }
    }
}
