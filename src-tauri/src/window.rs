//! The one window: its size and place, what it may open, and what closing it asks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use slipway_engine::api::Nothing;
use tauri::ipc::Channel;
use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Runtime, State, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};
use tauri_plugin_opener::OpenerExt;

use crate::Shell;
use crate::preferences::{self, Frame};

/// Its label.
pub(crate) const LABEL: &str = "main";
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 800.0;
const WIDTH_MIN: f64 = 960.0;
const HEIGHT_MIN: f64 = 640.0;

/// The page that is asked before the window closes.
#[derive(Default)]
pub(crate) struct Closing {
    asks: Mutex<Option<Channel<CloseAsked>>>,
    /// It was asked and has not heard it: a page that hangs must not hold the window a second time.
    unanswered: AtomicBool,
}

/// How long the engine may take to say what is under way.
const STATUS_PATIENCE: Duration = Duration::from_secs(2);

/// The person wants to close the window while runs are under way.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CloseAsked {
    /// How many.
    under_way: u32,
}

/// Opens it where it was.
pub(crate) fn open<R: Runtime>(app: &App<R>) -> tauri::Result<()> {
    let frame = preferences::frame(app.handle());
    let (width, height) = frame.map_or((WIDTH, HEIGHT), |frame| (frame.width, frame.height));
    let opener = app.handle().clone();
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("Slipway")
        .min_inner_size(WIDTH_MIN, HEIGHT_MIN)
        .inner_size(width.max(WIDTH_MIN), height.max(HEIGHT_MIN))
        // The page is the app: it goes nowhere else, and a link out of it opens in the browser.
        .on_navigation(is_own)
        .on_new_window(move |url, _| {
            open_outside(&opener, &url);
            NewWindowResponse::Deny
        });
    if let Some((x, y)) = frame.and_then(|frame| frame.x.zip(frame.y)) {
        builder = builder.position(x, y);
    }
    builder.build()?;
    Ok(())
}

fn is_own(url: &tauri::Url) -> bool {
    let dev_server = cfg!(dev) && url.host_str() == Some("localhost");
    url.scheme() == "tauri" || url.host_str() == Some("tauri.localhost") || dev_server
}

fn open_outside<R: Runtime>(app: &AppHandle<R>, url: &tauri::Url) {
    if url.scheme() == "https"
        && let Err(error) = app.opener().open_url(url.as_str(), None::<&str>)
    {
        tracing::warn!(%error, "the browser was not opened");
    }
}

/// Keeps its place, and asks before it closes with runs under way.
pub(crate) fn on_event<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    save_frame(window);
    let closing = window.state::<Closing>();
    let asks = closing.asks.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let engine = window.state::<Arc<Shell>>().engine().ok().cloned();
    // Without a page to ask, or an engine, there is nothing to wait for: closing is safe at any moment.
    let (Some(asks), Some(engine)) = (asks, engine) else { return };
    if closing.unanswered.swap(true, Ordering::Relaxed) {
        return;
    }
    api.prevent_close();
    let app = window.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let status = tokio::time::timeout(STATUS_PATIENCE, engine.status(Nothing {})).await;
        let under_way = status.ok().and_then(Result::ok).map_or(0, |status| status.under_way);
        if under_way == 0 || asks.send(CloseAsked { under_way }).is_err() {
            app.exit(0);
        }
    });
}

fn save_frame<R: Runtime>(window: &Window<R>) {
    let (Ok(scale), Ok(size)) = (window.scale_factor(), window.inner_size()) else { return };
    let size = size.to_logical::<f64>(scale);
    let place = window.outer_position().ok().map(|place| place.to_logical::<f64>(scale));
    let frame =
        Frame { width: size.width, height: size.height, x: place.map(|place| place.x), y: place.map(|place| place.y) };
    if let Err(problem) = preferences::save_frame(window.app_handle(), frame) {
        tracing::warn!(%problem, "the window's place was not kept");
    }
}

/// The page says where it wants to be asked.
#[tauri::command]
pub(crate) async fn close_asks(closing: State<'_, Closing>, channel: Channel<CloseAsked>) -> Result<(), ()> {
    *closing.asks.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    Ok(())
}

/// The page has heard it and shows the question: it lives, so it may be asked again.
#[tauri::command]
pub(crate) async fn close_heard(closing: State<'_, Closing>) -> Result<(), ()> {
    closing.unanswered.store(false, Ordering::Relaxed);
    Ok(())
}

/// The person said: close.
#[tauri::command]
pub(crate) async fn quit<R: Runtime>(app: AppHandle<R>) -> Result<(), ()> {
    app.exit(0);
    Ok(())
}
