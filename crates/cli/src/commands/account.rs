//! `slipway account …`.

use std::io::Read as _;

use slipway_engine::api::*;
use slipway_engine::secrets::{KEY_BYTES_MAX, Secret, others_may_read};

use super::find;
use crate::args::{AccountCommand, AccountKeyArguments, AddAccountArguments, KeyArguments};
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use crate::views;
use slipway_engine::Engine;

/// Does one of `account`'s commands.
///
/// # Errors
/// A label that is taken or not there; a key that can't be had; a keyring that is not there.
pub async fn run(context: &mut Context, command: AccountCommand) -> Result<Exit, Failure> {
    // Only a test and a survey ask the provider; the sandbox, which may be the one tested, then has to run.
    let asks = matches!(command, AccountCommand::Test { .. } | AccountCommand::Survey { .. });
    let drive = if asks { Drive::Yes } else { Drive::No };
    let session = context.open("account", drive).await?;
    let exit = with_engine(context, &session.engine, command).await;
    session.close().await;
    exit
}

async fn with_engine(context: &mut Context, engine: &Engine, command: AccountCommand) -> Result<Exit, Failure> {
    match command {
        AccountCommand::Add(arguments) => add(context, engine, arguments).await,
        AccountCommand::List => {
            let now = context.now();
            let accounts = engine.list_accounts(Nothing {}).await?.items;
            context.output.either(&accounts, |accounts| views::accounts(accounts, now))?;
            Ok(Exit::Done)
        }
        AccountCommand::Key(arguments) => change_key(context, engine, arguments).await,
        AccountCommand::Rate { label, rate } => change_rate(context, engine, &label, rate).await,
        AccountCommand::Test { label } => test(context, engine, &label).await,
        AccountCommand::Survey { label, output } => survey(context, engine, &label, output.as_deref()).await,
        AccountCommand::Remove { label } => {
            let accounts = engine.list_accounts(Nothing {}).await?.items;
            let id = find::account(&accounts, &label)?.id.clone();
            engine.remove_account(AccountRef { id }).await?;
            context.output.note(&format!("Removed «{label}». Its runs stay."));
            Ok(Exit::Done)
        }
    }
}

async fn add(context: &mut Context, engine: &Engine, arguments: AddAccountArguments) -> Result<Exit, Failure> {
    let (key, secret) = key(&arguments.key, &arguments.label)?;
    let saved = engine
        .save_account(SaveAccount {
            id: None,
            word: word(&arguments.label),
            colour: arguments.colour.map_or_else(|| colour(&arguments.label), Colour::from),
            label: arguments.label,
            url: arguments.url,
            user: arguments.user,
            key,
            secret,
            read_only: arguments.read_only,
            rate: Some(arguments.rate),
        })
        .await
        .map_err(with_other_ways)?;
    if let KeySource::Environment { variable } = &saved.key {
        context.output.note(&format!("The key is read from {variable} when it is needed."));
    }
    context.output.either(&saved, |saved| {
        format!("Added «{}». Try it with `slipway account test {}`.", saved.label, saved.label)
    })?;
    Ok(Exit::Done)
}

async fn change_key(context: &mut Context, engine: &Engine, arguments: AccountKeyArguments) -> Result<Exit, Failure> {
    if !arguments.key.is_given() {
        return Err(Failure::Usage(format!("where the key comes from is missing: {OTHER_WAYS}, or --key-stdin")));
    }
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let account = find::account(&accounts, &arguments.label)?.clone();
    let (key, secret) = key(&arguments.key, &account.label)?;
    let changed = SaveAccount { key, secret, ..as_it_is(account) };
    let saved = engine.save_account(changed).await.map_err(with_other_ways)?;
    context.output.either(&saved, |saved| {
        format!("Changed the key of «{}». Try it with `slipway account test {}`.", saved.label, saved.label)
    })?;
    Ok(Exit::Done)
}

