//! Topics of Kafka clusters, as the provider keeps them.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::debug_without_secrets;
use crate::objects::{Identified, named_in_path};

debug_without_secrets!(KafkaTopic, TopicConfig);

const PATH: &str = "/cluster-management/v2/resources/applications/kafka/topics/v2/";

/// A topic as it is asked for `[openapi] KafkaTopicV2`. Only its settings can be changed later, see
/// [`Client::modify_topic_configs`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NewKafkaTopic {
    /// The cluster, a UUID. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// Its name; the schema has no rule, Kafka's own is 1 to 249 of `[a-zA-Z0-9._-]`. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub topic: String,
    /// How many partitions; no bound is stated. Required, immutable.
    #[serde(deserialize_with = "lenient::whole")]
    pub partitions: Option<u32>,
    /// Copies of each partition. Required, immutable.
    #[serde(deserialize_with = "lenient::whole")]
    pub replication_factor: Option<u32>,
}

/// A setting of a topic `[openapi] KafkaTopicConfigV2`.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TopicConfig {
    /// Kafka's name of it, for example `retention.ms`.
    #[serde(deserialize_with = "lenient::text")]
    pub key: String,
    /// Its value, always a text; may be empty.
    #[serde(deserialize_with = "lenient::text")]
    pub value: String,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A topic that the provider knows.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaTopic {
    /// The provider's id of it, `CLUSTER_TOPIC`.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The topic as it was asked for.
    #[serde(flatten)]
    pub asked: NewKafkaTopic,
    /// All its settings, also those that nobody set.
    #[serde(deserialize_with = "lenient::objects")]
    pub configs: Vec<TopicConfig>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Identified for KafkaTopic {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Topics.
impl Client {
    /// Makes a topic: POST, answered by 202 (200 and 201 are taken too) `[openapi]`. (A newer version of the resource
    /// takes settings too `[tf] kafka_topic_v3`; its path is in no source.)
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_kafka_topic(&self, topic: &NewKafkaTopic) -> Result<KafkaTopic, Error> {
        self.write_object(Method::POST, PATH.to_owned(), topic).await
    }

    /// Reads a topic; `id` is that of a [`KafkaTopic`].
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown or deleted. An `id` that can't stand in a path is not sent.
    pub async fn get_kafka_topic(&self, id: &str) -> Result<KafkaTopic, Error> {
        self.read_object(topic_path(id)?, id).await
    }

    /// Lists the names of a cluster's topics, Kafka's own (`__consumer_offsets`) and the provider's (`instaclustr-sla`)
    /// among them.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_kafka_topics(&self, cluster_id: &str) -> Result<Vec<String>, Error> {
        let cluster_id = in_path(cluster_id)?;
        let path = format!("/cluster-management/v2/data-sources/kafka_cluster/{cluster_id}/topics/v2");
        let answer = self.call(Method::GET, path, None).await?;
        answer.read(names)
    }

    /// Changes settings of a topic: PUT, answered by 200 with the topic `[openapi]` (201 and 202 are taken too).
    /// Whether settings that are left out stay is in no source.
    ///
    /// # Errors
    /// [`Error`]. An `id` that can't stand in a path is not sent.
    pub async fn modify_topic_configs(&self, id: &str, configs: &[TopicConfig]) -> Result<KafkaTopic, Error> {
        let id = named_in_path(id)?;
        let path = format!("/cluster-management/v2/operations/applications/kafka/topics/v2/{id}/modify-configs/v2");
        self.write(Method::PUT, path, &json!({ "configs": configs })).await?.object()
    }

    /// Takes a topic and what is in it away: DELETE, answered by 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is not sent.
    pub async fn delete_kafka_topic(&self, id: &str) -> Result<(), Error> {
        self.delete_object(topic_path(id)?, None).await
    }
}

/// The names in a list of topics.
pub(crate) fn names(json: &Value) -> Result<Vec<String>, String> {
    let lists = crate::read::envelope(json, &["topicNames"])?;
    Ok(lists.into_iter().flat_map(|list| crate::read::texts(list, "topicNames")).collect())
}

fn topic_path(id: &str) -> Result<String, Error> {
    Ok(format!("{PATH}{}/", named_in_path(id)?))
}
