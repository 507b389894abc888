//! Every kind of answer that is read, in one list: for the test that no answer is too strange, and for fuzzing.

use serde_json::Value;

use crate::application::ClusterKind;
use crate::body::{CassandraClusterBody, ClusterBody, KafkaClusterBody};
use crate::credentials::ClusterV1;
use crate::{
    AwsPeering, AzurePeering, Backups, ExclusionWindow, FirewallRule, FirewallRuleSet, GcpPeering, KafkaAclList,
    KafkaTopic, KafkaUser, MaintenanceEvent, MaintenanceSchedule, Restored, SecurityGroupRule,
};
use crate::{error, objects, read, redact, resize};

/// A kind of answer.
pub(crate) struct Shape {
    /// The file in `tests/answers` that holds a full example.
    pub(crate) name: &'static str,
    /// Reads it and throws away what it read.
    pub(crate) read: fn(&Value) -> Result<(), String>,
    /// JSON pointers to what must be there: without an id an answer to a create would say that all went well, and which
    /// cluster is meant nobody would know.
    #[cfg(test)]
    pub(crate) required: &'static [&'static str],
}

macro_rules! shapes {
    ($($name:literal, $required:expr, $read:expr;)+) => {
        &[$(Shape { name: $name, read: |json| ($read)(json).map(drop), #[cfg(test)] required: $required }),+]
    };
}

/// All of them. A new kind of answer is a line here, and a file in `tests/answers`.
pub(crate) const SHAPES: &[Shape] = shapes! {
    "kafka_v2", &["/id"], |json| read::cluster(ClusterKind::KafkaV2, json);
    "kafka_v3", &["/id"], |json| read::cluster(ClusterKind::KafkaV3, json);
    "cassandra_v2", &["/id"], |json| read::cluster(ClusterKind::CassandraV2, json);
    "kafka_v2", &[], body::<KafkaClusterBody>;
    "kafka_v3", &[], body::<KafkaClusterBody>;
    "cassandra_v2", &[], body::<CassandraClusterBody>;
    "account_clusters", &[], read::account_clusters;
    "versions", &["/0/applicationVersions"], read::application_versions;
    "node_sizes", &["/0/cloudProviderNodeSizes"], read::cloud_node_sizes;
    "resize_operations", &[], resize::resize_operations;
    "firewall_rule", &[], objects::one::<FirewallRule>;
    "firewall_rules", &["/0/firewallRules"], |json| objects::of_list::<FirewallRule>(json, "firewallRules");
    "firewall_rule_set", &[], objects::one::<FirewallRuleSet>;
    "security_group_rule", &[], objects::one::<FirewallRule<SecurityGroupRule>>;
    "aws_peering", &[], objects::one::<AwsPeering>;
    "gcp_peering", &[], objects::one::<GcpPeering>;
    "azure_peering", &[], objects::one::<AzurePeering>;
    "exclusion_window", &[], objects::one::<ExclusionWindow>;
    "maintenance_schedule", &[], objects::one::<MaintenanceSchedule>;
    "maintenance_event", &[], objects::one::<MaintenanceEvent>;
    "backups", &[], objects::one::<Backups>;
    "restored", &[], objects::one::<Restored>;
    "kafka_user", &[], objects::one::<KafkaUser>;
    "kafka_topic", &[], objects::one::<KafkaTopic>;
    "kafka_acls", &[], objects::one::<KafkaAclList>;
    "cluster_v1", &[], objects::one::<ClusterV1>;
};

fn body<B: ClusterBody>(json: &Value) -> Result<(), String> {
    B::from_json(json).map(drop).map_err(|error| error.to_string())
}

/// Reads any bytes as each kind of answer, as a refusal, and as something to be kept; says as which kinds they pass. Must
/// never panic: an entry for fuzzing.
#[doc(hidden)]
pub fn read_as_everything(bytes: &[u8]) -> Vec<&'static str> {
    let text = String::from_utf8_lossy(bytes);
    drop((error::problems(&text), redact::json(&text)));
    let Ok(json) = serde_json::from_slice(bytes) else { return Vec::new() };
    SHAPES.iter().filter(|shape| (shape.read)(&json).is_ok()).map(|shape| shape.name).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn example(shape: &Shape) -> Value {
        let file = format!("{}/tests/answers/{}.json", env!("CARGO_MANIFEST_DIR"), shape.name);
        serde_json::from_str(&std::fs::read_to_string(&file).expect(&file)).expect(&file)
    }

    /// JSON pointers to everything in `json`, the whole among them.
    fn pointers(json: &Value) -> Vec<String> {
        let parts: Vec<(String, &Value)> = match json {
            Value::Object(object) => object.iter().map(|(name, value)| (name.clone(), value)).collect(),
            Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
        };
        let below = |(name, part): (String, _)| pointers(part).into_iter().map(move |rest| format!("/{name}{rest}"));
        std::iter::once(String::new()).chain(parts.into_iter().flat_map(below)).collect()
    }

    fn with(json: &Value, pointer: &str, change: impl FnOnce(&mut Value)) -> Value {
        let mut changed = json.clone();
        change(changed.pointer_mut(pointer).unwrap());
        changed
    }

    fn without(json: &Value, pointer: &str) -> Value {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        with(json, parent, |parent| match parent {
            Value::Object(object) => drop(object.remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => panic!("{parent} has no parts"),
        })
    }

    /// Each way in which an answer may differ from the document at one place.
    fn variants(json: &Value, required: &[&str]) -> Vec<(String, Value)> {
        let mut found = vec![("as documented".to_owned(), json.clone())];
        for pointer in pointers(json) {
            let here = json.pointer(&pointer).unwrap();
            let mut is = |what: &str, changed| found.push((format!("{what} at {pointer:?}"), changed));
            if !pointer.is_empty() && !required.contains(&pointer.as_str()) {
                is("null", with(json, &pointer, |here| *here = Value::Null));
                is("nothing", without(json, &pointer));
            }
            match here {
                Value::String(_) => {
                    is("an unknown word", with(json, &pointer, |here| *here = json!("UNHEARD_OF")));
                    is("an empty word", with(json, &pointer, |here| *here = json!("")));
                }
                Value::Object(_) => {
                    let more = json!({"deep": [null, 7]});
                    is("an extra field", with(json, &pointer, |here| here["heardOfLater"] = more));
                }
                Value::Array(items) => {
                    is("an empty list", with(json, &pointer, |here| *here = json!([])));
                    let mut twice = items.clone();
                    twice.extend(items.iter().cloned());
                    twice.push(Value::Null);
                    is("more items", with(json, &pointer, |here| *here = Value::Array(twice)));
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        // The id must stay one that can stand in a path.
        found.retain(|(what, _)| !required.iter().any(|at| what == &format!("an empty word at {at:?}")));
        found
    }

    #[test]
    fn an_answer_that_differs_at_any_one_place_is_read() {
        for shape in SHAPES {
            let example = example(shape);
            for (what, changed) in variants(&example, shape.required) {
                assert_eq!((shape.read)(&changed), Ok(()), "{}: {what}", shape.name);
            }
        }
    }

    #[test]
    fn an_extra_field_changes_nothing_of_what_is_read_of_a_cluster() {
        for kind in ClusterKind::ALL {
            let shape =
                SHAPES.iter().find(|shape| kind.path().ends_with(&shape.name.replace('_', "/clusters/"))).unwrap();
            let read = |json: &Value| {
                let input = Value::Null;
                crate::cluster::Cluster { input, ..read::cluster(kind, json).unwrap() }
            };
            let example = example(shape);
            let extra = variants(&example, &[]).into_iter().filter(|(what, _)| what.starts_with("an extra field"));
            let differing: Vec<_> =
                extra.filter(|(_, json)| read(json) != read(&example)).map(|(what, _)| what).collect();
            assert_eq!(differing, [""; 0]);
        }
    }

    #[test]
    fn what_is_required_is_missed() {
        for shape in SHAPES {
            let example = example(shape);
            for pointer in shape.required {
                assert!((shape.read)(&without(&example, pointer)).is_err(), "{}: {pointer}", shape.name);
            }
        }
    }

    #[test]
    fn every_example_is_read_by_something() {
        let folder = format!("{}/tests/answers", env!("CARGO_MANIFEST_DIR"));
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(files, SHAPES.iter().map(|shape| shape.name.to_owned()).collect());
    }

    /// Any JSON whose names are those that occur in answers.
    fn any_json() -> impl Strategy<Value = Value> {
        let mut names: BTreeSet<String> = ["errors", "message", "password", "x"].map(str::to_owned).into();
        for shape in SHAPES {
            let words = pointers(&example(shape)).into_iter().filter_map(|p| p.rsplit('/').next().map(str::to_owned));
            names.extend(words.filter(|word| !word.is_empty() && word.parse::<usize>().is_err()));
        }
        let names = proptest::sample::select(names.into_iter().collect::<Vec<_>>());
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-zü\"\\\\:=]{0,8}".prop_map(Value::from),
            Just(Value::from("c-1")),
        ];
        leaf.prop_recursive(6, 60, 8, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((names.clone(), inner), 0..8).prop_map(|pairs| pairs.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_json_makes_a_read_panic(json in any_json(), cut in any::<prop::sample::Index>()) {
            let text = json.to_string();
            read_as_everything(text.as_bytes());
            read_as_everything(&text.as_bytes()[..cut.index(text.len())]);
        }

        #[test]
        fn an_example_with_a_strange_part_makes_no_read_panic(
            shape in 0..SHAPES.len(), at in any::<prop::sample::Index>(), strange in any_json(),
        ) {
            let example = example(&SHAPES[shape]);
            let pointers = pointers(&example);
            let changed = with(&example, &pointers[at.index(pointers.len())], |here| *here = strange);
            read_as_everything(changed.to_string().as_bytes());
        }

        #[test]
        fn no_bytes_make_a_read_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read_as_everything(&bytes);
        }
    }
}