async fn change_rate(context: &mut Context, engine: &Engine, label: &str, rate: u32) -> Result<Exit, Failure> {
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let account = find::account(&accounts, label)?.clone();
    let saved = engine.save_account(SaveAccount { rate: Some(rate), ..as_it_is(account) }).await?;
    context
        .output
        .either(&saved, |saved| format!("«{}» is asked at most {} times in a second.", saved.label, saved.rate))?;
    Ok(Exit::Done)
}

/// What keeps an account as it is.
fn as_it_is(account: AccountView) -> SaveAccount {
    SaveAccount {
        id: Some(account.id),
        label: account.label,
        word: account.word,
        colour: account.colour,
        url: account.url,
        user: account.user,
        key: account.key,
        secret: None,
        read_only: account.read_only,
        rate: Some(account.rate),
    }
}

/// Options for keys that are not in a keyring.
const OTHER_WAYS: &str = "--key-env VAR, --key-command CMD or --key-file FILE";

/// Where the keyring can't be used, the other ways are what a person needs next.
fn with_other_ways(problem: Problem) -> Problem {
    if problem.code != ProblemCode::NoKey {
        return problem;
    }
    problem.with_remedy(format!("Without a keyring, or where it stays locked, the key can come from {OTHER_WAYS}."))
}

fn key(arguments: &KeyArguments, label: &str) -> Result<(KeySource, Option<Secret>), Failure> {
    if arguments.key_stdin {
        return Ok((KeySource::Keyring, Some(secret_from_stdin("--key-stdin", "key")?)));
    }
    let source = match (&arguments.key_env, &arguments.key_command, &arguments.key_file) {
        (Some(variable), _, _) => KeySource::Environment { variable: variable.clone() },
        (None, Some(command), _) => KeySource::Command { command: command.clone() },
        (None, None, Some(path)) => {
            // Read later, perhaps from another folder.
            let whole = std::path::absolute(path).map_err(|error| Failure::file(path, &error))?;
            // Now rather than at its first use. One that is not there yet may come later.
            if std::fs::metadata(&whole).is_ok_and(|facts| others_may_read(&facts)) {
                let path = whole.display();
                return Err(Failure::Usage(format!(
                    "--key-file: others may read {path}; make it readable for its owner alone (chmod 600)"
                )));
            }
            KeySource::File { path: whole.display().to_string() }
        }
        (None, None, None) => KeySource::Environment { variable: variable(label) },
    };
    Ok((source, None))
}

/// What stdin holds, without the line ends behind it; `flag` asked for it, and it is a `what`.
pub(super) fn secret_from_stdin(flag: &str, what: &str) -> Result<Secret, Failure> {
    let mut text = String::new();
    // One byte more than a key may have, so that a longer one shows.
    std::io::stdin()
        .take(KEY_BYTES_MAX as u64 + 1)
        .read_to_string(&mut text)
        .map_err(|error| Failure::Usage(format!("the {what} can't be read from stdin: {error}")))?;
    if text.len() > KEY_BYTES_MAX {
        return Err(Failure::Usage(format!("{flag}: stdin held more than {KEY_BYTES_MAX} bytes")));
    }
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(Failure::Usage(format!("{flag}: stdin held no {what}")));
    }
    Ok(Secret::new(secret))
}

/// The variable that holds a key where nothing else is given: `SLIPWAY_KEY_<LABEL>`, the label in upper case,
/// everything but letters and digits as `_`.
fn variable(label: &str) -> String {
    let name: String = label
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' })
        .collect();
    format!("SLIPWAY_KEY_{name}")
}

/// The word for the pennant, from the label: its first letters, at most 10.
fn word(label: &str) -> String {
    let letters: String = label.chars().filter(|letter| letter.is_alphabetic()).take(10).collect();
    if letters.is_empty() { "ACCOUNT".to_owned() } else { letters.to_uppercase().chars().take(10).collect() }
}

