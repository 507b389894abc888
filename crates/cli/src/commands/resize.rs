//! `slipway resize`.

use slipway_engine::Engine;
use slipway_engine::api::*;

use super::{access, confirm, find, follow};
use crate::args::ResizeArguments;
use crate::chance;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::views;

/// Resizes a cluster and stays until it is known what came of the request. `slipway wait RUN` stays longer.
///
/// # Errors
/// There is no such cluster, it can't be resized so or now, or nobody has confirmed it.
pub async fn run(context: &mut Context, arguments: &ResizeArguments) -> Result<Exit, Failure> {
    let session = context.open("resize", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &ResizeArguments) -> Result<Exit, Failure> {
    let cluster = find::cluster(engine, &arguments.cluster).await?;
    access::ready(engine, &cluster.account_id).await?;
    let centres = vec![CentreResize {
        name: arguments.data_centre.clone(),
        node_size: arguments.node_size.clone(),
        nodes: arguments.nodes,
    }];
    let ask = ResizeReviewAsk { account_id: cluster.account_id, cluster: cluster.id, centres: centres.clone() };
    let review = engine.review_resize(ask).await?;
    if !review.errors.is_empty() {
        return Err(Failure::Findings(review.errors.iter().chain(&review.warnings).cloned().collect()));
    }
    // Who drives is settled by the lock; it stands in nobody's way.
    let blocking = review.problems.iter().filter(|problem| problem.code != ProblemCode::NotDriven);
    let blocking: Vec<Problem> = blocking.cloned().collect();
    if !blocking.is_empty() {
        return Err(Failure::Problems(blocking));
    }
    context.output.findings(&review.warnings);
    if !arguments.yes {
        let question = format!("Resize «{}» on {}?", review.cluster.name, review.account.label);
        confirm::ask(context, &views::resize_review(&review), &question)?;
    }
    let ask = ResizeAsk {
        launch_id: chance::new_launch_id()?,
        account_id: review.account.id,
        cluster: review.cluster,
        before: review.before,
        centres,
    };
    let run = engine.resize_cluster(ask).await?;
    follow::until_answered(context, engine, run.id).await
}
