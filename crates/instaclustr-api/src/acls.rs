//! Access control lists of Kafka clusters: what each user may do.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::debug_without_secrets;
use crate::objects::{Identified, named_in_path};
use crate::words::words;

debug_without_secrets!(KafkaAcl, KafkaAclList);

const PATH: &str = "/cluster-management/v2/resources/applications/kafka/acls/v2/";

words! {
    /// Whether an entry allows or denies `[openapi] KafkaAclV2.permissionType`.
    AclPermission { Allow = "ALLOW", Deny = "DENY", }
}

words! {
    /// How the name of what is guarded is meant `[openapi] KafkaAclV2.patternType`.
    AclPattern { Literal = "LITERAL", Prefixed = "PREFIXED", }
}

words! {
    /// What is guarded `[openapi] KafkaAclV2.resourceType`.
    AclResource {
        Cluster = "CLUSTER",
        Topic = "TOPIC",
        Group = "GROUP",
        DelegationToken = "DELEGATION_TOKEN",
        TransactionalId = "TRANSACTIONAL_ID",
    }
}

words! {
    /// What is allowed or denied `[openapi] KafkaAclV2.operation`.
    AclOperation {
        All = "ALL",
        Read = "READ",
        Write = "WRITE",
        Create = "CREATE",
        Delete = "DELETE",
        Alter = "ALTER",
        Describe = "DESCRIBE",
        ClusterAction = "CLUSTER_ACTION",
        DescribeConfigs = "DESCRIBE_CONFIGS",
        AlterConfigs = "ALTER_CONFIGS",
        IdempotentWrite = "IDEMPOTENT_WRITE",
    }
}

/// One entry `[openapi] KafkaAclV2`. Every field is required.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaAcl {
    /// `User:NAME`, or `User:*` for everybody.
    #[serde(deserialize_with = "lenient::text")]
    pub principal: String,
    /// Allow or deny.
    pub permission_type: AclPermission,
    /// Address that it holds for, or `*`.
    #[serde(deserialize_with = "lenient::text")]
    pub host: String,
    /// How `resource_name` is meant.
    pub pattern_type: AclPattern,
    /// Name of what is guarded, for example of a topic; `kafka-cluster` for the cluster.
    #[serde(deserialize_with = "lenient::text")]
    pub resource_name: String,
    /// What may or may not be done.
    pub operation: AclOperation,
    /// Kind of what is guarded.
    pub resource_type: AclResource,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// All entries of one user as they are asked for `[openapi] KafkaAclListV2`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NewKafkaAclList {
    /// The cluster, a UUID. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// The principal without `User:`. Required, immutable.
    #[serde(deserialize_with = "lenient::text")]
    pub user_query: String,
    /// The entries, in no order. Required; can be changed.
    #[serde(deserialize_with = "lenient::objects")]
    pub acls: Vec<KafkaAcl>,
}

/// All entries of one user that the provider has.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct KafkaAclList {
    /// The provider's id of it, `CLUSTER_USERQUERY`.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The list as it was asked for.
    #[serde(flatten)]
    pub asked: NewKafkaAclList,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A list as it is written: all that was read but its id, which only the provider writes `[openapi]`.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    asked: &'a NewKafkaAclList,
    #[serde(flatten)]
    other: &'a Map<String, Value>,
}

impl Identified for KafkaAclList {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Access control lists.
impl Client {
    /// Makes a user's list: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_kafka_acls(&self, list: &NewKafkaAclList) -> Result<KafkaAclList, Error> {
        self.write_object(Method::POST, PATH.to_owned(), list).await
    }

    /// Reads a user's list; `id` is that of a [`KafkaAclList`].
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown or deleted. An `id` that can't stand in a path is not sent.
    pub async fn get_kafka_acls(&self, id: &str) -> Result<KafkaAclList, Error> {
        self.read_object(acl_path(id)?, id).await
    }

    /// Lists the lists of all users of a cluster.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_kafka_acls(&self, cluster_id: &str) -> Result<Vec<KafkaAclList>, Error> {
        let cluster_id = in_path(cluster_id)?;
        let path = format!("/cluster-management/v2/data-sources/kafka_cluster/{cluster_id}/acls/v2/");
        self.list_objects(path).await
    }

    /// Replaces the list of its id: PUT, answered by 202 (200 and 201 are taken too) `[openapi]`. **An entry that isn't in
    /// it is deleted.** Fields that this crate doesn't know go back as they came.
    ///
    /// # Errors
    /// [`Error`]. An id that can't stand in a path is not sent.
    pub async fn replace_kafka_acls(&self, list: &KafkaAclList) -> Result<KafkaAclList, Error> {
        self.write_object(Method::PUT, acl_path(&list.id)?, &Written { asked: &list.asked, other: &list.other }).await
    }

    /// Takes a user's list away: DELETE, answered by 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is not sent.
    pub async fn delete_kafka_acls(&self, id: &str) -> Result<(), Error> {
        self.delete_object(acl_path(id)?, None).await
    }
}

fn acl_path(id: &str) -> Result<String, Error> {
    Ok(format!("{PATH}{}/", named_in_path(id)?))
}
