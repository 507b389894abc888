//! Creates a Kafka cluster and reads it until it runs.
//!
//! ```sh
//! cargo run --example watch -- URL USER < key.txt
//! ```
//!
//! The URL is `https://api.instaclustr.com`, or a sandbox on this computer. The key is read from standard input, since
//! the arguments of a process are seen by every other one. **At the real provider the cluster costs money until it is
//! deleted.**

#![allow(clippy::print_stdout, reason = "an example prints")]

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use instaclustr_api::{
    Application, Client, Error, HttpOptions, HttpTransport, KafkaClusterBody, KafkaDataCentreBody, Secret,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(user)) = (arguments.next(), arguments.next()) else {
        return Err("usage: watch URL USER < key.txt".into());
    };
    let mut key = String::new();
    std::io::stdin().read_to_string(&mut key)?;
    let transport = HttpTransport::new(HttpOptions::default())?;
    let client = Client::new(&url, &user, Secret::new(key.trim()), Arc::new(transport))?;

    let created = client.create_cluster(Application::Kafka, &serde_json::to_value(small())?).await?;
    println!("{} is {}", created.cluster.id, created.cluster.status);
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let cluster = match client.get_cluster(Application::Kafka, &created.cluster.id).await {
            Ok(cluster) => cluster,
            // A read may be repeated: a lost connection or a busy provider ends nothing.
            Err(error) if is_passing(&error) => {
                println!("{error}; asking again");
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let running = cluster.nodes().filter(|node| node.status == instaclustr_api::Status::Running).count();
        println!("{} is {}, {running} of {} nodes run", cluster.id, cluster.status, cluster.nodes().count());
        if cluster.is_ready() {
            return Ok(());
        }
    }
}

fn is_passing(error: &Error) -> bool {
    match error {
        Error::Transport(_) | Error::NotUnderstood { .. } => true,
        Error::Api(error) => matches!(error.status, 408 | 429 | 500..=599),
    }
}

/// The smallest Kafka cluster: three nodes of the developer class.
fn small() -> KafkaClusterBody {
    KafkaClusterBody {
        name: "watch-example".to_owned(),
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
