//! Everything that the client can ask, asked of a sandbox.

mod around;
mod clusters;
mod network;

pub use clusters::{cassandra, kafka};
use instaclustr_api::{Application, Cluster, ClusterBody};

use crate::recorder::{Exchange, World};

/// All of it, one area after the other, each with a world of its own.
pub async fn all() -> Vec<Exchange> {
    [clusters::walk().await, network::walk().await, around::walk().await].concat()
}

/// The smallest cluster of a product, RUNNING.
async fn ready(world: &World, application: Application) -> Cluster {
    let body = match application {
        Application::Kafka => kafka().to_json(),
        Application::Cassandra => cassandra().to_json(),
    };
    let id = world.client().create_cluster(application, &body).await.unwrap().cluster.id;
    world.pass(clusters::LONG);
    world.client().get_cluster(application, &id).await.unwrap()
}
