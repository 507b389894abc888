//! What a PUT may change, and what it is answered.

use super::*;

/// The time at which every cluster of these tests runs.
pub(super) const UP: i64 = START + 1_200_000;

pub(super) fn put(cloud: &mut Cloud, now: i64, path: &str, body: &Value) -> Response<Bytes> {
    cloud.apply(now, &request(Method::PUT, path, Some(body)))
}

/// The fields that a refusal names.
pub(super) fn fields(response: &Response<Bytes>) -> Vec<String> {
    assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{:?}", response.body());
    let errors = read(response)["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| error["name"].as_str().unwrap().to_owned()).collect()
}

/// A running cluster from `body`, and its path.
pub(super) fn running(path: &str, body: &Value) -> (Cloud, String) {
    let mut cloud = cloud();
    let path = created(&mut cloud, path, body);
    (cloud, path)
}

#[test]
fn a_put_of_every_field_that_changes_nothing_is_accepted_and_begins_nothing() {
    let mut body = kafka_create("demo");
    body["description"] = json!("mine");
    body["karapaceRestProxy"] = json!([{ "version": "5.2.0", "integrateRestProxyWithSchemaRegistry": false }]);
    let (mut cloud, path) = running(KAFKA, &body);
    let before = shown(&mut cloud, UP, &path);
    let decision = cloud.decide(UP, &request(Method::PUT, &path, Some(&body)));
    assert_eq!((decision.response.status(), read(&decision.response)), (StatusCode::ACCEPTED, before));
    assert!(decision.change.is_none());
}

#[test]
fn what_was_read_can_be_put_back() {
    let (mut cloud, path) = running(CASSANDRA, &cassandra_of(&["A", "B"]));
    let before = shown(&mut cloud, UP, &path);
    let response = put(&mut cloud, UP, &path, &before);
    assert_eq!((response.status(), read(&response)), (StatusCode::ACCEPTED, before));
}

/// `[wire]`: unset blocks as `[]`, `bundledUseOnly: false`, `providerAccountName: ""`.
#[test]
fn the_put_of_the_vendors_terraform_provider_is_accepted() {
    let mut body = kafka_create("demo");
    let (mut cloud, path) = running(KAFKA, &body);
    for block in ["dedicatedZookeeper", "karapaceRestProxy", "karapaceSchemaRegistry", "kraft", "restProxy"] {
        body[block] = json!([]);
    }
    for block in ["schemaRegistry", "resizeSettings", "twoFactorDelete"] {
        body[block] = json!([]);
    }
    body["bundledUseOnly"] = json!(false);
    body["description"] = json!("");
    body["dataCentres"][0]["providerAccountName"] = json!("");
    for block in ["awsSettings", "gcpSettings", "azureSettings", "privateLink", "tags"] {
        body["dataCentres"][0][block] = json!([]);
    }
    body["dataCentres"][0]["nodeSize"] = json!("KFK-DEV-t4g.small-30");
    let response = put(&mut cloud, UP, &path, &body);
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
    assert_eq!(read(&response)["dataCentres"][0]["nodeSize"], "KFK-DEV-t4g.small-30");
    assert_eq!(read(&response)["currentClusterOperationStatus"], "OPERATION_IN_PROGRESS");
}

/// `[wire]`: the data centres and `resizeSettings` alone, with `nodes: null`.
#[test]
fn the_put_of_the_vendors_operator_keeps_what_it_does_not_send() {
    let mut body = kafka_create("demo");
    body["description"] = json!("kept");
    body["twoFactorDelete"] = json!([{ "confirmationEmail": "me@example.com" }]);
    let (mut cloud, path) = running(KAFKA, &body);
    let mut centre = body["dataCentres"][0].clone();
    centre["nodes"] = Value::Null;
    centre["numberOfNodes"] = json!(6);
    let sent = json!({ "dataCentres": [centre], "resizeSettings": [{ "concurrency": 1 }] });
    let response = put(&mut cloud, UP, &path, &sent);
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
    let cluster = read(&response);
    assert_eq!(cluster["description"], "kept");
    assert_eq!(cluster["twoFactorDelete"], body["twoFactorDelete"]);
    assert_eq!(cluster["dataCentres"][0]["numberOfNodes"], 6);
    assert_eq!(cluster.get("resizeSettings"), None);
}

#[test]
fn each_field_that_needs_a_new_kafka_cluster_is_named() {
    let (mut cloud, path) = running(KAFKA, &kafka_create("demo"));
    let table: Vec<(&str, Value, &str)> = vec![
        ("/name", json!("other"), "name"),
        ("/kafkaVersion", json!("3.9.2"), "kafkaVersion"),
        ("/slaTier", json!("PRODUCTION"), "slaTier"),
        ("/privateNetworkCluster", json!(true), "privateNetworkCluster"),
        ("/pciComplianceMode", json!(true), "pciComplianceMode"),
        ("/clientToClusterEncryption", json!(true), "clientToClusterEncryption"),
        ("/clientBrokerAuthWithMtls", json!(true), "clientBrokerAuthWithMtls"),
        ("/allowDeleteTopics", json!(false), "allowDeleteTopics"),
        ("/autoCreateTopics", json!(false), "autoCreateTopics"),
        ("/defaultReplicationFactor", json!(5), "defaultReplicationFactor"),
        ("/defaultNumberOfPartitions", json!(4), "defaultNumberOfPartitions"),
        ("/bundledUseOnly", json!(true), "bundledUseOnly"),
        ("/karapaceSchemaRegistry", json!([{ "version": "5.2.0" }]), "karapaceSchemaRegistry"),
        ("/dedicatedZookeeper", json!([{ "zookeeperNodeSize": "KFK-ZK-DEV-t4g.small-30" }]), "dedicatedZookeeper"),
        ("/dataCentres/0/name", json!("OTHER"), "dataCentres[0].name"),
        ("/dataCentres/0/cloudProvider", json!("GCP"), "dataCentres[0].cloudProvider"),
        ("/dataCentres/0/region", json!("US_WEST_2"), "dataCentres[0].region"),
        ("/dataCentres/0/network", json!("10.9.0.0/16"), "dataCentres[0].network"),
        ("/dataCentres/0/providerAccountName", json!("mine"), "dataCentres[0].providerAccountName"),
        ("/dataCentres/0/tags", json!([{ "key": "a", "value": "b" }]), "dataCentres[0].tags"),
        ("/dataCentres/0/numberOfNodes", json!(0), "dataCentres[0].numberOfNodes"),
        ("/dataCentres/0/numberOfNodes", json!(4), "dataCentres[0].numberOfNodes"),
        ("/dataCentres/0/nodeSize", json!("KFK-no-such"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/nodeSize", json!("CAS-DEV-t4g.small-30"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/nodeSize", json!("KFK-KR-DEV-t4g.small-30"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/nodeSize", json!("KFK-ZK-DEV-t4g.small-30"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/nodeSize", json!("KFK-DEV-n2-standard-2-80"), "dataCentres[0].nodeSize"),
        ("/resizeSettings", json!([{ "concurrency": -1 }]), "resizeSettings[0].concurrency"),
        ("/dataCentres", json!([]), "dataCentres"),
        ("/dataCentres", json!(null), "dataCentres"),
    ];
    for (pointer, value, field) in table {
        let mut body = kafka_create("demo");
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[name] = value;
        assert_eq!(fields(&put(&mut cloud, UP, &path, &body)), [field], "{pointer}");
    }
    let cluster = shown(&mut cloud, UP, &path);
    assert_eq!(cluster["currentClusterOperationStatus"], "NO_OPERATION");
}

#[test]
fn each_field_that_needs_a_new_data_centre_is_named_at_its_place_in_the_request() {
    let (mut cloud, path) = running(CASSANDRA, &cassandra_of(&["A", "B"]));
    let changes = [
        ("replicationFactor", json!(2)),
        ("continuousBackup", json!(true)),
        ("clientToClusterEncryption", json!(true)),
        ("privateIpBroadcastForDiscovery", json!(true)),
        ("privateLink", json!(true)),
    ];
    for (name, value) in changes {
        let mut body = cassandra_of(&["A", "B"]);
        body["dataCentres"][0][name] = value;
        // The order of data centres says nothing `[openapi]` (x-terraform-ignore-order).
        body["dataCentres"].as_array_mut().unwrap().reverse();
        assert_eq!(fields(&put(&mut cloud, UP, &path, &body)), [format!("dataCentres[1].{name}")]);
    }
}

/// Data centres are sent whole, as the vendor's clients do, though a field that is not set stays as it is elsewhere.
#[test]
fn each_field_that_a_data_centre_must_repeat_is_named() {
    let common = ["name", "cloudProvider", "region", "network", "nodeSize", "numberOfNodes"];
    let of_cassandra =
        ["replicationFactor", "clientToClusterEncryption", "continuousBackup", "privateIpBroadcastForDiscovery"];
    for (path, create, more) in
        [(KAFKA, kafka_create("demo"), &[][..]), (CASSANDRA, cassandra_create("demo"), &of_cassandra)]
    {
        let (mut cloud, path) = running(path, &create);
        let paths: Vec<String> = common.iter().chain(more).map(|name| format!("dataCentres[0].{name}")).collect();
        assert_eq!(fields(&put(&mut cloud, UP, &path, &json!({ "dataCentres": [{}] }))), paths);
        for name in common.iter().chain(more) {
            let mut centre = create["dataCentres"][0].clone();
            centre[*name] = Value::Null;
            let named = fields(&put(&mut cloud, UP, &path, &json!({ "dataCentres": [centre] })));
            assert_eq!(named, [format!("dataCentres[0].{name}")]);
        }
    }
}

/// Of the data centres at hand: where one is missing or too many, nothing can be said of the others.
#[test]
fn what_cannot_be_changed_and_what_is_wrong_are_told_at_once_each_field_by_one_message() {
    let (mut cloud, path) = running(CASSANDRA, &cassandra_of(&["A", "B"]));
    let mut body = cassandra_of(&["A", "B"]);
    body["cassandraVersion"] = json!("3.11.4");
    body["description"] = json!(7);
    body["dataCentres"][0]["numberOfNodes"] = json!(0);
    body["dataCentres"][1]["nodeSize"] = json!("CAS-no-such");
    body["dataCentres"].as_array_mut().unwrap().reverse();
    let named = fields(&put(&mut cloud, UP, &path, &body));
    assert_eq!(named, ["cassandraVersion", "dataCentres[1].numberOfNodes", "description", "dataCentres[0].nodeSize"]);
    body["dataCentres"].as_array_mut().unwrap().remove(1);
    assert_eq!(fields(&put(&mut cloud, UP, &path, &body)), ["cassandraVersion", "dataCentres"]);
}

#[test]
fn a_number_of_nodes_that_is_none_is_told_as_such() {
    let (mut cloud, path) = running(KAFKA, &kafka_create("demo"));
    for wrong in [json!("6"), json!(6.5), json!(true)] {
        let mut body = kafka_create("demo");
        body["dataCentres"][0]["numberOfNodes"] = wrong;
        let refused = read(&put(&mut cloud, UP, &path, &body));
        let expected = json!([{ "name": "dataCentres[0].numberOfNodes", "message": "must be a whole number" }]);
        assert_eq!(refused["errors"], expected);
    }
}

#[test]
fn no_cluster_can_be_made_smaller() {
    for (path, mut body) in [(KAFKA, kafka_create("demo")), (CASSANDRA, cassandra_create("demo"))] {
        body["dataCentres"][0]["numberOfNodes"] = json!(6);
        let (mut cloud, path) = running(path, &body);
        body["dataCentres"][0]["numberOfNodes"] = json!(3);
        assert_eq!(fields(&put(&mut cloud, UP, &path, &body)), ["dataCentres[0].numberOfNodes"]);
    }
}

#[test]
fn a_data_centre_can_be_added_to_cassandra_and_not_removed() {
    let (mut cloud, path) = running(CASSANDRA, &cassandra_of(&["A"]));
    let both = cassandra_of(&["A", "B"]);
    let response = put(&mut cloud, UP, &path, &both);
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
    let cluster = read(&response);
    assert_eq!(cluster["status"], "RUNNING");
    assert_eq!(cluster["currentClusterOperationStatus"], "OPERATION_IN_PROGRESS");
    assert_eq!(cluster["dataCentres"][1]["status"], "GENESIS");
    let later = shown(&mut cloud, UP + 1_200_000, &path);
    assert_eq!(later["currentClusterOperationStatus"], "NO_OPERATION");
    assert_eq!(later["dataCentres"][1]["status"], "RUNNING");
    assert_eq!(fields(&put(&mut cloud, UP + 1_200_000, &path, &cassandra_of(&["A"]))), ["dataCentres"]);
    let mut overlapping = both.clone();
    let mut third = both["dataCentres"][0].clone();
    third["name"] = json!("C");
    overlapping["dataCentres"].as_array_mut().unwrap().push(third);
    assert_eq!(fields(&put(&mut cloud, UP + 1_200_000, &path, &overlapping)), ["dataCentres[2].network"]);
}

#[test]
fn a_cluster_that_is_not_ready_is_not_changed() {
    let body = kafka_create("demo");
    let (mut cloud, path) = running(KAFKA, &body);
    assert_eq!(put(&mut cloud, START, &path, &body).status(), StatusCode::CONFLICT);
    let mut larger = body.clone();
    larger["dataCentres"][0]["numberOfNodes"] = json!(6);
    assert_eq!(put(&mut cloud, UP, &path, &larger).status(), StatusCode::ACCEPTED);
    assert_eq!(put(&mut cloud, UP + 1, &path, &larger).status(), StatusCode::CONFLICT);
    cloud.apply(UP + 2, &request(Method::DELETE, &path, None));
    assert_eq!(put(&mut cloud, UP + 3, &path, &larger).status(), StatusCode::CONFLICT);
}

#[test]
fn a_put_to_no_cluster_gets_a_list_of_errors() {
    let response = put(&mut cloud(), START, &format!("{KAFKA}/nonsense"), &kafka_create("demo"));
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert_eq!(read(&response)["errors"][0]["name"], "clusterId");
}

#[test]
fn settings_are_changed_by_themselves_at_any_time() {
    let mut body = kafka_create("demo");
    body["description"] = json!("first");
    let (mut cloud, path) = running(KAFKA, &body);
    let id = path.rsplit('/').next().unwrap();
    let settings = format!("/cluster-management/v2/operations/clusters/v2/{id}/change-settings/v2");
    let response = put(&mut cloud, START, &settings, &json!({ "description": "second" }));
    assert_eq!((response.status(), read(&response)), (StatusCode::ACCEPTED, json!({ "description": "second" })));
    let delete = json!({ "confirmationEmail": "me@example.com", "confirmationPhoneNumber": "+1 (2) 3-4" });
    let response = put(&mut cloud, START, &settings, &json!({ "twoFactorDelete": delete }));
    assert_eq!(read(&response), json!({ "description": "second", "twoFactorDelete": delete }));
    let cluster = shown(&mut cloud, START, &path);
    assert_eq!((&cluster["description"], &cluster["twoFactorDelete"]), (&json!("second"), &json!([delete])));
    let wrong = json!({ "twoFactorDelete": { "confirmationEmail": "a@b", "confirmationPhoneNumber": "x" } });
    let named = fields(&put(&mut cloud, START, &settings, &wrong));
    assert_eq!(named, ["twoFactorDelete.confirmationPhoneNumber"]);
    assert_eq!(fields(&put(&mut cloud, START, &settings, &json!({ "twoFactorDelete": [] }))), ["twoFactorDelete"]);
}

#[test]
fn version_three_of_kafka_has_private_connectivity() {
    let v3 = KAFKA.replace("/v2", "/v3").replace("management/v3", "management/v2");
    let mut body = kafka_create("demo");
    body["privateNetworkCluster"] = json!(true);
    body["dataCentres"][0]["privateConnectivity"] =
        json!([{ "awsPrivateLink": [{ "advertisedHostname": "a.example" }] }]);
    let mut cloud = cloud();
    let refused = cloud.apply(START, &request(Method::POST, KAFKA, Some(&body)));
    assert_eq!(fields(&refused), ["dataCentres[0].privateConnectivity"]);
    let path = created(&mut cloud, &v3, &body);
    let cluster = shown(&mut cloud, START, &path);
    assert_eq!(cluster["dataCentres"][0]["privateConnectivity"], body["dataCentres"][0]["privateConnectivity"]);
    // The list does not tell versions apart, so either path reads it.
    assert_eq!(shown(&mut cloud, START, &path.replace("clusters/v3", "clusters/v2")), cluster);
    body["dataCentres"][0]["privateLink"] = json!([{ "advertisedHostname": "a.example" }]);
    assert_eq!(fields(&cloud.apply(START, &request(Method::POST, &v3, Some(&body)))), ["dataCentres[0].privateLink"]);
}

/// `[tf]`: «cannot be turned off».
#[test]
fn tag_management_can_be_turned_on_and_then_lets_values_of_tags_change() {
    let mut body = kafka_create("demo");
    body["dataCentres"][0]["tags"] = json!([{ "key": "a", "value": "1" }]);
    let (mut cloud, path) = running(KAFKA, &body);
    let centre = |value: &str, managed: bool| {
        let mut body = body.clone();
        body["dataCentres"][0]["tags"][0]["value"] = json!(value);
        body["dataCentres"][0]["tagManagementEnabled"] = json!(managed);
        body
    };
    assert_eq!(fields(&put(&mut cloud, UP, &path, &centre("2", false))), ["dataCentres[0].tags"]);
    let decision = cloud.decide(UP, &request(Method::PUT, &path, Some(&centre("1", false))));
    assert!(decision.response.status().is_success() && decision.change.is_none());
    let managed = read(&put(&mut cloud, UP, &path, &centre("2", true)));
    let shown = &managed["dataCentres"][0];
    assert_eq!((&shown["tags"][0]["value"], &shown["tagManagementEnabled"]), (&json!("2"), &json!(true)));
    assert_eq!(fields(&put(&mut cloud, UP, &path, &centre("2", false))), ["dataCentres[0].tagManagementEnabled"]);
    let mut other_key = centre("2", true);
    other_key["dataCentres"][0]["tags"][0]["key"] = json!("b");
    assert_eq!(fields(&put(&mut cloud, UP, &path, &other_key)), ["dataCentres[0].tags"]);
}

/// `[3rd-party 2026]`.
#[test]
fn the_vpc_of_a_data_centre_is_told_once_it_is_there_and_may_be_sent_back() {
    let body = cassandra_of(&["A"]);
    let (mut cloud, path) = running(CASSANDRA, &body);
    assert_eq!(shown(&mut cloud, START, &path)["dataCentres"][0]["awsSettings"], Value::Null);
    let cluster = shown(&mut cloud, UP, &path);
    let settings = &cluster["dataCentres"][0]["awsSettings"];
    let peer = json!({ "cdcId": cluster["dataCentres"][0]["id"], "peerAwsAccountId": "123456789123",
        "peerVpcId": "vpc-1", "peerRegion": "US_EAST_1", "peerSubnets": ["10.129.0.0/16"] });
    let peers = "/cluster-management/v2/resources/providers/aws/vpc-peers/v2";
    let peer = read(&cloud.apply(UP, &request(Method::POST, peers, Some(&peer))));
    assert_eq!(settings, &json!([{ "customVirtualNetworkId": peer["dataCentreVpcId"] }]));

    let mut body = body;
    body["dataCentres"][0]["awsSettings"] = settings.clone();
    let decision = cloud.decide(UP, &request(Method::PUT, &path, Some(&body)));
    assert_eq!((decision.response.status(), read(&decision.response)), (StatusCode::ACCEPTED, cluster));
    assert!(decision.change.is_none());
    body["dataCentres"][0]["awsSettings"][0]["customVirtualNetworkId"] = json!("vpc-other");
    assert_eq!(fields(&put(&mut cloud, UP, &path, &body)), ["dataCentres[0].awsSettings"]);
}

#[test]
fn the_end_point_service_of_a_private_link_is_told_once_it_is_there_and_may_be_sent_back() {
    let link = json!([{ "advertisedHostname": "a.example" }]);
    let v3 = format!("{}/v3", KAFKA.strip_suffix("/v2").unwrap());
    for (create, block) in [(KAFKA, "/privateLink/0"), (v3.as_str(), "/privateConnectivity/0/awsPrivateLink/0")] {
        let mut body = kafka_create("demo");
        body["privateNetworkCluster"] = json!(true);
        let centre = &mut body["dataCentres"][0];
        match create == KAFKA {
            true => centre["privateLink"] = link.clone(),
            false => centre["privateConnectivity"] = json!([{ "awsPrivateLink": link }]),
        }
        let (mut cloud, path) = running(create, &body);
        let pointer = format!("/dataCentres/0{block}");
        assert_eq!(shown(&mut cloud, START, &path).pointer(&pointer), Some(&link[0]));
        let cluster = shown(&mut cloud, UP, &path);
        let told = cluster.pointer(&pointer).unwrap();
        assert!(Uuid::parse_str(told["endPointServiceId"].as_str().unwrap()).is_ok(), "{told}");
        let name = told["endPointServiceName"].as_str().unwrap();
        assert!(name.starts_with("com.amazonaws.vpce.us-east-1.vpce-svc-"), "{told}");
        let response = put(&mut cloud, UP, &path, &cluster);
        assert_eq!((response.status(), read(&response)), (StatusCode::ACCEPTED, cluster));
    }
}

#[test]
fn the_settings_of_a_cluster_that_is_being_deleted_are_refused() {
    let (mut cloud, path) = running(KAFKA, &kafka_create("demo"));
    let id = cloud.clusters()[0].id();
    let settings = format!("/cluster-management/v2/operations/clusters/v2/{id}/change-settings/v2");
    let body = json!({ "description": "mine" });
    assert_eq!(put(&mut cloud, UP, &settings, &body).status(), StatusCode::ACCEPTED);
    cloud.apply(UP, &request(Method::DELETE, &path, None));
    assert_eq!(put(&mut cloud, UP, &settings, &body).status(), StatusCode::CONFLICT);
}
