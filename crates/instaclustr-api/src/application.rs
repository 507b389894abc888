//! The two products, and where the provider keeps them.

use serde::{Deserialize, Serialize};

/// A product of the provider that this client creates and reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Application {
    /// Apache Kafka.
    Kafka,
    /// Apache Cassandra.
    Cassandra,
}

impl Application {
    /// Both.
    pub const ALL: [Application; 2] = [Application::Kafka, Application::Cassandra];

    /// The word in a path: `kafka`, `cassandra`.
    pub fn path_word(self) -> &'static str {
        match self {
            Application::Kafka => "kafka",
            Application::Cassandra => "cassandra",
        }
    }

    /// The word in lists: `KAFKA`, `APACHE_CASSANDRA` `[openapi] ClusterSummaryV2.application`.
    pub fn list_word(self) -> &'static str {
        match self {
            Application::Kafka => "KAFKA",
            Application::Cassandra => "APACHE_CASSANDRA",
        }
    }

    /// The product that a list's word names; `None` for a product this client doesn't speak.
    pub fn from_list_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|application| application.list_word() == word)
    }

    /// The field of a cluster that holds its version `[openapi] KafkaClusterV2`, `CassandraClusterV2`.
    pub(crate) fn version_field(self) -> &'static str {
        match self {
            Application::Kafka => "kafkaVersion",
            Application::Cassandra => "cassandraVersion",
        }
    }
}

impl std::str::FromStr for Application {
    type Err = UnknownApplication;

    /// Reads the word of a path: `kafka`, `cassandra`.
    fn from_str(word: &str) -> Result<Self, UnknownApplication> {
        let known = Self::ALL.into_iter().find(|application| application.path_word() == word);
        known.ok_or_else(|| UnknownApplication(word.to_owned()))
    }
}

/// A word that names no product of this client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not kafka or cassandra")]
pub struct UnknownApplication(pub String);

/// A kind of cluster as the provider's paths tell them apart.
///
/// Kafka has two that differ in one block (see [`KafkaDataCentreBody`](crate::body::KafkaDataCentreBody)); neither is
/// deprecated in July 2026 `[tf]`. Where an [`Application`] is asked for one, Kafka v2 is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClusterKind {
    /// Kafka v2, the one that the vendor's document describes `[openapi]`.
    KafkaV2,
    /// Kafka v3, with private connectivity `[tf] kafka_cluster_v3`. That its path ends in `v3` is `[inferred]`, and
    /// whether a cluster made at one of the two can be read at the other is not known.
    KafkaV3,
    /// Cassandra v2 `[openapi]`.
    CassandraV2,
}

impl ClusterKind {
    /// All three.
    pub const ALL: [ClusterKind; 3] = [ClusterKind::KafkaV2, ClusterKind::KafkaV3, ClusterKind::CassandraV2];

    /// The product.
    pub fn application(self) -> Application {
        match self {
            ClusterKind::KafkaV2 | ClusterKind::KafkaV3 => Application::Kafka,
            ClusterKind::CassandraV2 => Application::Cassandra,
        }
    }

    /// The path that creates such a cluster; with `/ID` behind it, the one that reads, updates and deletes one.
    pub fn path(self) -> &'static str {
        match self {
            ClusterKind::KafkaV2 => "/cluster-management/v2/resources/applications/kafka/clusters/v2",
            ClusterKind::KafkaV3 => "/cluster-management/v2/resources/applications/kafka/clusters/v3",
            ClusterKind::CassandraV2 => "/cluster-management/v2/resources/applications/cassandra/clusters/v2",
        }
    }
}

impl From<Application> for ClusterKind {
    fn from(application: Application) -> Self {
        match application {
            Application::Kafka => ClusterKind::KafkaV2,
            Application::Cassandra => ClusterKind::CassandraV2,
        }
    }
}

/// The path that creates a cluster; with `/ID` behind it, the one that reads and deletes one `[openapi]`.
pub fn create_path(kind: impl Into<ClusterKind>) -> &'static str {
    kind.into().path()
}

/// The path that lists the account's active clusters `[openapi]`.
pub(crate) const LIST_PATH: &str = "/cluster-management/v2/data-sources/clusters/v2";

/// The path of the versions on offer `[operator config.go]`.
pub(crate) fn versions_path(application: Application) -> String {
    format!("/cluster-management/v2/data-sources/applications/{}/versions/v2/", application.path_word())
}

/// The path of the node sizes on offer: printed for Cassandra `[redoc]`, by analogy for Kafka `[inferred]`.
pub(crate) fn node_sizes_path(application: Application) -> String {
    format!("/cluster-management/v2/data-sources/applications/{}/compatible-node-sizes/v2/", application.path_word())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_word_names_its_product() {
        for application in Application::ALL {
            assert_eq!(Application::from_list_word(application.list_word()), Some(application));
        }
        assert_eq!(Application::from_list_word("VALKEY"), None);
    }

    #[test]
    fn a_path_word_reads_as_its_product() {
        for application in Application::ALL {
            assert_eq!(application.path_word().parse(), Ok(application));
        }
        assert_eq!("KAFKA".parse::<Application>(), Err(UnknownApplication("KAFKA".to_owned())));
    }

    #[test]
    fn every_kind_has_its_path_and_product() {
        for kind in ClusterKind::ALL {
            assert!(kind.path().contains(kind.application().path_word()));
            assert_eq!(ClusterKind::from(kind.application()).application(), kind.application());
        }
        let paths: std::collections::BTreeSet<_> = ClusterKind::ALL.into_iter().map(ClusterKind::path).collect();
        assert_eq!(paths.len(), ClusterKind::ALL.len());
    }
}
