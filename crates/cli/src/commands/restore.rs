//! `slipway restore`.

use std::time::Duration;

use slipway_engine::Engine;
use slipway_engine::api::*;

use super::{access, confirm, find, follow, not_yet};
use crate::args::RestoreArguments;
use crate::chance;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::views;

/// Restores a Cassandra cluster into a new one, and stays until it is known what came of the request. `slipway wait RUN`
/// stays longer.
///
/// # Errors
/// There is no such cluster, it can't be restored so or now, or nobody has confirmed it.
pub async fn run(context: &mut Context, arguments: &RestoreArguments) -> Result<Exit, Failure> {
    let session = context.open("restore", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &RestoreArguments) -> Result<Exit, Failure> {
    let cluster = find::cluster(engine, &arguments.cluster).await?;
    access::ready(engine, &cluster.account_id).await?;
    let at = match arguments.ago {
        Some(ago) => Some(engine.status(Nothing {}).await?.now.plus_ms(-milliseconds(ago))),
        None => None,
    };
    let what = RestoreWhat {
        name: arguments.name.clone().unwrap_or_default(),
        at,
        tables: arguments.tables.clone(),
        network: arguments.network.clone(),
    };
    let review =
        engine.review_restore(RestoreReviewAsk { account_id: cluster.account_id, cluster: cluster.id, what }).await?;
    if !review.errors.is_empty() {
        return Err(Failure::Findings(review.errors.iter().chain(&review.warnings).cloned().collect()));
    }
    if !review.problems.is_empty() {
        return Err(Failure::Problems(review.problems));
    }
    context.output.findings(&review.warnings);
    if !arguments.yes {
        let question = format!("Restore «{}» into «{}»?", review.cluster.name, review.what.name);
        confirm::ask(context, &views::restore_review(&review), &question)?;
    }
    let ask = RestoreAsk {
        launch_id: chance::new_launch_id()?,
        account_id: review.account.id,
        cluster: review.cluster,
        what: review.what,
        delete_after_ms: arguments.delete_after.map(milliseconds),
    };
    let run = not_yet::once_known(context, engine, None, async || engine.restore_cluster(ask.clone()).await).await?;
    follow::until_answered(context, engine, run.id).await
}

fn milliseconds(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
