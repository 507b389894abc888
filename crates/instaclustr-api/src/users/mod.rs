//! Users of clusters: who may log in to Kafka or Cassandra.

mod cassandra;
mod kafka;

pub use cassandra::NewCassandraUser;
pub use kafka::{KafkaUser, KafkaUserOptions, KafkaUserUpdate, NewKafkaUser, ScramMechanism};

use crate::words::words;

words! {
    /// What a new user may do `[openapi] KafkaUserV2.initialPermissions`,
    /// `BundleUserCreateRequest.initial-permissions`.
    InitialPermissions { Standard = "standard", ReadOnly = "read-only", None = "none", }
}
