//! The promises: what can be told at any moment is checked after every step, the rest at the end of each story.

use std::collections::BTreeMap;

use slipway_engine::api::*;
use slipway_engine::id::{ClusterId, RunId};
use slipway_engine::request::{MARK_KEY, parse_mark};

use crate::access;
use crate::seed::{Story, is_at_an_end};
use crate::set_up;
use crate::world::KEY;

/// Requests that may follow each other at once, and in a second after that (see `watch/budget.rs`).
const BURST: f64 = 5.0;
const PER_SECOND: f64 = 1.0;

/// How long a new cluster is looked for (see `run/state.rs`), in milliseconds.
const LOOK_UP_WINDOW_MS: i64 = 10 * 60 * 1000;

/// What is known of the story so far, for the promises that hold at every moment.
#[derive(Default)]
pub struct Meter {
    /// The bucket that the budget allows at most, and when it was so full.
    bucket: Option<(f64, i64)>,
    requests: u64,
    /// The last revision told of each run, and by which process.
    revisions: BTreeMap<RunId, (usize, u64)>,
    /// How many clusters there were, and how many of them deleted, when they were last looked at.
    clusters: (usize, usize),
}

/// After every step: the budget, and the clusters of each run.
pub fn check_step(story: &mut Story) {
    for at in story.world.network.sent() {
        story.meter.requests += 1;
        let (full, since) = story.meter.bucket.unwrap_or((BURST, at));
        #[allow(clippy::cast_precision_loss, reason = "milliseconds of a story")]
        let left = (full + (at - since) as f64 / 1000.0 * PER_SECOND).min(BURST) - 1.0;
        story.meter.bucket = Some((left, at));
        if left < -1e-6 {
            let number = story.meter.requests;
            broken(story, format!("request {number} left {:.3} requests over the budget", -left));
        }
    }
    let clusters = story.world.sandbox.inspect(|cloud| {
        let deleted = cloud.clusters().iter().filter(|cluster| cluster.deleted_at_ms().is_some());
        (cloud.clusters().len(), deleted.count())
    });
    if clusters != story.meter.clusters {
        story.meter.clusters = clusters;
        let again = story.sent_again.clone();
        at_most_one_each(story, |run| again.get(run).copied().unwrap_or(0));
    }
}

/// With each view of a run: its revision grows, as a page that keeps the newest relies on.
pub fn check_view(story: &mut Story, view: &RunView) {
    let process = story.starts;
    let last = story.meter.revisions.insert(view.id.clone(), (process, view.revision));
    // A process that starts tells what it finds; till then a view may come twice.
    if let Some((of, revision)) = last
        && (view.revision < revision || (of == process && view.revision == revision))
    {
        broken(story, format!("run {} was told with revision {} after {revision}", view.id, view.revision));
    }
}

pub async fn check(story: &mut Story, runs: &[RunView]) {
    for run in runs.iter().filter(|run| run.kind == RunKind::Restore) {
        story.restores.insert(run.cluster_name.clone(), Some(run.id.clone()));
    }
    found_again(story, runs);
    one_cluster_each(story, runs);
    check_step(story);
    in_order(story, runs).await;
    no_secret_kept(story);
    settled(story, runs);
    gone_only_when_gone(story, runs);
    changes_sent_once(story, runs);
    nothing_after_a_refusal(story, runs);
    let_in_as_asked(story, runs).await;
    given_as_asked(story, runs).await;
}

