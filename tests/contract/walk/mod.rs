//! Everything that the client can ask, asked of a sandbox.

mod around;
mod blocks;
mod clusters;
mod network;

pub use blocks::{at_google, at_microsoft};
use bytes::Bytes;
pub use clusters::{cassandra, kafka};
use instaclustr_api::{Application, Cluster, ClusterBody, ClusterKind};

use crate::recorder::{Exchange, World};

/// All of it, one area after the other, each with a world of its own.
pub async fn all() -> Vec<Exchange> {
    let walks = [clusters::walk().await, blocks::walk().await, network::walk().await, around::walk().await];
    walks.into_iter().flatten().collect()
}

/// The full answers that the client's own tests read, as if a read had got them: what no sandbox shows is among them.
/// Nobody asked for them, so they show nothing of what is asked.
pub fn examples() -> impl Iterator<Item = Exchange> {
    let kinds = [
        (ClusterKind::KafkaV2, include_str!("../../../crates/instaclustr-api/tests/answers/kafka_v2.json")),
        (ClusterKind::KafkaV3, include_str!("../../../crates/instaclustr-api/tests/answers/kafka_v3.json")),
        (ClusterKind::CassandraV2, include_str!("../../../crates/instaclustr-api/tests/answers/cassandra_v2.json")),
    ];
    kinds.into_iter().map(|(kind, received)| Exchange {
        method: "GET".to_owned(),
        path: format!("{}/4650aa98-e894-4675-9614-558915d5837a", kind.path()),
        sent: Bytes::new(),
        is_meant_wrong: false,
        code: 200,
        content_type: Some("application/json".to_owned()),
        received: Bytes::from_static(received.as_bytes()),
    })
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
