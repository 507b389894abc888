//! Creates a Cassandra cluster in two data centres, and waits until all its nodes run. Its id is the last line.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example create_cassandra -- demo-cassandra
//! ```
//!
//! `slipway sandbox` prints a URL, user and key of its own. **At the real provider the cluster costs money until it is
//! deleted.**

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{CassandraClusterBody, CassandraDataCentreBody, wait};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "demo-cassandra".to_owned());
    let client = common::client()?;
    let body = CassandraClusterBody {
        name,
        cassandra_version: "5.0.6".to_owned(),
        sla_tier: "NON_PRODUCTION".to_owned(),
        password_and_user_auth: true,
        data_centres: vec![
            data_centre("east", "US_EAST_1", "10.1.0.0/16"),
            data_centre("west", "US_WEST_2", "10.2.0.0/16"),
        ],
        ..CassandraClusterBody::default()
    };
    let created = client.create(&body).await?.cluster;
    let seen = common::watch(&client, &created, wait::all_nodes_running).await?;
    for node in seen.cluster.iter().flat_map(|cluster| cluster.nodes()) {
        println!("{} {}", node.rack.as_deref().unwrap_or("?"), node.public_address.as_deref().unwrap_or("?"));
    }
    println!("{}", created.id);
    Ok(())
}

/// Three nodes of the developer class. The networks of a cluster's data centres must not overlap.
fn data_centre(name: &str, region: &str, network: &str) -> CassandraDataCentreBody {
    CassandraDataCentreBody {
        name: name.to_owned(),
        cloud_provider: "AWS_VPC".to_owned(),
        region: region.to_owned(),
        network: network.to_owned(),
        node_size: "CAS-DEV-t4g.small-5".to_owned(),
        number_of_nodes: 3,
        replication_factor: 3,
        ..CassandraDataCentreBody::default()
    }
}
