//! `slipway profile …`.

use std::path::Path;

use slipway_engine::api::*;

use super::draft::{self, Found};
use super::find;
use crate::args::ProfileCommand;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::{Engine, profile_file};

/// Does one of `profile`'s commands.
///
/// # Errors
/// A file or profile that is wrong or not there; a name that is taken.
pub async fn run(context: &mut Context, command: ProfileCommand) -> Result<Exit, Failure> {
    if let ProfileCommand::Template { application } = command {
        // Needs no home: it is the same everywhere.
        context.output.answer(profile_file::template(application.into()).trim_end())?;
        return Ok(Exit::Done);
    }
    let session = context.open("profile", Drive::No).await?;
    let exit = with_engine(context, &session.engine, command).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, command: ProfileCommand) -> Result<Exit, Failure> {
    match command {
        ProfileCommand::Template { .. } => Ok(Exit::Done),
        ProfileCommand::Add { file } => add(context, engine, &file).await,
        ProfileCommand::List => {
            let now = context.now();
            let profiles = engine.list_profiles(Nothing {}).await?.items;
            context.output.either(&profiles, |profiles| views::profiles(profiles, now))?;
            Ok(Exit::Done)
        }
        ProfileCommand::Show { name } => {
            let profile = find::profile(engine, &name).await?;
            context.output.either(&profile, |profile| profile_file::to_toml(&profile.draft).trim_end().to_owned())?;
            Ok(Exit::Done)
        }
        ProfileCommand::Check { profile } => check(context, engine, &profile).await,
        ProfileCommand::Edit { name, set } => edit(context, engine, &name, &set).await,
        ProfileCommand::Copy { from, to } => {
            let mut draft = find::profile(engine, &from).await?.draft;
            draft.name = to;
            let saved = engine.save_profile(SaveProfile { id: None, draft }).await?;
            told(context, &saved, "Copied to")
        }
        ProfileCommand::Remove { name } => {
            let profile = find::profile(engine, &name).await?;
            engine.remove_profile(ProfileRef { id: profile.id }).await?;
            context.output.note(&format!("Removed «{name}». Runs made from it stay."));
            Ok(Exit::Done)
        }
    }
}

async fn add(context: &mut Context, engine: &Engine, file: &Path) -> Result<Exit, Failure> {
    let found = Found { draft: draft::read(file)?, id: None, namesake: None };
    let findings = draft::preview(engine, &found, None).await?.findings;
    if draft::has_errors(&findings) {
        return Err(Failure::Findings(findings));
    }
    let saved = engine.save_profile(SaveProfile { id: None, draft: found.draft }).await?;
    context.output.findings(&findings);
    told(context, &saved, "Saved")
}

async fn check(context: &mut Context, engine: &Engine, typed: &str) -> Result<Exit, Failure> {
    let found = draft::find(engine, typed).await?;
    let findings = draft::preview(engine, &found, None).await?.findings;
    context.output.findings(&findings);
    if context.output.json() {
        context.output.value(&serde_json::json!({ "findings": findings }))?;
    }
    if draft::has_errors(&findings) {
        return Ok(Exit::Usage);
    }
    if !context.output.json() {
        let warnings = findings.iter().filter(|finding| !finding.accepted).count();
        context.output.answer(&match warnings {
            0 => format!("«{}» can be launched.", found.draft.name),
            1 => format!("«{}» can be launched with --accept-warnings (1 warning).", found.draft.name),
            more => format!("«{}» can be launched with --accept-warnings ({more} warnings).", found.draft.name),
        })?;
    }
    Ok(Exit::Done)
}

/// Sets fields and saves, finished or not: a change may need several edits. What is wrong then is told.
async fn edit(context: &mut Context, engine: &Engine, name: &str, set: &[String]) -> Result<Exit, Failure> {
    let profile = find::profile(engine, name).await?;
    let mut draft = profile.draft;
    for change in set {
        let Some((path, value)) = change.split_once('=') else {
            return Err(Failure::Usage(format!("--set {change} has no value: write path=value")));
        };
        profile_file::set(&mut draft, path, value)?;
    }
    let saved = engine.save_profile(SaveProfile { id: Some(profile.id.clone()), draft: draft.clone() }).await?;
    let findings = draft::preview(engine, &Found { draft, id: Some(profile.id), namesake: None }, None).await?.findings;
    context.output.findings(&findings);
    told(context, &saved, "Saved")
}

fn told(context: &mut Context, saved: &Profile, done: &str) -> Result<Exit, Failure> {
    context.output.either(saved, |saved| format!("{done} «{}».", saved.draft.name))?;
    Ok(Exit::Done)
}
