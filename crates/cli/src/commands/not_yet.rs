//! Staying with what is asked for until the engine knows enough to take it: that it was none of the runs that were lost, or
//! that the provider shows a cluster.

use std::time::Duration;

use slipway_engine::Engine;
use slipway_engine::api::*;

use super::follow;
use crate::exit::Failure;
use crate::home::Context;

/// How long that is waited for where nobody says: after runs were lost the list has to be ten minutes younger than the loss, and each of its
/// clusters is read.
const LOST_MAX: Duration = Duration::from_secs(30 * 60);

/// What `ask` gives, once the engine takes it. A program that ends before the account was read would never get further.
///
/// # Errors
/// What the engine says of it; that it has to wait, where `left` or half an hour is over.
pub async fn once_known<T>(
    context: &mut Context,
    engine: &Engine,
    left: Option<Duration>,
    mut ask: impl AsyncFnMut() -> Result<T, Problem>,
) -> Result<T, Failure> {
    let mut waits: Option<Problem> = None;
    let done = follow::wait_until(engine, left.unwrap_or(LOST_MAX), async || match ask().await {
        Ok(done) => Ok(Some(done)),
        Err(problem) if problem.code == ProblemCode::NotYet => {
            if waits.is_none() {
                context.output.note(&format!("Waiting. {}", problem.message));
            }
            waits = Some(problem);
            Ok(None)
        }
        Err(problem) => Err(problem.into()),
    })
    .await?;
    match (done, waits) {
        (Some(done), _) => Ok(done),
        (None, Some(problem)) => Err(problem.into()),
        (None, None) => Err(Failure::Local("Slipway ended before it answered.".to_owned())),
    }
}
