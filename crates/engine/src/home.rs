//! The folder that holds everything: store, locks, the sandbox's state.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folder where nobody named one: the operating system's data folder, and `slipway` in it.
///
/// `environment` reads a variable (`std::env::var_os` in the shells). Nothing where the system names none.
pub fn default_home(environment: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<PathBuf> {
    let set = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = if cfg!(target_os = "windows") {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        // A relative path in this variable is to be ignored. [XDG Base Directory Specification]
        set("XDG_DATA_HOME")
            .filter(|path| path.is_absolute())
            .or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|data| data.join("slipway"))
}

/// Makes the folder, for its owner alone, where it is missing.
pub fn prepare(home: &Path) -> io::Result<()> {
    make_folder(home)?;
    make_folder(&home.join("locks"))
}

/// Makes a folder, for its owner alone, where it is missing.
pub(crate) fn make_folder(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Puts a file in the place of another, all or nothing, also when the power goes.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = PathBuf::from(path);
    new.as_mut_os_string().push(".new");
    let mut file = std::fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    // The folder holds the name. Windows has no way to ask for it, and does it by itself.
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// What tells this home from a copy of it: a UUID made of the machine and the folder's path, which says nothing of either.
///
/// The machine's id itself must not be passed on `[machine-id(5)]`, and a store travels.
pub fn identity(home: &Path, machine: &str) -> String {
    /// Slipway's own name space, drawn once.
    const SPACE: uuid::Uuid = uuid::uuid!("6f1d2f0e-54f1-4c41-9a7b-0d8a0f3c6f0b");
    let path = home.canonicalize().unwrap_or_else(|_| home.to_owned());
    uuid::Uuid::new_v5(&SPACE, format!("{machine}\n{}", path.display()).as_bytes()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_told_by_its_machine_and_by_its_folder() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let here = identity(one.path(), "machine");
        assert_eq!(here, identity(&one.path().join("."), "machine"));
        assert_ne!(here, identity(one.path(), "other machine"));
        assert_ne!(here, identity(two.path(), "machine"));
    }
}
