//! A PUT over what a cluster is: which fields it may change `[openapi] KafkaClusterUpdateV2, CassandraClusterUpdateV2`, and
//! what comes of both.
//!
//! Clients send everything or little: the vendor's Terraform provider every field of a create, unset ones as `[]` or `""`,
//! its operator the data centres alone `[wire]`. So a field that is not set stays as it is, but for those that a data centre
//! must repeat, and one that may not be changed is accepted when it is the same.

use instaclustr_api::Application;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::check::Problems;
use super::spec::{self, is_set};
use super::vpc;

/// Fields of the root that need a new cluster `[openapi]` (`x-terraform-force-new`) `[tf]`.
const FIXED: [&str; 23] = [
    "name",
    "kafkaVersion",
    "cassandraVersion",
    "slaTier",
    "privateNetworkCluster",
    "pciComplianceMode",
    "clientToClusterEncryption",
    "clientBrokerAuthWithMtls",
    "allowDeleteTopics",
    "autoCreateTopics",
    "defaultReplicationFactor",
    "defaultNumberOfPartitions",
    "bundledUseOnly",
    "collocatedZookeeper",
    "kraft",
    "schemaRegistry",
    "restProxy",
    "karapaceSchemaRegistry",
    "karapaceRestProxy",
    "tieredStorage",
    "luceneEnabled",
    "passwordAndUserAuth",
    "spark",
];

/// Fields of a data centre that need a new one `[openapi]` (`x-insta-unchangeable`) `[tf]`. Tags are beside them: their
/// values may change under tag management, which can be turned on, and not off `[tf]`.
const FIXED_IN_DATA_CENTRE: [&str; 18] = [
    "name",
    "cloudProvider",
    "region",
    "network",
    "providerAccountName",
    "awsSettings",
    "gcpSettings",
    "azureSettings",
    "zeroInboundAccess",
    "privateLink",
    "privateConnectivity",
    "replicationFactor",
    "clientToClusterEncryption",
    "continuousBackup",
    "privateIpBroadcastForDiscovery",
    "privateServiceConnectV2",
    "pscNetwork",
    "shotoverProxy",
];

/// Fields that every data centre of a PUT must have `[openapi] KafkaDataCentreV2, CassandraDataCentreV2` (`required`, which
/// is the create's too): for Kafka, and for Cassandra beside those.
const REQUIRED: [&str; 6] = ["name", "cloudProvider", "region", "network", "nodeSize", "numberOfNodes"];
const REQUIRED_OF_CASSANDRA: [&str; 4] =
    ["replicationFactor", "clientToClusterEncryption", "continuousBackup", "privateIpBroadcastForDiscovery"];

/// Blocks of dedicated machines: their size may change `[openapi] KafkaDedicatedZookeeperSettingsUpdateV2`.
const DEDICATED: [(&str, &str); 2] =
    [("dedicatedZookeeper", "zookeeperNodeSize"), ("dedicatedKraftController", "controllerNodeSize")];

/// What a cluster of `application` that is `old`, with data centres of `ids`, becomes by a PUT of `body`: its data centres
/// in the order of the request.
pub(crate) fn merged(
    application: Application,
    old: &Map<String, Value>,
    ids: &[Uuid],
    body: Map<String, Value>,
) -> (Map<String, Value>, Problems) {
    let mut problems = Problems::default();
    let clears = body.get("description").and_then(Value::as_str) == Some("");
    let centres = body.get("dataCentres").cloned();
    let mut new = old.clone();
    for (name, value) in spec::normalised(body) {
        if name == "dataCentres" {
            continue;
        }
        if let Some((_, size)) = DEDICATED.into_iter().find(|(block, _)| *block == name) {
            dedicated(&mut new, &name, size, &value, &mut problems);
        } else if FIXED.contains(&name.as_str()) {
            fixed(&new, &name, &name, &value, &mut problems);
        } else {
            new.insert(name, value);
        }
    }
    if clears {
        new.remove("description");
    }
    match centres {
        None | Some(Value::Null) => problems.add("dataCentres", "is required"),
        Some(centres) => {
            let centres = data_centres(application, old, ids, &centres, &mut problems);
            new.insert("dataCentres".to_owned(), Value::Array(centres));
        }
    }
    (new, problems)
}

