//! `slipway sandbox`: the sandbox alone, for other programs.

use serde_json::json;
use slipway_engine::secrets::Secret;
use slipway_sandbox::standalone::{self, StandaloneOptions};

use crate::args::SandboxArguments;
use crate::exit::{Exit, Failure};
use crate::home::Context;
use crate::signal;

/// Runs the sandbox until SIGINT or SIGTERM. The first line on stdout is JSON, with `--json` or without: it is there
/// for programs.
///
/// # Errors
/// A port that is taken, a folder that can't be written or is in use.
pub async fn run(context: &mut Context, arguments: SandboxArguments) -> Result<Exit, Failure> {
    if !arguments.listen.ip().is_loopback() {
        return Err(Failure::Usage(format!(
            "--listen {} could be reached from other computers; give a loopback address such as 127.0.0.1:0",
            arguments.listen
        )));
    }
    let options = StandaloneOptions {
        listen: arguments.listen,
        user: arguments.user,
        key: arguments.key.map(Secret::new),
        logins: arguments.also,
        speed: arguments.speed,
        rate: arguments.rate,
        account_rate: arguments.account_rate,
        list_lag: arguments.list_lag.unwrap_or_default(),
        openapi: arguments.openapi,
        state: arguments.state,
        faults: arguments.faults,
        ..StandaloneOptions::default()
    };
    let mut told = Ok(());
    let ready = |endpoint: &slipway_sandbox::Endpoint| {
        let line = json!({ "url": endpoint.url, "user": endpoint.user, "key": endpoint.key.expose() });
        told = context.output.value(&line);
    };
    standalone::run(options, ready, signal::stop()).await.map_err(|error| Failure::Local(error.to_string()))?;
    told?;
    Ok(Exit::Done)
}
