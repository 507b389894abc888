//! Updates, resizes and settings: what is sent, made from what was read.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod common;

use common::{answer, client_that, only, with};
use instaclustr_api::body::{ResizeSettings, TwoFactorDelete};
use instaclustr_api::{
    Application, BadResize, CassandraClusterBody, Client, Cluster, ClusterBody, ClusterKind, Error, KafkaClusterBody,
    Resize, Resizes, SettingsChange, TransportError, Update,
};
use serde_json::{Value, json};

fn example(name: &str) -> Value {
    let file = format!("{}/tests/answers/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

async fn read(kind: impl Into<ClusterKind>, json: &Value) -> Cluster {
    let (client, _) = with(200, json.to_string());
    client.get_cluster(kind, json["id"].as_str().unwrap()).await.unwrap()
}

async fn kafka() -> Cluster {
    read(Application::Kafka, &example("kafka_v2")).await
}

async fn cassandra() -> Cluster {
    read(Application::Cassandra, &example("cassandra_v2")).await
}

/// What is left of `json` without these fields.
fn without(json: &Value, fields: &[&str]) -> Value {
    let kept = json.as_object().unwrap().iter().filter(|(name, _)| !fields.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

#[tokio::test]
async fn an_update_carries_all_that_was_read_but_what_only_the_provider_writes() {
    let mut answer = example("kafka_v2");
    answer["heardOfLater"] = json!({"status": "X", "nothing": null, "list": []});
    answer["dataCentres"][0]["heardOfLater"] = json!(7);
    let update = Update::of(&read(Application::Kafka, &answer).await);
    let root = ["id", "status", "currentClusterOperationStatus", "defaultUserPassword", "dataCentres"];
    let centre = ["id", "status", "nodes", "deletedNodes"];
    let mut expected = without(&answer, &root);
    let mut centre = without(&answer["dataCentres"][0], &centre);
    centre["privateLink"] = json!([{"advertisedHostname": "kafka.example.org"}]);
    expected["dataCentres"] = json!([centre]);
    expected["tieredStorage"] = json!([{"s3Settings": [{"s3BucketName": "records", "useCustomBucket": true}],
        "gcsSettings": [{"gcsBucketName": "records"}]}]);
    expected["heardOfLater"] = json!({"status": "X", "list": []});
    assert_eq!(update.body(), &expected);
}

#[tokio::test]
async fn an_update_is_one_put_to_the_cluster() {
    for kind in ClusterKind::ALL {
        let cluster = read(kind, &json!({"id": "c-1", "name": "demo"})).await;
        let (client, seen) = with(202, r#"{"id":"c-1","status":"RUNNING"}"#);
        let updated = client.update_cluster(&Update::of(&cluster).describe("new")).await.unwrap();
        assert_eq!(updated.kind, kind);
        let request = only(&seen);
        assert_eq!(request.method(), "PUT");
        assert_eq!(request.uri().path(), format!("{}/c-1", kind.path()));
        assert_eq!(request.body(), r#"{"name":"demo","description":"new"}"#);
    }
}

#[tokio::test]
async fn an_update_is_answered_by_200_or_202_and_about_that_cluster() {
    let update = Update::of(&kafka().await);
    let id = update.id().to_owned();
    for (status, id, fits) in [(200, id.as_str(), true), (202, &id, true), (201, &id, false), (202, "c-2", false)] {
        let (client, _) = with(status, json!({"id": id}).to_string());
        let result = client.update_cluster(&update).await;
        assert_eq!(result.is_ok(), fits, "{status} {id}: {result:?}");
        assert!(fits || matches!(result, Err(Error::NotUnderstood { .. })));
    }
    let (client, _) = with(409, r#"{"message":"busy"}"#);
    assert!(matches!(client.update_cluster(&update).await, Err(Error::Api(error)) if error.status == 409));
}

#[tokio::test]
async fn a_typed_change_writes_what_it_changes_and_nothing_else() {
    // Of this cluster the answer tells little, and in an odd way.
    let odd = json!({"id": "c-1", "cassandraVersion": "5.0.6", "spark": [], "description": "old", "newer": {"x": [1]},
        "dataCentres": [{"name": "east", "providerAccountName": "", "awsSettings": [], "newer": 7, "nodeSize": "A"},
            {"name": "west", "tags": [{"key": "k", "value": "v", "newer": 1}]}]});
    let update = Update::of(&read(Application::Cassandra, &odd).await);
    let same = update.clone().edit(|_: &mut CassandraClusterBody| {}).unwrap();
    assert_eq!(same, update);
    let changed = update
        .edit(|body: &mut CassandraClusterBody| {
            body.description = None;
            body.two_factor_delete.push(TwoFactorDelete { confirmation_email: "a@b".to_owned(), ..Default::default() });
            body.data_centres[0].node_size = "B".to_owned();
            body.data_centres[1].tags[0].value = "w".to_owned();
        })
        .unwrap();
    let mut expected = without(&odd, &["id", "description"]);
    expected["twoFactorDelete"] = json!([{"confirmationEmail": "a@b"}]);
    expected["dataCentres"][0]["nodeSize"] = json!("B");
    expected["dataCentres"][1]["tags"][0]["value"] = json!("w");
    assert_eq!(changed.body(), &expected);
}

#[tokio::test]
async fn a_data_centre_can_be_added() {
    let cluster = cassandra().await;
    let update = Update::of(&cluster)
        .edit(|body: &mut CassandraClusterBody| {
            let mut third = body.data_centres[1].clone();
            third.name = "third".to_owned();
            third.network = "10.3.0.0/16".to_owned();
            body.data_centres.push(third);
        })
        .unwrap();
    let centres = update.body()["dataCentres"].as_array().unwrap();
    assert_eq!(centres.len(), 3);
    assert_eq!(centres[..2], Update::of(&cluster).body()["dataCentres"].as_array().unwrap()[..]);
    assert_eq!((&centres[2]["name"], &centres[2]["replicationFactor"]), (&json!("third"), &json!(3)));
}

#[tokio::test]
async fn a_body_of_the_other_product_is_refused() {
    let cluster = kafka().await;
    assert!(cluster.ordered_as::<CassandraClusterBody>().is_err());
    assert!(Update::of(&cluster).edit(|_: &mut CassandraClusterBody| {}).is_err());
    let body: KafkaClusterBody = cluster.ordered_as().unwrap();
    assert_eq!(Update::to(cluster.id.clone(), &body).body(), Update::of(&cluster).body());
}

#[tokio::test]
async fn a_resize_is_an_update_with_another_size_or_number() {
    let cluster = kafka().await;
    let before = Update::of(&cluster);
    let resize = Resize {
        node_size: Some("KFK-PRD-r7g.large-400".to_owned()),
        number_of_nodes: Some(6),
        zookeeper_node_size: Some("KFK-ZK-PRD-m7g.xlarge-80".to_owned()),
        controller_node_size: Some("KFK-KR-PRD-m7g.xlarge-80".to_owned()),
        settings: Some(ResizeSettings { concurrency: Some(1), ..Default::default() }),
        ..Resize::default()
    };
    let mut expected = before.body().clone();
    expected["dataCentres"][0]["nodeSize"] = json!("KFK-PRD-r7g.large-400");
    expected["dataCentres"][0]["numberOfNodes"] = json!(6);
    expected["dedicatedZookeeper"][0]["zookeeperNodeSize"] = json!("KFK-ZK-PRD-m7g.xlarge-80");
    expected["dedicatedKraftController"][0]["controllerNodeSize"] = json!("KFK-KR-PRD-m7g.xlarge-80");
    expected["resizeSettings"] = json!([{"concurrency": 1}]);
    assert_eq!(before.resize(&resize).unwrap().body(), &expected);
}

#[tokio::test]
async fn of_several_data_centres_the_named_one_is_resized() {
    let cluster = cassandra().await;
    let to = |data_centre: Option<&str>| {
        let data_centre = data_centre.map(str::to_owned);
        Update::of(&cluster).resize(&Resize { data_centre, number_of_nodes: Some(6), ..Resize::default() })
    };
    let body = to(Some("west")).unwrap().body().clone();
    assert_eq!(
        (&body["dataCentres"][0]["numberOfNodes"], &body["dataCentres"][1]["numberOfNodes"]),
        (&json!(3), &json!(6))
    );
    assert_eq!(to(None), Err(BadResize::WhichDataCentre));
    assert_eq!(to(Some("north")), Err(BadResize::NoDataCentre("north".to_owned())));
}

#[tokio::test]
async fn a_resize_of_nothing_is_refused() {
    let cluster = read(Application::Kafka, &json!({"id": "c-1"})).await;
    let resized = |resize: Resize| Update::of(&cluster).resize(&resize).unwrap_err();
    assert_eq!(resized(Resize { data_centre: Some("x".to_owned()), ..Resize::default() }), BadResize::Nothing);
    let size = || Some("S".to_owned());
    assert_eq!(resized(Resize { node_size: size(), ..Resize::default() }), BadResize::NoDataCentre(String::new()));
    let zookeeper = Resize { zookeeper_node_size: size(), ..Resize::default() };
    assert_eq!(resized(zookeeper), BadResize::NoSuchBlock("dedicatedZookeeper"));
    let controller = Resize { controller_node_size: size(), ..Resize::default() };
    assert_eq!(resized(controller), BadResize::NoSuchBlock("dedicatedKraftController"));
}

#[tokio::test]
async fn two_factor_delete_is_a_block_in_an_update_and_an_object_in_the_settings() {
    let settings = TwoFactorDelete { confirmation_email: "a@b".to_owned(), ..Default::default() };
    let update = Update::of(&read(Application::Kafka, &json!({"id": "c-1"})).await).two_factor_delete(&settings);
    assert_eq!(update.body(), &json!({"twoFactorDelete": [{"confirmationEmail": "a@b"}]}));
    let (client, seen) = with(202, "{}");
    let change = SettingsChange { description: Some("new".to_owned()), two_factor_delete: Some(settings) };
    client.change_settings("c-1", &change).await.unwrap();
    let request = only(&seen);
    assert_eq!(request.method(), "PUT");
    assert_eq!(request.body(), r#"{"description":"new","twoFactorDelete":{"confirmationEmail":"a@b"}}"#);
}

#[tokio::test]
async fn whether_a_deletion_waits_for_a_person_is_told() {
    assert!(kafka().await.two_factor_delete);
    for unset in [json!({"id": "c-1"}), json!({"id": "c-1", "twoFactorDelete": null})] {
        assert!(!read(Application::Kafka, &unset).await.two_factor_delete);
    }
}

#[tokio::test]
async fn what_an_update_shows_of_itself_has_no_secret() {
    let update = Update::of(&kafka().await);
    assert!(update.body().to_string().contains("s3cret-of-registry"), "the wire needs it");
    assert!(!update.body().to_string().contains("s3cret-of-ickafka"), "and never this one");
    let shown = format!("{update:?} {:?}", kafka().await);
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test]
async fn resizes_are_read_whole_from_the_list_and_from_the_cluster() {
    let (client, _) = with(200, example("resize_operations").to_string());
    let operations = client.resize_operations("d-1", Resizes::All).await.unwrap();
    insta::assert_debug_snapshot!(operations);
    assert!(operations[0].is_active());
    let centre = &cassandra().await.data_centres[0];
    assert_eq!(centre.resizes[0].new_node_size.as_deref(), Some("CAS-PRD-r7g.large-400"));
    assert_eq!(centre.resizes[0].replacements[0].status, "RESTARTING");
    assert_eq!(
        (centre.node_deletions[0].status.as_str(), centre.node_deletions[0].number_of_nodes),
        ("RUNNING", Some(1))
    );
}

#[tokio::test]
async fn something_else_is_not_an_empty_list_of_resizes() {
    for body in ["[]", "null", r#"{"message":"hello"}"#, "7"] {
        let (client, _) = with(200, body);
        let error = client.resize_operations("d-1", Resizes::Active).await.unwrap_err();
        assert!(matches!(error, Error::NotUnderstood { .. }), "{body}");
    }
}

#[tokio::test]
async fn no_operation_sends_an_id_that_cannot_stand_in_a_path() {
    fn unsent<T>(result: Result<T, Error>) -> bool {
        matches!(result, Err(Error::Transport(TransportError::NotSent { .. })))
    }
    let (client, seen) = client_that(|_| answer(200, "{}"));
    let client: &Client = &client;
    assert!(unsent(client.resize_operations("../x", Resizes::All).await));
    assert!(unsent(client.cancel_resize("a/b").await));
    assert!(unsent(client.change_settings("", &SettingsChange::default()).await));
    assert!(unsent(client.update_cluster(&Update::to("a?b", &KafkaClusterBody::default())).await));
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_typed_create_goes_where_its_body_belongs() {
    for (json, path) in [(example("kafka_v2"), ClusterKind::KafkaV2), (example("kafka_v3"), ClusterKind::KafkaV3)] {
        let body = KafkaClusterBody::from_json(&json).unwrap();
        let (client, seen) = with(202, r#"{"id":"c-1"}"#);
        assert_eq!(client.create(&body).await.unwrap().cluster.kind, path);
        let request = only(&seen);
        assert_eq!((request.method().as_str(), request.uri().path()), ("POST", path.path()));
        assert_eq!(serde_json::from_slice::<Value>(request.body()).unwrap(), body.to_json());
    }
}
