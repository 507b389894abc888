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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use serde_json::{Value, json};
    use slipway_engine::Engine;
    use slipway_engine::api::{Application, NewProfile};
    use tauri::Manager;
    use tauri::ipc::InvokeResponseBody;
    use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};

    use super::*;

    /// The window's app without a display, on a home of its own.
    async fn an_app(home: &Path) -> (tauri::App<MockRuntime>, Engine) {
        let options = slipway_engine::Options {
            home: home.to_owned(),
            who: "test".to_owned(),
            drive: true,
            sandbox: None,
            edges: slipway_engine::Edges::system(),
        };
        let engine = Engine::open(options).await.unwrap();
        let app = crate::build_app(mock_builder(), Ok(engine.clone())).build(mock_context(noop_assets())).unwrap();
        (app, engine)
    }

    /// Launches with a key that the provider at `url` does not know.
    async fn launch_in_vain(engine: &Engine, url: &str) {
        let account = json!({
            "label": "dev", "word": "dev", "colour": "moss", "url": url, "user": "nobody",
            "key": { "kind": "command", "command": "echo wrong" }
        });
        let account = engine.save_account(serde_json::from_value(account).unwrap()).await.unwrap();
        let mut draft = engine.new_profile(NewProfile { application: Application::Kafka }).await.unwrap();
        draft.name = "orders".to_owned();
        draft.cluster_name = "orders".to_owned();
        let launch = json!({
            "launchId": "00000000-0000-4000-8000-000000000001", "accountId": account.id, "drafts": [draft],
            "profileId": null, "acceptWarnings": true
        });
        engine.launch(serde_json::from_value(launch).unwrap()).await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_page_of_the_window_is_told_notices_too() {
        let home = tempfile::tempdir().unwrap();
        let keeper = slipway_sandbox::embedded::Keeper::start(home.path(), Default::default()).await.unwrap();
        let (app, engine) = an_app(home.path()).await;
        let (told, mut page) = tokio::sync::mpsc::unbounded_channel();
        let channel = Channel::new(move |body| {
            if let InvokeResponseBody::Json(text) = body {
                told.send(serde_json::from_str::<Value>(&text).unwrap()).unwrap();
            }
            Ok(())
        });
        subscribe(app.state(), channel).await.unwrap();
        launch_in_vain(&engine, &keeper.endpoint().unwrap().url).await;
        let notice = async {
            loop {
                let event = page.recv().await.unwrap();
                if event["kind"] == "notice" {
                    return event["notice"]["kind"].clone();
                }
            }
        };
        assert_eq!(tokio::time::timeout(Duration::from_secs(60), notice).await.unwrap(), "failed");
        engine.close().await;
    }
}
