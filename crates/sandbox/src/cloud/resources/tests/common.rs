//! What holds for everything that belongs to a cluster.

use super::*;

/// Where each kind is made, with a body that is taken.
fn makers(desk: &Desk) -> Vec<(String, Value)> {
    let (kafka, cassandra) = (desk.kafka.as_str(), desk.cassandra.as_str());
    let centre = desk.data_centre(kafka);
    let makers = [
        ("network-firewall-rules/v2", rule(kafka)),
        (
            "providers/aws/security-group-firewall-rules/v2",
            json!({ "clusterId": kafka, "securityGroupId": "sg-0123456789abcdef0", "type": "KAFKA" }),
        ),
        ("providers/aws/vpc-peers/v2", aws_peer(&centre)),
        (
            "exclusion-windows/v2",
            json!({ "clusterId": cassandra, "dayOfWeek": "TUESDAY", "startHour": 14, "durationInHours": 6 }),
        ),
        ("applications/kafka/users/v2", kafka_user(kafka, "me")),
        (
            "applications/kafka/topics/v2",
            json!({ "clusterId": kafka, "topic": "demo", "partitions": 3, "replicationFactor": 3 }),
        ),
        ("applications/kafka/acls/v2", acls(kafka, "me")),
    ];
    makers.into_iter().map(|(path, body)| (format!("{BASE}/resources/{path}"), body)).collect()
}

#[test]
fn what_is_made_is_shown_as_it_was_sent_until_it_is_deleted() {
    let mut desk = Desk::new();
    for (path, body) in makers(&desk) {
        let one = desk.made(&format!("{path}/"), body.clone()).replace("//", "/");
        let shown = desk.shown(&one);
        for (name, value) in body.as_object().unwrap() {
            assert_eq!(&shown[name], value, "{name} of {path}");
        }
        assert_eq!(desk.shown(&format!("{one}/")), shown);
        assert_eq!(desk.delete(&one), (204, Value::Null), "{path}");
        assert_eq!(desk.get(&one).0, 404, "{path}");
        assert_eq!(desk.delete(&one).0, 404, "{path}");
    }
}

#[test]
fn each_field_is_wanted_and_has_its_type() {
    let mut desk = Desk::new();
    for (path, body) in makers(&desk) {
        for name in body.as_object().unwrap().keys() {
            let mut without = body.clone();
            without.as_object_mut().unwrap().remove(name);
            let mut null = body.clone();
            null[name] = Value::Null;
            let mut wrong = body.clone();
            wrong[name] = json!(1.5);
            for body in [without, null, wrong] {
                let (status, refusal) = desk.ask(Method::POST, &path, body);
                assert_eq!(status, 400, "{name} of {path}: {refusal}");
                let told = fields(&refusal);
                assert!(told.iter().any(|told| told == name), "{name} of {path}: {told:?}");
            }
        }
        for body in [json!([]), json!("x"), Value::Null] {
            assert_eq!(desk.ask(Method::POST, &path, body).0, 400, "{path}");
        }
        let mut plain = request("ann:full", &Method::POST, &path, &body);
        plain.headers_mut().insert("content-type", "text/plain".parse().unwrap());
        assert_eq!(desk.send(&plain).0, 415, "{path}");
        assert_eq!(desk.ask(Method::PATCH, &path, body).0, 405, "{path}");
    }
}

#[test]
fn another_account_finds_nothing_and_a_read_only_key_writes_nothing() {
    let mut desk = Desk::new();
    for (path, body) in makers(&desk) {
        assert_eq!(desk.ask_as("bob:full", Method::POST, &path, body.clone()).0, 404, "{path}");
        assert_eq!(desk.ask_as("ann:look", Method::POST, &path, body.clone()).0, 403, "{path}");
        assert_eq!(desk.ask_as("ann:wrong", Method::POST, &path, body.clone()).0, 401, "{path}");
        let one = desk.made(&path, body.clone());
        for method in [Method::GET, Method::DELETE] {
            assert_eq!(desk.ask_as("bob:full", method, &one, Value::Null).0, 404, "{path}");
        }
        assert_eq!(desk.ask_as("ann:look", Method::GET, &one, Value::Null).0, 200, "{path}");
        for method in [Method::DELETE, Method::PUT] {
            assert_eq!(desk.ask_as("ann:look", method, &one, body.clone()).0, 403, "{path}");
        }
    }
    let lists = [
        format!("data-sources/cluster/{}/network-firewall-rules/v2", desk.kafka),
        format!("data-sources/cluster/{}/maintenance-events/v2/upcoming/v2", desk.kafka),
        format!("data-sources/kafka_cluster/{}/topics/v2", desk.kafka),
        format!("data-sources/applications/cassandra/clusters/v2/{}/list-backups/v2", desk.cassandra),
    ];
    for list in lists {
        assert_eq!(desk.ask_as("bob:full", Method::GET, &format!("{BASE}/{list}"), Value::Null).0, 404, "{list}");
    }
    let peers =
        desk.ask_as("bob:full", Method::GET, &format!("{BASE}/data-sources/providers/aws/vpc-peers/v2"), Value::Null);
    assert_eq!(peers.1[0]["peeringRequests"], json!([]));
}

