//! From what was typed to a draft: a saved profile or a file; and the requests a draft would send.

use std::io::Read as _;
use std::path::Path;

use serde_json::json;
use slipway_engine::api::*;
use slipway_engine::id::ProfileId;

use super::find;
use crate::args::RequestArguments;
use crate::exit::{Exit, Failure};
use crate::home::{Context, Drive};
use slipway_engine::Engine;
use slipway_engine::profile_file::{self, FileKind};

/// Largest profile file, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A draft, and the saved profile it comes from.
pub struct Found {
    /// What it holds.
    pub draft: ProfileDraft,
    /// The saved profile it is; none for a file.
    pub id: Option<ProfileId>,
    /// The saved profile of the same name, which is no obstacle to a file that is not to be saved.
    pub namesake: Option<ProfileId>,
}

/// Whether a file is meant: there is a `/` (on Windows also `\`), or the name ends in `.toml` or `.json`.
pub fn means_file(typed: &str) -> bool {
    typed.contains('/')
        || (cfg!(windows) && typed.contains('\\'))
        || typed.ends_with(".toml")
        || typed.ends_with(".json")
}

/// Reads a profile from a file: JSON where its name ends in `.json`, else TOML.
///
/// # Errors
/// The file can't be read, or is no profile: each problem with its field.
pub fn read(path: &Path) -> Result<ProfileDraft, Failure> {
    let failed = |error: std::io::Error| Failure::file(path, &error);
    let file = std::fs::File::open(path).map_err(failed)?;
    let mut text = String::new();
    // One byte more than allowed, so that a longer file is told from one of just that length.
    file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > FILE_BYTES_MAX {
        return Err(Failure::Usage(format!("{}: is larger than 1 MiB, so it is no profile", path.display())));
    }
    let json = path.extension().is_some_and(|extension| extension == "json");
    profile_file::parse(&text, if json { FileKind::Json } else { FileKind::Toml }).map_err(Failure::Problems)
}

/// The draft that `typed` means.
///
/// # Errors
/// As [`read`], or there is no profile of that name.
pub async fn find(engine: &Engine, typed: &str) -> Result<Found, Failure> {
    if means_file(typed) {
        let draft = read(Path::new(typed))?;
        let saved = engine.list_profiles(Nothing {}).await?.items;
        let namesake = saved.into_iter().find(|row| row.name == draft.name).map(|row| row.id);
        return Ok(Found { draft, id: None, namesake });
    }
    let profile = find::profile(engine, typed).await?;
    Ok(Found { draft: profile.draft, id: Some(profile.id), namesake: None })
}

/// The account a draft goes to: the one named, else the draft's own, else the only one there is.
///
/// # Errors
/// The one named is not there, or none is named and there are several.
pub fn account<'a>(
    accounts: &'a [AccountView],
    named: Option<&str>,
    draft: &ProfileDraft,
) -> Result<&'a AccountView, Failure> {
    match (named.or(draft.account.as_ref().map(|id| id.as_str())), accounts) {
        (Some(label), _) => find::account(accounts, label),
        (None, [only]) => Ok(only),
        (None, _) => {
            let labels: Vec<&str> = accounts.iter().map(|account| account.label.as_str()).collect();
            Err(Failure::Usage(format!("--account is missing; there are: {}", labels.join(", "))))
        }
    }
}

/// What the checks say to a draft.
///
/// # Errors
/// The store can't be read.
pub async fn preview(engine: &Engine, found: &Found, account: Option<&AccountView>) -> Result<Preview, Failure> {
    let ask = PreviewAsk {
        draft: found.draft.clone(),
        profile_id: found.id.clone().or_else(|| found.namesake.clone()),
        account_id: account.map(|account| account.id.clone()),
    };
    Ok(engine.preview(ask).await?)
}

/// Whether any finding forbids sending.
pub fn has_errors(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

/// `slipway request`: prints what a launch would send. What the checks found goes to stderr.
///
/// # Errors
/// There is no such profile, file or account.
pub async fn request(context: &mut Context, arguments: &RequestArguments) -> Result<Exit, Failure> {
    let session = context.open("request", Drive::No).await?;
    let found = find(&session.engine, &arguments.profile).await?;
    let accounts = session.engine.list_accounts(Nothing {}).await?.items;
    let account = match account(&accounts, arguments.account.as_deref(), &found.draft) {
        Ok(account) => Some(account),
        // The body is the same for every account; only the address in a curl command needs one.
        Err(_) if arguments.account.is_none() && !arguments.curl => None,
        Err(failure) => return Err(failure),
    };
    let preview = preview(&session.engine, &found, account).await?;
    if context.output.json() {
        let requests: Vec<_> = preview
            .requests
            .iter()
            .map(|request| {
                json!({ "method": request.method, "path": request.path, "body": body(request), "curl": request.curl,
                        "onceRunning": request.once_running })
            })
            .collect();
        context.output.value(&json!({ "requests": requests, "findings": preview.findings }))?;
    } else {
        for request in &preview.requests {
            if request.once_running {
                // What a launch sends at once stands alone on stdout.
                context.output.note(&format!("once it runs: {} {}\n{}", request.method, request.path, lines(request)));
            } else if arguments.curl {
                context.output.answer(&request.curl)?;
            } else {
                context.output.note(&format!("{} {}", request.method, request.path));
                context.output.answer(&lines(request))?;
            }
        }
    }
    context.output.findings(&preview.findings);
    session.close().await;
    Ok(if has_errors(&preview.findings) { Exit::Usage } else { Exit::Done })
}

fn lines(request: &PreviewRequest) -> String {
    let lines: Vec<&str> = request.lines.iter().map(|line| line.text.as_str()).collect();
    lines.join("\n")
}

fn body(request: &PreviewRequest) -> serde_json::Value {
    serde_json::from_str(&lines(request)).unwrap_or(serde_json::Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::an_account;

    #[test]
    fn a_slash_or_an_ending_means_a_file() {
        for typed in ["./p", "a/b", "p.toml", "p.json"] {
            assert!(means_file(typed), "{typed}");
        }
        for typed in ["p", "dev.cluster", "toml", "p.TOML "] {
            assert!(!means_file(typed), "{typed}");
        }
    }

    #[test]
    fn the_account_named_comes_before_the_profiles_and_the_only_one_needs_no_name() {
        let both = [an_account("prod"), an_account("sandbox")];
        let draft = ProfileDraft { account: Some("prod".into()), ..ProfileDraft::default() };
        let label = |accounts: &[AccountView], named: Option<&str>, draft: &ProfileDraft| {
            account(accounts, named, draft).map(|account| account.label.clone()).ok()
        };
        assert_eq!(label(&both, Some("sandbox"), &draft).as_deref(), Some("sandbox"));
        assert_eq!(label(&both, None, &draft).as_deref(), Some("prod"));
        assert_eq!(label(&both, None, &ProfileDraft::default()), None);
        assert_eq!(label(&both[1..], None, &ProfileDraft::default()).as_deref(), Some("sandbox"));
    }

    #[test]
    fn a_file_that_is_not_there_is_wrong_usage_with_its_name() {
        let failure = read(Path::new("/nowhere/p.toml")).err().unwrap();
        assert_eq!(failure.exit() as u8, 2);
        assert!(format!("{failure:?}").contains("/nowhere/p.toml"));
    }

    #[test]
    fn a_huge_file_is_not_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.toml");
        std::fs::write(&path, vec![b'#'; FILE_BYTES_MAX as usize + 1]).unwrap();
        assert!(format!("{:?}", read(&path).err().unwrap()).contains("1 MiB"));
    }
}
