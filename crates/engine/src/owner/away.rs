//! What happened while nobody looked, as while the computer slept: found in the first round of looks afterwards, and told in one
//! notice instead of a storm.

use super::Owner;
use crate::api::{Notice, NoticeKind};
use crate::run::state::is_watched;
use crate::time::Timestamp;

/// The round takes at least so long, in milliseconds: keys and locks have to be had first.
const ROUND_MS_MIN: i64 = 10_000;
/// … so long where another program does the looking.
const ROUND_MS_ELSEWHERE: i64 = 60_000;
/// … and at most so long, whatever was not seen by then.
const ROUND_MS_MAX: i64 = 120_000;
/// So many clusters are named in the notice.
const NAMED_MAX: usize = 4;

impl Owner {
    /// Somebody is there again, after a time in which nobody looked.
    pub(super) fn is_back(&mut self, now: Timestamp) {
        self.back_since = Some(now);
    }

    /// Whether the first round of looks after an absence is still under way.
    pub(super) fn is_first_round(&mut self, now: Timestamp) -> bool {
        let Some(since) = self.back_since else { return false };
        let for_ms = now.ms_since(since);
        let mut driven = self.accounts.values().filter(|account| account.lock.is_some()).peekable();
        let elsewhere = driven.peek().is_none();
        let tried = driven.flat_map(|account| account.runs.values()).all(|live| {
            !is_watched(&live.row.facts.work, &live.row.state) || live.tried_at.is_some_and(|at| at >= since)
        });
        let long = if elsewhere { ROUND_MS_ELSEWHERE } else { ROUND_MS_MIN };
        let over = !(0..ROUND_MS_MAX).contains(&for_ms) || (tried && for_ms >= long);
        if over {
            self.back_since = None;
        }
        !over
    }
}

/// Several notices in one; a single one stays as it is.
pub(super) fn in_one(mut notices: Vec<Notice>) -> Option<Notice> {
    if notices.len() < 2 {
        return notices.pop();
    }
    let of = |kinds: &[NoticeKind]| notices.iter().filter(|notice| kinds.contains(&notice.kind)).count();
    let counts = [
        (of(&[NoticeKind::NeedsYou]), "need you"),
        (of(&[NoticeKind::Failed]), "failed or gone"),
        (of(&[NoticeKind::DeleteSoon]), "will be deleted soon"),
        (of(&[NoticeKind::Running]), "running"),
        (of(&[NoticeKind::Done]), "done"),
        (of(&[NoticeKind::Rebuilt]), "found again"),
    ];
    let told: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    let worst = [NoticeKind::NeedsYou, NoticeKind::Failed, NoticeKind::DeleteSoon, NoticeKind::Running];
    let kind = worst.into_iter().find(|kind| of(&[*kind]) > 0).unwrap_or(NoticeKind::Done);
    // The worst first, so that it is among those that are named.
    let rank = |notice: &Notice| worst.iter().position(|kind| *kind == notice.kind).unwrap_or(worst.len());
    notices.sort_by_key(rank);
    let name = |notice: &Notice| notice.title.split(": ").next().unwrap_or_default().to_owned();
    let named: Vec<String> = notices.iter().take(NAMED_MAX).map(name).collect();
    let more = notices.len().saturating_sub(NAMED_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let title = format!("While nobody looked: {}", told.join(", "));
    Some(Notice { run: None, kind, title, body: format!("{}{more}.", named.join(", ")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_notice(name: &str, kind: NoticeKind) -> Notice {
        Notice { run: Some("run".into()), kind, title: format!("{name}: something"), body: "More.".to_owned() }
    }

    #[test]
    fn several_notices_become_one_that_names_the_worst_first() {
        let running = ["a", "b", "c", "d"].map(|name| a_notice(name, NoticeKind::Running));
        let notices =
            running.into_iter().chain([a_notice("orders", NoticeKind::NeedsYou), a_notice("e", NoticeKind::Failed)]);
        let one = in_one(notices.collect()).unwrap();
        assert_eq!(one.title, "While nobody looked: 1 need you, 1 failed or gone, 4 running");
        assert_eq!((one.body.as_str(), one.kind, one.run), ("orders, e, a, b and 2 more.", NoticeKind::NeedsYou, None));
        let alone = a_notice("orders", NoticeKind::Running);
        assert_eq!(in_one(vec![alone.clone()]), Some(alone));
        assert_eq!(in_one(Vec::new()), None);
    }
}