#[test]
fn all_of_it_goes_with_its_cluster() {
    let mut desk = Desk::new();
    let made: Vec<String> = makers(&desk).into_iter().map(|(path, body)| desk.made(&path, body)).collect();
    let bodies = makers(&desk);
    for (application, id) in [("kafka", desk.kafka.clone()), ("cassandra", desk.cassandra.clone())] {
        let path = format!("{BASE}/resources/applications/{application}/clusters/v2/{id}");
        assert_eq!(desk.delete(&path).0, 204);
        assert_eq!(desk.shown(&path)["status"], "DELETING");
    }
    for one in made {
        assert_eq!(desk.get(&one).0, 404, "{one}");
    }
    for (path, body) in bodies {
        assert_eq!(desk.ask(Method::POST, &path, body).0, 404, "{path}");
    }
    let list = format!("{BASE}/data-sources/cluster/{}/network-firewall-rules/v2", desk.kafka);
    assert_eq!(desk.get(&list).0, 404);
}

#[test]
fn what_kafka_itself_must_do_waits_until_the_cluster_runs() {
    let mut desk = Desk::fresh();
    for (path, body) in makers(&desk) {
        let expected = if path.contains("applications/kafka") { 409 } else { 202 };
        assert_eq!(desk.ask(Method::POST, &path, body).0, expected, "{path}");
    }
}

#[test]
fn all_of_it_is_there_again_after_a_restart() {
    let mut desk = Desk::new();
    let made: Vec<String> = makers(&desk).into_iter().map(|(path, body)| desk.made(&path, body)).collect();
    desk.delete(&made[3]);
    desk.wait(60);
    let before: Vec<(u16, Value)> = made.iter().map(|one| desk.get(one)).collect();
    let snapshot = desk.cloud.snapshot();
    for records in [desk.records.clone(), snapshot] {
        let texts: Vec<String> = records.iter().map(|record| serde_json::to_string(record).unwrap()).collect();
        let records = texts.iter().map(|text| serde_json::from_str(text).unwrap());
        desk.cloud = Cloud::restored(options(0), records).unwrap();
        let after: Vec<(u16, Value)> = made.iter().map(|one| desk.get(one)).collect();
        assert_eq!(after, before);
    }
}

#[test]
fn an_id_that_is_gone_is_not_given_again_after_a_restart() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let first = desk.made(&rules(), rule(&kafka));
    desk.delete(&first);
    desk.cloud = Cloud::restored(options(0), desk.cloud.snapshot()).unwrap();
    assert_ne!(desk.made(&rules(), rule(&kafka)), first);
}

#[test]
fn no_password_is_in_what_is_formatted() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    desk.made(&format!("{BASE}/resources/applications/kafka/users/v2"), kafka_user(&kafka, "me"));
    let text = format!("{:?}", desk.records);
    assert!(text.contains("KafkaUser") && !text.contains("myPassword1."));
}

#[test]
fn a_cluster_has_a_limit_of_each_kind() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let rule = |number: usize| {
        let network = format!("198.51.{}.{}/32", number / 250, number % 250);
        json!({ "clusterId": kafka, "network": network, "type": "KAFKA" })
    };
    for number in 0..1_000 {
        let made = request("ann:full", &Method::POST, &rules(), &rule(number));
        assert_eq!(desk.cloud.apply(desk.now, &made).status(), 202);
    }
    assert_eq!(desk.ask(Method::POST, &rules(), rule(1_000)).0, 409);
}
