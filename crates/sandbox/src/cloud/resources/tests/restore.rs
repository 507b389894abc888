//! Backups, and clusters made from them.

use super::*;

const RESTORE: &str = "/cluster-management/v2/operations/applications/cassandra/restore/v2";

/// A key of the customer's own.
const KEY: &str = "9a27373a-0451-4121-94ba-873fc441f313";

fn list(cluster: &str) -> String {
    format!("{BASE}/data-sources/applications/cassandra/clusters/v2/{cluster}/list-backups/v2")
}

fn trigger(desk: &mut Desk) -> (u16, Value) {
    let path = format!("{BASE}/operations/applications/cassandra/clusters/v2/{}/trigger-backup/v2", desk.cassandra);
    desk.ask(Method::POST, &path, Value::Null)
}

/// The events of each node.
fn events(desk: &mut Desk) -> Vec<Vec<Value>> {
    let cluster = desk.cassandra.clone();
    let shown = desk.shown(&list(&cluster));
    assert_eq!((&shown["id"], &shown["name"]), (&json!(cluster), &json!("tables")));
    let nodes = shown["clusterDataCentres"][0]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| node["events"].as_array().unwrap().clone()).collect()
}

#[test]
fn backups_come_by_themselves_and_are_kept_for_a_week() {
    let mut desk = Desk::fresh();
    assert_eq!(events(&mut desk), vec![Vec::<Value>::new(); 3]);
    desk.wait(3_600);
    assert!(events(&mut desk).iter().all(|events| events.len() == 1 && events[0]["state"] == "COMPLETED"));
    desk.wait(3 * 86_400);
    assert!(events(&mut desk).iter().all(|events| events.len() == 4));
    desk.wait(30 * 86_400);
    let week = 7 * 86_400_000;
    let now = desk.now;
    assert!(events(&mut desk).iter().flatten().all(|event| event["start"].as_i64().unwrap() >= now - week));
    assert!(events(&mut desk).iter().all(|events| events.len() == 7));
}

#[test]
fn a_backup_that_is_asked_for_makes_its_way() {
    let mut desk = Desk::fresh();
    assert_eq!(trigger(&mut desk).0, 409);
    desk.wait(600);
    assert_eq!(trigger(&mut desk), (202, Value::Null));
    let begun = events(&mut desk);
    assert!(begun.iter().all(|events| events.len() == 1));
    let first = &begun[0][0];
    assert_eq!((&first["state"], &first["progress"], &first["end"]), (&json!("ACTIVE"), &json!(0.0), &Value::Null));
    desk.wait(45);
    let progress = events(&mut desk)[0][0]["progress"].as_f64().unwrap();
    assert!(progress > 0.0 && progress < 1.0, "{progress}");
    desk.wait(240);
    let done = &events(&mut desk)[0][0];
    assert_eq!((&done["state"], &done["progress"], done["end"].is_i64()), (&json!("COMPLETED"), &json!(1.0), true));
}

#[test]
fn kafka_has_no_backups() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    assert_eq!(desk.get(&list(&kafka)).0, 404);
    assert_eq!(desk.ask(Method::POST, RESTORE, json!({ "clusterId": kafka })).0, 404);
}

#[test]
fn a_restore_makes_a_cluster_like_any_other() {
    let mut desk = Desk::new();
    let source = desk.cassandra.clone();
    desk.wait(3_600);
    let at_ms = desk.now - 60_000;
    let body = json!({ "clusterId": source, "restoredClusterName": "tables-again", "pointInTime": at_ms.to_string(),
        "keyspaceTables": "shop.orders,shop.items", "clusterNetwork": "10.77.0.0/16" });
    let (status, restored) = desk.ask(Method::POST, RESTORE, body.clone());
    assert_eq!(status, 202, "{restored}");
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(&restored[name], value, "{name}");
    }
    let one = format!("{BASE}/resources/applications/cassandra/clusters/v2/{}", text(&restored, "restoredClusterId"));
    let cluster = desk.shown(&one);
    assert_eq!((&cluster["name"], &cluster["status"]), (&json!("tables-again"), &json!("GENESIS")));
    assert_eq!(cluster["dataCentres"][0]["network"], "10.77.0.0/16");
    desk.wait(600);
    assert_eq!(desk.shown(&one)["status"], "RUNNING");
}

