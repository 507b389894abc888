//! Kafka users, topics and what users may do.

use super::*;

fn path(what: &str) -> String {
    format!("{BASE}/resources/applications/kafka/{what}")
}

fn listed(desk: &mut Desk, what: &str) -> Value {
    let list = format!("{BASE}/data-sources/kafka_cluster/{}/{what}/v2/", desk.kafka);
    let shown = desk.shown(&list);
    assert_eq!(shown.as_array().unwrap().len(), 1);
    shown[0].clone()
}

fn names(desk: &mut Desk) -> Vec<String> {
    listed(desk, "users")["kafkaUsers"].as_array().unwrap().iter().map(|user| text(user, "username")).collect()
}

#[test]
fn a_user_is_made_listed_changed_and_deleted() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let one = desk.made(&path("users/v2/"), kafka_user(&kafka, "me"));
    let one = one.replace("//", "/");
    assert!(one.ends_with(&format!("/{kafka}_me")));
    assert_eq!(names(&mut desk), ["ickafka", "me"]);
    let listed = listed(&mut desk, "users");
    assert_eq!(
        listed["kafkaUsers"][1],
        json!({ "id": format!("{kafka}_me"), "clusterId": kafka, "username": "me", "authMechanism": "SASL" })
    );
    let mut other = kafka_user(&kafka, "me");
    other["password"] = json!("another1.");
    let (status, changed) = desk.ask(Method::PUT, &one, other);
    assert_eq!((status, &changed["password"]), (202, &json!("another1.")));
    let (status, refusal) = desk.ask(Method::PUT, &one, kafka_user(&kafka, "you"));
    assert_eq!((status, fields(&refusal)), (400, vec!["username".to_owned()]));
    assert_eq!(desk.delete(&one).0, 204);
    assert_eq!(names(&mut desk), ["ickafka"]);
}

#[test]
fn a_user_that_exists_is_replaced_only_where_that_is_said() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let mut user = kafka_user(&kafka, "me");
    desk.made(&path("users/v2"), user.clone());
    assert_eq!(desk.ask(Method::POST, &path("users/v2"), user.clone()).0, 409);
    user["options"]["overrideExistingUser"] = json!(true);
    assert_eq!(desk.ask(Method::POST, &path("users/v2"), user).0, 202);
    assert_eq!(desk.ask(Method::POST, &path("users/v2"), kafka_user(&kafka, "ickafka")).0, 409);
}

#[test]
fn the_default_user_can_be_deleted_and_made_again() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let one = format!("{}/{kafka}_ickafka", path("users/v2"));
    assert_eq!(desk.shown(&one)["username"], "ickafka");
    assert_eq!(desk.delete(&one).0, 204);
    assert_eq!(desk.delete(&one).0, 404);
    assert_eq!(names(&mut desk), Vec::<String>::new());
    desk.made(&path("users/v2"), kafka_user(&kafka, "ickafka"));
    assert_eq!(names(&mut desk), ["ickafka"]);
}

#[test]
fn the_flat_form_names_the_same_users() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let flat = json!({ "clusterId": kafka, "username": "me", "password": "myPassword1.", "initialPermissions": "none",
        "authMechanism": "SASL", "saslScramMechanism": "SCRAM-SHA-512", "overrideExistingUser": false });
    let one = desk.made(&path("users/v3/"), flat.clone()).replace("//", "/");
    let shown = desk.shown(&one);
    for (name, value) in flat.as_object().unwrap() {
        assert_eq!(&shown[name], value, "{name}");
    }
    let nested = desk.shown(&one.replace("v3", "v2"));
    assert_eq!(nested["options"]["saslScramMechanism"], "SCRAM-SHA-512");
    assert_eq!(desk.ask(Method::PUT, &one, flat).0, 202);
    assert_eq!(desk.delete(&one).0, 204);
    assert_eq!(desk.get(&one).0, 404);
}

#[test]
fn what_is_wrong_with_a_user_is_told_at_its_field() {
    let mut desk = Desk::new();
    let (kafka, cassandra) = (desk.kafka.clone(), desk.cassandra.clone());
    let table = [
        (json!({ "username": "ZooKeeper" }), "username"),
        (json!({ "username": "-me" }), "username"),
        (json!({ "username": "me@home" }), "username"),
        (json!({ "initialPermissions": "all" }), "initialPermissions"),
        (json!({ "options": {} }), "options.saslScramMechanism"),
        (json!({ "options": { "saslScramMechanism": "PLAIN" } }), "options.saslScramMechanism"),
        (json!({ "authMechanism": "MTLS" }), "authMechanism"),
    ];
    for (change, field) in table {
        let mut body = kafka_user(&kafka, "me");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, refusal) = desk.ask(Method::POST, &path("users/v2"), body);
        assert_eq!((status, fields(&refusal)), (400, vec![field.to_owned()]), "{change}");
    }
    assert_eq!(desk.ask(Method::POST, &path("users/v2"), kafka_user(&cassandra, "me")).0, 404);
}

