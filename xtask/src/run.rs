//! `cargo xtask run`: from a fresh clone to the open window.

use std::path::PathBuf;

use crate::setup::{self, For};
use crate::words::Words;
use crate::{Stop, demo, page, step, tree};

/// Help of `cargo xtask run`.
pub const HELP: &str = "
cargo xtask run [--home DIR]
cargo xtask run --demo

Installs what is missing, builds the page and the desktop app, and opens the window; its account «sandbox» imitates
the provider on this computer. Where there is no display it says so and serves the same page to a browser instead.

  --home DIR   where Slipway keeps everything (default: the system's data folder)
  --demo       no window and no set-up, only cargo: launches one Kafka and one Cassandra cluster on the sandbox from
               the command line, prints what happens, and ends with 0 when both are RUNNING";

/// `cargo xtask run`.
pub fn run(mut words: Words) -> Result<(), Stop> {
    let home: Option<PathBuf> = words.option("--home")?;
    let demo = words.flag("--demo");
    words.nothing_left()?;
    if demo {
        return match home {
            None => demo::demo(),
            Some(_) => Err(Stop::Usage("--demo has a home of its own, made for it and thrown away".to_owned())),
        };
    }
    setup::everything(For::Running)?;
    page::build()?;
    let build =
        ["build", "-p", "slipway-desktop", "-p", "slipway-cli", "--features", "slipway-desktop/custom-protocol"];
    step::must("build", tree::cargo(build))?;
    if has_display() { window(home) } else { serve(home) }
}

/// Whether a window can be opened: always, but for a Unix without X11 and Wayland.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

fn window(home: Option<PathBuf>) -> Result<(), Stop> {
    println!("Slipway opens. It ends when its window is closed.");
    let mut command = std::process::Command::new(tree::binary("slipway-desktop"));
    if let Some(home) = home {
        command.arg("--home").arg(home);
    }
    step::must("slipway-desktop", command)
}

fn serve(home: Option<PathBuf>) -> Result<(), Stop> {
    println!("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the page is served instead.");
    println!("Open the address below in a browser on this computer; Ctrl C ends it.");
    let mut command = std::process::Command::new(tree::binary("slipway"));
    if let Some(home) = home {
        command.arg("--home").arg(home);
    }
    command.arg("serve");
    step::must("slipway serve", command)
}
