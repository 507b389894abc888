//! Keys in memory: for tests, and for programs that have their own.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::{Kept, KeyOf, PasswordOf, Secret, Secrets};
use crate::api::Problem;
use crate::id::AccountId;

/// Keys in memory, each under its account, and passwords. A clone has the same ones.
#[derive(Clone, Default)]
pub struct MemorySecrets {
    keys: Arc<Mutex<BTreeMap<AccountId, Secret>>>,
    passwords: Arc<Mutex<BTreeMap<String, Secret>>>,
}

impl MemorySecrets {
    /// With these keys.
    pub fn with(keys: impl IntoIterator<Item = (AccountId, Secret)>) -> Self {
        Self { keys: Arc::new(Mutex::new(keys.into_iter().collect())), passwords: Arc::default() }
    }

    /// The passwords that were kept.
    pub fn kept_passwords(&self) -> Vec<Secret> {
        self.passwords().values().cloned().collect()
    }

    fn keys(&self) -> MutexGuard<'_, BTreeMap<AccountId, Secret>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn passwords(&self) -> MutexGuard<'_, BTreeMap<String, Secret>> {
        self.passwords.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Secrets for MemorySecrets {
    fn key(&self, of: KeyOf) -> BoxFuture<'static, Result<Secret, Problem>> {
        let found = self.keys().get(&of.account).cloned();
        let answer = found.ok_or_else(|| of.problem(format!("No key for account {}.", of.label), "Enter it."));
        std::future::ready(answer).boxed()
    }

    fn keep(&self, of: KeyOf, key: Secret) -> BoxFuture<'static, Result<Option<Secret>, Problem>> {
        let before = self.keys().insert(of.account, key);
        std::future::ready(Ok(before)).boxed()
    }

    fn forget(&self, of: KeyOf) -> BoxFuture<'static, Result<(), Problem>> {
        self.keys().remove(&of.account);
        std::future::ready(Ok(())).boxed()
    }

    fn password(&self, of: PasswordOf) -> BoxFuture<'static, Result<Option<Secret>, Problem>> {
        std::future::ready(Ok(self.passwords().get(of.entry()).cloned())).boxed()
    }

    fn keep_password(&self, of: PasswordOf, password: Secret) -> BoxFuture<'static, Result<(), Problem>> {
        self.passwords().insert(of.entry().to_owned(), password);
        std::future::ready(Ok(())).boxed()
    }
}
