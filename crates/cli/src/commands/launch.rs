//! `slipway launch`.

use serde_json::json;
use slipway_engine::api::*;
use slipway_engine::id::{AccountId, LaunchId, RunId};
use tokio::time::Instant;

use super::access;
use super::confirm;
use super::draft;
use super::find;
use super::follow::{self, End, Follower, Tell};
use super::not_yet;
use crate::args::LaunchArguments;
use crate::chance;
use crate::exit::{Exit, Failure, Wish};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::Engine;

/// Launches and, with `--wait`, stays.
///
/// # Errors
/// What stands in the way before anything is sent: an invalid profile, an account that is not there, a confirmation
/// that is missing.
pub async fn run(context: &mut Context, arguments: &LaunchArguments) -> Result<Exit, Failure> {
    let session = context.open("launch", Drive::Yes).await?;
    let exit = with_engine(context, &session.engine, arguments).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, arguments: &LaunchArguments) -> Result<Exit, Failure> {
    let deadline = follow::deadline(arguments.timeout);
    let (launch_id, runs) = match launched_before(engine, arguments).await? {
        Some(ask) => {
            let launch = committed(context, engine, ask, deadline).await?;
            context.output.note("This key was launched before: nothing new is made.");
            launch
        }
        None => {
            let ask = asked(context, engine, arguments).await?;
            committed(context, engine, ask, deadline).await?
        }
    };
    let tell = if arguments.wait.is_some() { Tell::Changes } else { Tell::Nothing };
    let mut follower = Follower::new(context, engine, &runs, tell).await?;
    let mut end = follower.until(context, Wish::Answered, deadline, told_id).await?;
    let mut wish = Wish::Answered;
    if arguments.wait.is_some() && end == End::Settled {
        wish = Wish::Running;
        end = follower
            .until(context, wish, deadline, |context, detail| {
                follow::tell_standing(context, &detail.run);
                Ok(())
            })
            .await?;
    } else {
        for detail in follower.details() {
            follow::tell_standing(context, &detail.run);
        }
    }
    if context.output.json() && arguments.wait.is_none() {
        let values: Vec<_> = follower.details().map(views::run_value).collect();
        context.output.value(&json!({ "launchId": launch_id, "runs": values }))?;
    }
    follower.tell_whole(context, wish);
    follow::tell_unfinished(context, end, follower.details().map(|detail| &detail.run));
    let exit = follower.exit(wish);
    if arguments.wait.is_none() && end == End::Settled {
        access::tell_undriven(context, engine, follower.details().map(|detail| &detail.run)).await?;
    }
    Ok(exit)
}

/// The run's id on stdout, once it is known what came of its request.
fn told_id(context: &mut Context, detail: &RunDetail) -> Result<(), Failure> {
    if !context.output.json() {
        context.output.answer(detail.run.id.as_str())?;
    }
    Ok(())
}

/// The launch, and its runs, once the engine has it.
///
/// # Errors
/// What the engine says of it; that it has to wait, where time is up.
async fn committed(
    context: &mut Context,
    engine: &Engine,
    ask: LaunchAsk,
    deadline: Option<Instant>,
) -> Result<(LaunchId, Vec<RunId>), Failure> {
    let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
    let launch = not_yet::once_known(context, engine, left, async || engine.launch(ask.clone()).await).await?;
    Ok((launch.id, launch.runs.into_iter().map(|run| run.id).collect()))
}

/// What a repeated call asks for, where the launch that this key stands for is known. A repeated call must not stumble over the
/// checks: the cluster it made is there by now, so its name is taken.
///
/// # Errors
/// The key stands for a launch of something else.
async fn launched_before(engine: &Engine, arguments: &LaunchArguments) -> Result<Option<LaunchAsk>, Failure> {
    let Some(key) = &arguments.once else { return Ok(None) };
    let id = chance::launch_id_of(key);
    let runs = find::all_runs(engine, false).await?;
    if !runs.iter().any(|run| run.launch_id == id) {
        return Ok(None);
    }
    // The engine knows the launch, and tells whether this is the same one.
    let found = found(engine, arguments).await?;
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let account = draft::account(&accounts, arguments.account.as_deref(), &found.draft)?;
    Ok(Some(LaunchAsk {
        drafts: drafts(engine, arguments, &found.draft, &account.id, Some(&id)).await?,
        launch_id: id,
        account_id: account.id.clone(),
        profile_id: found.id,
        accept_warnings: false,
        stop_on_refusal: arguments.stop_on_refusal,
        delete_after_ms: delete_after_ms(arguments),
        open_to: Vec::new(),
    }))
}

