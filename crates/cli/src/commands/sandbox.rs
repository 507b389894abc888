//! `slipway sandbox`: the sandbox alone, for other programs.

use crate::args::SandboxArguments;
use crate::exit::{Exit, Failure};
use crate::home::Context;

/// Runs the sandbox until SIGINT or SIGTERM.
///
/// # Errors
/// A fault that is not understood, a port that is taken, a folder that can't be written.
pub async fn run(_context: &mut Context, _arguments: &SandboxArguments) -> Result<Exit, Failure> {
    Err(Failure::Local("the sandbox is not there yet".to_owned()))
}