/// The colour offered first: for production, for development, for others.
fn colour(label: &str) -> Colour {
    let label = label.to_lowercase();
    if label.contains("prod") {
        Colour::Oxide
    } else if label.contains("dev") || label.contains("test") {
        Colour::Moss
    } else {
        Colour::Harbour
    }
}

async fn test(context: &mut Context, engine: &Engine, label: &str) -> Result<Exit, Failure> {
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let id = find::account(&accounts, label)?.id.clone();
    let tested = engine.test_account(AccountRef { id }).await?;
    context.output.either(&tested, views::account_test)?;
    let problems: Vec<&Problem> = tested.links.iter().filter_map(|link| link.problem.as_ref()).collect();
    for problem in &problems {
        context.output.note(&views::problem(problem));
    }
    let failed = tested.links.iter().any(|link| link.state == LinkState::Failed);
    let worst = Exit::worst(problems.iter().map(|problem| Exit::of(problem.code)));
    Ok(match (failed, worst) {
        (true, Exit::Done) => Exit::Failed,
        (_, worst) => worst,
    })
}

async fn survey(
    context: &mut Context,
    engine: &Engine,
    label: &str,
    output: Option<&std::path::Path>,
) -> Result<Exit, Failure> {
    let accounts = engine.list_accounts(Nothing {}).await?.items;
    let id = find::account(&accounts, label)?.id.clone();
    context.output.note("Reading, about one request a second; this takes about a minute.");
    let survey = engine.survey_account(AccountRef { id }).await?;
    let Some(file) = output else {
        context.output.either(&survey, views::survey)?;
        return Ok(Exit::Done);
    };
    let mut text = serde_json::to_string_pretty(&survey).map_err(|error| Failure::Local(error.to_string()))?;
    text.push('\n');
    std::fs::write(file, text).map_err(|error| Failure::file(file, &error))?;
    context.output.note(&format!("Wrote {}. It holds no name, id, address or key of the account.", file.display()));
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_follows_from_the_label() {
        assert_eq!(variable("prod-eu.1"), "SLIPWAY_KEY_PROD_EU_1");
        assert_eq!(variable("größe"), "SLIPWAY_KEY_GR__E");
    }

    #[test]
    fn with_nothing_given_the_variable_is_the_source_and_no_key_is_copied() {
        let nothing = KeyArguments { key_stdin: false, key_env: None, key_command: None, key_file: None };
        let (source, secret) = key(&nothing, "prod").unwrap();
        assert_eq!(source, KeySource::Environment { variable: "SLIPWAY_KEY_PROD".to_owned() });
        assert!(secret.is_none());
    }

    #[test]
    fn a_key_file_is_kept_with_its_whole_path() {
        let file = KeyArguments { key_stdin: false, key_env: None, key_command: None, key_file: Some("key".into()) };
        let KeySource::File { path } = key(&file, "prod").unwrap().0 else { panic!("not a file") };
        assert!(std::path::Path::new(&path).is_absolute());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused_and_one_that_is_not_there_yet_is_not() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let file = KeyArguments { key_stdin: false, key_env: None, key_command: None, key_file: Some(path.clone()) };
        assert!(key(&file, "prod").is_ok());
        std::fs::write(&path, "k").unwrap();
        for (mode, is_taken) in [(0o640, false), (0o604, false), (0o600, true), (0o400, true)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(key(&file, "prod").is_ok(), is_taken, "{mode:o}");
        }
    }

    #[test]
    fn the_pennants_word_has_one_to_ten_letters() {
        assert_eq!(word("prod"), "PROD");
        assert_eq!(word("production-europe"), "PRODUCTION");
        assert_eq!(word("42"), "ACCOUNT");
        assert_eq!(word("straßenbahnß"), "STRASSENBA");
    }

    #[test]
    fn a_missing_keyring_names_the_other_ways() {
        let problem = with_other_ways(Problem::new(ProblemCode::NoKey, Place::App, "There is no keyring."));
        assert!(problem.remedy.unwrap().contains("--key-file"));
    }
}
