//! What both programs demand of a cluster in an answer.

use serde_json::Value;

/// Blocks, each an array of at most one, and lists. An object in place of an array crashes the Terraform provider.
const ARRAYS: &[&str] = &[
    "awsSettings",
    "azureSettings",
    "dataCentres",
    "dedicatedZookeeper",
    "deletedNodes",
    "gcpSettings",
    "karapaceRestProxy",
    "karapaceSchemaRegistry",
    "kraft",
    "nodes",
    "resizeSettings",
    "restProxy",
    "schemaRegistry",
    "spark",
    "tags",
    "twoFactorDelete",
];
/// Numbers; one in quotes stops both.
const NUMBERS: &[&str] =
    &["defaultNumberOfPartitions", "defaultReplicationFactor", "numberOfNodes", "replicationFactor"];
/// Booleans; one in quotes stops both. `privateLink` is one in Cassandra alone.
const BOOLEANS: &[&str] = &[
    "allowDeleteTopics",
    "autoCreateTopics",
    "bundledUseOnly",
    "clientBrokerAuthWithMtls",
    "clientToClusterEncryption",
    "continuousBackup",
    "luceneEnabled",
    "passwordAndUserAuth",
    "pciComplianceMode",
    "privateIpBroadcastForDiscovery",
    "privateNetworkCluster",
];

/// Holds for every answer that shows a cluster, whatever it is doing.
#[track_caller]
pub fn is_shown_rightly(cluster: &Value) {
    assert!(cluster["id"].as_str().is_some_and(|id| !id.is_empty()), "no id: {cluster}");
    let words = ["NO_OPERATION", "OPERATION_IN_PROGRESS"];
    let word = cluster["currentClusterOperationStatus"].as_str().unwrap_or_default();
    assert!(words.contains(&word), "terraform would taint the cluster: {cluster}");
    types(cluster);
    for data_centre in cluster["dataCentres"].as_array().unwrap() {
        assert!(data_centre["id"].as_str().is_some_and(|id| !id.is_empty()), "a data centre without id: {cluster}");
        types(data_centre);
        let tags: Vec<&str> =
            data_centre["tags"].as_array().into_iter().flatten().map(|tag| tag["key"].as_str().unwrap()).collect();
        assert!(tags.is_sorted(), "tags in another order than by key: {tags:?}");
    }
}

#[track_caller]
fn types(object: &Value) {
    for (name, value) in object.as_object().unwrap() {
        let is = |names: &[&str]| names.contains(&name.as_str());
        let right = value.is_null()
            || (!is(ARRAYS) || value.is_array())
                && (!is(NUMBERS) || value.is_u64())
                && (!is(BOOLEANS) || value.is_boolean());
        assert!(right, "{name} is of the wrong type: {value}");
    }
}

/// Whether everything that was sent reads as it was sent. Null, `[]` and `""` mean «not set», however it is shown.
#[track_caller]
pub fn echoes(sent: &Value, shown: &Value) {
    let differences = different("", sent, shown);
    assert!(differences.is_empty(), "terraform would plan a change for ever:\n  {}", differences.join("\n  "));
}

fn different(at: &str, sent: &Value, shown: &Value) -> Vec<String> {
    match (sent, shown) {
        (sent, _) if is_unset(sent) => Vec::new(),
        (Value::Object(fields), Value::Object(_)) => fields
            .iter()
            .filter(|(name, _)| *name != "resizeSettings")
            .flat_map(|(name, value)| different(&format!("{at}/{name}"), value, &shown[name]))
            .collect(),
        (Value::Array(sent), Value::Array(shown)) if sent.len() == shown.len() => {
            let pairs = sent.iter().zip(shown).enumerate();
            pairs.flat_map(|(position, (sent, shown))| different(&format!("{at}/{position}"), sent, shown)).collect()
        }
        (sent, shown) if sent == shown => Vec::new(),
        // Tried: it makes no difference to the Terraform provider [wire].
        (Value::Bool(false), Value::Null) if TOLERATED.iter().any(|name| at.ends_with(name)) => Vec::new(),
        (sent, shown) => vec![format!("{at}: {sent} was sent, {shown} is shown")],
    }
}

/// May read null although false was sent.
const TOLERATED: [&str; 2] = ["/bundledUseOnly", "/privateLink"];

fn is_unset(value: &Value) -> bool {
    value.is_null() || *value == Value::String(String::new()) || value.as_array().is_some_and(Vec::is_empty)
}
