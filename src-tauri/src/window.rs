//! The one window: its size and place, and what it may open.

use tauri::webview::NewWindowResponse;
use tauri::{App, AppHandle, Manager, Runtime, WebviewUrl, WebviewWindowBuilder, Window, WindowEvent};
use tauri_plugin_opener::OpenerExt;

use crate::closing;
use crate::preferences::{self, Frame};

/// Its label.
pub(crate) const LABEL: &str = "main";
const WIDTH: f64 = 1280.0;
const HEIGHT: f64 = 800.0;
const WIDTH_MIN: f64 = 960.0;
const HEIGHT_MIN: f64 = 640.0;

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
    closing::ask(window, api);
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
