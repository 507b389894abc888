//! Firewall rules: one by one, and in sets.

use super::*;

fn sets(kind: &str, cluster: &str) -> String {
    format!("{BASE}/resources/{kind}/v2/{cluster}")
}

const GROUPS: &str = "providers/aws/cluster-security-group-firewall-rules";
const NETWORKS: &str = "cluster-network-firewall-rules";

#[test]
fn a_rule_becomes_running_in_its_time() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let (status, made) = desk.ask(Method::POST, &rules(), rule(&kafka));
    assert_eq!((status, &made["status"]), (202, &json!("GENESIS")));
    let names: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "clusterId", "network", "type", "status"]);
    let one = format!("{}/{}", rules(), text(&made, "id"));
    let mut words = vec!["GENESIS".to_owned()];
    for _ in 0..60 {
        desk.wait(1);
        let word = text(&desk.shown(&one), "status");
        if words.last() != Some(&word) {
            words.push(word);
        }
    }
    assert_eq!(words, ["GENESIS", "PROVISIONING", "RUNNING"]);
}

#[test]
fn a_rule_of_a_cluster_that_comes_up_waits_for_it() {
    let mut desk = Desk::fresh();
    let kafka = desk.kafka.clone();
    let one = desk.made(&rules(), rule(&kafka));
    desk.wait(300);
    assert_eq!(desk.shown(&one)["status"], "GENESIS");
    desk.wait(300);
    assert_eq!(desk.shown(&one)["status"], "RUNNING");
}

#[test]
fn a_rule_is_deferred_when_a_fault_says_so_and_tells_why() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let mut make = request("ann:full", &Method::POST, &rules(), &rule(&kafka));
    make.extensions_mut().insert(Twist { fate: Fate::Defers, hidden_ms: 0 });
    let (status, made) = desk.send(&make);
    assert_eq!((status, &made["status"], made.get("deferredReason")), (202, &json!("GENESIS"), None));
    desk.wait(60);
    let shown = desk.shown(&format!("{}/{}", rules(), text(&made, "id")));
    assert_eq!(shown["status"], "DEFERRED");
    assert!(shown["deferredReason"].is_string());
}

#[test]
fn the_second_identical_rule_is_a_conflict_and_others_are_not() {
    let mut desk = Desk::new();
    let (kafka, cassandra) = (desk.kafka.clone(), desk.cassandra.clone());
    let one = desk.made(&rules(), rule(&kafka));
    let (status, error) = desk.ask(Method::POST, &rules(), rule(&kafka));
    assert_eq!((status, error["message"].is_string()), (409, true));
    let mut other = rule(&kafka);
    other["type"] = json!("KAFKA_ENCRYPTION");
    desk.made(&rules(), other);
    desk.made(&rules(), json!({ "clusterId": cassandra, "network": "203.0.113.7/32", "type": "CASSANDRA" }));
    assert_eq!(desk.delete(&one).0, 204);
    assert_ne!(desk.made(&rules(), rule(&kafka)), one);
}

#[test]
fn what_is_wrong_with_a_rule_is_told_at_its_field() {
    let mut desk = Desk::new();
    let (kafka, cassandra) = (desk.kafka.clone(), desk.cassandra.clone());
    let table = [
        (json!({ "network": "203.0.113.7" }), 400, vec!["network"]),
        (json!({ "network": "203.0.113.7/24" }), 400, vec!["network"]),
        (json!({ "network": "2001:db8::/32", "type": "KAFKA" }), 400, vec!["network"]),
        (json!({ "network": "203.0.113.7", "type": "POSTGRESQL" }), 400, vec!["network", "type"]),
        (json!({ "type": "POSTGRESQL" }), 400, vec!["type"]),
        (json!({ "type": "kafka" }), 400, vec!["type"]),
        (json!({ "clusterId": cassandra }), 400, vec!["type"]),
        (json!({ "clusterId": "nonsense", "network": "x" }), 400, vec!["clusterId", "network"]),
    ];
    for (change, status, names) in table {
        let mut body = rule(&kafka);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (got, refusal) = desk.ask(Method::POST, &rules(), body);
        assert_eq!((got, fields(&refusal)), (status, names.into_iter().map(str::to_owned).collect()), "{change}");
    }
    let mut foreign = rule(&kafka);
    foreign["clusterId"] = json!("c1af59c6-ba0e-4cc2-a0f3-65cee17a5f37");
    let (status, refusal) = desk.ask(Method::POST, &rules(), foreign);
    assert_eq!((status, fields(&refusal)), (404, vec!["Not Found".to_owned()]));
}

#[test]
fn a_security_group_is_one_of_aws() {
    let mut desk = Desk::new();
    let path = format!("{BASE}/resources/providers/aws/security-group-firewall-rules/v2");
    let mut in_gcp = kafka_create("elsewhere");
    in_gcp["dataCentres"][0]["cloudProvider"] = json!("GCP");
    in_gcp["dataCentres"][0]["region"] = json!("us-central1");
    in_gcp["dataCentres"][0]["nodeSize"] = json!("KFK-DEV-n2-standard-2-80");
    let elsewhere = desk.create("kafka", &in_gcp);
    let body = |cluster: &str, id: &str| json!({ "clusterId": cluster, "securityGroupId": id, "type": "KAFKA" });
    let kafka = desk.kafka.clone();
    for (body, field) in [
        (body(&elsewhere, "sg-01abc234"), "clusterId"),
        (body(&kafka, "sg-01abc2345defg6789"), "securityGroupId"),
        (body(&kafka, "01abc234"), "securityGroupId"),
    ] {
        let (status, refusal) = desk.ask(Method::POST, &path, body);
        assert_eq!((status, fields(&refusal)), (400, vec![field.to_owned()]));
    }
    desk.made(&path, body(&kafka, "sg-01abc234"));
    let list = format!("{BASE}/data-sources/providers/aws/aws_cluster/{kafka}/security-group-firewall-rules/v2");
    assert_eq!(desk.shown(&list)[0]["firewallRules"][0]["securityGroupId"], "sg-01abc234");
}

