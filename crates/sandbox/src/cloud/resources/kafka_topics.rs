//! Kafka topics `[openapi] KafkaTopicV2`. A topic's id is `<cluster>_<topic>`.

use std::collections::BTreeMap;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{Answer, Ask, id_in, must_run};
use super::kafka_users::kafka;
use super::resource::{Kind, Resource, What};
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::refusal::Refusal;

/// A topic.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Topic {
    name: String,
    partitions: i64,
    replication_factor: i64,
    /// Settings that were changed.
    configs: BTreeMap<String, String>,
}

/// Settings of a topic that nobody changed: those of the provider's example that Kafka 3.9 and 4 know, with its values
/// `[openapi]`.
const DEFAULTS: [(&str, &str); 23] = [
    ("cleanup.policy", "delete"),
    ("compression.type", "producer"),
    ("delete.retention.ms", "86400000"),
    ("file.delete.delay.ms", "60000"),
    ("flush.messages", "9223372036854775807"),
    ("flush.ms", "9223372036854775807"),
    ("follower.replication.throttled.replicas", ""),
    ("index.interval.bytes", "4096"),
    ("leader.replication.throttled.replicas", ""),
    ("max.compaction.lag.ms", "9223372036854775807"),
    ("max.message.bytes", "1048588"),
    ("message.timestamp.type", "CreateTime"),
    ("min.cleanable.dirty.ratio", "0.5"),
    ("min.compaction.lag.ms", "0"),
    ("min.insync.replicas", "1"),
    ("preallocate", "false"),
    ("retention.bytes", "-1"),
    ("retention.ms", "604800000"),
    ("segment.bytes", "1073741824"),
    ("segment.index.bytes", "10485760"),
    ("segment.jitter.ms", "0"),
    ("segment.ms", "604800000"),
    ("unclean.leader.election.enable", "false"),
];

/// The other settings that Kafka 3.9 and 4 both know. They are shown where they were set: whether the provider shows them
/// else, and with which values, no source says.
const OTHERS: [&str; 10] = [
    "compression.gzip.level",
    "compression.lz4.level",
    "compression.zstd.level",
    "local.retention.bytes",
    "local.retention.ms",
    "message.timestamp.after.max.ms",
    "message.timestamp.before.max.ms",
    "remote.log.copy.disable",
    "remote.log.delete.on.disable",
    "remote.storage.enable",
];

/// The most partitions of one topic: the sandbox's own limit, the provider states none.
const PARTITIONS_MAX: i64 = 10_000;

impl Topic {
    pub(super) fn shown(&self, resource: &Resource) -> Value {
        let mut configs: BTreeMap<&str, &str> = DEFAULTS.into_iter().collect();
        configs.extend(self.configs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let configs: Vec<Value> =
            configs.into_iter().map(|(key, value)| json!({ "key": key, "value": value })).collect();
        json!({
            "id": resource.id,
            "clusterId": resource.cluster.to_string(),
            "topic": self.name,
            "partitions": self.partitions,
            "replicationFactor": self.replication_factor,
            "configs": configs,
        })
    }

    /// A list has the names alone `[openapi] KafkaTopicNamesV2`.
    pub(super) fn listed(&self) -> Value {
        json!(self.name)
    }
}

/// Makes a topic; 409 where the cluster has one of that name.
pub(super) fn make(ask: &Ask<'_>) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems);
    let name = form.text("topic", &mut problems).unwrap_or_default();
    if !name.is_empty() && !is_topic_name(name) {
        problems.add(form.path("topic"), "must have 1 to 249 letters, digits, dots, underscores and hyphens");
    }
    let partitions = form.whole("partitions", 1..=PARTITIONS_MAX, &mut problems).unwrap_or_default();
    let replication_factor =
        form.whole("replicationFactor", 1..=i64::from(i16::MAX), &mut problems).unwrap_or_default();
    Refusal::any(problems)?;
    let cluster = kafka(ask, cluster_id)?;
    must_run(cluster, ask.now())?;
    let brokers = brokers(cluster);
    if replication_factor > brokers {
        return Err(Refusal::field("replicationFactor", format!("must be at most the number of brokers, {brokers}")));
    }
    let id = format!("{}_{name}", cluster.id());
    if ask.resources().get(Kind::KafkaTopic, &id).is_some() {
        return Err(Refusal::Conflict(format!("The topic {name} exists already.")));
    }
    let topic = Topic { name: name.to_owned(), partitions, replication_factor, configs: BTreeMap::new() };
    ask.accepted(cluster, ask.named_resource(id, cluster, What::KafkaTopic(topic)))
}

/// Kafka's own rule.
fn is_topic_name(name: &str) -> bool {
    (1..=249).contains(&name.len())
        && name != "."
        && name != ".."
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn brokers(cluster: &Cluster) -> i64 {
    let data_centres = cluster.spec().get("dataCentres").and_then(Value::as_array);
    data_centres.into_iter().flatten().filter_map(|one| one.get("numberOfNodes")?.as_i64()).sum()
}

/// Changes settings: those that are named, and no others. 200 `[openapi]`.
pub(super) fn modify_configs(ask: &Ask<'_>, id: &str) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    if form.get("configs").is_none() {
        problems.add("configs", "is required");
    }
    let mut wanted: Vec<(String, String)> = Vec::new();
    for config in form.objects("configs", &mut problems) {
        let key = config.text("key", &mut problems).unwrap_or_default();
        if !key.is_empty() && !DEFAULTS.iter().map(|(known, _)| *known).chain(OTHERS).any(|known| known == key) {
            problems.add(config.path("key"), format!("{key} is no setting of a topic"));
        }
        // Some settings are empty texts, which count as set here.
        match config.raw("value").map(|value| value.as_str()) {
            Some(Some(value)) => wanted.push((key.to_owned(), value.to_owned())),
            Some(None) => problems.add(config.path("value"), "must be a string"),
            None => problems.add(config.path("value"), "is required"),
        }
    }
    Refusal::any(problems)?;
    let (resource, cluster) = ask.find(Kind::KafkaTopic, id)?;
    must_run(cluster, ask.now())?;
    let What::KafkaTopic(topic) = &resource.what else { return Err(Refusal::NotFound("topic")) };
    let mut topic = topic.clone();
    topic.configs.extend(wanted);
    let shown = topic.shown(resource);
    ask.accepted_as(Resource { what: What::KafkaTopic(topic), ..resource.clone() }, StatusCode::OK, shown)
}

/// Deletes a topic, where the cluster allows that.
pub(super) fn remove(ask: &Ask<'_>, id: &str) -> Answer {
    let (resource, cluster) = ask.find(Kind::KafkaTopic, id)?;
    must_run(cluster, ask.now())?;
    if cluster.spec().get("allowDeleteTopics").and_then(Value::as_bool) == Some(false) {
        return Err(Refusal::field("allowDeleteTopics", "is false for this cluster"));
    }
    Ok(ask.removed(resource.key()))
}
