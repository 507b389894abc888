//! What of an account is worth the next request. Pure: given what is known, the same answer each time.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::api::{Application, NextStep, NextWhat, Stage};
use crate::id::{ClusterId, RunId};
use crate::time::Timestamp;
use crate::watch::budget::RATE;
use crate::watch::prospect::Prospect;

/// The shortest pause between two looks at a cluster of which it is foreseen when it will run, in milliseconds.
const LOOK_MS_MIN: i64 = 500;
/// Pause between two looks at a cluster that is being made and of which nothing can be foreseen, at first, in milliseconds …
const LOOK_MS_UNFORESEEN: i64 = 2_000;
/// … later so much of the time that it takes, in parts of a hundred, but never longer than a cluster's that hangs.
const LOOK_PERCENT_UNFORESEEN: i64 = 1;
/// Pause between two looks at a cluster that hangs, in milliseconds.
const LOOK_MS_HANGS: i64 = 10_000;
/// Where there is room, what was seen of a cluster that is being made is never older, in milliseconds: somebody may be watching its
/// nodes.
const FRESH_MS: i64 = 16_000;
/// Room or not, it is looked at after so many times [`pace_ms`], in tenths.
const FLOOR_TENTHS: i64 = 25;
/// A look for which there is room is made for so much news of how quick the cluster is, in nats.
const NEWS_MIN: f64 = 0.1;
/// Pause before a look for its news, in milliseconds.
const NEWS_MS: i64 = 6_000;
/// Whether there is room, and news, is looked at again after so long, in milliseconds.
const NEWS_PAUSE_MS: i64 = 1_000;
/// Pause between two looks at a cluster that is being made, as it is told, in milliseconds.
const PACE_MS_BUILDING: i64 = 8_000;
/// Pause between two looks at a cluster that is being deleted, in milliseconds.
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
/// All looks at our calm clusters together have at least such a pause between them, in milliseconds, a fifth of the room there is; and so
/// have those at the others. The list tells sooner what comes and goes.
const CALM_MS_EACH: i64 = 5_000;
/// All reads of how steps are getting on together have at least such a pause between them, in milliseconds: half the room there is.
const STEPS_MS_EACH: i64 = 2_000;
/// Reads within so long count for that, in milliseconds.
const STEPS_MS_SOON: i64 = 15_000;
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
    /// Send a step of a run whose cluster runs.
    SendStep(RunId),
    /// Read how steps of a run are getting on.
    ReadSteps(RunId),
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
            Self::Send(_)
            | Self::SendStep(_)
            | Self::ReadSteps(_)
            | Self::Resizes(_)
            | Self::List
            | Self::Cluster(_)
            | Self::Choices(_) => false,
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
#[derive(Clone, PartialEq, Debug)]
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
    /// When its cluster will run, where it is being made and that can be foreseen.
    pub prospect: Option<Arc<Prospect>>,
    /// When the replacements of its nodes are worth reading; nothing where it replaces none.
    pub resizes_from: Option<Timestamp>,
    /// When a step of it is to be sent.
    pub step_at: Option<Timestamp>,
    /// When it is to be read how its steps are getting on.
    pub steps_read_at: Option<Timestamp>,
    /// When that was read last.
    pub steps_tried_at: Option<Timestamp>,
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
#[derive(Clone, PartialEq, Debug, Default)]
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
    /// Requests per second that the account allows; none counts as one.
    pub rate: u32,
    /// Whether the bucket of requests is full: then one that is not made is lost.
    pub rested: bool,
}

