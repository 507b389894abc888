//! Which differences a request has to do with.

use serde_json::Value;

use super::assumed::{BODIES, REGION, Side, WORDS};
use super::difference::Difference;
use super::normal;
use super::place::{Place, Step};

impl Difference {
    /// Whether a request with this body is one that the difference is about: its path, a field or a word that it sends.
    /// What the provider merely has besides concerns nobody who doesn't send it. Words are looked for in requests about
    /// clusters alone: the others share theirs with paths that no list names.
    pub fn concerns(&self, method: &str, path: &str, body: &Value) -> bool {
        let same = |other_method: &str, other: &str| other_method == method && is_of(&normal(other), &normal(path));
        let of_body = |what: &str| {
            BODIES.iter().any(|body| body.what == what && body.side == Side::Body && same(body.method, body.path))
        };
        match self {
            Difference::PathMissing { method, path, .. } | Difference::PathConfirmed { method, path, .. } => {
                same(method, path)
            }
            Difference::PathNew { .. } => false,
            Difference::FieldMissing { of, field, .. }
            | Difference::FieldConfirmed { of, field }
            | Difference::FieldNew { of, field }
            | Difference::ListDiffers { of, field, .. } => of_body(of) && !values(body, field).is_empty(),
            Difference::WordNew { of, word, .. } | Difference::WordMissing { of, word } => {
                let lists = WORDS.iter().filter(|list| list.what == of && list.side == Side::Body);
                let lists = lists.filter(|list| is_about_clusters(list.path)).map(|list| list.at);
                let region = (of == REGION).then_some("dataCentres[].region");
                let has = |place: &str| values(body, place).iter().any(|value| value.as_str() == Some(word.as_str()));
                is_about_clusters(path) && lists.chain(region).any(has)
            }
        }
    }
}

/// Whether requests to that path carry a cluster: the words of all products, and of their versions, are the same.
fn is_about_clusters(path: &str) -> bool {
    path.contains("/clusters/v") && path.contains("/resources/")
}

/// Whether a path is one that a template describes: `…/v2/{}` has `…/v2/4650aa98`.
fn is_of(template: &str, path: &str) -> bool {
    let (parts, of_path) = (template.split('/'), path.split('/'));
    parts.clone().count() == of_path.clone().count()
        && parts.zip(of_path).all(|(part, own)| part == own || (part == "{}" && !own.is_empty()))
}

/// What stands at a place of a body; of a list each of its items. Nulls and empty lists are taken as unset.
fn values<'a>(body: &'a Value, place: &str) -> Vec<&'a Value> {
    let mut found = vec![body];
    for Step { name, .. } in Place(place).steps() {
        let named = |value: &'a Value| if name.is_empty() { Some(value) } else { value.get(name) };
        found = found.into_iter().filter_map(named).flat_map(items).collect();
    }
    found
}

fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(items) => items.iter().collect(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![value],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KAFKA: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v2";

    fn concerned(difference: &Difference) -> bool {
        let body = json!({"name": "n", "slaTier": "PRODUCTION", "tieredStorage": [], "restProxy": [{"version": "1"}],
            "dataCentres": [{"region": "IL_CENTRAL_1"}, {"region": "US_EAST_1", "newer": 1}]});
        difference.concerns("POST", &format!("{KAFKA}/"), &body)
    }

    #[test]
    fn a_path_concerns_the_requests_to_it() {
        let missing = |method: &str, path: &str| Difference::PathMissing {
            method: method.to_owned(),
            path: path.to_owned(),
            what: String::new(),
            source: String::new(),
            perhaps: Vec::new(),
        };
        assert!(concerned(&missing("POST", KAFKA)));
        assert!(!concerned(&missing("PUT", KAFKA)));
        let of_one = missing("PUT", &format!("{KAFKA}/{{clusterId}}"));
        assert!(of_one.concerns("PUT", &format!("{KAFKA}/4650aa98"), &json!({})));
        assert!(!of_one.concerns("PUT", &format!("{KAFKA}/4650aa98/more"), &json!({})));
        assert!(!concerned(&missing("POST", "/elsewhere")));
    }

    #[test]
    fn a_field_concerns_those_who_send_it() {
        let new = |of: &str, field: &str| Difference::FieldNew { of: of.to_owned(), field: field.to_owned() };
        assert!(concerned(&new("Kafka cluster v2", "dataCentres[].newer")));
        assert!(!concerned(&new("Kafka cluster v2", "dataCentres[].other")));
        assert!(!concerned(&new("Cassandra cluster", "dataCentres[].newer")));
        let missing = |field: &str| Difference::FieldMissing {
            of: "Kafka cluster v2".to_owned(),
            field: field.to_owned(),
            inferred: true,
            perhaps: Vec::new(),
        };
        assert!(concerned(&missing("restProxy[].version")));
        assert!(!concerned(&missing("tieredStorage")), "an empty list is not asked for");
    }

    #[test]
    fn a_word_concerns_those_who_say_it() {
        let new =
            |of: &str, word: &str| Difference::WordNew { of: of.to_owned(), word: word.to_owned(), declared: true };
        assert!(concerned(&new("region", "IL_CENTRAL_1")));
        assert!(!concerned(&new("region", "EU_WEST_1")));
        assert!(concerned(&new("slaTier", "PRODUCTION")));
        assert!(!concerned(&new("cloud provider", "PRODUCTION")));
        let tier = new("slaTier", "PRODUCTION");
        let says = json!({"slaTier": "PRODUCTION"});
        let cassandra = KAFKA.replace("kafka", "cassandra");
        assert!(tier.concerns("PUT", &format!("{cassandra}/4650aa98"), &says), "the words of clusters are one list");
        assert!(!tier.concerns("POST", "/cluster-management/v2/resources/exclusion-windows/v2", &says));
        let day = new("day of the week", "FREEDAY");
        assert!(!day.concerns("POST", KAFKA, &json!({"dayOfWeek": "FREEDAY"})));
    }
}
