//! The nodes that a resize replaces, as the provider's list of its resizes tells.

use super::{ReplacementSeen, Turn};
use crate::api::{ReplacementView, RunEventKind, StageSpan};
use crate::run::words;

impl Turn<'_> {
    /// The list of a data centre was read.
    pub(super) fn replacements_seen(&mut self, data_centre: &str, seen: Vec<ReplacementSeen>) {
        let mut known = std::mem::take(&mut self.state.replacements);
        for seen in seen {
            match known.iter_mut().find(|known| known.id == seen.id) {
                Some(known) => self.replacement_goes_on(known, seen),
                // The list also tells of resizes of the past.
                None if !seen.active => {}
                None => {
                    let mut new = ReplacementView {
                        id: seen.id.clone(),
                        data_centre: data_centre.to_owned(),
                        node_id: None,
                        new_node_id: None,
                        status: String::new(),
                        stages: Vec::new(),
                    };
                    self.replacement_goes_on(&mut new, seen);
                    known.push(new);
                }
            }
        }
        self.state.replacements = known;
        self.state.replacements_at = Some(self.now);
    }

    fn replacement_goes_on(&mut self, known: &mut ReplacementView, seen: ReplacementSeen) {
        if known.stages.last().map(|span| span.status.as_str()) != Some(seen.status.as_str()) {
            // A clock that went back must not make a step end before it began.
            let seen_at = known.stages.last().map_or(self.now, |span| self.now.max(span.seen));
            let after = self.state.replacements_at;
            known.stages.push(StageSpan { status: seen.status.clone(), seen: seen_at, after });
            self.tell(RunEventKind::Node, words::replacement(seen.node_id.as_deref(), &seen.status));
        }
        known.status = seen.status;
        known.node_id = seen.node_id.or(known.node_id.take());
        known.new_node_id = seen.new_node_id.or(known.new_node_id.take());
    }

    /// Whether a replacement was last seen on its way.
    pub(super) fn is_replacing(&self) -> bool {
        let is_over = |word: &str| matches!(word, "REPLACED" | "CANCELLED" | "FAILED" | "DELETED");
        self.state.replacements.iter().any(|replacement| !is_over(&replacement.status))
    }
}
