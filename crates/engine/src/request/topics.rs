//! Topics of Kafka that a profile makes once its cluster runs.

use std::collections::BTreeSet;

use instaclustr_api::NewKafkaTopic;
use serde_json::json;

use super::finding::{Findings, use_value};
use super::preview::Sender;
use super::set_up::SENT_AGAIN;
use crate::api::{Application, PreviewRequest, ProfileDraft, TopicDraft};
use crate::run::subject::Subject;

/// Where a topic is asked for `[openapi]`.
pub const PATH: &str = "/cluster-management/v2/resources/applications/kafka/topics/v2/";

/// The topics of a draft; none where it is no Kafka.
pub(super) fn of(draft: &ProfileDraft) -> &[TopicDraft] {
    match draft.application {
        Application::Kafka => &draft.topics,
        Application::Cassandra => &[],
    }
}

pub(super) fn subjects(draft: &ProfileDraft) -> impl Iterator<Item = Subject> + '_ {
    of(draft).iter().map(|topic| {
        Subject::Topic(NewKafkaTopic {
            cluster_id: String::new(),
            topic: topic.name.clone(),
            partitions: topic.partitions.or(draft.kafka.partitions),
            replication_factor: topic.replication_factor.or(draft.kafka.replication_factor),
        })
    })
}

pub(super) fn previews<'a>(
    draft: &'a ProfileDraft,
    sender: &'a Sender<'a>,
) -> impl Iterator<Item = PreviewRequest> + 'a {
    of(draft).iter().enumerate().map(|(at, topic)| {
        let body = json!({
            "clusterId": "…",
            "topic": topic.name,
            "partitions": topic.partitions.or(draft.kafka.partitions),
            "replicationFactor": topic.replication_factor.or(draft.kafka.replication_factor),
        });
        let field = |name: &str| format!("topics.{at}.{name}");
        let fields = [
            ("topic", field("name")),
            ("partitions", field("partitions")),
            ("replicationFactor", field("replicationFactor")),
        ];
        sender.later(&format!("Topic {}", topic.name), PATH, &body, &fields, SENT_AGAIN)
    })
}

pub(super) fn check(found: &mut Findings<'_>) {
    let draft = found.draft;
    let mut known = BTreeSet::new();
    let brokers = draft.data_centres.first().and_then(|centre| centre.nodes);
    for (at, topic) in of(draft).iter().enumerate() {
        let field = |name: &str| format!("topics.{at}.{name}");
        if topic.name.is_empty() {
            found.error(&field("name"), "", "Needs a name.", Vec::new());
        } else if !is_name(&topic.name) {
            found.error(&field("name"), &topic.name, "Must be 1 to 249 letters, digits, dots, _ and -.", Vec::new());
        } else if !known.insert(topic.name.as_str()) {
            found.error(&field("name"), &topic.name, "This topic is there already.", Vec::new());
        }
        let (partitions, copies) = (topic.partitions.or(draft.kafka.partitions), topic.replication_factor);
        if partitions == Some(0) {
            found.error(&field("partitions"), "0", "Must be 1 or more.", vec![use_value(3)]);
        }
        match (copies, brokers) {
            (Some(0), _) => found.error(&field("replicationFactor"), "0", "Must be 1 or more.", vec![use_value(3)]),
            (Some(copies), Some(brokers)) if copies > brokers => {
                let message = format!("Must be at most the number of brokers, {brokers}.");
                found.error(&field("replicationFactor"), &copies.to_string(), message, vec![use_value(brokers)]);
            }
            (Some(_) | None, _) => {}
        }
    }
}

/// Kafka's own rule.
fn is_name(name: &str) -> bool {
    (1..=249).contains(&name.len())
        && name != "."
        && name != ".."
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