/// What is worth asking at `now`.
///
/// Order: sending first, since a person waits for it; then look-ups and everything else in turn, so that many clusters
/// neither slow a look-up nor are starved by it; of each kind whatever has been due for longest.
pub fn next(plan: &AccountPlan, now: Timestamp) -> Choice {
    let mut due: Vec<(Timestamp, u8, Work)> = Vec::new();
    let crowd = Crowd::of(plan, now);
    for run in plan.runs.iter().filter(|run| !run.busy) {
        if let Some(candidate) = of_run(run, crowd, now) {
            due.push(candidate);
        }
        due.extend(run.step_at.map(|at| (at, 0, Work::SendStep(run.id.clone()))));
        due.extend(run.steps_read_at.map(|at| {
            let at = at.within(NEXT_MS_MAX, now);
            let shared =
                run.steps_tried_at.map_or(at, |tried| tried.plus_ms(crowd.steps_ms()).within(NEXT_MS_MAX, now));
            (at.max(shared), 1, Work::ReadSteps(run.id.clone()))
        }));
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
            Some(at) => {
                let pause = CLUSTER_MS.max(crowd.others_ms());
                at.plus_ms(pause).within(pause, now)
            }
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
        Work::Send(_) | Work::SendStep(_) => Some((at, rank, work)),
        Work::ReadSteps(_)
        | Work::LookUp(_)
        | Work::Look(_)
        | Work::Resizes(_)
        | Work::List
        | Work::Cluster(_)
        | Work::Choices(_) => {
            // Held back as a whole, in their order: the pause must not make the list younger than a look.
            let rank = rank_of(work.looks_up(|id| unclear.contains(id)));
            (!plan.reading).then_some((if now < reads_from { at.max(reads_from) } else { at }, rank, work))
        }
    });
    // What is due goes by rank and age; what is not yet due only by its moment.
    let best = reads.min_by_key(|(at, rank, _)| if *at <= now { (false, *rank, *at) } else { (true, 0, *at) });
    let then = match best {
        Some((at, _, work)) if at <= now => return Choice::Now(work),
        Some((at, ..)) => Some(at),
        None => None,
    };
    let free = if plan.reading || now < reads_from { None } else { of_room(plan, now) };
    match (free, then) {
        (Some(Choice::At(at)), then) => Choice::At(then.map_or(at, |then| then.min(at))),
        (Some(choice), _) => choice,
        (None, Some(at)) => Choice::At(at),
        (None, None) => Choice::Nothing,
    }
}

/// Nothing is due: the look that tells most where there is room for one, or when to think of it again.
fn of_room(plan: &AccountPlan, now: Timestamp) -> Option<Choice> {
    let foreseen = |run: &RunPlan| Some((run.id.clone(), run.tried_at?, run.prospect.clone()?));
    let building = plan.runs.iter().filter(|run| run.stage == Stage::Provisioning && !run.busy && !run.missing);
    let mut building = building.filter_map(foreseen).filter(|(.., prospect)| !prospect.hangs()).peekable();
    building.peek()?;
    if !plan.rested {
        return Some(Choice::At(now.plus_ms(NEWS_PAUSE_MS)));
    }
    // What is old comes first, the oldest of all; then what tells most.
    let worth = |(run, tried_at, prospect): (RunId, Timestamp, Arc<Prospect>)| {
        let since = now.ms_since(tried_at);
        if !(0..FRESH_MS).contains(&since) {
            return Some((since.unsigned_abs(), 0.0, run));
        }
        let news = if since < NEWS_MS { 0.0 } else { prospect.news(now) };
        (news >= NEWS_MIN).then_some((0, news, run))
    };
    let best = building
        .filter_map(worth)
        .max_by(|(old, news, _), (other_old, other_news, _)| old.cmp(other_old).then(news.total_cmp(other_news)));
    Some(best.map_or(Choice::At(now.plus_ms(NEWS_PAUSE_MS)), |(.., run)| Choice::Now(Work::Look(run))))
}

/// How many share the room there is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Crowd {
    /// Runs whose clusters are being made.
    pub building: usize,
    /// Runs whose clusters are calm.
    pub calm: usize,
    /// Clusters that no run of ours made.
    pub others: usize,
    /// Runs whose steps are read.
    pub steps: usize,
    /// Requests per second that the account allows; none counts as one.
    pub rate: u32,
}

