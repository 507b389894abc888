//! `slipway delete`.

use slipway_engine::api::*;

use super::access;
use super::find;
use super::follow::{self, Follower, Tell};
use crate::args::DeleteArguments;
use crate::chance;
use crate::exit::{Exit, Failure, Wish};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::Engine;

/// Deletes a cluster and stays until it is known what came of the request. `slipway wait RUN --for gone` stays longer.
///
/// # Errors
/// There is no such cluster, or its name was not typed.
pub async fn run(context: &mut Context, arguments: &DeleteArguments) -> Result<Exit, Failure> {
    let session = context.open("delete", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &DeleteArguments) -> Result<Exit, Failure> {
    let cluster = find::cluster(engine, &arguments.cluster).await?;
    let Some(name) = &arguments.confirm else {
        let known = cluster.name.as_deref().unwrap_or("its name");
        let message =
            format!("--confirm is missing: type the name of the cluster to delete it ({known}). Nothing was sent.");
        return Err(Failure::NotConfirmed(message));
    };
    access::ready(engine, &cluster.account_id).await?;
    let ask = DeleteAsk {
        launch_id: chance::new_launch_id()?,
        account_id: cluster.account_id,
        cluster: cluster.id,
        name: name.clone(),
    };
    let run = engine.delete_cluster(ask).await?;
    let mut follower = Follower::new(context, engine, std::slice::from_ref(&run.id), Tell::Nothing).await?;
    let end = follower.until(context, Wish::Answered, None, |_, _| Ok(())).await?;
    follow::tell_unfinished(context, end, follower.details().map(|detail| &detail.run));
    let exit = follower.exit(Wish::Answered);
    let detail = engine.run(RunRef { id: run.id }).await?;
    if context.output.json() {
        context.output.value(&views::run_value(&detail))?;
    } else {
        context.output.answer(detail.run.id.as_str())?;
        follow::tell_standing(context, &detail.run);
    }
    Ok(exit)
}
