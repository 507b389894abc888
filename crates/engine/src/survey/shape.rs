//! The shape of an answer, without anything of the account's own: names of fields, kinds of values, and the words of
//! lists that the provider declares.
//!
//! A field is named only if our table or the provider's document has it: in a map (tags) the names are the account's
//! own. A text is shown only where a list of words is expected, and only if it is a known word or has the form of one.

use std::collections::{BTreeMap, BTreeSet};

use instaclustr_api::document::{Document, assumed};
use serde_json::Value;

/// Places told of one answer at most.
const PLACES_MAX: usize = 400;
/// How deep an answer is looked into.
const DEPTH_MAX: usize = 12;
/// The longest word.
const WORD_CHARS_MAX: usize = 40;
/// What stands for a name that may be the account's own.
const UNKNOWN: &str = "?";

/// What may be named.
pub(crate) struct Known {
    names: BTreeSet<String>,
    /// Fields that hold a word of a list.
    word_fields: BTreeSet<&'static str>,
    words: BTreeSet<&'static str>,
}

impl Known {
    /// From our table, and from the provider's document where there is one.
    pub(crate) fn new(document: Option<&Document>) -> Self {
        let of_table = assumed::field_names().into_iter().map(str::to_owned);
        let of_document = document.map(Document::field_names).unwrap_or_default().into_iter().map(str::to_owned);
        let last = |at: &'static str| at.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
        let others = ["statusCode", "clusterStatus", "outcome"];
        Self {
            names: of_table.chain(of_document).collect(),
            word_fields: assumed::WORDS.iter().map(|list| last(list.at)).chain(others).collect(),
            words: assumed::WORDS.iter().flat_map(|list| (list.words)()).collect(),
        }
    }

    fn is_word(&self, text: &str) -> bool {
        let has_form = || text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        self.words.contains(text) || (!text.is_empty() && text.len() <= WORD_CHARS_MAX && has_form())
    }
}

#[derive(Default)]
struct Entry {
    kinds: BTreeSet<&'static str>,
    words: BTreeSet<String>,
}

/// One line for each place of `json`.
pub(crate) fn shape(json: &Value, known: &Known) -> Vec<String> {
    let mut places = BTreeMap::new();
    walk(json, "", Field::Other, known, 0, &mut places);
    let lines = places.into_iter().map(|(place, entry)| {
        let place = if place.is_empty() { "(all)" } else { &place };
        let kinds = entry.kinds.into_iter().collect::<Vec<_>>().join(" or ");
        let words = entry.words.into_iter().collect::<Vec<_>>().join(", ");
        format!("{place}: {kinds} {words}").trim_end().to_owned()
    });
    lines.collect()
}

/// What is known of the field that a value stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    /// It holds a word of a list.
    Word,
    /// It is a map whose names are the account's own.
    Own,
    Other,
}

fn walk(json: &Value, place: &str, field: Field, known: &Known, depth: usize, places: &mut BTreeMap<String, Entry>) {
    if depth > DEPTH_MAX || (places.len() >= PLACES_MAX && !places.contains_key(place)) {
        return;
    }
    let entry = places.entry(place.to_owned()).or_default();
    entry.kinds.insert(kind(json));
    match json {
        Value::String(text) if field == Field::Word && known.is_word(text) => drop(entry.words.insert(text.clone())),
        Value::Array(items) => {
            let below = format!("{place}[]");
            items.iter().for_each(|item| walk(item, &below, field, known, depth + 1, places));
        }
        Value::Object(object) => {
            for (name, value) in object {
                let (name, below) = named(name, field, known);
                let place = if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
                walk(value, &place, below, known, depth + 1, places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// How a field is named, and what is known of it.
fn named<'a>(name: &'a str, of: Field, known: &Known) -> (&'a str, Field) {
    if of == Field::Own || !known.names.contains(name) {
        return (UNKNOWN, Field::Own);
    }
    let field = match name {
        // In v2 a list of `{key, value}`, in v1 a map.
        "tags" => Field::Own,
        name if known.word_fields.contains(name) => Field::Word,
        _ => Field::Other,
    };
    (name, field)
}

fn kind(json: &Value) -> &'static str {
    match json {
        Value::Null => "null",
        Value::Bool(_) => "switch",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "whole number",
        Value::String(text) if text.is_empty() => "empty text",
        Value::String(_) => "text",
        Value::Array(items) if items.is_empty() => "empty list",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_shape_tells_places_kinds_and_words() {
        let answer = json!([{"accountId": "a-1", "clusters": [
            {"id": "c-1", "application": "KAFKA"}, {"id": null, "application": "NEWER_THING"}]}]);
        assert_eq!(
            shape(&answer, &Known::new(None)),
            [
                "(all): list",
                "[]: object",
                "[].accountId: text",
                "[].clusters: list",
                "[].clusters[]: object",
                "[].clusters[].application: text KAFKA, NEWER_THING",
                "[].clusters[].id: null or text",
            ]
        );
    }

    #[test]
    fn names_and_values_of_the_accounts_own_are_not_told() {
        let answer = json!({
            "name": "PRODUCTION", "secretProject": {"status": "SECRET_A"}, "tags": {"status": "SECRET_B", "x": ["SECRET_C"]},
            "status": "my secret", "dataCentres": [{"name": "SECRET_D", "region": "SECRET_E", "tags": [{"key": "SECRET_F"}]}]
        });
        let told = shape(&answer, &Known::new(None)).join("\n");
        for own in ["SECRET", "secret", "PRODUCTION"] {
            assert!(!told.contains(own), "{told}");
        }
        assert!(told.contains("?.?: text"), "{told}");
    }

    #[test]
    fn an_endless_answer_has_a_short_shape() {
        let mut deep = json!("x");
        for _ in 0..100 {
            deep = json!([deep]);
        }
        assert!(shape(&deep, &Known::new(None)).len() <= DEPTH_MAX + 1);
    }
}
