//! Deletes a cluster, and waits until it is gone. **There is no way back.**
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example delete -- kafka ID NAME
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{Application, wait};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(product), Some(id), Some(name)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: delete kafka|cassandra ID NAME".into());
    };
    let product: Application = product.parse()?;
    let client = common::client()?;
    let cluster = client.get_cluster(product, &id).await?;
    if cluster.name != name {
        return Err(format!("that cluster is named {}", cluster.name).into());
    }
    client.delete_cluster(cluster.kind, &cluster.id).await?;
    if cluster.two_factor_delete {
        println!("a person has to confirm it by e-mail or telephone; until then the cluster runs on");
    }
    common::watch(&client, &cluster, wait::gone).await?;
    Ok(())
}
