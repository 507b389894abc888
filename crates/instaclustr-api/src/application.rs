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

/// The path that creates a cluster; with `/ID` behind it, the one that reads and deletes one `[openapi]`.
pub fn create_path(application: Application) -> &'static str {
    match application {
        Application::Kafka => "/cluster-management/v2/resources/applications/kafka/clusters/v2",
        Application::Cassandra => "/cluster-management/v2/resources/applications/cassandra/clusters/v2",
    }
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
}
