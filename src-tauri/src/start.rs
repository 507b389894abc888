//! Home, sandbox and engine.

#[cfg(target_os = "linux")]
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use slipway_engine::api::Problem;
use slipway_engine::{Edges, Endpoint, Engine, Options, SandboxEndpoint};
use slipway_sandbox::embedded::{Keeper, KeeperOptions};
use tauri::{Manager, Runtime};

/// The folder that holds everything: `--home DIR`, `SLIPWAY_HOME`, or the operating system's data folder.
pub(crate) fn home() -> Result<PathBuf, String> {
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--home" {
            return arguments.next().map(PathBuf::from).ok_or_else(|| "--home needs a folder".to_owned());
        }
    }
    match std::env::var_os("SLIPWAY_HOME").filter(|home| !home.is_empty()) {
        Some(home) => Ok(home.into()),
        None => slipway_engine::home::default_home(|name| std::env::var_os(name))
            .ok_or_else(|| "this system names no data folder: say --home DIR".to_owned()),
    }
}

/// What WebKitGTK reads its way to the display from.
#[cfg(target_os = "linux")]
const WAY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Without a graphics card (virtual machines, remote displays) WebKitGTK's usual way to the display leaves old text
/// standing where new was written; measured with 2.50.6. It reads its way from the environment, so the program starts
/// itself once more with another one.
pub(crate) fn again_without_graphics_card() {
    #[cfg(target_os = "linux")]
    {
        if !needs_another_way(|name| std::env::var_os(name), Path::new("/dev/dri")) {
            return;
        }
        let Ok(program) = std::env::current_exe() else { return };
        let mut again = std::process::Command::new(program);
        again.args(std::env::args_os().skip(1)).env(WAY, "1");
        // Comes back only where it failed: then the usual way has to do.
        let error = std::os::unix::process::CommandExt::exec(&mut again);
        tracing::warn!(%error, "not started again");
    }
}

/// Whether the usual way is no good: there is no `cards`, the folder of graphics cards, and nobody has chosen a way.
/// Whoever set the variable, to whatever value, knows better; so does this program once it was started again.
#[cfg(target_os = "linux")]
fn needs_another_way(variable: impl Fn(&str) -> Option<OsString>, cards: &Path) -> bool {
    variable(WAY).is_none() && !cards.exists()
}

struct Sandbox(Arc<Keeper>);

impl SandboxEndpoint for Sandbox {
    fn endpoint(&self) -> Option<Endpoint> {
        let endpoint = self.0.endpoint()?;
        Some(Endpoint { url: endpoint.url, user: endpoint.user, key: endpoint.key })
    }
}

type Started = (tokio::runtime::Runtime, Result<Engine, Problem>, Option<Arc<Keeper>>);

/// Starts the sandbox and opens the engine. A home that can't be opened is a problem for the window to show.
pub(crate) fn engine(home: &Path) -> std::io::Result<Started> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let (engine, keeper) = runtime.block_on(async {
        // A second program on this home serves the sandbox already, or none can be had: the other accounts work anyway.
        let keeper = Keeper::start(home, KeeperOptions::default()).await;
        let keeper = keeper.inspect_err(|error| tracing::warn!(%error, "no sandbox")).ok().map(Arc::new);
        let sandbox = keeper.clone().map(|keeper| Arc::new(Sandbox(keeper)) as Arc<dyn SandboxEndpoint>);
        let options =
            Options { home: home.to_owned(), who: "window".to_owned(), drive: true, sandbox, edges: Edges::system() };
        (Engine::open(options).await, keeper)
    });
    Ok((runtime, engine, keeper))
}

/// One window per home: a second start brings the first to the front.
pub(crate) fn single_instance<R: Runtime>(home: &Path) -> tauri::plugin::TauriPlugin<R> {
    let mut hash = DefaultHasher::new();
    std::path::absolute(home).unwrap_or_else(|_| home.to_owned()).hash(&mut hash);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("dev.slipway.desktop.h{:016x}", hash.finish()))
        .callback(|app, _, _| {
            if let Some(window) = app.get_webview_window(crate::window::LABEL) {
                // A window manager that refuses to raise a window is right to.
                let _ = window.unminimize().and_then(|()| window.set_focus());
            }
        })
        .build()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const NO_CARDS: &str = "/dev/there-is-no-such-folder";

    #[test]
    fn without_a_graphics_card_another_way_is_chosen_once() {
        let mut environment = std::collections::HashMap::new();
        assert!(needs_another_way(|name| environment.get(name).cloned(), Path::new(NO_CARDS)));
        // As the program starts itself.
        environment.insert(WAY.to_owned(), OsString::from("1"));
        assert!(!needs_another_way(|name| environment.get(name).cloned(), Path::new(NO_CARDS)));
    }

    #[test]
    fn with_a_graphics_card_the_usual_way_stays() {
        let cards = tempfile::tempdir().unwrap();
        assert!(!needs_another_way(|_| None, cards.path()));
    }

    #[test]
    fn whoever_set_the_variable_knows_better() {
        for value in ["", "0", "1"] {
            assert!(!needs_another_way(|_| Some(value.into()), Path::new(NO_CARDS)), "{value:?}");
        }
    }
}
