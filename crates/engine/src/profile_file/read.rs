//! Reading a profile from a file.

use serde_json::{Map, Value};

use super::field::{PROFILE, fitted_group};
use crate::api::{Place, Problem, ProblemCode, ProfileDraft};

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

/// Reads a profile from a file's text.
///
/// # Errors
/// Everything that is wrong with it, each with its field: unknown names, values of the wrong kind, missing `name` or
/// `application`. Text that is no TOML or JSON at all is one problem that names line and column.
pub fn parse(text: &str, kind: FileKind) -> Result<ProfileDraft, Vec<Problem>> {
    let value = match kind {
        FileKind::Toml => from_toml(text),
        FileKind::Json => serde_json::from_str(text).map_err(|error| format!("Not valid JSON: {error}.")),
    }
    .map_err(|message| vec![whole_file(message)])?;
    if !value.is_object() {
        return Err(vec![whole_file("Must be one JSON object.".to_owned())]);
    }
    draft_of(fitted_group(PROFILE, "", value)?)
}

/// The draft of a value that has the right fields.
pub(super) fn draft_of(value: Value) -> Result<ProfileDraft, Vec<Problem>> {
    let missing: Vec<Problem> = ["name", "application"]
        .into_iter()
        .filter(|field| value.get(field).is_none())
        .map(|field| Problem::field(field, format!("«{field}» is missing.")))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    serde_json::from_value(value).map_err(|error| vec![whole_file(format!("{error}."))])
}

fn whole_file(message: String) -> Problem {
    Problem::new(ProblemCode::Invalid, Place::App, message)
}

fn from_toml(text: &str) -> Result<Value, String> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let place = error.span().map(|span| line_and_column(text, span.start)).unwrap_or_default();
        format!("Not valid TOML{place}: {}.", error.message().trim_end_matches('.'))
    })?;
    Ok(object(table))
}

fn line_and_column(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!(", line {line}, column {column}")
}

fn object(table: toml::Table) -> Value {
    Value::Object(table.into_iter().map(|(key, value)| (key, json(value))).collect::<Map<String, Value>>())
}

fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(json).collect()),
        toml::Value::Table(table) => object(table),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str, kind: FileKind) -> Vec<String> {
        let told = |problem: &Problem| {
            let Place::Field { path } = &problem.place else { return problem.message.clone() };
            format!("{path}: {}", problem.message)
        };
        parse(text, kind).unwrap_err().iter().map(told).collect()
    }

    #[test]
    fn everything_wrong_is_told_at_once_with_its_field() {
        let text = r#"
            name = 3
            application = "redis"
            clientEncryption = "yes"
            colour = "red"
            [kafka]
            partitions = "many"
            replicationFactor = -1
            [[dataCentres]]
            nodes = 3.5
            netwrok = "10.0.0.0/16"
            tags = { team = 4 }
        "#;
        let mut told = problems(text, FileKind::Toml);
        told.sort();
        let expected = [
            "application: Must be \"kafka\" or \"cassandra\".",
            "clientEncryption: Must be true or false.",
            "colour: There is no field «colour».",
            "dataCentres.0.netwrok: There is no field «netwrok».",
            "dataCentres.0.nodes: Must be a whole number, without quotes.",
            "dataCentres.0.tags.team: Must be text in quotes.",
            "kafka.partitions: Must be a whole number, without quotes.",
            "kafka.replicationFactor: Must be a whole number, without quotes.",
            "name: Must be text in quotes.",
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn text_that_is_no_toml_names_line_and_column() {
        let told = problems("name = \"a\"\nversion = = 4\n", FileKind::Toml);
        assert!(told[0].starts_with("Not valid TOML, line 2, column "), "{told:?}");
    }

    #[test]
    fn text_that_is_no_json_object_is_told() {
        assert!(problems("{", FileKind::Json)[0].starts_with("Not valid JSON: "));
        assert_eq!(problems("[]", FileKind::Json), ["Must be one JSON object."]);
    }

    #[test]
    fn name_and_application_are_needed() {
        assert_eq!(
            problems("{}", FileKind::Json),
            ["name: «name» is missing.", "application: «application» is missing."]
        );
    }

    #[test]
    fn json_and_toml_say_the_same() {
        let toml = "name = \"a\"\napplication = \"kafka\"\n[extra]\nkraft = [{ controllerNodeCount = 3 }]\n";
        let json = r#"{"name":"a","application":"kafka","extra":{"kraft":[{"controllerNodeCount":3}]}}"#;
        assert_eq!(parse(toml, FileKind::Toml), parse(json, FileKind::Json));
    }

    #[test]
    fn extra_may_be_given_as_json_text_where_toml_has_no_word_for_it() {
        let draft = parse("name = \"a\"\napplication = \"kafka\"\nextra = '{\"x\": null}'\n", FileKind::Toml).unwrap();
        assert_eq!(draft.extra.get("x"), Some(&Value::Null));
    }
}
