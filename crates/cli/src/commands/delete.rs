//! `slipway delete`.

use slipway_engine::api::*;

use super::access;
use super::find;
use super::follow;
use super::not_yet;
use crate::args::DeleteArguments;
use crate::chance;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
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
    // A cluster that was accepted this moment may not be shown yet.
    let run = not_yet::once_known(context, engine, None, async || engine.delete_cluster(ask.clone()).await).await?;
    follow::until_answered(context, engine, run.id).await
}
