//! Exclusion windows: hours of the week without maintenance `[openapi] ClusterExclusionWindowV2`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{Answer, Ask, id_in};
use super::resource::{Resource, What};
use crate::cloud::check::{Form, Problems};
use crate::cloud::refusal::Refusal;

const DAYS: [&str; 7] = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"];

/// A window that comes every week.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Window {
    day_of_week: String,
    /// 0 to 23.
    start_hour: i64,
    /// At least 1; the provider states no upper bound.
    duration_hours: i64,
}

impl Window {
    pub(super) fn shown(&self, resource: &Resource) -> Value {
        json!({
            "id": resource.id,
            "clusterId": resource.cluster.to_string(),
            "dayOfWeek": self.day_of_week,
            "startHour": self.start_hour,
            "durationInHours": self.duration_hours,
        })
    }
}

/// Makes a window.
pub(super) fn make(ask: &Ask<'_>) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems);
    let day = form.one_of("dayOfWeek", DAYS.into_iter(), &mut problems);
    let start_hour = form.whole("startHour", 0..=23, &mut problems);
    let duration = form.whole("durationInHours", 1..=i64::from(i32::MAX), &mut problems);
    Refusal::any(problems)?;
    let cluster = ask.cluster(cluster_id)?;
    let window = Window {
        day_of_week: day.unwrap_or_default().to_owned(),
        start_hour: start_hour.unwrap_or_default(),
        duration_hours: duration.unwrap_or_default(),
    };
    ask.accepted(cluster, ask.new_resource(&mut ask.chance(0), cluster, What::ExclusionWindow(window)))
}
