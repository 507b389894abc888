//! Names for things: one type each, so that a run's id can't be handed in where a cluster's belongs.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )+};
}

ids! {
    /// An account of ours: a user name and a key at the provider. `sandbox` is built in, others are UUIDs.
    AccountId;
    /// A saved profile, a UUID.
    ProfileId;
    /// One click on Launch, a UUID made by the caller. The same id twice is the same launch.
    LaunchId;
    /// Our record of making one cluster, a UUID.
    RunId;
    /// A cluster's id as the provider gave it.
    ClusterId;
}

impl AccountId {
    /// The account that always exists: the embedded sandbox.
    pub const SANDBOX: &'static str = "sandbox";

    /// Whether this is the built-in sandbox account.
    pub fn is_sandbox(&self) -> bool {
        self.0 == Self::SANDBOX
    }
}
