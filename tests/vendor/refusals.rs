//! Refusals, as the programs show them to their users: code and raw body.

use slipway_sandbox::cloud::Rate;

use crate::KAFKA;
use crate::wire::{Client, Provider};

const UNKNOWN: &str = "4650aa98-e894-4675-9614-558915d5837a";

#[tokio::test]
async fn a_body_that_lacks_fields_is_refused_with_the_name_of_each() {
    let provider = Provider::start(Rate::default()).await;
    for client in [Client::Terraform, Client::Operator] {
        let refusal = provider.send(client, "POST", KAFKA, r#"{"name":"x"}"#).await.with(&[400]).json();
        let errors = refusal["errors"].as_array().unwrap();
        assert!(errors.iter().any(|error| error["name"] == "kafkaVersion"), "{refusal}");
        assert!(errors.iter().all(|error| error["message"].as_str().is_some_and(|message| !message.is_empty())));
    }
}

#[tokio::test]
async fn a_limit_that_is_wanted_answers_429_without_a_body() {
    let provider = Provider::start("1".parse::<Rate>().unwrap()).await;
    let path = format!("{KAFKA}/{UNKNOWN}");
    provider.send(Client::Operator, "GET", &path, "").await.with(&[404]);
    let refusal = provider.send(Client::Operator, "GET", &path, "").await.with(&[429]);
    assert_eq!(refusal.body, "");
}

#[tokio::test]
async fn an_unknown_cluster_is_not_found_whoever_asks() {
    let provider = Provider::start(Rate::default()).await;
    for client in [Client::Terraform, Client::Operator] {
        for method in ["GET", "DELETE"] {
            provider.send(client, method, &format!("{KAFKA}/{UNKNOWN}"), "").await.with(&[404]).json();
        }
    }
}
