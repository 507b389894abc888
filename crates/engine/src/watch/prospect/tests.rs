use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::*;

const BEGUN: Timestamp = Timestamp(1_000_000);

fn pace() -> Pace {
    Pace { medians: [30.0, 200.0, 40.0, 45.0], shared: 0.24, own: 0.18, joins: 1.0 }
}

fn at(seconds: f64) -> Timestamp {
    #[allow(clippy::cast_possible_truncation, reason = "minutes")]
    let ms = (seconds * 1_000.0) as i64;
    BEGUN.plus_ms(ms)
}

/// A node that was seen to enter the stages, from the second on, at these moments, each within a second.
fn node(moments: &[f64]) -> Vec<Entered> {
    let later = (1..).zip(moments).map(|(stage, seen)| Entered { stage, after: seen - 1.0, seen: *seen });
    std::iter::once(Entered { stage: 0, after: 0.0, seen: 0.0 }).chain(later).collect()
}

fn after_a_look(looked: f64, nodes: &[Vec<Entered>]) -> Prospect {
    Prospect::of(&pace(), BEGUN, at(looked), nodes, 3)
}

/// The moment by which it runs as likely as not, in seconds.
fn middle(prospect: &Prospect) -> f64 {
    (0..4_000).map(f64::from).find(|seconds| prospect.runs_by(at(*seconds)) >= 0.5).unwrap()
}

#[test]
fn a_new_cluster_is_left_alone_until_it_may_run() {
    let new = after_a_look(0.0, &[]);
    assert!(new.runs_by(at(100.0)) < 1e-4 && new.runs_by(at(900.0)) > 0.99);
    let due = seconds(BEGUN, new.due());
    assert!((100.0..250.0).contains(&due), "{due}");
    assert!((300.0..380.0).contains(&middle(&new)), "{}", middle(&new));
    assert!(!new.hangs());
}

#[test]
fn what_was_slow_so_far_is_expected_later() {
    let quick = after_a_look(240.0, &vec![node(&[21.0, 160.0, 190.0]); 3]);
    let slow = after_a_look(240.0, &vec![node(&[39.0]); 3]);
    assert!(middle(&quick) < 260.0, "{}", middle(&quick));
    assert!(middle(&slow) > 370.0, "{}", middle(&slow));
    assert!(quick.due() < slow.due());
}

#[test]
fn a_cluster_runs_with_its_last_node() {
    let one_behind = [node(&[30.0, 230.0, 270.0]), node(&[30.0, 230.0, 270.0]), node(&[30.0])];
    let together = vec![node(&[30.0, 230.0, 270.0]); 3];
    assert!(middle(&after_a_look(280.0, &one_behind)) > middle(&after_a_look(280.0, &together)) + 20.0);
    // Sixty nodes are later than three.
    assert!(
        middle(&after_a_look(280.0, &vec![together[0].clone(); 60])) > middle(&after_a_look(280.0, &together)) + 5.0
    );
}

#[test]
fn all_nodes_run_so_it_is_looked_at_at_once_and_not_for_ever() {
    let run = |looked| after_a_look(looked, &vec![node(&[30.0, 230.0, 270.0, 310.0]); 3]);
    assert!(run(311.0).due() < at(311.1) && !run(311.0).hangs());
    assert!(run(340.0).hangs(), "something else is waited for");
}

#[test]
fn a_node_that_hangs_is_said_to() {
    assert!(!after_a_look(900.0, &vec![node(&[30.0]); 3]).hangs());
    let hangs = after_a_look(1_200.0, &vec![node(&[30.0]); 3]);
    assert!(hangs.hangs());
    assert!((0.0..=1.0).contains(&hangs.runs_by(at(100_000.0))), "{}", hangs.runs_by(at(100_000.0)));
    assert!(hangs.unseen(at(1_210.0)).is_finite(), "{hangs:?}");
}

#[test]
fn what_looks_cannot_have_shown_is_taken_all_the_same() {
    // All stages in no time, and a look of before.
    let odd = after_a_look(2.0, &[node(&[0.0, 0.0, 0.0])]);
    assert!((0.0..=1.0).contains(&odd.runs_by(at(60.0))));
    let none = Prospect::of(&Pace::default(), BEGUN, Timestamp(0), &[], 0);
    assert!(none.runs_by(at(10_000.0)) > 0.9);
}

#[test]
fn news_are_to_be_had_where_a_stage_ends_for_some_factors_only() {
    let new = after_a_look(0.0, &[]);
    assert!(new.news(at(30.0)) > 0.1, "{}", new.news(at(30.0)));
    assert!(new.news(at(5.0)) < 0.01 && new.news(at(100.0)) < 0.02, "{}", new.news(at(100.0)));
}

/// Of what is said to be so likely so much happens: the likelihoods that were given to what came are spread evenly.
#[test]
fn what_is_said_to_be_likely_is_as_likely_as_it_says() {
    let mut chance = StdRng::seed_from_u64(7);
    let mut normal = || {
        let (radius, angle) = (1.0 - chance.random::<f64>(), chance.random::<f64>());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    };
    let pace = pace();
    // Before any look; and as it stands when half the time has gone, looked at every 20 s.
    for looks in [0, 8] {
        let (mut inner, mut outer) = (0, 0);
        for _ in 0..400 {
            let factor = (pace.shared * normal()).exp();
            let mut nodes = Vec::new();
            let mut runs: f64 = 0.0;
            for _ in 0..3 {
                let mut left = 0.0;
                let ends = pace.medians.map(|median| {
                    left += median * factor * (pace.own * normal()).exp();
                    left
                });
                runs = runs.max(left);
                nodes.push(ends);
            }
            let seen = nodes.iter().map(|ends| {
                let mut entered = vec![Entered { stage: 0, after: 0.0, seen: 0.0 }];
                for look in 1..=looks {
                    let now = f64::from(look) * 20.0;
                    let stage = ends.iter().filter(|end| **end <= now).count();
                    if entered.last().unwrap().stage != stage {
                        entered.push(Entered { stage, after: now - 20.0, seen: now });
                    }
                }
                entered
            });
            let seen: Vec<_> = seen.collect();
            let looked = f64::from(looks) * 20.0;
            if runs <= looked {
                continue;
            }
            let likely = Prospect::of(&pace, BEGUN, at(looked), &seen, 3).runs_by(at(runs));
            inner += i32::from((0.25..0.75).contains(&likely));
            outer += i32::from((0.05..0.95).contains(&likely));
        }
        assert!((180..=220).contains(&inner), "{inner} of 400 within the half after {looks} looks");
        assert!((344..=376).contains(&outer), "{outer} of 400 within nine tenths after {looks} looks");
    }
}
