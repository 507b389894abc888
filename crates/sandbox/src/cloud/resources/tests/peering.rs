//! Peerings in the three clouds.

use super::*;

fn peers(cloud: &str) -> String {
    format!("{BASE}/resources/providers/{cloud}/v2")
}

/// A cluster in that cloud, and what is asked of its data centre.
fn asked(desk: &mut Desk, provider: &str, subnets: Value) -> (String, Value) {
    let (region, size, fields) = match provider {
        "GCP" => (
            "us-central1",
            "KFK-DEV-n2-standard-2-80",
            json!({ "peerProjectId": "example-project123", "peerVpcNetworkName": "network-aabb1122" }),
        ),
        "AZURE_AZ" => (
            "EAST_US",
            "KFK-DEV-Standard_D2s_v5-80",
            json!({ "peerResourceGroup": "group", "peerSubscriptionId": "00000000-0000-0000-0000-000000000000",
                "peerVirtualNetworkName": "network", "peerAdObjectId": "00000000-0000-0000-0000-000000000001" }),
        ),
        _ => (
            "US_EAST_1",
            "KFK-DEV-t4g.small-5",
            json!({ "peerAwsAccountId": "123456789123", "peerVpcId": "vpc-123abc456", "peerRegion": "US_EAST_1" }),
        ),
    };
    let mut create = kafka_create("peered");
    create["dataCentres"][0]["cloudProvider"] = json!(provider);
    create["dataCentres"][0]["region"] = json!(region);
    create["dataCentres"][0]["nodeSize"] = json!(size);
    let cluster = desk.create("kafka", &create);
    let mut body = fields;
    body["cdcId"] = json!(desk.data_centre(&cluster));
    body["peerSubnets"] = subnets;
    (cluster, body)
}

const CLOUDS: [(&str, &str); 3] =
    [("aws/vpc-peers", "AWS_VPC"), ("gcp/vpc-peers", "GCP"), ("azure/vnet-peers", "AZURE_AZ")];

/// The statuses of a peering, second by second, until it rests.
fn words(desk: &mut Desk, one: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for _ in 0..60 {
        let word = text(&desk.shown(one), "statusCode");
        if words.last() != Some(&word) {
            words.push(word);
        }
        desk.wait(1);
    }
    words
}

#[test]
fn a_peering_waits_for_the_other_side_and_works_once_it_accepts() {
    let expected = [
        (["pending-acceptance"].as_slice(), ["provisioning", "active"].as_slice()),
        (&["GENESIS", "PROVISIONING", "INACTIVE"], &["INACTIVE", "ACTIVE"]),
        (&["GENESIS", "PROVISIONING", "INACTIVE"], &["INACTIVE", "CONNECTED"]),
    ];
    for ((cloud, provider), (before, after)) in CLOUDS.into_iter().zip(expected) {
        let mut desk = Desk::new();
        let (_, body) = asked(&mut desk, provider, json!(["10.129.0.0/16", "10.130.0.0/16"]));
        let one = desk.made(&peers(cloud), body.clone());
        assert_eq!(words(&mut desk, &one), before);
        let id = one.rsplit('/').next().unwrap();
        let accept = format!("/sandbox/peers/{id}/accept");
        assert_eq!(desk.ask_as("bob:full", Method::POST, &accept, Value::Null).0, 404);
        assert_eq!(desk.ask(Method::POST, &accept, Value::Null).0, 200);
        assert_eq!(words(&mut desk, &one), after);
        assert_eq!(desk.ask(Method::POST, &accept, Value::Null).0, 409);
        for (name, value) in body.as_object().unwrap() {
            assert_eq!(&desk.shown(&one)[name], value, "{name}");
        }
    }
}

#[test]
fn networks_that_overlap_fail_with_the_reason() {
    for ((cloud, provider), word) in CLOUDS.into_iter().zip(["failed", "FAILED", "FAILED"]) {
        let mut desk = Desk::new();
        let (_, body) = asked(&mut desk, provider, json!(["10.0.4.0/22"]));
        let one = desk.made(&peers(cloud), body);
        assert_eq!(words(&mut desk, &one).last().unwrap(), word);
        let shown = desk.shown(&one);
        assert_eq!(shown["failureReason"].is_string(), word == "FAILED");
        let id = text(&shown, "id");
        assert_eq!(desk.ask(Method::POST, &format!("/sandbox/peers/{id}/accept"), Value::Null).0, 409);
    }
}

#[test]
fn a_request_in_aws_can_be_rejected_and_expires() {
    let mut desk = Desk::new();
    let centre = desk.data_centre(&desk.kafka);
    let rejected = desk.made(&peers("aws/vpc-peers"), aws_peer(&centre));
    let expiring = desk.made(&peers("aws/vpc-peers"), aws_peer(&centre));
    let id = rejected.rsplit('/').next().unwrap();
    assert_eq!(desk.ask(Method::POST, &format!("/sandbox/peers/{id}/reject"), Value::Null).0, 200);
    assert_eq!(desk.shown(&rejected)["statusCode"], "rejected");
    desk.wait(7 * 86_400);
    assert_eq!(desk.shown(&expiring)["statusCode"], "expired");
    let id = expiring.rsplit('/').next().unwrap();
    assert_eq!(desk.ask(Method::POST, &format!("/sandbox/peers/{id}/accept"), Value::Null).0, 409);
}

