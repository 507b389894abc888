//! What can be ordered: versions, regions and node sizes, by their real names as of a date.

use std::sync::LazyLock;

use instaclustr_api::Application;
use serde::Deserialize;
use serde_json::{Value, json};

/// The names on offer, from `data/catalogue.json`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Catalogue {
    /// Month of the lists they were taken from, `YYYY-MM`.
    pub as_of: String,
    versions: Versions,
    providers: Vec<Provider>,
}

#[derive(Debug, Deserialize)]
struct Versions {
    kafka: Vec<String>,
    cassandra: Vec<String>,
    karapace: Vec<String>,
}

/// A cloud provider `[openapi] CloudProviderEnumV2`.
#[derive(Debug, Deserialize)]
pub(crate) struct Provider {
    pub(crate) name: String,
    pub(crate) regions: Vec<String>,
    kafka: Vec<String>,
    cassandra: Vec<String>,
    /// Accepted, and not listed: the vendor's own examples still use them `[tf]`.
    deprecated: Vec<String>,
}

/// What a machine of a node size may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// A broker, or a Cassandra node.
    Node,
    /// A dedicated ZooKeeper node.
    ZooKeeper,
    /// A dedicated KRaft controller.
    Controller,
    /// A proxy.
    Proxy,
}

impl Purpose {
    /// What `size` is for, by the beginnings that the lists use `[tf]`.
    pub(crate) fn of(size: &str) -> Self {
        let begins = |words: &[&str]| words.iter().any(|word| size.starts_with(word));
        if begins(&["KFK-ZK-", "KDZ-"]) {
            Purpose::ZooKeeper
        } else if begins(&["KFK-KR-", "KDR-"]) {
            Purpose::Controller
        } else if begins(&["CSO-"]) {
            Purpose::Proxy
        } else {
            Purpose::Node
        }
    }
}

impl Provider {
    /// Whether it has lists at all: AZURE without zones and ONPREMISES have none `[tf]`, and take any name.
    pub(crate) fn is_listed(&self) -> bool {
        !self.regions.is_empty()
    }

    fn sizes(&self, application: Application) -> &[String] {
        match application {
            Application::Kafka => &self.kafka,
            Application::Cassandra => &self.cassandra,
        }
    }

    /// Whether `size` can be ordered for `application` and `purpose`.
    pub(crate) fn offers(&self, application: Application, purpose: Purpose, size: &str) -> bool {
        let other = match application {
            Application::Kafka => "CAS-",
            Application::Cassandra => "K",
        };
        let deprecated = self.deprecated.iter().any(|name| name == size) && !size.starts_with(other);
        Purpose::of(size) == purpose && (deprecated || self.sizes(application).iter().any(|name| name == size))
    }
}

/// Developer sizes carry `-DEV-` in their name; they are refused in PRODUCTION `[openapi] SlaTierV2`.
pub(crate) fn is_developer_size(size: &str) -> bool {
    size.contains("-DEV-")
}

impl Catalogue {
    /// The one there is.
    pub fn get() -> &'static Self {
        #[allow(clippy::expect_used, reason = "the file is part of the program, and a test reads it")]
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            serde_json::from_str(include_str!("../data/catalogue.json")).expect("the catalogue is well formed")
        });
        &CATALOGUE
    }

    /// Versions of `application`, oldest first.
    pub fn versions(&self, application: Application) -> &[String] {
        match application {
            Application::Kafka => &self.versions.kafka,
            Application::Cassandra => &self.versions.cassandra,
        }
    }

    /// Versions of the Karapace add-ons.
    pub(crate) fn karapace(&self) -> &[String] {
        &self.versions.karapace
    }

    pub(crate) fn provider(&self, name: &str) -> Option<&Provider> {
        self.providers.iter().find(|provider| provider.name == name)
    }

    pub(crate) fn provider_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.providers.iter().map(|provider| provider.name.as_str())
    }

    /// The answer of the versions endpoint `[operator client.go]`.
    pub(crate) fn versions_answer(&self, application: Application) -> Value {
        json!([{ "applicationVersions": [
            { "application": application.list_word(), "versions": self.versions(application) }
        ] }])
    }

    /// The answer of the node sizes endpoint `[openapi] CloudProviderNodeSizesListV2`; that it is in an array is
    /// `[inferred]` from the versions endpoint.
    pub(crate) fn node_sizes_answer(&self, application: Application) -> Value {
        let providers: Vec<Value> = self
            .providers
            .iter()
            .filter(|provider| provider.is_listed())
            .map(|provider| {
                json!({ "cloudProvider": provider.name, "nodeSizes": provider.sizes(application), "document": null })
            })
            .collect();
        json!([{ "cloudProviderNodeSizes": providers }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_holds_every_list() {
        let catalogue = Catalogue::get();
        assert_eq!(catalogue.as_of, "2026-07");
        let regions: Vec<usize> = catalogue.providers.iter().map(|provider| provider.regions.len()).collect();
        assert_eq!(regions, [32, 24, 13, 0, 0]);
    }

    #[test]
    fn a_size_is_offered_for_its_own_product_and_purpose_only() {
        let aws = Catalogue::get().provider("AWS_VPC").unwrap();
        assert!(aws.offers(Application::Kafka, Purpose::Node, "KFK-DEV-t4g.small-5"));
        assert!(!aws.offers(Application::Cassandra, Purpose::Node, "KFK-DEV-t4g.small-5"));
        assert!(!aws.offers(Application::Kafka, Purpose::Node, "KFK-ZK-PRD-m7g.large-80"));
        assert!(aws.offers(Application::Kafka, Purpose::ZooKeeper, "KFK-ZK-PRD-m7g.large-80"));
        assert!(aws.offers(Application::Kafka, Purpose::ZooKeeper, "KDZ-PRD-m6g.large-80"));
        assert!(aws.offers(Application::Cassandra, Purpose::Node, "CAS-PRD-m6g.large-120"));
        assert!(!aws.offers(Application::Kafka, Purpose::Node, "CAS-PRD-m6g.large-120"));
    }
}
