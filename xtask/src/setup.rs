//! What must be installed before anything can be built: Debian's packages and npm's.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::words::Words;
use crate::{Stop, step, tree};

/// Help of `cargo xtask setup`.
pub const HELP: &str = "
cargo xtask setup [--run-only]

Installs what is missing and says what it does: Debian packages (by apt-get as root or with a sudo that asks nothing,
otherwise it prints the one line to run) and the page's npm packages from ui/package-lock.json. `run` and `test` do
this by themselves. Where nothing is missing it needs no network.

  --run-only   without what only the tests need";

/// To build and open the window.
const WINDOW: [&str; 2] = ["pkg-config", "libwebkit2gtk-4.1-dev"];

/// To test the window, the page and the keyring: a display in memory, a session bus, a keyring, the two browsers, a font
/// for what ours lack.
const TESTS: [&str; 6] = ["xvfb", "dbus-daemon", "gnome-keyring", "webkit2gtk-driver", "chromium", "fonts-dejavu-core"];

/// Lowest Node that Vite runs on.
const NODE_MIN: (u32, u32) = (20, 19);

/// What the set-up is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum For {
    /// Building and opening the window.
    Running,
    /// That, and every test.
    Testing,
}

/// `cargo xtask setup`.
pub fn setup(mut words: Words) -> Result<(), Stop> {
    let purpose = if words.flag("--run-only") { For::Running } else { For::Testing };
    words.nothing_left()?;
    everything(purpose)
}

/// Installs what is missing for `purpose`.
pub fn everything(purpose: For) -> Result<(), Stop> {
    debian(purpose)?;
    npm()
}

/// Debian's packages. Elsewhere nothing is installed: the README names what is needed.
fn debian(purpose: For) -> Result<(), Stop> {
    let mut wanted: Vec<&str> = WINDOW.to_vec();
    if purpose == For::Testing {
        wanted.extend(TESTS);
    }
    let Some(missing) = missing(&wanted) else {
        println!("set-up: no dpkg here, so system packages are not looked at (README, «Other systems»)");
        return Ok(());
    };
    if missing.is_empty() {
        return Ok(());
    }
    println!("set-up: missing Debian packages: {}", missing.join(" "));
    let Some(prefix) = root_prefix() else {
        return Err(Stop::Failed(format!(
            "Run this once, then start again:\n\n    sudo apt-get update && sudo apt-get install -y --no-install-recommends {}\n",
            missing.join(" ")
        )));
    };
    step::must("apt-get update", apt(prefix, &["update", "-q"]))?;
    let mut install = vec!["install", "-y", "-q", "--no-install-recommends"];
    install.extend(missing);
    step::must("apt-get install", apt(prefix, &install))
}

fn apt(prefix: &[&str], words: &[&str]) -> Command {
    // `env` carries the setting through sudo, which drops what it inherits.
    let line = [prefix, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], words].concat();
    let mut line = line.into_iter();
    let mut command = Command::new(line.next().unwrap_or("apt-get"));
    command.args(line).stdin(Stdio::null());
    command
}

/// The packages of `wanted` that are not installed; none where there is no dpkg.
fn missing<'a>(wanted: &[&'a str]) -> Option<Vec<&'a str>> {
    let told = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    let there = |package: &str| told.lines().any(|line| line == format!("{package} installed"));
    Some(wanted.iter().copied().filter(|package| !there(package)).collect())
}

/// What to put before apt-get: nothing as root, sudo where it asks nothing, none where neither is.
fn root_prefix() -> Option<&'static [&'static str]> {
    let says = |program: &str, words: &[&str]| {
        Command::new(program).args(words).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()
    };
    if says("id", &["-u"]).is_some_and(|told| told.stdout.trim_ascii() == b"0") {
        return Some(&[]);
    }
    let sudo = says("sudo", &["-n", "true"]).is_some_and(|told| told.status.success());
    sudo.then_some(&["sudo", "-n"])
}

/// The page's packages, anew only when the lock file differs from the one they were installed from.
fn npm() -> Result<(), Stop> {
    node()?;
    let lock = tree::ui().join("package-lock.json");
    let kept = tree::ui().join("node_modules/.installed-from-lock.json");
    let wanted = std::fs::read(&lock).map_err(|error| Stop::io(&lock.display().to_string(), &error))?;
    if std::fs::read(&kept).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let ended = step::show("npm ci", tree::in_ui("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"]))?;
    if !ended.ok {
        return Err(Stop::Failed(format!("npm ci: {} (the first time it needs the network)", ended.how)));
    }
    write(&kept, &wanted)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    std::fs::write(path, bytes).map_err(|error| Stop::io(&path.display().to_string(), &error))
}

fn node() -> Result<(), Stop> {
    let (major, minor) = NODE_MIN;
    let told = Command::new("node").arg("--version").output().ok();
    let version = told.map(|told| String::from_utf8_lossy(&told.stdout).trim().to_owned());
    match version.as_deref().map(|version| (version, parsed(version))) {
        Some((_, Some(found))) if found >= NODE_MIN => Ok(()),
        Some((version, _)) => {
            Err(Stop::Failed(format!("Node {version} is too old: {major}.{minor} or newer is needed")))
        }
        None => Err(Stop::Failed(format!(
            "Node is missing: install {major}.{minor} or newer (nodejs.org), then start again"
        ))),
    }
}

/// `v20.20.2` → (20, 20).
fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_as_numbers() {
        assert_eq!(parsed("v20.20.2"), Some((20, 20)));
        assert!(parsed("v22.1.0").unwrap() > NODE_MIN);
        assert!(parsed("v20.9.0").unwrap() < NODE_MIN);
        assert_eq!(parsed("what"), None);
    }
}
