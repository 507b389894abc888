//! The operating system's keyring.

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use keyring_core::Error;
use tokio::sync::Semaphore;

use super::{Kept, KeyOf, Secret, blocking, key_in};
use crate::api::Problem;

/// Name under which keys stand in the keyring.
const SERVICE: &str = "dev.slipway.desktop";
/// Calls that may wait for the keyring at once. Each holds a thread, and a keyring that never answers must not use up
/// all of them.
const CALLS_MAX: usize = 8;

static CALLS: Semaphore = Semaphore::const_new(CALLS_MAX);

/// Does `work` on a thread of its own. Once begun it goes on even where nobody waits for it any more.
pub(super) fn call<K: Kept, T: Send + 'static>(
    of: K,
    work: impl FnOnce(&K) -> Result<T, Problem> + Send + 'static,
) -> BoxFuture<'static, Result<T, Problem>> {
    match CALLS.try_acquire() {
        Ok(call) => blocking(move || {
            let _call = call;
            work(&of)
        }),
        Err(_) => std::future::ready(Err(of.problem(
            format!("The keyring has not answered {CALLS_MAX} calls: it was not asked for the {}.", of.what()),
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

/// What is kept, as it was put in; nothing where there is none.
///
/// # Errors
/// No keyring, or it is locked.
pub(super) fn held(of: &impl Kept) -> Result<Option<Secret>, Problem> {
    match with_entry(of, keyring_core::Entry::get_password)? {
        Ok(held) => Ok(Some(Secret::new(held))),
        // What is no text was never kept by Slipway.
        Err(Error::NoEntry | Error::BadEncoding(_)) => Ok(None),
        Err(error) => Err(failed(of, &error)),
    }
}

/// Keeps it; gives what it takes the place of.
///
/// # Errors
/// No keyring, or it is locked: then it holds what it held.
pub(super) fn keep(of: &impl Kept, secret: &Secret) -> Result<Option<Secret>, Problem> {
    let before = held(of)?;
    with_entry(of, |entry| entry.set_password(secret.expose()))?.map_err(|error| failed(of, &error))?;
    Ok(before)
}

/// Takes it out; one that is not there is no problem.
///
/// # Errors
/// No keyring, or it is locked.
pub(super) fn forget(of: &impl Kept) -> Result<(), Problem> {
    match with_entry(of, keyring_core::Entry::delete_credential)? {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(failed(of, &error)),
    }
}

/// Asks its entry. A keyring that was started anew knows nothing of the connection to the one before it: then it is asked once
/// more over a new one.
fn with_entry<T>(
    of: &impl Kept,
    ask: impl Fn(&keyring_core::Entry) -> keyring_core::Result<T>,
) -> Result<keyring_core::Result<T>, Problem> {
    let answer = ask(&entry(of)?);
    if !matches!(answer, Err(Error::PlatformFailure(_))) {
        return Ok(answer);
    }
    disconnect();
    Ok(ask(&entry(of)?))
}

fn entry(of: &impl Kept) -> Result<keyring_core::Entry, Problem> {
    ensure_store().map_err(|why| {
        let remedy = format!("Start a keyring, or {}.", of.otherwise());
        of.problem(format!("The operating system's keyring can't be reached: {why}."), &remedy)
    })?;
    keyring_core::Entry::new(SERVICE, of.entry()).map_err(|error| failed(of, &error))
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

fn failed(of: &impl Kept, error: &Error) -> Problem {
    let remedy = format!("Unlock the keyring, or {}.", of.otherwise());
    of.problem(format!("The keyring did not give or take the {}: {error}.", of.what()), &remedy)
}
