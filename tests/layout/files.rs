//! Reading the tree.

use std::path::{Path, PathBuf};

/// The top of the tree.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The text of a file below the top.
pub fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file below `folder` whose name ends in one of `ends`, as a path from the top with its text, in order.
pub fn below(folder: &str, ends: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root().join(folder), ends, &mut found);
    found.sort();
    assert!(!found.is_empty(), "nothing ending in {ends:?} below {folder}: has it moved?");
    found
}

fn collect(folder: &Path, ends: &[&str], found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "node_modules" | "target" | "dist") {
                collect(&path, ends, found);
            }
        } else if ends.iter().any(|end| name.ends_with(end)) {
            let short = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
            found.push((short, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Lines of every file for which `breaks` says yes, as `path:line: text`.
pub fn lines(files: &[(String, String)], mut breaks: impl FnMut(&str, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files {
        for (at, line) in text.lines().enumerate() {
            if breaks(path, line) {
                found.push(format!("{path}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    found
}
