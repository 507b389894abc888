//! Gives the nodes of a cluster another size, and waits until the change is over.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example resize -- kafka ID KFK-DEV-t4g.small-30 [DATA-CENTRE]
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{Application, Resize, Resizes, Update, wait};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(product), Some(id), Some(size)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: resize kafka|cassandra ID SIZE [DATA-CENTRE]".into());
    };
    let product: Application = product.parse()?;
    let client = common::client()?;

    // Read, change, write: what is not changed stays as it is, also what this crate doesn't know.
    let cluster = client.get_cluster(product, &id).await?;
    let resize = Resize { data_centre: arguments.next(), node_size: Some(size), ..Resize::default() };
    let updated = client.update_cluster(&Update::of(&cluster).resize(&resize)?).await?;

    for centre in &updated.data_centres {
        for operation in client.resize_operations(&centre.id, Resizes::Active).await? {
            println!("{}: {} to {:?}", centre.name, operation.status, operation.new_node_size);
        }
    }
    common::watch(&client, &updated, wait::ready).await?;
    Ok(())
}
