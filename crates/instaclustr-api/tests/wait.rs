//! Waiting for a cluster: what ends it, what does not, and how long it pauses. Time is a number that sleeping adds to.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod common;

use std::sync::Mutex;
use std::time::Duration;

use common::{Response, answer, client_in_turn, client_over, lines, with};
use futures_util::future::BoxFuture;
use instaclustr_api::wait::{Clock, Ended, Pace, Seen, Verdict, Why, all_nodes_running, gone, ready, running};
use instaclustr_api::{Application, Client, Error, Link, Status, Transport, TransportError, wait_until};

const READ: &str = "GET /cluster-management/v2/resources/applications/kafka/clusters/v2/c-1";
const LIST: &str = "GET /cluster-management/v2/data-sources/clusters/v2";

/// A clock that only sleeping moves, and the sleeps.
#[derive(Default)]
struct Hands(Mutex<(Duration, Vec<Duration>)>);

impl Clock for Hands {
    fn now(&self) -> Duration {
        self.0.lock().unwrap().0
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        // Nothing moves before the sleep is really waited for: the one that guards a look is dropped unused.
        Box::pin(async move {
            let mut hands = self.0.lock().unwrap();
            hands.0 += time;
            hands.1.push(time);
        })
    }
}

impl Hands {
    fn sleeps(&self) -> Vec<u64> {
        self.0.lock().unwrap().1.iter().map(Duration::as_secs).collect()
    }
}

const PACE: Pace = Pace { pause: Duration::from_secs(10), deadline: Duration::from_secs(600) };

async fn wait(client: &Client, condition: impl Fn(&Seen) -> Verdict, clock: &Hands) -> Result<Seen, Ended> {
    wait_until(client, (Application::Kafka, "c-1"), condition, PACE, clock).await
}

