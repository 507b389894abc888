//! Maintenance events: what the provider will do, does and has done to a cluster.

use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::client::{Client, in_path};
use crate::error::Error;
use crate::lenient;
use crate::objects::Identified;
use crate::objects::debug_without_secrets;

debug_without_secrets!(MaintenanceSchedule, MaintenanceEvent);

/// Maintenance to come `[openapi] ClusterMaintenanceEventScheduleV2`. Times are UTC, as the provider writes them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MaintenanceSchedule {
    /// The provider's id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The cluster.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// What will be done.
    #[serde(deserialize_with = "lenient::text")]
    pub description: String,
    /// When it is to begin. Can be changed, see [`Client::reschedule_maintenance`].
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub scheduled_start_time: Option<String>,
    /// When it is to end.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub scheduled_end_time: Option<String>,
    /// The earliest moment it may be moved to.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub scheduled_start_time_min: Option<String>,
    /// The latest moment it may be moved to.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub scheduled_start_time_max: Option<String>,
    /// By its name, whether the time is settled; by its description, whether it can still be moved. The document says
    /// both, and its example spells it `isFinalised`, with a text `[openapi]`: trust the answer to a move instead.
    #[serde(deserialize_with = "lenient::switch", alias = "isFinalised")]
    pub is_finalized: Option<bool>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Identified for MaintenanceSchedule {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Maintenance under way or past `[openapi] ClusterMaintenanceEventV2`. Times are UTC, as the provider writes them.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MaintenanceEvent {
    /// The provider's id of it.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// The cluster.
    #[serde(deserialize_with = "lenient::text")]
    pub cluster_id: String,
    /// What is or was done.
    #[serde(deserialize_with = "lenient::text")]
    pub description: String,
    /// When work began.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub start_time: Option<String>,
    /// When work ended.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub end_time: Option<String>,
    /// What came of it; the document's examples have `COMPLETED` and `PARTIAL`, and no list.
    #[serde(deserialize_with = "lenient::text_or_none")]
    pub outcome: Option<String>,
    /// Fields not named here.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Maintenance.
impl Client {
    /// Lists what is to be done to a cluster.
    ///
    /// # Errors
    /// [`Error`]. A `cluster_id` that can't stand in a path is not sent.
    pub async fn list_upcoming_maintenance(&self, cluster_id: &str) -> Result<Vec<MaintenanceSchedule>, Error> {
        self.list_objects(list_path(cluster_id, "upcoming")?).await
    }

    /// Lists what is being done to a cluster.
    ///
    /// # Errors
    /// As [`Client::list_upcoming_maintenance`].
    pub async fn list_maintenance_in_progress(&self, cluster_id: &str) -> Result<Vec<MaintenanceEvent>, Error> {
        self.list_objects(list_path(cluster_id, "in-progress")?).await
    }

    /// Lists what was done to a cluster.
    ///
    /// # Errors
    /// As [`Client::list_upcoming_maintenance`].
    pub async fn list_past_maintenance(&self, cluster_id: &str) -> Result<Vec<MaintenanceEvent>, Error> {
        self.list_objects(list_path(cluster_id, "past")?).await
    }

    /// Moves an upcoming event to `start_time` (UTC, `2023-01-21T04:03:32Z`), within its earliest and latest moment:
    /// PUT, answered by 200 `[openapi]` (201 and 202 are taken too).
    ///
    /// # Errors
    /// [`Error`]. An `id` that can't stand in a path is not sent.
    pub async fn reschedule_maintenance(&self, id: &str, start_time: &str) -> Result<MaintenanceSchedule, Error> {
        let id = in_path(id)?;
        let path =
            format!("/cluster-management/v2/operations/maintenance-events/{id}/v2/reschedule-maintenance-event/v2/");
        self.write_object(Method::PUT, path, &json!({ "scheduledStartTime": start_time })).await
    }
}

fn list_path(cluster_id: &str, which: &str) -> Result<String, Error> {
    let cluster_id = in_path(cluster_id)?;
    Ok(format!("/cluster-management/v2/data-sources/cluster/{cluster_id}/maintenance-events/v2/{which}/v2/"))
}
