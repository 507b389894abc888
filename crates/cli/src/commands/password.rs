//! `slipway password`: the password of a user that a run makes, from or into the keyring.

use slipway_engine::Engine;
use slipway_engine::api::*;

use super::account::secret_from_stdin;
use super::find;
use crate::args::PasswordArguments;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};

/// Prints a password, or keeps one.
///
/// # Errors
/// There is no such run or user, the keyring does not answer, or the user may have been made already.
pub async fn run(context: &mut Context, arguments: &PasswordArguments) -> Result<Exit, Failure> {
    let session = context.open("password", Drive::No).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &PasswordArguments) -> Result<Exit, Failure> {
    let (id, user) = (find::run(engine, &arguments.run).await?, arguments.user.clone());
    if arguments.give {
        let password = secret_from_stdin("--give", "password")?;
        engine.keep_password(KeepPassword { id, user, password }).await?;
        context.output.note("Kept. Where the run asks for it: slipway resolve RUN --try-again");
    } else {
        let revealed = engine.reveal_password(PasswordRef { id, user }).await?;
        context.output.either(&revealed, |revealed| revealed.password.expose().to_owned())?;
    }
    Ok(Exit::Done)
}
