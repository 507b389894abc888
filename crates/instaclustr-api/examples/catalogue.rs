//! Prints the clusters of the account (those of a name, where one is given), and what there is to choose from.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example catalogue -- kafka [NAME]
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::Application;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let Some(product) = arguments.next() else {
        return Err("usage: catalogue kafka|cassandra [NAME]".into());
    };
    let product: Application = product.parse()?;
    let name = arguments.next();
    let client = common::client()?;
    for account in client.list_clusters(name.as_deref()).await? {
        for cluster in account.clusters {
            println!("{} {}", cluster.id, cluster.application);
        }
    }
    for offered in client.versions(product).await? {
        println!("versions of {}: {}", offered.application, offered.versions.join(", "));
    }
    for cloud in client.node_sizes(product).await? {
        println!("{}: {} node sizes", cloud.cloud_provider, cloud.node_sizes.len());
    }
    Ok(())
}
