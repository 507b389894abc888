//! One seed: a story of launches, faults, crashes, take-overs and decisions.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use slipway_engine::api::*;
use slipway_engine::edges::Bug;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};
use slipway_engine::request;

use crate::network::Leg;
use crate::process::Process;
use crate::promises::{self, Meter};
use crate::world::World;

/// What can go wrong at the provider or on the way, one sort for each seed.
pub const FAULTS: [&str; 20] = [
    "none",
    "refuse",
    "create:lose-answer",
    "create:drop",
    "create:stall=20",
    "create:stall=90",
    "create:status=503",
    "create:status=429:3",
    "create:status=400",
    "create:status=401",
    "create:after-status=503",
    "create:garbage",
    "create:after-garbage",
    "create:hide=40",
    "create:defer",
    "create:fail",
    "create:stuck",
    "read:status=503:4",
    "list:lose-answer:3",
    "any:status=429:4",
];
/// What else makes a create unclear, so that look-ups meet every fault.
const UNCLEAR: [&str; 3] = ["create:lose-answer", "create:after-status=502", "create:drop"];
/// What can go wrong with a change of a cluster that runs.
pub const CHANGE_FAULTS: [&str; 9] = [
    "delete:lose-answer",
    "delete:drop",
    "delete:after-status=503",
    "delete:stall=20",
    "update:lose-answer",
    "update:drop",
    "update:after-garbage",
    "update:status=409",
    "read:status=503:2",
];
/// Simulated time that a story may take, in milliseconds, before it must have settled.
const STORY_MS: i64 = 60 * 60 * 1000;
/// Crashes of one story at most.
const CRASHES_MAX: usize = 4;

/// Commits in a row that find a full disk, at most.
const FULL_COMMITS_MAX: usize = 4;

/// What a seed came to.
pub struct Report {
    pub seed: u64,
    pub fault: &'static str,
    /// The stage of the run at each crash, and where its requests were.
    pub crashes: Vec<(String, &'static str)>,
    /// The stage of each run at the end.
    pub ends: Vec<String>,
    pub takeovers: u32,
    pub repeats: u32,
    pub decisions: u32,
    /// Stretches with a full disk.
    pub full_disks: u32,
    /// Creates that arrived after their sender had died.
    pub strays: u32,
    /// Deletes and resizes that a person asked for.
    pub deletes: u32,
    pub resizes: u32,
    /// What could go wrong with them, one sort for each seed that changes anything, and how many of them were asked for.
    pub changes: Option<(&'static str, u32, u32)>,
    /// How often the computer slept.
    pub sleeps: u32,
    pub broken: Vec<String>,
    pub story: Vec<String>,
}

/// Runs one seed.
pub fn run(seed: u64, bug: Option<Bug>) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async { Story::new(seed, bug).tell().await })
}

/// A moment at which the process is to die: so many polls after a run entered the stage.
struct Trigger {
    stage: &'static str,
    polls: u32,
}

pub struct Story {
    pub world: World,
    chance: StdRng,
    a: Process,
    b: Option<Process>,
    events: slipway_engine::Events,
    /// Every event of the story.
    pub told: String,
    /// The stage of each run as last told.
    stages: BTreeMap<RunId, Stage>,
    triggers: Vec<Trigger>,
    /// Stages at whose next sight the disk is full, for so many commits.
    full_disks: Vec<(&'static str, u32)>,
    pub meter: Meter,
    pub accepted: Vec<RunId>,
    /// How often a person said «send again», by run.
    pub sent_again: BTreeMap<RunId, usize>,
    /// Clusters that a person asked to delete.
    pub to_be_deleted: BTreeSet<ClusterId>,
    pub starts: usize,
    pub report: Report,
}

/// The stages that crashes are counted by.
fn sort(stage: Stage) -> &'static str {
    match stage {
        Stage::Intended => "intended",
        Stage::Sending => "sending",
        Stage::Unclear => "unclear",
        Stage::Provisioning
        | Stage::Running
        | Stage::Deferred
        | Stage::Failed
        | Stage::Deleting
        | Stage::Refused
        | Stage::Withdrawn
        | Stage::Gone => "watched",
    }
}

fn word(stage: Stage) -> String {
    serde_json::to_string(&stage).unwrap().trim_matches('"').to_owned()
}

