//! Waits until a cluster is as it is wanted.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example wait -- kafka ID running|ready|nodes|gone
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use std::time::Duration;

use instaclustr_api::wait::{Pace, Seen, Verdict, all_nodes_running, gone, ready, running};
use instaclustr_api::{Application, wait_until};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(product), Some(id), Some(wanted)) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: wait kafka|cassandra ID running|ready|nodes|gone".into());
    };
    let product: Application = product.parse()?;
    let condition: fn(&Seen) -> Verdict = match wanted.as_str() {
        "running" => running,
        "ready" => ready,
        "nodes" => all_nodes_running,
        "gone" => gone,
        _ => return Err("wait for running, ready, nodes or gone".into()),
    };
    let pace = Pace { pause: common::pause()?, deadline: Duration::from_secs(30 * 60) };
    match wait_until(&common::client()?, (product, id.as_str()), condition, pace, &common::Tokio::new()).await {
        Ok(seen) => println!("{wanted} after {} looks", seen.looks),
        Err(ended) => {
            println!("last seen as {:?} after {} looks", ended.seen.status(), ended.seen.looks);
            return Err(ended.into());
        }
    }
    Ok(())
}