#[test]
fn a_restored_cluster_has_a_name_of_its_own_and_no_mark_of_its_source() {
    let mut desk = Desk::new();
    let mut create = cassandra_create(&"x".repeat(48));
    create["dataCentres"][0]["tags"] = json!([{ "key": "slipway-run", "value": "abc" }]);
    let source = desk.create("cassandra", &create);
    desk.wait(86_400);
    let (status, restored) = desk.ask(Method::POST, RESTORE, json!({ "clusterId": source }));
    assert_eq!(status, 202, "{restored}");
    let id = text(&restored, "restoredClusterId");
    let cluster = desk.shown(&format!("{BASE}/resources/applications/cassandra/clusters/v2/{id}"));
    let name = text(&cluster, "name");
    assert!(name.len() == 48 && name.contains("-restored-2026"), "{name}");
    assert_eq!(cluster["dataCentres"][0]["tags"], json!([]));
}

#[test]
fn what_is_wrong_with_a_restore_is_told_at_its_field() {
    let mut desk = Desk::new();
    let source = desk.cassandra.clone();
    let (status, refusal) = desk.ask(Method::POST, RESTORE, json!({ "clusterId": source }));
    assert_eq!((status, fields(&refusal)), (400, vec!["pointInTime".to_owned()]), "there is no backup yet");
    desk.wait(3_600);
    let centre = desk.data_centre(&source);
    let config = |config: Value| json!({ "cdcConfigs": [config] });
    let table = [
        (json!({ "clusterId": null }), vec!["clusterId"]),
        (json!({ "restoredClusterName": "no" }), vec!["restoredClusterName"]),
        (json!({ "pointInTime": "2035-01-01T00:00:00Z" }), vec!["pointInTime"]),
        (json!({ "pointInTime": 5 }), vec!["pointInTime"]),
        (json!({ "pointInTime": "yesterday" }), vec!["pointInTime"]),
        (json!({ "keyspaceTables": "orders" }), vec!["keyspaceTables"]),
        (json!({ "clusterNetwork": "11.0.0.0/16" }), vec!["clusterNetwork"]),
        (config(json!({ "cdcId": source, "restoreMode": "NEW_VPC" })), vec!["cdcConfigs[0].cdcId"]),
        (config(json!({ "cdcId": centre, "restoreMode": "SAME_VPC" })), vec!["cdcConfigs[0].restoreMode"]),
        (config(json!({ "cdcId": centre, "restoreMode": "ELSEWHERE" })), vec!["cdcConfigs[0].restoreMode"]),
    ];
    for (change, names) in table {
        let mut body = json!({ "clusterId": source });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, refusal) = desk.ask(Method::POST, RESTORE, body);
        let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
        assert_eq!((status, fields(&refusal)), (400, names), "{change}");
    }
    let new_network = config(json!({ "cdcId": centre, "restoreMode": "NEW_VPC" }));
    let mut body = json!({ "clusterId": source });
    body.as_object_mut().unwrap().extend(new_network.as_object().unwrap().clone());
    assert_eq!(desk.ask(Method::POST, RESTORE, body).0, 202);
}

/// The data centre of a cluster that is restored by this configuration from one in a VPC of the customer's own, and its
/// source's.
fn restored_by(config: Value) -> (Value, Value) {
    let mut desk = Desk::new();
    let mut create = cassandra_create("own");
    create["dataCentres"][0]["providerAccountName"] = json!("own-account");
    create["dataCentres"][0]["awsSettings"] = json!([{ "ebsEncryptionKey": KEY, "customVirtualNetworkId": "vpc-own" }]);
    restored_from(&mut desk, &create, config)
}

fn restored_from(desk: &mut Desk, create: &Value, mut config: Value) -> (Value, Value) {
    let source = desk.create("cassandra", create);
    desk.wait(86_400);
    config["cdcId"] = json!(desk.data_centre(&source));
    let one = |id: &str| format!("{BASE}/resources/applications/cassandra/clusters/v2/{id}");
    let before = desk.shown(&one(&source))["dataCentres"][0].clone();
    let (status, restored) = desk.ask(Method::POST, RESTORE, json!({ "clusterId": source, "cdcConfigs": [config] }));
    assert_eq!(status, 202, "{restored}");
    desk.wait(600);
    (desk.shown(&one(&text(&restored, "restoredClusterId")))["dataCentres"][0].clone(), before)
}

fn vpc_of(data_centre: &Value) -> String {
    text(&data_centre["awsSettings"][0], "customVirtualNetworkId")
}

