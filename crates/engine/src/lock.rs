//! Who drives an account: whoever holds its lock file. It alone sends and polls for it.
//!
//! The lock is the operating system's and falls with the process, however that ends. Who holds it is told by a second
//! file beside it, which nobody trusts for more than a name.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::id::AccountId;
use crate::time::Timestamp;

/// A lock, held until dropped.
#[derive(Debug)]
pub struct AccountLock {
    file: File,
}

/// Who holds a lock.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holder {
    /// What it is: `window`, `serve`, `launch`, …, with its process id.
    pub who: String,
    /// Since when.
    pub since: Timestamp,
}

fn paths(home: &Path, account: &AccountId) -> (PathBuf, PathBuf) {
    let folder = home.join("locks");
    (folder.join(format!("{account}.lock")), folder.join(format!("{account}.holder.json")))
}

fn open(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).read(true).write(true).open(path)
}

/// Takes the account's lock, if nobody holds it.
///
/// # Errors
/// What the file system says; a lock held by somebody else is `Ok(None)`.
pub fn take(home: &Path, account: &AccountId, holder: &Holder) -> io::Result<Option<AccountLock>> {
    let (lock, named) = paths(home, account);
    let file = open(&lock)?;
    match file.try_lock() {
        Ok(()) => {
            let text = serde_json::to_string(holder).map_err(io::Error::other)?;
            std::fs::write(named, text)?;
            Ok(Some(AccountLock { file }))
        }
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Who holds the account's lock; nothing where nobody does.
pub fn holder(home: &Path, account: &AccountId) -> io::Result<Option<Holder>> {
    let (lock, named) = paths(home, account);
    if !lock.exists() {
        return Ok(None);
    }
    // A shared try: two that only ask don't see each other as holders.
    match open(&lock)?.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let unnamed = Holder { who: "another Slipway".to_owned(), since: Timestamp(0) };
            Ok(Some(
                std::fs::read_to_string(named)
                    .ok()
                    .and_then(|text| serde_json::from_str(&text).ok())
                    .unwrap_or(unnamed),
            ))
        }
        Err(TryLockError::Error(error)) => Err(error),
    }
}

impl Drop for AccountLock {
    fn drop(&mut self) {
        // Closing the file frees it as well; said so, because freeing it is what this type is for.
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn me() -> Holder {
        Holder { who: "window 1".to_owned(), since: Timestamp(7) }
    }

    #[test]
    fn only_one_holds_it_and_others_learn_who() {
        let home = tempfile::tempdir().unwrap();
        crate::home::prepare(home.path()).unwrap();
        let account = AccountId::from("a");
        assert_eq!(holder(home.path(), &account).unwrap(), None);
        let lock = take(home.path(), &account, &me()).unwrap();
        assert!(lock.is_some());
        assert!(take(home.path(), &account, &me()).unwrap().is_none());
        assert_eq!(holder(home.path(), &account).unwrap(), Some(me()));
        drop(lock);
        assert_eq!(holder(home.path(), &account).unwrap(), None);
        assert!(take(home.path(), &account, &me()).unwrap().is_some());
    }
}
