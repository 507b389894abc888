//! The provider's behaviour, one rule each.

mod changes;
mod older_rules;
mod operations;
mod sequences;

use std::collections::BTreeSet;

use base64::Engine as _;
use http::{Method, StatusCode};
use instaclustr_api::Secret;
use serde_json::{Value, json};

use super::*;
use crate::testing::{cassandra_create, cassandra_of, kafka_create};

const KAFKA: &str = "/cluster-management/v2/resources/applications/kafka/clusters/v2";
const CASSANDRA: &str = "/cluster-management/v2/resources/applications/cassandra/clusters/v2";
const LIST: &str = "/cluster-management/v2/data-sources/clusters/v2";
const START: i64 = 1_795_564_800_000;

fn user(name: &str, key: &str, rights: Rights) -> User {
    User { name: name.to_owned(), key: Secret::new(key), rights }
}

fn options(seed: u64) -> CloudOptions {
    let first = vec![user("ann", "full", Rights::Full), user("ann", "look", Rights::ReadOnly)];
    let second = vec![user("bob", "full", Rights::Full)];
    CloudOptions {
        seed,
        speed: Speed::LIFE,
        rate: Rate::Off,
        accounts: vec![Account { users: first }, Account { users: second }],
    }
}

fn cloud() -> Cloud {
    Cloud::new(options(1))
}

fn request_as(pair: &str, method: Method, uri: &str, body: Option<&Value>) -> Request<Bytes> {
    let basic = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut request = Request::builder().method(method).uri(uri).header("authorization", format!("Basic {basic}"));
    if body.is_some() {
        request = request.header("content-type", "application/json; charset=utf-8");
    }
    request.body(body.map(|body| Bytes::from(body.to_string())).unwrap_or_default()).unwrap()
}

fn request(method: Method, uri: &str, body: Option<&Value>) -> Request<Bytes> {
    request_as("ann:full", method, uri, body)
}

fn read(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

/// Creates a cluster at `START` and returns its path.
fn created(cloud: &mut Cloud, path: &str, body: &Value) -> String {
    let response = cloud.apply(START, &request(Method::POST, path, Some(body)));
    assert_eq!(response.status(), StatusCode::ACCEPTED, "{:?}", response.body());
    format!("{path}/{}", read(&response)["id"].as_str().unwrap())
}

fn shown(cloud: &mut Cloud, now: i64, path: &str) -> Value {
    let response = cloud.apply(now, &request(Method::GET, path, None));
    assert_eq!(response.status(), StatusCode::OK);
    read(&response)
}

#[test]
fn the_creates_of_the_documents_are_accepted_with_id_and_status() {
    for (path, body) in [(KAFKA, kafka_create("demo")), (CASSANDRA, cassandra_create("demo"))] {
        let response = cloud().apply(START, &request(Method::POST, path, Some(&body)));
        assert_eq!(response.status(), StatusCode::ACCEPTED);
        let cluster = read(&response);
        assert_eq!(cluster["status"], "GENESIS");
        assert_eq!(cluster["currentClusterOperationStatus"], "OPERATION_IN_PROGRESS");
        assert_eq!(cluster["dataCentres"][0]["nodes"].as_array().unwrap().len(), 3);
        assert_eq!(cluster["dataCentres"][0]["nodes"][0]["privateAddress"], Value::Null);
    }
}

#[test]
fn a_cluster_looks_as_the_documents_show_it() {
    let mut cloud = cloud();
    let mut body = kafka_create("demo");
    body["dataCentres"][0]["tags"] = json!([{ "key": "b", "value": "2" }, { "key": "a", "value": "1" }]);
    let path = created(&mut cloud, KAFKA, &body);
    insta::assert_json_snapshot!(shown(&mut cloud, START + 600_000, &path));
}

#[test]
fn every_input_is_echoed_unchanged() {
    let mut cloud = cloud();
    let mut body = cassandra_create("demo");
    body["description"] = json!("für später");
    body["futureField"] = json!({ "deep": [1, null, ""] });
    body["dataCentres"][0]["customSubjectAlternativeNames"] = json!(["a.example"]);
    let path = created(&mut cloud, CASSANDRA, &body);
    let cluster = shown(&mut cloud, START, &path);
    for (name, value) in body.as_object().unwrap().iter().filter(|(name, _)| *name != "dataCentres") {
        assert_eq!(&cluster[name], value, "{name}");
    }
    for (name, value) in body["dataCentres"][0].as_object().unwrap() {
        assert_eq!(&cluster["dataCentres"][0][name], value, "{name}");
    }
    assert_eq!(cluster["dataCentres"][0]["providerAccountName"], "INSTACLUSTR");
}

#[test]
fn what_the_vendors_clients_send_for_unset_fields_is_accepted() {
    let mut body = kafka_create("demo");
    for name in ["dedicatedZookeeper", "karapaceRestProxy", "restProxy", "schemaRegistry"] {
        body[name] = Value::Null;
    }
    body["dataCentres"][0]["nodes"] = Value::Null;
    body["dataCentres"][0]["providerAccountName"] = json!("");
    for name in ["awsSettings", "gcpSettings", "azureSettings", "privateLink", "tags"] {
        body["dataCentres"][0][name] = json!([]);
    }
    let mut cloud = cloud();
    let path = created(&mut cloud, KAFKA, &body);
    let cluster = shown(&mut cloud, START, &path);
    assert_eq!(cluster["dataCentres"][0]["providerAccountName"], "INSTACLUSTR");
    assert_eq!(cluster["dataCentres"][0]["tags"], json!([]));
}

#[test]
fn addresses_appear_while_nodes_come_up() {
    let mut cloud = cloud();
    let path = created(&mut cloud, KAFKA, &kafka_create("demo"));
    let mut seen = BTreeSet::new();
    for second in 0..600 {
        let cluster = shown(&mut cloud, START + second * 1_000, &path);
        for node in cluster["dataCentres"][0]["nodes"].as_array().unwrap() {
            let there = |field: &str| !node[field].is_null();
            seen.insert((node["status"].as_str().unwrap().to_owned(), there("privateAddress"), there("publicAddress")));
        }
    }
    let expected = [
        ("GENESIS", false, false),
        ("JOINING", true, true),
        ("PROVISIONED", true, true),
        ("PROVISIONING", true, false),
        ("RUNNING", true, true),
    ];
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        expected.map(|(status, private, public)| (status.to_owned(), private, public))
    );
}

