//! The stages of a node on its way to RUNNING, and when looks saw it enter them.

use crate::api::NodeView;
use crate::time::Timestamp;

/// The provider's words in the order of a node's life; JOINING only where a cluster has it. [API.md §4]
const WORDS: [&str; STAGES] = ["GENESIS", "PROVISIONING", "PROVISIONED", "JOINING"];
/// How many stages there are before RUNNING.
pub const STAGES: usize = 4;
/// The stage that not every node goes through.
pub const JOINING: usize = 3;

/// A stage, by its place; [`STAGES`] is RUNNING. Nothing for words that are no step of this way.
pub fn stage_of(word: &str) -> Option<usize> {
    if word == "RUNNING" { Some(STAGES) } else { WORDS.iter().position(|known| *known == word) }
}

/// When a node entered a stage: between two looks. In seconds from the moment when its making began.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Entered {
    /// Which.
    pub stage: usize,
    /// The last look that did not show it there; 0 where there was none.
    pub after: f64,
    /// The first that did, not before `after`.
    pub seen: f64,
}

/// What looks showed of the nodes of a cluster whose making began at `begun`: for each node the stages that it was seen to
/// enter, in their order. Nodes that are gone say nothing.
pub fn entered(nodes: &[NodeView], begun: Timestamp) -> Vec<Vec<Entered>> {
    let of_node = |node: &NodeView| {
        let mut entered: Vec<Entered> = Vec::new();
        for span in &node.stages {
            let Some(stage) = stage_of(&span.status) else { continue };
            // A node that fell back is where it was: what it once needed to get on is gone through again, at its own pace.
            entered.retain(|before| before.stage < stage);
            let after = span.after.map_or(0.0, |after| seconds(begun, after));
            entered.push(Entered { stage, after, seen: seconds(begun, span.seen).max(after) });
        }
        entered
    };
    nodes.iter().filter(|node| !node.gone).map(of_node).collect()
}

/// When the first nodes were there at the latest; those that came later were made later. Nothing where none were seen.
pub fn first_there<'a>(nodes: impl IntoIterator<Item = &'a [Entered]>) -> f64 {
    nodes.into_iter().filter_map(|entered| entered.first()).map(|first| first.after).fold(f64::INFINITY, f64::min)
}

/// Seconds from `begun` to `at`, 0 where the clock went back.
pub fn seconds(begun: Timestamp, at: Timestamp) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "milliseconds of a run are far below 2^52")]
    let ms = at.ms_since(begun).max(0) as f64;
    ms / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::StageSpan;

    fn node(stages: &[(&str, i64, Option<i64>)]) -> NodeView {
        let span = |(status, seen, after): &(&str, i64, Option<i64>)| StageSpan {
            status: (*status).to_owned(),
            seen: Timestamp(*seen),
            after: after.map(Timestamp),
        };
        NodeView {
            id: "n".to_owned(),
            data_centre: "DC".to_owned(),
            rack: None,
            status: stages.last().unwrap().0.to_owned(),
            public_address: None,
            private_address: None,
            node_size: None,
            roles: Vec::new(),
            stages: stages.iter().map(span).collect(),
            gone: false,
            gone_at: None,
        }
    }

    fn at(stage: usize, after: f64, seen: f64) -> Entered {
        Entered { stage, after, seen }
    }

    #[test]
    fn a_stage_is_entered_between_two_looks() {
        let seen = node(&[("GENESIS", 11_000, None), ("PROVISIONED", 41_000, Some(31_000))]);
        assert_eq!(entered(&[seen], Timestamp(1_000)), [[at(0, 0.0, 10.0), at(2, 30.0, 40.0)]]);
    }

    #[test]
    fn words_beside_the_way_and_nodes_that_are_gone_say_nothing() {
        let odd = node(&[("PROVISIONING", 5_000, None), ("DEFERRED", 9_000, Some(8_000))]);
        let gone = NodeView { gone: true, ..odd.clone() };
        assert_eq!(entered(&[odd, gone], Timestamp(0)), [[at(1, 0.0, 5.0)]]);
    }

    #[test]
    fn a_node_that_fell_back_is_where_it_was_seen_last() {
        let back = node(&[("JOINING", 5_000, None), ("PROVISIONING", 9_000, Some(8_000))]);
        assert_eq!(entered(&[back], Timestamp(0)), [[at(1, 8.0, 9.0)]]);
    }
}
