//! Firewall rules, peering, windows, maintenance, backups, users, topics, credentials: what is sent, and what is made of
//! each answer.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::indexing_slicing, reason = "this is a test")]

mod provider;

use instaclustr_api::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use provider::answering;

const C: &str = "c0e5e2ff-affe-444c-bdca-707c7b48aaad";

fn network_rule() -> NetworkRule {
    NetworkRule { cluster_id: C.to_owned(), network: "203.0.113.7/32".to_owned(), rule_type: FirewallRuleType::Kafka }
}

fn security_group_rule() -> SecurityGroupRule {
    SecurityGroupRule {
        cluster_id: C.to_owned(),
        security_group_id: "sg-01abc234".to_owned(),
        rule_type: FirewallRuleType::CassandraCql,
    }
}

fn user() -> NewKafkaUser {
    NewKafkaUser {
        cluster_id: C.to_owned(),
        username: "ann".to_owned(),
        password: Secret::new("s3cret-one"),
        initial_permissions: InitialPermissions::ReadOnly,
        options: KafkaUserOptions { sasl_scram_mechanism: ScramMechanism::Sha512, override_existing_user: Some(false) },
        auth_mechanism: Some("SASL".to_owned()),
        other: Map::new(),
    }
}

fn acls() -> NewKafkaAclList {
    let acl = KafkaAcl {
        principal: "User:ann".to_owned(),
        permission_type: AclPermission::Allow,
        host: "*".to_owned(),
        pattern_type: AclPattern::Prefixed,
        resource_name: "orders".to_owned(),
        operation: AclOperation::Read,
        resource_type: AclResource::Topic,
        ..KafkaAcl::default()
    };
    NewKafkaAclList { cluster_id: C.to_owned(), user_query: "ann".to_owned(), acls: vec![acl] }
}

fn restore() -> Restore {
    let vpc = CustomVpc { vpc_id: "vpc-002512aa".to_owned(), network: "10.0.0.0/16".to_owned() };
    let centre = RestoreDataCentre {
        cdc_id: "d-1".to_owned(),
        restore_mode: RestoreMode::CustomVpc,
        custom_vpc_settings: Some(vpc),
    };
    Restore { cluster_id: C.to_owned(), cdc_configs: vec![centre], ..Restore::default() }
}