#[test]
fn a_cluster_runs_when_all_its_nodes_do_and_not_before() {
    let mut cloud = cloud();
    let path = created(&mut cloud, CASSANDRA, &cassandra_create("demo"));
    let mut words = Vec::new();
    for second in 0..600 {
        let cluster = shown(&mut cloud, START + second * 1_000, &path);
        let nodes = cluster["dataCentres"][0]["nodes"].as_array().unwrap();
        let all_run = nodes.iter().all(|node| node["status"] == "RUNNING");
        assert_eq!(cluster["status"] == "RUNNING", all_run);
        assert_eq!(cluster["currentClusterOperationStatus"] == "NO_OPERATION", all_run);
        let word = cluster["status"].as_str().unwrap().to_owned();
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    assert_eq!(words, ["GENESIS", "PROVISIONING", "PROVISIONED", "RUNNING"]);
}

#[test]
fn a_private_network_has_no_public_addresses() {
    let mut cloud = cloud();
    let mut body = kafka_create("demo");
    body["privateNetworkCluster"] = json!(true);
    let path = created(&mut cloud, KAFKA, &body);
    let node = shown(&mut cloud, START + 600_000, &path)["dataCentres"][0]["nodes"][0].clone();
    assert_eq!(node["publicAddress"], Value::Null);
    assert_eq!(node["privateAddress"], "10.0.0.4");
}

#[test]
fn dedicated_controllers_are_nodes_of_their_own() {
    let mut cloud = cloud();
    let mut body = kafka_create("demo");
    body["dedicatedKraftController"] =
        json!([{ "controllerNodeCount": 3, "controllerNodeSize": "KFK-KR-DEV-t4g.small-30" }]);
    let path = created(&mut cloud, KAFKA, &body);
    let cluster = shown(&mut cloud, START, &path);
    let roles: Vec<&Value> =
        cluster["dataCentres"][0]["nodes"].as_array().unwrap().iter().map(|node| &node["nodeRoles"]).collect();
    let controller = json!(["KAFKA_DEDICATED_KRAFT_CONTROLLER"]);
    let broker = json!(["KAFKA_BROKER"]);
    assert_eq!(roles, [&controller, &controller, &controller, &broker, &broker, &broker]);
}

#[test]
fn a_fate_ends_where_it_says() {
    let table = [
        (Fate::Defers, "DEFERRED", "OPERATION_IN_PROGRESS", "GENESIS"),
        (Fate::Fails, "FAILED", "OPERATION_FAILED", "FAILED"),
        (Fate::Sticks, "PROVISIONING", "OPERATION_IN_PROGRESS", "PROVISIONING"),
    ];
    for (fate, status, operation, last_node) in table {
        let mut cloud = cloud();
        let mut create = request(Method::POST, KAFKA, Some(&kafka_create("demo")));
        create.extensions_mut().insert(Twist { fate, hidden_ms: 0 });
        let id = read(&cloud.apply(START, &create))["id"].as_str().unwrap().to_owned();
        let cluster = shown(&mut cloud, START + 3_600_000, &format!("{KAFKA}/{id}"));
        assert_eq!(cluster["status"], status);
        assert_eq!(cluster["currentClusterOperationStatus"], operation);
        assert_eq!(cluster["dataCentres"][0]["nodes"][2]["status"], last_node);
    }
}

#[test]
fn a_hidden_cluster_is_missing_from_list_and_read_for_its_time() {
    let mut cloud = cloud();
    let mut create = request(Method::POST, KAFKA, Some(&kafka_create("demo")));
    create.extensions_mut().insert(Twist { fate: Fate::Runs, hidden_ms: 5_000 });
    let id = read(&cloud.apply(START, &create))["id"].as_str().unwrap().to_owned();
    let get = request(Method::GET, &format!("{KAFKA}/{id}"), None);
    assert_eq!(cloud.apply(START + 4_999, &get).status(), StatusCode::NOT_FOUND);
    let list = request(Method::GET, LIST, None);
    assert_eq!(read(&cloud.apply(START + 4_999, &list))[0]["clusters"], json!([]));
    assert_eq!(cloud.apply(START + 5_000, &get).status(), StatusCode::OK);
    assert_eq!(read(&cloud.apply(START + 5_000, &list))[0]["clusters"][0]["id"], id);
}

#[test]
fn a_deleted_cluster_is_deleting_and_then_gone() {
    let mut cloud = cloud();
    let path = created(&mut cloud, KAFKA, &kafka_create("demo"));
    let delete = request(Method::DELETE, &path, None);
    for _ in 0..2 {
        let response = cloud.apply(START + 1_000, &delete);
        assert_eq!((response.status(), response.body().len()), (StatusCode::NO_CONTENT, 0));
    }
    let cluster = shown(&mut cloud, START + 1_001, &path);
    assert_eq!(
        (&cluster["status"], &cluster["dataCentres"][0]["nodes"][0]["status"]),
        (&json!("DELETING"), &json!("DELETING"))
    );
    let list = request(Method::GET, LIST, None);
    assert_eq!(read(&cloud.apply(START + 60_999, &list))[0]["clusters"].as_array().unwrap().len(), 1);
    assert_eq!(read(&cloud.apply(START + 61_000, &list))[0]["clusters"], json!([]));
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(cloud.apply(START + 61_000, &request(method, &path, None)).status(), StatusCode::NOT_FOUND);
    }
}

