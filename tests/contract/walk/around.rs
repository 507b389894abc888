//! What is around a cluster: times without maintenance, maintenance, backups, users, topics, credentials.

use instaclustr_api::{
    AclOperation, AclPattern, AclPermission, AclResource, Application, Client, DayOfWeek, InitialPermissions, KafkaAcl,
    KafkaUserOptions, KafkaUserUpdate, NewCassandraUser, NewExclusionWindow, NewKafkaAclList, NewKafkaTopic,
    NewKafkaUser, Restore, ScramMechanism, Secret, TopicConfig,
};

use super::clusters::LONG;
use super::ready;
use crate::recorder::{Exchange, World};

pub async fn walk() -> Vec<Exchange> {
    let world = World::new();
    let client = world.client();
    let kafka = ready(&world, Application::Kafka).await.id;
    let cassandra = ready(&world, Application::Cassandra).await.id;
    windows(&world, &kafka).await;
    maintenance(&world, &kafka).await;
    backups(&world, &cassandra).await;
    kafka_users(&client, &kafka).await;
    access_lists(&client, &kafka).await;
    topics(&client, &kafka).await;
    cassandra_users(&client, &cassandra).await;
    for id in [&kafka, &cassandra] {
        client.get_cluster_credentials(id).await.unwrap();
    }
    world.exchanges()
}

async fn windows(world: &World, cluster: &str) {
    let client = world.client();
    client.list_exclusion_windows(cluster).await.unwrap();
    let window = NewExclusionWindow {
        cluster_id: cluster.to_owned(),
        day_of_week: DayOfWeek::Monday,
        start_hour: Some(3),
        duration_in_hours: Some(2),
    };
    let made = client.create_exclusion_window(&window).await.unwrap();
    client.get_exclusion_window(&made.id).await.unwrap();
    client.list_exclusion_windows(cluster).await.unwrap();
    client.delete_exclusion_window(&made.id).await.unwrap();
    client.get_exclusion_window(&made.id).await.err().unwrap();
    world.wrong().create_exclusion_window(&NewExclusionWindow::default()).await.err().unwrap();
}

async fn maintenance(world: &World, cluster: &str) {
    let client = world.client();
    // Nothing is planned.
    client.list_upcoming_maintenance(cluster).await.unwrap();
    world.plan_maintenance(cluster).await;
    let upcoming = client.list_upcoming_maintenance(cluster).await.unwrap();
    let later = upcoming[0].scheduled_start_time_max.clone().unwrap();
    client.reschedule_maintenance(&upcoming[0].id, &later).await.unwrap();
    client.list_maintenance_in_progress(cluster).await.unwrap();
    world.pass(24 * 14 * LONG);
    client.list_past_maintenance(cluster).await.unwrap();
    client.reschedule_maintenance(&upcoming[0].id, &later).await.err().unwrap();
}

async fn backups(world: &World, cluster: &str) {
    let client = world.client();
    client.trigger_cassandra_backup(cluster).await.unwrap();
    client.list_cassandra_backups(cluster).await.unwrap();
    world.pass(LONG);
    client.list_cassandra_backups(cluster).await.unwrap();
    let restore = Restore {
        cluster_id: cluster.to_owned(),
        restored_cluster_name: Some("contract-restored".to_owned()),
        ..Restore::default()
    };
    let restored = client.restore_cassandra(&restore).await.unwrap();
    client.get_cluster(Application::Cassandra, &restored.restored_cluster_id).await.unwrap();
    world.wrong().restore_cassandra(&Restore::default()).await.err().unwrap();
}

async fn kafka_users(client: &Client, cluster: &str) {
    let options =
        KafkaUserOptions { sasl_scram_mechanism: ScramMechanism::Sha256, override_existing_user: Some(false) };
    let user = NewKafkaUser {
        cluster_id: cluster.to_owned(),
        username: "ann".to_owned(),
        password: Secret::new("a-long-password"),
        initial_permissions: InitialPermissions::Standard,
        options: options.clone(),
        auth_mechanism: Some("SASL".to_owned()),
        other: serde_json::Map::new(),
    };
    let made = client.create_kafka_user(&user).await.unwrap();
    client.get_kafka_user(&made.id).await.unwrap();
    client.list_kafka_users(cluster).await.unwrap();
    let update = KafkaUserUpdate {
        cluster_id: cluster.to_owned(),
        username: "ann".to_owned(),
        password: Secret::new("another-password"),
        options,
        auth_mechanism: None,
        other: serde_json::Map::new(),
    };
    client.update_kafka_user(&made.id, &update).await.unwrap();
    client.delete_kafka_user(&made.id).await.unwrap();
    client.get_kafka_user(&made.id).await.err().unwrap();
}

async fn access_lists(client: &Client, cluster: &str) {
    let entry = KafkaAcl {
        principal: "User:ann".to_owned(),
        permission_type: AclPermission::Allow,
        host: "*".to_owned(),
        pattern_type: AclPattern::Literal,
        resource_name: "orders".to_owned(),
        operation: AclOperation::Read,
        resource_type: AclResource::Topic,
        ..KafkaAcl::default()
    };
    let list =
        NewKafkaAclList { cluster_id: cluster.to_owned(), user_query: "ann".to_owned(), acls: vec![entry.clone()] };
    let made = client.create_kafka_acls(&list).await.unwrap();
    let mut read = client.get_kafka_acls(&made.id).await.unwrap();
    client.list_kafka_acls(cluster).await.unwrap();
    read.asked.acls.push(KafkaAcl { operation: AclOperation::Write, ..entry });
    client.replace_kafka_acls(&read).await.unwrap();
    client.delete_kafka_acls(&made.id).await.unwrap();
    client.get_kafka_acls(&made.id).await.err().unwrap();
}

async fn topics(client: &Client, cluster: &str) {
    let topic = NewKafkaTopic {
        cluster_id: cluster.to_owned(),
        topic: "orders".to_owned(),
        partitions: Some(3),
        replication_factor: Some(3),
    };
    let made = client.create_kafka_topic(&topic).await.unwrap();
    client.get_kafka_topic(&made.id).await.unwrap();
    client.list_kafka_topics(cluster).await.unwrap();
    let config = TopicConfig { key: "retention.ms".to_owned(), value: "60000".to_owned(), ..TopicConfig::default() };
    client.modify_topic_configs(&made.id, &[config]).await.unwrap();
    client.get_kafka_topic(&made.id).await.unwrap();
    client.delete_kafka_topic(&made.id).await.unwrap();
    client.get_kafka_topic(&made.id).await.err().unwrap();
}

async fn cassandra_users(client: &Client, cluster: &str) {
    let user = NewCassandraUser {
        username: "ann".to_owned(),
        password: Secret::new("a-long-password"),
        initial_permissions: Some(InitialPermissions::Standard),
    };
    client.create_cassandra_user(cluster, &user).await.unwrap();
    client.delete_cassandra_user(cluster, "ann").await.unwrap();
    client.delete_cassandra_user(cluster, "ann").await.err().unwrap();
}