impl Story {
    fn new(seed: u64, bug: Option<Bug>) -> Self {
        let mut chance = StdRng::seed_from_u64(seed ^ 0x005e_ed00);
        let world = World::new(seed, bug);
        let fault = FAULTS[usize::try_from(seed).unwrap() % FAULTS.len()];
        let a = Process::start(&world, "a");
        let events = a.engine.events();
        let crashes = chance.random_range(0..=CRASHES_MAX);
        let triggers = (0..crashes)
            .map(|_| Trigger {
                stage: crate::counts::STAGES.choose(&mut chance).unwrap(),
                polls: chance.random_range(0..6),
            })
            .collect();
        let full_disks = if chance.random_bool(0.25) {
            vec![(
                *crate::counts::STAGES.choose(&mut chance).unwrap(),
                chance.random_range(1..=u32::try_from(FULL_COMMITS_MAX).unwrap()),
            )]
        } else {
            Vec::new()
        };
        let report = Report {
            seed,
            fault,
            crashes: Vec::new(),
            ends: Vec::new(),
            takeovers: 0,
            repeats: 0,
            decisions: 0,
            full_disks: 0,
            strays: 0,
            deletes: 0,
            resizes: 0,
            changes: None,
            sleeps: 0,
            broken: Vec::new(),
            story: Vec::new(),
        };
        Self {
            world,
            chance,
            a,
            b: None,
            events,
            told: String::new(),
            stages: BTreeMap::new(),
            triggers,
            full_disks,
            meter: Meter::default(),
            accepted: Vec::new(),
            sent_again: BTreeMap::new(),
            to_be_deleted: BTreeSet::new(),
            starts: 1,
            report,
        }
    }

    pub fn note(&mut self, line: impl std::fmt::Display) {
        let at = self.world.clock.millis() - 1_767_225_600_000;
        self.report.story.push(format!("{:>7}.{:03} {line}", at / 1000, at % 1000));
    }

    async fn tell(mut self) -> Report {
        self.arm();
        for number in 0..self.chance.random_range(1..=3) {
            self.launch(number).await;
            let pause = self.chance.random_range(0..9_000);
            self.pass(pause).await;
            if self.chance.random_bool(0.1) {
                self.sleep().await;
            }
            if self.b.is_none() && self.chance.random_bool(0.3) {
                self.note("a second process on the same home");
                self.world.full_disk.fail(0);
                self.b = Some(Process::start(&self.world, "b"));
                self.starts += 1;
            }
        }
        self.settle().await;
        if self.chance.random_bool(0.3) {
            self.change().await;
            self.settle().await;
        }
        // What is stuck stays so: whatever is left is looked at in the quiet after the last crash.
        self.triggers.clear();
        self.world.sandbox.faults().clear();
        self.pass(90_000).await;
        let runs = self.runs().await;
        self.report.strays = self.world.network.strays();
        self.report.ends = runs.iter().map(|run| word(run.stage)).collect();
        promises::check(&mut self, &runs).await;
        self.report
    }

    /// Time passes, and a person decides what is theirs to decide, until nothing goes on by itself.
    async fn settle(&mut self) {
        let deadline = self.world.clock.millis() + STORY_MS;
        let mut runs = self.runs().await;
        while self.world.clock.millis() < deadline && !self.settled(&runs) {
            self.pass(5_000).await;
            runs = self.runs().await;
            if self.decide(&runs).await {
                runs = self.runs().await;
            }
        }
    }

    /// Deletes or resizes what runs, with a fault and perhaps a crash on the way.
    async fn change(&mut self) {
        let faults = self.world.sandbox.faults();
        faults.clear();
        let fault = *CHANGE_FAULTS.choose(&mut self.chance).unwrap();
        self.note(format!("changes, with {fault}"));
        let stage = if self.chance.random_bool(0.5) { "sending" } else { "intended" };
        self.triggers.push(Trigger { stage, polls: self.chance.random_range(0..6) });
        for run in self.runs().await {
            let Some(cluster) = run.cluster.clone().filter(|_| run.stage == Stage::Running) else { continue };
            if self.chance.random_bool(0.5) {
                self.delete(&run, &cluster, fault).await;
            } else {
                self.resize(&run, &cluster, fault).await;
            }
        }
        self.report.changes = Some((fault, self.report.deletes, self.report.resizes));
    }

    async fn delete(&mut self, run: &RunView, cluster: &ClusterRef, fault: &str) {
        self.world.sandbox.faults().add(fault.parse().unwrap());
        let ask = DeleteAsk {
            launch_id: LaunchId(format!("delete-{}", run.id)),
            account_id: run.account_id.clone(),
            cluster: cluster.id.clone(),
            name: cluster.name.clone(),
        };
        // Counted before it is known whether it was kept: a crash may hide the answer.
        self.to_be_deleted.insert(cluster.id.clone());
        let engine = self.a.engine.clone();
        if let Some(Ok(view)) = self.drive(engine.delete_cluster(ask)).await {
            self.note(format!("{} is to delete {}", view.id, cluster.id));
            self.accepted.push(view.id);
            self.report.deletes += 1;
        }
    }

