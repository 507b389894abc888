//! What of an account is worth the next request. Pure: given what is known, the same answer each time.

use std::collections::BTreeSet;

use crate::api::{Application, NextStep, NextWhat, Stage};
use crate::id::{ClusterId, RunId};
use crate::time::Timestamp;

/// Pause between two looks at a cluster that is being made, in milliseconds.
const LOOK_MS_BUILDING: i64 = 2_000;
/// … that is being deleted.
const LOOK_MS_DELETING: i64 = 10_000;
/// … that waits for somebody or failed.
const LOOK_MS_STUCK: i64 = 30_000;
/// … that is calm.
const LOOK_MS_CALM: i64 = 60_000;
/// … after it was missed: soon again, since one 404 says nothing.
const LOOK_MS_MISSED: i64 = 5_000;
/// Pause between two readings of the list, in milliseconds.
const LIST_MS: i64 = 60_000;
/// … while something of ours is missing: only the list can tell that it is gone.
const LIST_MS_MISSED: i64 = 15_000;
/// Pause between two looks at a cluster that no run of ours made, in milliseconds.
const CLUSTER_MS: i64 = 300_000;
/// The longest pause of ours before the next step of a run, in milliseconds: that between look-ups after their window.
const NEXT_MS_MAX: i64 = 300_000;
/// The longest pause of ours of all reads, in milliseconds: that after a refused key. Where the provider asks for a longer
/// one, the budget of the account has it.
const READS_MS_MAX: i64 = 60_000;

/// Due before everything that has a moment of its own.
const LONG_DUE: Timestamp = Timestamp(i64::MIN / 2);

/// One thing to ask.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Work {
    /// Send the write of a run; a resize is read first.
    Send(RunId),
    /// Begin a look-up for a run, or go on with it.
    LookUp(RunId),
    /// Look at a run's cluster.
    Look(RunId),
    /// Read the replacements of nodes of a run that resizes.
    Resizes(RunId),
    /// Read the list of clusters.
    List,
    /// Look at a cluster that no run of ours made.
    Cluster(ClusterId),
    /// Read what can be chosen.
    Choices(Application),
}

impl Work {
    /// Whether it is part of finding out what came of a write. `unclear` says whether a run is.
    pub fn looks_up(&self, unclear: impl Fn(&RunId) -> bool) -> bool {
        match self {
            Self::LookUp(_) => true,
            Self::Look(run) => unclear(run),
            Self::Send(_) | Self::Resizes(_) | Self::List | Self::Cluster(_) | Self::Choices(_) => false,
        }
    }
}

/// What is worth doing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Choice {
    /// This, now.
    Now(Work),
    /// Nothing before this moment.
    At(Timestamp),
    /// Nothing at all.
    Nothing,
}

/// A run as the schedule sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunPlan {
    /// Which.
    pub id: RunId,
    /// Where it stands.
    pub stage: Stage,
    /// Whether it changes a cluster that is there: then what is unclear shows on the cluster.
    pub changes: bool,
    /// What it asked for itself.
    pub next: Option<NextStep>,
    /// When its write left last.
    pub sent_at: Option<Timestamp>,
    /// Last try to look at it, whatever came of it.
    pub tried_at: Option<Timestamp>,
    /// When the replacements of its nodes are worth reading; nothing where it replaces none.
    pub resizes_from: Option<Timestamp>,
    /// Whether the last look missed it.
    pub missing: bool,
    /// Whether a request for it is under way.
    pub busy: bool,
    /// Whether somebody asked to look now.
    pub wanted: bool,
}

/// A cluster that no run of ours made, as the schedule sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClusterPlan {
    /// Which.
    pub id: ClusterId,
    /// Last try to look at it.
    pub tried_at: Option<Timestamp>,
}

