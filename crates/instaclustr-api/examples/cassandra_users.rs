//! Makes a user in a Cassandra cluster, and takes it away again. Users of Cassandra can't be listed.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=… NEW_PASSWORD=…
//! cargo run --example cassandra_users -- CLUSTER
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{InitialPermissions, NewCassandraUser, Secret};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(cluster_id) = std::env::args().nth(1) else { return Err("usage: cassandra_users CLUSTER".into()) };
    let client = common::client()?;
    let credentials = client.get_cluster_credentials(&cluster_id).await?;
    println!("made with the cluster: {}", credentials.username.as_deref().unwrap_or("nobody any more"));

    let user = NewCassandraUser {
        username: "example".to_owned(),
        password: Secret::new(std::env::var("NEW_PASSWORD")?),
        initial_permissions: Some(InitialPermissions::ReadOnly),
    };
    client.create_cassandra_user(&cluster_id, &user).await?;
    println!("{} may read", user.username);
    client.delete_cassandra_user(&cluster_id, &user.username).await?;
    Ok(())
}
