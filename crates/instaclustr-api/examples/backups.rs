//! Backs a Cassandra cluster up, lists its backups, and on request restores it into a new cluster.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=…
//! cargo run --example backups -- CLUSTER [NAME-OF-THE-RESTORED]
//! ```
//!
//! **At the real provider the restored cluster costs money until it is deleted.**

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::Restore;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let Some(cluster_id) = arguments.next() else { return Err("usage: backups CLUSTER [NAME]".into()) };
    let client = common::client()?;
    client.trigger_cassandra_backup(&cluster_id).await?;
    for event in client.list_cassandra_backups(&cluster_id).await?.events() {
        let percent = event.progress.unwrap_or_default() * 100.0;
        println!("{} {} {percent:.0} %", event.kind, event.state);
    }
    if let Some(name) = arguments.next() {
        let restore = Restore { cluster_id, restored_cluster_name: Some(name), ..Restore::default() };
        println!("restoring into {}", client.restore_cassandra(&restore).await?.restored_cluster_id);
    }
    Ok(())
}