/// An account as the schedule sees it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AccountPlan {
    /// Its runs that have not ended.
    pub runs: Vec<RunPlan>,
    /// Its clusters that no run of ours made, of the applications we can read.
    pub clusters: Vec<ClusterPlan>,
    /// What somebody wants to choose from.
    pub choices: Vec<Application>,
    /// Last try to read the list.
    pub listed_at: Option<Timestamp>,
    /// Whether somebody asked for the list now.
    pub list_wanted: bool,
    /// Whether the last read was part of a look-up.
    pub looked_up_last: bool,
    /// Whether a read is under way: one at a time.
    pub reading: bool,
    /// No read before this: the way to the provider is broken, or it wants quiet.
    pub reads_from: Option<Timestamp>,
}

/// What is worth asking at `now`.
///
/// Order: sending first, since a person waits for it; then look-ups and everything else in turn, so that many clusters
/// neither slow a look-up nor are starved by it; of each kind whatever has been due for longest.
pub fn next(plan: &AccountPlan, now: Timestamp) -> Choice {
    let mut due: Vec<(Timestamp, u8, Work)> = Vec::new();
    for run in plan.runs.iter().filter(|run| !run.busy) {
        if let Some(candidate) = of_run(run, now) {
            due.push(candidate);
        }
        due.extend(run.resizes_from.map(|at| (at.within(LIST_MS, now), 1, Work::Resizes(run.id.clone()))));
    }
    let reads_from = plan.reads_from.map_or(Timestamp(i64::MIN), |from| from.within(READS_MS_MAX, now));
    let missing = plan.runs.iter().any(|run| run.missing);
    let list_pause = if missing { LIST_MS_MISSED } else { LIST_MS };
    let list_at = match plan.listed_at {
        Some(at) if !plan.list_wanted => at.plus_ms(list_pause).within(list_pause, now),
        Some(_) | None => LONG_DUE,
    };
    due.push((list_at, 1, Work::List));
    for cluster in &plan.clusters {
        let at = match cluster.tried_at {
            Some(at) => at.plus_ms(CLUSTER_MS).within(CLUSTER_MS, now),
            None => plan.listed_at.unwrap_or(now),
        };
        due.push((at, 1, Work::Cluster(cluster.id.clone())));
    }
    due.extend(plan.choices.iter().map(|application| (LONG_DUE, 1, Work::Choices(*application))));
    // In turn: the one kind goes before the other where it did not have the last read.
    let rank_of = |looks_up: bool| if looks_up == plan.looked_up_last { 2 } else { 1 };
    let unclear: BTreeSet<&RunId> =
        plan.runs.iter().filter(|run| run.stage == Stage::Unclear).map(|run| &run.id).collect();
    let reads = due.into_iter().filter_map(|(at, rank, work)| match work {
        Work::Send(_) => Some((at, rank, work)),
        Work::LookUp(_) | Work::Look(_) | Work::Resizes(_) | Work::List | Work::Cluster(_) | Work::Choices(_) => {
            // Held back as a whole, in their order: the pause must not make the list younger than a look.
            let rank = rank_of(work.looks_up(|id| unclear.contains(id)));
            (!plan.reading).then_some((if now < reads_from { at.max(reads_from) } else { at }, rank, work))
        }
    });
    // What is due goes by rank and age; what is not yet due only by its moment.
    let best = reads.min_by_key(|(at, rank, _)| if *at <= now { (false, *rank, *at) } else { (true, 0, *at) });
    match best {
        None => Choice::Nothing,
        Some((at, _, work)) if at <= now => Choice::Now(work),
        Some((at, ..)) => Choice::At(at),
    }
}