impl Crowd {
    fn of(plan: &AccountPlan, now: Timestamp) -> Self {
        let runs = |stage| plan.runs.iter().filter(|run| run.stage == stage).count();
        // What waits for somebody is read seldom, and takes no room from the rest.
        let soon = now.plus_ms(STEPS_MS_SOON);
        let steps = plan.runs.iter().filter(|run| run.steps_read_at.is_some_and(|at| at <= soon)).count();
        Self {
            building: runs(Stage::Provisioning),
            calm: runs(Stage::Running),
            others: plan.clusters.len(),
            steps,
            rate: plan.rate,
        }
    }

    fn calm_ms(self) -> i64 {
        self.each(self.calm, CALM_MS_EACH)
    }

    /// The steps of many runs together take no more than half of the room from the rest.
    fn steps_ms(self) -> i64 {
        self.each(self.steps, STEPS_MS_EACH)
    }

    fn others_ms(self) -> i64 {
        self.each(self.calm + self.others, CALM_MS_EACH)
    }

    fn building_ms(self) -> i64 {
        self.each(self.building, 1_000)
    }

    /// The pause of each of so many, where one would have `ms` at a request per second.
    fn each(self, count: usize, ms: i64) -> i64 {
        i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(ms) / i64::from(self.rate.max(RATE))
    }
}

fn of_run(run: &RunPlan, crowd: Crowd, now: Timestamp) -> Option<(Timestamp, u8, Work)> {
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
    let foreseen = run.prospect.as_ref().filter(|prospect| prospect.holds(now));
    let foreseen = foreseen.filter(|_| run.stage == Stage::Provisioning && !run.missing && !run.wanted);
    if let (Some(prospect), Some(tried_at)) = (foreseen, run.tried_at) {
        return Some((at_of(prospect, tried_at, crowd, now), 1, Work::Look(run.id.clone())));
    }
    match (run.stage, run.next.as_ref().map(next)) {
        (Stage::Intended, Some((NextWhat::Send, at))) => {
            Some((if run.wanted { now } else { at }, 0, Work::Send(run.id.clone())))
        }
        (Stage::Unclear, Some((NextWhat::LookUp, at))) => {
            let work = if run.changes { Work::Look(run.id.clone()) } else { Work::LookUp(run.id.clone()) };
            Some((if run.wanted { now } else { at }, 1, work))
        }
        (Stage::Provisioning, _) => {
            let age = run.sent_at.map_or(0, |sent| now.ms_since(sent));
            look((age * LOOK_PERCENT_UNFORESEEN / 100).clamp(LOOK_MS_UNFORESEEN, LOOK_MS_HANGS))
        }
        (stage, _) => pace_ms(stage, crowd).and_then(look),
    }
}

/// When a cluster that is being made is looked at. What is due goes before younger things as if it had been due for as long as
/// its cluster may have run unseen.
fn at_of(prospect: &Prospect, tried_at: Timestamp, crowd: Crowd, now: Timestamp) -> Timestamp {
    let pause = if prospect.hangs() {
        LOOK_MS_HANGS
    } else if prospect.looked_at() < tried_at {
        // The last try told nothing.
        LOOK_MS_UNFORESEEN
    } else {
        LOOK_MS_MIN
    };
    let earliest = tried_at.plus_ms(pause).within(pause, now);
    if prospect.hangs() {
        return earliest;
    }
    let floor = PACE_MS_BUILDING.max(crowd.building_ms()).saturating_mul(FLOOR_TENTHS) / 10;
    let latest = tried_at.plus_ms(floor).within(floor, now);
    let due = prospect.due().min(latest).max(earliest);
    if due > now {
        return due;
    }
    #[allow(clippy::cast_possible_truncation, reason = "hours, in milliseconds")]
    let unseen_ms = (prospect.unseen(now) * 1000.0) as i64;
    latest.min(now.plus_ms(-unseen_ms))
}

