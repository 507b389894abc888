//! The settings of a cluster that can be changed by themselves.

use http::Method;
use serde_json::{Map, Value};

use crate::body::TwoFactorDelete;
use crate::client::{Client, in_path};
use crate::error::Error;

/// A change of settings that concern no nodes `[openapi] ClusterSettingsUpdateV2`. What is `None` is not sent, and stays
/// as it is `[operator]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingsChange {
    /// Another description; an empty one removes it `[inferred]`.
    pub description: Option<String>,
    /// Two-factor delete: an object here, unlike the block in a cluster.
    pub two_factor_delete: Option<TwoFactorDelete>,
}

impl SettingsChange {
    /// The JSON that is sent.
    pub fn to_json(&self) -> Value {
        let description = self.description.as_deref().map(|text| ("description".to_owned(), Value::from(text)));
        let two_factor = self.two_factor_delete.as_ref().and_then(|settings| serde_json::to_value(settings).ok());
        let two_factor = two_factor.map(|settings| ("twoFactorDelete".to_owned(), settings));
        Value::Object(Map::from_iter(description.into_iter().chain(two_factor)))
    }
}

impl Client {
    /// Changes settings of a cluster of any product: PUT, answered by 202 (200 and 204 are taken too) `[openapi]`.
    ///
    /// Whether the change has been made, only a read of the cluster tells.
    ///
    /// # Errors
    /// [`Error`]. An `id` that can't stand in a path is [`TransportError::NotSent`](crate::TransportError::NotSent).
    pub async fn change_settings(&self, id: &str, change: &SettingsChange) -> Result<(), Error> {
        let path = format!("/cluster-management/v2/operations/clusters/v2/{}/change-settings/v2", in_path(id)?);
        self.call(Method::PUT, path, Some(&change.to_json())).await?.is_one_of(&[200, 202, 204])
    }
}
