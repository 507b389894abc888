//! Makes a user and a topic in a Kafka cluster, lets the user read the topic, lists what is there, and takes all of it
//! away again.
//!
//! ```sh
//! export IC_API_URL=… IC_USERNAME=… IC_API_KEY=… NEW_PASSWORD=…
//! cargo run --example users -- CLUSTER
//! ```

#![allow(clippy::print_stdout, reason = "an example prints")]

mod common;

use instaclustr_api::{
    AclOperation, AclPattern, AclPermission, AclResource, InitialPermissions, KafkaAcl, KafkaUserOptions,
    NewKafkaAclList, NewKafkaTopic, NewKafkaUser, ScramMechanism, Secret,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Some(cluster_id) = std::env::args().nth(1) else { return Err("usage: users CLUSTER".into()) };
    let client = common::client()?;
    let credentials = client.get_cluster_credentials(&cluster_id).await?;
    println!("made with the cluster: {}", credentials.username.as_deref().unwrap_or("nobody any more"));

    let user = NewKafkaUser {
        cluster_id: cluster_id.clone(),
        username: "example".to_owned(),
        password: Secret::new(std::env::var("NEW_PASSWORD")?),
        initial_permissions: InitialPermissions::None,
        options: KafkaUserOptions { sasl_scram_mechanism: ScramMechanism::Sha256, override_existing_user: None },
        auth_mechanism: None,
        other: serde_json::Map::new(),
    };
    let user = client.create_kafka_user(&user).await?;
    let topic = NewKafkaTopic {
        cluster_id: cluster_id.clone(),
        topic: "example".to_owned(),
        partitions: Some(3),
        replication_factor: Some(3),
    };
    let topic = client.create_kafka_topic(&topic).await?;
    let may_read = KafkaAcl {
        principal: format!("User:{}", user.username),
        permission_type: AclPermission::Allow,
        host: "*".to_owned(),
        pattern_type: AclPattern::Literal,
        resource_name: topic.asked.topic.clone(),
        operation: AclOperation::Read,
        resource_type: AclResource::Topic,
        ..KafkaAcl::default()
    };
    let list =
        NewKafkaAclList { cluster_id: cluster_id.clone(), user_query: user.username.clone(), acls: vec![may_read] };
    let list = client.create_kafka_acls(&list).await?;

    for user in client.list_kafka_users(&cluster_id).await? {
        println!("user {}", user.username);
    }
    for topic in client.list_kafka_topics(&cluster_id).await? {
        println!("topic {topic}");
    }
    client.delete_kafka_acls(&list.id).await?;
    client.delete_kafka_topic(&topic.id).await?;
    client.delete_kafka_user(&user.id).await?;
    Ok(())
}