fn topic(cluster: &str, name: &str) -> Value {
    json!({ "clusterId": cluster, "topic": name, "partitions": 6, "replicationFactor": 3 })
}

#[test]
fn a_topic_has_settings_that_can_be_changed() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let (status, made) = desk.ask(Method::POST, &path("topics/v2/"), topic(&kafka, "demo.events"));
    assert_eq!((status, text(&made, "id")), (202, format!("{kafka}_demo.events")));
    assert_eq!(listed(&mut desk, "topics"), json!({ "clusterId": kafka, "topicNames": ["demo.events"] }));
    let modify = format!("{BASE}/operations/applications/kafka/topics/v2/{kafka}_demo.events/modify-configs/v2");
    let configs = json!({ "configs": [{ "key": "retention.ms", "value": "1000" }, { "key": "leader.replication.throttled.replicas", "value": "" }] });
    let (status, changed) = desk.ask(Method::PUT, &modify, configs);
    assert_eq!(status, 200);
    let one = format!("{}/{kafka}_demo.events/", path("topics/v2"));
    assert_eq!(desk.shown(&one), changed);
    let value = |key: &str| {
        let configs = changed["configs"].as_array().unwrap();
        configs.iter().find(|config| config["key"] == key).unwrap()["value"].clone()
    };
    assert_eq!((value("retention.ms"), value("retention.bytes")), (json!("1000"), json!("-1")));
    let tiered = json!({ "configs": [{ "key": "unclean.leader.election.enable", "value": "true" },
        { "key": "remote.storage.enable", "value": "true" }] });
    let (status, tiered) = desk.ask(Method::PUT, &modify, tiered);
    assert_eq!(status, 200, "{tiered}");
    let has =
        |key: &str, value: &str| tiered["configs"].as_array().unwrap().contains(&json!({ "key": key, "value": value }));
    assert!(has("unclean.leader.election.enable", "true") && has("remote.storage.enable", "true"), "{tiered}");
    let wrong = json!({ "configs": [{ "key": "retention.ms", "value": 1000 }, { "key": "retention", "value": "1" }] });
    let (status, refusal) = desk.ask(Method::PUT, &modify, wrong);
    assert_eq!((status, fields(&refusal)), (400, vec!["configs[0].value".to_owned(), "configs[1].key".to_owned()]));
}

#[test]
fn what_is_wrong_with_a_topic_is_told_at_its_field() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let table = [
        (json!({ "topic": "a b" }), "topic"),
        (json!({ "topic": ".." }), "topic"),
        (json!({ "topic": "x".repeat(250) }), "topic"),
        (json!({ "partitions": 0 }), "partitions"),
        (json!({ "replicationFactor": 4 }), "replicationFactor"),
    ];
    for (change, field) in table {
        let mut body = topic(&kafka, "demo");
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, refusal) = desk.ask(Method::POST, &path("topics/v2"), body);
        assert_eq!((status, fields(&refusal)), (400, vec![field.to_owned()]), "{change}");
    }
    desk.made(&path("topics/v2"), topic(&kafka, "demo"));
    assert_eq!(desk.ask(Method::POST, &path("topics/v2"), topic(&kafka, "demo")).0, 409);
}

#[test]
fn topics_stay_where_the_cluster_does_not_let_them_be_deleted() {
    let mut desk = Desk::new();
    let mut create = kafka_create("kept");
    create["allowDeleteTopics"] = json!(false);
    let kept = desk.create("kafka", &create);
    desk.wait(600);
    let one = desk.made(&path("topics/v2"), topic(&kept, "demo"));
    let (status, refusal) = desk.delete(&one);
    assert_eq!((status, fields(&refusal)), (400, vec!["allowDeleteTopics".to_owned()]));
    assert_eq!(desk.get(&one).0, 200);
}

#[test]
fn a_users_list_is_replaced_whole() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let one = desk.made(&path("acls/v2"), acls(&kafka, "*"));
    let escaped = one.replace('*', "%2A");
    assert_eq!(desk.shown(&escaped)["userQuery"], "*");
    assert_eq!(desk.ask(Method::POST, &path("acls/v2"), acls(&kafka, "*")).0, 409);
    let mut other = acls(&kafka, "*");
    other["acls"][0]["operation"] = json!("WRITE");
    assert_eq!(desk.ask(Method::PUT, &escaped, other.clone()).0, 202);
    assert_eq!(listed(&mut desk, "acls")["aclLists"][0]["acls"], other["acls"]);
    assert_eq!(desk.ask(Method::PUT, &escaped, acls(&kafka, "me")).0, 400);
    other["acls"][0]["principal"] = json!("User:me");
    other["acls"][0]["operation"] = json!("READ_ALL");
    let (status, refusal) = desk.ask(Method::PUT, &escaped, other);
    assert_eq!((status, fields(&refusal)), (400, vec!["acls[0].principal".to_owned(), "acls[0].operation".to_owned()]));
}