/// The rules of each cluster are those that its run tells as open, each once; a cluster that is no run's has none.
async fn let_in_as_asked(story: &mut Story, runs: &[RunView]) {
    let clusters: Vec<ClusterId> = story.world.sandbox.inspect(|cloud| {
        let there = cloud.clusters().iter().filter(|cluster| cluster.deleted_at_ms().is_none());
        there.map(|cluster| ClusterId(cluster.id().to_string())).collect()
    });
    for cluster in clusters {
        let Some(rules) = access::rules_at(&story.world, &cluster, false).await else { continue };
        let makes =
            |run: &&RunView| run.kind == RunKind::Create && run.cluster.as_ref().map(|own| &own.id) == Some(&cluster);
        let run = runs.iter().find(makes);
        let expected = run.map(access::open_steps).unwrap_or_default();
        let launched = run.and_then(|run| story.launched.iter().find(|launched| launched.runs.contains(&run.id)));
        let asked = launched.map(|launched| access::asked_by(&launched.ask)).unwrap_or_default();
        for rule in rules.iter().filter(|rule| !asked.contains(rule)) {
            broken(story, format!("{rule:?} of {cluster} is open, and nobody asked for it"));
        }
        // One that is being deleted may have been asked for more than was seen of it.
        let seen = run.is_none_or(|run| run.stage != Stage::Deleting);
        if seen && rules != expected {
            broken(story, format!("the rules of {cluster} are {rules:?}, and its run tells {expected:?}"));
        }
        story.report.met_times("firewall rule that is open", u64::try_from(expected.len()).unwrap());
    }
    let rules = |state| move |step: &&StepView| step.what == StepWhat::Rule && step.state == state;
    let refused = runs.iter().flat_map(|run| &run.steps).filter(rules(StepState::Refused));
    story.report.met_times("firewall rule that was refused", u64::try_from(refused.count()).unwrap());
}

/// A cluster has what its run tells as there, each once, and nothing that nobody asked for.
async fn given_as_asked(story: &mut Story, runs: &[RunView]) {
    for run in runs.iter().filter(|run| run.kind == RunKind::Create && run.stage != Stage::Deleting) {
        let asked = story.launched.iter().find(|launched| launched.runs.contains(&run.id));
        let asked = asked.map(|launched| set_up::asked_by(&launched.ask)).unwrap_or_default();
        let Some(cluster) = run.cluster.as_ref().filter(|_| !asked.is_empty() && run.ended_at.is_none()) else {
            continue;
        };
        let Some(given) = set_up::given_at(&story.world, &cluster.id).await else { continue };
        let (told, name) = (set_up::done_steps(run), &run.cluster_name);
        let twice = given
            .windows(2)
            .filter(|pair| pair[0] == pair[1])
            .map(|pair| format!("{} of {name} is there twice", pair[0]));
        let unasked =
            given.iter().filter(|one| !asked.contains(one)).map(|one| format!("nobody asked for {one} of {name}"));
        let missing =
            told.iter().filter(|one| !given.contains(one)).map(|one| format!("{one} of {name} is told, and not there"));
        for what in twice.chain(unasked).chain(missing).collect::<Vec<_>>() {
            broken(story, what);
        }
        story.report.met_times("set-up that is there", u64::try_from(told.len()).unwrap());
        let count = |state| run.steps.iter().filter(|step| step.what != StepWhat::Rule && step.state == state).count();
        story.report.met_times("set-up that was refused", u64::try_from(count(StepState::Refused)).unwrap());
        story.report.met_times("set-up that asks", u64::try_from(count(StepState::Asks)).unwrap());
    }
}

/// A run is gone only where somebody asked to delete its cluster: otherwise it was taken for gone. That is right only of
/// a new one that nothing has shown for as long as is looked for one.
fn gone_only_when_gone(story: &mut Story, runs: &[RunView]) {
    let asked = |run: &RunView| run.cluster.as_ref().is_some_and(|cluster| story.to_be_deleted.contains(&cluster.id));
    let hidden = |run: &RunView| {
        let looked_ms = run.ended_at.zip(run.accepted_at).map_or(0, |(ended, accepted)| ended.ms_since(accepted));
        story.report.fault == "create:hide=700" && (looked_ms >= LOOK_UP_WINDOW_MS || was_set_back(story))
    };
    let gone = runs.iter().filter(|run| run.stage == Stage::Gone && !asked(run) && !hidden(run));
    for run in gone.map(|run| run.id.clone()).collect::<Vec<_>>() {
        broken(story, format!("run {run} is gone, and nobody deleted its cluster"));
    }
}

/// Whether the computer's clock is not to be relied on.
fn was_set_back(story: &Story) -> bool {
    story.report.met.contains_key("clock set back")
}

