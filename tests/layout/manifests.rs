//! Who depends on whom: read from the manifests.

use toml::Table;

use crate::{files, holds};

/// Each package of ours: its name, its folder, and which of ours it may know.
const OURS: [(&str, &str, &[&str]); 7] = [
    ("instaclustr-api", "crates/instaclustr-api", &[]),
    ("slipway-engine", "crates/engine", &["instaclustr-api"]),
    ("slipway-sandbox", "crates/sandbox", &["instaclustr-api"]),
    ("slipway-cli", "crates/cli", &["slipway-engine", "slipway-sandbox"]),
    ("slipway-desktop", "src-tauri", &["slipway-engine", "slipway-sandbox"]),
    ("slipway-tests", "tests", &["instaclustr-api", "slipway-engine", "slipway-sandbox", "slipway-cli"]),
    ("xtask", "xtask", &[]),
];

/// Libraries that one part alone may name. The whole-system tests look into the store to see what is really there.
const ALONE: [(&str, &[&str]); 6] = [
    ("tauri*", &["slipway-desktop"]),
    ("rusqlite", &["slipway-engine", "slipway-tests"]),
    ("keyring*", &["slipway-engine"]),
    ("reqwest", &["instaclustr-api", "slipway-engine"]),
    ("clap", &["slipway-cli"]),
    ("axum", &["slipway-cli", "slipway-sandbox"]),
];

struct Package {
    name: &'static str,
    folder: &'static str,
    may_know: &'static [&'static str],
    manifest: Table,
}

fn packages() -> Vec<Package> {
    OURS.iter()
        .map(|&(name, folder, may_know)| {
            let manifest: Table = files::text(&format!("{folder}/Cargo.toml")).parse().unwrap();
            assert_eq!(manifest["package"]["name"].as_str(), Some(name), "{folder}/Cargo.toml");
            Package { name, folder, may_know, manifest }
        })
        .collect()
}

/// The tables of dependencies of a manifest, those for one system included.
fn tables(manifest: &Table) -> Vec<&Table> {
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut found: Vec<&Table> = kinds.iter().filter_map(|kind| manifest.get(*kind)?.as_table()).collect();
    for system in manifest.get("target").and_then(|target| target.as_table()).into_iter().flat_map(Table::values) {
        found.extend(kinds.iter().filter_map(|kind| system.get(*kind)?.as_table()));
    }
    found
}

/// Names of all dependencies, by their real name where one is renamed.
fn dependencies(manifest: &Table) -> Vec<String> {
    let real = |(name, how): (&String, &toml::Value)| {
        how.get("package").and_then(|package| package.as_str()).unwrap_or(name).to_owned()
    };
    tables(manifest).into_iter().flat_map(|table| table.iter().map(real)).collect()
}

fn fits(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

#[test]
fn every_package_of_the_workspace_has_its_place_on_the_map() {
    let workspace: Table = files::text("Cargo.toml").parse().unwrap();
    let members = workspace["workspace"]["members"].as_array().unwrap();
    let unknown = members.iter().filter_map(|member| member.as_str());
    let unknown = unknown.filter(|member| !OURS.iter().any(|(_, folder, _)| folder == member));
    holds(
        "a package stands in tests/layout/manifests.rs with what it may know",
        &unknown.map(|member| format!("{member} does not")).collect::<Vec<_>>(),
    );
}

#[test]
fn a_part_knows_only_the_parts_below_it() {
    let mut breaches = Vec::new();
    for package in packages() {
        for name in dependencies(&package.manifest) {
            let ours = OURS.iter().any(|(other, _, _)| *other == name);
            if ours && !package.may_know.contains(&name.as_str()) {
                breaches.push(format!("{}/Cargo.toml: {} may not know {name}", package.folder, package.name));
            }
        }
    }
    holds("the arrows of docs/architecture.md", &breaches);
}

#[test]
fn the_outside_is_reached_through_one_part_each() {
    let mut breaches = Vec::new();
    for package in packages() {
        for name in dependencies(&package.manifest) {
            for (pattern, who) in ALONE {
                if fits(pattern, &name) && !who.contains(&package.name) {
                    breaches.push(format!("{}/Cargo.toml: {name} belongs to {}", package.folder, who.join(", ")));
                }
            }
        }
    }
    holds("a library that one part alone may name", &breaches);
}

#[test]
fn xtask_depends_on_nothing_so_that_it_is_there_in_seconds() {
    let xtask = packages().into_iter().find(|package| package.name == "xtask").unwrap();
    holds("xtask has no dependencies", &dependencies(&xtask.manifest));
}

#[test]
fn every_package_takes_the_workspaces_lints() {
    let without = packages().into_iter().filter(|package| {
        let lints = package.manifest.get("lints").and_then(|lints| lints.get("workspace"));
        lints.and_then(toml::Value::as_bool) != Some(true)
    });
    holds(
        "[lints] workspace = true",
        &without.map(|package| format!("{}/Cargo.toml has it not", package.folder)).collect::<Vec<_>>(),
    );
}

#[test]
fn code_knows_only_what_its_manifest_says() {
    // A word in the code that names a neighbour the manifest does not: copied paths and `extern` tricks.
    let tauri = files::below("crates", &[".rs"]);
    let named = files::lines(&tauri, |_, line| line.contains("tauri::") && !line.trim_start().starts_with("//"));
    holds("tauri stands in src-tauri alone", &named);
}
