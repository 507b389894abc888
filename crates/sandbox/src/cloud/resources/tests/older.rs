//! What is still asked of the older API.

use super::*;

#[test]
fn the_log_in_of_a_cluster_is_told_with_202() {
    let mut desk = Desk::new();
    for (id, application, user) in
        [(desk.kafka.clone(), "kafka", "ickafka"), (desk.cassandra.clone(), "cassandra", "iccassandra")]
    {
        let (status, older) = desk.get(&format!("/provisioning/v1/{id}"));
        let newer = desk.shown(&format!("{BASE}/resources/applications/{application}/clusters/v2/{id}"));
        assert_eq!((status, &older["username"]), (202, &json!(user)));
        assert_eq!(older["instaclustrUserPassword"], newer["defaultUserPassword"]);
        assert_eq!((&older["clusterStatus"], &older["clusterName"]), (&json!("RUNNING"), &newer["name"]));
        let (older, newer) = (&older["dataCentres"][0], &newer["dataCentres"][0]);
        assert_eq!((&older["id"], &older["cdcName"], &older["nodeCount"]), (&newer["id"], &newer["name"], &json!(3)));
        assert_eq!(older["nodes"][2]["publicAddress"], newer["nodes"][2]["publicAddress"]);
    }
    assert_eq!(
        desk.ask_as("bob:full", Method::GET, &format!("/provisioning/v1/{}", desk.kafka.clone()), Value::Null).0,
        404
    );
}

#[test]
fn clouds_are_told_in_the_older_words() {
    let mut desk = Desk::new();
    for (cloud, region, size, word) in [
        ("AWS_VPC", "US_EAST_1", "KFK-DEV-t4g.small-5", json!("AWS_VPC")),
        ("GCP", "us-central1", "KFK-DEV-n2-standard-2-80", json!("GCP")),
        ("AZURE_AZ", "EAST_US", "KFK-DEV-Standard_D2s_v5-80", json!("AZURE")),
        ("ONPREMISES", "CLIENT_DC", "KFK-DEV-t4g.small-5", Value::Null),
    ] {
        let mut body = kafka_create("demo");
        let centre = &mut body["dataCentres"][0];
        (centre["cloudProvider"], centre["region"], centre["nodeSize"]) = (json!(cloud), json!(region), json!(size));
        let id = desk.create("kafka", &body);
        let (_, older) = desk.get(&format!("/provisioning/v1/{id}"));
        assert_eq!(older["dataCentres"][0]["provider"], word, "{cloud}");
    }
}

#[test]
fn a_default_user_that_was_deleted_is_not_told() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let user = format!("{BASE}/resources/applications/kafka/users/v2/{kafka}_ickafka");
    assert_eq!(desk.delete(&user).0, 204);
    let (status, older) = desk.get(&format!("/provisioning/v1/{kafka}/"));
    assert_eq!((status, older.get("username"), older.get("instaclustrUserPassword")), (202, None, None));
}

#[test]
fn a_cassandra_user_is_made_and_deleted() {
    let mut desk = Desk::new();
    let users = format!("/provisioning/v1/{}/apache_cassandra/users", desk.cassandra);
    let user = json!({ "username": "me", "password": "yourPassword", "initial-permissions": "standard" });
    assert_eq!(desk.ask(Method::POST, &users, user.clone()), (201, json!({ "message": "User me created." })));
    let (status, refusal) = desk.ask(Method::POST, &users, user);
    assert_eq!((status, refusal["message"].is_string()), (400, true));
    let gone = json!({ "username": "me" });
    assert_eq!(
        desk.ask(Method::DELETE, &users, gone.clone()),
        (200, json!({ "message": "User me has been deleted." }))
    );
    let (status, refusal) = desk.ask(Method::DELETE, &users, gone);
    assert_eq!((status, &refusal["status"]), (404, &json!(404)));
}

