use serde_json::{Value, json};

use super::*;
use crate::cloud::spec::normalised;
use crate::testing::{cassandra_create, kafka_create};

fn problems(application: Application, change: impl FnOnce(&mut Value)) -> Problems {
    problems_by(ApiVersion::V2, application, change)
}

fn problems_by(version: ApiVersion, application: Application, change: impl FnOnce(&mut Value)) -> Problems {
    let mut body = match application {
        Application::Kafka => kafka_create("demo-kafka"),
        Application::Cassandra => cassandra_create("demo-cassandra"),
    };
    change(&mut body);
    let Value::Object(fields) = body else { unreachable!("bodies are objects") };
    create(application, version, &normalised(fields))
}

/// Sets the value at a JSON pointer whose parent is there.
fn set(body: &mut Value, pointer: &str, value: Value) {
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    body.pointer_mut(parent).unwrap()[field] = value;
}

#[test]
fn the_smallest_creates_of_the_documents_have_no_problem() {
    for application in Application::ALL {
        assert_eq!(problems(application, |_| {}), Problems::default());
    }
}

#[test]
fn every_rule_of_kafka_names_its_field() {
    let table: Vec<(&str, Value, &str)> = vec![
        ("/name", json!(null), "name"),
        ("/name", json!("ab"), "name"),
        ("/name", json!("-abc"), "name"),
        ("/name", json!("a b c"), "name"),
        ("/name", json!("a".repeat(49)), "name"),
        ("/name", json!(17), "name"),
        ("/kafkaVersion", json!("4.1"), "kafkaVersion"),
        ("/kafkaVersion", json!("9.9.9"), "kafkaVersion"),
        ("/slaTier", json!("GOLD"), "slaTier"),
        ("/slaTier", json!("PRODUCTION"), "dataCentres[0].nodeSize"),
        ("/privateNetworkCluster", json!("false"), "privateNetworkCluster"),
        ("/pciComplianceMode", json!(null), "pciComplianceMode"),
        ("/clientToClusterEncryption", json!(0), "clientToClusterEncryption"),
        ("/allowDeleteTopics", json!(null), "allowDeleteTopics"),
        ("/autoCreateTopics", json!(null), "autoCreateTopics"),
        ("/defaultReplicationFactor", json!(6), "defaultReplicationFactor"),
        ("/defaultReplicationFactor", json!(2), "dataCentres[0].numberOfNodes"),
        ("/defaultReplicationFactor", json!("3"), "defaultReplicationFactor"),
        ("/defaultNumberOfPartitions", json!(0), "defaultNumberOfPartitions"),
        ("/dataCentres", json!([]), "dataCentres"),
        ("/dataCentres/0/name", json!(""), "dataCentres[0].name"),
        ("/dataCentres/0/cloudProvider", json!("AWS"), "dataCentres[0].cloudProvider"),
        ("/dataCentres/0/region", json!("us-east-1"), "dataCentres[0].region"),
        ("/dataCentres/0/network", json!("10.0.0.1/16"), "dataCentres[0].network"),
        ("/dataCentres/0/network", json!("8.8.0.0/16"), "dataCentres[0].network"),
        ("/dataCentres/0/nodeSize", json!("KFK-DEV-t4g.smal-5"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/nodeSize", json!("CAS-DEV-t4g.small-5"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/nodeSize", json!("KFK-KR-DEV-t4g.small-30"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/numberOfNodes", json!(4), "dataCentres[0].numberOfNodes"),
        ("/dataCentres/0/numberOfNodes", json!(0), "dataCentres[0].numberOfNodes"),
        ("/dataCentres/0/tags", json!([{ "value": "x" }]), "dataCentres[0].tags[0].key"),
        ("/dataCentres/0/tags", json!(["x"]), "dataCentres[0].tags[0]"),
        ("/dataCentres/0/privateLink", json!([{ "advertisedHostname": "a.example" }]), "dataCentres[0].privateLink"),
        ("/dataCentres/0/privateConnectivity", json!([{}]), "dataCentres[0].privateConnectivity"),
        ("/tieredStorage", json!([{ "s3Settings": [] }]), "tieredStorage[0]"),
        (
            "/tieredStorage",
            json!([{ "s3Settings": [{ "s3BucketName": "b", "useCustomBucket": "yes" }] }]),
            "tieredStorage[0].s3Settings[0].useCustomBucket",
        ),
        ("/tieredStorage", json!([{ "gcsSettings": [{}] }]), "tieredStorage[0].gcsSettings[0].gcsBucketName"),
        ("/clientTelemetry", json!({}), "clientTelemetry"),
        ("/clientTelemetry", json!([{ "enabled": "yes" }]), "clientTelemetry[0].enabled"),
        (
            "/clientTelemetry",
            json!([{ "basicAuthentication": { "username": "me" } }]),
            "clientTelemetry[0].basicAuthentication",
        ),
        (
            "/clientTelemetry",
            json!([{ "authenticationHeaders": [{ "key": 1 }] }]),
            "clientTelemetry[0].authenticationHeaders[0].key",
        ),
        (
            "/dataCentres/0/awsSettings",
            json!([{ "ebsEncryptionKey": 1 }]),
            "dataCentres[0].awsSettings[0].ebsEncryptionKey",
        ),
        (
            "/dataCentres/0/awsSettings",
            json!([{ "ebsEncryptionKey": "my-key" }]),
            "dataCentres[0].awsSettings[0].ebsEncryptionKey",
        ),
        ("/dataCentres/0/azureSettings", json!({ "resourceGroup": "mine" }), "dataCentres[0].azureSettings"),
        (
            "/dataCentres/0/azureSettings",
            json!([{ "resourceGroup": "mine", "customVirtualNetworkId": "my-network" }]),
            "dataCentres[0].azureSettings[0].customVirtualNetworkId",
        ),
        ("/bundledUseOnly", json!("no"), "bundledUseOnly"),
        ("/collocatedZookeeper", json!([{ "nodeCount": 0 }]), "collocatedZookeeper[0].nodeCount"),
        ("/collocatedZookeeper", json!([{}]), "collocatedZookeeper[0].nodeCount"),
        ("/kraft", json!([{ "controllerNodeCount": 5 }]), "kraft[0].controllerNodeCount"),
        ("/kraft", json!({ "controllerNodeCount": 3 }), "kraft"),
        ("/schemaRegistry", json!([{ "version": "5.0.0" }]), "schemaRegistry[0].version"),
        ("/karapaceSchemaRegistry", json!([{ "version": "5.0.0" }]), "karapaceSchemaRegistry[0].version"),
        ("/twoFactorDelete", json!([{ "confirmationEmail": "me" }]), "twoFactorDelete[0].confirmationEmail"),
        (
            "/twoFactorDelete",
            json!([{ "confirmationEmail": "me@example.com", "confirmationPhoneNumber": "call me" }]),
            "twoFactorDelete[0].confirmationPhoneNumber",
        ),
        (
            "/twoFactorDelete",
            json!([{ "confirmationEmail": "me@example.com", "confirmationPhoneNumber": " 0123" }]),
            "twoFactorDelete[0].confirmationPhoneNumber",
        ),
        (
            "/dedicatedZookeeper",
            json!([{ "zookeeperNodeCount": 4, "zookeeperNodeSize": "KFK-ZK-DEV-t4g.small-30" }]),
            "dedicatedZookeeper[0].zookeeperNodeCount",
        ),
        (
            "/dedicatedKraftController",
            json!([{ "controllerNodeCount": 3, "controllerNodeSize": "KFK-DEV-t4g.small-5" }]),
            "dedicatedKraftController[0].controllerNodeSize",
        ),
    ];
    for (pointer, value, field) in table {
        let found = problems(Application::Kafka, |body| set(body, pointer, value.clone()));
        assert_eq!(found.fields(), [field], "{pointer} = {value}");
    }
}

#[test]
fn every_rule_of_private_connectivity_names_its_field() {
    let rack = json!({ "advertisedHostname": "a.example" });
    let gcp = |racks: Value| json!([{ "gcpPrivateServiceConnect": [{ "gcpPrivateServiceConnectRack": racks }] }]);
    let with = |field: &str, value: Value| {
        let mut connectivity = gcp(json!([rack, rack, rack]));
        connectivity[0]["gcpPrivateServiceConnect"][0][field] = value;
        connectivity
    };
    let aws = |name: &str| json!([{ "awsPrivateLink": [{ "advertisedHostname": name }] }]);
    let of_gcp = "dataCentres[0].privateConnectivity[0].gcpPrivateServiceConnect";
    let racks = format!("{of_gcp}[0].gcpPrivateServiceConnectRack");
    let table = [
        ("GCP", gcp(json!([rack, rack, rack])), None),
        ("GCP", gcp(json!([rack, rack])), Some(racks.clone())),
        (
            "GCP",
            gcp(json!([rack, { "advertisedHostname": "ab" }, rack])),
            Some(format!("{racks}[1].advertisedHostname")),
        ),
        ("GCP", with("network", json!("10.64.0.0/22")), None),
        ("GCP", with("network", json!("10.64.0.0/23")), Some(format!("{of_gcp}[0].network"))),
        ("GCP", with("network", json!("anywhere")), Some(format!("{of_gcp}[0].network"))),
        ("GCP", with("shotoverProxy", json!([{}])), Some(format!("{of_gcp}[0].shotoverProxy[0].nodeSize"))),
        ("AWS_VPC", gcp(json!([rack, rack, rack])), Some(of_gcp.to_owned())),
        ("AWS_VPC", aws("a.example"), None),
        (
            "AWS_VPC",
            aws("ab"),
            Some("dataCentres[0].privateConnectivity[0].awsPrivateLink[0].advertisedHostname".to_owned()),
        ),
        ("GCP", aws("a.example"), Some("dataCentres[0].privateConnectivity".to_owned())),
    ];
    for (provider, connectivity, field) in table {
        let found = problems_by(ApiVersion::V3, Application::Kafka, |body| {
            body["privateNetworkCluster"] = json!(true);
            let centre = &mut body["dataCentres"][0];
            centre["cloudProvider"] = json!(provider);
            if provider == "GCP" {
                centre["region"] = json!("us-central1");
                centre["nodeSize"] = json!("KFK-DEV-n2-standard-2-80");
            }
            centre["privateConnectivity"] = connectivity.clone();
        });
        assert_eq!(found.fields(), field.iter().collect::<Vec<_>>(), "{provider}: {connectivity}");
    }
}

#[test]
fn every_rule_of_resize_settings_names_its_field() {
    let table = [
        (json!([{ "concurrency": 2, "notifySupportContacts": true }]), 2, None),
        (json!([{}]), 1, None),
        (json!([]), 1, None),
        (json!([{ "concurrency": 0 }]), 1, None),
        (json!([{ "concurrency": -1 }]), 1, Some("resizeSettings[0].concurrency")),
        (json!([{ "concurrency": 1_001 }]), 1, Some("resizeSettings[0].concurrency")),
        (json!([{ "concurrency": "1" }]), 1, Some("resizeSettings[0].concurrency")),
        (json!([{ "notifySupportContacts": "yes" }]), 1, Some("resizeSettings[0].notifySupportContacts")),
        (json!({ "concurrency": 1 }), 1, Some("resizeSettings")),
        (json!([{}, {}]), 1, Some("resizeSettings")),
    ];
    for (settings, nodes, field) in table {
        let mut found = Problems::default();
        let body = json!({ "resizeSettings": settings });
        assert_eq!(concurrency(body.as_object().unwrap(), &mut found), nodes, "{settings}");
        assert_eq!(found.fields(), field.into_iter().collect::<Vec<_>>(), "{settings}");
    }
}

#[test]
fn a_kafka_cluster_has_dedicated_zookeepers_or_dedicated_controllers() {
    let found = problems(Application::Kafka, |body| {
        let zookeeper = json!([{ "zookeeperNodeCount": 3, "zookeeperNodeSize": "KFK-ZK-DEV-t4g.small-30" }]);
        let controller = json!([{ "controllerNodeCount": 3, "controllerNodeSize": "KFK-KR-DEV-t4g.small-30" }]);
        set(body, "/dedicatedZookeeper", zookeeper);
        set(body, "/dedicatedKraftController", controller);
    });
    assert_eq!(found.fields(), ["dedicatedKraftController"]);
}

#[test]
fn every_rule_of_cassandra_names_its_field() {
    let table: Vec<(&str, Value, &str)> = vec![
        ("/cassandraVersion", json!("3.11.16"), "cassandraVersion"),
        ("/luceneEnabled", json!(null), "luceneEnabled"),
        ("/passwordAndUserAuth", json!("yes"), "passwordAndUserAuth"),
        ("/spark", json!([{ "version": "3.0.1" }]), "spark[0].version"),
        ("/dataCentres/0/replicationFactor", json!(null), "dataCentres[0].replicationFactor"),
        ("/dataCentres/0/continuousBackup", json!(null), "dataCentres[0].continuousBackup"),
        ("/dataCentres/0/clientToClusterEncryption", json!(null), "dataCentres[0].clientToClusterEncryption"),
        ("/dataCentres/0/privateIpBroadcastForDiscovery", json!(null), "dataCentres[0].privateIpBroadcastForDiscovery"),
        ("/dataCentres/0/nodeSize", json!("KFK-DEV-t4g.small-5"), "dataCentres[0].nodeSize"),
        ("/dataCentres/0/privateLink", json!(true), "dataCentres[0].privateLink"),
        ("/dataCentres/0/debezium", json!([{ "version": "2.0.1" }]), "dataCentres[0].debezium[0].version"),
        ("/dataCentres/0/shotoverProxy", json!([{ "version": "0.7.3" }]), "dataCentres[0].shotoverProxy[0].nodeSize"),
        ("/dataCentres/0/pscNetwork", json!("10.9.0.0/23"), "dataCentres[0].pscNetwork"),
        (
            "/dataCentres/0/privateConnectivity",
            json!([{ "endpointAddresses": [{ "address": "10.1.0.9" }] }]),
            "dataCentres[0].privateConnectivity[0].endpointAddresses[0].address",
        ),
        (
            "/dataCentres/0/privateConnectivity",
            json!([{ "endpointAddresses": [{ "address": ["10.1.0.9"], "rack": 1 }] }]),
            "dataCentres[0].privateConnectivity[0].endpointAddresses[0].rack",
        ),
        (
            "/dataCentres/0/customSubjectAlternativeNames",
            json!(["a", 1]),
            "dataCentres[0].customSubjectAlternativeNames",
        ),
    ];
    for (pointer, value, field) in table {
        let found = problems(Application::Cassandra, |body| set(body, pointer, value.clone()));
        assert_eq!(found.fields(), [field], "{pointer} = {value}");
    }
}

#[test]
fn data_centres_of_one_cluster_differ_in_name_and_network() {
    let twice = |body: &mut Value| {
        let first = body["dataCentres"][0].clone();
        body["dataCentres"].as_array_mut().unwrap().push(first);
    };
    let found = problems(Application::Cassandra, twice);
    assert_eq!(found.fields(), ["dataCentres[1].network", "dataCentres[1].name"]);
    assert_eq!(problems(Application::Kafka, twice).fields(), ["dataCentres"]);
}

#[test]
fn a_network_must_have_room_for_its_nodes() {
    let found = problems(Application::Kafka, |body| {
        set(body, "/dataCentres/0/network", json!("10.0.0.0/26"));
        set(body, "/dataCentres/0/numberOfNodes", json!(60));
    });
    assert_eq!(found.fields(), ["dataCentres[0].network"]);
}

#[test]
fn all_problems_are_told_at_once() {
    let found = problems(Application::Kafka, |body| {
        set(body, "/name", json!("x"));
        set(body, "/dataCentres/0/numberOfNodes", json!(4));
        set(body, "/dataCentres/0/awsSettings", json!([{}]));
        set(body, "/dataCentres/0/gcpSettings", json!([{}]));
    });
    assert_eq!(found.fields(), ["name", "dataCentres[0].numberOfNodes", "dataCentres[0].gcpSettings"]);
}
