//! The order of saving, with a keyring and a store that fail or hang at each step.

use super::bed::{Step, again, an_account, variable, with_engine, with_key};
use crate::api::*;

#[tokio::test(start_paused = true)]
async fn a_key_is_kept_and_then_the_account_is_there() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        assert_eq!(bed.keyring.key_of(&account.id).as_deref(), Some("first key"));
        assert_eq!(bed.account("prod").await.unwrap().key, KeySource::Keyring);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_whose_key_the_keyring_does_not_take_is_not_added() {
    with_engine(false, async |bed| {
        bed.keyring.next("keep", Step::Fail);
        let problem = bed.engine.save_account(an_account("prod", KeySource::Keyring)).await.unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), (ProblemCode::NoKey, "The keyring can't keep."));
        assert!(bed.account("prod").await.is_none());
        // Nor is the account kept busy by it.
        bed.added(KeySource::Keyring).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_key_of_an_account_that_was_not_committed_is_forgotten() {
    with_engine(false, async |bed| {
        bed.break_store();
        let problem = bed.engine.save_account(an_account("prod", KeySource::Keyring)).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::Store);
        assert_eq!(bed.keyring.keys(), [""; 0]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_whose_change_was_not_committed_has_the_key_it_had() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        bed.break_store();
        let problem = bed.engine.save_account(with_key(&account, "second key")).await.unwrap_err();
        assert_eq!((problem.code, bed.keyring.asked("keep")), (ProblemCode::Store, 3));
        assert_eq!(bed.keyring.keys(), ["first key"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_that_was_not_brought_into_the_keyring_leaves_nothing_there() {
    with_engine(false, async |bed| {
        let account = bed.added(variable()).await;
        bed.break_store();
        bed.engine.save_account(with_key(&account, "second key")).await.unwrap_err();
        assert_eq!(bed.keyring.keys(), [""; 0]);
        assert_eq!(bed.account("prod").await.unwrap().key, variable());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_is_told_when_the_key_can_not_even_be_taken_back() {
    with_engine(false, async |bed| {
        bed.break_store();
        bed.keyring.next("forget", Step::Hang);
        let problem = bed.engine.save_account(an_account("prod", KeySource::Keyring)).await.unwrap_err();
        assert_eq!((problem.code, bed.seconds()), (ProblemCode::Store, 60));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_key_that_comes_from_elsewhere_now_is_forgotten_once_that_is_committed() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        let go = bed.keyring.late("forget");
        let ask = SaveAccount { key: variable(), ..again(&account) };
        let saved = bed.engine.save_account(ask);
        tokio::pin!(saved);
        let meanwhile = tokio::select! {
            biased;
            _ = &mut saved => panic!("it was not forgotten yet"),
            account = async { bed.pass(1).await; bed.account("prod").await.unwrap() } => account,
        };
        assert_eq!((meanwhile.key, bed.keyring.keys()), (variable(), vec!["first key".to_owned()]));
        go.send(()).unwrap();
        assert_eq!(saved.await.unwrap().key, variable());
        assert_eq!(bed.keyring.keys(), [""; 0]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_change_of_the_source_that_was_not_committed_forgets_nothing() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        bed.break_store();
        bed.engine.save_account(SaveAccount { key: variable(), ..again(&account) }).await.unwrap_err();
        assert_eq!((bed.keyring.keys(), bed.keyring.asked("forget")), (vec!["first key".to_owned()], 0));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_keyring_that_will_not_forget_does_not_keep_an_account_from_its_new_source() {
    for (step, seconds) in [(Step::Fail, 0), (Step::Hang, 60)] {
        with_engine(false, async |bed| {
            let account = bed.added(KeySource::Keyring).await;
            bed.keyring.next("forget", step);
            let saved = bed.engine.save_account(SaveAccount { key: variable(), ..again(&account) }).await.unwrap();
            assert_eq!((saved.key, bed.seconds()), (variable(), seconds));
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_program_that_died_left_in_the_keyring_goes_with_the_next_save_or_the_removal() {
    with_engine(false, async |bed| {
        let account = bed.added(variable()).await;
        let left = || bed.keyring.plant(&account.id, "left by one that died");
        left();
        bed.engine.save_account(again(&account)).await.unwrap();
        assert_eq!(bed.keyring.keys(), [""; 0]);
        left();
        bed.engine.remove_account(AccountRef { id: account.id.clone() }).await.unwrap();
        assert_eq!(bed.keyring.keys(), [""; 0]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_renamed_keeps_its_key_and_the_keyring_is_not_asked() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        let renamed = SaveAccount { label: "production".to_owned(), ..again(&account) };
        assert_eq!(bed.engine.save_account(renamed).await.unwrap().label, "production");
        assert_eq!((bed.keyring.keys(), bed.keyring.asked("keep")), (vec!["first key".to_owned()], 1));
        assert_eq!(bed.keyring.asked("forget"), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_can_not_move_to_the_keyring_without_a_key() {
    with_engine(false, async |bed| {
        let account = bed.added(variable()).await;
        let ask = SaveAccount { key: KeySource::Keyring, ..again(&account) };
        let problem = bed.engine.save_account(ask).await.unwrap_err();
        assert_eq!(problem.place, Place::Field { path: "secret".to_owned() });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_removed_account_is_gone_whatever_the_keyring_says_and_its_key_with_it() {
    for (step, seconds, left) in [(None, 0, 0), (Some(Step::Fail), 0, 1), (Some(Step::Hang), 60, 1)] {
        with_engine(false, async |bed| {
            let account = bed.added(KeySource::Keyring).await;
            step.into_iter().for_each(|step| bed.keyring.next("forget", step));
            bed.engine.remove_account(AccountRef { id: account.id }).await.unwrap();
            assert!(bed.account("prod").await.is_none());
            assert_eq!((bed.seconds(), bed.keyring.keys().len()), (seconds, left));
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_the_keyring_takes_too_late_is_taken_back() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        let go = bed.keyring.late("keep");
        let problem = bed.engine.save_account(with_key(&account, "late key")).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::NoKey);
        assert_eq!(problem.message, "The keyring did not take the key of account prod within 60 s.");
        assert_eq!(bed.seconds(), 60);
        // Till it is settled another key could be overtaken by this one.
        let busy = bed.engine.save_account(with_key(&account, "third key")).await.unwrap_err();
        assert_eq!(busy.message, "The keyring has not answered yet for the last key of account prod.");
        go.send(()).unwrap();
        bed.pass(1).await;
        assert_eq!(bed.keyring.keys(), ["first key"]);
        bed.engine.save_account(with_key(&account, "third key")).await.unwrap();
        assert_eq!(bed.keyring.keys(), ["third key"]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn while_the_keyring_hangs_the_key_can_come_from_elsewhere() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        let go = bed.keyring.late("keep");
        bed.engine.save_account(with_key(&account, "late key")).await.unwrap_err();
        bed.keyring.next("forget", Step::Fail);
        bed.engine.save_account(SaveAccount { key: variable(), ..again(&account) }).await.unwrap();
        go.send(()).unwrap();
        bed.pass(1).await;
        // What it held before was the account's when it was asked, and is nobody's now.
        assert_eq!(bed.keyring.keys(), [""; 0]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_removed_while_the_keyring_took_its_key_stays_removed() {
    with_engine(false, async |bed| {
        let account = bed.added(KeySource::Keyring).await;
        let go = bed.keyring.late("keep");
        let saved = bed.engine.save_account(with_key(&account, "late key"));
        let removed = async {
            bed.pass(1).await;
            bed.engine.remove_account(AccountRef { id: account.id.clone() }).await.unwrap();
            go.send(()).unwrap();
        };
        let (saved, ()) = tokio::join!(saved, removed);
        assert_eq!(saved.unwrap_err().code, ProblemCode::NotFound);
        assert!(bed.account("prod").await.is_none());
        assert_eq!(bed.keyring.keys(), [""; 0]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_name_taken_while_the_keyring_took_the_key_is_refused_and_the_key_forgotten() {
    with_engine(false, async |bed| {
        let go = bed.keyring.late("keep");
        let saved = bed.engine.save_account(an_account("prod", KeySource::Keyring));
        let other = async {
            bed.pass(1).await;
            bed.added(variable()).await;
            go.send(()).unwrap();
        };
        let (saved, ()) = tokio::join!(saved, other);
        assert_eq!(saved.unwrap_err().code, ProblemCode::NameTaken);
        assert_eq!(bed.keyring.keys(), [""; 0]);
        assert_eq!(bed.account("prod").await.unwrap().key, variable());
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_account_with_runs_can_change_everything_but_where_they_are_looked_for() {
    with_engine(false, async |bed| {
        let account = bed.added(variable()).await;
        let elsewhere = || SaveAccount { url: "https://other.example.com".to_owned(), ..again(&account) };
        let moved = bed.engine.save_account(elsewhere()).await.unwrap();
        bed.engine.save_account(again(&account)).await.unwrap();
        assert_eq!(moved.url, "https://other.example.com");
        bed.launched(&account, "orders").await;
        for ask in [elsewhere(), SaveAccount { user: "bob".to_owned(), ..again(&account) }] {
            let problem = bed.engine.save_account(ask).await.unwrap_err();
            assert_eq!(problem.code, ProblemCode::NotAllowed);
            assert_eq!(problem.place, Place::Field { path: "url".to_owned() });
        }
        let renamed = SaveAccount { label: "production".to_owned(), read_only: true, ..again(&account) };
        bed.engine.save_account(renamed).await.unwrap();
        let account = bed.account("production").await.unwrap();
        assert_eq!((account.url.as_str(), account.user.as_str()), ("https://api.example.com", "ann"));
    })
    .await;
}