/// How often a run in this stage is looked at, in milliseconds; nothing where it is not. A cluster that is being made is mostly looked
/// at more often, and after two and a half times as long at the latest.
pub fn pace_ms(stage: Stage, crowd: Crowd) -> Option<i64> {
    match stage {
        Stage::Provisioning => Some(PACE_MS_BUILDING.max(crowd.building_ms())),
        Stage::Deleting => Some(LOOK_MS_DELETING.max(crowd.building_ms())),
        Stage::Deferred | Stage::Failed => Some(LOOK_MS_STUCK.max(crowd.building_ms())),
        Stage::Running => Some(LOOK_MS_CALM.max(crowd.calm_ms()).max(crowd.building_ms())),
        Stage::Intended | Stage::Unclear | Stage::Sending | Stage::Refused | Stage::Withdrawn | Stage::Gone => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::stages::Entered;

    fn a_run(stage: Stage) -> RunPlan {
        RunPlan {
            id: "run".into(),
            stage,
            changes: false,
            next: None,
            sent_at: None,
            tried_at: None,
            prospect: None,
            resizes_from: None,
            step_at: None,
            steps_read_at: None,
            steps_tried_at: None,
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
    fn the_steps_of_many_runs_leave_half_of_the_room_to_the_rest() {
        let with_steps = |n: i32| RunPlan {
            id: format!("steps {n}").as_str().into(),
            steps_read_at: Some(Timestamp(0)),
            ..a_run(Stage::Running)
        };
        let coming = |n: i32| RunPlan { id: format!("coming {n}").as_str().into(), ..a_run(Stage::Provisioning) };
        let runs = (0..30).map(with_steps).chain((0..30).map(coming)).collect();
        let mut plan = AccountPlan { runs, ..listed(0) };
        let (mut steps, mut looks) = (0, 0);
        for turn in 0..600 {
            let now = Timestamp(turn * 1_000);
            let of = |plan: &AccountPlan, id: &RunId| plan.runs.iter().position(|run| run.id == *id).unwrap();
            match next(&plan, now) {
                Choice::Now(Work::ReadSteps(id)) => {
                    steps += 1;
                    let at = of(&plan, &id);
                    plan.runs[at].steps_tried_at = Some(now);
                    plan.runs[at].steps_read_at = Some(now.plus_ms(2_000));
                }
                Choice::Now(Work::Look(id)) => {
                    looks += 1;
                    let at = of(&plan, &id);
                    plan.runs[at].tried_at = Some(now);
                }
                Choice::Now(_) | Choice::At(_) | Choice::Nothing => plan.listed_at = Some(now),
            }
        }
        assert!(steps <= 330 && looks >= 250, "{steps} reads of steps, {looks} looks");
    }

    #[test]
    fn a_quiet_time_holds_back_reads_and_not_their_order() {
        let plan = AccountPlan { reads_from: Some(Timestamp(9_000)), ..AccountPlan::default() };
        assert_eq!(next(&plan, Timestamp(0)), Choice::At(Timestamp(9_000)));
        assert_eq!(next(&plan, Timestamp(9_000)), Choice::Now(Work::List));
    }

    /// A run that began at 0; the look showed its nodes where they are expected.
    fn coming_up(id: &str, looked: i32) -> RunPlan {
        let pace = crate::watch::pace::Pace { medians: [30.0, 200.0, 40.0, 45.0], shared: 0.24, own: 0.18, joins: 1.0 };
        let entered = |stage, seen: f64| Entered { stage, after: seen - 1.0, seen };
        let node = [entered(1, 30.0), entered(2, 230.0), entered(3, 270.0)];
        let shown = node.into_iter().filter(|entered| entered.seen * 1_000.0 <= f64::from(looked)).collect();
        let looked = i64::from(looked);
        let prospect = Prospect::of(&pace, Timestamp(0), Timestamp(looked), &[shown], 1);
        RunPlan {
            id: id.into(),
            tried_at: Some(Timestamp(looked)),
            prospect: Some(Arc::new(prospect)),
            ..a_run(Stage::Provisioning)
        }
    }

    #[test]
    fn what_cannot_run_yet_is_not_looked_at_where_others_need_the_room() {
        let plan = AccountPlan { runs: vec![coming_up("run", 0)], ..listed(0) };
        assert!(matches!(next(&plan, Timestamp(19_000)), Choice::At(_)));
        assert_eq!(
            next(&plan, Timestamp(20_000)),
            Choice::Now(Work::Look("run".into())),
            "somebody may watch its nodes"
        );
        let plan = AccountPlan { runs: vec![coming_up("run", 299_000)], ..listed(200_000) };
        assert_eq!(next(&plan, Timestamp(310_000)), Choice::Now(Work::List), "it is late by far more");
        let plan = AccountPlan { listed_at: Some(Timestamp(309_000)), ..plan };
        assert_eq!(next(&plan, Timestamp(310_000)), Choice::Now(Work::Look("run".into())));
    }

    #[test]
    fn where_there_is_room_the_oldest_sight_is_renewed() {
        let runs = vec![coming_up("newer", 70_000), coming_up("older", 68_000)];
        let plan = AccountPlan { runs, rested: true, ..listed(80_000) };
        assert_eq!(next(&plan, Timestamp(86_500)), Choice::Now(Work::Look("older".into())));
        let plan = AccountPlan { rested: false, ..plan };
        assert!(matches!(next(&plan, Timestamp(86_500)), Choice::At(_)));
    }

    #[test]
    fn of_those_that_may_run_the_one_that_may_have_run_for_longest_comes_first() {
        let runs = vec![coming_up("just looked at", 399_000), coming_up("not for long", 300_000)];
        let plan = AccountPlan { runs, ..listed(399_000) };
        assert_eq!(next(&plan, Timestamp(400_000)), Choice::Now(Work::Look("not for long".into())));
    }

    #[test]
    fn a_look_that_failed_is_not_repeated_at_once() {
        let run = RunPlan { tried_at: Some(Timestamp(400_000)), ..coming_up("run", 0) };
        let plan = AccountPlan { runs: vec![run], ..listed(400_000) };
        assert_eq!(next(&plan, Timestamp(401_000)), Choice::At(Timestamp(402_000)));
        assert_eq!(next(&plan, Timestamp(402_000)), Choice::Now(Work::Look("run".into())));
    }

    #[test]
    fn what_is_calm_leaves_room_for_what_comes_up() {
        let calm = (0..200).map(|number: i32| RunPlan {
            id: number.to_string().as_str().into(),
            tried_at: Some(Timestamp(0)),
            ..a_run(Stage::Running)
        });
        let mut plan = AccountPlan { runs: calm.collect(), ..listed(0) };
        // Two hundred of them have a second of five: each is looked at every thousand seconds.
        plan.listed_at = Some(Timestamp(990_000));
        assert_eq!(next(&plan, Timestamp(990_000)), Choice::At(Timestamp(1_000_000)));
        assert_eq!(pace_ms(Stage::Running, Crowd { calm: 200, others: 90, ..Crowd::default() }), Some(1_000_000));
    }

    #[test]
    fn a_clock_that_went_back_behind_the_last_look_does_not_stop_it_either() {
        let plan = AccountPlan { runs: vec![coming_up("run", 299_000)], ..listed(0) };
        assert_eq!(next(&plan, Timestamp(1_000)), Choice::Now(Work::Look("run".into())));
    }

    #[test]
    fn a_clock_that_went_back_does_not_stop_the_watch() {
        let run = RunPlan { tried_at: Some(Timestamp(9_000_000)), ..a_run(Stage::Running) };
        let plan = AccountPlan { runs: vec![run], ..listed(0) };
        assert_eq!(next(&plan, Timestamp(1_000)), Choice::Now(Work::Look("run".into())));
    }
}
