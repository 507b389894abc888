//! `cargo xtask bindings`: the page's types, made from the door's.

use std::process::Command;

use crate::words::Words;
use crate::{Stop, step, tree};

/// Help of `cargo xtask bindings`.
pub const HELP: &str = "
cargo xtask bindings

Writes ui/src/lib/backend/bindings.ts anew from crates/engine/src/api. The file is committed; `cargo xtask test` fails
where it is not what the door says.";

/// The test that writes the file when it is asked to, and compares otherwise.
pub const TEST: &str = "the_pages_types_are_made_from_this_door";

/// `cargo xtask bindings`.
pub fn bindings(words: Words) -> Result<(), Stop> {
    words.nothing_left()?;
    let mut command = tree::cargo(["test", "--quiet", "-p", "slipway-engine", "--lib", TEST]);
    command.env("SLIPWAY_WRITE_BINDINGS", "1");
    step::must("bindings", command)
}

/// The comparison, within the whole workspace's build, so that it builds nothing of its own.
pub fn comparison() -> Command {
    let mut command = tree::cargo(["test"]);
    command.args(tree::WHOLE).args(["--lib", TEST]).env_remove("SLIPWAY_WRITE_BINDINGS");
    command
}