/// A cluster with two-factor delete, and the path that confirms its delete.
fn with_second_factor() -> (Cloud, String, String) {
    let mut cloud = cloud();
    let mut body = kafka_create("demo");
    body["twoFactorDelete"] = json!([{ "confirmationEmail": "me@example.com" }]);
    let path = created(&mut cloud, KAFKA, &body);
    let confirm = format!("/sandbox/clusters/{}/confirm-delete", path.rsplit('/').next().unwrap());
    (cloud, path, confirm)
}

#[test]
fn a_two_factor_delete_waits_for_its_second_factor() {
    let (mut cloud, path, confirm) = with_second_factor();
    for _ in 0..2 {
        assert_eq!(cloud.apply(START, &request(Method::DELETE, &path, None)).status(), StatusCode::NO_CONTENT);
        assert_eq!(shown(&mut cloud, START, &path)["status"], "GENESIS");
    }
    assert_eq!(cloud.snapshot().len(), 3, "a delete is asked for once");
    // Also a program that starts in between knows that it waits.
    let mut cloud = Cloud::restored(options(0), cloud.snapshot()).unwrap();
    for _ in 0..2 {
        assert_eq!(cloud.apply(START, &request(Method::POST, &confirm, None)).status(), StatusCode::NO_CONTENT);
        assert_eq!(shown(&mut cloud, START, &path)["status"], "DELETING");
    }
}

