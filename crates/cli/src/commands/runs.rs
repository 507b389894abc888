//! `slipway runs`, `run show`, `wait`, `events`, `drive`.

use std::collections::BTreeMap;
use std::time::Duration;

use slipway_engine::Engine;
use slipway_engine::api::*;
use slipway_engine::id::RunId;

use super::access;
use super::find;
use super::follow::{self, Follower, Tell, new_events};
use super::trouble::StoreTrouble;
use crate::args::{WaitArguments, WishWord};
use crate::exit::{Exit, Failure, Wish, settled};
use crate::home::{Context, Drive, Session};
use crate::signal;
use crate::views;

/// Lists runs.
///
/// # Errors
/// The home can't be read.
pub async fn list(context: &mut Context, active_only: bool) -> Result<Exit, Failure> {
    let session = context.open("runs", Drive::No).await?;
    let runs = find::all_runs(&session.engine, active_only).await?;
    if context.output.json() {
        let mut values = Vec::new();
        for run in runs {
            let detail = session.engine.run(RunRef { id: run.id }).await?;
            values.push(views::run_value(&detail));
        }
        context.output.value(&values)?;
    } else {
        let text = views::runs(&runs, context.now());
        context.output.answer(&text)?;
    }
    session.close().await;
    Ok(Exit::Done)
}

/// Shows one run.
///
/// # Errors
/// There is none that is meant.
pub async fn show(context: &mut Context, typed: &str) -> Result<Exit, Failure> {
    let session = context.open("run show", Drive::No).await?;
    let id = find::run(&session.engine, typed).await?;
    let detail = session.engine.run(RunRef { id }).await?;
    if context.output.json() {
        context.output.value(&views::detail_value(&detail))?;
    } else {
        let text = views::detail(&detail, context.now());
        context.output.answer(&text)?;
    }
    session.close().await;
    Ok(Exit::Done)
}

/// Waits for runs, driving where nobody else does.
///
/// # Errors
/// A run that is not there.
pub async fn wait(context: &mut Context, arguments: &WaitArguments) -> Result<Exit, Failure> {
    let session = context.open("wait", Drive::Yes).await?;
    let exit = wait_with(context, &session, arguments).await;
    session.close().await;
    exit
}

async fn wait_with(context: &mut Context, session: &Session, arguments: &WaitArguments) -> Result<Exit, Failure> {
    let deadline = follow::deadline(arguments.timeout);
    let mut ids = Vec::new();
    for typed in &arguments.runs {
        let id = find::run(&session.engine, typed).await?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let wish = match arguments.wish {
        WishWord::Running => Wish::Running,
        WishWord::Gone => Wish::Gone,
    };
    for id in &ids {
        let run = session.engine.run(RunRef { id: id.clone() }).await?.run;
        // One that has settled needs nobody any more.
        if settled(&run, wish).is_none() {
            access::ready(&session.engine, &run.account_id).await?;
        }
    }
    let mut follower = Follower::new(context, &session.engine, &ids, Tell::Changes).await?;
    let end = follower
        .until(context, wish, deadline, |context, detail| {
            follow::tell_standing(context, &detail.run);
            Ok(())
        })
        .await?;
    follower.tell_whole(context, wish);
    follow::tell_unfinished(context, end, follower.details().map(|detail| &detail.run));
    Ok(follower.exit(wish))
}

/// What happened in a run; with `follow`, goes on until it has ended or this process is stopped.
///
/// # Errors
/// There is no run that is meant.
pub async fn events(context: &mut Context, typed: &str, follow: bool) -> Result<Exit, Failure> {
    let session = context.open("events", Drive::No).await?;
    let id = find::run(&session.engine, typed).await?;
    let mut news = session.engine.events();
    let mut run = session.engine.run(RunRef { id: id.clone() }).await?.run;
    let mut seq = 0;
    if !follow {
        let events = new_events(&session.engine, &id, &mut seq).await?;
        let since = run.created_at;
        context.output.either(&events, |events| {
            let lines: Vec<String> = events.iter().map(|event| views::event(event, since)).collect();
            lines.join("\n")
        })?;
        session.close().await;
        return Ok(Exit::Done);
    }
    let mut stop = Box::pin(signal::stop());
    loop {
        for event in new_events(&session.engine, &id, &mut seq).await? {
            context.output.either(&event, |event| views::event(event, run.created_at))?;
        }
        if run.ended_at.is_some() {
            break;
        }
        let changed = tokio::select! {
            biased;
            () = &mut stop => break,
            event = news.next() => event,
        };
        match changed {
            Some(Event::Run { run: newer }) if newer.id == id => run = newer,
            Some(Event::Lagged) => run = session.engine.run(RunRef { id: id.clone() }).await?.run,
            Some(
                Event::Run { .. }
                | Event::Cluster { .. }
                | Event::Account { .. }
                | Event::Profile { .. }
                | Event::Removed { .. }
                | Event::Status { .. }
                | Event::Notice { .. },
            ) => {}
            None => break,
        }
    }
    session.close().await;
    Ok(Exit::Done)
}

/// The last event of each run that has not ended: what happened before is not told again.
async fn told_before(engine: &Engine) -> Result<BTreeMap<RunId, u64>, Failure> {
    let mut told = BTreeMap::new();
    for run in find::all_runs(engine, true).await? {
        let mut seq = 0;
        new_events(engine, &run.id, &mut seq).await?;
        told.insert(run.id, seq);
    }
    Ok(told)
}

/// Drives and watches everything in the home until SIGINT or SIGTERM, telling what happens.
///
/// # Errors
/// The home can't be opened.
pub async fn drive(context: &mut Context) -> Result<Exit, Failure> {
    let session = context.open("drive", Drive::Yes).await?;
    if let Some(problem) = session.engine.status(Nothing {}).await?.elsewhere {
        session.close().await;
        return Err(problem.into());
    }
    let mut events = session.engine.events();
    context.output.note("Driving. Ctrl-C stops it; the runs go on at the provider and are found again.");
    let mut stop = Box::pin(signal::stop());
    let mut second = tokio::time::interval(Duration::from_secs(1));
    let mut told = told_before(&session.engine).await?;
    let mut store = StoreTrouble::default();
    loop {
        let event = tokio::select! {
            biased;
            () = &mut stop => break,
            event = events.next() => event,
            _ = second.tick() => {
                let status = session.engine.status(Nothing {}).await?;
                context.output.progress(&format!(
                    "{} under way, {} need you, {:.1} requests/s",
                    status.under_way, status.needs_you, status.requests_per_second
                ));
                continue;
            }
        };
        match event {
            Some(event) if context.output.json() => context.output.value(&event)?,
            Some(Event::Run { run }) => {
                let seq = told.entry(run.id.clone()).or_insert(0);
                for event in new_events(&session.engine, &run.id, seq).await? {
                    context.output.note(&format!("{}  {}", run.cluster_name, views::event(&event, run.created_at)));
                }
            }
            Some(
                Event::Cluster { .. }
                | Event::Account { .. }
                | Event::Profile { .. }
                | Event::Removed { .. }
                | Event::Notice { .. }
                | Event::Lagged,
            ) => {}
            Some(Event::Status { status }) => store.tell(context, status.store),
            None => break,
        }
    }
    session.close().await;
    Ok(Exit::Done)
}
