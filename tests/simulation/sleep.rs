//! A story of a laptop that is closed over night.

use futures_util::FutureExt;
use slipway_engine::api::*;
use slipway_engine::id::RunId;

use crate::process::Process;
use crate::scripted::{an_ask, seconds, story, with};

const CLUSTERS: usize = 20;
const NIGHT: u64 = 8 * 60 * 60;

#[test]
fn after_a_night_there_is_one_round_of_looks_and_one_notice_and_nothing_is_learnt_from_it() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let drafts = (0..CLUSTERS).flat_map(|number| an_ask("many", &format!("orders-{number:02}")).drafts);
        let ask = LaunchAsk { drafts: drafts.collect(), ..an_ask("many", "orders") };
        let launch = with(&mut [&mut a], engine.launch(ask)).await.unwrap();
        let runs: Vec<RunId> = launch.runs.into_iter().map(|run| run.id).collect();
        with(&mut [&mut a], seconds(25)).await;
        let _ = world.network.asked();
        // Nobody polls it: the computer sleeps, and the clusters come up meanwhile.
        seconds(NIGHT).await;
        let mut events = engine.events();
        let mut notices = Vec::new();
        for _ in 0..50 {
            with(&mut [&mut a], seconds(1)).await;
            while let Some(Some(event)) = events.next().now_or_never() {
                assert_ne!(event, Event::Lagged, "some were missed");
                if let Event::Notice { notice } = event {
                    notices.push(notice);
                }
            }
        }
        let asked = world.network.asked();
        let of = |what: &str| asked.iter().filter(|asked| asked.contains(what)).count();
        assert_eq!(of("/resources/applications/kafka/clusters/v2/"), CLUSTERS, "each is looked at once: {asked:#?}");
        assert!(asked.len() <= CLUSTERS + 2, "{asked:#?}");
        let [notice] = &notices[..] else { panic!("{notices:#?}") };
        assert_eq!((&notice.run, notice.kind), (&None, NoticeKind::Running));
        assert_eq!(notice.title, format!("While nobody looked: {CLUSTERS} running"));
        for run in &runs {
            let detail = with(&mut [&mut a], engine.run(RunRef { id: run.clone() })).await.unwrap();
            assert_eq!(detail.run.stage, Stage::Running);
            let gaps = detail.looks.windows(2).map(|pair| pair[1].from.ms_since(pair[0].to));
            assert!(gaps.max().is_some_and(|gap| gap > 7 * 60 * 60 * 1000), "{:?}", detail.looks);
        }
        let next = with(&mut [&mut a], engine.launch(an_ask("next", "next"))).await.unwrap();
        let next = next.runs.first().unwrap().id.clone();
        with(&mut [&mut a], seconds(120)).await;
        let next = with(&mut [&mut a], engine.run(RunRef { id: next })).await.unwrap().run;
        assert_eq!((next.stage, next.estimate), (Stage::Running, None));
    });
}