    async fn resize(&mut self, run: &RunView, cluster: &ClusterRef, fault: &str) {
        let head = if cluster.application == Application::Kafka { "KFK" } else { "CAS" };
        let centres =
            vec![CentreResize { name: None, node_size: Some(format!("{head}-DEV-t4g.medium-80")), nodes: None }];
        let (account_id, id) = (run.account_id.clone(), cluster.id.clone());
        let ask = ResizeReviewAsk { account_id: account_id.clone(), cluster: id, centres: centres.clone() };
        let engine = self.a.engine.clone();
        let Some(Ok(review)) = self.drive(engine.review_resize(ask)).await else { return };
        // Not before: what can't be read can't be reviewed.
        self.world.sandbox.faults().add(fault.parse().unwrap());
        let launch_id = LaunchId(format!("resize-{}", run.id));
        let ask = ResizeAsk { launch_id, account_id, cluster: cluster.clone(), before: review.before, centres };
        let engine = self.a.engine.clone();
        if let Some(Ok(view)) = self.drive(engine.resize_cluster(ask)).await {
            self.note(format!("{} is to resize {}", view.id, cluster.id));
            self.accepted.push(view.id);
            self.report.resizes += 1;
        }
    }

    fn arm(&mut self) {
        let fault = self.report.fault;
        self.note(format!("seed {}, fault {fault}", self.report.seed));
        let faults = self.world.sandbox.faults();
        match fault {
            "none" => {}
            "refuse" => self.world.network.refuse(self.chance.random_range(1..6)),
            text => faults.add(text.parse().unwrap()),
        }
        // The others meet a look-up only where the create itself was made unclear.
        if self.chance.random_bool(0.4) {
            let text = *UNCLEAR.choose(&mut self.chance).unwrap();
            self.note(format!("and {text}"));
            faults.add(text.parse().unwrap());
        }
    }

    async fn launch(&mut self, number: u32) {
        let application = if self.chance.random_bool(0.5) { Application::Kafka } else { Application::Cassandra };
        let mut draft = request::new_draft(application);
        draft.name = format!("profile {number}");
        // The same name now and then: names are not unique at the provider.
        draft.cluster_name = format!("sim-{}", if self.chance.random_bool(0.2) { 0 } else { number });
        let ask = LaunchAsk {
            launch_id: LaunchId(format!("launch-{number}")),
            account_id: AccountId::from(AccountId::SANDBOX),
            drafts: vec![draft],
            profile_id: None,
            accept_warnings: true,
            stop_on_refusal: false,
            delete_after_ms: None,
        };
        let repeats = self.chance.random_bool(0.3);
        // A caller that got no answer asks again with the same id, as the page does.
        for _ in 0..CRASHES_MAX + FULL_COMMITS_MAX + 2 {
            let engine = self.a.engine.clone();
            let Some(answer) = self.drive(engine.launch(ask.clone())).await else { continue };
            match answer {
                Ok(view) => {
                    let ids: Vec<RunId> = view.runs.iter().map(|run| run.id.clone()).collect();
                    self.note(format!("launched as {ids:?}"));
                    self.accepted.extend(ids);
                    break;
                }
                // Not launched, and said so; the person tries again.
                Err(problem) if problem.code == ProblemCode::Store => self.note("the launch was not kept"),
                Err(problem) => {
                    self.report.broken.push(format!("a launch was refused: {problem:?}"));
                    return;
                }
            }
        }
        if repeats {
            let engine = self.a.engine.clone();
            if let Some(Ok(view)) = self.drive(engine.launch(ask)).await {
                self.report.repeats += 1;
                for run in view.runs {
                    if !self.accepted.contains(&run.id) {
                        self.report.broken.push(format!("the same launch id made another run {}", run.id));
                    }
                }
            }
        }
    }

    /// Lets simulated time pass.
    async fn pass(&mut self, ms: u64) {
        let until = tokio::time::Instant::now() + Duration::from_millis(ms);
        // A crash cuts it short; the rest of the time passes after the restart.
        while tokio::time::Instant::now() < until {
            self.drive(tokio::time::sleep_until(until)).await;
        }
    }

    /// The computer sleeps: time passes, and no process has a turn.
    async fn sleep(&mut self) {
        let minutes = self.chance.random_range(1..=30);
        self.note(format!("the computer sleeps for {minutes} min"));
        self.report.sleeps += 1;
        tokio::time::sleep(Duration::from_secs(60 * minutes)).await;
    }