#[test]
fn the_list_of_a_cluster_has_one_element_and_its_rules_in_order() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let list = format!("{BASE}/data-sources/cluster/{kafka}/network-firewall-rules/v2");
    assert_eq!(desk.shown(&list), json!([{ "clusterId": kafka, "firewallRules": [] }]));
    for network in ["203.0.113.9/32", "203.0.113.1/32"] {
        desk.made(&rules(), json!({ "clusterId": kafka, "network": network, "type": "KAFKA" }));
    }
    let shown = desk.shown(&list);
    let networks: Vec<&Value> =
        shown[0]["firewallRules"].as_array().unwrap().iter().map(|rule| &rule["network"]).collect();
    assert_eq!(networks, ["203.0.113.9/32", "203.0.113.1/32"]);
}

#[test]
fn a_set_is_replaced_whole_and_what_stays_keeps_its_id() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    for (kind, field, values) in [
        (GROUPS, "securityGroupId", ["sg-00000001", "sg-00000002", "sg-00000003"]),
        (NETWORKS, "network", ["203.0.113.1/32", "203.0.113.2/32", "203.0.113.3/32"]),
    ] {
        let set = sets(kind, &kafka);
        assert_eq!(
            desk.shown(&set),
            json!({ "id": kafka, "clusterId": kafka, "status": "RUNNING", "firewallRules": [] })
        );
        let rules = |chosen: &[&str]| -> Value {
            let rules: Vec<Value> = chosen.iter().map(|value| json!({ field: value, "type": "KAFKA" })).collect();
            json!({ "clusterId": kafka, "firewallRules": rules })
        };
        let (status, put) = desk.ask(Method::PUT, &set, rules(&values[..2]));
        assert_eq!((status, &put["status"]), (202, &json!("GENESIS")));
        let names: Vec<&String> = put["firewallRules"][0].as_object().unwrap().keys().collect();
        assert_eq!(names, ["id", field, "type"]);
        desk.wait(60);
        assert_eq!(desk.shown(&set)["status"], "RUNNING");
        let (_, second) = desk.ask(Method::PUT, &set, rules(&values[1..]));
        assert_eq!(second["firewallRules"][0], put["firewallRules"][1]);
        assert_eq!(second["firewallRules"][1][field], values[2]);
        assert_eq!(desk.shown(&set)["firewallRules"], second["firewallRules"]);
        assert_eq!(desk.delete(&set).0, 204);
        assert_eq!(desk.shown(&set)["firewallRules"], json!([]));
    }
}

#[test]
fn a_post_of_a_set_is_accepted_and_does_nothing() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let body = json!({ "clusterId": kafka, "firewallRules": [{ "securityGroupId": "sg-00000001", "type": "KAFKA" }] });
    let set = sets(GROUPS, &kafka);
    for path in [&format!("{BASE}/resources/{GROUPS}/v2"), &set] {
        assert_eq!(desk.ask(Method::POST, path, body.clone()).0, 202, "{path}");
    }
    assert_eq!(desk.shown(&set)["firewallRules"], json!([]));
}

#[test]
fn a_set_and_single_rules_are_the_same_rules() {
    let mut desk = Desk::new();
    let kafka = desk.kafka.clone();
    let one = desk.made(&rules(), rule(&kafka));
    let set = sets(NETWORKS, &kafka);
    assert_eq!(desk.shown(&set)["firewallRules"][0]["network"], "203.0.113.7/32");
    assert_eq!(desk.ask(Method::PUT, &set, json!({ "firewallRules": [] })).0, 202);
    assert_eq!(desk.get(&one).0, 404);
    let (status, refusal) =
        desk.ask(Method::PUT, &set, json!({ "firewallRules": [{ "network": "x", "type": "KAFKA" }] }));
    assert_eq!((status, fields(&refusal)), (400, vec!["firewallRules[0].network".to_owned()]));
}

#[test]
fn a_set_has_its_limit_and_no_rule_twice() {
    let mut desk = Desk::new();
    let set = sets(NETWORKS, &desk.kafka);
    let rule =
        |number: usize| json!({ "network": format!("198.51.{}.{}/32", number / 250, number % 250), "type": "KAFKA" });
    let rules = |count: usize| json!({ "firewallRules": (0..count).map(rule).collect::<Vec<_>>() });
    let (status, refusal) = desk.ask(Method::PUT, &set, rules(1_001));
    assert_eq!((status, fields(&refusal)), (400, vec!["firewallRules".to_owned()]));
    let (status, put) = desk.ask(Method::PUT, &set, json!({ "firewallRules": [rule(1), rule(1), rule(2)] }));
    assert_eq!((status, put["firewallRules"].as_array().unwrap().len()), (202, 2));
}
