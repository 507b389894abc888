//! Schemathesis: a program in Python that makes requests from the provider's document. Installed into `target/`, from
//! the list of versions in `tests/contract/requirements.txt`; anew only when that list has changed.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{Stop, step, tree};

/// The one test that needs it, so that the other tests leave it out.
pub const TEST: &str = "schemathesis_finds_nothing";

fn folder() -> PathBuf {
    tree::target().join("schemathesis")
}

fn program(name: &str) -> PathBuf {
    folder().join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
}

/// Whether the provider's document is where the test looks for it (`tests/contract/document.rs`): nothing is installed
/// for a test that is going to be skipped.
fn has_document() -> bool {
    std::env::var_os("SLIPWAY_CONTRACT").is_some()
        || tree::root().join("../shared/contract/instaclustr-v2-openapi.yaml").exists()
}

/// Makes it ready. The inner error says why it can't be had here.
pub fn install() -> Result<Result<(), String>, Stop> {
    if !has_document() {
        return Ok(Err("no contract document".to_owned()));
    }
    let list = tree::root().join("tests/contract/requirements.txt");
    let wanted = std::fs::read(&list).map_err(|error| Stop::io(&list.display().to_string(), &error))?;
    let kept = folder().join("installed-from.txt");
    if std::fs::read(&kept).is_ok_and(|installed| installed == wanted) {
        return Ok(Ok(()));
    }
    let Some(python) = python() else { return Ok(Err("Python with its module venv is missing".to_owned())) };
    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(folder()).stdin(Stdio::null());
    if !step::show("Python for schemathesis", venv)?.ok {
        return Ok(Err("no Python environment could be made".to_owned()));
    }
    let mut pip = Command::new(program("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-virtualenv"]);
    pip.arg("--requirement").arg(&list).stdin(Stdio::null());
    if !step::show("pip install schemathesis", pip)?.ok {
        return Ok(Err("it could not be installed (the first time it needs the network)".to_owned()));
    }
    std::fs::write(&kept, wanted).map_err(|error| Stop::io(&kept.display().to_string(), &error))?;
    Ok(Ok(()))
}

/// A Python that can make an environment of its own.
fn python() -> Option<&'static str> {
    let able = |name: &&str| {
        let mut command = Command::new(name);
        command.args(["-c", "import venv, ensurepip"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    ["python3", "python"].into_iter().find(able)
}

/// The test that runs it.
pub fn command() -> Command {
    let mut command = tree::cargo(["test"]);
    command.args(tree::WHOLE).args(["--test", "contract", "--", "--nocapture", TEST]);
    command.env("SLIPWAY_SCHEMATHESIS", program("schemathesis"));
    command
}
