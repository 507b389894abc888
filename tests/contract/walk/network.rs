//! What lets somebody in: firewall rules of both kinds, one by one and as a set, and peerings of the three clouds.

use instaclustr_api::{
    Application, AwsPeer, AzurePeer, Client, ClusterBody, FirewallRuleType, GcpPeer, NetworkRule, Peer, Rule,
    SecurityGroupRule,
};

use super::clusters::{LONG, kafka};
use super::ready;
use crate::recorder::{Exchange, World};

pub async fn walk() -> Vec<Exchange> {
    let world = World::new();
    let client = world.client();
    let cluster = ready(&world, Application::Kafka).await;
    let rule = NetworkRule {
        cluster_id: cluster.id.clone(),
        network: "203.0.113.7/32".to_owned(),
        rule_type: FirewallRuleType::Kafka,
    };
    rules(&world, &cluster.id, &rule).await;
    set(&client, &cluster.id, &rule).await;
    let group = SecurityGroupRule {
        cluster_id: cluster.id.clone(),
        security_group_id: "sg-0123456789abcdef0".to_owned(),
        rule_type: FirewallRuleType::Kafka,
    };
    rules(&world, &cluster.id, &group).await;
    set(&client, &cluster.id, &group).await;
    aws(&world, &cluster.data_centres[0].id).await;
    elsewhere(&world).await;
    world.exchanges()
}

async fn rules<R: Rule + Default>(world: &World, cluster: &str, rule: &R) {
    let client = world.client();
    client.list_firewall_rules::<R>(cluster).await.unwrap();
    let made = client.create_firewall_rule(rule).await.unwrap();
    client.get_firewall_rule::<R>(&made.id).await.unwrap();
    world.pass(LONG);
    client.get_firewall_rule::<R>(&made.id).await.unwrap();
    client.create_firewall_rule(rule).await.err().unwrap();
    client.list_firewall_rules::<R>(cluster).await.unwrap();
    client.delete_firewall_rule::<R>(&made.id).await.unwrap();
    world.pass(LONG);
    client.get_firewall_rule::<R>(&made.id).await.err().unwrap();
    client.delete_firewall_rule::<R>(&made.id).await.err().unwrap();
    world.wrong().create_firewall_rule(&R::default()).await.err().unwrap();
    world.reader().create_firewall_rule(rule).await.err().unwrap();
}

async fn set<R: Rule + Default + PartialEq + Clone>(client: &Client, cluster: &str, rule: &R) {
    let before = client.get_firewall_rule_set::<R>(cluster).await.unwrap();
    client.replace_firewall_rule_set(&before.with(rule)).await.unwrap();
    client.get_firewall_rule_set::<R>(cluster).await.unwrap();
    client.delete_firewall_rule_set::<R>(cluster).await.unwrap();
}

async fn aws(world: &World, data_centre: &str) {
    let peer = AwsPeer {
        cdc_id: data_centre.to_owned(),
        peer_aws_account_id: "123456789012".to_owned(),
        peer_vpc_id: "vpc-0123456789abcdef0".to_owned(),
        peer_region: "US_EAST_1".to_owned(),
        peer_subnets: vec!["192.168.0.0/24".to_owned()],
    };
    let made = world.client().create_peering(&peer).await.unwrap();
    world.client().update_aws_peering(&made.id, &["192.168.1.0/24".to_owned()]).await.unwrap();
    peering::<AwsPeer>(world, &made.id).await;
    world.wrong().create_peering(&AwsPeer::default()).await.err().unwrap();
}

/// The two other clouds, where a peering looks much the same.
async fn elsewhere(world: &World) {
    let client = world.client();
    let of_gcp = in_cloud(&client, "GCP", "us-east1", "KFK-DEV-n2-standard-2-80").await;
    let of_azure = in_cloud(&client, "AZURE_AZ", "EAST_US", "KFK-DEV-Standard_D2s_v5-80").await;
    world.pass(LONG);
    let gcp = GcpPeer {
        cdc_id: of_gcp,
        peer_project_id: "my-project-1".to_owned(),
        peer_vpc_network_name: "my-network".to_owned(),
        peer_subnets: vec!["192.168.0.0/24".to_owned()],
    };
    let made = client.create_peering(&gcp).await.unwrap();
    peering::<GcpPeer>(world, &made.id).await;
    let azure = AzurePeer {
        cdc_id: of_azure,
        peer_resource_group: "my-group".to_owned(),
        peer_subscription_id: "4650aa98-e894-4675-9614-558915d5837a".to_owned(),
        peer_virtual_network_name: "my-network".to_owned(),
        peer_subnets: vec!["192.168.0.0/24".to_owned()],
        ..AzurePeer::default()
    };
    let made = client.create_peering(&azure).await.unwrap();
    peering::<AzurePeer>(world, &made.id).await;
}

/// The id of the data centre of a new cluster there.
async fn in_cloud(client: &Client, provider: &str, region: &str, size: &str) -> String {
    let mut body = kafka();
    let data_centre = &mut body.data_centres[0];
    (data_centre.cloud_provider, data_centre.region) = (provider.to_owned(), region.to_owned());
    data_centre.node_size = size.to_owned();
    let created = client.create_cluster(Application::Kafka, &body.to_json()).await.unwrap();
    created.cluster.data_centres[0].id.clone()
}

async fn peering<P: Peer>(world: &World, id: &str) {
    let client = world.client();
    client.get_peering::<P>(id).await.unwrap();
    world.pass(LONG);
    client.get_peering::<P>(id).await.unwrap();
    client.list_peerings::<P>().await.unwrap();
    client.delete_peering::<P>(id).await.unwrap();
    world.pass(LONG);
    client.get_peering::<P>(id).await.err().unwrap();
}