#[test]
fn what_is_wrong_with_a_user_is_told_with_its_field() {
    let mut desk = Desk::new();
    let users = format!("/provisioning/v1/{}/apache_cassandra/users", desk.cassandra);
    for (body, field) in [
        (json!({ "password": "yourPassword" }), "username"),
        (json!({ "username": "x".repeat(256), "password": "yourPassword" }), "username"),
        (json!({ "username": "me", "password": "short" }), "password"),
        (json!({ "username": "me", "password": "yourPassword", "initial-permissions": "all" }), "initial-permissions"),
        (json!({ "username": "iccassandra", "password": "yourPassword" }), "username"),
    ] {
        let (status, refusal) = desk.ask(Method::POST, &users, body);
        assert_eq!(status, 400);
        assert!(text(&refusal, "message").starts_with(field), "{refusal}");
    }
    let elsewhere = format!("/provisioning/v1/{}/apache_cassandra/users", desk.kafka);
    let user = json!({ "username": "me", "password": "yourPassword" });
    assert_eq!(desk.ask(Method::POST, &elsewhere, user.clone()).0, 404);
    let mut open = cassandra_create("open");
    open["passwordAndUserAuth"] = json!(false);
    let open = desk.create("cassandra", &open);
    desk.wait(600);
    assert_eq!(desk.ask(Method::POST, &format!("/provisioning/v1/{open}/apache_cassandra/users"), user).0, 400);
    assert_eq!(desk.get(&format!("/provisioning/v1/{open}")).1.get("username"), None);
}

#[test]
fn a_kafka_user_of_the_older_api_is_one_of_the_newer() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let users = format!("/provisioning/v1/{kafka}/kafka/users");
    let user = json!({ "username": "me", "password": "yourPassword", "options": { "sasl-scram-mechanism": "SCRAM-SHA-512", "override-existing-user": false } });
    assert_eq!(desk.ask(Method::POST, &users, user.clone()).0, 201);
    assert_eq!(desk.ask(Method::POST, &users, user).0, 400);
    let one = format!("{BASE}/resources/applications/kafka/users/v2/{kafka}_me");
    assert_eq!(desk.shown(&one)["options"]["saslScramMechanism"], "SCRAM-SHA-512");
    assert_eq!(desk.ask(Method::DELETE, &users, json!({ "username": "me" })).0, 200);
    assert_eq!(desk.get(&one).0, 404);
}

/// `[openapi] ErrorMessage`: also where nothing of the request was looked at yet.
#[test]
fn every_refusal_of_the_older_api_has_its_own_shape() {
    let mut desk = Desk::new();
    let one = format!("/provisioning/v1/{}", desk.kafka);
    let users = format!("{one}/kafka/users");
    let user = json!({ "username": "me", "password": "yourPassword" });
    let mut not_json = request("ann:full", &Method::POST, &users, &user);
    not_json.headers_mut().insert("content-type", "text/plain".parse().unwrap());
    let table = [
        (request("ann:full", &Method::POST, &users, &json!(["me"])), 400),
        (request("ann:wrong", &Method::GET, &one, &Value::Null), 401),
        (request("ann:look", &Method::POST, &users, &user), 403),
        (request("ann:full", &Method::GET, "/provisioning/v1/nobody", &Value::Null), 404),
        (request("ann:full", &Method::POST, &format!("{one}/spark/users"), &user), 404),
        (request("ann:full", &Method::PUT, &users, &user), 405),
        (not_json, 415),
    ];
    for (request, code) in table {
        let (status, refusal) = desk.send(&request);
        assert_eq!((status, &refusal["status"], &refusal["code"]), (code, &json!(code), &json!(code)), "{refusal}");
        assert!(refusal["message"].is_string() && refusal.get("errors").is_none(), "{refusal}");
    }
    desk.cloud.limit("1".parse().unwrap(), Rate::Off);
    assert_eq!(desk.get(&one).0, 202);
    let (status, refusal) = desk.get(&one);
    assert_eq!((status, &refusal["status"]), (429, &json!(429)));
}
