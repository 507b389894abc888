//! When a key is read, how long it is waited for, and what a refused one leads to.

use super::bed::{Provider, Step, again, variable, with_engine, with_key};
use crate::api::*;

#[tokio::test(start_paused = true)]
async fn a_key_that_does_not_come_is_waited_for_a_minute() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        bed.keyring.next("key", Step::Hang);
        let test = bed.engine.test_account(AccountRef { id: account.id }).await.unwrap();
        assert_eq!(bed.seconds(), 60);
        assert_eq!((test.links[0].name.as_str(), test.links[0].state), ("key", LinkState::Failed));
        assert_eq!(test.links[0].text, "The key of account prod did not come within 60 s.");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_driver_says_that_the_key_did_not_come_and_asks_again() {
    with_engine(true, async |bed| {
        bed.keyring.next("key", Step::Hang);
        let source = KeySource::Command { command: "pass show prod".to_owned() };
        bed.added(source).await;
        bed.pass(61).await;
        let Reach::NoKey { problem } = bed.account("prod").await.unwrap().reach else { panic!("it has no key") };
        assert_eq!(problem.message, "The command for the key of account prod did not end within 60 s.");
        assert_eq!(bed.keyring.asked("key"), 1);
        bed.pass(31).await;
        assert_eq!((bed.keyring.asked("key"), bed.account("prod").await.unwrap().reach), (2, Reach::Good));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_way_is_made_anew_with_the_key_in_hand() {
    with_engine(true, async |bed| {
        bed.net.set(Provider::Away);
        bed.added(KeySource::Keyring).await;
        bed.pass(300).await;
        assert!(matches!(bed.account("prod").await.unwrap().reach, Reach::Offline { .. }));
        assert!(bed.net.requests() > 5, "{} requests", bed.net.requests());
        assert_eq!(bed.net.ways(), bed.net.requests() + 1);
        bed.net.set(Provider::Empty);
        bed.pass(120).await;
        assert_eq!(bed.account("prod").await.unwrap().reach, Reach::Good);
        assert_eq!(bed.keyring.asked("key"), 1);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_key_is_read_again_once_a_minute_however_much_is_refused() {
    with_engine(true, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        bed.pass(2).await;
        assert_eq!(bed.keyring.asked("key"), 1);
        bed.net.set(Provider::Refuses);
        for name in ["orders", "events", "clicks", "billing"] {
            let run = bed.launched(&account, name).await;
            bed.pass(3).await;
            let run = bed.run(&run).await;
            assert_eq!(run.stage, Stage::Refused, "{name}");
        }
        assert_eq!(bed.keyring.asked("key"), 2);
        bed.pass(300).await;
        let read = bed.keyring.asked("key");
        assert!((5..=8).contains(&read), "read {read} times in five minutes");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_new_key_is_used_at_once_though_the_old_one_was_just_refused() {
    with_engine(true, async |bed| {
        bed.net.set(Provider::Refuses);
        let account = bed.added(KeySource::Keyring).await;
        bed.pass(2).await;
        assert!(matches!(bed.account("prod").await.unwrap().reach, Reach::Refused { .. }));
        bed.net.set(Provider::Empty);
        bed.engine.save_account(with_key(&account, "second key")).await.unwrap();
        bed.pass(2).await;
        assert_eq!(bed.account("prod").await.unwrap().reach, Reach::Good);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_launch_with_a_wrong_key_ends_refused_and_names_the_account() {
    with_engine(true, async |bed| {
        bed.net.set(Provider::Refuses);
        let account = bed.added(variable()).await;
        let run = bed.launched(&account, "orders").await;
        bed.pass(5).await;
        let run = bed.run(&run).await;
        let problem = run.problem.unwrap();
        assert_eq!((run.stage, problem.code), (Stage::Refused, ProblemCode::KeyRefused));
        assert!(problem.message.contains("refused the key of account prod"), "{problem}");
        assert_eq!(problem.place, Place::Account { id: account.id, label: "prod".to_owned() });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_may_only_read_is_marked_and_another_one_is_not() {
    with_engine(true, async |bed| {
        bed.net.set(Provider::ReadsOnly);
        let account = bed.added(KeySource::Keyring).await;
        let run = bed.launched(&account, "orders").await;
        bed.pass(5).await;
        assert_eq!(bed.run(&run).await.stage, Stage::Refused);
        assert!(bed.account("prod").await.unwrap().writes_refused_at.is_some());
        // The same facts, and another key in the keyring.
        bed.engine.save_account(with_key(&account, "second key")).await.unwrap();
        assert_eq!(bed.account("prod").await.unwrap().writes_refused_at, None);
        bed.pass(5).await;
        assert_eq!(bed.account("prod").await.unwrap().writes_refused_at, None);
        bed.launched(&account, "clicks").await;
    })
    .await;
}

/// It may have been given more rights, or been changed for another one, where it comes from.
#[tokio::test(start_paused = true)]
async fn a_key_that_was_refused_a_write_is_read_again_then_and_when_it_is_tested() {
    with_engine(true, async |bed| {
        bed.net.set(Provider::ReadsOnly);
        let account = bed.added(KeySource::Keyring).await;
        bed.pass(5).await;
        assert_eq!(bed.keyring.asked("key"), 1);
        let run = bed.launched(&account, "orders").await;
        bed.pass(5).await;
        assert_eq!((bed.run(&run).await.stage, bed.keyring.asked("key")), (Stage::Refused, 2));
        bed.engine.test_account(AccountRef { id: account.id }).await.unwrap();
        bed.pass(5).await;
        // Once for the test, and once to write with it.
        assert_eq!(bed.keyring.asked("key"), 4);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_was_launched_before_its_account_became_read_only_is_not_sent() {
    with_engine(true, async |bed| {
        bed.net.set(Provider::Away);
        let account = bed.added(KeySource::Keyring).await;
        let run = bed.launched(&account, "orders").await;
        bed.pass(5).await;
        assert_eq!(bed.run(&run).await.stage, Stage::Intended);
        bed.engine.save_account(SaveAccount { read_only: true, ..again(&account) }).await.unwrap();
        bed.net.set(Provider::Empty);
        bed.pass(120).await;
        let run = bed.run(&run).await;
        assert_eq!(
            (run.stage, run.problem.map(|problem| problem.code)),
            (Stage::Refused, Some(ProblemCode::NotAllowed))
        );
    })
    .await;
}
