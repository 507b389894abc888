//! Passwords of the users that runs make: in the keyring, and told only where a person asks.

use serde::{Deserialize, Serialize, Serializer};

use crate::id::RunId;
use crate::secrets::Secret;

/// Names a user that a run makes, see [`super::StepView::user`].
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PasswordRef {
    /// The run.
    pub id: RunId,
    /// The user's name.
    pub user: String,
}

/// Gives a user that is not made yet its password.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeepPassword {
    /// The run.
    pub id: RunId,
    /// The user's name.
    pub user: String,
    /// The password, at least 8 characters.
    #[cfg_attr(test, ts(type = "string"))]
    pub password: Secret,
}

/// A password that a person asked to see.
#[derive(Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Revealed {
    /// The password.
    #[serde(serialize_with = "revealed")]
    #[cfg_attr(test, ts(type = "string"))]
    pub password: Secret,
}

/// The one exit of a secret to a person who asked for it.
fn revealed<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}
