//! Whether anybody can act for an account: this process, another one, or nobody for want of a key.

use std::time::Duration;

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::AccountId;

use super::follow::wait_until;
use crate::exit::Failure;
use crate::home::Context;

/// How long a key may take to be had: a password manager may ask a person first.
const KEY_MAX: Duration = Duration::from_secs(60);

/// Waits until somebody drives the account. Without this a launch could be kept here that nobody can send.
///
/// # Errors
/// Nobody does and the key can't be had; there is no such account; the home came from elsewhere.
pub async fn ready(engine: &Engine, id: &AccountId) -> Result<(), Failure> {
    if let Some(problem) = engine.status(Nothing {}).await?.elsewhere {
        return Err(problem.into());
    }
    let barred = wait_until(engine, KEY_MAX, async || {
        let accounts = engine.list_accounts(Nothing {}).await?.items;
        match accounts.iter().find(|account| account.id == *id).map(|account| &account.driver) {
            Some(Driver::Here | Driver::Other { .. }) | None => Ok(Some(None)),
            Some(Driver::Nobody) => Ok(key_problem(engine, id).await?.map(Some)),
        }
    })
    .await?;
    match barred.flatten() {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// Why this process has no key for the account, once it has asked for it. An account's own `reach` may be older.
///
/// # Errors
/// There is no such account.
pub async fn key_problem(engine: &Engine, id: &AccountId) -> Result<Option<Problem>, Failure> {
    let ask = ReviewAsk { drafts: vec![ProfileDraft::default()], profile_id: None, account_id: id.clone() };
    let problems = engine.review(ask).await?.problems;
    Ok(problems.into_iter().find(|problem| problem.code == ProblemCode::NoKey))
}

/// Says that nobody stays with the runs, where that is so.
///
/// # Errors
/// The store can't be read.
pub async fn tell_undriven<'a>(
    context: &mut Context,
    engine: &Engine,
    mut runs: impl Iterator<Item = &'a RunView>,
) -> Result<(), Failure> {
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let alone = runs.any(|run| {
        let driven = |account: &AccountView| matches!(account.driver, Driver::Other { .. });
        run.ended_at.is_none() && accounts.iter().any(|account| account.id == run.account_id && !driven(account))
    });
    if alone {
        context.output.note(
            "Nothing else drives this home: from now on nobody watches the run, nor does what is left to do. \
             Start `slipway drive`, or stay with `slipway wait`.",
        );
    }
    Ok(())
}
