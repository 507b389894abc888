//! `slipway refresh`: asks the provider now and shows what came of it.

use std::time::Duration;

use slipway_engine::api::*;
use slipway_engine::id::{AccountId, RunId};
use slipway_engine::time::Timestamp;

use super::clusters::unreached;
use super::{access, find, follow};
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::Engine;

/// How long the provider's answer may take.
const ANSWER_MAX: Duration = Duration::from_secs(30);

enum What {
    Run(RunId),
    Accounts(Vec<AccountId>),
}

/// Asks about a run, about a cluster's account, or about every account.
///
/// # Errors
/// There is no such run or cluster.
pub async fn run(context: &mut Context, typed: Option<&str>) -> Result<Exit, Failure> {
    let session = context.open("refresh", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, typed).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, typed: Option<&str>) -> Result<Exit, Failure> {
    match what(engine, typed).await? {
        What::Run(id) => refresh_run(context, engine, id).await,
        What::Accounts(ids) => refresh_accounts(context, engine, ids).await,
    }
}

async fn what(engine: &Engine, typed: Option<&str>) -> Result<What, Failure> {
    let Some(typed) = typed else {
        let accounts = engine.list_accounts(Nothing {}).await?.items;
        return Ok(What::Accounts(accounts.into_iter().map(|account| account.id).collect()));
    };
    match find::run(engine, typed).await {
        Ok(id) => Ok(What::Run(id)),
        Err(Failure::Problems(_)) => {
            let cluster = find::cluster(engine, typed).await?;
            Ok(match cluster.run_id {
                Some(run) => What::Run(run),
                None => What::Accounts(vec![cluster.account_id]),
            })
        }
        Err(ambiguous) => Err(ambiguous),
    }
}

async fn refresh_run(context: &mut Context, engine: &Engine, id: RunId) -> Result<Exit, Failure> {
    let run = engine.run(RunRef { id: id.clone() }).await?.run;
    access::ready(engine, &run.account_id).await?;
    let asked = context.now();
    engine.refresh(Refresh::Run { id: id.clone() }).await?;
    let look = follow::wait_until(engine, ANSWER_MAX, async || {
        let detail = engine.run(RunRef { id: id.clone() }).await?;
        let last = detail.looks.last().filter(|look| look.to >= asked).map(|look| look.outcome);
        // An unclear run is looked for, which shows in what happened; one that has ended is not looked at any more.
        let mut seq = 0;
        let looked_for = detail.run.stage == Stage::Unclear
            && follow::new_events(engine, &id, &mut seq).await?.last().is_some_and(|event| event.at >= asked);
        Ok(match last {
            Some(LookOutcome::Seen) => Some(Exit::Done),
            Some(LookOutcome::Slowed | LookOutcome::Failed) => Some(Exit::Unreachable),
            Some(LookOutcome::Missing) => Some(Exit::Failed),
            None => (looked_for || detail.run.ended_at.is_some()).then_some(Exit::Done),
        })
    })
    .await?;
    let detail = engine.run(RunRef { id }).await?;
    if context.output.json() {
        context.output.value(&views::run_value(&detail))?;
    } else {
        let text = views::detail(&detail, context.now());
        context.output.answer(&text)?;
    }
    if look.is_none() {
        context.output.note("No answer came yet; what is shown is what was seen last.");
    }
    Ok(look.unwrap_or(Exit::Unfinished))
}

async fn refresh_accounts(context: &mut Context, engine: &Engine, ids: Vec<AccountId>) -> Result<Exit, Failure> {
    let asked = context.now();
    let before = engine.list_accounts(Nothing {}).await?.items;
    let mut exits = Vec::new();
    let mut sent = Vec::new();
    for id in &ids {
        // One account that can't be asked must not keep the others from it.
        match access::ready(engine, id).await {
            Ok(()) => {
                engine.refresh(Refresh::Account { id: id.clone() }).await?;
                sent.push(id.clone());
            }
            Err(Failure::Problems(problems)) => exits.extend(problems.iter().map(|problem| Exit::of(problem.code))),
            Err(failure) => return Err(failure),
        }
    }
    follow::wait_until(engine, ANSWER_MAX, async || {
        let accounts = engine.list_accounts(Nothing {}).await?.items;
        let mut asked_ones = accounts.iter().filter(|account| sent.contains(&account.id));
        Ok(asked_ones.all(|account| answered(account, &before, asked)).then_some(()))
    })
    .await?;
    let accounts: Vec<AccountView> =
        engine.list_accounts(Nothing {}).await?.items.into_iter().filter(|account| ids.contains(&account.id)).collect();
    let now = context.now();
    context.output.either(&accounts, |accounts| views::accounts(accounts, now))?;
    for account in &accounts {
        if let Some(problem) = unreached(account) {
            context.output.note(&views::problem(problem));
            exits.push(Exit::of(problem.code));
        } else if account.seen_at.is_none_or(|seen| seen < asked) {
            context.output.note(&format!("{}: no answer came yet.", account.label));
            exits.push(Exit::Unfinished);
        }
    }
    Ok(Exit::worst(exits))
}

/// Whether the list was read since `asked`, or trying since then has shown why it can't be.
fn answered(account: &AccountView, before: &[AccountView], asked: Timestamp) -> bool {
    let tried = before.iter().any(|old| old.id == account.id && old.revision < account.revision);
    account.seen_at.is_some_and(|seen| seen >= asked) || (tried && unreached(account).is_some())
}
