//! What the client sends, and what it makes of each answer: over a service in this process, with no socket.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod common;

use std::time::Duration;

use common::{Request, Response, answer, client_of, client_over, lines, only, with};
use instaclustr_api::{
    ANSWER_BYTES_MAX, ApiError, ApiProblem, Application, BODY_KEPT_BYTES_MAX, CassandraSizesWanted, ClusterKind, Error,
    Incomplete, Link, Resizes, ServiceTransport, SettingsChange, Status, TransportError,
};
use serde_json::json;

#[tokio::test]
async fn a_create_is_one_post_with_the_body_as_given() {
    let (client, seen) = with(202, r#"{"id":"c-1","status":"GENESIS"}"#);
    let body = json!({"name": "demo", "zebra": 1, "alpha": [null]});
    let created = client.create_cluster(Application::Kafka, &body).await.unwrap();
    assert_eq!((created.status, created.cluster.id.as_str()), (202, "c-1"));
    let request = only(&seen);
    assert_eq!(request.method(), "POST");
    assert_eq!(request.uri(), "https://api.example/cluster-management/v2/resources/applications/kafka/clusters/v2");
    assert_eq!(request.body(), r#"{"name":"demo","zebra":1,"alpha":[null]}"#);
    let headers = request.headers();
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["accept"], "application/json");
    assert_eq!(headers["user-agent"], concat!("instaclustr-api/", env!("CARGO_PKG_VERSION")));
    assert_eq!(headers["authorization"], "Basic YW5uOmszeS1vZi1hbm4=");
    assert!(headers["authorization"].is_sensitive());
}

#[tokio::test]
async fn a_secret_that_was_sent_is_not_shown_where_the_provider_repeats_it_in_a_sentence() {
    let (client, _) = with(400, r#"{"errors":[{"name":"users","message":"hunter2-hunter2 is too short"}]}"#);
    let body = json!({ "name": "demo", "users": [{ "username": "me", "password": "hunter2-hunter2" }] });
    let error = client.create_cluster(Application::Kafka, &body).await.unwrap_err();
    let shown = format!("{error} {error:?}");
    assert!(shown.contains("is too short") && !shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_program_can_call_itself_by_its_own_name() {
    let (client, seen) = with(200, "[]");
    let client = client.with_user_agent(http::HeaderValue::from_static("demo/1"));
    client.list_clusters(None).await.unwrap();
    assert_eq!(only(&seen).headers()["user-agent"], "demo/1");
}

#[tokio::test]
async fn each_operation_has_its_method_and_path() {
    let (client, seen) = with(200, r#"[]"#);
    client.list_clusters(None).await.unwrap();
    client.list_clusters(Some("my demo&x=ü")).await.unwrap();
    client.versions(Application::Kafka).await.unwrap();
    client.node_sizes(Application::Cassandra).await.unwrap();
    client.delete_cluster(Application::Cassandra, "a_B-9").await.unwrap();
    client.get_cluster(Application::Cassandra, "a_B-9").await.unwrap_err();
    client.get_cluster(ClusterKind::KafkaV3, "a_B-9").await.unwrap_err();
    client.cassandra_node_sizes(&CassandraSizesWanted::default()).await.unwrap();
    let wanted = CassandraSizesWanted { cassandra_version: Some("5.0.6".to_owned()), spark_required: Some(false) };
    client.cassandra_node_sizes(&wanted).await.unwrap();
    client.resize_operations("d-1", Resizes::Active).await.unwrap_err();
    client.resize_operations("d-1", Resizes::All).await.unwrap_err();
    client.cancel_resize("o-1").await.unwrap();
    client.change_settings("c-1", &SettingsChange::default()).await.unwrap();
    insta::assert_snapshot!(lines(&seen), @"
    GET /cluster-management/v2/data-sources/clusters/v2
    GET /cluster-management/v2/data-sources/clusters/v2?search=name:my%20demo%26x%3D%C3%BC
    GET /cluster-management/v2/data-sources/applications/kafka/versions/v2/
    GET /cluster-management/v2/data-sources/applications/cassandra/compatible-node-sizes/v2/
    DELETE /cluster-management/v2/resources/applications/cassandra/clusters/v2/a_B-9
    GET /cluster-management/v2/resources/applications/cassandra/clusters/v2/a_B-9
    GET /cluster-management/v2/resources/applications/kafka/clusters/v3/a_B-9
    GET /cluster-management/v2/data-sources/applications/cassandra/compatible-node-sizes/v2/
    GET /cluster-management/v2/data-sources/applications/cassandra/compatible-node-sizes/v2/?cassandraVersion=5.0.6&sparkRequired=false
    GET /cluster-management/v2/data-sources/cluster-data-centres/v2/d-1/resize/operations/v2?activeOnly=true
    GET /cluster-management/v2/data-sources/cluster-data-centres/v2/d-1/resize/operations/v2?activeOnly=false
    DELETE /cluster-management/v2/operations/resize-operations/v2/o-1/cancel/v2
    PUT /cluster-management/v2/operations/clusters/v2/c-1/change-settings/v2
    ");
}

#[tokio::test]
async fn an_id_that_cannot_stand_in_a_path_is_not_sent() {
    let (client, seen) = with(204, "");
    for id in ["", "../x", "a/b", "a b", "a?x", "ü", "a%2e"] {
        let result = client.delete_cluster(Application::Kafka, id).await;
        assert!(matches!(result, Err(Error::Transport(TransportError::NotSent { .. }))), "{id}");
    }
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_documents_answer_is_read_whole_and_kept_without_its_password() {
    let (client, _) = with(
        200,
        r#"{"id":"c-1","name":"demo","status":"PROVISIONING","currentClusterOperationStatus":"OPERATION_IN_PROGRESS",
        "defaultUserPassword":"s3cret","kafkaVersion":"4.1.2","slaTier":"NON_PRODUCTION","privateNetworkCluster":true,
        "dataCentres":[{"id":"d-1","name":"DC","status":"PROVISIONED","cloudProvider":"AWS_VPC","region":"US_EAST_1",
        "network":"10.0.0.0/16","nodeSize":"KFK-DEV-t4g.small-5","numberOfNodes":3,"tags":[{"key":"k","value":null}],
        "awsSettings":null,"deletedNodes":[],"nodes":[{"id":"n-1","status":"RUNNING","rack":"us-east-1a",
        "publicAddress":"52.0.5.140","privateAddress":null,"nodeSize":"S","nodeRoles":["KAFKA_BROKER","NEWER"],
        "startTime":"2019-08-24T14:15:22Z","deletionTime":null}]}]}"#,
    );
    let cluster = client.get_cluster(Application::Kafka, "c-1").await.unwrap();
    assert!(cluster.default_user_password.as_ref().is_some_and(|password| password.expose() == "s3cret"));
    assert!(!cluster.body.contains("s3cret") && cluster.body.contains("•••"));
    assert!(!format!("{cluster:?}").contains("s3cret"));
    insta::assert_debug_snapshot!((&cluster.status, &cluster.version, cluster.private_network, &cluster.data_centres));
}

#[tokio::test]
async fn nulls_missing_fields_unknown_words_and_numbers_in_quotes_never_fail_a_read() {
    let (client, _) = with(
        200,
        r#"{"id":"c-1","name":null,"status":"MIGRATING","slaTier":7,"privateNetworkCluster":"true","newer":{},
        "dataCentres":[null,7,{"numberOfNodes":"3","region":"","nodes":null,"tags":{}},{"nodes":[{},"x",{"nodeRoles":null}]}]}"#,
    );
    let cluster = client.get_cluster(Application::Cassandra, "c-1").await.unwrap();
    assert_eq!(cluster.status, Status::Unknown("MIGRATING".to_owned()));
    assert_eq!((cluster.name.as_str(), cluster.sla_tier.as_deref(), cluster.private_network), ("", Some("7"), true));
    assert_eq!(cluster.data_centres.len(), 2);
    assert_eq!(cluster.data_centres[0].number_of_nodes, Some(3));
    assert_eq!(cluster.nodes().count(), 2);
}

#[tokio::test]
async fn a_create_is_accepted_by_200_201_and_202_only() {
    for status in [200, 201, 202] {
        let (client, _) = with(status, r#"{"id":"c-1"}"#);
        assert_eq!(client.create_cluster(Application::Kafka, &json!({})).await.unwrap().status, status);
    }
    for status in [203, 204, 206] {
        let (client, _) = with(status, r#"{"id":"c-1"}"#);
        let error = client.create_cluster(Application::Kafka, &json!({})).await.unwrap_err();
        assert!(matches!(error, Error::NotUnderstood { status: s, .. } if s == status), "{error}");
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_used_is_kept_and_called_not_understood() {
    let table: [(&str, &str); 8] = [
        ("", "it is empty"),
        ("<html>", "it is not JSON"),
        (r#"{"id":"c-1","defaultUserPassword":"s3cr"#, "it is not JSON"),
        ("[]", "the answer is not a JSON object"),
        (r#"{"name":"demo"}"#, "the answer has no id"),
        (r#"{"id":""}"#, "the answer has no id"),
        (r#"{"id":null}"#, "the answer has no id"),
        (r#"{"id":"../../x"}"#, "the answer's id can't stand in a path"),
    ];
    for (body, why) in table {
        let (client, _) = with(202, body);
        match client.create_cluster(Application::Kafka, &json!({})).await {
            Err(Error::NotUnderstood { status: 202, reason, body: kept }) => {
                assert!(reason.starts_with(why), "{body}: {reason}");
                assert!(!kept.contains("s3cr"), "{kept}");
                assert!(kept.len() >= body.len().min(5), "{kept}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_answer_about_another_cluster_is_not_believed() {
    let (client, _) = with(200, r#"{"id":"c-2"}"#);
    assert!(matches!(client.get_cluster(Application::Kafka, "c-1").await, Err(Error::NotUnderstood { .. })));
    let (client, _) = with(200, r#"{"id":"C-1"}"#);
    assert!(client.get_cluster(Application::Kafka, "c-1").await.is_ok());
}

#[tokio::test]
async fn a_cut_or_endless_answer_is_not_understood_even_if_its_beginning_is_json() {
    for incomplete in [Incomplete::TooLong, Incomplete::Cut { message: "reset".to_owned() }] {
        let (client, _) = client_of(move || {
            let mut answer = answer(202, r#"{"id":"c-1"}"#);
            answer.extensions_mut().insert(incomplete.clone());
            answer
        });
        let error = client.create_cluster(Application::Kafka, &json!({})).await.unwrap_err();
        assert!(matches!(error, Error::NotUnderstood { status: 202, .. }), "{error}");
    }
}

#[tokio::test]
async fn an_answer_over_16_mib_is_kept_to_64_kib() {
    let long = format!(r#"{{"id":"c-1","x":"{}"}}"#, "ü".repeat(ANSWER_BYTES_MAX / 2));
    let (client, _) = with(200, long);
    match client.get_cluster(Application::Kafka, "c-1").await {
        Err(Error::NotUnderstood { body, .. }) => assert!(body.len() <= BODY_KEPT_BYTES_MAX && body.len() > 60_000),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn of_a_long_answer_64_kib_are_kept_and_all_of_it_is_read() {
    let long = format!(r#"{{"id":"c-1","x":"{}","name":"demo"}}"#, "ü".repeat(100_000));
    let (client, _) = with(200, long);
    let cluster = client.get_cluster(Application::Kafka, "c-1").await.unwrap();
    assert_eq!(cluster.name, "demo");
    assert!(cluster.body.len() <= BODY_KEPT_BYTES_MAX);
}

#[tokio::test]
async fn a_refusal_keeps_the_providers_words() {
    let (client, _) = with(400, r#"{"errors":[{"name":"name","message":"too short"}]}"#);
    let error = client.create_cluster(Application::Kafka, &json!({})).await.unwrap_err();
    let problems = vec![ApiProblem { field: Some("name".to_owned()), message: "too short".to_owned() }];
    let body = r#"{"errors":[{"name":"name","message":"too short"}]}"#.to_owned();
    assert_eq!(error, Error::Api(ApiError { status: 400, problems, body, retry_after: None }));
    assert_eq!(error.to_string(), "the provider answered 400: too short");
}

#[tokio::test]
async fn a_refusal_that_repeats_the_key_does_not_show_it() {
    for body in ["denied for k3y-of-ann", r#"{"message":"denied for Basic YW5uOmszeS1vZi1hbm4="}"#] {
        let (client, _) = with(401, body);
        let shown = format!("{:?}", client.list_clusters(None).await.unwrap_err());
        assert!(!shown.contains("k3y-of-ann") && !shown.contains("YW5u") && shown.contains("•••"), "{shown}");
    }
}

#[tokio::test]
async fn an_empty_429_says_how_long_to_wait_where_it_does() {
    let table =
        [(None, None), (Some("7"), Some(7)), (Some("999999999"), Some(86_400)), (Some("Wed, 21 Oct 2026"), None)];
    for (header, seconds) in table {
        let (client, _) = client_of(move || {
            let mut answer = answer(429, "");
            if let Some(header) = header {
                answer.headers_mut().insert("retry-after", http::HeaderValue::from_static(header));
            }
            answer
        });
        match client.list_clusters(None).await {
            Err(Error::Api(error)) => {
                assert_eq!((error.status, error.problems, error.body.as_str()), (429, vec![], ""));
                assert_eq!(error.retry_after, seconds.map(Duration::from_secs));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_not_followed() {
    let (client, seen) = with(301, "");
    let error = client.create_cluster(Application::Kafka, &json!({})).await.unwrap_err();
    assert!(matches!(error, Error::Api(ApiError { status: 301, .. })));
    only(&seen);
}

#[tokio::test]
async fn a_delete_is_accepted_by_200_202_and_204() {
    for status in [200, 202, 204] {
        let (client, _) = with(status, "");
        client.delete_cluster(Application::Kafka, "c-1").await.unwrap();
    }
    let (client, _) = with(206, "");
    assert!(client.delete_cluster(Application::Kafka, "c-1").await.is_err());
}

#[tokio::test]
async fn lists_are_read_in_each_shape_that_a_source_shows() {
    let (client, _) = with(
        200,
        r#"[{"accountId":"a","clusters":[{"id":"c-1","application":"KAFKA"},{"application":"X"},{"id":"c-2","application":null}]},{"clusters":null}]"#,
    );
    let accounts = client.list_clusters(None).await.unwrap();
    assert_eq!(accounts.len(), 2);
    assert_eq!(accounts[0].clusters.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["c-1", "c-2"]);

    let (client, _) = with(200, r#"[{"applicationVersions":[{"application":"KAFKA","versions":["3.9.2","4.1.2"]}]}]"#);
    let versions = client.versions(Application::Kafka).await.unwrap();
    assert_eq!((versions[0].application.as_str(), versions[0].versions.len()), ("KAFKA", 2));

    for body in [
        r#"{"cloudProviderNodeSizes":[{"cloudProvider":"GCP","nodeSizes":["a",{"name":"b","cpuCores":2}],"document":"u"}]}"#,
        r#"[{"cloudProviderNodeSizes":[{"cloudProvider":"GCP","nodeSizes":["a",{"name":"b","cpuCores":2}]}]}]"#,
    ] {
        let (client, _) = with(200, body);
        let sizes = client.node_sizes(Application::Kafka).await.unwrap();
        assert_eq!((sizes[0].cloud_provider.as_str(), sizes[0].node_sizes[0].name.as_str()), ("GCP", "a"));
        assert_eq!(sizes[0].node_sizes[1].cpu_cores, Some(2));
    }
}

#[tokio::test]
async fn a_list_of_something_else_is_not_an_empty_list() {
    for body in [r#"{}"#, r#"{"message":"hello"}"#, r#"["a"]"#, r#"[{"x":1}]"#, "null", "7"] {
        let (client, _) = with(200, body);
        let error = client.list_clusters(None).await.unwrap_err();
        assert!(matches!(error, Error::NotUnderstood { status: 200, .. }), "{body}");
    }
}

#[tokio::test]
async fn an_error_of_the_service_is_the_transports_error() {
    #[derive(Clone)]
    struct Closed;
    impl From<Closed> for TransportError {
        fn from(_: Closed) -> Self {
            TransportError::MaybeSent { link: Link::Provider, message: "closed".to_owned() }
        }
    }
    let service = tower::service_fn(|_: Request| async { Err::<Response, _>(Closed) });
    let client = client_over(ServiceTransport::new(service));
    let error = client.list_clusters(None).await.unwrap_err();
    assert_eq!(error, Error::Transport(Closed.into()));
}
