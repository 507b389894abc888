//! Resize operations in time.

use super::changes::{UP, fields, put, running};
use super::*;

const LARGER: &str = "KFK-DEV-t4g.small-30";

/// When any resize of these tests is over.
const OVER: i64 = UP + 3_600_000;

fn operations_of(cloud: &mut Cloud, now: i64, cluster: &Value, centre: usize, query: &str) -> Vec<Value> {
    let id = cluster["dataCentres"][centre]["id"].as_str().unwrap();
    let base = "/cluster-management/v2/data-sources/cluster-data-centres/v2";
    let answer = shown(cloud, now, &format!("{base}/{id}/resize/operations/v2{query}"));
    answer["operations"].as_array().unwrap().clone()
}

fn cancel(cloud: &mut Cloud, now: i64, operation: &Value) -> StatusCode {
    let id = operation["id"].as_str().unwrap();
    let path = format!("/cluster-management/v2/operations/resize-operations/v2/{id}/cancel/v2");
    cloud.apply(now, &request(Method::DELETE, &path, None)).status()
}

/// A running Kafka cluster whose nodes begin to be replaced at `UP`.
fn resizing() -> (Cloud, String, Value) {
    let mut body = kafka_create("demo");
    let (mut cloud, path) = running(KAFKA, &body);
    body["dataCentres"][0]["nodeSize"] = json!(LARGER);
    let response = put(&mut cloud, UP, &path, &body);
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
    (cloud, path, read(&response))
}

#[test]
fn nodes_of_another_size_take_the_place_of_each_node_one_after_the_other() {
    let (mut cloud, path, before) = resizing();
    let old: Vec<Value> = before["dataCentres"][0]["nodes"].as_array().unwrap().clone();
    let mut left = Vec::new();
    for second in 0..1_200 {
        let cluster = shown(&mut cloud, UP + second * 1_000, &path);
        let centre = &cluster["dataCentres"][0];
        assert_eq!((&cluster["status"], &centre["status"]), (&json!("RUNNING"), &json!("RUNNING")));
        assert_eq!(centre["nodeSize"], LARGER);
        let nodes = centre["nodes"].as_array().unwrap();
        assert_eq!(nodes.len(), 3);
        let joining = nodes.iter().filter(|node| node["status"] != "RUNNING").count();
        assert!(joining <= 1, "one at a time");
        let now_left = old.iter().filter(|node| nodes.iter().any(|one| one["id"] == node["id"])).count();
        if left.last() != Some(&now_left) {
            left.push(now_left);
        }
        assert_eq!(centre["deletedNodes"].as_array().unwrap().len(), 3 - now_left);
        let active = operations_of(&mut cloud, UP + second * 1_000, &cluster, 0, "?activeOnly=true");
        assert_eq!(active.len(), usize::from(cluster["currentClusterOperationStatus"] == "OPERATION_IN_PROGRESS"));
    }
    assert_eq!(left, [3, 2, 1, 0]);
    let after = shown(&mut cloud, OVER, &path);
    assert_eq!(after["currentClusterOperationStatus"], "NO_OPERATION");
    for node in after["dataCentres"][0]["nodes"].as_array().unwrap() {
        assert_eq!((&node["nodeSize"], &node["status"]), (&json!(LARGER), &json!("RUNNING")));
    }
    let gone = &after["dataCentres"][0]["deletedNodes"][0];
    assert_eq!((&gone["status"], &gone["nodeSize"]), (&json!("DELETED"), &json!("KFK-DEV-t4g.small-5")));
    assert!(gone["deletionTime"].is_string());
}

#[test]
fn three_nodes_are_replaced_in_thirteen_to_seventeen_minutes() {
    let (cloud, ..) = resizing();
    let took = cloud.clusters()[0].operations[0].done - UP;
    assert!((810_000..=990_000).contains(&took), "{took} ms");
}

