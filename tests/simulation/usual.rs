//! A story of how long it usually takes.

use slipway_engine::api::*;
use slipway_engine::estimate::Likeness;

use crate::process::Process;
use crate::scripted::{an_ask, arm, seconds, stage_of, story, with};

/// Longer than a cluster of the sandbox takes at this speed.
const UP: u64 = 120;

#[test]
fn what_three_runs_took_is_usual_and_one_that_hangs_is_said_to_take_longer() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        for number in 1..=4 {
            if number == 4 {
                arm(&world, "create:stuck");
            }
            let name = format!("cluster-{number}");
            let launch = with(&mut [&mut a], engine.launch(an_ask(&name, &name))).await.unwrap();
            let run = launch.runs.first().unwrap().id.clone();
            with(&mut [&mut a], seconds(UP)).await;
            if number < 4 {
                assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Running);
                continue;
            }
            let view = with(&mut [&mut a], engine.run(RunRef { id: run.clone() })).await.unwrap().run;
            let estimate = view.estimate.unwrap();
            assert_eq!((view.stage, estimate.runs, estimate.like), (Stage::Provisioning, 3, Likeness::Same));
            assert!(estimate.from_ms > 0 && estimate.from_ms <= estimate.to_ms, "{estimate:?}");
            assert!(estimate.late && !view.needs_you, "{estimate:?}");
            let ask = ListRunEvents { id: run, after: 0, limit: None };
            let events = with(&mut [&mut a], engine.run_events(ask)).await.unwrap().items;
            let noted: Vec<_> = events.iter().filter(|event| event.kind == RunEventKind::Noted).collect();
            let [usual, late] = &noted[..] else { panic!("{noted:?}") };
            assert!(usual.text.starts_with("Usually running after "), "{usual:?}");
            assert!(late.text.starts_with("Longer than usual."), "{late:?}");
        }
    });
}