/// A change is sent once, and once more for each word of a person.
fn changes_sent_once(story: &mut Story, runs: &[RunView]) {
    for run in runs.iter().filter(|run| run.kind != RunKind::Create) {
        let again = story.sent_again.get(&run.id).copied().unwrap_or(0);
        if usize::try_from(run.attempt).unwrap() > 1 + again {
            broken(story, format!("the change {} was sent {} times after {again} × send again", run.id, run.attempt));
        }
    }
}

/// Where a launch was to stop at a refusal, nothing of it that comes later was sent.
fn nothing_after_a_refusal(story: &mut Story, runs: &[RunView]) {
    let mut sent = Vec::new();
    let mut stopped = 0;
    for launched in story.launched.iter().filter(|launched| launched.ask.stop_on_refusal) {
        let views = launched.runs.iter().filter_map(|id| runs.iter().find(|run| run.id == *id));
        let after = views.skip_while(|run| run.stage != Stage::Refused).skip(1);
        let (late, kept): (Vec<&RunView>, Vec<&RunView>) = after.partition(|run| run.attempt > 0);
        sent.extend(late.iter().map(|run| run.id.clone()));
        stopped += u64::from(!kept.is_empty());
    }
    story.report.met_times("launch that stopped at a refusal", stopped);
    for run in sent {
        broken(story, format!("run {run} was sent after its launch had been refused"));
    }
}

fn broken(story: &mut Story, what: String) {
    // What stays broken is said once.
    if !story.report.broken.contains(&what) {
        story.note(format!("BROKEN: {what}"));
        story.report.broken.push(what);
    }
}

fn found_again(story: &mut Story, runs: &[RunView]) {
    for id in story.accepted.clone() {
        if !runs.iter().any(|run| run.id == id) {
            broken(story, format!("the accepted run {id} is lost"));
        }
    }
}

/// A cluster at the provider.
struct Made {
    id: ClusterId,
    name: String,
    mark: Option<String>,
    created_at_ms: i64,
    deleted_at_ms: Option<i64>,
}

impl Made {
    /// The run whose cluster it is; nothing where it is nobody's. One that was restored bears nothing but its name.
    fn run(&self, story: &Story) -> Option<RunId> {
        match self.mark.as_deref().and_then(parse_mark) {
            Some((run, _)) => Some(run),
            None if self.mark.is_some() => None,
            None => {
                let run = story.restores.get(&self.name)?;
                Some(run.clone().unwrap_or_else(|| RunId(format!("that restores {}", self.name))))
            }
        }
    }
}

/// At most one cluster per run and word of a person, all known as a run's, and nothing deleted that was not to be. Gives
/// the clusters of each run.
fn at_most_one_each(story: &mut Story, again: impl Fn(&RunId) -> usize) -> BTreeMap<RunId, Vec<String>> {
    let mut by_run: BTreeMap<RunId, Vec<String>> = BTreeMap::new();
    let mut clusters: Vec<Made> = story.world.sandbox.inspect(|cloud| {
        let clusters = cloud.clusters().iter();
        clusters
            .map(|cluster| Made {
                id: ClusterId(cluster.id().to_string()),
                name: cluster.name().to_owned(),
                mark: cluster.tag(MARK_KEY).map(str::to_owned),
                created_at_ms: cluster.created().at_ms,
                deleted_at_ms: cluster.deleted_at_ms(),
            })
            .collect()
    });
    clusters.retain(|made| !story.by_hand.contains(&made.name));
    for made in &clusters {
        let run = made.run(story);
        if made.deleted_at_ms.is_some() && !story.to_be_deleted.contains(&made.id) {
            if run.as_ref().is_some_and(|run| was_due(story, run, made)) {
                story.report.met("delete by a deadline");
                story.to_be_deleted.insert(made.id.clone());
            } else {
                broken(story, format!("cluster {} was deleted, and nobody asked for it", made.id));
            }
        }
        match run {
            Some(run) => by_run.entry(run).or_default().push(made.id.0.clone()),
            None => broken(story, format!("cluster {} bears no mark, and no restore made it", made.id)),
        }
    }
    for (run, clusters) in &by_run {
        let again = again(run);
        if clusters.len() > 1 + again {
            broken(story, format!("run {run} has {} clusters after {again} × send again", clusters.len()));
        }
    }
    by_run
}

