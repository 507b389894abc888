//! What a request is about: the provider's paths, with or without a slash at the end `[wire]`.

use http::Method;
use instaclustr_api::Application;

use super::resources::Place;

/// What a path names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Route<'a> {
    /// The clusters of a product: where one is created.
    Clusters(Application, ApiVersion),
    /// One cluster, by what stands for its id.
    Cluster(Application, &'a str),
    /// The account's list.
    List,
    /// Versions on offer.
    Versions(Application),
    /// Node sizes on offer.
    NodeSizes(Application),
    /// Something smaller than a cluster.
    Resource(Place<'a>),
    /// Settings of a cluster, without its product.
    Settings(&'a str),
    /// Resize operations of a data centre.
    Resizes(&'a str),
    /// The cancelling of a resize operation.
    CancelResize(&'a str),
    /// The sandbox's own: the second factor of a delete.
    ConfirmDelete(&'a str),
    /// Its no.
    RefuseDelete(&'a str),
    /// The sandbox's own: faults.
    Faults,
    /// The sandbox's own: how many requests came.
    Counts,
    /// The sandbox's own: limits of requests.
    Limits,
    /// The provider's own description of its API.
    Document,
    /// Nothing that is imitated here.
    Unknown,
}

/// Which of the two resources of Kafka clusters. Cassandra has version 2 alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ApiVersion {
    /// `clusters/v2`: with `privateLink`.
    V2,
    /// `clusters/v3`, a path that is `[inferred]`: with `privateConnectivity`.
    V3,
}

/// Kinds of requests, as faults and counts name them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Op {
    /// Creates a cluster, also by a restore.
    Create,
    /// Reads a cluster or anything that belongs to it, but for firewall rules.
    Read,
    /// Lists the account's clusters.
    List,
    /// Changes a cluster or anything that belongs to it, but for firewall rules: makes and deletes the latter, too.
    Update,
    /// Deletes a cluster.
    Delete,
    /// Anything of firewall rules.
    Firewall,
    /// Versions or node sizes.
    Catalogue,
    /// A path or method that is not imitated.
    Other,
}

impl Op {
    /// All of them.
    pub const ALL: [Op; 8] =
        [Op::Create, Op::Read, Op::List, Op::Update, Op::Delete, Op::Firewall, Op::Catalogue, Op::Other];

    /// The word: `create`, `read`, …
    pub fn as_str(self) -> &'static str {
        match self {
            Op::Create => "create",
            Op::Read => "read",
            Op::List => "list",
            Op::Update => "update",
            Op::Delete => "delete",
            Op::Firewall => "firewall",
            Op::Catalogue => "catalogue",
            Op::Other => "other",
        }
    }
}

impl<'a> Route<'a> {
    /// What `path` names.
    pub(crate) fn of(path: &'a str) -> Self {
        let path = path.strip_suffix('/').unwrap_or(path);
        let route = Self::of_cluster(path);
        if route != Route::Unknown {
            return route;
        }
        Place::of(path).map_or(Route::Unknown, Route::Resource)
    }

    fn of_cluster(path: &'a str) -> Self {
        if let Some(own) = path.strip_prefix("/sandbox/") {
            return Self::of_own(own);
        }
        let Some(path) = path.strip_prefix("/cluster-management/v2/") else { return Route::Unknown };
        if path == "data-sources/clusters/v2" {
            return Route::List;
        }
        if path == "swagger-for-terraform.yaml" {
            return Route::Document;
        }
        if let Some(id) = between(path, "operations/clusters/v2/", "/change-settings/v2") {
            return Route::Settings(id);
        }
        if let Some(id) = between(path, "data-sources/cluster-data-centres/v2/", "/resize/operations/v2") {
            return Route::Resizes(id);
        }
        if let Some(id) = between(path, "operations/resize-operations/v2/", "/cancel/v2") {
            return Route::CancelResize(id);
        }
        if let Some((application, rest)) = path.strip_prefix("resources/applications/").and_then(application_of) {
            return Self::of_application(application, rest);
        }
        match path.strip_prefix("data-sources/applications/").and_then(application_of) {
            Some((application, "versions/v2")) => Route::Versions(application),
            Some((application, "compatible-node-sizes/v2")) => Route::NodeSizes(application),
            Some(_) | None => Route::Unknown,
        }
    }

    fn of_application(application: Application, path: &'a str) -> Self {
        let version = |path: &'a str| match application {
            _ if path.starts_with("clusters/v2") => Some((ApiVersion::V2, path.strip_prefix("clusters/v2")?)),
            Application::Kafka => Some((ApiVersion::V3, path.strip_prefix("clusters/v3")?)),
            Application::Cassandra => None,
        };
        match version(path) {
            Some((version, "")) => Route::Clusters(application, version),
            Some((_, rest)) => match rest.strip_prefix('/') {
                Some(id) if !id.contains('/') => Route::Cluster(application, id),
                Some(_) | None => Route::Unknown,
            },
            None => Route::Unknown,
        }
    }

    fn of_own(path: &'a str) -> Self {
        match path.strip_prefix("clusters/").and_then(|rest| rest.rsplit_once('/')) {
            Some((id, "confirm-delete")) => Route::ConfirmDelete(id),
            Some((id, "refuse-delete")) => Route::RefuseDelete(id),
            None if path == "faults" => Route::Faults,
            None if path == "counts" => Route::Counts,
            None if path == "limits" => Route::Limits,
            Some(_) | None => Route::Unknown,
        }
    }

    /// The kind of a request with `method` to this route; `None` for the sandbox's own, which no fault may hit.
    pub(crate) fn op(&self, method: &Method) -> Option<Op> {
        let op = match self {
            Route::Clusters(..) if method == Method::POST => Op::Create,
            Route::Cluster(..) if method == Method::GET => Op::Read,
            Route::Cluster(..) if method == Method::PUT => Op::Update,
            Route::Cluster(..) if method == Method::DELETE => Op::Delete,
            Route::Settings(_) if method == Method::PUT => Op::Update,
            Route::CancelResize(_) if method == Method::DELETE => Op::Update,
            Route::Resizes(_) if method == Method::GET => Op::Read,
            Route::List => Op::List,
            Route::Versions(_) | Route::NodeSizes(_) | Route::Document => Op::Catalogue,
            Route::Resource(place) => return place.op(method),
            Route::Clusters(..)
            | Route::Cluster(..)
            | Route::Settings(_)
            | Route::CancelResize(_)
            | Route::Resizes(_)
            | Route::Unknown => Op::Other,
            Route::ConfirmDelete(_) | Route::RefuseDelete(_) | Route::Faults | Route::Counts | Route::Limits => {
                return None;
            }
        };
        Some(op)
    }
}

/// What stands between `before` and `after`, one part of the path.
fn between<'a>(path: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let part = path.strip_prefix(before)?.strip_suffix(after)?;
    (!part.is_empty() && !part.contains('/')).then_some(part)
}

fn application_of(path: &str) -> Option<(Application, &str)> {
    Application::ALL
        .into_iter()
        .find_map(|application| Some((application, path.strip_prefix(application.path_word())?.strip_prefix('/')?)))
}

/// The name that a list's query asks for: `?search=name:NAME` `[operator client.go]`, percent-encoded or not.
pub(crate) fn name_sought(query: Option<&str>) -> Option<String> {
    let search = query?.split('&').find_map(|pair| pair.strip_prefix("search="))?;
    decoded(&search.replace('+', " ")).strip_prefix("name:").map(str::to_owned)
}

/// `text` with its percent-escapes undone.
pub(crate) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let escape = (byte == b'%').then(|| Some((hex(ahead.next()?)?, hex(ahead.next()?)?))).flatten();
        match (byte, escape) {
            (_, Some((high, low))) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            (_, None) => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_means_the_same_with_and_without_a_slash_at_the_end() {
        let base = "/cluster-management/v2";
        let table = [
            ("resources/applications/kafka/clusters/v2", Route::Clusters(Application::Kafka, ApiVersion::V2)),
            ("resources/applications/cassandra/clusters/v2/abc", Route::Cluster(Application::Cassandra, "abc")),
            ("data-sources/clusters/v2", Route::List),
            ("data-sources/applications/kafka/versions/v2", Route::Versions(Application::Kafka)),
            ("data-sources/applications/cassandra/compatible-node-sizes/v2", Route::NodeSizes(Application::Cassandra)),
            ("operations/clusters/v2/abc/change-settings/v2", Route::Settings("abc")),
            ("data-sources/cluster-data-centres/v2/abc/resize/operations/v2", Route::Resizes("abc")),
            ("operations/resize-operations/v2/abc/cancel/v2", Route::CancelResize("abc")),
            ("resources/applications/kafka/clusters/v3", Route::Clusters(Application::Kafka, ApiVersion::V3)),
            ("resources/applications/kafka/clusters/v3/abc", Route::Cluster(Application::Kafka, "abc")),
            ("resources/applications/cassandra/clusters/v3", Route::Unknown),
            ("swagger-for-terraform.yaml", Route::Document),
            ("resources/applications/kafka/clusters/v2/a/b", Route::Unknown),
            ("resources/applications/kafka/clusters/v22", Route::Unknown),
            ("resources/applications/valkey/clusters/v2", Route::Unknown),
        ];
        for (path, route) in table {
            assert_eq!(Route::of(&format!("{base}/{path}")), route, "{path}");
            assert_eq!(Route::of(&format!("{base}/{path}/")), route, "{path}/");
        }
    }

    #[test]
    fn no_fault_hits_the_sandboxs_own_paths() {
        for path in [
            "/sandbox/faults",
            "/sandbox/counts",
            "/sandbox/clusters/abc/confirm-delete",
            "/sandbox/clusters/abc/refuse-delete",
        ] {
            assert_eq!(Route::of(path).op(&Method::POST), None, "{path}");
        }
        assert_eq!(Route::of("/").op(&Method::GET), Some(Op::Other));
    }

    #[test]
    fn paths_of_resources_are_named_by_their_kind() {
        for path in ["resources/network-firewall-rules/v2/abc", "data-sources/cluster/abc/network-firewall-rules/v2"] {
            let path = format!("/cluster-management/v2/{path}");
            assert_eq!(Route::of(&path).op(&Method::GET), Some(Op::Firewall), "{path}");
        }
    }

    #[test]
    fn a_name_is_sought_encoded_or_not() {
        assert_eq!(name_sought(Some("search=name:demo")).as_deref(), Some("demo"));
        assert_eq!(name_sought(Some("x=1&search=name%3Ademo%2")).as_deref(), Some("demo%2"));
        assert_eq!(name_sought(Some("search=other:demo")), None);
        assert_eq!(name_sought(None), None);
    }
}
