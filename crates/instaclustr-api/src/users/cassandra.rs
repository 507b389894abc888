//! Users of Cassandra clusters, still made through the v1 API `[operator]`.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::objects::debug_without_secrets;
use crate::secret::{self, Secret};
use crate::users::InitialPermissions;

debug_without_secrets!(NewCassandraUser);

/// A user of a Cassandra cluster to be `[openapi] BundleUserCreateRequest`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCassandraUser {
    /// 1 to 255 characters. Required.
    pub username: String,
    /// At least 8 characters. Required; it can't be read again.
    #[serde(serialize_with = "secret::for_the_wire")]
    pub password: Secret,
    /// What it may do at first.
    #[serde(rename = "initial-permissions", default, skip_serializing_if = "Option::is_none")]
    pub initial_permissions: Option<InitialPermissions>,
}

/// Users of Cassandra. There is no list of them in any source.
impl Client {
    /// Makes a user: POST, answered by 201 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn create_cassandra_user(&self, cluster_id: &str, user: &NewCassandraUser) -> Result<(), Error> {
        self.write(Method::POST, path(cluster_id)?, user).await.map(|_| ())
    }

    /// Takes a user away: DELETE with its name in the body, answered by 200 `[openapi]` (202 and 204 are taken too).
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn delete_cassandra_user(&self, cluster_id: &str, username: &str) -> Result<(), Error> {
        self.delete_object(path(cluster_id)?, Some(&json!({ "username": username }))).await
    }
}

fn path(cluster_id: &str) -> Result<String, Error> {
    Ok(format!("/provisioning/v1/{}/apache_cassandra/users", in_path(cluster_id)?))
}