#[test]
fn custom_vpc_puts_it_into_the_vpc_and_the_network_that_are_named() {
    let settings = json!({ "vpcId": "vpc-002512aa", "network": "10.88.0.0/16" });
    let (restored, _) = restored_by(json!({ "restoreMode": "CUSTOM_VPC", "customVpcSettings": settings }));
    let expected = json!([{ "ebsEncryptionKey": KEY, "customVirtualNetworkId": "vpc-002512aa" }]);
    assert_eq!((&restored["awsSettings"], &restored["network"]), (&expected, &json!("10.88.0.0/16")));
}

#[test]
fn a_network_of_a_custom_vpc_that_is_none_is_told_where_it_stands() {
    let mut desk = Desk::new();
    let mut create = cassandra_create("own");
    create["dataCentres"][0]["providerAccountName"] = json!("own-account");
    let source = desk.create("cassandra", &create);
    desk.wait(86_400);
    let settings = json!({ "vpcId": "vpc-002512aa", "network": "8.8.0.0/16" });
    let config = json!({ "cdcId": desk.data_centre(&source), "restoreMode": "CUSTOM_VPC",
        "customVpcSettings": settings });
    let (status, refusal) = desk.ask(Method::POST, RESTORE, json!({ "clusterId": source, "cdcConfigs": [config] }));
    assert_eq!((status, fields(&refusal)), (400, vec!["cdcConfigs[0].customVpcSettings.network".to_owned()]));
}

#[test]
fn a_network_of_a_custom_vpc_that_overlaps_another_data_centre_is_told_where_it_stands() {
    let mut desk = Desk::new();
    let mut create = cassandra_of(&["A", "B"]);
    for centre in create["dataCentres"].as_array_mut().unwrap() {
        centre["providerAccountName"] = json!("own-account");
    }
    let source = desk.create("cassandra", &create);
    desk.wait(86_400);
    let cluster = desk.shown(&format!("{BASE}/resources/applications/cassandra/clusters/v2/{source}"));
    for position in [0, 1] {
        let other = &create["dataCentres"][1 - position]["network"];
        let config = json!({ "cdcId": cluster["dataCentres"][position]["id"], "restoreMode": "CUSTOM_VPC",
            "customVpcSettings": { "vpcId": "vpc-002512aa", "network": other } });
        let (status, refusal) = desk.ask(Method::POST, RESTORE, json!({ "clusterId": source, "cdcConfigs": [config] }));
        assert_eq!((status, fields(&refusal)), (400, vec!["cdcConfigs[0].customVpcSettings.network".to_owned()]));
    }
}

#[test]
fn same_vpc_puts_it_where_its_source_is() {
    let (restored, before) = restored_by(json!({ "restoreMode": "SAME_VPC" }));
    assert_eq!((vpc_of(&restored).as_str(), &restored["awsSettings"]), ("vpc-own", &before["awsSettings"]));
    // One that was made for it is told by the provider, not by the create.
    let mut create = cassandra_create("made");
    create["dataCentres"][0]["providerAccountName"] = json!("own-account");
    let (restored, before) = restored_from(&mut Desk::new(), &create, json!({ "restoreMode": "SAME_VPC" }));
    assert_eq!(vpc_of(&restored), vpc_of(&before));
}

#[test]
fn new_vpc_makes_one_for_it_and_so_does_a_restore_that_says_nothing() {
    let (restored, before) = restored_by(json!({ "restoreMode": "NEW_VPC" }));
    assert_eq!(restored["awsSettings"][0]["ebsEncryptionKey"], KEY);
    assert!(vpc_of(&restored) != vpc_of(&before) && vpc_of(&restored).starts_with("vpc-"), "{restored}");
    let mut desk = Desk::new();
    let mut create = cassandra_create("own");
    create["dataCentres"][0]["awsSettings"] = json!([{ "customVirtualNetworkId": "vpc-own" }]);
    let source = desk.create("cassandra", &create);
    desk.wait(86_400);
    let (_, restored) = desk.ask(Method::POST, RESTORE, json!({ "clusterId": source }));
    let id = text(&restored, "restoredClusterId");
    let shown = desk.shown(&format!("{BASE}/resources/applications/cassandra/clusters/v2/{id}"));
    assert_eq!(shown["dataCentres"][0]["awsSettings"], Value::Null, "until its first machine is made");
}
