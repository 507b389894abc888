//! Maintenance at its time `[openapi] ClusterMaintenanceEventScheduleV2, ClusterMaintenanceEventV2`. None comes by itself:
//! `POST /sandbox/clusters/ID/maintenance-events` plans one.

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{Answer, Ask, shown};
use super::moment;
use super::place::Stage;
use super::resource::{Kind, Resource, What, with};
use crate::clock::utc;
use crate::cloud::check::{Form, Problems};
use crate::cloud::refusal::Refusal;

/// One event. Moments are milliseconds since 1970.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Maintenance {
    description: String,
    start_ms: i64,
    end_ms: i64,
    /// It may be moved to between these.
    earliest_ms: i64,
    latest_ms: i64,
    /// Whether it may not be moved any more.
    is_finalized: bool,
}

impl Stage {
    pub(super) fn word(self) -> &'static str {
        match self {
            Stage::Upcoming => "upcoming",
            Stage::InProgress => "in-progress",
            Stage::Past => "past",
        }
    }
}

/// How far an event can be moved, either way: the sandbox's choice.
const MOVABLE_MS: i64 = 7 * 86_400_000;

impl Maintenance {
    pub(super) fn stage(&self, now: i64) -> Stage {
        if now < self.start_ms {
            Stage::Upcoming
        } else if now < self.end_ms {
            Stage::InProgress
        } else {
            Stage::Past
        }
    }

    pub(super) fn shown(&self, resource: &Resource, now: i64) -> Value {
        let shown = json!({
            "id": resource.id,
            "clusterId": resource.cluster.to_string(),
            "description": self.description,
        });
        let fields = match self.stage(now) {
            Stage::Upcoming => vec![
                ("scheduledStartTime", json!(utc(self.start_ms))),
                ("scheduledEndTime", json!(utc(self.end_ms))),
                ("scheduledStartTimeMin", json!(utc(self.earliest_ms))),
                ("scheduledStartTimeMax", json!(utc(self.latest_ms))),
                ("isFinalized", json!(self.is_finalized)),
            ],
            Stage::InProgress => vec![("startTime", json!(utc(self.start_ms)))],
            Stage::Past => vec![
                ("startTime", json!(utc(self.start_ms))),
                ("endTime", json!(utc(self.end_ms))),
                ("outcome", json!("COMPLETED")),
            ],
        };
        with(shown, fields)
    }
}

/// The events of a cluster that are at `stage`. Never `[]`: one element for the cluster `[wire]`.
pub(super) fn list(ask: &Ask<'_>, stage: Stage, id: &str) -> Answer {
    let cluster = ask.cluster(id)?;
    let now = ask.now();
    let is_there = |one: &&Resource| {
        if let What::MaintenanceEvent(event) = &one.what { event.stage(now) == stage } else { false }
    };
    let events = ask.resources().of_cluster(cluster.id(), Kind::MaintenanceEvent).filter(is_there);
    let events: Vec<Value> = events.map(|event| event.shown(cluster, now)).collect();
    Ok(shown(&json!([{ "clusterId": cluster.id().to_string(), "maintenanceEvents": events }])))
}

/// Moves an event. 409 where it is under way, over, or final; 400 outside of its limits.
pub(super) fn reschedule(ask: &Ask<'_>, id: &str) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let start_ms = moment_in(&form, "scheduledStartTime", &mut problems);
    Refusal::any(problems)?;
    let (resource, cluster) = ask.find(Kind::MaintenanceEvent, id)?;
    let What::MaintenanceEvent(event) = &resource.what else { return Err(Refusal::NotFound("maintenance event")) };
    let now = ask.now();
    let stage = event.stage(now);
    if event.is_finalized || stage != Stage::Upcoming {
        let reason = if event.is_finalized { "final" } else { stage.word() };
        return Err(Refusal::Conflict(format!("The maintenance event is {reason} and cannot be moved.")));
    }
    if !(event.earliest_ms.max(now)..=event.latest_ms).contains(&start_ms) {
        let (earliest, latest) = (utc(event.earliest_ms.max(now)), utc(event.latest_ms));
        return Err(Refusal::field("scheduledStartTime", format!("must be from {earliest} to {latest}")));
    }
    let end_ms = start_ms.saturating_add(event.end_ms.saturating_sub(event.start_ms));
    let what = What::MaintenanceEvent(Maintenance { start_ms, end_ms, ..event.clone() });
    let resource = Resource { what, ..resource.clone() };
    let moved = resource.shown(cluster, now);
    ask.accepted_as(resource, StatusCode::OK, moved)
}

fn moment_in(form: &Form<'_>, field: &str, problems: &mut Problems) -> i64 {
    let Some(text) = form.text(field, problems) else { return 0 };
    moment::parse(text).unwrap_or_else(|| {
        problems.add(form.path(field), "must be a moment, for example 2026-11-24T14:15:22Z");
        0
    })
}

/// The sandbox's own: plans an event. The body is
/// `{"startsInSeconds": 3600, "durationInSeconds": 3600, "description": "…", "isFinalized": false}`; all may be left out.
pub(super) fn plan(ask: &Ask<'_>, id: &str) -> Answer {
    let cluster = ask.cluster(id)?;
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let starts_in = seconds(&form, "startsInSeconds", &mut problems);
    let duration = seconds(&form, "durationInSeconds", &mut problems);
    let description = form.optional_text("description", &mut problems).unwrap_or("Maintenance in the sandbox");
    let is_finalized = form.optional_flag("isFinalized", &mut problems).unwrap_or_default();
    Refusal::any(problems)?;
    let now = ask.now();
    let start_ms = now.saturating_add(starts_in * 1_000);
    let event = Maintenance {
        description: description.to_owned(),
        start_ms,
        end_ms: start_ms.saturating_add(duration * 1_000),
        earliest_ms: start_ms.saturating_sub(MOVABLE_MS).max(now),
        latest_ms: start_ms.saturating_add(MOVABLE_MS),
        is_finalized,
    };
    let resource = ask.new_resource(&mut ask.chance(0), cluster, What::MaintenanceEvent(event));
    let planned = resource.shown(cluster, now);
    ask.accepted_as(resource, StatusCode::OK, planned)
}

/// A number of seconds, up to a year; an hour where nothing is said.
fn seconds(form: &Form<'_>, field: &str, problems: &mut Problems) -> i64 {
    if form.get(field).is_none() {
        return 3_600;
    }
    form.whole(field, 0..=366 * 86_400, problems).unwrap_or_default()
}