fn of_run(run: &RunPlan, now: Timestamp) -> Option<(Timestamp, u8, Work)> {
    let look = |pause: i64| {
        let pause = if run.missing { pause.min(LOOK_MS_MISSED) } else { pause };
        let at = match run.tried_at {
            Some(at) if !run.wanted => at.plus_ms(pause).within(pause, now),
            Some(_) | None => LONG_DUE,
        };
        Some((at, 1, Work::Look(run.id.clone())))
    };
    // The pause before it is sent again may be one that the provider asked for, of any length: there the last sending tells
    // whether the clock went back.
    let next = |next: &NextStep| match run.sent_at {
        Some(sent) if next.what == NextWhat::Send && sent <= now => (next.what, next.at),
        Some(_) | None => (next.what, next.at.within(NEXT_MS_MAX, now)),
    };
    match (run.stage, run.next.as_ref().map(next)) {
        (Stage::Intended, Some((NextWhat::Send, at))) => {
            Some((if run.wanted { now } else { at }, 0, Work::Send(run.id.clone())))
        }
        (Stage::Unclear, Some((NextWhat::LookUp, at))) => {
            let work = if run.changes { Work::Look(run.id.clone()) } else { Work::LookUp(run.id.clone()) };
            Some((if run.wanted { now } else { at }, 1, work))
        }
        (stage, _) => pace_ms(stage).and_then(look),
    }
}