    /// Goes on until `step` is done, with the processes beside it; nothing where the first one crashed meanwhile.
    async fn drive<T>(&mut self, step: impl Future<Output = T>) -> Option<T> {
        let mut step = pin!(step);
        let done = poll_fn(|context| {
            self.listen();
            if Pin::new(&mut self.a.owner).poll(context).is_ready() {
                return Poll::Ready(None);
            }
            if let Some(b) = &mut self.b {
                // The second one never crashes by itself; it has ended where its engine has.
                let _ = Pin::new(&mut b.owner).poll(context);
            }
            promises::check_step(self);
            step.as_mut().poll(context).map(Some)
        })
        .await;
        if done.is_none() {
            self.restart();
        }
        done
    }

    /// Takes in what the engine tells, and sets the next crash where a run has come to where it is wanted.
    fn listen(&mut self) {
        use futures_util::FutureExt;
        while let Some(Some(event)) = self.events.next().now_or_never() {
            let text = serde_json::to_string(&event).unwrap();
            self.told.push_str(&text);
            let size = text.len();
            if size >= 8 * 1024 {
                self.report.broken.push(format!("an event of {size} bytes"));
            }
            if let Event::Run { run } = event {
                promises::check_view(self, &run);
                self.note(format!("{} is {:?}", run.id, run.stage));
                if let Some(place) = self.full_disks.iter().position(|(stage, _)| *stage == sort(run.stage)) {
                    let (_, commits) = self.full_disks.swap_remove(place);
                    self.note(format!("the disk is full for {commits} commits"));
                    self.report.full_disks += 1;
                    self.world.full_disk.fail(commits);
                }
                self.stages.insert(run.id, run.stage);
                if let Some(place) = self.triggers.iter().position(|trigger| trigger.stage == sort(run.stage)) {
                    let trigger = self.triggers.swap_remove(place);
                    self.a.crash_after(trigger.polls);
                }
            }
        }
    }

    fn restart(&mut self) {
        let stages: Vec<Stage> = self.stages.values().copied().collect();
        self.note(format!("crash while {stages:?}"));
        let point = match self.world.network.died() {
            Some(Leg::CreateGoing) => "create going",
            Some(Leg::CreateComing) => "create coming",
            Some(Leg::Read) => "read",
            None => "idle",
        };
        self.report.crashes.extend(stages.iter().map(|stage| (sort(*stage).to_owned(), point)));
        self.starts += 1;
        // A program that can't open its store says so and is started again; here the disk has room by then.
        self.world.full_disk.fail(0);
        let next = Process::start(&self.world, "a");
        match self.b.take() {
            // The other process takes over; the new one waits for its turn.
            Some(b) => {
                self.report.takeovers += 1;
                self.a = b;
                self.b = Some(next);
            }
            None => self.a = next,
        }
        self.events = self.a.engine.events();
    }

    pub async fn runs(&mut self) -> Vec<RunView> {
        loop {
            let engine = self.a.engine.clone();
            if let Some(page) = self.drive(engine.list_runs(ListRuns::default())).await {
                return page.unwrap().items;
            }
        }
    }

    pub async fn events_of(&mut self, ask: ListRunEvents) -> RunEventPage {
        loop {
            let engine = self.a.engine.clone();
            if let Some(page) = self.drive(engine.run_events(ask.clone())).await {
                return page.unwrap();
            }
        }
    }

    fn settled(&self, runs: &[RunView]) -> bool {
        let stuck = self.report.fault == "create:stuck";
        runs.iter().all(|run| match run.stage {
            Stage::Intended | Stage::Sending | Stage::Unclear | Stage::Deleting => false,
            Stage::Provisioning => stuck,
            Stage::Running | Stage::Refused | Stage::Deferred | Stage::Failed | Stage::Withdrawn | Stage::Gone => true,
        })
    }

    /// What a person does once they are asked; now and then they do not wait for that. Gives whether they did anything.
    async fn decide(&mut self, runs: &[RunView]) -> bool {
        let mut any = false;
        for run in runs {
            let early = self.chance.random_bool(0.01);
            if run.stage != Stage::Unclear || !(run.needs_you || early) {
                continue;
            }
            let again = self.chance.random_bool(0.5);
            let decision = if again { Decision::SendAgain } else { Decision::Withdraw };
            any = true;
            self.note(format!("a person decides on {}: {decision:?}", run.id));
            // Counted before it is known whether it was carried out: a crash may hide the answer.
            if again {
                *self.sent_again.entry(run.id.clone()).or_default() += 1;
            }
            let engine = self.a.engine.clone();
            if let Some(Ok(_)) = self.drive(engine.resolve(Resolve { id: run.id.clone(), decision })).await {
                self.report.decisions += 1;
            }
        }
        any
    }
}