#[test]
fn the_list_of_the_account_has_all_peerings_of_a_cloud_without_their_status() {
    let mut desk = Desk::new();
    let list = format!("{BASE}/data-sources/providers/aws/vpc-peers/v2");
    assert_eq!(desk.shown(&list)[0]["peeringRequests"], json!([]));
    let (kafka, cassandra) = (desk.data_centre(&desk.kafka), desk.data_centre(&desk.cassandra));
    desk.made(&peers("aws/vpc-peers"), aws_peer(&kafka));
    desk.made(&peers("aws/vpc-peers"), aws_peer(&cassandra));
    let shown = desk.shown(&list);
    assert!(shown[0]["accountId"].is_string());
    let requests = shown[0]["peeringRequests"].as_array().unwrap();
    assert_eq!(requests.len(), 2);
    assert!(
        requests.iter().all(|request| request.get("statusCode").is_none() && request["dataCentreVpcId"].is_string())
    );
    assert_eq!(desk.shown(&format!("{BASE}/data-sources/providers/gcp/vpc-peers/v2"))[0]["peeringRequests"], json!([]));
}

#[test]
fn only_the_networks_of_a_peering_in_aws_can_be_changed() {
    let mut desk = Desk::new();
    let centre = desk.data_centre(&desk.kafka);
    let one = desk.made(&peers("aws/vpc-peers"), aws_peer(&centre));
    let (status, changed) = desk.ask(Method::PUT, &one, json!({ "peerSubnets": ["10.140.0.0/16"] }));
    assert_eq!((status, &changed["peerSubnets"]), (202, &json!(["10.140.0.0/16"])));
    assert_eq!(desk.shown(&one)["peerSubnets"], json!(["10.140.0.0/16"]));
    let mut whole = aws_peer(&centre);
    assert_eq!(desk.ask(Method::PUT, &one, whole.clone()).0, 202);
    whole["peerVpcId"] = json!("vpc-other");
    let (status, refusal) = desk.ask(Method::PUT, &one, whole);
    assert_eq!((status, fields(&refusal)), (400, vec!["peerVpcId".to_owned()]));
    let (_, body) = asked(&mut desk, "GCP", json!(["10.129.0.0/16"]));
    let in_gcp = desk.made(&peers("gcp/vpc-peers"), body.clone());
    assert_eq!(desk.ask(Method::PUT, &in_gcp, body).0, 405);
}

/// The data centre's network is 10.0.0.0/16.
#[test]
fn networks_that_overlap_after_a_change_make_a_peering_fail_until_they_do_no_more() {
    let mut desk = Desk::new();
    let centre = desk.data_centre(&desk.kafka);
    let one = desk.made(&peers("aws/vpc-peers"), aws_peer(&centre));
    let reply = |word: &str| format!("/sandbox/peers/{}/{word}", one.rsplit('/').next().unwrap());
    assert_eq!(desk.ask(Method::POST, &reply("accept"), Value::Null).0, 200);
    desk.wait(60);
    assert_eq!(desk.shown(&one)["statusCode"], "active");
    let put = |desk: &mut Desk, network: &str| desk.ask(Method::PUT, &one, json!({ "peerSubnets": [network] }));
    assert_eq!(put(&mut desk, "10.0.4.0/22").1["statusCode"], "failed");
    assert_eq!(put(&mut desk, "10.140.0.0/16").1["statusCode"], "pending-acceptance");
    assert_eq!(desk.ask(Method::POST, &reply("reject"), Value::Null).0, 200);
    assert_eq!(put(&mut desk, "10.141.0.0/16").0, 409);
    assert_eq!(desk.shown(&one)["statusCode"], "rejected");
}

#[test]
fn what_is_wrong_with_a_peering_is_told_at_its_field() {
    let mut desk = Desk::new();
    let centre = desk.data_centre(&desk.kafka);
    let table = [
        (json!({ "peerAwsAccountId": "123" }), "peerAwsAccountId"),
        (json!({ "peerVpcId": "123abc456" }), "peerVpcId"),
        (json!({ "peerRegion": "us-east-1" }), "peerRegion"),
        (json!({ "peerSubnets": [] }), "peerSubnets"),
        (json!({ "peerSubnets": ["10.129.0.0/16", "10.0.0.1/8"] }), "peerSubnets[1]"),
    ];
    for (change, field) in table {
        let mut body = aws_peer(&centre);
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let (status, refusal) = desk.ask(Method::POST, &peers("aws/vpc-peers"), body);
        assert_eq!((status, fields(&refusal)), (400, vec![field.to_owned()]));
    }
    let (_, mut body) = asked(&mut desk, "GCP", json!(["10.129.0.0/16"]));
    body["cdcId"] = json!(centre);
    let (status, refusal) = desk.ask(Method::POST, &peers("gcp/vpc-peers"), body);
    assert_eq!((status, fields(&refusal)), (400, vec!["cdcId".to_owned()]));
}
