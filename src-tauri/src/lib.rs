//! The desktop shell: it wires the engine to Tauri. No rule lives here.
//!
//! `commands` (the door, one Tauri command each), `events` (what the page is told), `notice` (native notices),
//! `preferences` (what belongs to this window), `window` (its place, what it may open), `closing` (what closing it asks), `start` (home, sandbox, engine).

mod closing;
mod commands;
mod events;
mod notice;
mod preferences;
mod start;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use slipway_engine::Engine;
use slipway_engine::api::Problem;
use tauri::{Builder, Manager, Runtime};

/// The engine, or why there is none: then the window opens all the same and says so.
pub(crate) struct Shell {
    engine: Result<Engine, Problem>,
}

impl Shell {
    pub(crate) fn engine(&self) -> Result<&Engine, Problem> {
        self.engine.as_ref().map_err(Problem::clone)
    }
}

/// The app on any runtime: the real one, and the tests' without a display.
pub fn build_app<R: Runtime>(builder: Builder<R>, engine: Result<Engine, Problem>) -> Builder<R> {
    builder
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .manage(Arc::new(Shell { engine }))
        .manage(closing::Closing::default())
        .invoke_handler(commands::handler())
}

/// Runs the app until its window is closed.
pub fn run() -> ExitCode {
    let log = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(log).with_writer(std::io::stderr).init();
    start::again_without_graphics_card();
    let home = match start::home() {
        Ok(home) => home,
        Err(why) => {
            tracing::error!("{why}");
            return ExitCode::from(2);
        }
    };
    let (runtime, engine, keeper) = match start::engine(&home) {
        Ok(started) => started,
        Err(error) => {
            tracing::error!(%error, "Slipway can't start");
            return ExitCode::FAILURE;
        }
    };
    tauri::async_runtime::set(runtime.handle().clone());
    let builder = Builder::default().plugin(start::single_instance(&home));
    let app = build_app(builder, engine)
        .setup(|app| {
            window::open(app)?;
            notice::show_all(app.handle().clone());
            Ok(())
        })
        .on_window_event(window::on_event)
        .build(tauri::generate_context!());
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            tracing::error!(%error, "the window can't be opened");
            return ExitCode::FAILURE;
        }
    };
    let engine = app.state::<Arc<Shell>>().engine().ok().cloned();
    let code = app.run_return(|_, _| {});
    runtime.block_on(async {
        if let Some(engine) = engine {
            engine.close().await;
        }
        drop(keeper);
    });
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
