//! What is really linked: read from `Cargo.lock`, and asked of cargo where the lock names more than is used.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use toml::Table;

use crate::{files, holds};

/// Large libraries: a second version of one costs minutes of building and, for some, two worlds that do not mix.
const ONE_VERSION: [&str; 12] = [
    "axum",
    "http",
    "hyper",
    "hyper-util",
    "keyring-core",
    "reqwest",
    "rusqlite",
    "rustls",
    "serde",
    "serde_json",
    "tauri",
    "tokio",
];

/// One TLS library, rustls, with one set of primitives, aws-lc-rs.
const NEVER: [&str; 4] = ["openssl", "openssl-sys", "native-tls", "ring"];

fn versions() -> BTreeMap<String, Vec<String>> {
    let lock: Table = files::text("Cargo.lock").parse().unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in lock["package"].as_array().unwrap() {
        let field = |name: &str| package[name].as_str().unwrap().to_owned();
        found.entry(field("name")).or_default().push(field("version"));
    }
    found
}

#[test]
fn large_libraries_are_there_in_one_version() {
    let versions = versions();
    let twice = ONE_VERSION.iter().filter_map(|name| {
        let there = versions.get(*name)?;
        (there.len() > 1).then(|| format!("{name} is there as {} (cargo tree -i {name})", there.join(" and ")))
    });
    holds("one version of each", &twice.collect::<Vec<_>>());
}

/// Names of everything that is compiled for this system. The lock cannot tell: it holds `ring` for a feature that
/// nobody switches on.
fn compiled() -> BTreeSet<String> {
    let told = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--locked", "--offline", "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}"])
        .current_dir(files::root())
        .output()
        .unwrap();
    let lines = String::from_utf8_lossy(&told.stdout).into_owned();
    let names: BTreeSet<String> = lines.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert!(names.contains("rustls"), "cargo tree: {}", String::from_utf8_lossy(&told.stderr));
    names
}

#[test]
fn there_is_one_tls_library_with_one_set_of_primitives() {
    let compiled = compiled();
    let there = NEVER.iter().filter(|name| compiled.contains(**name));
    holds(
        "TLS is rustls with aws-lc-rs",
        &there.map(|name| format!("{name} came in (cargo tree -i {name})")).collect::<Vec<_>>(),
    );
}