/// What is to be made: one draft for each cluster.
async fn drafts(
    engine: &Engine,
    arguments: &LaunchArguments,
    draft: &ProfileDraft,
    account: &AccountId,
    launch: Option<&LaunchId>,
) -> Result<Vec<ProfileDraft>, Failure> {
    let ask = ExpandAsk {
        draft: draft.clone(),
        account_id: Some(account.clone()),
        launch_id: launch.cloned(),
        sizes: arguments.sizes.clone(),
        copies: Some(arguments.copies),
    };
    Ok(engine.expand(ask).await?.items)
}

fn delete_after_ms(arguments: &LaunchArguments) -> Option<i64> {
    arguments.delete_after.map(|after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX))
}

/// The profile that was named, with what the command line changes in it.
async fn found(engine: &Engine, arguments: &LaunchArguments) -> Result<draft::Found, Failure> {
    let mut found = draft::find(engine, &arguments.profile).await?;
    if let Some(name) = &arguments.name {
        found.draft.cluster_name.clone_from(name);
    }
    Ok(found)
}

/// What is to be launched, reviewed and confirmed.
async fn asked(context: &mut Context, engine: &Engine, arguments: &LaunchArguments) -> Result<LaunchAsk, Failure> {
    let found = found(engine, arguments).await?;
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let account = draft::account(&accounts, arguments.account.as_deref(), &found.draft)?;
    if !account.read_only {
        access::ready(engine, &account.id).await?;
    }
    let once = arguments.once.as_deref().map(chance::launch_id_of);
    let drafts = drafts(engine, arguments, &found.draft, &account.id, once.as_ref()).await?;
    let ask = ReviewAsk { drafts: drafts.clone(), profile_id: found.id.clone(), account_id: account.id.clone() };
    let review = engine.review(ask).await?;
    let accept_warnings = may_be_sent(context, &review, arguments)?;
    if !arguments.yes {
        let question = match drafts.as_slice() {
            [one] => format!("Launch «{}» on {}?", one.cluster_name, review.account.label),
            several => format!("Launch {} clusters on {}?", several.len(), review.account.label),
        };
        confirm::ask(context, &views::review(&review), &question)?;
    }
    Ok(LaunchAsk {
        launch_id: once.map_or_else(chance::new_launch_id, Ok)?,
        account_id: account.id.clone(),
        drafts,
        profile_id: found.id,
        accept_warnings,
        stop_on_refusal: arguments.stop_on_refusal,
        delete_after_ms: delete_after_ms(arguments),
        open_to: arguments.open_to.clone(),
    })
}

/// Turns back at errors, at warnings that nobody accepts, and at an account that can't be written to. Gives whether
/// warnings are accepted.
fn may_be_sent(context: &mut Context, review: &Review, arguments: &LaunchArguments) -> Result<bool, Failure> {
    let errors = || review.clusters.iter().flat_map(|cluster| &cluster.errors);
    let warnings = || review.clusters.iter().flat_map(|cluster| &cluster.warnings);
    if errors().next().is_some() {
        return Err(Failure::Findings(once(errors().chain(warnings()))));
    }
    // Who drives is settled by the lock; it stands in nobody's way.
    let blocking: Vec<Problem> =
        review.problems.iter().filter(|problem| problem.code != ProblemCode::NotDriven).cloned().collect();
    if !blocking.is_empty() {
        return Err(Failure::Problems(blocking));
    }
    let open = once(warnings().filter(|warning| !warning.accepted));
    if !open.is_empty() && !arguments.accept_warnings {
        return Err(Failure::Findings(open));
    }
    context.output.findings(&open);
    Ok(arguments.accept_warnings)
}

/// Findings of several clusters, each once.
fn once<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Finding> {
    let mut seen: Vec<Finding> = Vec::new();
    for finding in findings {
        if !seen.contains(finding) {
            seen.push(finding.clone());
        }
    }
    seen
}
