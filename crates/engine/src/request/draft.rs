//! A new draft.

use super::access;
use crate::api::{Application, CassandraDraft, DataCentreDraft, KafkaDraft, ProfileDraft};
use crate::catalogue::shipped;

/// A draft that lacks nothing but its two names: newest version shipped, smallest size, three nodes in `US_EAST_1`,
/// encrypted, with a network of its own (another for each application, so that the two can be peered).
pub fn new_draft(application: Application) -> ProfileDraft {
    let list = shipped(application);
    let (centre, network, racks) = match application {
        Application::Kafka => ("AWS_VPC_US_EAST_1", "10.20.0.0/16", None),
        Application::Cassandra => ("DC1", "10.30.0.0/16", Some(3)),
    };
    let cloud = list.clouds.first();
    let size = cloud.and_then(|cloud| cloud.node_sizes.first()).map(|size| size.name.clone());
    ProfileDraft {
        application,
        version: list.versions.first().cloned().unwrap_or_default(),
        sla_tier: "NON_PRODUCTION".to_owned(),
        client_encryption: true,
        kafka: KafkaDraft::default(),
        cassandra: CassandraDraft::default(),
        data_centres: vec![DataCentreDraft {
            name: centre.to_owned(),
            cloud_provider: cloud.map(|cloud| cloud.name.clone()).unwrap_or_default(),
            region: "US_EAST_1".to_owned(),
            network: network.to_owned(),
            node_size: size.unwrap_or_default(),
            nodes: Some(3),
            replication_factor: racks,
            ..DataCentreDraft::default()
        }],
        access: vec![access::mine(application)],
        ..ProfileDraft::default()
    }
}
