//! What closing the window asks while runs are under way. Closing is safe at any moment: the question only spares a surprise.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use slipway_engine::Engine;
use slipway_engine::api::Nothing;
use tauri::ipc::Channel;
use tauri::{AppHandle, CloseRequestApi, Manager, Runtime, State, Window};

use crate::Shell;

/// How long the engine may take to say what is under way.
const STATUS_PATIENCE: Duration = Duration::from_secs(2);

/// The person wants to close the window while runs are under way.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CloseAsked {
    /// How many.
    under_way: u32,
}

/// The page that is asked before the window closes.
#[derive(Default)]
pub(crate) struct Closing(Mutex<Page>);

#[derive(Default)]
enum Page {
    /// There is none, or it has not said where it wants to be asked.
    #[default]
    Absent,
    /// It can be asked.
    Listening(Channel<CloseAsked>),
    /// It was asked and has not said that it heard it: it may hang.
    Asked(Channel<CloseAsked>),
}

impl Closing {
    /// Whom to ask, where somebody can be asked. A page that did not hear the last question is not asked again: it hangs, and must not
    /// hold the window.
    fn whom_to_ask(&self) -> Option<Channel<CloseAsked>> {
        let mut page = self.page();
        let Page::Listening(channel) = &*page else { return None };
        let channel = channel.clone();
        *page = Page::Asked(channel.clone());
        Some(channel)
    }

    /// A page was loaded and wants to be asked over `channel`; the one before it is gone.
    fn listens(&self, channel: Channel<CloseAsked>) {
        *self.page() = Page::Listening(channel);
    }

    /// The page has heard the question and shows it: it lives, so it may be asked again.
    fn heard(&self) {
        let mut page = self.page();
        *page = match std::mem::take(&mut *page) {
            Page::Asked(channel) => Page::Listening(channel),
            other @ (Page::Listening(_) | Page::Absent) => other,
        };
    }

    fn page(&self) -> std::sync::MutexGuard<'_, Page> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Holds the window and asks the page, where runs are under way and there is somebody to ask; else it closes.
pub(crate) fn ask<R: Runtime>(window: &Window<R>, close: &CloseRequestApi) {
    let Ok(engine) = window.state::<Arc<Shell>>().engine().cloned() else { return };
    let Some(page) = window.state::<Closing>().whom_to_ask() else { return };
    close.prevent_close();
    let app = window.app_handle().clone();
    tauri::async_runtime::spawn(async move {
        let under_way = under_way(&engine).await;
        if under_way == 0 || page.send(CloseAsked { under_way }).is_err() {
            app.exit(0);
        }
    });
}

/// How many runs are under way; none where the engine does not say.
async fn under_way(engine: &Engine) -> u32 {
    let status = tokio::time::timeout(STATUS_PATIENCE, engine.status(Nothing {})).await;
    status.ok().and_then(Result::ok).map_or(0, |status| status.under_way)
}

/// The page says where it wants to be asked.
#[tauri::command]
pub(crate) async fn close_asks(closing: State<'_, Closing>, channel: Channel<CloseAsked>) -> Result<(), ()> {
    closing.listens(channel);
    Ok(())
}

/// The page has heard the question.
#[tauri::command]
pub(crate) async fn close_heard(closing: State<'_, Closing>) -> Result<(), ()> {
    closing.heard();
    Ok(())
}

/// The person said: close.
#[tauri::command]
pub(crate) async fn quit<R: Runtime>(app: AppHandle<R>) -> Result<(), ()> {
    app.exit(0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_page() -> Channel<CloseAsked> {
        Channel::new(|_| Ok(()))
    }

    #[test]
    fn without_a_page_there_is_nobody_to_ask() {
        assert!(Closing::default().whom_to_ask().is_none());
    }

    #[test]
    fn a_page_that_hangs_holds_the_window_once() {
        let closing = Closing::default();
        closing.listens(a_page());
        assert!(closing.whom_to_ask().is_some());
        assert!(closing.whom_to_ask().is_none());
    }

    #[test]
    fn a_page_that_hears_is_asked_each_time() {
        let closing = Closing::default();
        closing.listens(a_page());
        for _ in 0..3 {
            assert!(closing.whom_to_ask().is_some());
            closing.heard();
        }
    }

    #[test]
    fn a_page_that_was_loaded_anew_is_asked_though_the_one_before_hung() {
        let closing = Closing::default();
        closing.listens(a_page());
        closing.whom_to_ask();
        let anew = a_page();
        closing.listens(anew.clone());
        assert_eq!(closing.whom_to_ask().map(|page| page.id()), Some(anew.id()));
    }

    #[test]
    fn a_word_from_a_page_that_was_not_asked_changes_nothing() {
        let closing = Closing::default();
        closing.heard();
        assert!(closing.whom_to_ask().is_none());
    }
}
