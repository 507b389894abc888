//! What this crate takes for granted of the API, as data: paths, fields and words, each with where we have it from.
//!
//! This is the one place for it. A test holds the table against what the client sends and reads.

mod bodies;
mod paths;
mod words;

use std::collections::BTreeSet;

pub use bodies::BODIES;
pub use paths::PATHS;
pub use words::WORDS;

/// Where something is known from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The vendor's v2 document of April 2024.
    Openapi,
    /// The vendor's Kubernetes operator of April 2024.
    Operator,
    /// The vendor's reference pages.
    Redoc,
    /// Seen in live use by others, 2026.
    Observed,
    /// By the pattern of others; stated nowhere.
    Inferred,
}

impl Source {
    /// As it is written in this crate's documentation: `[openapi]`.
    pub fn tag(self) -> &'static str {
        match self {
            Source::Openapi => "[openapi]",
            Source::Operator => "[operator]",
            Source::Redoc => "[redoc]",
            Source::Observed => "[3rd-party 2026]",
            Source::Inferred => "[inferred]",
        }
    }
}

/// An operation that this crate sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Path {
    /// Upper-case method.
    pub method: &'static str,
    /// The path, parameters in braces. A slash at its end means nothing.
    pub path: &'static str,
    /// What it is for, in a few words.
    pub what: &'static str,
    /// Where we have it from.
    pub source: Source,
    /// Name of the vendor's Terraform resource, where it could find a path that is elsewhere.
    pub resource: Option<&'static str>,
    /// Words that a path that is elsewhere must hold; none to look for nothing.
    pub words: &'static [&'static str],
}

/// Which side of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What is sent.
    Body,
    /// What is answered.
    Answer,
}

/// The fields of what an operation takes or answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body {
    /// What it is called in a difference.
    pub what: &'static str,
    /// Upper-case method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Which side of it.
    pub side: Side,
    /// Its objects; several with the same place are one object.
    pub parts: &'static [&'static Part],
}

/// The fields of one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Where it stands, as `dataCentres[].nodes[]`; empty for the whole.
    pub at: &'static str,
    /// Fields that a source spells so.
    pub fields: &'static [&'static str],
    /// Fields whose spelling in JSON is `[inferred]`: from Terraform's snake case, or by the pattern of others.
    pub inferred: &'static [&'static str],
}

/// A list of words.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What it is called in a difference.
    pub what: &'static str,
    /// Upper-case method.
    pub method: &'static str,
    /// The path.
    pub path: &'static str,
    /// Which side of it.
    pub side: Side,
    /// Where the word stands.
    pub at: &'static str,
    /// The words that we know.
    pub words: fn() -> Vec<&'static str>,
}

/// What the regions are called in a difference.
pub const REGION: &str = "region";

/// The creates whose data centres have a region.
pub const REGION_BODIES: [&str; 2] = [
    "/cluster-management/v2/resources/applications/kafka/clusters/v2",
    "/cluster-management/v2/resources/applications/cassandra/clusters/v2",
];

/// Parts of paths that are about products this crate doesn't speak of: such paths are not told as new.
pub const OTHER_PRODUCTS: &[&str] = &[
    "cadence",
    "clickhouse",
    "couchbase",
    "diskless",
    "elasticsearch",
    "kafka-connect",
    "kafka_connect",
    "mcp",
    "mongodb",
    "opensearch",
    "postgres",
    "redis",
    "valkey",
    "/zookeeper/",
    "apache_zookeeper",
];

/// Fields of lists' envelopes, and of the v1 answer that credentials are read from.
const OTHER_FIELDS: &[&str] = &[
    "accountId",
    "aclLists",
    "applicationVersions",
    "cloudProviderNodeSizes",
    "clusterCertificateDownload",
    "clusterId",
    "clusterName",
    "clusterStatus",
    "exclusionWindows",
    "instaclustrUserPassword",
    "kafkaUsers",
    "peeringRequests",
    "topicNames",
    "username",
    "versions",
    "nodeSizes",
];

/// The names of all fields that we know.
pub fn field_names() -> BTreeSet<&'static str> {
    let parts = BODIES.iter().flat_map(|body| body.parts);
    let names = parts.flat_map(|part| part.fields.iter().chain(part.inferred)).chain(OTHER_FIELDS);
    names.copied().collect()
}
