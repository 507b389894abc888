//! `cargo xtask pictures`: the README's picture of the window, taken by the window test.

use crate::setup::{self, For};
use crate::words::Words;
use crate::{Stop, page, step, test, tree};

/// Help of `cargo xtask pictures`.
pub const HELP: &str = "
cargo xtask pictures

Runs the window test, which launches a cluster by click in the built app, and puts its picture of the whole window
to docs/window.png, which `cargo xtask test window` holds the window's layout against. Pictures of every screen in both
themes are made by `cargo xtask test browser` in tests/output.";

/// `cargo xtask pictures`.
pub fn pictures(words: Words) -> Result<(), Stop> {
    words.nothing_left()?;
    setup::everything(For::Testing)?;
    page::build()?;
    step::must("build", crate::crash::build())?;
    std::fs::create_dir_all(tree::output()).map_err(|error| Stop::io("tests/output", &error))?;
    let mut window = test::window();
    // The picture that is made cannot be held against the one that it takes the place of.
    window.env("SLIPWAY_PICTURES", "make");
    step::must("window", window)?;
    let (from, to) = (tree::output().join("window.png"), tree::root().join("docs/window.png"));
    std::fs::copy(&from, &to).map_err(|error| Stop::io(&from.display().to_string(), &error))?;
    println!("pictures: docs/window.png");
    Ok(())
}
