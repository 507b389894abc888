//! Keys: kept in the operating system's keyring, or read from where a reference points, when they are needed.
//!
//! No key is ever in the store. Calls that may block (a keyring may ask its person) run on threads of their own.

mod command;
mod file;
mod keyring;
mod memory;
mod password;

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

pub use file::others_may_read;
pub use instaclustr_api::Secret;
pub use memory::MemorySecrets;
pub use password::PasswordOf;

use crate::api::{KeySource, Place, Problem, ProblemCode};
use crate::id::AccountId;
use crate::store::AccountFacts;

/// Longest key, in bytes. A source that gives more is not one of keys.
pub const KEY_BYTES_MAX: usize = 64 * 1024;

/// How long the owner waits for a key to be read, kept or forgotten: 60 s. A keyring and a password manager may have to
/// be unlocked by a person.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

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
    /// The key of an account.
    pub(crate) fn new(account: &AccountId, facts: &AccountFacts) -> Self {
        Self { account: account.clone(), label: facts.label.clone(), source: facts.key.clone() }
    }

    /// The key was waited for in vain.
    pub(crate) fn took_too_long(&self, waited: Duration) -> Problem {
        let (label, seconds) = (&self.label, waited.as_secs());
        match &self.source {
            KeySource::Command { .. } => self.problem(
                format!("The command for the key of account {label} did not end within {seconds} s."),
                "Run it in a terminal to see what it waits for: it gets no input and no terminal here.",
            ),
            KeySource::BuiltIn | KeySource::Keyring | KeySource::Environment { .. } | KeySource::File { .. } => self
                .problem(
                    format!("The key of account {label} did not come within {seconds} s."),
                    "Unlock the keyring or the password manager; Slipway asks again by itself.",
                ),
        }
    }

    /// The keyring was waited for in vain with a key to keep.
    pub(crate) fn not_kept(&self, waited: Duration) -> Problem {
        self.problem(
            format!("The keyring did not take the key of account {} within {} s.", self.label, waited.as_secs()),
            "Unlock the keyring and save again, or let the key come from a variable, a command or a file.",
        )
    }

    /// The keyring has not yet done what it was asked for with an earlier key of the account.
    pub(crate) fn still_asked(&self) -> Problem {
        self.problem(
            format!("The keyring has not answered yet for the last key of account {}.", self.label),
            "Unlock the keyring, then save again.",
        )
    }

    fn problem(&self, message: impl Into<String>, remedy: &str) -> Problem {
        let place = Place::Account { id: self.account.clone(), label: self.label.clone() };
        Problem::new(ProblemCode::NoKey, place, message).with_remedy(remedy)
    }
}

/// Gives and keeps keys.
///
/// None of these has a time limit of its own: whoever awaits sets one. A future that is dropped ends what can be ended
/// (a command with all it started); what a keyring was asked for may still come about.
pub trait Secrets: Send + Sync {
    /// The key, read now.
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>>;
    /// Puts a key into the keyring, whatever the source says; gives the one that it takes the place of.
    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<Option<Secret>, Problem>>;
    /// Takes a key out of the keyring, whatever the source says; one that is not there is no problem.
    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>>;
    /// The password of a cluster's user from the keyring; nothing where it holds none.
    fn password(&self, of: PasswordOf) -> BoxFuture<'static, Result<Option<Secret>, Problem>>;
    /// Puts a password into the keyring.
    fn keep_password(&self, of: PasswordOf, password: Secret) -> BoxFuture<'static, Result<(), Problem>>;
}

/// What stands in the keyring, and how problems with it speak.
pub(crate) trait Kept: Send + 'static {
    /// Its name there.
    fn entry(&self) -> &str;
    /// «key of account dev».
    fn what(&self) -> String;
    /// What to do where there is no keyring.
    fn otherwise(&self) -> &'static str;
    /// A problem with it.
    fn problem(&self, message: String, remedy: &str) -> Problem;
}

impl Kept for KeyOf {
    fn entry(&self) -> &str {
        self.account.as_str()
    }

    fn what(&self) -> String {
        format!("key of account {}", self.label)
    }

    fn otherwise(&self) -> &'static str {
        "let the key come from a variable, a command or a file"
    }

    fn problem(&self, message: String, remedy: &str) -> Problem {
        Self::problem(self, message, remedy)
    }
}

/// The operating system's keyring, environment, commands and files.
#[derive(Clone, Debug, Default)]
pub struct SystemSecrets;

impl Secrets for SystemSecrets {
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>> {
        match of.source.clone() {
            KeySource::BuiltIn => {
                std::future::ready(Err(of.problem("The sandbox is starting.", "Wait a moment."))).boxed()
            }
            KeySource::Keyring => keyring::call(of, keyring::read),
            KeySource::Environment { variable } => std::future::ready(environment(&of, &variable)).boxed(),
            KeySource::Command { command } => async move { command::run(&of, &command).await }.boxed(),
            // A file may lie on a share that does not answer, or be a pipe.
            KeySource::File { path } => blocking(move || file::read(&of, &path)),
        }
    }

    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<Option<Secret>, Problem>> {
        keyring::call(of, move |of| keyring::keep(of, &key))
    }

    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>> {
        keyring::call(of, keyring::forget)
    }

    fn password(&self, of: PasswordOf) -> BoxFuture<'static, Result<Option<Secret>, Problem>> {
        keyring::call(of, keyring::held)
    }

    fn keep_password(&self, of: PasswordOf, password: Secret) -> BoxFuture<'static, Result<(), Problem>> {
        keyring::call(of, move |of| keyring::keep(of, &password).map(|_| ()))
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

fn environment(of: &KeyOf, variable: &str) -> Result<Secret, Problem> {
    let text = std::env::var(variable).map_err(|_| {
        of.problem(
            format!("The variable {variable} with the key of account {} is not set.", of.label),
            "Set it where Slipway is started, or let the account's key come from elsewhere.",
        )
    })?;
    key_in(of, &text)
}

/// The key in what a source gave: without the line ends that files and commands put after it.
fn key_in(of: &KeyOf, text: &str) -> Result<Secret, Problem> {
    let key = text.trim_end_matches(['\r', '\n']);
    if key.is_empty() {
        return Err(of.problem(format!("The key of account {} is empty.", of.label), "Enter it again."));
    }
    Ok(Secret::new(key))
}

#[cfg(test)]
mod tests;
