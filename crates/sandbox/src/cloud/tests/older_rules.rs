//! What a PUT may leave that would be refused today.

use super::changes::{UP, fields, put, running};
use super::*;

/// Older builds took both kinds of dedicated machines together, and older catalogues had other versions.
#[test]
fn what_stands_by_older_rules_may_stand_and_the_rest_may_change() {
    let mut body = kafka_create("demo");
    let machines = |count: &str, size: &str, name: &str| json!([{ count: 3, size: name }]);
    body["dedicatedZookeeper"] = machines("zookeeperNodeCount", "zookeeperNodeSize", "KFK-ZK-DEV-t4g.small-30");
    body["dedicatedKraftController"] = machines("controllerNodeCount", "controllerNodeSize", "KFK-KR-DEV-t4g.small-30");
    assert_eq!(
        cloud().apply(START, &request(Method::POST, KAFKA, Some(&body))).status(),
        StatusCode::BAD_REQUEST,
        "by the rules of today"
    );
    body["kafkaVersion"] = json!("3.6.1");
    let (cloud, path) = running(KAFKA, &kafka_create("demo"));
    let Value::Object(spec) = body.clone() else { panic!() };
    let created = Created { spec, ..cloud.clusters()[0].created().clone() };
    let records = [cloud.snapshot().remove(0), Record::Created(Box::new(created))];
    let mut cloud = Cloud::restored(options(0), records).unwrap();
    let before = shown(&mut cloud, UP, &path);
    let response = put(&mut cloud, UP, &path, &before);
    assert_eq!((response.status(), read(&response)), (StatusCode::ACCEPTED, before));
    for wrong in [json!("KFK-KR-DEV-no-such"), json!(7)] {
        let mut resized = body.clone();
        resized["dedicatedKraftController"][0]["controllerNodeSize"] = wrong;
        let response = put(&mut cloud, UP, &path, &resized);
        assert_eq!(fields(&response), ["dedicatedKraftController[0].controllerNodeSize"]);
    }
    body["dataCentres"][0]["numberOfNodes"] = json!(6);
    let response = put(&mut cloud, UP, &path, &body);
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
}

/// A running Cassandra cluster whose only data centre, `A`, has 4 nodes on 3 racks, by older rules.
fn running_by_older_rules() -> (Cloud, String) {
    let (cloud, path) = running(CASSANDRA, &cassandra_of(&["A"]));
    let mut created = cloud.clusters()[0].created().clone();
    created.spec["dataCentres"][0]["numberOfNodes"] = json!(4);
    let records = [cloud.snapshot().remove(0), Record::Created(Box::new(created))];
    (Cloud::restored(options(0), records).unwrap(), path)
}

#[test]
fn what_stood_stands_wherever_its_data_centre_is_in_the_request_and_no_other_may_be_like_it() {
    for nodes in [3, 4] {
        let (mut cloud, path) = running_by_older_rules();
        let mut body = cassandra_of(&["A", "B"]);
        body["dataCentres"].as_array_mut().unwrap().reverse();
        body["dataCentres"][0]["numberOfNodes"] = json!(nodes);
        body["dataCentres"][1]["numberOfNodes"] = json!(4);
        let response = put(&mut cloud, UP, &path, &body);
        if nodes == 3 {
            assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
        } else {
            assert_eq!(fields(&response), ["dataCentres[0].numberOfNodes"]);
        }
    }
}

#[test]
fn what_stood_is_restored_and_what_a_restore_asks_for_is_held_to_the_rules() {
    let (cloud, path) = running(CASSANDRA, &cassandra_of(&["A"]));
    let mut created = cloud.clusters()[0].created().clone();
    created.spec["cassandraVersion"] = json!("3.11.4");
    created.spec["dataCentres"][0]["numberOfNodes"] = json!(4);
    let records = [cloud.snapshot().remove(0), Record::Created(Box::new(created))];
    let mut cloud = Cloud::restored(options(0), records).unwrap();
    let id = path.rsplit('/').next().unwrap();
    let restore = "/cluster-management/v2/operations/applications/cassandra/restore/v2";
    let mut ask = |body: &Value| cloud.apply(UP + 86_400_000, &request(Method::POST, restore, Some(body)));
    let refused = ask(&json!({ "clusterId": id, "clusterNetwork": "11.0.0.0/16" }));
    assert_eq!(fields(&refused), ["clusterNetwork"]);
    let restored = ask(&json!({ "clusterId": id }));
    assert_eq!(restored.status(), StatusCode::ACCEPTED, "{:?}", restored.body());
    let restored = read(&restored)["restoredClusterId"].as_str().unwrap().to_owned();
    let cluster = shown(&mut cloud, UP + 86_400_000, &format!("{CASSANDRA}/{restored}"));
    assert_eq!(
        (&cluster["cassandraVersion"], &cluster["dataCentres"][0]["numberOfNodes"]),
        (&json!("3.11.4"), &json!(4))
    );
}

#[test]
fn a_wrong_value_that_stood_may_not_become_another_wrong_one() {
    let (mut cloud, path) = running_by_older_rules();
    let mut body = cassandra_of(&["A"]);
    for (nodes, is_taken) in [(5, false), (4, true), (6, true)] {
        body["dataCentres"][0]["numberOfNodes"] = json!(nodes);
        let response = put(&mut cloud, UP, &path, &body);
        if is_taken {
            assert_eq!(response.status(), StatusCode::ACCEPTED, "{nodes}: {:?}", response.body());
        } else {
            assert_eq!(fields(&response), ["dataCentres[0].numberOfNodes"], "{nodes}");
        }
    }
}
