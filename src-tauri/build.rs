//! Gives every command of the door a permission of its own, and turns the page's configuration into code.

include!("../crates/engine/src/api/commands.rs");

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)+) => {
        /// The door's commands and this window's own.
        const NAMES: &[&str] = &[
            $(stringify!($name),)+
            "subscribe",
            "preferences",
            "save_preferences",
            "close_asks",
            "close_heard",
            "quit",
        ];
    };
}

commands!(names);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The page is taken into the binary when it is compiled.
    println!("cargo:rerun-if-changed=../ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(NAMES);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
