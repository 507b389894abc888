//! Home, sandbox and engine.

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

/// Without a graphics card (virtual machines, remote displays) WebKitGTK's usual way to the display leaves old text
/// standing where new was written; measured with 2.50.6. It reads its way from the environment, so the program starts
/// itself once more with another one. Whoever set the variable knows better.
pub(crate) fn again_without_graphics_card() {
    #[cfg(target_os = "linux")]
    {
        const WAY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
        if std::env::var_os(WAY).is_some() || Path::new("/dev/dri").exists() {
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
        let options = Options {
            home: home.to_owned(),
            who: "window".to_owned(),
            drive: true,
            sandbox,
            edges: Edges::system(),
        };
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