/// How often a run in this stage is looked at when there is room for it, in milliseconds; nothing where it is not.
pub fn pace_ms(stage: Stage) -> Option<i64> {
    match stage {
        Stage::Provisioning => Some(LOOK_MS_BUILDING),
        Stage::Deleting => Some(LOOK_MS_DELETING),
        Stage::Deferred | Stage::Failed => Some(LOOK_MS_STUCK),
        Stage::Running => Some(LOOK_MS_CALM),
        Stage::Intended | Stage::Unclear | Stage::Sending | Stage::Refused | Stage::Withdrawn | Stage::Gone => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_run(stage: Stage) -> RunPlan {
        RunPlan {
            id: "run".into(),
            stage,
            changes: false,
            next: None,
            sent_at: None,
            tried_at: None,
            resizes_from: None,
            missing: false,
            busy: false,
            wanted: false,
        }
    }

    fn listed(at: i64) -> AccountPlan {
        AccountPlan { listed_at: Some(Timestamp(at)), ..AccountPlan::default() }
    }

    #[test]
    fn the_list_is_read_first_of_all() {
        assert_eq!(next(&AccountPlan::default(), Timestamp(0)), Choice::Now(Work::List));
    }

    #[test]
    fn after_the_clock_went_back_nothing_waits_for_the_old_time() {
        let far = Timestamp(3_600_000);
        let unclear = RunPlan { next: Some(NextStep { what: NextWhat::LookUp, at: far }), ..a_run(Stage::Unclear) };
        let plan = AccountPlan { runs: vec![unclear], ..listed(0) };
        assert_eq!(next(&plan, Timestamp(1)), Choice::Now(Work::LookUp("run".into())));
        let intended = |sent_at| {
            let next = Some(NextStep { what: NextWhat::Send, at: far });
            AccountPlan { runs: vec![RunPlan { next, sent_at, ..a_run(Stage::Intended) }], ..listed(0) }
        };
        for sent_at in [None, Some(Timestamp(2))] {
            assert_eq!(next(&intended(sent_at), Timestamp(1)), Choice::Now(Work::Send("run".into())));
        }
        // An hour that the provider asked for is waited.
        assert!(matches!(next(&intended(Some(Timestamp(0))), Timestamp(1)), Choice::At(_)));
        let plan = AccountPlan { reads_from: Some(far), ..AccountPlan::default() };
        assert_eq!(next(&plan, Timestamp(1)), Choice::Now(Work::List));
    }

    #[test]
    fn sending_comes_before_any_read() {
        let send =
            RunPlan { next: Some(NextStep { what: NextWhat::Send, at: Timestamp(5) }), ..a_run(Stage::Intended) };
        let plan = AccountPlan { runs: vec![a_run(Stage::Provisioning), send], ..AccountPlan::default() };
        assert_eq!(next(&plan, Timestamp(5)), Choice::Now(Work::Send("run".into())));
    }

    #[test]
    fn a_send_that_has_to_wait_lets_reads_pass() {
        let send =
            RunPlan { next: Some(NextStep { what: NextWhat::Send, at: Timestamp(50) }), ..a_run(Stage::Intended) };
        let plan = AccountPlan { runs: vec![send], ..AccountPlan::default() };
        assert_eq!(next(&plan, Timestamp(5)), Choice::Now(Work::List));
    }

    #[test]
    fn a_sending_run_is_left_alone() {
        let plan = AccountPlan { runs: vec![a_run(Stage::Sending)], ..listed(0) };
        assert_eq!(next(&plan, Timestamp(1)), Choice::At(Timestamp(60_000)));
    }

    #[test]
    fn many_clusters_under_way_never_starve_the_list() {
        let mut runs: Vec<RunPlan> = (0..30)
            .map(|n| RunPlan {
                id: format!("{n:02}").as_str().into(),
                tried_at: Some(Timestamp(0)),
                ..a_run(Stage::Provisioning)
            })
            .collect();
        let mut now = 0;
        for _ in 0..200 {
            now += 1_000;
            let plan = AccountPlan { runs: runs.clone(), ..listed(0) };
            match next(&plan, Timestamp(now)) {
                Choice::Now(Work::Look(id)) => {
                    runs.iter_mut().find(|run| run.id == id).unwrap().tried_at = Some(Timestamp(now));
                }
                Choice::Now(Work::List) => return assert!(now <= 95_000, "only after {now} ms"),
                Choice::At(at) if at.0 < now + 2_000 => {}
                other @ (Choice::Now(_) | Choice::At(_) | Choice::Nothing) => panic!("{other:?}"),
            }
        }
        panic!("the list was never read");
    }

    #[test]
    fn a_look_up_and_many_clusters_have_their_turns() {
        let late = |id: &str, stage| RunPlan { id: id.into(), tried_at: Some(Timestamp(0)), ..a_run(stage) };
        let mut runs: Vec<RunPlan> = (0..200).map(|n| late(&format!("{n:03}"), Stage::Provisioning)).collect();
        let next_at = |at| Some(NextStep { what: NextWhat::LookUp, at: Timestamp(at) });
        runs.push(RunPlan { next: next_at(90_000), ..a_run(Stage::Unclear) });
        let mut plan = AccountPlan { runs, ..listed(100_000) };
        let mut looked_up = 0;
        for turn in 0..20 {
            let Choice::Now(work) = next(&plan, Timestamp(100_000 + turn)) else { panic!("nothing to do") };
            let is_look_up = matches!(work, Work::LookUp(_));
            assert_ne!(is_look_up, plan.looked_up_last, "turn {turn}");
            plan.looked_up_last = is_look_up;
            looked_up += i32::from(is_look_up);
        }
        assert_eq!(looked_up, 10);
        // Alone, each has every turn.
        plan.runs.retain(|run| run.stage == Stage::Unclear);
        plan.looked_up_last = true;
        assert!(matches!(next(&plan, Timestamp(100_000)), Choice::Now(Work::LookUp(_))));
    }

    #[test]
    fn a_quiet_time_holds_back_reads_and_not_their_order() {
        let plan = AccountPlan { reads_from: Some(Timestamp(9_000)), ..AccountPlan::default() };
        assert_eq!(next(&plan, Timestamp(0)), Choice::At(Timestamp(9_000)));
        assert_eq!(next(&plan, Timestamp(9_000)), Choice::Now(Work::List));
    }

    #[test]
    fn a_clock_that_went_back_does_not_stop_the_watch() {
        let run = RunPlan { tried_at: Some(Timestamp(9_000_000)), ..a_run(Stage::Running) };
        let plan = AccountPlan { runs: vec![run], ..listed(0) };
        assert_eq!(next(&plan, Timestamp(1_000)), Choice::Now(Work::Look("run".into())));
    }
}
