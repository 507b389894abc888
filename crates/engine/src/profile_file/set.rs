//! One field by its path: `dataCentres.0.nodes`, `6`.

use serde_json::{Map, Value};

use super::field::{Field, Kind, PROFILE, find, fitted, fitted_group};
use super::read::draft_of;
use crate::api::{Problem, ProfileDraft};

/// Sets one field of a draft from text.
///
/// `path` joins names and positions by dots, as [`Finding::field`](crate::api::Finding::field) does. An empty text
/// takes an optional value away; a position one past the end adds a data centre; `extra.NAME` takes JSON, or else
/// text. Below `tags` and `accepted` the rest of the path is the name, dots included.
///
/// # Errors
/// The field does not exist or can't hold the value; the draft is then as it was.
pub fn set(draft: &mut ProfileDraft, path: &str, value: &str) -> Result<(), Problem> {
    let mut whole = serde_json::to_value(&*draft).map_err(|error| Problem::field(path, error.to_string()))?;
    put(PROFILE, &mut whole, "", path, value)?;
    let first = |mut problems: Vec<Problem>| match problems.is_empty() {
        true => Problem::field(path, "Can't be set."),
        false => problems.remove(0),
    };
    let whole = fitted_group(PROFILE, "", whole).map_err(first)?;
    *draft = draft_of(whole).map_err(first)?;
    Ok(())
}

/// Puts a text into the group at `above`, at the place that `rest` names.
fn put(fields: &'static [Field], group: &mut Value, above: &str, rest: &str, text: &str) -> Result<(), Problem> {
    let (name, rest) = split(rest);
    let field = find(fields, above, name)?;
    let path = format!("{above}{name}");
    let Some(group) = group.as_object_mut() else { return Err(Problem::field(path, "Can't be set.")) };
    let slot = group.entry(name).or_insert(Value::Null);
    match (field.kind, rest) {
        (Kind::Group(inner), Some(rest)) => put(inner, slot, &format!("{path}."), rest, text),
        (Kind::List(inner), Some(rest)) => put_in_list(inner, slot, &path, rest, text),
        (Kind::Texts, Some(key)) => put_named(slot, key, Value::String(text.to_owned()), text.is_empty()),
        (Kind::Extra, Some(key)) => {
            let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
            put_named(slot, key, value, text.is_empty())
        }
        (Kind::Extra, None) => fit_into(slot, field.kind, &path, Value::String(text.to_owned())),
        (Kind::Texts | Kind::Group(_) | Kind::List(_), None) => {
            Err(Problem::field(&path, "Is a group: name a field in it.").with_remedy(format!("{path}.NAME=VALUE")))
        }
        (Kind::Text | Kind::OptionalText | Kind::Application | Kind::Flag | Kind::Number, Some(rest)) => {
            Err(Problem::field(format!("{path}.{rest}"), format!("«{path}» has no fields in it.")))
        }
        (Kind::Text | Kind::OptionalText | Kind::Application, None) => {
            fit_into(slot, field.kind, &path, Value::String(text.to_owned()))
        }
        (Kind::Flag, None) => match text {
            "true" => fit_into(slot, field.kind, &path, Value::Bool(true)),
            "false" => fit_into(slot, field.kind, &path, Value::Bool(false)),
            _ => Err(Problem::field(path, "Must be true or false.")),
        },
        (Kind::Number, None) => match text.parse::<u32>() {
            _ if text.is_empty() => fit_into(slot, field.kind, &path, Value::Null),
            Ok(number) => fit_into(slot, field.kind, &path, Value::from(number)),
            Err(_) => Err(Problem::field(path, "Must be a whole number.")),
        },
    }
}

fn put_in_list(inner: &'static [Field], slot: &mut Value, path: &str, rest: &str, text: &str) -> Result<(), Problem> {
    let (position, rest) = split(rest);
    let path = format!("{path}.{position}");
    let Value::Array(items) = slot else { return Err(Problem::field(path, "Can't be set.")) };
    let index = position.parse::<usize>().ok().filter(|index| *index <= items.len());
    let (Some(index), Some(rest)) = (index, rest) else {
        let message = format!("Must be a position from 0 to {} and a field in it.", items.len());
        return Err(Problem::field(path, message));
    };
    if index == items.len() {
        items.push(Value::Object(Map::new()));
    }
    match items.get_mut(index) {
        Some(item) => put(inner, item, &format!("{path}."), rest, text),
        None => Err(Problem::field(path, "Can't be set.")),
    }
}

