//! Fields of answers, read so that no value of the wrong kind fails a read: it counts as left out.
//!
//! What counts as a text, a number or a switch is said here alone. Where a type is read by a function of its own
//! instead of by its fields, [`read`](crate::read) asks here too.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A text; a number is taken as its digits; empty for anything else.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    text_or_none(deserializer).map(Option::unwrap_or_default)
}

/// A text that isn't empty, or a number as its digits.
pub(crate) fn text_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_text(&value))
}

/// A whole number, also in quotes or with a fraction of zero; nothing where it doesn't fit.
pub(crate) fn whole<'de, D, N>(deserializer: D) -> Result<Option<N>, D::Error>
where
    D: Deserializer<'de>,
    N: TryFrom<i64>,
{
    Value::deserialize(deserializer).map(|value| as_whole(&value))
}

/// A number, also in quotes.
pub(crate) fn fraction<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_fraction(&value))
}

/// A switch, also in quotes.
pub(crate) fn switch<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_switch(&value))
}

/// The texts of a list; a single text counts as a list of one.
pub(crate) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Value::deserialize(deserializer).map(|value| as_texts(&value))
}

/// The objects of a list; whatever else is in it is passed over.
pub(crate) fn objects<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Value::deserialize(deserializer).map(|value| objects_of(&value))
}

/// One object; nothing for anything else.
pub(crate) fn object<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Value::deserialize(deserializer).map(|value| as_object(&value))
}

/// The objects of an array, or none where `value` isn't one.
pub(crate) fn objects_of<T: DeserializeOwned>(value: &Value) -> Vec<T> {
    value.as_array().into_iter().flatten().filter_map(as_object).collect()
}

fn as_object<T: DeserializeOwned>(value: &Value) -> Option<T> {
    if value.is_object() { T::deserialize(value).ok() } else { None }
}

pub(crate) fn as_texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().filter_map(as_text).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
            as_text(value).into_iter().collect()
        }
    }
}

pub(crate) fn as_switch(value: &Value) -> Option<bool> {
    match value.as_str() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        Some(_) | None => value.as_bool(),
    }
}

pub(crate) fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(crate) fn as_whole<N: TryFrom<i64>>(value: &Value) -> Option<N> {
    /// Whole numbers up to here are exact in a JSON number with a fraction.
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;
    let exact = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok());
    // Whole and in range, as looked at.
    let number = exact.or_else(|| {
        let number = as_fraction(value).filter(|number| number.fract() == 0.0 && number.abs() <= EXACT_MAX)?;
        format!("{number:.0}").parse().ok()
    });
    number.and_then(|number| N::try_from(number).ok())
}

fn as_fraction(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|number| number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Deserialize, Debug, PartialEq, Default)]
    #[serde(default)]
    struct All {
        #[serde(deserialize_with = "text")]
        text: String,
        #[serde(deserialize_with = "whole")]
        whole: Option<u16>,
        #[serde(deserialize_with = "fraction")]
        fraction: Option<f64>,
        #[serde(deserialize_with = "switch")]
        switch: Option<bool>,
        #[serde(deserialize_with = "texts")]
        texts: Vec<String>,
        #[serde(deserialize_with = "objects")]
        objects: Vec<All>,
        #[serde(deserialize_with = "object")]
        object: Option<Box<All>>,
    }

    const FIELDS: [&str; 7] = ["text", "whole", "fraction", "switch", "texts", "objects", "object"];

    #[test]
    fn a_value_of_the_wrong_kind_counts_as_left_out() {
        for value in
            [json!(null), json!({}), json!([]), json!([null]), json!(-1), json!(1e300), json!("x"), json!(true)]
        {
            for field in FIELDS {
                let read: All = serde_json::from_value(json!({ field: value })).unwrap();
                assert_eq!(read.whole, None, "{field} {value}");
                assert!(read.objects.is_empty(), "{field} {value}");
            }
        }
    }

    #[test]
    fn numbers_and_switches_are_read_in_quotes_too() {
        let read: All = serde_json::from_value(json!({
            "text": 7, "whole": "8", "fraction": "0.5", "switch": "false", "texts": ["a", 1, null], "objects": [{}, 3]
        }))
        .unwrap();
        let texts = vec!["a".to_owned(), "1".to_owned()];
        let expected = All {
            text: "7".to_owned(),
            whole: Some(8),
            fraction: Some(0.5),
            switch: Some(false),
            texts,
            objects: vec![All::default()],
            object: None,
        };
        assert_eq!(read, expected);
        let read: All = serde_json::from_value(json!({ "whole": 3.0, "object": {"text": "x"} })).unwrap();
        assert_eq!((read.whole, read.object.unwrap().text), (Some(3), "x".to_owned()));
    }
}
