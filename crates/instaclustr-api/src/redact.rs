//! Keeps secrets out of what is stored or shown of requests and answers.

use serde_json::Value;

use crate::secret::Secret;

/// What stands where a secret was.
pub const HIDDEN: &str = "•••";

/// `text` without secrets: as JSON where it is JSON (compact), otherwise with every `"password":"…"` and
/// `password=…` pair blanked, also where the text breaks off in the middle of one.
pub fn json(text: &str) -> String {
    match serde_json::from_str::<Value>(text) {
        Ok(mut parsed) => {
            value(&mut parsed);
            parsed.to_string()
        }
        Err(_) => scrub(text),
    }
}

/// Blanks every secret in `json`: whatever stands under a field whose name says so ([`is_secret_name`]), and pairs
/// written inside other texts. Booleans and nulls stay, since they say only whether something is set.
pub fn value(json: &mut Value) {
    match json {
        Value::Object(object) => {
            for (name, field) in object.iter_mut() {
                if is_secret_name(name) { blank(field) } else { value(field) }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(value),
        Value::String(text) => {
            if text.contains([':', '=']) {
                *text = scrub(text);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The secrets in `json`: every text under a field whose name says so ([`is_secret_name`]).
pub(crate) fn secrets_in(json: &Value) -> Vec<Secret> {
    match json {
        Value::Object(object) => object
            .iter()
            .flat_map(|(name, field)| if is_secret_name(name) { all_texts(field) } else { secrets_in(field) })
            .collect(),
        Value::Array(items) => items.iter().flat_map(secrets_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn all_texts(json: &Value) -> Vec<Secret> {
    match json {
        Value::String(text) => vec![Secret::new(text.as_str())],
        Value::Object(object) => object.values().flat_map(all_texts).collect(),
        Value::Array(items) => items.iter().flat_map(all_texts).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}

/// Whether a field of this name holds a secret: `defaultUserPassword`, `schemaRegistryPassword`, `secret`, `apiKey`,
/// `token` and their kin; not `passwordAndUserAuth`, which is a switch.
pub fn is_secret_name(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    ["password", "passwd", "passphrase", "token", "apikey", "privatekey", "accesskey", "provisioningkey"]
        .iter()
        .any(|end| plain.ends_with(end))
        || ["secret", "authenticationheader", "credential"].iter().any(|part| plain.contains(part))
        || plain == "authorization"
}

fn blank(json: &mut Value) {
    match json {
        Value::Object(object) => object.values_mut().for_each(blank),
        Value::Array(items) => items.iter_mut().for_each(blank),
        Value::String(text) if text.is_empty() => {}
        Value::String(_) | Value::Number(_) => *json = Value::String(HIDDEN.to_owned()),
        Value::Null | Value::Bool(_) => {}
    }
}

/// Copies `text`, blanking the value of each pair whose name is secret.
///
/// A pair is `name=value`, or `name:value` where the name or the value is in quotes: a sentence such as «password: is
/// required» is the provider's words and stays. Quotes may be escaped (JSON inside JSON).
fn scrub(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_name_char) {
        let (before, from_name) = rest.split_at(start);
        let (name, behind) = split_while(from_name, is_name_char);
        out.push_str(before);
        out.push_str(name);
        rest = behind;
        if !is_secret_name(name) {
            continue;
        }
        if let Some((separator, value_start)) = pair(behind) {
            out.push_str(separator);
            out.push_str(HIDDEN);
            rest = value_start.after();
        }
    }
    out.push_str(rest);
    out
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// The beginning of a value: what follows it depends on how it was opened.
enum Opening<'a> {
    Bare(&'a str),
    Quoted { quote: char, backslashes: usize, text: &'a str },
}

impl<'a> Opening<'a> {
    /// The text from the value's end on (its closing quote, if it has one).
    fn after(self) -> &'a str {
        match self {
            Opening::Bare(text) => {
                split_while(text, |c| {
                    !c.is_whitespace() && !matches!(c, ',' | '}' | ']' | '&' | '<' | ';' | '"' | '\'')
                })
                .1
            }
            Opening::Quoted { quote, backslashes, text } => {
                let mut run = 0;
                for (at, c) in text.char_indices() {
                    if c == '\\' {
                        run += 1;
                        continue;
                    }
                    let closes = if backslashes == 0 { run % 2 == 0 } else { run <= backslashes };
                    if c == quote && closes {
                        let (_, behind) = text.split_at(at - run);
                        return behind;
                    }
                    run = 0;
                }
                ""
            }
        }
    }
}

/// What stands between a name and its value, and the value's opening; `None` if no value follows.
fn pair(behind_name: &str) -> Option<(&str, Opening<'_>)> {
    let (closing, rest) = split_while(behind_name, |c| matches!(c, '\\' | '"' | '\''));
    let name_is_quoted = !closing.is_empty();
    let (_, rest) = split_while(rest, char::is_whitespace);
    let sign = rest.chars().next().filter(|c| matches!(c, ':' | '='))?;
    let (_, rest) = split_while(rest.get(1..)?, char::is_whitespace);
    let (backslashes, quoted) = split_while(rest, |c| c == '\\');
    let opening = match quoted.chars().next() {
        Some(quote @ ('"' | '\'')) => Opening::Quoted { quote, backslashes: backslashes.len(), text: quoted.get(1..)? },
        // `null` and switches say nothing secret; and a sentence is not a value.
        Some(_) if (sign == '=' || name_is_quoted) && !is_plain_word(rest) => Opening::Bare(rest),
        Some(_) | None => return None,
    };
    let value_text = match &opening {
        Opening::Bare(text) => text.len(),
        Opening::Quoted { text, .. } => text.len(),
    };
    let separator = behind_name.get(..behind_name.len() - value_text)?;
    Some((separator, opening))
}

fn is_plain_word(text: &str) -> bool {
    let (word, _) = split_while(text, |c| c.is_ascii_alphanumeric());
    matches!(word, "null" | "true" | "false") || text.starts_with(['{', '['])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn secrets_are_blanked_at_any_depth_and_the_rest_stays() {
        let text = r#"{"id":"a","defaultUserPassword":"s3cret","passwordAndUserAuth":true,"restProxy":[{"schemaRegistryPassword":"s3cret","schemaRegistryUsername":"u"}],"password":null,"n":{"secret":{"deep":["s3cret",7]}},"clientTelemetry":[{"authenticationHeaders":[{"key":"k","value":"s3cret"}]}]}"#;
        assert_eq!(
            json(text),
            r#"{"id":"a","defaultUserPassword":"•••","passwordAndUserAuth":true,"restProxy":[{"schemaRegistryPassword":"•••","schemaRegistryUsername":"u"}],"password":null,"n":{"secret":{"deep":["•••","•••"]}},"clientTelemetry":[{"authenticationHeaders":[{"key":"•••","value":"•••"}]}]}"#
        );
    }

    #[test]
    fn text_that_is_not_json_is_scrubbed() {
        let table = [
            (r#"{"defaultUserPassword":"s3cret","x"#, r#"{"defaultUserPassword":"•••","x"#),
            (r#"{"defaultUserPassword" : "s3cr"#, r#"{"defaultUserPassword" : "•••"#),
            (r#"{"password":"a\"b","name":"n"#, r#"{"password":"•••","name":"n"#),
            (r#"{"password":12345,"name":"n"#, r#"{"password":•••,"name":"n"#),
            (r#"{"password":null,"name":"n"#, r#"{"password":null,"name":"n"#),
            (r#"x {\"password\":\"abc\",\"n\":1} {"#, r#"x {\"password\":\"•••\",\"n\":1} {"#),
            ("user=u&password=abc&x=1", "user=u&password=•••&x=1"),
            ("password='a b' x", "password='•••' x"),
            ("password: is required", "password: is required"),
            ("the password", "the password"),
            ("•••ü password", "•••ü password"),
        ];
        for (text, expected) in table {
            assert_eq!(json(text), expected, "{text}");
        }
    }

    #[test]
    fn json_written_inside_a_message_is_scrubbed_too() {
        assert_eq!(
            json(r#"{"message":"got {\"defaultUserPassword\":\"abc\"}"}"#),
            r#"{"message":"got {\"defaultUserPassword\":\"•••\"}"}"#
        );
    }

    proptest! {
        #[test]
        fn an_answer_cut_anywhere_never_shows_its_password(password in "[!-~]{4,20}", cut in 0usize..200) {
            prop_assume!(!"{\"id\":\"0\",\"defaultUserPassword\":\"\",\"status\":\"RUNNING\"}".contains(&password));
            let quoted = serde_json::to_string(&password).unwrap();
            let text = format!("{{\"id\":\"0\",\"defaultUserPassword\":{quoted},\"status\":\"RUNNING\"}}");
            let cut_text = text.get(..cut.min(text.len())).unwrap();
            let shown = json(cut_text);
            let inner = quoted.trim_matches('"');
            prop_assert!(!shown.contains(&password) && !shown.contains(inner), "{shown}");
            // Nor the first half of it, where the cut fell into the password.
            if let Some(begun) = cut_text.split("Password\":\"").nth(1) {
                prop_assert!(begun.is_empty() || shown.contains(HIDDEN), "{shown}");
            }
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,60}") {
            json(&text);
            json(&format!("password={text}"));
            json(&format!("\\\"password\\\":\\\"{text}"));
        }
    }
}
