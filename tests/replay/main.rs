//! The kept inputs of the fuzz targets (`tests/fuzz/seeds`), fed to the same functions by every normal test run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every file of `folder`, below the top of the tree, with its name.
fn files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(folder);
    let entries = std::fs::read_dir(&place).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let found: Vec<_> = paths
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

#[test]
fn every_kept_answer_is_read_without_a_panic() {
    let (mut accepted, mut refused) = (BTreeSet::new(), 0);
    for (name, bytes) in files("tests/fuzz/seeds/answers") {
        println!("{name}");
        let kinds = instaclustr_api::read_as_everything(&bytes);
        refused += usize::from(kinds.is_empty());
        accepted.extend(kinds);
    }
    // Where the types move on, seeds go stale unseen: they have to reach every reader, and some none.
    let missing: Vec<String> =
        instaclustr_api::kinds_of_answers().into_iter().filter(|kind| !accepted.contains(kind)).collect();
    assert_eq!(missing, [""; 0], "kinds of answers that no seed is read as");
    assert!(refused > 0, "every seed is read as something");
}

#[test]
fn every_example_of_an_answer_is_read_as_what_it_is_called() {
    for (file, bytes) in files("crates/instaclustr-api/tests/answers") {
        let name = file.trim_end_matches(".json");
        let kinds = instaclustr_api::read_as_everything(&bytes);
        assert!(kinds.iter().any(|kind| kind == name), "{file} is read as {kinds:?}");
    }
}

#[test]
fn every_kept_document_is_taken_or_refused_without_a_panic() {
    let files = files("tests/fuzz/seeds/document");
    let taken = |name: &str| name.starts_with("taken-");
    for (name, bytes) in &files {
        println!("{name}");
        assert_eq!(instaclustr_api::document::read_as_document(bytes), taken(name), "{name}");
    }
    assert!(files.iter().any(|(name, _)| taken(name)) && files.iter().any(|(name, _)| !taken(name)));
}

/// The kept requests, each with the codes by which it is refused on purpose, in order. Any other refusal means that the
/// seed has gone stale: from there on it reaches nothing any more.
const REFUSED: &[(&str, &[u16])] = &[
    ("cassandra-backed-up-restored", &[]),
    // Read and deleted after it is gone.
    ("kafka-resized-cancelled-deleted", &[404, 404]),
    // A delete by a key that only reads.
    ("kafka-v3-grown", &[403]),
    ("not-utf8", &[400, 400, 404]),
    // A peering read after it is gone.
    ("peers", &[404]),
    ("rules-windows-peers", &[]),
    ("sets-flat-users-other-clouds", &[]),
    ("users-topics-acls", &[]),
    ("windows-maintenance", &[]),
];

#[test]
fn every_kept_request_leaves_the_sandbox_whole() {
    let mut told = BTreeMap::new();
    for (name, bytes) in files("tests/fuzz/seeds/requests") {
        println!("{name}");
        let codes = slipway_sandbox::fuzzing::requests(&bytes);
        told.insert(name, codes.into_iter().filter(|code| *code >= 400).collect());
    }
    let expected: BTreeMap<String, Vec<u16>> =
        REFUSED.iter().map(|(name, codes)| ((*name).to_owned(), codes.to_vec())).collect();
    assert_eq!(told, expected, "what of each seed is refused");
}
