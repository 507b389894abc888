//! Where things lie, and how cargo, npm and node are called from here.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How every build of the whole workspace is asked for. Always the same words, so that clippy, the tests and the
/// binaries share one set of features and nothing is built twice.
pub const WHOLE: [&str; 3] = ["--workspace", "--features", "slipway-desktop/custom-protocol"];

/// The profile of what is measured, or run a hundred thousand times.
pub const CAMPAIGN: &str = "campaign";

/// The top of the tree.
pub fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    here.parent().map_or(here.clone(), Path::to_path_buf)
}

/// The page's folder.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Where the tests leave pictures and reports.
pub fn output() -> PathBuf {
    root().join("tests/output")
}

/// A debug binary of ours.
pub fn binary(name: &str) -> PathBuf {
    target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// `cargo`, the one that started this program, at the top of the tree.
pub fn cargo<const N: usize>(words: [&str; N]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words);
    quiet(&mut command, &root());
    // `cargo run` tells this program about itself; a build script that watches such a variable would run anew for
    // nothing when the same build is later started by hand.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let own = text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_");
        if own || text == "CARGO_BIN_NAME" || text == "CARGO_CRATE_NAME" {
            command.env_remove(&name);
        }
    }
    command
}

/// A program in the page's folder, `npm` or `node`.
pub fn in_ui<const N: usize>(program: &str, words: [&str; N]) -> Command {
    let mut command = Command::new(program);
    command.args(words);
    quiet(&mut command, &ui());
    command
}

/// Runs in `folder` and asks nobody anything.
fn quiet(command: &mut Command, folder: &Path) {
    command.current_dir(folder).stdin(Stdio::null());
}
