//! Creates the smallest Kafka cluster, and waits until it is ready. Its id is the last line.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example create_kafka -- demo-kafka
//! ```
//!
//! `slipway sandbox` prints a URL, user and key of its own. **At the real provider the cluster costs money until it is
//! deleted.**

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{KafkaClusterBody, KafkaDataCentreBody, wait};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "demo-kafka".to_owned());
    let client = common::client()?;
    let created = client.create(&smallest(name)).await?.cluster;
    common::watch(&client, &created, wait::ready).await?;
    println!("{}", created.id);
    Ok(())
}

/// Three brokers of the developer class.
fn smallest(name: String) -> KafkaClusterBody {
    KafkaClusterBody {
        name,
        kafka_version: "4.1.2".to_owned(),
        sla_tier: "NON_PRODUCTION".to_owned(),
        client_to_cluster_encryption: true,
        allow_delete_topics: true,
        auto_create_topics: true,
        default_replication_factor: 3,
        default_number_of_partitions: 3,
        data_centres: vec![KafkaDataCentreBody {
            name: "AWS_VPC_US_EAST_1".to_owned(),
            cloud_provider: "AWS_VPC".to_owned(),
            region: "US_EAST_1".to_owned(),
            network: "10.0.0.0/16".to_owned(),
            node_size: "KFK-DEV-t4g.small-5".to_owned(),
            number_of_nodes: 3,
            ..KafkaDataCentreBody::default()
        }],
        ..KafkaClusterBody::default()
    }
}
