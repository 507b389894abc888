//! What each command does: one file per group.

mod access;
mod account;
mod address;
mod clusters;
mod confirm;
mod delete;
mod draft;
mod find;
mod follow;
mod home;
mod launch;
mod not_yet;
mod password;
mod profile;
mod refresh;
mod resize;
mod resolve;
mod restore;
mod runs;
mod sandbox;
mod trouble;

use crate::args::{Command, HomeCommand, RunCommand};
use crate::exit::{Exit, Failure};
use crate::home::Context;
use crate::serve;

/// Does what was typed.
///
/// # Errors
/// Why it could not be done, with the exit code in it.
pub async fn run(context: &mut Context, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Sandbox(arguments) => sandbox::run(context, arguments).await,
        Command::Serve(arguments) => serve::run(context, &arguments).await,
        Command::Account(command) => account::run(context, command).await,
        Command::Profile(command) => profile::run(context, command).await,
        Command::Request(arguments) => draft::request(context, &arguments).await,
        Command::Launch(arguments) => launch::run(context, &arguments).await,
        Command::Drive => runs::drive(context).await,
        Command::Home(HomeCommand::TakeOver) => home::take_over(context).await,
        Command::Home(HomeCommand::TakeUp { cluster, account }) => {
            home::take_up(context, &cluster, account.as_deref()).await
        }
        Command::Home(HomeCommand::Disown { cluster, account }) => {
            home::disown(context, &cluster, account.as_deref()).await
        }
        Command::Home(HomeCommand::Salvage) => home::salvage(context),
        Command::Runs { active } => runs::list(context, active).await,
        Command::Run(RunCommand::Show { run }) => runs::show(context, &run).await,
        Command::Wait(arguments) => runs::wait(context, &arguments).await,
        Command::Events { run, follow } => runs::events(context, &run, follow).await,
        Command::Delete(arguments) => delete::run(context, &arguments).await,
        Command::Resize(arguments) => resize::run(context, &arguments).await,
        Command::Restore(arguments) => restore::run(context, &arguments).await,
        Command::Resolve(arguments) => resolve::run(context, &arguments).await,
        Command::Clusters { account } => clusters::run(context, account.as_deref()).await,
        Command::Address(arguments) => address::run(context, &arguments).await,
        Command::Password(arguments) => password::run(context, &arguments).await,
        Command::Refresh { what } => refresh::run(context, what.as_deref()).await,
    }
}
