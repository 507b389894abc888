//! Keys: kept in the operating system's keyring, or read from where a reference points, when they are needed.
//!
//! No key is ever in the store. Blocking calls (a keyring may ask its person) run on a thread of their own.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

pub use instaclustr_api::Secret;

use crate::api::{KeySource, Place, Problem, ProblemCode};
use crate::id::AccountId;

/// Name under which keys stand in the keyring.
const SERVICE: &str = "dev.slipway.desktop";

/// Whose key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyOf {
    /// The account.
    pub account: AccountId,
    /// Its label, for problems.
    pub label: String,
    /// Where the key comes from.
    pub source: KeySource,
}

impl KeyOf {
    /// The key was waited for in vain.
    pub(crate) fn took_too_long(&self, seconds: u64) -> Problem {
        self.problem(
            format!("The key of account {} did not come within {seconds} s.", self.label),
            "Unlock the keyring or the password manager; Slipway asks again by itself.",
        )
    }

    fn problem(&self, message: impl Into<String>, remedy: &str) -> Problem {
        let place = Place::Account { id: self.account.clone(), label: self.label.clone() };
        Problem::new(ProblemCode::NoKey, place, message).with_remedy(remedy)
    }
}

/// Gives and keeps keys.
pub trait Secrets: Send + Sync {
    /// The key, read now.
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>>;
    /// Puts a key into the keyring.
    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<(), Problem>>;
    /// Takes a key out of the keyring; one that is not there is no problem.
    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>>;
}

/// The operating system's keyring, environment, commands and files.
#[derive(Clone, Debug, Default)]
pub struct SystemSecrets;

impl Secrets for SystemSecrets {
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>> {
        blocking(move || read(&of))
    }

    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<(), Problem>> {
        blocking(move || {
            let entry = entry(&of)?;
            entry.set_password(key.expose()).map_err(|error| keyring_problem(&of, &error))
        })
    }

    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>> {
        blocking(move || {
            let entry = entry(&of)?;
            match entry.delete_credential() {
                Ok(()) | Err(keyring_core::Error::NoEntry) => Ok(()),
                Err(error) => Err(keyring_problem(&of, &error)),
            }
        })
    }
}

fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> BoxFuture<'static, Result<T, Problem>> {
    async move {
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
            Err(Problem::new(ProblemCode::Internal, Place::App, "Reading a key ended unexpectedly."))
        })
    }
    .boxed()
}

fn read(of: &KeyOf) -> Result<Secret, Problem> {
    let text = match &of.source {
        KeySource::BuiltIn => return Err(of.problem("The sandbox is starting.", "Wait a moment.")),
        KeySource::Keyring => match entry(of)?.get_password() {
            Ok(key) => key,
            // A locked keyring that nobody can unlock here looks the same as one without the key.
            Err(keyring_core::Error::NoEntry) => {
                return Err(of.problem(
                    format!("The keyring holds no key for account {}, or it is locked.", of.label),
                    "Unlock the keyring, or enter the key again on the accounts page.",
                ));
            }
            Err(error) => return Err(keyring_problem(of, &error)),
        },
        KeySource::Environment { variable } => std::env::var(variable).map_err(|_| {
            of.problem(
                format!("The variable {variable} with the key of account {} is not set.", of.label),
                "Set it where Slipway is started, or choose another source on the accounts page.",
            )
        })?,
        KeySource::Command { command } => output_of(of, command)?,
        KeySource::File { path } => file(of, path)?,
    };
    let key = text.trim_end_matches(['\r', '\n']);
    if key.is_empty() {
        return Err(of.problem(format!("The key of account {} is empty.", of.label), "Enter it again."));
    }
    Ok(Secret::new(key))
}

fn output_of(of: &KeyOf, command: &str) -> Result<String, Problem> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let failed = |why: String| {
        of.problem(
            format!("The command for the key of account {} failed: {why}.", of.label),
            "Run it in a terminal to see why.",
        )
    };
    let output = std::process::Command::new(shell)
        .args([flag, command])
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .output()
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(output.status.to_string()));
    }
    String::from_utf8(output.stdout).map_err(|_| failed("its output is not text".to_owned()))
}

fn file(of: &KeyOf, path: &str) -> Result<String, Problem> {
    let failed = |why: String, remedy: &str| {
        of.problem(format!("The file {path} with the key of account {} can't be used: {why}.", of.label), remedy)
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let facts = std::fs::metadata(path).map_err(|error| failed(error.to_string(), "Check the path."))?;
        if facts.permissions().mode() & 0o077 != 0 {
            return Err(failed("others may read it".to_owned(), "Make it readable for its owner alone (chmod 600)."));
        }
    }
    std::fs::read_to_string(path).map_err(|error| failed(error.to_string(), "Check the path."))
}

fn entry(of: &KeyOf) -> Result<keyring_core::Entry, Problem> {
    ensure_store().map_err(|why| {
        of.problem(
            format!("The operating system's keyring can't be reached: {why}."),
            "Start a keyring, or let the key come from a variable, a command or a file.",
        )
    })?;
    keyring_core::Entry::new(SERVICE, of.account.as_str()).map_err(|error| keyring_problem(of, &error))
}

/// Connects to the keyring, if that is not done yet.
///
/// `keyring` tries once per process and stays failed after that. A keyring may be started later than Slipway, so where
/// it failed the store is asked for anew each time.
fn ensure_store() -> Result<(), String> {
    if keyring_core::get_default_store().is_some() {
        return Ok(());
    }
    match keyring::Entry::store_status() {
        Ok(()) => Ok(()),
        Err(first) => connect_again(first),
    }
}

#[cfg(target_os = "linux")]
fn connect_again(_first: &keyring::Error) -> Result<(), String> {
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|error| error.to_string())?;
    keyring_core::set_default_store(store);
    Ok(())
}

/// Not compiled by our own tests: there the store needs no service that could be missing, so a failure is final.
#[cfg(not(target_os = "linux"))]
fn connect_again(first: &keyring::Error) -> Result<(), String> {
    Err(first.to_string())
}

fn keyring_problem(of: &KeyOf, error: &keyring_core::Error) -> Problem {
    of.problem(
        format!("The keyring did not give or take the key of account {}: {error}.", of.label),
        "Unlock the keyring, or let the key come from a variable, a command or a file.",
    )
}

/// Keys in memory: for tests, and for programs that have their own.
#[derive(Clone, Default)]
pub struct MemorySecrets {
    keys: Arc<std::sync::Mutex<std::collections::BTreeMap<AccountId, Secret>>>,
}

impl MemorySecrets {
    /// With these keys.
    pub fn with(keys: impl IntoIterator<Item = (AccountId, Secret)>) -> Self {
        Self { keys: Arc::new(std::sync::Mutex::new(keys.into_iter().collect())) }
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, std::collections::BTreeMap<AccountId, Secret>> {
        self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Secrets for MemorySecrets {
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>> {
        let found = self.keys().get(&of.account).cloned();
        let answer = found.ok_or_else(|| of.problem(format!("No key for account {}.", of.label), "Enter it."));
        std::future::ready(answer).boxed()
    }

    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<(), Problem>> {
        self.keys().insert(of.account, key);
        std::future::ready(Ok(())).boxed()
    }

    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>> {
        self.keys().remove(&of.account);
        std::future::ready(Ok(())).boxed()
    }
}