/// Whether its launch had asked for the delete of a cluster, and its time was over.
fn was_due(story: &Story, run: &RunId, made: &Made) -> bool {
    let of_run = story.launched.iter().find(|launched| launched.runs.contains(run));
    let after = of_run.and_then(|launched| launched.ask.delete_after_ms);
    after.zip(made.deleted_at_ms).is_some_and(|(after, deleted)| deleted - made.created_at_ms >= after)
}

/// At most one cluster per run and word of a person; none that no run owns; nothing deleted.
fn one_cluster_each(story: &mut Story, runs: &[RunView]) {
    let counts = story.sent_again.clone();
    let by_run = at_most_one_each(story, |run| counts.get(run).copied().unwrap_or(0));
    for (run, clusters) in by_run {
        let again = counts.get(&run).copied().unwrap_or(0);
        let Some(view) = runs.iter().find(|view| view.id == run) else {
            broken(story, format!("clusters {clusters:?} belong to run {run}, which is nowhere"));
            continue;
        };
        let owned = view.cluster.as_ref().is_some_and(|cluster| clusters.contains(&cluster.id.0));
        // An unclear run still looks, and a withdrawn one was given up by a person: its stray is shown as that.
        // Sent again, or told by a person that it is another, there may be one beside the run's own, which may be gone from
        // the provider by now.
        let beside = (again > 0 || story.found.contains(&run)) && view.cluster.is_some();
        if !owned
            && !beside
            && !matches!(view.stage, Stage::Unclear | Stage::Withdrawn | Stage::Intended | Stage::Sending)
        {
            broken(story, format!("clusters {clusters:?} of run {run} ({:?}) are not its own", view.stage));
        }
    }
}

async fn in_order(story: &mut Story, runs: &[RunView]) {
    for run in runs {
        let mut events = Vec::new();
        loop {
            let after = events.last().map_or(0, |event: &RunEvent| event.seq);
            let page = story.events_of(ListRunEvents { id: run.id.clone(), after, limit: None }).await;
            events.extend(page.items);
            if !page.more {
                break;
            }
        }
        let seqs_right = events.iter().zip(1..).all(|(event, seq)| event.seq == seq);
        let times_right = events.windows(2).all(|pair| pair[0].at <= pair[1].at);
        if events.is_empty() || !seqs_right || !times_right {
            broken(story, format!("the timeline of run {} has a hole or is out of order", run.id));
        }
    }
}

fn no_secret_kept(story: &mut Story) {
    let mut secrets = story.world.network.passwords();
    secrets.push(KEY.to_owned());
    secrets.extend(story.world.keyring.kept_passwords().iter().map(|password| password.expose().to_owned()));
    let holds = |bytes: &[u8]| secrets.iter().any(|secret| memchr::memmem::find(bytes, secret.as_bytes()).is_some());
    let told = holds(story.told.as_bytes());
    let mut kept = Vec::new();
    for file in std::fs::read_dir(story.world.home.path()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() && holds(&std::fs::read(&path).unwrap()) {
            kept.push(path);
        }
    }
    if told {
        broken(story, "an event holds a key or a password".to_owned());
    }
    for path in kept {
        broken(story, format!("{} holds a key or a password", path.display()));
    }
}

/// Everything has come to where it can't go on without the provider or a person.
fn settled(story: &mut Story, runs: &[RunView]) {
    for run in runs {
        let open = match run.stage {
            Stage::Intended | Stage::Sending | Stage::Deleting => true,
            Stage::Unclear => !run.needs_you,
            Stage::Provisioning => story.report.fault != "create:stuck",
            Stage::Running => run.steps.iter().any(|step| !is_at_an_end(step.state)),
            Stage::Refused | Stage::Deferred | Stage::Failed | Stage::Withdrawn | Stage::Gone => false,
        };
        if open {
            let (stage, next, steps) = (run.stage, &run.next, &run.steps);
            broken(story, format!("run {} is still {stage:?} at the end, next {next:?}, steps {steps:?}", run.id));
        }
    }
}
