//! Exclusion windows and maintenance.

use super::*;

fn events(desk: &mut Desk, stage: &str) -> Vec<Value> {
    let path = format!("{BASE}/data-sources/cluster/{}/maintenance-events/v2/{stage}/v2/", desk.kafka);
    let shown = desk.shown(&path);
    assert_eq!((shown.as_array().unwrap().len(), text(&shown[0], "clusterId")), (1, desk.kafka.clone()));
    shown[0]["maintenanceEvents"].as_array().unwrap().clone()
}

fn plan(desk: &mut Desk, body: Value) -> Value {
    let (status, planned) =
        desk.ask(Method::POST, &format!("/sandbox/clusters/{}/maintenance-events", desk.kafka), body);
    assert_eq!(status, 200, "{planned}");
    planned
}

fn reschedule(desk: &mut Desk, event: &Value, start: &str) -> (u16, Value) {
    let path =
        format!("{BASE}/operations/maintenance-events/{}/v2/reschedule-maintenance-event/v2/", text(event, "id"));
    desk.ask(Method::PUT, &path, json!({ "scheduledStartTime": start }))
}

#[test]
fn no_list_is_empty_on_top() {
    let mut desk = Desk::new();
    for stage in ["upcoming", "in-progress", "past"] {
        assert_eq!(events(&mut desk, stage), Vec::<Value>::new());
    }
    let list = format!("{BASE}/data-sources/cluster/{}/exclusion-windows/v2", desk.kafka);
    assert_eq!(desk.shown(&list), json!([{ "clusterId": desk.kafka, "exclusionWindows": [] }]));
}

#[test]
fn a_planned_event_is_upcoming_then_in_progress_then_past() {
    let mut desk = Desk::new();
    let planned =
        plan(&mut desk, json!({ "startsInSeconds": 60, "durationInSeconds": 30, "description": "New kernel" }));
    assert_eq!((&planned["description"], &planned["isFinalized"]), (&json!("New kernel"), &json!(false)));
    assert_eq!(events(&mut desk, "upcoming"), std::slice::from_ref(&planned));
    desk.wait(60);
    let now = events(&mut desk, "in-progress");
    assert_eq!((&now[0]["startTime"], now[0].get("endTime")), (&planned["scheduledStartTime"], None));
    desk.wait(30);
    let past = events(&mut desk, "past");
    assert_eq!((&past[0]["endTime"], &past[0]["outcome"]), (&planned["scheduledEndTime"], &json!("COMPLETED")));
    assert!(events(&mut desk, "upcoming").is_empty() && events(&mut desk, "in-progress").is_empty());
}

#[test]
fn an_event_is_moved_within_its_limits_only() {
    let mut desk = Desk::new();
    let planned = plan(&mut desk, json!({ "startsInSeconds": 3_600, "durationInSeconds": 600 }));
    let (status, moved) = reschedule(&mut desk, &planned, "2026-11-26 12:00:00+00:00");
    assert_eq!((status, &moved["scheduledStartTime"]), (200, &json!("2026-11-26T12:00:00Z")));
    assert_eq!(moved["scheduledEndTime"], "2026-11-26T12:10:00Z");
    for start in ["2027-11-26T12:00:00Z", "2026-11-25T00:00:00Z", "tomorrow"] {
        let (status, refusal) = reschedule(&mut desk, &planned, start);
        assert_eq!((status, fields(&refusal)), (400, vec!["scheduledStartTime".to_owned()]), "{start}");
    }
    assert_eq!(events(&mut desk, "upcoming"), [moved]);
}

#[test]
fn an_event_that_is_final_or_has_begun_is_not_moved() {
    let mut desk = Desk::new();
    let fixed = plan(&mut desk, json!({ "isFinalized": true }));
    assert_eq!(reschedule(&mut desk, &fixed, "2026-11-26T12:00:00Z").0, 409);
    let begun = plan(&mut desk, json!({ "startsInSeconds": 0 }));
    assert_eq!(reschedule(&mut desk, &begun, "2026-11-26T12:00:00Z").0, 409);
    let nobody = json!({ "id": "ff4fccf3-2ac0-494b-9f40-e95288dd752d" });
    assert_eq!(reschedule(&mut desk, &nobody, "2026-11-26T12:00:00Z").0, 404);
}

#[test]
fn a_window_may_last_longer_than_a_day_and_its_fields_have_ranges() {
    let mut desk = Desk::new();
    let path = format!("{BASE}/resources/exclusion-windows/v2");
    let kafka = desk.kafka.clone();
    let window = |day: &str, start: i64, hours: i64| json!({ "clusterId": kafka, "dayOfWeek": day, "startHour": start, "durationInHours": hours });
    desk.made(&path, window("MONDAY", 4, 38));
    for (body, field) in [
        (window("monday", 4, 6), "dayOfWeek"),
        (window("MONDAY", 24, 6), "startHour"),
        (window("MONDAY", -1, 6), "startHour"),
        (window("MONDAY", 4, 0), "durationInHours"),
    ] {
        let (status, refusal) = desk.ask(Method::POST, &path, body);
        assert_eq!((status, fields(&refusal)), (400, vec![field.to_owned()]));
    }
    let list = format!("{BASE}/data-sources/cluster/{}/exclusion-windows/v2/", desk.kafka);
    assert_eq!(desk.shown(&list)[0]["exclusionWindows"][0]["durationInHours"], 38);
    let (status, error) = desk.get(&format!("{path}/ff4fccf3-2ac0-494b-9f40-e95288dd752d"));
    assert_eq!((status, error["message"].is_string()), (404, true), "a single error, as the documents have it");
}
