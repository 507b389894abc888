//! When each node gets where: laid down when a cluster is created, so that its state is a function of the time alone.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::phase::Phase;
use crate::chance::Chance;

/// How much faster than life a cluster comes up: 1 is life-like (a cluster of three nodes in 7 to 9 minutes `[docs]`
/// `[v1 demo]`), 60 is sixty times faster. 0.01 to 1,000,000.
#[derive(Clone, Copy, PartialEq, PartialOrd, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Speed(f64);

/// A number that is no [`Speed`].
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a speed is a number from 0.01 to 1000000; 1 is life-like")]
pub struct NotASpeed;

impl Speed {
    /// As life is.
    pub const LIFE: Speed = Speed(1.0);
    /// The embedded sandbox's: three nodes in 47 to 60 seconds.
    pub const EMBEDDED: Speed = Speed(9.0);

    /// `times` faster than life.
    ///
    /// # Errors
    /// [`NotASpeed`] outside 0.01 to 1,000,000.
    pub fn new(times: f64) -> Result<Self, NotASpeed> {
        if (0.01..=1_000_000.0).contains(&times) { Ok(Self(times)) } else { Err(NotASpeed) }
    }

    /// What lasts `life_ms` in life lasts that many milliseconds here.
    pub(crate) fn scaled(self, life_ms: i64) -> i64 {
        // Exact enough: both are far below 2^53.
        (life_ms as f64 / self.0).round() as i64
    }
}

impl FromStr for Speed {
    type Err = NotASpeed;

    fn from_str(text: &str) -> Result<Self, NotASpeed> {
        text.parse().map_err(|_| NotASpeed).and_then(Self::new)
    }
}

/// What becomes of a cluster.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fate {
    /// It comes up.
    #[default]
    Runs,
    /// It is DEFERRED before any machine is made.
    Defers,
    /// Its last node fails, and the cluster with it.
    Fails,
    /// Its last node stays PROVISIONING for ever.
    Sticks,
}

/// Never, as a moment.
pub(crate) const NEVER: i64 = i64::MAX;

/// The moments at which one node gets where, milliseconds since 1970; [`NEVER`] where it does not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Milestones {
    pub(crate) provisioning: i64,
    pub(crate) provisioned: i64,
    pub(crate) joining: i64,
    pub(crate) running: i64,
    pub(crate) failed: i64,
}

impl Milestones {
    /// Where the node is at `now`.
    pub(crate) fn phase(&self, now: i64) -> Phase {
        let table = [
            (self.failed, Phase::Failed),
            (self.running, Phase::Running),
            (self.joining, Phase::Joining),
            (self.provisioned, Phase::Provisioned),
            (self.provisioning, Phase::Provisioning),
        ];
        table.iter().find(|(at, _)| *at <= now).map_or(Phase::Genesis, |(_, phase)| *phase)
    }

    /// All moments, in no order.
    pub(crate) fn moments(&self) -> [i64; 5] {
        [self.provisioning, self.provisioned, self.joining, self.running, self.failed]
    }

    fn scaled(self, speed: Speed, from_ms: i64) -> Self {
        let at = |life_ms| if life_ms == NEVER { NEVER } else { from_ms.saturating_add(speed.scaled(life_ms)) };
        Self {
            provisioning: at(self.provisioning),
            provisioned: at(self.provisioned),
            joining: at(self.joining),
            running: at(self.running),
            failed: at(self.failed),
        }
    }
}

/// The moments of the nodes of one data centre, in the order in which they join: dedicated controllers (or ZooKeeper
/// nodes) first, `dedicated` of them, then `nodes`.
///
/// Machines are asked for a few seconds apart and made side by side; then they join one after the other, the first three
/// slowly, later ones faster. Times are the sandbox's own, chosen so that three nodes take 7 to 9 minutes.
pub(crate) fn milestones(
    chance: &mut Chance,
    dedicated: usize,
    nodes: usize,
    speed: Speed,
    from_ms: i64,
) -> Vec<Milestones> {
    let mut asked = chance.between(5_000, 9_000);
    let mut joined = 0;
    let mut plan = Vec::with_capacity(dedicated + nodes);
    for position in 0..dedicated + nodes {
        let provisioning = asked;
        asked += chance.between(1_500, 6_000);
        let provisioned = provisioning + chance.between(172_000, 208_000);
        let joining = provisioned.max(joined) + chance.between(2_000, 5_000);
        let slow = position >= dedicated && position < dedicated + 3;
        joined = joining + if slow { chance.between(80_000, 98_000) } else { chance.between(15_000, 25_000) };
        let life = Milestones { provisioning, provisioned, joining, running: joined, failed: NEVER };
        plan.push(life.scaled(speed, from_ms));
    }
    plan
}

/// When a cluster of this fate is deferred; [`NEVER`] for the other fates.
pub(crate) fn deferred_at(fate: Fate, chance: &mut Chance, speed: Speed, from_ms: i64) -> i64 {
    let after = speed.scaled(chance.between(20_000, 40_000));
    match fate {
        Fate::Defers => from_ms.saturating_add(after),
        Fate::Runs | Fate::Fails | Fate::Sticks => NEVER,
    }
}

/// Bends the moments of a cluster's last node to its fate.
pub(crate) fn bend_last(fate: Fate, last: &mut Milestones) {
    match fate {
        Fate::Runs | Fate::Defers => {}
        Fate::Fails => {
            last.failed = last.joining;
            last.joining = NEVER;
            last.running = NEVER;
        }
        Fate::Sticks => {
            last.provisioned = NEVER;
            last.joining = NEVER;
            last.running = NEVER;
        }
    }
}

/// The moments of a node whose cluster is deferred: none.
pub(crate) const NOTHING: Milestones =
    Milestones { provisioning: NEVER, provisioned: NEVER, joining: NEVER, running: NEVER, failed: NEVER };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Stream;

    fn last_running(seed: u64, nodes: usize, speed: Speed) -> i64 {
        milestones(&mut Chance::new(seed, Stream::Times), 0, nodes, speed, 0)
            .iter()
            .map(|node| node.running)
            .max()
            .unwrap()
    }

    #[test]
    fn three_nodes_take_seven_to_nine_minutes_at_the_speed_of_life() {
        for seed in 0..500 {
            let took = last_running(seed, 3, Speed::LIFE);
            assert!((420_000..=540_000).contains(&took), "seed {seed} took {took} ms");
        }
    }

    #[test]
    fn three_nodes_take_forty_to_seventy_seconds_in_the_embedded_sandbox() {
        for seed in 0..500 {
            let took = last_running(seed, 3, Speed::EMBEDDED);
            assert!((40_000..=70_000).contains(&took), "seed {seed} took {took} ms");
        }
    }

    #[test]
    fn nodes_come_up_one_after_the_other() {
        let plan = milestones(&mut Chance::new(3, Stream::Times), 3, 6, Speed::LIFE, 1_000);
        assert_eq!(plan.len(), 9);
        for (earlier, later) in plan.iter().zip(plan.iter().skip(1)) {
            assert!(earlier.provisioning < later.provisioning && earlier.running < later.running);
        }
    }

    #[test]
    fn a_speed_is_a_number_in_its_range() {
        assert_eq!("60".parse(), Speed::new(60.0));
        for text in ["0", "-1", "NaN", "inf", "", "fast", "1e9"] {
            assert_eq!(text.parse::<Speed>(), Err(NotASpeed), "{text}");
        }
    }
}
