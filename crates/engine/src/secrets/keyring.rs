//! The operating system's keyring.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use keyring_core::Error;
use tokio::sync::Semaphore;

use super::{KeyOf, Secret, blocking, key_in};
use crate::api::Problem;

/// Name under which keys stand in the keyring.
const SERVICE: &str = "dev.slipway.desktop";
/// Calls that may wait for the keyring at once. Each holds a thread, and a keyring that never answers must not use up
/// all of them.
const CALLS_MAX: usize = 8;

static CALLS: Semaphore = Semaphore::const_new(CALLS_MAX);

/// Does `work` on a thread of its own. Once begun it goes on even where nobody waits for it any more.
pub(super) fn call<T: Send + 'static>(
    of: KeyOf,
    work: impl FnOnce(&KeyOf) -> Result<T, Problem> + Send + 'static,
) -> BoxFuture<'static, Result<T, Problem>> {
    match CALLS.try_acquire() {
        Ok(call) => blocking(move || {
            let _call = call;
            work(&of)
        }),
        Err(_) => std::future::ready(Err(of.problem(
            format!("The keyring has not answered {CALLS_MAX} calls: account {} was not asked for.", of.label),
            "Unlock the keyring, or close its question; Slipway asks again by itself.",
        )))
        .boxed(),
    }
}

/// The key of an account.
///
/// # Errors
/// No keyring, no key in it, or it is locked.
pub(super) fn read(of: &KeyOf) -> Result<Secret, Problem> {
    match with_entry(of, keyring_core::Entry::get_password)? {
        Ok(key) => key_in(of, &key),
        // A locked keyring that nobody can unlock here looks the same as one without the key.
        Err(Error::NoEntry) => Err(of.problem(
            format!("The keyring holds no key for account {}, or it is locked.", of.label),
            "Unlock the keyring, or give the account its key again.",
        )),
        Err(error) => Err(failed(of, &error)),
    }
}

/// Keeps the key of an account; gives the one that it takes the place of.
///
/// # Errors
/// No keyring, or it is locked: then it holds what it held.
pub(super) fn keep(of: &KeyOf, key: &Secret) -> Result<Option<Secret>, Problem> {
    let before = match with_entry(of, keyring_core::Entry::get_password)? {
        Ok(before) => Some(Secret::new(before)),
        // What is no text was never kept by Slipway.
        Err(Error::NoEntry | Error::BadEncoding(_)) => None,
        Err(error) => return Err(failed(of, &error)),
    };
    with_entry(of, |entry| entry.set_password(key.expose()))?.map_err(|error| failed(of, &error))?;
    Ok(before)
}

/// Takes the key of an account out; one that is not there is no problem.
///
/// # Errors
/// No keyring, or it is locked.
pub(super) fn forget(of: &KeyOf) -> Result<(), Problem> {
    match with_entry(of, keyring_core::Entry::delete_credential)? {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(failed(of, &error)),
    }
}

/// Asks the account's entry. A keyring that was started anew knows nothing of the connection to the one before it: then
/// it is asked once more over a new one.
fn with_entry<T>(
    of: &KeyOf,
    ask: impl Fn(&keyring_core::Entry) -> keyring_core::Result<T>,
) -> Result<keyring_core::Result<T>, Problem> {
    let answer = ask(&entry(of)?);
    if !matches!(answer, Err(Error::PlatformFailure(_))) {
        return Ok(answer);
    }
    disconnect();
    Ok(ask(&entry(of)?))
}

fn entry(of: &KeyOf) -> Result<keyring_core::Entry, Problem> {
    ensure_store().map_err(|why| {
        of.problem(
            format!("The operating system's keyring can't be reached: {why}."),
            "Start a keyring, or let the key come from a variable, a command or a file.",
        )
    })?;
    keyring_core::Entry::new(SERVICE, of.account.as_str()).map_err(|error| failed(of, &error))
}

/// Connects to the keyring, if that is not done yet.
///
/// `keyring` tries once per process and stays as it is after that. A keyring may be started later than Slipway, or anew:
/// where there is no connection, another is made.
fn ensure_store() -> Result<(), String> {
    let connected = || keyring_core::get_default_store().is_some();
    if connected() {
        return Ok(());
    }
    match keyring::Entry::store_status() {
        Ok(()) if connected() => Ok(()),
        first => connect_again(first),
    }
}

#[cfg(target_os = "linux")]
fn connect_again(_first: &keyring::Result<()>) -> Result<(), String> {
    let store = zbus_secret_service_keyring_store::Store::new().map_err(|error| error.to_string())?;
    keyring_core::set_default_store(store);
    Ok(())
}

/// Not compiled by our own tests: there the store needs no service that could be missing, so a failure is final.
#[cfg(not(target_os = "linux"))]
fn connect_again(first: &keyring::Result<()>) -> Result<(), String> {
    first.as_ref().map(|()| ()).map_err(|error| error.to_string())
}

/// The next call connects anew.
#[cfg(target_os = "linux")]
fn disconnect() {
    drop(keyring_core::unset_default_store());
}

/// Not compiled by our own tests: there is no connection there that could grow old.
#[cfg(not(target_os = "linux"))]
fn disconnect() {}

fn failed(of: &KeyOf, error: &Error) -> Problem {
    of.problem(
        format!("The keyring did not give or take the key of account {}: {error}.", of.label),
        "Unlock the keyring, or let the key come from a variable, a command or a file.",
    )
}
