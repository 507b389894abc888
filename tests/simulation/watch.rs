//! A story of room that others need.

use crate::process::Process;
use crate::scripted::{an_ask, arm, seconds, story, with};
use crate::world::World;

/// Seconds in which nothing can be expected yet.
const COMING_UP: u64 = 120;

/// Another program draws from the bucket: it is never full.
fn draw(world: &World) {
    let store = rusqlite::Connection::open(world.home.path().join("slipway.sqlite3")).unwrap();
    let drawn = "UPDATE budgets SET budget = json_set(budget, '$.tokens', 3.0, '$.at', ?1)";
    store.execute(drawn, [world.computer.millis()]).unwrap();
}

/// The longest time between two looks at a cluster that comes up, in seconds.
async fn longest_pause(world: &World, shared: bool) -> u64 {
    let mut a = Process::start(world, "a");
    let engine = a.engine.clone();
    // At this speed a cluster would be there before anything is foreseen.
    arm(world, "create:stuck");
    with(&mut [&mut a], engine.launch(an_ask("one", "orders"))).await.unwrap();
    let (mut longest, mut pause) = (0, 0);
    for _ in 0..COMING_UP {
        if shared {
            draw(world);
        }
        with(&mut [&mut a], seconds(1)).await;
        let looked = world.network.asked().iter().any(|asked| asked.contains("/kafka/clusters/v2/"));
        pause = if looked { 0 } else { pause + 1 };
        longest = longest.max(pause);
    }
    longest
}

#[test]
fn what_is_looked_at_only_because_there_is_room_is_not_where_others_draw_from_it() {
    let mut longest = [0, 0];
    for (at, shared) in [false, true].into_iter().enumerate() {
        story(async |world| longest[at] = longest_pause(&world, shared).await);
    }
    let [alone, shared] = longest;
    assert!(alone < 17 && shared >= 19, "{alone} s alone, {shared} s where others draw");
}