#[test]
fn the_resize_list_tells_each_node() {
    let (mut cloud, _, before) = resizing();
    let operation = operations_of(&mut cloud, UP + 60_000, &before, 0, "?activeOnly=true").remove(0);
    assert_eq!(operation["status"], "IN_PROGRESS");
    assert_eq!(operation["newNodeSize"], LARGER);
    assert_eq!(operation["nodePurpose"], "KAFKA_BROKER");
    let replaces = operation["replaceOperations"].as_array().unwrap();
    let words: Vec<&str> = replaces.iter().map(|one| one["status"].as_str().unwrap()).collect();
    assert_eq!(words, ["PROVISIONING", "GENESIS", "GENESIS"]);
    assert!(replaces[0]["newNodeId"].is_string() && replaces[1]["newNodeId"].is_null());
    let over = operations_of(&mut cloud, OVER, &before, 0, "").remove(0);
    assert_eq!((&over["status"], &over["replaceOperations"][2]["status"]), (&json!("COMPLETED"), &json!("REPLACED")));
    assert!(over["completed"].is_string());
    assert_eq!(operations_of(&mut cloud, OVER, &before, 0, "?activeOnly=true"), [] as [Value; 0]);
}

#[test]
fn as_many_nodes_are_replaced_at_a_time_as_is_asked_for() {
    let mut body = cassandra_create("demo");
    body["dataCentres"][0]["numberOfNodes"] = json!(6);
    let (mut cloud, path) = running(CASSANDRA, &body);
    body["dataCentres"][0]["nodeSize"] = json!("CAS-DEV-t4g.small-30");
    body["resizeSettings"] = json!([{ "concurrency": 3, "notifySupportContacts": false }]);
    let before = read(&put(&mut cloud, UP, &path, &body));
    let operation = operations_of(&mut cloud, UP + 5_000, &before, 0, "").remove(0);
    assert_eq!(operation["concurrentResizes"], 3);
    let begun = |one: &&Value| one["status"] != "GENESIS";
    assert_eq!(operation["replaceOperations"].as_array().unwrap().iter().filter(begun).count(), 3);
    let shown = shown(&mut cloud, UP + 5_000, &path);
    assert_eq!(shown["dataCentres"][0]["currentOperations"][0]["resize"][0]["operations"][0], operation);
}

