//! Every command of the door as a Tauri command of its own, so that capabilities can name each.

use std::sync::Arc;

use slipway_engine::api::*;
use tauri::{Runtime, State};

use crate::{Shell, closing, events, preferences};

macro_rules! tauri_commands {
    ($($(#[$doc:meta])* $name:ident($input:ty) -> $output:ty;)+) => {
        mod door {
            use super::*;

            $(
                $(#[$doc])*
                #[tauri::command]
                pub(super) async fn $name(shell: State<'_, Arc<Shell>>, input: $input) -> Result<$output, Problem> {
                    shell.engine()?.$name(input).await
                }
            )+
        }

        /// All of them, and this window's own.
        pub(crate) fn handler<R: Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![
                $(door::$name,)+
                events::subscribe,
                preferences::preferences,
                preferences::save_preferences,
                closing::close_asks,
                closing::close_heard,
                closing::quit,
            ]
        }
    };
}

slipway_engine::commands!(tauri_commands);
