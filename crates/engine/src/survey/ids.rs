//! The ids that one answer gives for the next question. They stay in memory.

use serde_json::Value;

/// What was learnt of the account so far: one of each is enough.
#[derive(Default)]
pub(crate) struct Ids {
    kafka: Option<String>,
    cassandra: Option<String>,
    data_centre: Option<String>,
    /// By the end of the path that reads such a thing.
    items: Vec<(&'static str, String)>,
}

/// A list, the field in it, and the path that reads one of its items.
const LISTS: [(&str, &str, &str); 9] = [
    (
        "/data-sources/cluster/{id}/network-firewall-rules/v2",
        "firewallRules",
        "/resources/network-firewall-rules/v2/{id}",
    ),
    (
        "/aws_cluster/{id}/security-group-firewall-rules/v2",
        "firewallRules",
        "/aws/security-group-firewall-rules/v2/{id}",
    ),
    ("/data-sources/providers/aws/vpc-peers/v2", "peeringRequests", "/resources/providers/aws/vpc-peers/v2/{id}"),
    ("/data-sources/providers/gcp/vpc-peers/v2", "peeringRequests", "/resources/providers/gcp/vpc-peers/v2/{id}"),
    ("/data-sources/providers/azure/vnet-peers/v2", "peeringRequests", "/resources/providers/azure/vnet-peers/v2/{id}"),
    ("/cluster/{id}/exclusion-windows/v2", "exclusionWindows", "/resources/exclusion-windows/v2/{id}"),
    ("/kafka_cluster/{id}/users/v2", "kafkaUsers", "/kafka/users/v2/{id}"),
    ("/kafka_cluster/{id}/topics/v2", "topicNames", "/kafka/topics/v2/{id}"),
    ("/kafka_cluster/{id}/acls/v2", "aclLists", "/kafka/acls/v2/{id}"),
];

/// Parts of paths that are about a Kafka cluster, a Cassandra cluster, or any.
const OF_KAFKA: [&str; 3] = ["/kafka/clusters/v2/{id}", "/kafka/clusters/v3/{id}", "/kafka_cluster/{id}"];
const OF_CASSANDRA: [&str; 1] = ["/cassandra/clusters/v2/{id}"];
const OF_ANY: [&str; 5] = [
    "/data-sources/cluster/{id}",
    "/aws_cluster/{id}",
    "/cluster-network-firewall-rules/v2/{id}",
    "/cluster-security-group-firewall-rules/v2/{id}",
    "/provisioning/v1/{id}",
];

impl Ids {
    /// The ids that `path` needs; nothing where they are not known.
    pub(crate) fn fill(&self, path: &str) -> Option<Vec<String>> {
        let has = |parts: &[&str]| parts.iter().any(|part| path.contains(part));
        if !path.contains('{') {
            return Some(Vec::new());
        }
        let id = if has(&OF_KAFKA) {
            self.kafka.clone()
        } else if has(&OF_CASSANDRA) {
            self.cassandra.clone()
        } else if has(&OF_ANY) {
            self.kafka.clone().or_else(|| self.cassandra.clone())
        } else if has(&["/cluster-data-centres/v2/{id}"]) {
            self.data_centre.clone()
        } else {
            self.items.iter().find(|(end, _)| path.ends_with(end)).map(|(_, id)| id.clone())
        };
        id.map(|id| vec![id])
    }

    /// Takes from an answer to `path` what other paths need.
    pub(crate) fn learn(&mut self, path: &str, answer: &Value) {
        if path.ends_with("/data-sources/clusters/v2") {
            for cluster in items(answer, "clusters") {
                match cluster.get("application").and_then(Value::as_str) {
                    Some("KAFKA") => self.kafka = self.kafka.take().or_else(|| id_of(cluster)),
                    Some("APACHE_CASSANDRA") => self.cassandra = self.cassandra.take().or_else(|| id_of(cluster)),
                    Some(_) | None => {}
                }
            }
        }
        if path.contains("/clusters/v") && self.data_centre.is_none() {
            self.data_centre = items(answer, "dataCentres").find_map(id_of);
        }
        for (list, field, item) in LISTS {
            if path.ends_with(list) {
                let first = items(answer, field).next();
                let id = first.and_then(|first| id_of(first).or_else(|| self.named(first)));
                self.items.extend(id.map(|id| (item, id)));
            }
        }
    }

    /// The id of a thing of Kafka's that is listed by its name alone: `CLUSTER_NAME` `[openapi] KafkaTopicV2.id`.
    fn named(&self, name: &Value) -> Option<String> {
        Some(format!("{}_{}", self.kafka.as_deref()?, name.as_str()?))
    }
}

fn id_of(json: &Value) -> Option<String> {
    json.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()).map(str::to_owned)
}

/// What stands in the list `field`, of an object or of each object in an array.
fn items<'a>(answer: &'a Value, field: &'a str) -> impl Iterator<Item = &'a Value> {
    let objects = answer.as_array().map_or(std::slice::from_ref(answer), Vec::as_slice);
    objects.iter().filter_map(move |object| object.get(field)?.as_array()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use instaclustr_api::document::assumed::PATHS;
    use serde_json::json;

    #[test]
    fn once_everything_is_learnt_every_path_that_is_read_can_be_filled() {
        let mut ids = Ids::default();
        let clusters = json!([{"clusters": [
            {"id": "c-1", "application": "KAFKA"}, {"id": "c-2", "application": "APACHE_CASSANDRA"}]}]);
        let list = PATHS.iter().find(|path| path.what == "list of clusters").unwrap();
        assert_eq!(ids.fill(list.path), Some(Vec::new()));
        ids.learn(list.path, &clusters);
        ids.learn("/applications/kafka/clusters/v2/{id}", &json!({"dataCentres": [{"id": "d-1"}]}));
        for path in PATHS.iter().filter(|path| path.method == "GET") {
            ids.learn(path.path, &json!([{"firewallRules": [{"id": "r"}], "peeringRequests": [{"id": "p"}],
                "exclusionWindows": [{"id": "w"}], "kafkaUsers": [{"id": "u"}], "topicNames": ["t"], "aclLists": [{"id": "a"}]}]));
        }
        for path in PATHS.iter().filter(|path| path.method == "GET" && path.path.contains('{')) {
            assert_eq!(ids.fill(path.path).map(|ids| ids.len()), Some(1), "{}", path.path);
        }
        assert_eq!(ids.fill("/x/kafka/topics/v2/{id}"), Some(vec!["c-1_t".to_owned()]));
    }

    #[test]
    fn an_empty_account_fills_nothing() {
        let mut ids = Ids::default();
        ids.learn("/data-sources/clusters/v2", &json!([{"accountId": "a", "clusters": []}]));
        assert_eq!(ids.fill("/provisioning/v1/{id}"), None);
    }
}
