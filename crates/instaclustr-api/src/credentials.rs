//! The user that is made with a cluster.

use http::Method;
use serde::Deserialize;

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::redact::HIDDEN;
use crate::secret::Secret;

/// Name and password of the user that is made with a cluster `[operator client.go]`.
///
/// Both may be missing: the password is taken out of the provider's systems after some days `[docs blog 2015]`, and
/// the user can be deleted.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ClusterCredentials {
    /// The user: `ickafka` `[docs]`, `iccassandra` `[openapi]`.
    pub username: Option<String>,
    /// Its password.
    pub password: Option<Secret>,
}

impl std::fmt::Debug for ClusterCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClusterCredentials")
            .field("username", &self.username)
            .field("password", &self.password.as_ref().map(|_| HIDDEN))
            .finish()
    }
}

/// The part of the v1 cluster that is read.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct ClusterV1 {
    #[serde(deserialize_with = "lenient::text_or_none")]
    username: Option<String>,
    #[serde(deserialize_with = "lenient::text_or_none")]
    instaclustr_user_password: Option<String>,
}

/// Credentials.
impl Client {
    /// Reads name and password of the user that was made with a cluster, from the deprecated v1 API: v2 has the
    /// password (`defaultUserPassword`) and not the name. Answered by **202** `[operator client.go]`; any 2xx is taken.
    ///
    /// # Errors
    /// [`Error`]; a 404 or 410 may mean that v1 is gone. A `cluster_id` that can't stand in a path is not sent.
    pub async fn get_cluster_credentials(&self, cluster_id: &str) -> Result<ClusterCredentials, Error> {
        let path = format!("/provisioning/v1/{}", in_path(cluster_id)?);
        let answer = self.call(Method::GET, path, None).await?;
        let cluster: ClusterV1 = answer.object()?;
        Ok(ClusterCredentials {
            username: cluster.username,
            password: cluster.instaclustr_user_password.map(Secret::new),
        })
    }
}
