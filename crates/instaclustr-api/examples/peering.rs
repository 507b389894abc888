//! Asks for a peering with a VPC of another AWS account, prints what is peered, and takes the peering away again.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example peering -- kafka CLUSTER 123456789012 vpc-0a1b2c3d 172.31.0.0/16
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{Application, AwsPeer};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [product, cluster_id, account, vpc, network] = arguments.as_slice() else {
        return Err("usage: peering kafka|cassandra CLUSTER AWS-ACCOUNT VPC CIDR".into());
    };
    let product: Application = product.parse()?;
    let client = common::client()?;
    let cluster = client.get_cluster(product, cluster_id).await?;
    let centre = cluster.data_centres.first().ok_or("the cluster has no data centre yet")?;
    let peer = AwsPeer {
        cdc_id: centre.id.clone(),
        peer_aws_account_id: account.clone(),
        peer_vpc_id: vpc.clone(),
        peer_region: centre.region.clone(),
        peer_subnets: vec![network.clone()],
    };
    let peering = client.create_peering(&peer).await?;
    // It works once the owner of the other VPC has accepted it there.
    println!("{} is {}", peering.id, peering.status_code);
    for peering in client.list_peerings::<AwsPeer>().await? {
        println!("{} with {}", peering.peer.cdc_id, peering.peer.peer_vpc_id);
    }
    client.delete_peering::<AwsPeer>(&peering.id).await?;
    Ok(())
}
