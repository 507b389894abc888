//! Profile → the provider's body.

use serde_json::{Map, Value, json};

use super::extra;
use super::mark::{MARK_KEY, Mark};
use crate::api::{Application, DataCentreDraft, ProfileDraft};
use crate::application::kind_of;

/// A request, ready to send.
#[derive(Clone, PartialEq, Debug)]
pub struct Built {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the account's URL.
    pub path: String,
    /// The body.
    pub body: Value,
}

/// The create of a draft. Total: of an unfinished draft it makes an unfinished body, numbers not given as null.
///
/// Whether it may be sent, [`check`](super::check()) says. Every data centre bears the mark, whatever the draft's tags
/// and extra JSON hold.
pub fn build(draft: &ProfileDraft, mark: Mark<'_>) -> Built {
    let mut body = body(draft, mark);
    extra::merge(draft, &mut body);
    Built { method: "POST", path: kind_of(draft).path().to_owned(), body: Value::Object(body) }
}

fn body(draft: &ProfileDraft, mark: Mark<'_>) -> Map<String, Value> {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("name", json!(draft.cluster_name));
    if !draft.description.is_empty() {
        put("description", json!(draft.description));
    }
    match draft.application {
        Application::Kafka => {
            put("kafkaVersion", json!(draft.version));
            put("slaTier", json!(draft.sla_tier));
            put("privateNetworkCluster", json!(draft.private_network_cluster));
            put("pciComplianceMode", json!(draft.pci_compliance_mode));
            put("clientToClusterEncryption", json!(draft.client_encryption));
            put("allowDeleteTopics", json!(draft.kafka.allow_delete_topics));
            put("autoCreateTopics", json!(draft.kafka.auto_create_topics));
            put("defaultReplicationFactor", json!(draft.kafka.replication_factor));
            put("defaultNumberOfPartitions", json!(draft.kafka.partitions));
        }
        Application::Cassandra => {
            put("cassandraVersion", json!(draft.version));
            put("slaTier", json!(draft.sla_tier));
            put("privateNetworkCluster", json!(draft.private_network_cluster));
            put("pciComplianceMode", json!(draft.pci_compliance_mode));
            put("luceneEnabled", json!(draft.cassandra.lucene));
            put("passwordAndUserAuth", json!(draft.cassandra.password_auth));
        }
    }
    let centres = draft.data_centres.iter().map(|centre| data_centre(draft, centre, mark)).collect();
    put("dataCentres", Value::Array(centres));
    body
}

fn data_centre(draft: &ProfileDraft, centre: &DataCentreDraft, mark: Mark<'_>) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("name", json!(centre.name));
    put("cloudProvider", json!(centre.cloud_provider));
    put("region", json!(centre.region));
    put("network", json!(centre.network));
    put("nodeSize", json!(centre.node_size));
    put("numberOfNodes", json!(centre.nodes));
    match draft.application {
        Application::Kafka => {}
        Application::Cassandra => {
            put("replicationFactor", json!(centre.replication_factor));
            put("clientToClusterEncryption", json!(draft.client_encryption));
            put("continuousBackup", json!(centre.continuous_backup));
            // Required by the provider, without a field in the form: false unless extra JSON says otherwise.
            put("privateIpBroadcastForDiscovery", json!(false));
        }
    }
    let own = centre.tags.iter().filter(|(key, _)| !is_mark_key(key));
    let mut tags: Vec<Value> = own.map(|(key, value)| json!({"key": key, "value": value})).collect();
    tags.push(json!({"key": MARK_KEY, "value": mark.value()}));
    put("tags", Value::Array(tags));
    Value::Object(body)
}

/// Whether a tag's key is the mark's. Without case and blanks, because a cloud may read it so.
pub(super) fn is_mark_key(key: &str) -> bool {
    key.trim().eq_ignore_ascii_case(MARK_KEY)
}

#[cfg(test)]
mod tests {
    use instaclustr_api::{CassandraClusterBody, KafkaClusterBody};

    use super::*;
    use crate::request::new_draft;

    fn named(application: Application) -> ProfileDraft {
        let mut draft = new_draft(application);
        draft.name = "demo".to_owned();
        draft.cluster_name = "demo".to_owned();
        draft
    }

    #[test]
    fn the_request_of_a_new_kafka_profile() {
        insta::assert_json_snapshot!(build(&named(Application::Kafka), Mark::Attempt("run-1.1")).body);
    }

    #[test]
    fn the_request_of_a_new_cassandra_profile() {
        insta::assert_json_snapshot!(build(&named(Application::Cassandra), Mark::Attempt("run-1.1")).body);
    }

    #[test]
    fn the_bodies_hold_only_fields_that_the_client_knows() {
        let kafka: KafkaClusterBody =
            serde_json::from_value(build(&named(Application::Kafka), Mark::Preview).body).unwrap();
        assert!(kafka.other.is_empty() && kafka.data_centres.iter().all(|centre| centre.other.is_empty()));
        let cassandra: CassandraClusterBody =
            serde_json::from_value(build(&named(Application::Cassandra), Mark::Preview).body).unwrap();
        assert!(cassandra.other.is_empty() && cassandra.data_centres.iter().all(|centre| centre.other.is_empty()));
    }

    #[test]
    fn a_typed_body_says_the_same() {
        let body = build(&named(Application::Kafka), Mark::Preview).body;
        let typed: KafkaClusterBody = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), body);
        let body = build(&named(Application::Cassandra), Mark::Preview).body;
        let typed: CassandraClusterBody = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&typed).unwrap(), body);
    }

    #[test]
    fn an_own_tag_never_takes_the_marks_place() {
        let mut draft = named(Application::Kafka);
        draft.data_centres[0].tags.insert(MARK_KEY.to_owned(), "mine".to_owned());
        draft.data_centres[0].tags.insert(" Slipway-Run".to_owned(), "mine".to_owned());
        draft.data_centres[0].tags.insert("team".to_owned(), "orders".to_owned());
        let body = build(&draft, Mark::Attempt("run-1.1")).body;
        let expected = json!([{"key": "team", "value": "orders"}, {"key": MARK_KEY, "value": "run-1.1"}]);
        assert_eq!(body["dataCentres"][0]["tags"], expected);
    }

    #[test]
    fn extra_json_may_set_what_the_form_has_no_field_for() {
        let mut draft = named(Application::Cassandra);
        draft.extra = json!({"dataCentres": [{"privateIpBroadcastForDiscovery": true}]}).as_object().cloned().unwrap();
        let body = build(&draft, Mark::Preview).body;
        assert_eq!(body["dataCentres"][0]["privateIpBroadcastForDiscovery"], json!(true));
    }

    #[test]
    fn numbers_not_given_are_null() {
        let mut draft = named(Application::Kafka);
        draft.data_centres[0].nodes = None;
        draft.kafka.partitions = None;
        let body = build(&draft, Mark::Preview).body;
        assert_eq!(body["dataCentres"][0]["numberOfNodes"], Value::Null);
        assert_eq!(body["defaultNumberOfPartitions"], Value::Null);
    }
}
