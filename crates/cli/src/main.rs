//! The `slipway` command: the engine without a window.

mod args;
mod chance;
mod commands;
mod exit;
mod home;
#[cfg(test)]
mod made_up;
mod output;
mod serve;
mod signal;
mod text;
mod views;

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use crate::args::Arguments;
use crate::exit::Failure;
use crate::home::Context;
use crate::output::Output;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log_to_stderr(arguments.verbose);
    let mut context = Context::new(arguments.home, Output::system(arguments.json));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::Local(format!("can't start: {error}"));
            context.output.failure(&failure);
            return ExitCode::from(failure.exit() as u8);
        }
    };
    let exit = runtime.block_on(commands::run(&mut context, arguments.command)).unwrap_or_else(|failure| {
        context.output.failure(&failure);
        failure.exit()
    });
    // A thread that still reads from a terminal or a server must not keep the process.
    runtime.shutdown_background();
    ExitCode::from(exit as u8)
}

fn log_to_stderr(verbose: u8) {
    let levels = match verbose {
        0 => return,
        1 => "info",
        2 => "debug,hyper=info,rustls=info",
        _ => "trace",
    };
    // Refused only where a subscriber stands already, which is never so here.
    _ = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(levels)).with_writer(std::io::stderr).try_init();
}
