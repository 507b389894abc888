//! The map in `docs/architecture.md`, held by tests: who may depend on whom, and what stands where.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod desktop;
mod files;
mod lock;
mod manifests;
mod page;

/// Fails with every breach of a rule, each on a line of its own.
#[track_caller]
fn holds(rule: &str, breaches: &[String]) {
    assert!(breaches.is_empty(), "{rule}:\n  {}", breaches.join("\n  "));
}

#[test]
fn everything_that_belongs_at_the_top_is_there() {
    const TOP: [&str; 15] = [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        ".ci/run",
        "crates",
        "src-tauri",
        "ui",
        "icons",
        "tests",
        "xtask",
        "docs/architecture.md",
        "docs/security.md",
    ];
    let absent = TOP.iter().filter(|name| !files::root().join(name).exists());
    holds("these belong to the project", &absent.map(|name| format!("{name} is not there")).collect::<Vec<_>>());
}