fn put_named(slot: &mut Value, key: &str, value: Value, away: bool) -> Result<(), Problem> {
    if !slot.is_object() {
        *slot = Value::Object(Map::new());
    }
    if let Some(named) = slot.as_object_mut() {
        match away {
            true => named.remove(key),
            false => named.insert(key.to_owned(), value),
        };
    }
    Ok(())
}

fn fit_into(slot: &mut Value, kind: Kind, path: &str, value: Value) -> Result<(), Problem> {
    let fallback = || Problem::field(path, "Can't be set.");
    *slot = fitted(kind, path, value).map_err(|problems| problems.into_iter().next().unwrap_or_else(fallback))?;
    Ok(())
}

fn split(path: &str) -> (&str, Option<&str>) {
    match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::api::Application;
    use crate::request::new_draft;

    #[test]
    fn each_kind_of_field_is_set_from_text() {
        let mut draft = new_draft(Application::Kafka);
        for (path, value) in [
            ("clusterName", "orders"),
            ("clientEncryption", "false"),
            ("kafka.partitions", "6"),
            ("dataCentres.0.nodes", "6"),
            ("dataCentres.0.tags.cost.centre", "4471"),
            ("accepted.dataCentres.0.network", "10.0.0.0/24"),
            ("extra.bundledUseOnly", "false"),
            ("extra.note", "plain"),
            ("account", "sandbox"),
        ] {
            set(&mut draft, path, value).unwrap();
        }
        assert_eq!(draft.cluster_name, "orders");
        assert!(!draft.client_encryption);
        assert_eq!(draft.kafka.partitions, Some(6));
        assert_eq!(draft.data_centres[0].nodes, Some(6));
        assert_eq!(draft.data_centres[0].tags["cost.centre"], "4471");
        assert_eq!(draft.accepted["dataCentres.0.network"], "10.0.0.0/24");
        assert_eq!(Value::Object(draft.extra.clone()), json!({"bundledUseOnly": false, "note": "plain"}));
        assert_eq!(draft.account.as_ref().map(|account| account.as_str()), Some("sandbox"));
    }

    #[test]
    fn an_empty_text_takes_an_optional_value_away() {
        let mut draft = new_draft(Application::Kafka);
        set(&mut draft, "dataCentres.0.tags.team", "orders").unwrap();
        for path in ["dataCentres.0.nodes", "kafka.replicationFactor", "account", "dataCentres.0.tags.team"] {
            set(&mut draft, path, "").unwrap();
        }
        assert_eq!((draft.data_centres[0].nodes, draft.kafka.replication_factor, draft.account), (None, None, None));
        assert!(draft.data_centres[0].tags.is_empty());
    }

    #[test]
    fn the_position_past_the_end_adds_a_data_centre() {
        let mut draft = new_draft(Application::Cassandra);
        set(&mut draft, "dataCentres.1.name", "DC2").unwrap();
        assert_eq!(draft.data_centres[1].name, "DC2");
        assert!(set(&mut draft, "dataCentres.7.name", "DC8").is_err());
    }

    #[test]
    fn a_field_that_cannot_be_set_leaves_the_draft() {
        let draft = new_draft(Application::Kafka);
        for (path, value) in [
            ("", "x"),
            ("nodes", "3"),
            ("kafka", "x"),
            ("kafka.partitions", "-1"),
            ("clientEncryption", "yes"),
            ("application", "redis"),
            ("dataCentres.0", "x"),
            ("dataCentres.x.name", "x"),
            ("clusterName.0", "x"),
            ("extra", "[]"),
        ] {
            let mut changed = draft.clone();
            assert!(set(&mut changed, path, value).is_err(), "{path}");
            assert_eq!(changed, draft, "{path}");
        }
    }
}
