//! Gives the nodes of a cluster another size, and cancels that at once: what was replaced until then stays replaced, as
//! far as the sources tell.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example cancel_resize -- kafka ID KFK-DEV-t4g.small-30 [DATA-CENTRE]
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{Application, Resize, Resizes, Update};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(product), Some(id), Some(size)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: cancel_resize kafka|cassandra ID SIZE [DATA-CENTRE]".into());
    };
    let product: Application = product.parse()?;
    let client = common::client()?;
    let cluster = client.get_cluster(product, &id).await?;
    let resize = Resize { data_centre: arguments.next(), node_size: Some(size), ..Resize::default() };
    let cluster = client.update_cluster(&Update::of(&cluster).resize(&resize)?).await?;

    for centre in &cluster.data_centres {
        for operation in client.resize_operations(&centre.id, Resizes::Active).await? {
            client.cancel_resize(&operation.id).await?;
            println!("{}: the change to {} is cancelled", centre.name, operation.new_node_size.unwrap_or_default());
        }
    }
    let cluster = client.get_cluster(product, &id).await?;
    for node in cluster.nodes() {
        println!("node {} is {} and has {}", node.id, node.status, node.node_size.as_deref().unwrap_or("no size"));
    }
    Ok(())
}