#[test]
fn a_two_factor_delete_that_is_refused_must_be_asked_for_again() {
    let (mut cloud, path, confirm) = with_second_factor();
    let refuse = confirm.replace("confirm", "refuse");
    let ask = |cloud: &mut Cloud, method: Method, path: &str| cloud.apply(START, &request(method, path, None)).status();
    assert_eq!(ask(&mut cloud, Method::POST, &refuse), StatusCode::CONFLICT);
    assert_eq!(ask(&mut cloud, Method::DELETE, &path), StatusCode::NO_CONTENT);
    assert_eq!(ask(&mut cloud, Method::POST, &refuse), StatusCode::NO_CONTENT);
    let mut cloud = Cloud::restored(options(0), cloud.snapshot()).unwrap();
    for way in [&refuse, &confirm] {
        assert_eq!(ask(&mut cloud, Method::POST, way), StatusCode::CONFLICT);
    }
    assert_eq!(shown(&mut cloud, START, &path)["status"], "GENESIS");
    assert_eq!(ask(&mut cloud, Method::DELETE, &path), StatusCode::NO_CONTENT);
    assert_eq!(ask(&mut cloud, Method::POST, &confirm), StatusCode::NO_CONTENT);
    assert_eq!(shown(&mut cloud, START, &path)["status"], "DELETING");
    assert_eq!(ask(&mut cloud, Method::POST, &refuse), StatusCode::CONFLICT);
}

#[test]
fn a_delete_that_nobody_asked_for_cannot_be_confirmed() {
    let (mut cloud, path, confirm) = with_second_factor();
    let other = created(&mut cloud, KAFKA, &kafka_create("demo"));
    let of_other = format!("/sandbox/clusters/{}/confirm-delete", other.rsplit('/').next().unwrap());
    for (path, confirm) in [(path, confirm), (other, of_other)] {
        assert_eq!(cloud.apply(START, &request(Method::POST, &confirm, None)).status(), StatusCode::CONFLICT);
        assert_eq!(shown(&mut cloud, START, &path)["status"], "GENESIS");
    }
}

#[test]
fn what_is_formatted_of_a_cluster_holds_no_password() {
    let mut cloud = cloud();
    let mut body = kafka_create("demo");
    body["clientTelemetry"] = json!([{ "enabled": true, "endpointUrl": "https://telemetry.example",
        "basicAuthentication": [{ "username": "me", "password": "hunter2-hunter2" }] }]);
    let path = created(&mut cloud, KAFKA, &body);
    let cluster = shown(&mut cloud, START, &path);
    let password = cluster["defaultUserPassword"].as_str().unwrap();
    let formatted = format!("{:?}", cloud.clusters().iter().collect::<Vec<_>>());
    assert!(formatted.contains(cluster["id"].as_str().unwrap()), "{formatted}");
    assert!(!formatted.contains("hunter2") && !formatted.contains(password), "{formatted}");
}

#[test]
fn the_list_always_has_an_account() {
    let mut cloud = cloud();
    let list = read(&cloud.apply(START, &request(Method::GET, &format!("{LIST}/?search=name:nobody"), None)));
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["clusters"], json!([]));
    assert!(list[0]["accountId"].is_string());
}

#[test]
fn names_may_be_used_twice_and_are_sought() {
    let mut cloud = cloud();
    created(&mut cloud, KAFKA, &kafka_create("same"));
    created(&mut cloud, CASSANDRA, &cassandra_create("same"));
    created(&mut cloud, KAFKA, &kafka_create("other"));
    let list = read(&cloud.apply(START, &request(Method::GET, &format!("{LIST}?search=name:same"), None)));
    let words: Vec<&Value> = list[0]["clusters"].as_array().unwrap().iter().map(|one| &one["application"]).collect();
    assert_eq!(words, ["KAFKA", "APACHE_CASSANDRA"]);
}

