//! The page: built from `ui/` into `ui/dist`, only when something it is made of is newer.

use std::path::Path;
use std::time::SystemTime;

use crate::{Stop, step, tree};

/// What the page is made of, below `ui/`.
const SOURCES: [&str; 8] = [
    "src",
    "public",
    "index.html",
    "package.json",
    "package-lock.json",
    "vite.config.ts",
    "svelte.config.js",
    "tsconfig.json",
];

/// Builds the page where it is not up to date.
pub fn build() -> Result<(), Stop> {
    let ui = tree::ui();
    let built = std::fs::metadata(ui.join("dist/index.html")).and_then(|file| file.modified()).ok();
    let newest = SOURCES.iter().filter_map(|name| newest(&ui.join(name))).max();
    if built.is_some() && newest <= built {
        return Ok(());
    }
    step::must("page", tree::in_ui("npm", ["run", "--silent", "build"]))
}

/// When the newest file in or below `path` was changed.
fn newest(path: &Path) -> Option<SystemTime> {
    let found = std::fs::metadata(path).ok()?;
    if !found.is_dir() {
        return found.modified().ok();
    }
    // The folder's own time tells of files taken away.
    let inside = std::fs::read_dir(path).ok()?.flatten().filter_map(|entry| newest(&entry.path()));
    inside.chain(found.modified().ok()).max()
}
