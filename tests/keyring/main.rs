//! Keys on the way from a person to the provider, with real processes: a session bus and a keyring of the test's own, the
//! program, and a sandbox that knows which key is right.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that can't go on ends there"
)]

mod bed;
mod page;
mod session;
mod wrong;

use bed::{Bed, KEY, said};
use page::Page;
use session::Session;

#[test]
fn a_key_from_stdin_goes_to_the_keyring_and_is_used_from_there() {
    let bed = Bed::new(Session::with_keyring());
    let added = bed.add_with_key("prod", KEY);
    assert_eq!(added.status.code(), Some(0), "{}", said(&added));
    assert_eq!(bed.session.keys(), 1);
    let tested = bed.slipway(&["account", "test", "prod"]);
    assert_eq!(tested.status.code(), Some(0), "{}", said(&tested));
    for output in [&added, &tested] {
        assert!(!said(output).contains(KEY), "{}", said(output));
    }
    bed.home_holds_no(KEY);
}

#[test]
fn a_new_key_takes_the_place_of_the_old_one() {
    let bed = Bed::new(Session::with_keyring());
    bed.add_with_key("prod", "not the right one");
    assert_eq!(bed.slipway(&["account", "test", "prod"]).status.code(), Some(6));
    let changed = bed.slipway_with(&["account", "key", "prod", "--key-stdin"], KEY);
    assert_eq!(changed.status.code(), Some(0), "{}", said(&changed));
    assert_eq!(bed.session.keys(), 1);
    let tested = bed.slipway(&["account", "test", "prod"]);
    assert_eq!(tested.status.code(), Some(0), "{}", said(&tested));
}

#[test]
fn a_key_that_comes_from_elsewhere_now_is_gone_from_the_keyring() {
    let bed = Bed::new(Session::with_keyring());
    bed.add_with_key("prod", KEY);
    bed.add_with_key("dev", KEY);
    let changed = bed.slipway(&["account", "key", "prod", "--key-env", "RIGHT_KEY"]);
    assert_eq!(changed.status.code(), Some(0), "{}", said(&changed));
    assert_eq!(bed.session.keys(), 1, "the other account's key stays");
    for label in ["prod", "dev"] {
        let tested = bed.slipway(&["account", "test", label]);
        assert_eq!(tested.status.code(), Some(0), "{label}: {}", said(&tested));
    }
}

#[test]
fn a_removed_account_leaves_no_key() {
    let bed = Bed::new(Session::with_keyring());
    bed.add_with_key("prod", KEY);
    let removed = bed.slipway(&["account", "remove", "prod"]);
    assert_eq!((removed.status.code(), bed.session.keys()), (Some(0), 0), "{}", said(&removed));
}

#[test]
fn without_a_keyring_a_key_from_stdin_ends_with_6_and_names_the_other_ways() {
    for session in [Session::without_bus(), Session::with_bus()] {
        let bed = Bed::new(session);
        let added = bed.add_with_key("prod", KEY);
        assert_eq!(added.status.code(), Some(6), "{}", said(&added));
        for way in ["keyring can't be reached", "--key-env", "--key-command", "--key-file"] {
            assert!(said(&added).contains(way), "{way}: {}", said(&added));
        }
        assert!(!said(&added).contains(KEY));
        assert_eq!(bed.labels(), ["sandbox"]);
    }
}

#[test]
fn a_locked_keyring_gives_no_key_and_takes_none() {
    let mut bed = Bed::new(Session::with_keyring());
    bed.add_with_key("prod", KEY);
    bed.session.lock();
    let tested = bed.slipway(&["account", "test", "prod"]);
    assert_eq!(tested.status.code(), Some(6), "{}", said(&tested));
    let added = bed.add_with_key("dev", KEY);
    assert_eq!(added.status.code(), Some(6), "{}", said(&added));
    assert!(said(&added).contains("--key-file"), "{}", said(&added));
    assert_eq!(bed.labels(), ["prod", "sandbox"]);
    bed.session.unlock();
    assert_eq!(bed.slipway(&["account", "test", "prod"]).status.code(), Some(0));
}

#[test]
fn a_keyring_that_comes_later_or_anew_needs_no_restart_of_the_program() {
    let mut bed = Bed::new(Session::with_keyring());
    bed.add_with_key("prod", KEY);
    bed.session.stop_keyring();
    let page = Page::serve(&bed);
    let key = || page.test("prod")["links"][0].clone();
    assert_eq!(key()["state"], "failed", "{}", key());
    bed.session.unlock();
    assert_eq!(key()["state"], "good", "{}", key());
    // Another keyring knows nothing of the connection to the one before it.
    bed.session.stop_keyring();
    bed.session.unlock();
    assert_eq!(key()["state"], "good", "{}", key());
}

#[test]
fn every_other_way_gives_the_key_without_a_keyring() {
    let bed = Bed::new(Session::without_bus());
    let file = bed.key_file();
    let ways: [&[&str]; 3] = [
        &["--key-env", "RIGHT_KEY"],
        &["--key-command", "printf '%s\\n' \"$RIGHT_KEY\""],
        &["--key-file", file.to_str().unwrap()],
    ];
    for (label, way) in ["env", "command", "file"].into_iter().zip(ways) {
        let added = bed.add(label, way);
        assert_eq!(added.status.code(), Some(0), "{label}: {}", said(&added));
        let tested = bed.slipway(&["account", "test", label]);
        assert_eq!(tested.status.code(), Some(0), "{label}: {}", said(&tested));
    }
    bed.home_holds_no(KEY);
}

#[test]
fn where_nothing_is_given_the_variable_of_the_label_is_read_when_needed() {
    let bed = Bed::new(Session::without_bus());
    let added = bed.add("prod-eu.1", &[]);
    assert_eq!(added.status.code(), Some(0), "{}", said(&added));
    assert!(said(&added).contains("SLIPWAY_KEY_PROD_EU_1"), "{}", said(&added));
    let without = bed.slipway(&["account", "test", "prod-eu.1"]);
    assert_eq!(without.status.code(), Some(6), "{}", said(&without));
    assert!(said(&without).contains("SLIPWAY_KEY_PROD_EU_1"), "{}", said(&without));
    let with = bed.command(&["account", "test", "prod-eu.1"]).env("SLIPWAY_KEY_PROD_EU_1", KEY).output().unwrap();
    assert_eq!(with.status.code(), Some(0), "{}", said(&with));
    bed.home_holds_no(KEY);
}
