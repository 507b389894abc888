//! Exclusion windows: hours of the week in which the provider does no maintenance on a cluster.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::Identified;
use crate::objects::debug_without_secrets;
use crate::words::words;

debug_without_secrets!(ExclusionWindow);

const PATH: &str = "/cluster-management/v2/resources/exclusion-windows/v2";

words! {
    /// A day of the week `[openapi] ClusterExclusionWindowV2.dayOfWeek`.
    DayOfWeek {
        Monday = "MONDAY",
        Tuesday = "TUESDAY",
        Wednesday = "WEDNESDAY",
        Thursday = "THURSDAY",
        Friday = "FRIDAY",
        Saturday = "SATURDAY",
        Sunday = "SUNDAY",
    }
}

/// An exclusion window as it is asked for `[openapi] ClusterExclusionWindowV2`. Nothing of it can be changed later.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NewExclusionWindow {
    /// The cluster, a UUID. Required.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// The day it begins on. Required. In which time zone is in no source; the times of maintenance events are UTC.
    pub day_of_week: DayOfWeek,
    /// The hour it begins at, 0 to 23. Required.
    #[serde(deserialize_with = "lenient::whole")]
    pub start_hour: Option<u32>,
    /// How long it is, in hours, at least 1; no upper bound is stated, an example has 38. Required.
    #[serde(deserialize_with = "lenient::whole")]
    pub duration_in_hours: Option<u32>,
}

/// An exclusion window that the provider has.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ExclusionWindow {
    /// The provider's id of it, a UUID.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The window as it was asked for.
    #[serde(flatten)]
    pub asked: NewExclusionWindow,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Identified for ExclusionWindow {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Exclusion windows.
impl Client {
    /// Adds a window: POST, answered by 202 (200 and 201 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn create_exclusion_window(&self, window: &NewExclusionWindow) -> Result<ExclusionWindow, Error> {
        self.write_object(Method::POST, PATH.to_owned(), window).await
    }

    /// Reads a window.
    ///
    /// # Errors
    /// [`Error`]; a 404 means unknown or deleted. An `id` that can't stand in a path is not sent.
    pub async fn get_exclusion_window(&self, id: &str) -> Result<ExclusionWindow, Error> {
        self.read_object(format!("{PATH}/{}", in_path(id)?), id).await
    }

    /// Lists a cluster's windows.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_exclusion_windows(&self, cluster_id: &str) -> Result<Vec<ExclusionWindow>, Error> {
        let cluster_id = in_path(cluster_id)?;
        let path = format!("/cluster-management/v2/data-sources/cluster/{cluster_id}/exclusion-windows/v2");
        self.list_objects(path).await
    }

    /// Takes a window away: DELETE, answered by 204 (200 and 202 are taken too) `[openapi]`.
    ///
    /// # Errors
    /// [`Error`]; a 404 means it is gone already. An `id` that can't stand in a path is not sent.
    pub async fn delete_exclusion_window(&self, id: &str) -> Result<(), Error> {
        self.delete_object(format!("{PATH}/{}", in_path(id)?), None).await
    }
}
