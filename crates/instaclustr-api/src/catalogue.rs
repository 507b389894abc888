//! What the provider lists: an account's clusters, and what can be ordered.

use crate::client::in_query;

/// The active clusters of one account. The list holds neither names nor states `[openapi] AccountClustersV2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountClusters {
    /// The provider's id of the account.
    pub account_id: Option<String>,
    /// Its clusters, of all products.
    pub clusters: Vec<ListedCluster>,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedCluster {
    /// The provider's id of the cluster.
    pub id: String,
    /// The provider's word for the product, see [`Application::from_list_word`](crate::Application::from_list_word);
    /// empty where the answer has none.
    pub application: String,
}

/// The versions of one product (or add-on) on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationVersions {
    /// The provider's word for the product, for example `KAFKA`.
    pub application: String,
    /// Versions, in the provider's order.
    pub versions: Vec<String>,
}

/// The node sizes on offer at one cloud provider `[openapi] CloudProviderNodeSizesV2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloudNodeSizes {
    /// The provider's word for the cloud, for example `AWS_VPC`.
    pub cloud_provider: String,
    /// Sizes, in the provider's order. Machines for ZooKeeper, controllers and proxies are among them.
    pub node_sizes: Vec<NodeSize>,
}

/// A node size. Only the name is certain; the rest is there where the provider tells it
/// `[openapi] NodeSizeDetailsV2`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeSize {
    /// The name to order it by, for example `KFK-DEV-t4g.small-5`.
    pub name: String,
    /// Processor cores.
    pub cpu_cores: Option<u32>,
    /// Memory, MB.
    pub memory_mb: Option<u64>,
    /// Disk, GB.
    pub disk_gb: Option<u64>,
    /// Price of one node for a month, US cents.
    pub cost_cents_per_month: Option<u64>,
}

/// For which Cassandra clusters node sizes are asked `[redoc]`. What is `None` is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CassandraSizesWanted {
    /// Version, `x.y.z`: sizes that it runs on.
    pub cassandra_version: Option<String>,
    /// Whether Spark must run on them.
    pub spark_required: Option<bool>,
}

impl CassandraSizesWanted {
    /// The query, from `?` on; empty where nothing is asked for.
    pub(crate) fn query(&self) -> String {
        let version =
            self.cassandra_version.as_deref().map(|version| format!("cassandraVersion={}", in_query(version)));
        let spark = self.spark_required.map(|required| format!("sparkRequired={required}"));
        let pairs: Vec<String> = version.into_iter().chain(spark).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}
