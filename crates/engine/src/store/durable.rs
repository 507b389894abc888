//! Names of files that stand through a power cut.

use std::fs::File;
use std::io;
use std::path::Path;

/// Gives a file or folder another name; on disk when this returns.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)?;
    sync_folder_of(to)?;
    if from.parent() == to.parent() { Ok(()) } else { sync_folder_of(from) }
}

/// Brings the names in the folder of `path` to disk.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    // Elsewhere than on Unix a folder can't be opened as a file, and the system keeps its names by itself.
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        Some(_) | None => Ok(()),
    }
}

/// Opens a file, and makes it, readable for its owner alone, where it is missing.
pub(super) fn for_owner_alone(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
