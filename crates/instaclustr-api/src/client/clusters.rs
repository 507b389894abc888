//! The operations on clusters, and what can be ordered.

use http::Method;
use serde_json::Value;

use super::{Answer, Client, in_path, in_query};
use crate::application::{Application, ClusterKind, LIST_PATH, node_sizes_path, versions_path};
use crate::body::ClusterBody;
use crate::catalogue::{AccountClusters, ApplicationVersions, CassandraSizesWanted, CloudNodeSizes};
use crate::cluster::{Cluster, Created};
use crate::error::Error;
use crate::read;
use crate::update::Update;

impl Client {
    /// Creates a cluster: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// Never to be repeated blindly: the provider knows no idempotency key, and a second one makes a second cluster.
    ///
    /// # Errors
    /// [`Error`]; an answer of 2xx without a usable id is [`Error::NotUnderstood`], and a cluster may exist.
    pub async fn create_cluster(&self, kind: impl Into<ClusterKind>, body: &Value) -> Result<Created, Error> {
        let kind = kind.into();
        let answer = self.call(Method::POST, kind.path().to_owned(), Some(body)).await?;
        answer.is_one_of(&[200, 201, 202])?;
        Ok(Created { status: answer.status, cluster: answer.cluster(kind)? })
    }

    /// Creates what `body` orders, see [`Client::create_cluster`].
    ///
    /// # Errors
    /// As there.
    pub async fn create(&self, body: &impl ClusterBody) -> Result<Created, Error> {
        let (kind, body) = (body.kind(), body.to_json());
        self.create_cluster(kind, &body).await
    }

    /// Reads a cluster.
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown, deleted, or of another account `[3rd-party 2026]`. An `id` that can't stand in
    /// a path is [`TransportError::NotSent`](crate::TransportError::NotSent).
    pub async fn get_cluster(&self, kind: impl Into<ClusterKind>, id: &str) -> Result<Cluster, Error> {
        let kind = kind.into();
        let answer = self.call(Method::GET, cluster_path(kind, id)?, None).await?;
        the_cluster(&answer, kind, id)
    }

    /// Updates a cluster: PUT, answered by 202 (200 is taken too) and the cluster as it is then `[openapi]`.
    ///
    /// The answer proves nothing: until a read shows the new values and `NO_OPERATION`, the change is under way.
    ///
    /// # Errors
    /// [`Error`]; a 409 means that another change is under way `[operator]`. An id that can't stand in a path is
    /// [`TransportError::NotSent`](crate::TransportError::NotSent).
    pub async fn update_cluster(&self, update: &Update) -> Result<Cluster, Error> {
        let (kind, id) = (update.kind(), update.id());
        let answer = self.call(Method::PUT, cluster_path(kind, id)?, Some(update.body())).await?;
        answer.is_one_of(&[200, 202])?;
        the_cluster(&answer, kind, id)
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

    /// Deletes a cluster: 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// A success says that the wish was taken, no more. Where [`Cluster::two_factor_delete`] is on, the cluster runs on
    /// until a person has confirmed by e-mail or telephone; the person can also call it off there, and then the delete
    /// has to be sent again `[operator]`. [`wait::gone`](crate::wait::gone) tells when it is gone.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is
    /// [`TransportError::NotSent`](crate::TransportError::NotSent).
    pub async fn delete_cluster(&self, kind: impl Into<ClusterKind>, id: &str) -> Result<(), Error> {
        let answer = self.call(Method::DELETE, cluster_path(kind.into(), id)?, None).await?;
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

    /// The node sizes on offer for a Cassandra cluster as described `[redoc]`.
    ///
    /// # Errors
    /// As [`Client::node_sizes`].
    pub async fn cassandra_node_sizes(&self, wanted: &CassandraSizesWanted) -> Result<Vec<CloudNodeSizes>, Error> {
        let path = format!("{}{}", node_sizes_path(Application::Cassandra), wanted.query());
        self.call(Method::GET, path, None).await?.read(read::cloud_node_sizes)
    }
}

fn cluster_path(kind: ClusterKind, id: &str) -> Result<String, Error> {
    Ok(format!("{}/{}", kind.path(), in_path(id)?))
}

/// The cluster of an answer, if it is the one that was asked about.
fn the_cluster(answer: &Answer, kind: ClusterKind, id: &str) -> Result<Cluster, Error> {
    let cluster = answer.cluster(kind)?;
    if !cluster.id.eq_ignore_ascii_case(id) {
        return Err(answer.not_understood("the answer is about another cluster"));
    }
    Ok(cluster)
}
