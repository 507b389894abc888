//! What the page is told: the engine's events over a channel.

use std::sync::Arc;

use slipway_engine::api::{Event, Problem};
use tauri::State;
use tauri::ipc::Channel;

use crate::Shell;

/// Sends every event to `channel` from now on. A page that is loaded anew brings a new channel; the old one ends when
/// sending to it fails.
#[tauri::command]
pub(crate) async fn subscribe(shell: State<'_, Arc<Shell>>, channel: Channel<Event>) -> Result<(), Problem> {
    let mut events = shell.engine()?.events();
    tauri::async_runtime::spawn(async move {
        while let Some(event) = events.next().await {
            // Notices too: the system shows them, the page says them to a screen reader.
            if channel.send(event).is_err() {
                return;
            }
        }
    });
    Ok(())
}