/// Whether what came of a [merge](merged) has each data centre that it must have, and no other, so that it can be judged.
pub(crate) fn has_its_data_centres(problems: &Problems) -> bool {
    problems.iter().all(|(field, _)| !field.starts_with("dataCentres") || field.contains('.'))
}

/// `spec` with the data centres of `other` first, as they stand there; and where each of its data centres was before.
pub(crate) fn in_order_of(
    other: &Map<String, Value>,
    mut spec: Map<String, Value>,
) -> (Map<String, Value>, Vec<usize>) {
    let Some(Value::Array(centres)) = spec.get_mut("dataCentres") else { return (spec, Vec::new()) };
    let before = list(other.get("dataCentres"));
    let place = |centre: &Value| before.iter().position(|one| one.get("name") == centre.get("name"));
    let mut placed: Vec<(usize, Value)> = std::mem::take(centres).into_iter().enumerate().collect();
    placed.sort_by_key(|(_, centre)| place(centre).unwrap_or(before.len()));
    let (places, in_order): (Vec<usize>, Vec<Value>) = placed.into_iter().unzip();
    *centres = in_order;
    (spec, places)
}

fn fixed(old: &Map<String, Value>, name: &str, path: &str, value: &Value, problems: &mut Problems) {
    let before = old.get(name);
    // What was never set reads as its default: no flag, or the vendor's own account.
    let is_default = before.is_none() && (*value == Value::Bool(false) || *value == "INSTACLUSTR");
    if !is_default && before.is_none_or(|before| !same(before, value)) {
        problems.add(path, "can't be changed: it needs a new cluster");
    }
}

/// Whether two values say the same: in objects, what is not set counts as absent.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let covers = |one: &Map<String, Value>, other: &Map<String, Value>| {
                one.iter()
                    .filter(|(_, value)| is_set(value))
                    .all(|(name, value)| other.get(name).is_some_and(|it| same(value, it)))
            };
            covers(one, other) && covers(other, one)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        _ => one == other,
    }
}

fn dedicated(new: &mut Map<String, Value>, block: &str, size: &str, value: &Value, problems: &mut Problems) {
    let Some(before) = new.get_mut(block).and_then(|block| block.get_mut(0)).and_then(Value::as_object_mut) else {
        problems.add(block, "can't be added: it needs a new cluster");
        return;
    };
    let items = list(Some(value));
    let [Value::Object(fields)] = items else {
        problems.add(block, "must be an array with one object");
        return;
    };
    for (name, value) in fields.iter().filter(|(_, value)| is_set(value)) {
        if name == size {
            before.insert(name.clone(), value.clone());
        } else {
            fixed(before, name, &format!("{block}[0].{name}"), value, problems);
        }
    }
}

fn data_centres(
    application: Application,
    old: &Map<String, Value>,
    ids: &[Uuid],
    centres: &Value,
    problems: &mut Problems,
) -> Vec<Value> {
    let Some(items) = centres.as_array() else {
        problems.add("dataCentres", "must be an array");
        return Vec::new();
    };
    let before = list(old.get("dataCentres"));
    let pairs = paired(before, items);
    for (position, centre) in before.iter().enumerate() {
        if !pairs.contains(&Some(position)) {
            let name = centre.get("name").and_then(Value::as_str).unwrap_or_default();
            problems.add("dataCentres", format!("must have {name}: a data centre can't be removed"));
        }
    }
    let mut merged = Vec::with_capacity(items.len());
    for (position, (item, pair)) in items.iter().zip(pairs).enumerate() {
        let path = format!("dataCentres[{position}]");
        let Some(fields) = item.as_object() else {
            problems.add(path, "must be an object");
            continue;
        };
        let fields = spec::normalised_data_centre(fields.clone());
        let before = pair.and_then(|pair| Some((ids.get(pair)?, before.get(pair)?)));
        let centre = match before {
            Some((id, before)) => {
                must_repeat(application, before, &fields, &path, problems);
                data_centre(*id, before, fields, &path, problems)
            }
            None if application == Application::Kafka => {
                problems.add(path, "can't be added: a Kafka cluster has one data centre");
                continue;
            }
            None => fields,
        };
        merged.push(Value::Object(centre));
    }
    merged
}