#[test]
fn more_nodes_come_up_beside_those_that_run() {
    let mut body = kafka_create("demo");
    let (mut cloud, path) = running(KAFKA, &body);
    body["dataCentres"][0]["numberOfNodes"] = json!(6);
    put(&mut cloud, UP, &path, &body);
    let begun = shown(&mut cloud, UP, &path);
    let words = |cluster: &Value| -> Vec<String> {
        let nodes = cluster["dataCentres"][0]["nodes"].as_array().unwrap();
        nodes.iter().map(|node| node["status"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(words(&begun), ["RUNNING", "RUNNING", "RUNNING", "GENESIS", "GENESIS", "GENESIS"]);
    assert_eq!((&begun["status"], &begun["dataCentres"][0]["status"]), (&json!("RUNNING"), &json!("RUNNING")));
    let after = shown(&mut cloud, OVER, &path);
    assert_eq!(words(&after), ["RUNNING"; 6]);
    let racks: BTreeSet<&str> = after["dataCentres"][0]["nodes"].as_array().unwrap()[3..]
        .iter()
        .map(|node| node["rack"].as_str().unwrap())
        .collect();
    assert_eq!(racks.len(), 3);
    let addresses: BTreeSet<String> = after["dataCentres"][0]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|node| [node["publicAddress"].to_string(), node["privateAddress"].to_string()])
        .collect();
    assert_eq!(addresses.len(), 12);
}

#[test]
fn dedicated_controllers_are_resized_by_their_block() {
    let mut body = kafka_create("demo");
    body["dedicatedKraftController"] =
        json!([{ "controllerNodeCount": 3, "controllerNodeSize": "KFK-KR-DEV-t4g.small-30" }]);
    let (mut cloud, path) = running(KAFKA, &body);
    body["dedicatedKraftController"] = json!([{ "controllerNodeSize": "KFK-KR-PRD-m7g.large-80" }]);
    let before = read(&put(&mut cloud, UP, &path, &body));
    assert_eq!(before["dedicatedKraftController"][0]["controllerNodeCount"], 3);
    let operations = operations_of(&mut cloud, UP, &before, 0, "");
    assert_eq!(operations.len(), 1);
    assert_eq!(operations[0]["nodePurpose"], "KAFKA_DEDICATED_KRAFT_CONTROLLER");
    for (field, value) in [
        ("controllerNodeCount", json!(5)),
        ("controllerNodeSize", json!("KFK-DEV-t4g.small-30")),
        ("controllerNodeSize", json!("KFK-ZK-DEV-t4g.small-30")),
    ] {
        body["dedicatedKraftController"] = json!([{ field: value }]);
        let refused = put(&mut cloud, OVER, &path, &body);
        assert_eq!(fields(&refused), [format!("dedicatedKraftController[0].{field}")]);
    }
}

#[test]
fn a_cancelled_resize_finishes_the_node_under_way_and_leaves_the_others() {
    let (mut cloud, path, before) = resizing();
    let operation = operations_of(&mut cloud, UP, &before, 0, "").remove(0);
    assert_eq!(cancel(&mut cloud, UP + 60_000, &operation), StatusCode::NO_CONTENT);
    assert_eq!(cancel(&mut cloud, UP + 60_000, &operation), StatusCode::CONFLICT);
    let under_way = operations_of(&mut cloud, UP + 60_000, &before, 0, "").remove(0);
    assert_eq!(
        (&under_way["status"], &under_way["replaceOperations"][1]["status"]),
        (&json!("IN_PROGRESS"), &json!("CANCELLED"))
    );
    let after = shown(&mut cloud, OVER, &path);
    assert_eq!(after["currentClusterOperationStatus"], "NO_OPERATION");
    assert_eq!(after["dataCentres"][0]["nodeSize"], "KFK-DEV-t4g.small-5");
    let sizes: Vec<&Value> =
        after["dataCentres"][0]["nodes"].as_array().unwrap().iter().map(|node| &node["nodeSize"]).collect();
    assert_eq!(sizes.iter().filter(|size| **size == LARGER).count(), 1);
    assert_eq!(operations_of(&mut cloud, OVER, &before, 0, "")[0]["status"], "DELETED");
    assert_eq!(cancel(&mut cloud, OVER, &operation), StatusCode::CONFLICT);
    assert_eq!(cancel(&mut cloud, OVER, &json!({ "id": "nonsense" })), StatusCode::NOT_FOUND);
}

#[test]
fn after_a_cancelled_resize_the_next_waits_for_the_node_under_way_and_replaces_the_others_alone() {
    let (mut cloud, path, before) = resizing();
    let operation = operations_of(&mut cloud, UP, &before, 0, "").remove(0);
    assert_eq!(cancel(&mut cloud, UP + 60_000, &operation), StatusCode::NO_CONTENT);
    let mut body = kafka_create("demo");
    body["dataCentres"][0]["nodeSize"] = json!(LARGER);
    assert_eq!(put(&mut cloud, UP + 60_000, &path, &body).status(), StatusCode::CONFLICT);
    assert_eq!(put(&mut cloud, OVER, &path, &body).status(), StatusCode::ACCEPTED);
    let next = operations_of(&mut cloud, OVER, &before, 0, "?activeOnly=true").remove(0);
    assert_eq!(next["replaceOperations"].as_array().unwrap().len(), 2);
    let after = shown(&mut cloud, OVER + 3_600_000, &path);
    let nodes = after["dataCentres"][0]["nodes"].as_array().unwrap();
    assert!(nodes.len() == 3 && nodes.iter().all(|node| node["nodeSize"] == LARGER), "{nodes:?}");
}

/// Larger nodes and more of them: the operation's replacements first, then the new ones.
#[test]
fn a_resize_with_more_nodes_is_one_operation() {
    let (mut cloud, path) = running(KAFKA, &kafka_create("demo"));
    let mut body = kafka_create("demo");
    body["dataCentres"][0]["nodeSize"] = json!(LARGER);
    body["dataCentres"][0]["numberOfNodes"] = json!(6);
    let before = read(&put(&mut cloud, UP, &path, &body));
    let operations = operations_of(&mut cloud, UP, &before, 0, "?activeOnly=true");
    assert_eq!(operations.len(), 1);
    assert_eq!(operations[0]["replaceOperations"].as_array().unwrap().len(), 3);
    let after = shown(&mut cloud, OVER, &path);
    assert_eq!(after["currentClusterOperationStatus"], "NO_OPERATION");
    let nodes = after["dataCentres"][0]["nodes"].as_array().unwrap();
    assert!(nodes.len() == 6 && nodes.iter().all(|node| node["nodeSize"] == LARGER && node["status"] == "RUNNING"));
}

/// Replaced nodes and their replacements are there at one time, and those that come in addition need places, too.
#[test]
fn larger_nodes_and_more_of_them_have_addresses_of_their_own_in_a_small_network() {
    let mut body = kafka_create("demo");
    body["dataCentres"][0]["network"] = json!("10.0.0.0/26");
    body["dataCentres"][0]["numberOfNodes"] = json!(30);
    let (mut cloud, path) = running(KAFKA, &body);
    body["dataCentres"][0]["nodeSize"] = json!(LARGER);
    body["dataCentres"][0]["numberOfNodes"] = json!(57);
    assert_eq!(put(&mut cloud, OVER, &path, &body).status(), StatusCode::ACCEPTED);
    for minute in (0..300).step_by(5) {
        let cluster = shown(&mut cloud, OVER + minute * 60_000, &path);
        assert_eq!(Watch::default().look(&cloud), Vec::<String>::new(), "after {minute} minutes");
        assert_eq!(cluster["dataCentres"][0]["nodes"].as_array().unwrap().len(), 57);
    }
}

#[test]
fn after_a_cancelled_resize_only_nodes_whose_size_is_asked_for_anew_are_replaced() {
    let mut body = kafka_create("demo");
    body["dedicatedKraftController"] =
        json!([{ "controllerNodeCount": 3, "controllerNodeSize": "KFK-KR-DEV-t4g.small-30" }]);
    let (mut cloud, path) = running(KAFKA, &body);
    body["dataCentres"][0]["nodeSize"] = json!(LARGER);
    let before = read(&put(&mut cloud, UP, &path, &body));
    let operation = operations_of(&mut cloud, UP, &before, 0, "").remove(0);
    assert_eq!(cancel(&mut cloud, UP + 60_000, &operation), StatusCode::NO_CONTENT);
    body["dataCentres"][0]["nodeSize"] = json!("KFK-DEV-t4g.small-5");
    body["dataCentres"][0]["numberOfNodes"] = json!(6);
    body["dedicatedKraftController"][0]["controllerNodeSize"] = json!("KFK-KR-PRD-m7g.large-80");
    assert_eq!(put(&mut cloud, OVER, &path, &body).status(), StatusCode::ACCEPTED);
    let begun = operations_of(&mut cloud, OVER, &before, 0, "?activeOnly=true");
    let replaced: Vec<(&Value, usize)> =
        begun.iter().map(|one| (&one["nodePurpose"], one["replaceOperations"].as_array().unwrap().len())).collect();
    assert_eq!(replaced, [(&json!("KAFKA_DEDICATED_KRAFT_CONTROLLER"), 3), (&json!("KAFKA_BROKER"), 0)]);
    let after = shown(&mut cloud, OVER + 7_200_000, &path);
    let nodes = after["dataCentres"][0]["nodes"].as_array().unwrap();
    let count = |size: &str| nodes.iter().filter(|node| node["nodeSize"] == size).count();
    assert_eq!((count(LARGER), count("KFK-DEV-t4g.small-5"), count("KFK-KR-PRD-m7g.large-80")), (1, 5, 3));
}

#[test]
fn a_cancelled_resize_leaves_the_size_that_was_asked_for_before_whatever_size_nodes_have() {
    let mut body = kafka_create("demo");
    let (mut cloud, path) = running(KAFKA, &body);
    body["resizeSettings"] = json!([{ "concurrency": 3 }]);
    for (now, size) in [(UP, LARGER), (OVER, "KFK-DEV-t4g.medium-80")] {
        body["dataCentres"][0]["nodeSize"] = json!(size);
        let before = read(&put(&mut cloud, now, &path, &body));
        let operation = operations_of(&mut cloud, now, &before, 0, "?activeOnly=true").remove(0);
        assert_eq!(cancel(&mut cloud, now, &operation), StatusCode::NO_CONTENT);
        assert_eq!(shown(&mut cloud, now, &path)["dataCentres"][0]["nodeSize"], "KFK-DEV-t4g.small-5");
    }
}

#[test]
fn a_change_of_the_description_begins_no_resize_though_a_cancelled_one_left_nodes_of_another_size() {
    let (mut cloud, path, before) = resizing();
    let operation = operations_of(&mut cloud, UP, &before, 0, "").remove(0);
    assert_eq!(cancel(&mut cloud, UP + 60_000, &operation), StatusCode::NO_CONTENT);
    let mut body = kafka_create("demo");
    body["description"] = json!("changed");
    assert_eq!(put(&mut cloud, OVER, &path, &body).status(), StatusCode::ACCEPTED);
    let after = shown(&mut cloud, OVER, &path);
    assert_eq!(after["description"], "changed");
    assert_eq!(after["currentClusterOperationStatus"], "NO_OPERATION");
    assert_eq!(operations_of(&mut cloud, OVER, &before, 0, "?activeOnly=true"), [] as [Value; 0]);
}

#[test]
fn one_data_centre_is_resized_while_the_other_stays() {
    let mut body = cassandra_of(&["A", "B"]);
    let (mut cloud, path) = running(CASSANDRA, &body);
    body["dataCentres"][1]["nodeSize"] = json!("CAS-DEV-t4g.small-30");
    let before = read(&put(&mut cloud, UP, &path, &body));
    assert_eq!(operations_of(&mut cloud, UP, &before, 0, ""), [] as [Value; 0]);
    assert_eq!(operations_of(&mut cloud, UP, &before, 1, "").len(), 1);
}

#[test]
fn operations_of_others_are_not_found() {
    let (mut cloud, _, before) = resizing();
    let id = before["dataCentres"][0]["id"].as_str().unwrap();
    let list = format!("/cluster-management/v2/data-sources/cluster-data-centres/v2/{id}/resize/operations/v2");
    assert_eq!(cloud.apply(UP, &request_as("bob:full", Method::GET, &list, None)).status(), StatusCode::NOT_FOUND);
    let operation = operations_of(&mut cloud, UP, &before, 0, "").remove(0);
    let cancel = format!(
        "/cluster-management/v2/operations/resize-operations/v2/{}/cancel/v2",
        operation["id"].as_str().unwrap()
    );
    assert_eq!(cloud.apply(UP, &request_as("bob:full", Method::DELETE, &cancel, None)).status(), StatusCode::NOT_FOUND);
    assert_eq!(cloud.apply(UP, &request_as("ann:look", Method::DELETE, &cancel, None)).status(), StatusCode::FORBIDDEN);
}
