//! Extra JSON: what Slipway has no form for, merged into the request.
//!
//! It adds, and never changes: a key that a field of the form stands behind (the tags with the mark among them) is
//! refused by the checks, and left out of the body should it get so far.

use serde_json::{Map, Value};

use super::fields::{data_centre_field, root_field};
use crate::api::{Application, ProfileDraft};

const DATA_CENTRES: &str = "dataCentres";

/// A key of extra JSON that is refused.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Refused {
    /// Path in extra JSON: `dataCentres.0.tags`.
    pub key: String,
    /// Why, one sentence.
    pub why: String,
}

/// Where a key of extra JSON goes.
enum Target<'a> {
    Root(&'a str),
    DataCentre(usize, &'a str),
}

/// Merges extra JSON into a body: new keys at the root, new keys in the data centre of the same position.
pub(super) fn merge(draft: &ProfileDraft, body: &mut Map<String, Value>) {
    walk(draft, &mut |target, outcome| {
        let Ok(value) = outcome else { return };
        match target {
            Target::Root(key) => {
                body.insert(key.to_owned(), value.clone());
            }
            Target::DataCentre(index, key) => {
                let centre = body.get_mut(DATA_CENTRES).and_then(|centres| centres.get_mut(index));
                if let Some(centre) = centre.and_then(Value::as_object_mut) {
                    centre.insert(key.to_owned(), value.clone());
                }
            }
        }
    });
}

/// Whether extra JSON gives this field of a data centre.
pub(super) fn gives(draft: &ProfileDraft, centre: usize, key: &str) -> bool {
    let centre = draft.extra.get(DATA_CENTRES).and_then(|centres| centres.get(centre));
    centre.and_then(|fields| fields.get(key)).is_some()
}

/// The keys of extra JSON that a field of the form stands behind, or that have nowhere to go.
pub(super) fn refused(draft: &ProfileDraft) -> Vec<Refused> {
    let mut all = Vec::new();
    walk(draft, &mut |target, outcome| {
        let Err(why) = outcome else { return };
        let key = match target {
            Target::Root(key) => key.to_owned(),
            Target::DataCentre(index, "") => format!("{DATA_CENTRES}.{index}"),
            Target::DataCentre(index, key) => format!("{DATA_CENTRES}.{index}.{key}"),
        };
        all.push(Refused { key, why });
    });
    all
}

/// Goes through extra JSON and says of each key whether it may be merged.
fn walk<'a>(draft: &'a ProfileDraft, visit: &mut dyn FnMut(Target<'a>, Result<&'a Value, String>)) {
    for (key, value) in &draft.extra {
        if key == DATA_CENTRES {
            walk_data_centres(draft, value, visit);
            continue;
        }
        let outcome = match root_field(draft.application, key) {
            Some(field) => Err(format!("The form sets it ({field}).")),
            None => Ok(value),
        };
        visit(Target::Root(key), outcome);
    }
}

fn walk_data_centres<'a>(
    draft: &'a ProfileDraft,
    value: &'a Value,
    visit: &mut dyn FnMut(Target<'a>, Result<&'a Value, String>),
) {
    let Value::Array(items) = value else {
        visit(Target::Root(DATA_CENTRES), Err("Must be a list with one object per data centre.".to_owned()));
        return;
    };
    for (index, item) in items.iter().enumerate() {
        let Value::Object(fields) = item else {
            visit(Target::DataCentre(index, ""), Err("Must be an object.".to_owned()));
            continue;
        };
        if index >= draft.data_centres.len() {
            // A data centre of its own would be one without the mark.
            visit(Target::DataCentre(index, ""), Err("The form has no such data centre: add it there.".to_owned()));
            continue;
        }
        for (key, value) in fields {
            visit(Target::DataCentre(index, key), allowed_in_data_centre(draft.application, index, key, value));
        }
    }
}

fn allowed_in_data_centre<'a>(
    application: Application,
    index: usize,
    key: &str,
    value: &'a Value,
) -> Result<&'a Value, String> {
    if key.eq_ignore_ascii_case("tags") {
        return Err("Tags carry the mark by which a lost answer is found: set your own in the form.".to_owned());
    }
    match data_centre_field(application, index, key) {
        Some(field) => Err(format!("The form sets it ({field}).")),
        None => Ok(value),
    }
}

/// Paths in extra JSON whose value is a secret by its name, such as `restProxy.0.schemaRegistryPassword`.
pub(super) fn secrets(draft: &ProfileDraft) -> Vec<String> {
    let plain = Value::Object(draft.extra.clone());
    let mut hidden = plain.clone();
    instaclustr_api::redact::value(&mut hidden);
    let mut found = Vec::new();
    differences(&plain, &hidden, &mut Vec::new(), &mut found);
    found
}

fn differences(plain: &Value, hidden: &Value, path: &mut Vec<String>, found: &mut Vec<String>) {
    match (plain, hidden) {
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                path.push(key.clone());
                differences(value, right.get(key).unwrap_or(&Value::Null), path, found);
                path.pop();
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (value, other)) in left.iter().zip(right).enumerate() {
                path.push(index.to_string());
                differences(value, other, path, found);
                path.pop();
            }
        }
        (one, other) if one != other => found.push(path.join(".")),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::request::new_draft;

    fn with(extra: Value) -> ProfileDraft {
        let mut draft = new_draft(Application::Cassandra);
        draft.extra = extra.as_object().cloned().unwrap_or_default();
        draft
    }

    #[test]
    fn a_key_of_the_form_is_refused_whatever_its_case() {
        let draft = with(json!({"Name": "x", "slaTier": "PRODUCTION", "dataCentres": [{"TAGS": [], "nodeSize": "y"}]}));
        let keys: Vec<String> = refused(&draft).into_iter().map(|refused| refused.key).collect();
        assert_eq!(keys, ["Name", "slaTier", "dataCentres.0.TAGS", "dataCentres.0.nodeSize"]);
    }

    #[test]
    fn what_fits_no_data_centre_is_refused() {
        let keys = |extra| refused(&with(extra)).into_iter().map(|refused| refused.key).collect::<Vec<_>>();
        assert_eq!(keys(json!({"dataCentres": {}})), ["dataCentres"]);
        assert_eq!(keys(json!({"dataCentres": [{}, {}]})), ["dataCentres.1"]);
        assert_eq!(keys(json!({"dataCentres": [3]})), ["dataCentres.0"]);
    }

    #[test]
    fn what_the_form_does_not_have_is_merged() {
        let draft = with(json!({"bundledUseOnly": false, "dataCentres": [{"awsSettings": [{"a": 1}]}]}));
        assert_eq!(refused(&draft), []);
        let mut body = Map::new();
        body.insert("dataCentres".to_owned(), json!([{}]));
        merge(&draft, &mut body);
        assert_eq!(Value::Object(body), json!({"dataCentres": [{"awsSettings": [{"a": 1}]}], "bundledUseOnly": false}));
    }

    #[test]
    fn a_password_in_extra_is_named_by_its_path() {
        let draft = with(json!({"restProxy": [{"version": "1", "schemaRegistryPassword": "s3cret"}]}));
        assert_eq!(secrets(&draft), ["restProxy.0.schemaRegistryPassword"]);
    }
}
