//! `slipway address`: this computer's own address, and who may be asked for it.

use slipway_engine::Engine;
use slipway_engine::api::*;

use crate::args::AddressArguments;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};

/// Keeps who may be asked, asks them where that is allowed, and tells what they said.
///
/// # Errors
/// They may not be asked, or are no finders.
pub async fn run(context: &mut Context, arguments: &AddressArguments) -> Result<Exit, Failure> {
    let session = context.open("address", Drive::No).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &AddressArguments) -> Result<Exit, Failure> {
    let known = engine.own_address(Nothing {}).await?;
    let mut settings = known.settings.clone();
    if !arguments.finder.is_empty() {
        settings.finders.clone_from(&arguments.finder);
    }
    if arguments.allow || arguments.forbid {
        settings.allowed = Some(arguments.allow);
    }
    if settings != known.settings {
        engine.save_finders(settings.clone()).await?;
    }
    let own = if settings.allowed == Some(true) {
        engine.find_address(Nothing {}).await?
    } else {
        engine.own_address(Nothing {}).await?
    };
    context.output.either(&own, words)?;
    Ok(if own.problem.is_some() { Exit::Failed } else { Exit::Done })
}

fn words(own: &OwnAddress) -> String {
    let finders = own.settings.finders.join(", ");
    let asked = match own.settings.allowed {
        Some(true) => format!("Asked: {finders}."),
        Some(false) => "Nobody is asked for it.".to_owned(),
        None => format!("Nobody is asked for it before you allow it (--allow): {finders}."),
    };
    let found = [&own.v4, &own.v6].into_iter().flatten().cloned().collect::<Vec<_>>();
    let told = match &own.problem {
        Some(problem) => problem.message.clone(),
        None if found.is_empty() => "This computer's own address is not known.".to_owned(),
        None => format!("This computer's own address: {}.", found.join(", ")),
    };
    format!("{told}\n{asked}")
}
