//! The kept inputs of the fuzz targets (`tests/fuzz/seeds`), fed to the same functions by every normal test run.

#![allow(clippy::unwrap_used, clippy::panic, reason = "this is a test")]

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
    for (name, bytes) in files("tests/fuzz/seeds/answers") {
        println!("{name}");
        instaclustr_api::read_as_everything(&bytes);
    }
}

#[test]
fn every_example_of_an_answer_is_read_as_something() {
    for (name, bytes) in files("crates/instaclustr-api/tests/answers") {
        assert!(!instaclustr_api::read_as_everything(&bytes).is_empty(), "{name}");
    }
}

#[test]
fn every_kept_request_leaves_the_sandbox_whole() {
    for (name, bytes) in files("tests/fuzz/seeds/requests") {
        println!("{name}");
        slipway_sandbox::fuzzing::requests(&bytes);
    }
}
