//! The operations on clusters, and what can be ordered.

use http::Method;
use serde_json::Value;

use super::{Client, in_path, in_query};
use crate::application::{Application, LIST_PATH, create_path, node_sizes_path, versions_path};
use crate::catalogue::{AccountClusters, ApplicationVersions, CloudNodeSizes};
use crate::cluster::{Cluster, Created};
use crate::error::Error;
use crate::read;

impl Client {
    /// Creates a cluster: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// Never to be repeated blindly: the provider knows no idempotency key, and a second one makes a second cluster.
    ///
    /// # Errors
    /// [`Error`]; an answer of 2xx without a usable id is [`Error::NotUnderstood`], and a cluster may exist.
    pub async fn create_cluster(&self, app: Application, body: &Value) -> Result<Created, Error> {
        let answer = self.call(Method::POST, create_path(app).to_owned(), Some(body)).await?;
        answer.is_one_of(&[200, 201, 202])?;
        Ok(Created { status: answer.status, cluster: answer.cluster(app)? })
    }

    /// Reads a cluster.
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown, deleted, or of another account `[3rd-party 2026]`. An `id` that can't stand in
    /// a path is [`TransportError::NotSent`].
    pub async fn get_cluster(&self, app: Application, id: &str) -> Result<Cluster, Error> {
        let answer = self.call(Method::GET, cluster_path(app, id)?, None).await?;
        let cluster = answer.cluster(app)?;
        if !cluster.id.eq_ignore_ascii_case(id) {
            return Err(answer.not_understood("the answer is about another cluster"));
        }
        Ok(cluster)
    }

    /// Lists the active clusters of the accounts that the user sees, of all products.
    ///
    /// `search` is a cluster's name, sent as `?search=name:NAME`. The vendor's operator does so `[operator client.go]`,
    /// but no document tells of it: whoever must be sure that a cluster is *not* there asks without it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_clusters(&self, search: Option<&str>) -> Result<Vec<AccountClusters>, Error> {
        let query = search.map_or_else(String::new, |name| format!("?search=name:{}", in_query(name)));
        let answer = self.call(Method::GET, format!("{LIST_PATH}{query}"), None).await?;
        answer.read(read::account_clusters)
    }

    /// Deletes a cluster: 204 (200 and 202 are taken too). With two-factor delete, it only asks for the confirmation.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is [`TransportError::NotSent`].
    pub async fn delete_cluster(&self, app: Application, id: &str) -> Result<(), Error> {
        let answer = self.call(Method::DELETE, cluster_path(app, id)?, None).await?;
        answer.is_one_of(&[200, 202, 204])
    }

    /// The versions on offer, of the product and its add-ons.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn versions(&self, app: Application) -> Result<Vec<ApplicationVersions>, Error> {
        let answer = self.call(Method::GET, versions_path(app), None).await?;
        answer.read(read::application_versions)
    }

    /// The node sizes on offer, by cloud provider.
    ///
    /// # Errors
    /// [`Error`]. The answer's envelope is not confirmed by any source; two shapes are read.
    pub async fn node_sizes(&self, app: Application) -> Result<Vec<CloudNodeSizes>, Error> {
        let answer = self.call(Method::GET, node_sizes_path(app), None).await?;
        answer.read(read::cloud_node_sizes)
    }
}

fn cluster_path(app: Application, id: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", create_path(app), in_path(id)?))
}
