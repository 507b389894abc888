//! A key in a file that its owner alone can read.

use std::fs::{File, Metadata};
use std::io::Read as _;

use super::{KEY_BYTES_MAX, KeyOf, Secret, key_in};
use crate::api::Problem;

/// Whether a file is readable or writable for others than its owner; never known to be, where that is not told by a mode.
pub fn others_may_read(facts: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        facts.permissions().mode() & 0o077 != 0
    }
    #[cfg(not(unix))]
    {
        _ = facts;
        false
    }
}

/// The key in the file at `path`.
///
/// # Errors
/// No such file, one that others may read (on Unix), or one that holds no key.
pub(super) fn read(of: &KeyOf, path: &str) -> Result<Secret, Problem> {
    let failed = |why: String, remedy: &str| {
        of.problem(format!("The file {path} with the key of account {} can't be used: {why}.", of.label), remedy)
    };
    let file = File::open(path).map_err(|error| failed(error.to_string(), "Check the path."))?;
    // Asked of the file that was opened, so that it can't be another one by now.
    let facts = file.metadata().map_err(|error| failed(error.to_string(), "Check the path."))?;
    if others_may_read(&facts) {
        return Err(failed("others may read it".to_owned(), "Make it readable for its owner alone (chmod 600)."));
    }
    let mut text = String::new();
    // One byte more than a key may have, so that a longer one shows.
    file.take(KEY_BYTES_MAX as u64 + 1)
        .read_to_string(&mut text)
        .map_err(|error| failed(error.to_string(), "Check the path."))?;
    if text.len() > KEY_BYTES_MAX {
        return Err(failed("it is too long for a key".to_owned(), "Check the path."));
    }
    key_in(of, &text)
}