#[test]
fn an_account_sees_its_own_clusters_only() {
    let mut cloud = cloud();
    let path = created(&mut cloud, KAFKA, &kafka_create("demo"));
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(cloud.apply(START, &request_as("bob:full", method, &path, None)).status(), StatusCode::NOT_FOUND);
    }
    let list = read(&cloud.apply(START, &request_as("bob:full", Method::GET, LIST, None)));
    assert_eq!(list[0]["clusters"], json!([]));
    let other = path.replace("kafka", "cassandra");
    assert_eq!(cloud.apply(START, &request(Method::GET, &other, None)).status(), StatusCode::NOT_FOUND);
}

#[test]
fn each_refusal_has_its_code_and_shape() {
    let body = kafka_create("demo");
    let mut wrong_type = request(Method::POST, KAFKA, Some(&body));
    wrong_type.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    let mut no_type = request(Method::POST, KAFKA, Some(&body));
    no_type.headers_mut().remove("content-type");
    let table = [
        (request_as("ann:wrong", Method::GET, LIST, None), 401),
        (request_as("ann:look", Method::POST, KAFKA, Some(&body)), 403),
        (request(Method::GET, &format!("{KAFKA}/nonsense"), None), 404),
        (request(Method::GET, "/elsewhere", None), 404),
        (request(Method::GET, KAFKA, None), 405),
        (wrong_type, 415),
        (no_type, 415),
    ];
    for (request, status) in table {
        let response = cloud().apply(START, &request);
        assert_eq!(response.status().as_u16(), status, "{request:?}");
        let error = read(&response);
        assert!(error["name"].is_string() && error["message"].is_string(), "{error}");
    }
    for body in [json!({}), json!([]), json!("x")] {
        let response = cloud().apply(START, &request(Method::POST, KAFKA, Some(&body)));
        assert_eq!(response.status(), StatusCode::BAD_REQUEST);
        assert!(read(&response)["errors"][0]["message"].is_string());
    }
}

#[test]
fn a_read_only_key_reads() {
    let response = cloud().apply(START, &request_as("ann:look", Method::GET, LIST, None));
    assert_eq!(response.status(), StatusCode::OK);
}

#[test]
fn over_the_limit_the_answer_is_429_without_a_body() {
    let mut cloud = Cloud::new(CloudOptions { rate: "2".parse().unwrap(), ..options(1) });
    let mut ask = |pair: &str, now| cloud.apply(now, &request_as(pair, Method::GET, LIST, None));
    assert_eq!(ask("ann:full", START).status(), StatusCode::OK);
    assert_eq!(ask("ann:look", START).status(), StatusCode::OK);
    let refused = ask("ann:full", START);
    assert_eq!((refused.status(), refused.body().len()), (StatusCode::TOO_MANY_REQUESTS, 0));
    assert_eq!(ask("bob:full", START).status(), StatusCode::OK);
    assert_eq!(ask("ann:full", START + 500).status(), StatusCode::OK);
}

#[test]
fn all_users_of_an_account_share_its_limit_and_its_clusters() {
    let first = vec![user("ann", "full", Rights::Full), user("amy", "full", Rights::Full)];
    let second = vec![user("bob", "full", Rights::Full)];
    let accounts = vec![Account { users: first }, Account { users: second }];
    let mut cloud = Cloud::new(CloudOptions { accounts, ..options(1) });
    let path = created(&mut cloud, KAFKA, &kafka_create("demo"));
    cloud.limit(Rate::default(), "2".parse().unwrap());
    let mut ask = |pair: &str, path: &str| cloud.apply(START, &request_as(pair, Method::GET, path, None)).status();
    assert_eq!(ask("ann:full", LIST), StatusCode::OK);
    assert_eq!(ask("amy:full", &path), StatusCode::OK);
    assert_eq!(ask("ann:full", LIST), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask("bob:full", &path), StatusCode::NOT_FOUND);
}