fn is(status: &str) -> Result<Response, TransportError> {
    Ok(answer(200, format!(r#"{{"id":"c-1","status":"{status}"}}"#)))
}

fn says(status: u16, body: &'static str) -> Result<Response, TransportError> {
    Ok(answer(status, body))
}

fn lost() -> Result<Response, TransportError> {
    Err(TransportError::MaybeSent { link: Link::Tcp, message: "reset".to_owned() })
}

#[tokio::test]
async fn it_looks_until_it_is_so_and_pauses_in_between() {
    let clock = Hands::default();
    let (client, seen) = client_in_turn(vec![is("GENESIS"), is("PROVISIONING"), is("NEWER_WORD"), is("RUNNING")]);
    let met = wait(&client, running, &clock).await.unwrap();
    assert_eq!((met.status(), met.looks), (Some(&Status::Running), 4));
    assert_eq!(clock.sleeps(), [10, 10, 10]);
    assert_eq!(lines(&seen), [READ; 4].join("\n"));
}

#[tokio::test]
async fn whatever_passes_is_asked_again() {
    let passing = [
        says(429, ""),
        says(500, ""),
        says(502, "<html>"),
        says(503, ""),
        says(408, ""),
        says(302, ""),
        says(200, "garbage"),
        says(200, ""),
        says(200, r#"{"id":"another"}"#),
        lost(),
        Err(TransportError::NotSent { link: Link::Dns, message: "no such name".to_owned() }),
    ];
    for answer in passing {
        let (client, _) = client_in_turn(vec![is("PROVISIONING"), answer.clone(), is("RUNNING")]);
        let met = wait(&client, running, &Hands::default()).await;
        assert_eq!(met.as_ref().map(|seen| seen.looks), Ok(3), "{answer:?}: {met:?}");
    }
}

#[tokio::test]
async fn a_running_cluster_proves_nothing_once_a_look_has_failed() {
    let (client, _) = client_in_turn(vec![is("RUNNING"), lost()]);
    let twice = |seen: &Seen| if seen.looks < 2 { Verdict::NotYet } else { running(seen) };
    let ended = wait(&client, twice, &Hands::default()).await.unwrap_err();
    assert_eq!(ended.why, Why::Deadline);
    assert_eq!(ended.seen.status(), Some(&Status::Running), "what was last seen is told");
    assert!(matches!(ended.seen.trouble, Some(Error::Transport(TransportError::MaybeSent { .. }))));
}

#[tokio::test]
async fn a_refused_key_ends_it_at_once() {
    for status in [401, 403, 400, 405] {
        let (client, _) = client_in_turn(vec![is("PROVISIONING"), says(status, r#"{"message":"no"}"#)]);
        let ended = wait(&client, running, &Hands::default()).await.unwrap_err();
        let Why::Refused(error) = ended.why else { panic!("{status}: {:?}", ended.why) };
        assert_eq!(error.status, status);
        assert_eq!(ended.seen.status(), Some(&Status::Provisioning));
    }
}

#[tokio::test]
async fn the_pause_is_as_long_as_the_provider_asks() {
    let mut slowed = answer(429, "");
    slowed.headers_mut().insert("retry-after", http::HeaderValue::from_static("45"));
    let clock = Hands::default();
    let (client, _) = client_in_turn(vec![Ok(slowed), says(429, ""), is("RUNNING")]);
    wait(&client, running, &clock).await.unwrap();
    assert_eq!(clock.sleeps(), [45, 10]);
}

#[tokio::test]
async fn the_deadline_ends_it_and_is_never_overslept() {
    let clock = Hands::default();
    let (client, _) = with(200, r#"{"id":"c-1","status":"PROVISIONING"}"#);
    let pace = Pace { pause: Duration::from_secs(10), deadline: Duration::from_secs(25) };
    let ended = wait_until(&client, (Application::Kafka, "c-1"), running, pace, &clock).await.unwrap_err();
    assert_eq!((ended.why, ended.seen.looks), (Why::Deadline, 4));
    assert_eq!(clock.now(), Duration::from_secs(25));
}

#[tokio::test]
async fn a_look_that_never_answers_ends_at_the_deadline() {
    struct Silent;
    impl Transport for Silent {
        fn send(
            &self,
            _: http::Request<bytes::Bytes>,
        ) -> BoxFuture<'_, Result<http::Response<bytes::Bytes>, TransportError>> {
            Box::pin(std::future::pending())
        }
    }
    let clock = Hands::default();
    let ended = wait(&client_over(Silent), running, &clock).await.unwrap_err();
    assert_eq!((ended.why, ended.seen.looks), (Why::Deadline, 0));
    assert_eq!(clock.now(), PACE.deadline);
}

#[tokio::test]
async fn a_cluster_that_will_not_run_by_itself_ends_it() {
    for word in ["FAILED", "DEFERRED", "DELETING", "DELETED"] {
        let (client, _) = client_in_turn(vec![is("PROVISIONING"), is(word)]);
        for condition in [running, ready, all_nodes_running] {
            let ended = wait(&client, condition, &Hands::default()).await.unwrap_err();
            assert_eq!(ended.why, Why::CannotBe(format!("the cluster is {word}")));
        }
    }
}

#[tokio::test]
async fn ready_wants_no_operation_and_ends_at_a_failed_one() {
    let body = |operation: &str| {
        let json = format!(r#"{{"id":"c-1","status":"RUNNING","currentClusterOperationStatus":"{operation}"}}"#);
        Ok(answer(200, json))
    };
    let (client, _) = client_in_turn(vec![body("OPERATION_IN_PROGRESS"), body("NEWER_WORD"), body("NO_OPERATION")]);
    assert_eq!(wait(&client, ready, &Hands::default()).await.unwrap().looks, 3);
    let (client, _) = client_in_turn(vec![body("OPERATION_IN_PROGRESS"), body("OPERATION_FAILED")]);
    let ended = wait(&client, ready, &Hands::default()).await.unwrap_err();
    assert!(matches!(ended.why, Why::CannotBe(_)));
}

#[tokio::test]
async fn all_nodes_run_when_none_is_missing_in_any_data_centre() {
    let body = |first: &str, second: &str| {
        let json = format!(
            r#"{{"id":"c-1","status":"PROVISIONED","dataCentres":[{{"numberOfNodes":2,"nodes":[{first}]}},{second}]}}"#
        );
        Ok(answer(200, json))
    };
    let (run, join) = (r#"{"status":"RUNNING"}"#, r#"{"status":"JOINING"}"#);
    let both = format!("{run},{run}");
    let centre = |nodes: &str| format!(r#"{{"numberOfNodes":1,"nodes":[{nodes}]}}"#);
    let (client, _) = client_in_turn(vec![
        is("PROVISIONED"),
        body(run, &centre(run)),
        body(&format!("{run},{join}"), &centre(run)),
        body(&both, &centre("")),
        body(&both, r#"{"nodes":null}"#),
        body(&both, &centre(run)),
    ]);
    assert_eq!(wait(&client, all_nodes_running, &Hands::default()).await.unwrap().looks, 6);
}

#[tokio::test]
async fn dedicated_machines_stand_for_no_broker() {
    let body = |brokers: &str| {
        let controller = r#"{"status":"RUNNING","nodeRoles":["KAFKA_DEDICATED_KRAFT_CONTROLLER"]}"#;
        let nodes = format!("{controller},{controller}{brokers}");
        let centre = format!(r#"{{"numberOfNodes":2,"nodes":[{nodes}]}}"#);
        Ok(answer(200, format!(r#"{{"id":"c-1","status":"PROVISIONED","dataCentres":[{centre}]}}"#)))
    };
    let broker = r#",{"status":"RUNNING","nodeRoles":["KAFKA_BROKER","KAFKA_KARAPACE_REST_PROXY"]}"#;
    let (client, _) = client_in_turn(vec![body(""), body(broker), body(&broker.repeat(2))]);
    assert_eq!(wait(&client, all_nodes_running, &Hands::default()).await.unwrap().looks, 3);
}

#[tokio::test]
async fn gone_is_three_times_neither_read_nor_listed() {
    let list = || says(200, r#"[{"accountId":"a","clusters":[{"id":"x","application":"KAFKA"}]}]"#);
    let not_found = || says(404, "");
    let (client, seen) = client_in_turn(vec![
        is("DELETING"),
        not_found(),
        list(),
        not_found(),
        list(),
        // Not known: the row goes on.
        lost(),
        not_found(),
        says(200, r#"[{"accountId":"a","clusters":[]}]"#),
    ]);
    let met = wait(&client, gone, &Hands::default()).await.unwrap();
    assert_eq!((met.looks, met.absent_looks, met.status()), (5, 3, Some(&Status::Deleting)));
    assert_eq!(lines(&seen), [READ, READ, LIST, READ, LIST, READ, READ, LIST].join("\n"));
}

#[tokio::test]
async fn a_404_of_a_cluster_that_is_listed_begins_the_row_anew() {
    let not_found = || says(404, "");
    let listed = || says(200, r#"[{"clusters":[{"id":"C-1"}]}]"#);
    let empty = || says(200, "[]");
    let (client, _) = client_in_turn(vec![
        not_found(),
        empty(),
        not_found(),
        empty(),
        not_found(),
        listed(),
        not_found(),
        empty(),
        is("DELETED"),
    ]);
    assert_eq!(wait(&client, gone, &Hands::default()).await.unwrap().looks, 5);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_is_no_absence() {
    for failed in [says(500, ""), says(404, ""), says(200, "{}"), lost()] {
        let (client, _) = client_in_turn(vec![says(404, ""), failed.clone(), says(404, ""), failed, is("DELETED")]);
        assert_eq!(wait(&client, gone, &Hands::default()).await.unwrap().absent_looks, 0);
    }
}

#[tokio::test]
async fn a_new_cluster_that_is_not_there_yet_is_waited_for_and_one_that_went_is_not() {
    let absent = || [says(404, ""), says(200, "[]")];
    let mut answers: Vec<_> = std::iter::repeat_with(absent).take(5).flatten().collect();
    answers.push(is("RUNNING"));
    let (client, _) = client_in_turn(answers);
    assert_eq!(wait(&client, running, &Hands::default()).await.unwrap().looks, 6);

    let mut answers = vec![is("PROVISIONING")];
    answers.extend(std::iter::repeat_with(absent).take(3).flatten());
    let (client, _) = client_in_turn(answers);
    let ended = wait(&client, running, &Hands::default()).await.unwrap_err();
    assert_eq!(ended.why, Why::CannotBe("the cluster is gone".to_owned()));
}

#[tokio::test]
async fn an_id_that_cannot_stand_in_a_path_is_not_asked_about() {
    let (client, seen) = with(200, "{}");
    let ended = wait_until(&client, (Application::Kafka, "../x"), running, PACE, &Hands::default()).await.unwrap_err();
    assert_eq!(ended.why, Why::BadId);
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_waiting_can_be_moved_to_another_thread() {
    fn sent<T: Send>(future: T) -> T {
        future
    }
    let (client, _) = client_in_turn(vec![is("RUNNING")]);
    let clock = Hands::default();
    let seen = sent(wait_until(&client, (Application::Kafka, "c-1"), running, PACE, &clock)).await.unwrap();
    assert_eq!(seen.looks, 1);
}
