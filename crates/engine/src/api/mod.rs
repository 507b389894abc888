//! The door: what shells may ask and what they are told. Declared once here; from it come the Tauri commands, the HTTP
//! routes and the page's types.

mod account;
mod address;
#[cfg(test)]
mod bindings;
#[macro_use]
mod commands;
mod change;
mod choices;
mod password;
mod problem;
mod profile;
mod review;
mod run;
mod run_ask;
mod survey;
mod timeline;

use serde::{Deserialize, Serialize};

pub use account::*;
pub use address::*;
pub use change::*;
pub use choices::*;
pub use password::*;
pub use problem::*;
pub use profile::*;
pub use review::*;
pub use run::*;
pub use run_ask::*;
pub use survey::*;
pub use timeline::*;

/// Takes or gives nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Nothing {}

/// What a page shows first.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    /// The accounts.
    pub accounts: Vec<AccountView>,
    /// The saved profiles.
    pub profiles: Vec<ProfileRow>,
    /// The newest runs, those under way among them.
    pub runs: RunPage,
    /// The status bar.
    pub status: StatusView,
    /// Whether nothing was ever launched or set up here.
    pub first_run: bool,
}

/// What shells are told without asking: the whole view of one thing. Under 8 KiB as JSON; the highest revision wins.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[allow(clippy::large_enum_variant, reason = "most events are runs, and each is sent at once")]
pub enum Event {
    /// A run changed.
    Run {
        /// The run.
        run: RunView,
    },
    /// A cluster changed.
    Cluster {
        /// The cluster.
        cluster: ClusterRow,
    },
    /// An account changed.
    Account {
        /// The account.
        account: AccountView,
    },
    /// A profile was saved.
    Profile {
        /// The profile.
        profile: ProfileRow,
    },
    /// Something was taken away.
    Removed {
        /// `profile` or `account`.
        what: String,
        /// Its id.
        id: String,
    },
    /// The status bar changed.
    Status {
        /// The status bar.
        status: StatusView,
    },
    /// The person should be told outside the page. Each is sent once.
    Notice {
        /// The notice.
        notice: Notice,
    },
    /// Events were missed: ask anew for what is shown.
    Lagged,
}

/// A notice of the system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// The run it concerns; absent where it is about several.
    pub run: Option<crate::id::RunId>,
    /// What kind.
    pub kind: NoticeKind,
    /// First line.
    pub title: String,
    /// Second line.
    pub body: String,
}

/// Kinds of notice.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum NoticeKind {
    /// RUNNING at the provider.
    Running,
    /// Refused, failed or gone.
    Failed,
    /// A delete or a resize is done.
    Done,
    /// A cluster will be deleted by itself, as its launch asked, unless a person calls it off.
    DeleteSoon,
    /// A run that was lost with a damaged store was rebuilt from its cluster.
    Rebuilt,
    /// A person has to decide or act.
    NeedsYou,
}