/// Which of `before` each of `items` is: the one of its name, and for a single one left on both sides that one, so that
/// what differs is its name.
fn paired(before: &[Value], items: &[Value]) -> Vec<Option<usize>> {
    let by_name = |item: &Value| {
        let name = item.get("name").filter(|name| name.is_string())?;
        before.iter().position(|one| one.get("name") == Some(name))
    };
    let mut pairs: Vec<Option<usize>> = items.iter().map(by_name).collect();
    let left: Vec<usize> = (0..before.len()).filter(|position| !pairs.contains(&Some(*position))).collect();
    if let [one] = left.as_slice()
        && items.len() <= before.len()
        && let Some(free) = pairs.iter_mut().find(|pair| pair.is_none())
    {
        *free = Some(*one);
    }
    pairs
}

/// What its data centre has lacked since older rules is not asked for.
fn must_repeat(
    application: Application,
    before: &Value,
    fields: &Map<String, Value>,
    path: &str,
    problems: &mut Problems,
) {
    let more = match application {
        Application::Kafka => &[][..],
        Application::Cassandra => &REQUIRED_OF_CASSANDRA,
    };
    for name in REQUIRED.iter().chain(more).filter(|name| before.get(name).is_some() && !fields.contains_key(**name)) {
        problems.add(format!("{path}.{name}"), "is required");
    }
}

fn data_centre(
    id: Uuid,
    before: &Value,
    fields: Map<String, Value>,
    path: &str,
    problems: &mut Problems,
) -> Map<String, Value> {
    let Some(old) = before.as_object() else { return fields };
    let mut new = old.clone();
    let may_change_tags = may_change_tags(old, &fields);
    for (name, value) in fields {
        let field = format!("{path}.{name}");
        if name == "awsSettings" && vpc::aws_settings(id, before).is_some_and(|shown| same(&shown, &value)) {
            // The network that the provider made is read, and so sent back `[3rd-party 2026]`.
            continue;
        }
        if name == "tagManagementEnabled" && value == Value::Bool(false) {
            // What was never set reads as false.
            if is_managed(old) {
                problems.add(field, "can't be turned off");
            }
            continue;
        }
        let is_fixed = FIXED_IN_DATA_CENTRE.contains(&name.as_str());
        if is_fixed || (name == "tags" && !may_change_tags) {
            fixed(old, &name, &field, &value, problems);
        } else {
            let before = old.get(&name).and_then(Value::as_i64);
            if name == "numberOfNodes" && value.as_i64().zip(before).is_some_and(|(after, before)| after < before) {
                problems.add(field, "can't be made smaller");
            }
            new.insert(name, value);
        }
    }
    new
}

/// Under tag management, which may be turned on in the same PUT, values may change, keys may not `[tf]`.
fn may_change_tags(before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    let keys = |fields: &Map<String, Value>| -> Vec<Value> {
        list(fields.get("tags")).iter().filter_map(|tag| tag.get("key").cloned()).collect()
    };
    (is_managed(before) || is_managed(after)) && keys(before) == keys(after)
}

fn is_managed(data_centre: &Map<String, Value>) -> bool {
    data_centre.get("tagManagementEnabled").and_then(Value::as_bool).unwrap_or_default()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