#[test]
fn what_the_account_refuses_costs_its_user_nothing() {
    let users = vec![user("ann", "full", Rights::Full), user("amy", "full", Rights::Full)];
    let mut cloud = Cloud::new(CloudOptions { accounts: vec![Account { users }], ..options(1) });
    cloud.limit("2".parse().unwrap(), "3".parse().unwrap());
    let mut ask = |pair: &str, now| cloud.apply(now, &request_as(pair, Method::GET, LIST, None)).status();
    for pair in ["amy:full", "amy:full", "ann:full"] {
        assert_eq!(ask(pair, START), StatusCode::OK);
    }
    for _ in 0..5 {
        assert_eq!(ask("ann:full", START), StatusCode::TOO_MANY_REQUESTS);
    }
    // A third of a second gives the account one request again; of her own, ann has had one left.
    assert_eq!(ask("ann:full", START + 334), StatusCode::OK);
}

#[test]
fn a_list_that_lags_shows_what_is_new_and_what_is_gone_later() {
    let mut cloud = cloud();
    cloud.let_lists_lag(5_000);
    let path = created(&mut cloud, KAFKA, &kafka_create("demo"));
    let count = |cloud: &mut Cloud, now| shown(cloud, now, LIST)[0]["clusters"].as_array().unwrap().len();
    assert_eq!(cloud.apply(START, &request(Method::GET, &path, None)).status(), StatusCode::OK);
    assert_eq!((count(&mut cloud, START + 4_999), count(&mut cloud, START + 5_000)), (0, 1));
    cloud.apply(START + 5_000, &request(Method::DELETE, &path, None));
    let gone = START + 65_000;
    assert_eq!(cloud.apply(gone, &request(Method::GET, &path, None)).status(), StatusCode::NOT_FOUND);
    assert_eq!((count(&mut cloud, gone + 4_999), count(&mut cloud, gone + 5_000)), (1, 0));
}

#[test]
fn the_catalogue_is_served() {
    for (word, application) in [("kafka", "KAFKA"), ("cassandra", "APACHE_CASSANDRA")] {
        let base = format!("/cluster-management/v2/data-sources/applications/{word}");
        let versions = read(&cloud().apply(START, &request(Method::GET, &format!("{base}/versions/v2/"), None)));
        assert_eq!(versions[0]["applicationVersions"][0]["application"], application);
        let sizes =
            read(&cloud().apply(START, &request(Method::GET, &format!("{base}/compatible-node-sizes/v2/"), None)));
        let clouds: Vec<&Value> =
            sizes[0]["cloudProviderNodeSizes"].as_array().unwrap().iter().map(|one| &one["cloudProvider"]).collect();
        assert_eq!(clouds, ["AWS_VPC", "GCP", "AZURE_AZ"]);
    }
}

#[test]
fn an_answer_given_out_again_is_the_one_that_would_be_made_anew() {
    let mut cloud = cloud();
    let path = created(&mut cloud, KAFKA, &kafka_create("demo"));
    for second in (0..600).step_by(7) {
        let now = START + second * 1_000;
        let kept = shown(&mut cloud, now, &path);
        let id = cloud.clusters()[0].id();
        cloud.clusters.change(id, |_| {});
        assert_eq!(kept, shown(&mut cloud, now, &path));
    }
}

#[test]
fn a_state_of_another_format_is_refused() {
    let start = Record::Start { format: FORMAT + 1, seed: 1, next_number: 0, next_host: 0 };
    assert_eq!(Cloud::restored(options(1), [start]).err(), Some(BadRecord::Format(FORMAT + 1)));
    assert_eq!(Cloud::restored(options(1), []).err(), Some(BadRecord::Start));
}

#[test]
fn a_state_of_an_older_format_is_read() {
    let line = |text: &str| serde_json::from_str::<Record>(text).unwrap();
    for format in FORMAT_OLDEST..FORMAT {
        let start = line(&format!(r#"{{"event":"start","format":{format},"seed":5,"nextNumber":3,"nextHost":9}}"#));
        let mut cloud = cloud();
        created(&mut cloud, KAFKA, &kafka_create("demo"));
        let again = Cloud::restored(options(1), std::iter::once(start).chain(cloud.snapshot().split_off(1))).unwrap();
        assert_eq!(again.clusters().len(), 1);
        assert_eq!(again.snapshot()[0], Record::Start { format: FORMAT, seed: 5, next_number: 3, next_host: 9 });
    }
}
