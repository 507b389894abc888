//! What belongs to this window and not to the store, which the command line shares: kept by tauri-plugin-store.

use serde::{Deserialize, Serialize};
use slipway_engine::api::{Place, Problem, ProblemCode};
use tauri::{AppHandle, Runtime};
use tauri_plugin_store::StoreExt;

/// File in the app's data folder.
const FILE: &str = "window.json";
const PREFERENCES: &str = "preferences";
const FRAME: &str = "frame";

/// The page's choices. Lenient: what is missing or not understood is the default.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Preferences {
    /// `system`, `light` or `dark`.
    appearance: Option<String>,
    /// `small`, `normal`, `large` or `larger`.
    text_size: Option<String>,
    /// The page shown last, as a route.
    last_page: Option<String>,
    /// Profiles pinned to the sidebar, in order.
    pinned_profiles: Vec<String>,
}

/// Size and place of the window, in logical pixels.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) x: Option<f64>,
    pub(crate) y: Option<f64>,
}

/// Reads the page's choices.
#[tauri::command]
pub(crate) async fn preferences<R: Runtime>(app: AppHandle<R>) -> Result<Preferences, Problem> {
    Ok(read(&app, PREFERENCES).unwrap_or_default())
}

/// Keeps the page's choices.
#[tauri::command]
pub(crate) async fn save_preferences<R: Runtime>(app: AppHandle<R>, input: Preferences) -> Result<(), Problem> {
    write(&app, PREFERENCES, &input)
}

/// Where the window was.
pub(crate) fn frame<R: Runtime>(app: &AppHandle<R>) -> Option<Frame> {
    read(app, FRAME)
}

/// Keeps where the window is.
pub(crate) fn save_frame<R: Runtime>(app: &AppHandle<R>, frame: Frame) -> Result<(), Problem> {
    write(app, FRAME, &frame)
}

fn read<R: Runtime, T: for<'de> Deserialize<'de>>(app: &AppHandle<R>, name: &str) -> Option<T> {
    serde_json::from_value(app.store(FILE).ok()?.get(name)?).ok()
}

fn write<R: Runtime, T: Serialize>(app: &AppHandle<R>, name: &str, value: &T) -> Result<(), Problem> {
    let failed = |error: &dyn std::fmt::Display| {
        Problem::new(ProblemCode::Store, Place::App, format!("The window's preferences were not kept: {error}."))
    };
    let store = app.store(FILE).map_err(|error| failed(&error))?;
    store.set(name, serde_json::to_value(value).map_err(|error| failed(&error))?);
    store.save().map_err(|error| failed(&error))
}