/// Whatever comes back, every operation has left once.
#[tokio::test]
async fn each_operation_has_its_method_path_and_body() {
    let (client, asked) = answering(202, "{}");
    client.create_firewall_rule(&network_rule()).await.unwrap_err();
    client.get_firewall_rule::<NetworkRule>("r-1").await.unwrap();
    client.list_firewall_rules::<NetworkRule>(C).await.unwrap_err();
    client.delete_firewall_rule::<NetworkRule>("r-1").await.unwrap();
    client.create_firewall_rule(&security_group_rule()).await.unwrap_err();
    client.get_firewall_rule::<SecurityGroupRule>("r-1").await.unwrap();
    client.list_firewall_rules::<SecurityGroupRule>(C).await.unwrap_err();
    client.delete_firewall_rule::<SecurityGroupRule>("r-1").await.unwrap();
    client.get_firewall_rule_set::<NetworkRule>(C).await.unwrap();
    client.replace_firewall_rule_set(&FirewallRuleSet::of(C, &[network_rule()])).await.unwrap();
    client.delete_firewall_rule_set::<NetworkRule>(C).await.unwrap();
    client.get_firewall_rule_set::<SecurityGroupRule>(C).await.unwrap();
    client.replace_firewall_rule_set(&FirewallRuleSet::of(C, &[security_group_rule()])).await.unwrap();
    client.delete_firewall_rule_set::<SecurityGroupRule>(C).await.unwrap();
    #[cfg(feature = "document")]
    asked.assert_known();
    insta::assert_snapshot!(asked.lines(), @r#"
    POST /cluster-management/v2/resources/network-firewall-rules/v2 {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","network":"203.0.113.7/32","type":"KAFKA"}
    GET /cluster-management/v2/resources/network-firewall-rules/v2/r-1
    GET /cluster-management/v2/data-sources/cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/network-firewall-rules/v2
    DELETE /cluster-management/v2/resources/network-firewall-rules/v2/r-1
    POST /cluster-management/v2/resources/providers/aws/security-group-firewall-rules/v2 {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","securityGroupId":"sg-01abc234","type":"CASSANDRA_CQL"}
    GET /cluster-management/v2/resources/providers/aws/security-group-firewall-rules/v2/r-1
    GET /cluster-management/v2/data-sources/providers/aws/aws_cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/security-group-firewall-rules/v2
    DELETE /cluster-management/v2/resources/providers/aws/security-group-firewall-rules/v2/r-1
    GET /cluster-management/v2/resources/cluster-network-firewall-rules/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad
    PUT /cluster-management/v2/resources/cluster-network-firewall-rules/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","firewallRules":[{"network":"203.0.113.7/32","type":"KAFKA"}]}
    DELETE /cluster-management/v2/resources/cluster-network-firewall-rules/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad
    GET /cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad
    PUT /cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","firewallRules":[{"securityGroupId":"sg-01abc234","type":"CASSANDRA_CQL"}]}
    DELETE /cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad
    "#);
}

#[tokio::test]
async fn each_operation_on_peerings_has_its_method_path_and_body() {
    let (client, asked) = answering(202, "{}");
    let subnets = vec!["10.1.0.0/16".to_owned()];
    let aws = AwsPeer {
        cdc_id: "d-1".to_owned(),
        peer_aws_account_id: "123456789123".to_owned(),
        peer_vpc_id: "vpc-123abc456".to_owned(),
        peer_region: "US_EAST_1".to_owned(),
        peer_subnets: subnets.clone(),
    };
    let gcp = GcpPeer {
        cdc_id: "d-1".to_owned(),
        peer_project_id: "project".to_owned(),
        peer_vpc_network_name: "network".to_owned(),
        peer_subnets: subnets.clone(),
    };
    let azure = AzurePeer {
        cdc_id: "d-1".to_owned(),
        peer_resource_group: "group".to_owned(),
        peer_subscription_id: "s-1".to_owned(),
        peer_virtual_network_name: "network".to_owned(),
        peer_subnets: subnets.clone(),
        peer_ad_object_id: None,
    };
    client.create_peering(&aws).await.unwrap_err();
    client.update_aws_peering("p-1", &subnets).await.unwrap_err();
    client.create_peering(&gcp).await.unwrap_err();
    client.create_peering(&azure).await.unwrap_err();
    client.get_peering::<AwsPeer>("p-1").await.unwrap();
    client.get_peering::<GcpPeer>("p-1").await.unwrap();
    client.get_peering::<AzurePeer>("p-1").await.unwrap();
    client.list_peerings::<AwsPeer>().await.unwrap_err();
    client.list_peerings::<GcpPeer>().await.unwrap_err();
    client.list_peerings::<AzurePeer>().await.unwrap_err();
    client.delete_peering::<AwsPeer>("p-1").await.unwrap();
    client.delete_peering::<GcpPeer>("p-1").await.unwrap();
    client.delete_peering::<AzurePeer>("p-1").await.unwrap();
    #[cfg(feature = "document")]
    asked.assert_known();
    insta::assert_snapshot!(asked.lines(), @r#"
    POST /cluster-management/v2/resources/providers/aws/vpc-peers/v2 {"cdcId":"d-1","peerAwsAccountId":"123456789123","peerVpcId":"vpc-123abc456","peerRegion":"US_EAST_1","peerSubnets":["10.1.0.0/16"]}
    PUT /cluster-management/v2/resources/providers/aws/vpc-peers/v2/p-1 {"peerSubnets":["10.1.0.0/16"]}
    POST /cluster-management/v2/resources/providers/gcp/vpc-peers/v2 {"cdcId":"d-1","peerProjectId":"project","peerVpcNetworkName":"network","peerSubnets":["10.1.0.0/16"]}
    POST /cluster-management/v2/resources/providers/azure/vnet-peers/v2 {"cdcId":"d-1","peerResourceGroup":"group","peerSubscriptionId":"s-1","peerVirtualNetworkName":"network","peerSubnets":["10.1.0.0/16"]}
    GET /cluster-management/v2/resources/providers/aws/vpc-peers/v2/p-1
    GET /cluster-management/v2/resources/providers/gcp/vpc-peers/v2/p-1
    GET /cluster-management/v2/resources/providers/azure/vnet-peers/v2/p-1
    GET /cluster-management/v2/data-sources/providers/aws/vpc-peers/v2
    GET /cluster-management/v2/data-sources/providers/gcp/vpc-peers/v2
    GET /cluster-management/v2/data-sources/providers/azure/vnet-peers/v2
    DELETE /cluster-management/v2/resources/providers/aws/vpc-peers/v2/p-1
    DELETE /cluster-management/v2/resources/providers/gcp/vpc-peers/v2/p-1
    DELETE /cluster-management/v2/resources/providers/azure/vnet-peers/v2/p-1
    "#);
}

#[tokio::test]
async fn each_operation_on_maintenance_and_backups_has_its_method_path_and_body() {
    let (client, asked) = answering(202, "{}");
    let window = NewExclusionWindow {
        cluster_id: C.to_owned(),
        day_of_week: DayOfWeek::Tuesday,
        start_hour: Some(14),
        duration_in_hours: Some(6),
    };
    client.create_exclusion_window(&window).await.unwrap_err();
    client.get_exclusion_window("w-1").await.unwrap();
    client.list_exclusion_windows(C).await.unwrap_err();
    client.delete_exclusion_window("w-1").await.unwrap();
    client.list_upcoming_maintenance(C).await.unwrap_err();
    client.list_maintenance_in_progress(C).await.unwrap_err();
    client.list_past_maintenance(C).await.unwrap_err();
    client.reschedule_maintenance("m-1", "2023-01-21T04:03:32Z").await.unwrap_err();
    client.list_cassandra_backups(C).await.unwrap();
    client.trigger_cassandra_backup(C).await.unwrap();
    client.restore_cassandra(&restore()).await.unwrap_err();
    client.get_cluster_credentials(C).await.unwrap();
    #[cfg(feature = "document")]
    asked.assert_known();
    insta::assert_snapshot!(asked.lines(), @r#"
    POST /cluster-management/v2/resources/exclusion-windows/v2 {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","dayOfWeek":"TUESDAY","startHour":14,"durationInHours":6}
    GET /cluster-management/v2/resources/exclusion-windows/v2/w-1
    GET /cluster-management/v2/data-sources/cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/exclusion-windows/v2
    DELETE /cluster-management/v2/resources/exclusion-windows/v2/w-1
    GET /cluster-management/v2/data-sources/cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/maintenance-events/v2/upcoming/v2/
    GET /cluster-management/v2/data-sources/cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/maintenance-events/v2/in-progress/v2/
    GET /cluster-management/v2/data-sources/cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/maintenance-events/v2/past/v2/
    PUT /cluster-management/v2/operations/maintenance-events/m-1/v2/reschedule-maintenance-event/v2/ {"scheduledStartTime":"2023-01-21T04:03:32Z"}
    GET /cluster-management/v2/data-sources/applications/cassandra/clusters/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad/list-backups/v2
    POST /cluster-management/v2/operations/applications/cassandra/clusters/v2/c0e5e2ff-affe-444c-bdca-707c7b48aaad/trigger-backup/v2
    POST /cluster-management/v2/operations/applications/cassandra/restore/v2 {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","cdcConfigs":[{"cdcId":"d-1","restoreMode":"CUSTOM_VPC","customVpcSettings":{"vpcId":"vpc-002512aa","network":"10.0.0.0/16"}}]}
    GET /provisioning/v1/c0e5e2ff-affe-444c-bdca-707c7b48aaad
    "#);
}

#[tokio::test]
async fn each_operation_on_users_and_topics_has_its_method_path_and_body() {
    let (client, asked) = answering(202, "{}");
    let made = NewCassandraUser {
        username: "ann".to_owned(),
        password: Secret::new("s3cret-one"),
        initial_permissions: Some(InitialPermissions::Standard),
    };
    client.create_cassandra_user(C, &made).await.unwrap();
    client.delete_cassandra_user(C, "ann").await.unwrap();
    client.create_kafka_user(&user()).await.unwrap_err();
    client.get_kafka_user("c-1_ann").await.unwrap();
    client.list_kafka_users(C).await.unwrap_err();
    let update = KafkaUserUpdate {
        cluster_id: C.to_owned(),
        username: "ann".to_owned(),
        password: Secret::new("s3cret-two"),
        options: KafkaUserOptions::default(),
        auth_mechanism: None,
        other: Map::from_iter([("newField".to_owned(), json!(true))]),
    };
    client.update_kafka_user("c-1_ann", &update).await.unwrap();
    client.delete_kafka_user("c-1_ann").await.unwrap();
    let topic = NewKafkaTopic {
        cluster_id: C.to_owned(),
        topic: "orders.new".to_owned(),
        partitions: Some(3),
        replication_factor: Some(3),
    };
    client.create_kafka_topic(&topic).await.unwrap_err();
    client.get_kafka_topic("c-1_orders.new").await.unwrap();
    client.list_kafka_topics(C).await.unwrap_err();
    let config = TopicConfig { key: "retention.ms".to_owned(), ..TopicConfig::default() };
    client.modify_topic_configs("c-1_orders.new", &[config]).await.unwrap();
    client.delete_kafka_topic("c-1_orders.new").await.unwrap();
    client.create_kafka_acls(&acls()).await.unwrap_err();
    client.get_kafka_acls("c-1_*").await.unwrap();
    client.list_kafka_acls(C).await.unwrap_err();
    let list = KafkaAclList { id: "c-1_a/b".to_owned(), asked: acls(), ..KafkaAclList::default() };
    client.replace_kafka_acls(&list).await.unwrap_err();
    client.delete_kafka_acls("c-1_ann").await.unwrap();
    #[cfg(feature = "document")]
    asked.assert_known();
    insta::assert_snapshot!(asked.lines(), @r#"
    POST /provisioning/v1/c0e5e2ff-affe-444c-bdca-707c7b48aaad/apache_cassandra/users {"username":"ann","password":"s3cret-one","initial-permissions":"standard"}
    DELETE /provisioning/v1/c0e5e2ff-affe-444c-bdca-707c7b48aaad/apache_cassandra/users {"username":"ann"}
    POST /cluster-management/v2/resources/applications/kafka/users/v2 {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","username":"ann","password":"s3cret-one","initialPermissions":"read-only","options":{"saslScramMechanism":"SCRAM-SHA-512","overrideExistingUser":false},"authMechanism":"SASL"}
    GET /cluster-management/v2/resources/applications/kafka/users/v2/c-1_ann
    GET /cluster-management/v2/data-sources/kafka_cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/users/v2/
    PUT /cluster-management/v2/resources/applications/kafka/users/v2/c-1_ann {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","username":"ann","password":"s3cret-two","options":{"saslScramMechanism":""},"newField":true}
    DELETE /cluster-management/v2/resources/applications/kafka/users/v2/c-1_ann
    POST /cluster-management/v2/resources/applications/kafka/topics/v2/ {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","topic":"orders.new","partitions":3,"replicationFactor":3}
    GET /cluster-management/v2/resources/applications/kafka/topics/v2/c-1_orders.new/
    GET /cluster-management/v2/data-sources/kafka_cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/topics/v2
    PUT /cluster-management/v2/operations/applications/kafka/topics/v2/c-1_orders.new/modify-configs/v2 {"configs":[{"key":"retention.ms","value":""}]}
    DELETE /cluster-management/v2/resources/applications/kafka/topics/v2/c-1_orders.new/
    POST /cluster-management/v2/resources/applications/kafka/acls/v2/ {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","userQuery":"ann","acls":[{"principal":"User:ann","permissionType":"ALLOW","host":"*","patternType":"PREFIXED","resourceName":"orders","operation":"READ","resourceType":"TOPIC"}]}
    GET /cluster-management/v2/resources/applications/kafka/acls/v2/c-1_%2A/
    GET /cluster-management/v2/data-sources/kafka_cluster/c0e5e2ff-affe-444c-bdca-707c7b48aaad/acls/v2/
    PUT /cluster-management/v2/resources/applications/kafka/acls/v2/c-1_a%2Fb/ {"clusterId":"c0e5e2ff-affe-444c-bdca-707c7b48aaad","userQuery":"ann","acls":[{"principal":"User:ann","permissionType":"ALLOW","host":"*","patternType":"PREFIXED","resourceName":"orders","operation":"READ","resourceType":"TOPIC"}]}
    DELETE /cluster-management/v2/resources/applications/kafka/acls/v2/c-1_ann/
    "#);
}

#[tokio::test]
async fn a_write_is_accepted_by_200_201_and_202_and_needs_an_id() {
    for status in [200, 201, 202] {
        let (client, _) = answering(status, r#"{"id":"r-1"}"#);
        assert_eq!(client.create_firewall_rule(&network_rule()).await.unwrap().id, "r-1");
    }
    for (status, body) in [(203, r#"{"id":"r-1"}"#), (202, "{}"), (202, "[]"), (202, ""), (202, r#"{"id":null}"#)] {
        let (client, _) = answering(status, body);
        let error = client.create_firewall_rule(&network_rule()).await.unwrap_err();
        assert!(matches!(error, Error::NotUnderstood { status: s, .. } if s == status), "{status} {body}: {error}");
    }
}

#[tokio::test]
async fn a_delete_is_accepted_by_200_202_and_204() {
    for status in [200, 202, 204] {
        let (client, _) = answering(status, "");
        client.delete_exclusion_window("w-1").await.unwrap();
    }
    let (client, _) = answering(206, "");
    assert!(matches!(client.delete_exclusion_window("w-1").await, Err(Error::NotUnderstood { status: 206, .. })));
}

#[tokio::test]
async fn a_backup_is_triggered_by_an_answer_without_a_body() {
    for status in [200, 201, 202, 204] {
        let (client, _) = answering(status, "");
        client.trigger_cassandra_backup(C).await.unwrap();
    }
}

#[tokio::test]
async fn a_restore_needs_a_usable_id_of_the_new_cluster() {
    let (client, _) = answering(202, r#"{"restoredClusterId":"c-2","clusterId":"c-1","pointInTime":1420070400000}"#);
    let restored = client.restore_cassandra(&restore()).await.unwrap();
    assert_eq!(restored.restored_cluster_id, "c-2");
    assert_eq!(restored.asked.point_in_time.as_deref(), Some("1420070400000"));
    for body in ["{}", r#"{"restoredClusterId":"../x"}"#] {
        let (client, _) = answering(202, body);
        assert!(matches!(client.restore_cassandra(&restore()).await, Err(Error::NotUnderstood { .. })), "{body}");
    }
}

#[tokio::test]
async fn credentials_are_read_from_a_202_and_not_shown() {
    let (client, _) =
        answering(202, r#"{"id":"c-1","username":"iccassandra","instaclustrUserPassword":"s3cret","more":1}"#);
    let credentials = client.get_cluster_credentials("c-1").await.unwrap();
    assert_eq!(credentials.username.as_deref(), Some("iccassandra"));
    assert!(credentials.password.as_ref().is_some_and(|password| password.expose() == "s3cret"));
    let shown = format!("{credentials:?}");
    assert!(shown.contains("iccassandra") && !shown.contains("s3cret"), "{shown}");

    let (client, _) = answering(202, r#"{"username":null}"#);
    assert_eq!(client.get_cluster_credentials("c-1").await.unwrap(), ClusterCredentials::default());
}

#[tokio::test]
async fn a_refused_rule_keeps_the_providers_words() {
    let (client, _) = answering(409, r#"{"name":"network","message":"exists"}"#);
    match client.create_firewall_rule(&network_rule()).await {
        Err(Error::Api(error)) => {
            assert_eq!((error.status, error.problems[0].message.as_str()), (409, "exists"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_answer_about_something_else_is_not_believed() {
    let (client, _) = answering(200, r#"{"id":"r-2"}"#);
    assert!(matches!(client.get_firewall_rule::<NetworkRule>("r-1").await, Err(Error::NotUnderstood { .. })));
    assert!(client.get_firewall_rule::<NetworkRule>("R-2").await.is_ok());
}

#[tokio::test]
async fn an_id_that_cannot_stand_in_a_path_is_not_sent() {
    let (client, asked) = answering(200, "{}");
    let not_sent = |result: Option<Error>| matches!(result, Some(Error::Transport(TransportError::NotSent { .. })));
    for id in ["", "../x", "a/b", "a?x"] {
        assert!(not_sent(client.list_firewall_rules::<NetworkRule>(id).await.err()), "{id}");
        assert!(not_sent(client.get_cluster_credentials(id).await.err()), "{id}");
    }
    for id in ["", ".", "..", "x".repeat(513).as_str()] {
        assert!(not_sent(client.get_kafka_topic(id).await.err()), "{id}");
    }
    assert_eq!(asked.count(), 0);
}

#[test]
fn a_password_reaches_the_wire_and_nothing_else() {
    let body = serde_json::to_string(&user()).unwrap();
    assert!(body.contains("s3cret-one"));
    assert!(!format!("{:?}", user()).contains("s3cret"));
}

#[test]
fn a_password_that_an_answer_repeats_is_not_kept() {
    let read: KafkaUser =
        serde_json::from_value(json!({"id": "c_a", "password": "s3cret", "options": {"password": "s3cret-two"}}))
            .unwrap();
    assert_eq!(read.other.get("password"), None);
    assert!(!format!("{read:?}").contains("s3cret"), "{read:?}");
}

#[test]
fn a_set_gets_a_rule_once() {
    let set: FirewallRuleSet = serde_json::from_value(
        json!({"clusterId": C, "firewallRules": [{"id": "r-1", "network": "10.0.0.0/8", "type": "KAFKA"}]}),
    )
    .unwrap();
    let new = NetworkRule { cluster_id: String::new(), ..network_rule() };
    assert_eq!(set.clone().with(&new).firewall_rules.len(), 2);
    let same = NetworkRule { network: "10.0.0.0/8".to_owned(), ..network_rule() };
    assert_eq!(set.with(&same).firewall_rules.len(), 1, "which cluster it is goes without saying in a set");
}

#[test]
fn a_peering_is_up_by_the_word_of_its_cloud() {
    for (word, up) in [("active", true), ("pending-acceptance", false), ("ACTIVE", false)] {
        assert_eq!(AwsPeeringStatus::from(word).is_up(), up, "{word}");
    }
    for (word, up) in [("ACTIVE", true), ("CONNECTED", true), ("active", false), ("PROVISIONING", false)] {
        assert_eq!(PeeringStatus::from(word).is_up(), up, "{word}");
    }
}

type Reads = fn(&Value) -> Result<Value, String>;

/// How each example in `tests/answers` is read and written again.
const EXAMPLES: &[(&str, Reads)] = &[
    ("firewall_rule", reads::<FirewallRule>),
    ("firewall_rule_set", reads::<FirewallRuleSet>),
    ("security_group_rule", reads::<FirewallRule<SecurityGroupRule>>),
    ("security_group_rule_set", reads::<FirewallRuleSet<SecurityGroupRule>>),
    ("aws_peering", reads::<AwsPeering>),
    ("gcp_peering", reads::<GcpPeering>),
    ("azure_peering", reads::<AzurePeering>),
    ("exclusion_window", reads::<ExclusionWindow>),
    ("maintenance_schedule", reads::<MaintenanceSchedule>),
    ("maintenance_event", reads::<MaintenanceEvent>),
    ("backups", reads::<Backups>),
    ("restored", reads::<Restored>),
    ("kafka_user", reads::<KafkaUser>),
    ("kafka_topic", reads::<KafkaTopic>),
    ("kafka_acls", reads::<KafkaAclList>),
];

fn example(name: &str) -> Value {
    let file = format!("{}/tests/answers/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(&file).expect(&file)).expect(&file)
}

fn reads<T: DeserializeOwned + Serialize + std::fmt::Debug>(json: &Value) -> Result<Value, String> {
    let read: T = serde_json::from_value(json.clone()).map_err(|error| error.to_string())?;
    assert!(!format!("{read:?}").is_empty());
    serde_json::to_value(&read).map_err(|error| error.to_string())
}

#[test]
fn every_field_of_a_full_answer_survives_reading_and_writing() {
    for (name, reads) in EXAMPLES {
        let example = example(name);
        assert_eq!(reads(&example).unwrap(), example, "{name}");
    }
}

#[tokio::test]
async fn lists_are_read_out_of_their_envelopes() {
    let rule = json!({"id": "r-1", "clusterId": C, "network": "10.0.0.0/8", "type": "NEWER"});
    for body in [
        json!([{"clusterId": C, "firewallRules": [rule, null, 3]}]),
        json!({"clusterId": C, "firewallRules": [rule]}),
        json!([{"firewallRules": null}, {"firewallRules": [rule]}]),
    ] {
        let (client, _) = answering(200, body.to_string());
        let rules = client.list_firewall_rules::<NetworkRule>(C).await.unwrap();
        assert_eq!(rules.len(), 1, "{body}");
        assert_eq!(rules[0].asked.rule_type, FirewallRuleType::Other("NEWER".to_owned()));
    }
    let (client, _) = answering(200, json!([{"clusterId": C, "topicNames": ["a", null, "b"]}]).to_string());
    assert_eq!(client.list_kafka_topics(C).await.unwrap(), ["a", "b"]);
    for nothing in ["[]", r#"[{"maintenanceEvents":[]}]"#] {
        let (client, _) = answering(200, nothing);
        assert_eq!(client.list_upcoming_maintenance(C).await.unwrap(), []);
    }
    let (client, _) = answering(200, r#"{"message":"hello"}"#);
    assert!(matches!(client.list_past_maintenance(C).await, Err(Error::NotUnderstood { .. })));
}

#[test]
fn the_documents_own_example_of_maintenance_is_read() {
    let read: MaintenanceSchedule = serde_json::from_value(json!({"isFinalised": "false"})).unwrap();
    assert_eq!(read.is_finalized, Some(false));
}
