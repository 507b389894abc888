//! The folder that holds everything: store, locks, the sandbox's state.

use std::io;
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
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(home)?;
    builder.create(home.join("locks"))
}
