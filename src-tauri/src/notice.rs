//! Native notices. The page gets the same, to say them.

use std::sync::Arc;

use slipway_engine::api::Event;
use tauri::{AppHandle, Manager, Runtime};
use tauri_plugin_notification::NotificationExt;

use crate::Shell;

/// Shows notices for as long as the app runs.
pub(crate) fn show_all<R: Runtime>(app: AppHandle<R>) {
    let Ok(engine) = app.state::<Arc<Shell>>().engine().cloned() else { return };
    let mut events = engine.events();
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.next().await {
            if let Event::Notice { notice } = event {
                let shown = app.notification().builder().title(&notice.title).body(&notice.body).show();
                if let Err(error) = shown {
                    tracing::warn!(%error, "a notice was not shown");
                }
            }
        }
    });
}
