//! `slipway resolve`: what a person decides on an unclear run.

use slipway_engine::api::*;

use super::access;
use super::find;
use super::follow::{self, Follower, Tell};
use crate::args::ResolveArguments;
use crate::exit::{Exit, Failure, Wish};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::Engine;

/// Takes the decision and, where something is sent for it, stays until it is known what came of that.
///
/// # Errors
/// There is no such run, or nothing to decide on it.
pub async fn run(context: &mut Context, arguments: &ResolveArguments) -> Result<Exit, Failure> {
    let session = context.open("resolve", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &ResolveArguments) -> Result<Exit, Failure> {
    let id = find::run(engine, &arguments.run).await?;
    let decision = decision(engine, &id, arguments).await?;
    let run = engine.run(RunRef { id: id.clone() }).await?.run;
    // Whoever drives the account carries decisions out, giving up among them: a look-up may be under way.
    access::ready(engine, &run.account_id).await?;
    let decided = engine.resolve(Resolve { id: id.clone(), decision: decision.clone() }).await?;
    let exit = match decision {
        Decision::Withdraw | Decision::DeleteAt { .. } => Exit::Done,
        // The one is read, the other sent: either shows only with the provider's answer.
        Decision::Found { .. } | Decision::SendAgain | Decision::TryAgain { .. } => {
            let wish = if matches!(decision, Decision::TryAgain { .. }) { Wish::Running } else { Wish::Answered };
            let mut follower = Follower::new(context, engine, std::slice::from_ref(&decided.id), Tell::Nothing).await?;
            let end = follower.until(context, wish, None, |_, _| Ok(())).await?;
            follow::tell_unfinished(context, end, follower.details().map(|detail| &detail.run));
            follower.exit(wish)
        }
    };
    let detail = engine.run(RunRef { id }).await?;
    if context.output.json() {
        context.output.value(&views::run_value(&detail))?;
    } else {
        follow::tell_standing(context, &detail.run);
    }
    Ok(exit)
}

async fn decision(
    engine: &Engine,
    id: &slipway_engine::id::RunId,
    arguments: &ResolveArguments,
) -> Result<Decision, Failure> {
    let address = arguments.address.clone();
    let arguments = &arguments.decision;
    if arguments.try_again {
        return Ok(Decision::TryAgain { address, user: None });
    }
    if arguments.send_again {
        return Ok(Decision::SendAgain);
    }
    if arguments.keep {
        return Ok(Decision::DeleteAt { at: None });
    }
    if let Some(after) = arguments.delete_after {
        let now = engine.status(Nothing {}).await?.now;
        let after = i64::try_from(after.as_millis()).unwrap_or(i64::MAX);
        return Ok(Decision::DeleteAt { at: Some(now.plus_ms(after)) });
    }
    let Some(typed) = &arguments.found else { return Ok(Decision::Withdraw) };
    let candidates = engine.run(RunRef { id: id.clone() }).await?.candidates;
    Ok(Decision::Found { cluster: find::cluster_id(engine, &candidates, typed).await? })
}
