//! Stories of a clock that is set back: whatever waits for a moment of the old time does not wait for it any more.

use std::time::Duration;

use slipway_engine::api::*;

use crate::process::Process;
use crate::scripted::{an_ask, seconds, stage_of, story, with};

/// In milliseconds: longer than anything here may take.
const TWO_HOURS: i64 = 2 * 3_600_000;

#[test]
fn an_answer_that_a_full_disk_did_not_take_is_kept_soon_after_all_the_same() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let launch = with(&mut [&mut a], engine.launch(an_ask("one", "demo"))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        let sending = async {
            while stage_of(&engine, &run).await != Stage::Sending {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        with(&mut [&mut a], sending).await;
        world.full_disk.fail(u32::MAX);
        with(&mut [&mut a], seconds(1)).await;
        assert_eq!(world.sandbox.inspect(|cloud| cloud.clusters().len()), 1, "it is answered");
        world.computer.set_back(TWO_HOURS);
        world.full_disk.fail(0);
        with(&mut [&mut a], seconds(60)).await;
        assert_eq!(with(&mut [&mut a], stage_of(&engine, &run)).await, Stage::Running);
    });
}

#[test]
fn the_times_of_a_timeline_never_go_back() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let launch = with(&mut [&mut a], engine.launch(an_ask("one", "demo"))).await.unwrap();
        let id = launch.runs.first().unwrap().id.clone();
        with(&mut [&mut a], seconds(3)).await;
        let ask = ListRunEvents { id, after: 0, limit: None };
        let before = with(&mut [&mut a], engine.run_events(ask.clone())).await.unwrap().items;
        world.computer.set_back(TWO_HOURS);
        with(&mut [&mut a], seconds(60)).await;
        let after = with(&mut [&mut a], engine.run_events(ask)).await.unwrap().items;
        assert!(after.len() > before.len() && after.starts_with(&before));
        assert!(after.is_sorted_by_key(|event| event.at), "{after:#?}");
    });
}
