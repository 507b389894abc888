//! What is read, changed and written back: fields that this crate doesn't know, at each depth.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod common;

use common::{answer, client_that, only, with};
use instaclustr_api::body::TwoFactorDelete;
use instaclustr_api::*;
use serde_json::{Value, json};

fn example(name: &str) -> Value {
    let file = format!("{}/tests/answers/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// `json` with a field that nobody knows in each of its objects, but for those below `deaf`.
fn with_unknown(json: &Value, deaf: &[&str]) -> Value {
    match json {
        Value::Object(object) => {
            let mut all: serde_json::Map<_, _> = object
                .iter()
                .filter(|(name, _)| !deaf.contains(&name.as_str()))
                .map(|(name, value)| (name.clone(), with_unknown(value, deaf)))
                .collect();
            all.insert("heardOfLater".to_owned(), json!({"id": "x", "deep": [{"status": 7}]}));
            Value::Object(all)
        }
        Value::Array(items) => items.iter().map(|item| with_unknown(item, deaf)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json.clone(),
    }
}

/// A client whose provider answers `json` to everything, and what it was sent last.
async fn sent(json: &Value, write: impl AsyncFnOnce(&Client)) -> Value {
    let text = json.to_string();
    let (client, seen) = client_that(move |_| answer(202, text.clone()));
    write(&client).await;
    let last = seen.lock().unwrap().pop().unwrap();
    assert_eq!(last.method(), "PUT");
    serde_json::from_slice(last.body()).unwrap()
}

#[tokio::test]
async fn a_set_of_firewall_rules_is_written_back_whole() {
    let mut read = with_unknown(&example("firewall_rule_set"), &[]);
    read["firewallRules"][0]["deferredReason"] = json!("Waiting for the account's owner");
    read["firewallRules"][0]["clusterId"] = read["clusterId"].clone();
    let id = read["clusterId"].as_str().unwrap();
    let new =
        NetworkRule { network: "10.0.0.0/8".to_owned(), rule_type: FirewallRuleType::Spark, ..Default::default() };
    let body = sent(&read, async |client| {
        let set = client.get_firewall_rule_set::<NetworkRule>(id).await.unwrap();
        client.replace_firewall_rule_set(&set.with(&new)).await.unwrap();
    })
    .await;
    let unknown = json!({"id": "x", "deep": [{"status": 7}]});
    let kept = json!({"network": "203.0.113.7/32", "type": "KAFKA", "heardOfLater": unknown});
    let added = json!({"network": "10.0.0.0/8", "type": "SPARK"});
    assert_eq!(body, json!({"clusterId": id, "firewallRules": [kept, added], "heardOfLater": unknown}));
}

#[tokio::test]
async fn a_set_is_written_back_to_the_cluster_it_was_read_of() {
    for rules in [json!({"firewallRules": []}), json!({"clusterId": "C-1", "firewallRules": null})] {
        let (client, _) = with(200, rules.to_string());
        let set = client.get_firewall_rule_set::<SecurityGroupRule>("c-1").await.unwrap();
        assert!(set.cluster_id.eq_ignore_ascii_case("c-1"), "{set:?}");
    }
    let (client, _) = with(200, json!({"clusterId": "c-2"}).to_string());
    let other = client.get_firewall_rule_set::<NetworkRule>("c-1").await;
    assert!(matches!(other, Err(Error::NotUnderstood { .. })), "{other:?}");
}

#[tokio::test]
async fn access_lists_are_written_back_whole() {
    let read = with_unknown(&example("kafka_acls"), &[]);
    let id = read["id"].as_str().unwrap();
    let body = sent(&read, async |client| {
        let mut list = client.get_kafka_acls(id).await.unwrap();
        list.asked.acls[0].operation = AclOperation::Alter;
        client.replace_kafka_acls(&list).await.unwrap();
    })
    .await;
    let mut expected = read.clone();
    expected["acls"][0]["operation"] = json!("ALTER");
    expected.as_object_mut().unwrap().remove("id");
    assert_eq!(body, expected);
}

#[tokio::test]
async fn settings_of_a_topic_are_written_back_whole() {
    let read = with_unknown(&example("kafka_topic"), &[]);
    let id = read["id"].as_str().unwrap();
    let body = sent(&read, async |client| {
        let topic = client.get_kafka_topic(id).await.unwrap();
        client.modify_topic_configs(id, &topic.configs).await.unwrap();
    })
    .await;
    assert_eq!(body, json!({"configs": read["configs"]}));
}

/// The parts of a cluster that only the provider writes.
const READ_ONLY: [&str; 10] = [
    "id",
    "status",
    "currentClusterOperationStatus",
    "defaultUserPassword",
    "nodes",
    "deletedNodes",
    "currentOperations",
    "endPointServiceId",
    "endPointServiceName",
    "prefix",
];

/// Of these `version` is only the provider's to write too; of other blocks it is not.
const PROXIES: [&str; 2] = [
    "/dataCentres/0/shotoverProxy/0",
    "/dataCentres/0/privateConnectivity/0/gcpPrivateServiceConnect/0/shotoverProxy/0",
];

#[tokio::test]
async fn each_block_of_a_cluster_is_written_back_whole() {
    for (kind, name) in [
        (ClusterKind::KafkaV2, "kafka_v2"),
        (ClusterKind::KafkaV3, "kafka_v3"),
        (ClusterKind::CassandraV2, "cassandra_v2"),
    ] {
        let id = example(name)["id"].clone();
        let mut expected = with_unknown(&example(name), &READ_ONLY);
        let mut read = expected.clone();
        for proxy in PROXIES {
            if let Some(Value::Object(proxy)) = expected.pointer_mut(proxy) {
                proxy.remove("version");
            }
        }
        read["id"] = id.clone();
        let id = id.as_str().unwrap();
        let body = sent(&read, async |client| {
            let cluster = client.get_cluster(kind, id).await.unwrap();
            let update = Update::of(&cluster);
            // As a typed body too, which has to know each block.
            let update = match kind.application() {
                Application::Kafka => update.edit(|body: &mut KafkaClusterBody| {
                    body.description = Some("changed".to_owned());
                    body.data_centres[0].tags.push(Tag::default());
                }),
                Application::Cassandra => update.edit(|body: &mut CassandraClusterBody| {
                    body.description = Some("changed".to_owned());
                    body.data_centres[0].tags.push(Tag::default());
                }),
            };
            client.update_cluster(&update.unwrap()).await.unwrap();
        })
        .await;
        expected["description"] = json!("changed");
        let tags = &mut expected["dataCentres"][0]["tags"];
        let more = tags.as_array().cloned().unwrap_or_default().into_iter().chain([json!({"key": "", "value": ""})]);
        *tags = more.collect();
        assert_eq!(body, expected, "{name}");
    }
}

#[tokio::test]
async fn another_two_factor_delete_keeps_what_is_not_known_of_it() {
    let block = json!({"confirmationEmail": "a@b", "confirmationPhoneNumber": "+1", "heardOfLater": 1, "newer": 2});
    let (client, _) = with(200, json!({"id": "c-1", "twoFactorDelete": [block]}).to_string());
    let cluster = client.get_cluster(Application::Kafka, "c-1").await.unwrap();
    let mut settings = TwoFactorDelete { confirmation_email: "c@d".to_owned(), ..Default::default() };
    settings.other.insert("newer".to_owned(), json!(3));
    let update = Update::of(&cluster).two_factor_delete(&settings);
    let expected = json!({"confirmationEmail": "c@d", "heardOfLater": 1, "newer": 3});
    assert_eq!(update.body(), &json!({"twoFactorDelete": [expected]}));

    // What is read of the cluster goes on to its settings whole.
    let body: KafkaClusterBody = cluster.ordered_as().unwrap();
    let (client, seen) = with(202, "{}");
    let change = SettingsChange { two_factor_delete: body.two_factor_delete.into_iter().next(), ..Default::default() };
    client.change_settings("c-1", &change).await.unwrap();
    let sent: Value = serde_json::from_slice(only(&seen).body()).unwrap();
    assert_eq!(sent, json!({"twoFactorDelete": block}));
}
