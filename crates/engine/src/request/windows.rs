//! Exclusion windows of a profile: hours of the week without maintenance, set once its cluster runs.

use std::collections::BTreeSet;

use instaclustr_api::{DayOfWeek, NewExclusionWindow};
use serde_json::json;

use super::finding::{Findings, use_value};
use super::preview::Sender;
use super::set_up::LOOKED_FOR;
use crate::api::{PreviewRequest, ProfileDraft};
use crate::run::subject::Subject;

/// Where a window is asked for `[openapi]`.
pub const PATH: &str = "/cluster-management/v2/resources/exclusion-windows/v2";
/// Hours of a week.
const WEEK: u32 = 168;

pub(super) fn subjects(draft: &ProfileDraft) -> impl Iterator<Item = Subject> + '_ {
    draft.exclusion_windows.iter().map(|window| {
        Subject::Window(NewExclusionWindow {
            cluster_id: String::new(),
            day_of_week: DayOfWeek::from(window.day.as_str()),
            start_hour: window.start_hour,
            duration_in_hours: window.hours,
        })
    })
}

pub(super) fn previews<'a>(
    draft: &'a ProfileDraft,
    sender: &'a Sender<'a>,
) -> impl Iterator<Item = PreviewRequest> + 'a {
    draft.exclusion_windows.iter().enumerate().map(|(at, window)| {
        let body = json!({
            "clusterId": "…",
            "dayOfWeek": window.day,
            "startHour": window.start_hour,
            "durationInHours": window.hours,
        });
        let field = |name: &str| format!("exclusionWindows.{at}.{name}");
        let fields =
            [("dayOfWeek", field("day")), ("startHour", field("startHour")), ("durationInHours", field("hours"))];
        sender.later(&format!("Window {}", window.day), PATH, &body, &fields, LOOKED_FOR)
    })
}

pub(super) fn check(found: &mut Findings<'_>) {
    let draft = found.draft;
    let mut known = BTreeSet::new();
    for (at, window) in draft.exclusion_windows.iter().enumerate() {
        let field = |name: &str| format!("exclusionWindows.{at}.{name}");
        if !DayOfWeek::words().contains(&window.day.as_str()) {
            let fixes = vec![use_value("SATURDAY"), use_value("SUNDAY")];
            found.error(&field("day"), &window.day, "Must be MONDAY to SUNDAY.", fixes);
        } else if !known.insert((window.day.as_str(), window.start_hour)) {
            found.error(
                &field("startHour"),
                &text(window.start_hour),
                "A window begins at this hour already.",
                Vec::new(),
            );
        }
        if window.start_hour.is_none_or(|hour| hour > 23) {
            found.error(&field("startHour"), &text(window.start_hour), "Must be 0 to 23.", vec![use_value(0)]);
        }
        match window.hours {
            None | Some(0) => {
                found.error(&field("hours"), &text(window.hours), "Must be 1 or more.", vec![use_value(8)])
            }
            Some(hours) if hours >= WEEK => {
                let message = "A week has 168 hours: no time is left for maintenance.";
                found.warning(&field("hours"), &hours.to_string(), message, "the calendar", vec![use_value(8)]);
            }
            Some(_) => {}
        }
    }
}

fn text(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
