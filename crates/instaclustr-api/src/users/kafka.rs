//! Users of Kafka clusters, by the v2 resource.
//!
//! It is the one that a document shows whole. v3 differs by putting `options` on top `[openapi] KafkaUserV3`; v4 and v5
//! are newer, and no source prints their paths `[tf 2026]`.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::InitialPermissions;
use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::debug_without_secrets;
use crate::objects::{Identified, named_in_path};
use crate::secret::{self, Secret};
use crate::words::words;

debug_without_secrets!(NewKafkaUser, KafkaUserUpdate, KafkaUser);

const PATH: &str = "/cluster-management/v2/resources/applications/kafka/users/v2";

words! {
    /// How a password is proven `[openapi] KafkaSaslScramMechanismEnum`.
    ScramMechanism { Sha256 = "SCRAM-SHA-256", Sha512 = "SCRAM-SHA-512", }
}

/// How a user is made `[openapi] KafkaUserOptionsV2`. Immutable, write-only.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaUserOptions {
    /// How the password is proven. Required.
    pub sasl_scram_mechanism: ScramMechanism,
    /// Whether a user of this name is overwritten.
    #[serde(deserialize_with = "lenient::switch", skip_serializing_if = "Option::is_none")]
    pub override_existing_user: Option<bool>,
}

/// A user of a Kafka cluster to be `[openapi] KafkaUserV2`. The cluster must be `RUNNING` `[operator]`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewKafkaUser {
    /// The cluster, a UUID. Required, immutable.
    pub cluster_id: String,
    /// `[a-zA-Z0-9][a-zA-Z0-9_-]*`, not `zookeeper` in any case. Required, immutable.
    pub username: String,
    /// Required, write-only; can be changed.
    #[serde(serialize_with = "secret::for_the_wire")]
    pub password: Secret,
    /// What it may do at first; later by ACLs. Required, immutable, write-only.
    pub initial_permissions: InitialPermissions,
    /// Required, immutable, write-only.
    pub options: KafkaUserOptions,
    /// How it proves who it is, see [`KafkaUser::auth_mechanism`]. Whether it can be changed is not known.
    #[serde(default, deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub auth_mechanism: Option<String>,
    /// Fields not named here, which are sent as they are.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Another password for a user of a Kafka cluster `[openapi] KafkaUserUpdateV2`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KafkaUserUpdate {
    /// The cluster, a UUID; unchanged. Required.
    pub cluster_id: String,
    /// The name; unchanged. Required.
    pub username: String,
    /// The new password. Required, write-only.
    #[serde(serialize_with = "secret::for_the_wire")]
    pub password: Secret,
    /// As when it was made. Required.
    pub options: KafkaUserOptions,
    /// How it proves who it is, see [`KafkaUser::auth_mechanism`]. Whether it can be changed is not known.
    #[serde(default, deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub auth_mechanism: Option<String>,
    /// Fields not named here, which are sent as they are.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A user that a Kafka cluster has `[openapi] KafkaUserV2`, `KafkaUserSummaryV2`. Its password can't be read.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaUser {
    /// The provider's id of it, `CLUSTER_USERNAME`.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The cluster.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// Its name.
    #[serde(deserialize_with = "lenient::text")]
    pub username: String,
    /// `SASL` `[openapi] KafkaAuthMechanismsEnumV2`, in newer versions also `MTLS` `[tf]`; null on older users.
    #[serde(deserialize_with = "lenient::text_or_none", skip_serializing_if = "Option::is_none")]
    pub auth_mechanism: Option<String>,
    /// Fields not named here, but for a password: an answer that repeats it has it left out.
    #[serde(flatten, deserialize_with = "without_password")]
    pub other: Map<String, Value>,
}

impl Identified for KafkaUser {
    fn id(&self) -> &str {
        &self.id
    }
}

fn without_password<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    let mut other = Map::deserialize(deserializer)?;
    other.remove("password");
    Ok(other)
}

/// Users of Kafka.
impl Client {
    /// Makes a user: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_kafka_user(&self, user: &NewKafkaUser) -> Result<KafkaUser, Error> {
        self.write_object(Method::POST, PATH.to_owned(), user).await
    }

    /// Reads a user; `id` is that of a [`KafkaUser`].
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown or deleted. An `id` that can't stand in a path is not sent.
    pub async fn get_kafka_user(&self, id: &str) -> Result<KafkaUser, Error> {
        self.read_object(format!("{PATH}/{}", named_in_path(id)?), id).await
    }

    /// Lists a cluster's users.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_kafka_users(&self, cluster_id: &str) -> Result<Vec<KafkaUser>, Error> {
        let cluster_id = in_path(cluster_id)?;
        let path = format!("/cluster-management/v2/data-sources/kafka_cluster/{cluster_id}/users/v2/");
        self.list_objects(path).await
    }

    /// Gives a user another password: PUT, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]. An `id` that can't stand in a path is not sent.
    pub async fn update_kafka_user(&self, id: &str, update: &KafkaUserUpdate) -> Result<KafkaUser, Error> {
        self.write(Method::PUT, format!("{PATH}/{}", named_in_path(id)?), update).await?.object()
    }

    /// Takes a user away: DELETE, answered by 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is not sent.
    pub async fn delete_kafka_user(&self, id: &str) -> Result<(), Error> {
        self.delete_object(format!("{PATH}/{}", named_in_path(id)?), None).await
    }
}
