//! One seed: a story of launches, faults, crashes, take-overs and decisions.

use std::collections::{BTreeMap, BTreeSet};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use slipway_engine::api::*;
use slipway_engine::edges::Bug;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};
use slipway_engine::request;

use crate::access;
use crate::process::Process;
use crate::promises::{self, Meter};
use crate::report::Report;
use crate::set_up;
use crate::world::World;

/// What can go wrong at the provider or on the way, one sort for each seed.
pub const FAULTS: [&str; 22] = [
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
    "create:hide=120",
    "create:hide=700",
    "create:defer",
    "create:fail",
    "create:stuck",
    "read:status=503:4",
    "list:lose-answer:3",
    "any:status=429:4",
];
/// What goes wrong with a firewall rule, beside what it comes through.
const RULE_FAULTS: [&str; 3] = ["firewall:status=400", "firewall:defer", "firewall:status=503:3"];
/// Faults of what else a cluster is given after which it is not all there.
const SET_UP_FAULTS: [&str; 2] = ["update:status=400", "update:status=503:3"];
/// What else makes a create unclear, so that look-ups meet every fault.
const UNCLEAR: [&str; 3] = ["create:lose-answer", "create:after-status=502", "create:drop"];
/// Simulated time that a story may take, in milliseconds, before it must have settled.
const STORY_MS: i64 = 60 * 60 * 1000;
/// Crashes of one story at most.
const CRASHES_MAX: usize = 4;

/// Commits in a row that find a full disk, at most.
const FULL_COMMITS_MAX: usize = 4;
/// Times that somebody asks who got no answer: more than crashes and full disks can hide it.
pub const ASKS_MAX: usize = CRASHES_MAX + FULL_COMMITS_MAX + 2;
/// Clusters of one launch at most, and launches of one story.
const CLUSTERS_MAX: u32 = 3;
/// The soonest that a launch may ask for its clusters to be deleted, and the latest here, in milliseconds.
const DELETE_AFTER_MS: std::ops::Range<i64> = 600_000..900_000;

/// Runs one seed.
pub fn run(seed: u64, bug: Option<Bug>) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async { Story::new(seed, bug).tell().await })
}

/// A moment at which the process is to die: so many polls after a run entered the stage.
pub struct Trigger {
    pub stage: &'static str,
    pub polls: u32,
}

/// A launch that was accepted.
pub struct Launched {
    pub ask: LaunchAsk,
    /// In the order of its drafts.
    pub runs: Vec<RunId>,
}

pub struct Story {
    pub world: World,
    pub chance: StdRng,
    pub a: Process,
    pub b: Option<Process>,
    pub events: slipway_engine::Events,
    /// Every event of the story.
    pub told: String,
    /// The kind and stage of each run as last told.
    pub stages: BTreeMap<RunId, (RunKind, Stage)>,
    pub triggers: Vec<Trigger>,
    /// Stages at whose next sight the disk is full, for so many commits.
    pub full_disks: Vec<(&'static str, u32)>,
    pub meter: Meter,
    pub accepted: Vec<RunId>,
    pub launched: Vec<Launched>,
    /// Names of restored clusters, with their runs where they are known.
    pub restores: BTreeMap<String, Option<RunId>>,
    /// How often a person said «send again», by run.
    pub sent_again: BTreeMap<RunId, usize>,
    /// Runs for which a person named the cluster.
    pub found: BTreeSet<RunId>,
    /// Names of clusters that somebody made without Slipway.
    pub by_hand: BTreeSet<String>,
    /// Clusters that a person asked to delete, and those whose deadline came.
    pub to_be_deleted: BTreeSet<ClusterId>,
    pub starts: usize,
    pub report: Report,
}

/// Whether a step does not go on by itself.
pub fn is_at_an_end(state: StepState) -> bool {
    match state {
        StepState::Done | StepState::Refused | StepState::Asks | StepState::OtherSide | StepState::Deferred => true,
        StepState::Waiting | StepState::Sending | StepState::Unclear | StepState::Coming => false,
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
            launched: Vec::new(),
            restores: BTreeMap::new(),
            sent_again: BTreeMap::new(),
            found: BTreeSet::new(),
            by_hand: BTreeSet::new(),
            to_be_deleted: BTreeSet::new(),
            starts: 1,
            report: Report::new(seed, fault),
        }
    }

    pub fn note(&mut self, line: impl std::fmt::Display) {
        let at = self.world.clock.millis() - 1_767_225_600_000;
        self.report.story.push(format!("{:>7}.{:03} {line}", at / 1000, at % 1000));
    }

    async fn tell(mut self) -> Report {
        self.arm();
        let clusters = self.chance.random_range(1..=CLUSTERS_MAX);
        let mut asked = 0;
        for number in 0..CLUSTERS_MAX {
            if asked >= clusters {
                break;
            }
            asked += self.launch(number).await;
            let pause = self.chance.random_range(0..9_000);
            self.pass(pause).await;
            if self.chance.random_bool(0.1) {
                self.sleep().await;
            }
            if self.chance.random_bool(0.08) {
                self.set_clock_back();
            }
            if self.b.is_none() && self.chance.random_bool(0.3) {
                self.note("a second process on the same home");
                self.b = Some(self.started_again("b"));
            }
        }
        self.settle().await;
        if self.chance.random_bool(0.25) {
            self.change().await;
            if self.chance.random_bool(0.15) {
                self.set_clock_back();
            }
            self.settle().await;
        }
        // What is stuck stays so: whatever is left is looked at in the quiet after the last crash.
        self.triggers.clear();
        self.world.sandbox.faults().clear();
        self.pass(90_000).await;
        let runs = self.runs().await;
        let strays = self.world.network.strays();
        self.report.met_times("create that outlived its sender", strays.creates);
        self.report.met_times("change that outlived its sender", strays.changes);
        self.report.ends = runs.iter().map(|run| word(run.stage)).collect();
        promises::check(&mut self, &runs).await;
        self.report
    }

    /// Time passes, and a person decides what is theirs to decide, until nothing goes on by itself.
    async fn settle(&mut self) {
        let deadline = self.world.clock.millis() + STORY_MS;
        let mut runs = self.runs().await;
        while self.world.clock.millis() < deadline {
            let open = runs.iter().any(|run| self.is_open(run));
            // A deadline, or a change that is still on its way to the provider: minutes, and nothing to be decided.
            if !open && runs.iter().all(|run| run.delete_at.is_none()) && !self.world.network.is_change_under_way() {
                return;
            }
            self.pass(if open { 5_000 } else { 30_000 }).await;
            runs = self.runs().await;
            if self.decide(&runs).await {
                runs = self.runs().await;
            }
        }
    }

    /// Whether a run goes on by itself, or waits for a person.
    fn is_open(&self, run: &RunView) -> bool {
        match run.stage {
            Stage::Intended | Stage::Sending | Stage::Unclear | Stage::Deleting => true,
            Stage::Provisioning => self.report.fault != "create:stuck",
            Stage::Running => run.steps.iter().any(|step| !is_at_an_end(step.state)),
            Stage::Refused | Stage::Deferred | Stage::Failed | Stage::Withdrawn | Stage::Gone => false,
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

    /// Gives how many clusters were asked for.
    async fn launch(&mut self, number: u32) -> u32 {
        let ask = self.ask(number);
        let clusters = u32::try_from(ask.drafts.len()).unwrap();
        let repeats = self.chance.random_bool(0.3);
        // A caller that got no answer asks again with the same id, as the page does.
        for _ in 0..ASKS_MAX {
            let engine = self.a.engine.clone();
            let Some(answer) = self.drive(engine.launch(ask.clone())).await else { continue };
            match answer {
                Ok(view) => {
                    let runs: Vec<RunId> = view.runs.iter().map(|run| run.id.clone()).collect();
                    self.note(format!("launched as {runs:?}"));
                    self.is_on_disk(&view);
                    self.accepted.extend(runs.iter().cloned());
                    self.launched.push(Launched { ask: ask.clone(), runs });
                    break;
                }
                // Not launched, or not safe on disk, and said so; the person tries again.
                Err(problem) if matches!(problem.code, ProblemCode::Store | ProblemCode::Unclear) => {
                    self.note("the launch was not kept");
                }
                Err(problem) => {
                    self.report.broken.push(format!("a launch was refused: {problem:?}"));
                    return clusters;
                }
            }
        }
        if repeats {
            let engine = self.a.engine.clone();
            if let Some(Ok(view)) = self.drive(engine.launch(ask)).await {
                self.report.met("repeated launch");
                for run in view.runs {
                    if !self.accepted.contains(&run.id) {
                        self.report.broken.push(format!("the same launch id made another run {}", run.id));
                    }
                }
            }
        }
        clusters
    }

    /// Two programs may leave the lower number.
    fn is_on_disk(&mut self, view: &LaunchView) {
        if self.b.is_none() && !self.world.is_on_disk(&view.id) {
            self.report.broken.push(format!("{} was answered before it was on disk", view.id));
        }
    }

    /// Who is let in, now and then, and what goes wrong with it.
    fn access(&mut self, application: Application) -> Vec<AccessDraft> {
        if !self.chance.random_bool(0.35) {
            return Vec::new();
        }
        let mut access = request::new_draft(application).access;
        if self.chance.random_bool(0.5) {
            access.push(AccessDraft { from: "10.9.0.0/16".to_owned(), ..access[0].clone() });
        }
        if self.chance.random_bool(0.7) {
            let faults = [access::GOES_ON.as_slice(), &RULE_FAULTS].concat();
            let fault = *faults.choose(&mut self.chance).unwrap();
            self.note(format!("and {fault}"));
            self.world.sandbox.faults().add(fault.parse().unwrap());
            self.report.met("fault of a firewall rule");
        }
        access
    }

    /// What else the cluster is given, now and then, and what goes wrong with it.
    fn set_up(&mut self, draft: &mut ProfileDraft) {
        if !self.chance.random_bool(0.1) {
            return;
        }
        set_up::everything(draft);
        if self.chance.random_bool(0.7) {
            let faults = [set_up::GOES_ON.as_slice(), &SET_UP_FAULTS].concat();
            let fault = *faults.choose(&mut self.chance).unwrap();
            self.note(format!("and {fault}"));
            self.world.sandbox.faults().add(fault.parse().unwrap());
            self.report.met("fault of a set-up");
        }
    }

    /// What is to be launched: mostly one cluster, now and then several, and some of them to be deleted later.
    fn ask(&mut self, number: u32) -> LaunchAsk {
        let application = if self.chance.random_bool(0.5) { Application::Kafka } else { Application::Cassandra };
        // A launch that stops at a refusal has to meet one.
        let refused = matches!(self.report.fault, "create:status=400" | "create:status=401");
        let copies = if self.chance.random_bool(if refused { 0.4 } else { 0.08 }) {
            self.chance.random_range(2..=CLUSTERS_MAX)
        } else {
            1
        };
        // The same name now and then: names are not unique at the provider.
        let name = if self.chance.random_bool(0.2) { 0 } else { number };
        let access = self.access(application);
        let mut whole = ProfileDraft { access, ..request::new_draft(application) };
        self.set_up(&mut whole);
        let drafts = (0..copies).map(|copy| {
            let mut draft = whole.clone();
            draft.name = format!("profile {number}");
            draft.cluster_name = if copy == 0 { format!("sim-{name}") } else { format!("sim-{name}-{copy}") };
            draft
        });
        if copies > 1 {
            self.report.met("launch of several");
        }
        LaunchAsk {
            launch_id: LaunchId(format!("launch-{number}")),
            account_id: AccountId::from(AccountId::SANDBOX),
            drafts: drafts.collect(),
            profile_id: None,
            accept_warnings: true,
            stop_on_refusal: copies > 1 && self.chance.random_bool(0.6),
            delete_after_ms: self.chance.random_bool(0.03).then(|| self.chance.random_range(DELETE_AFTER_MS)),
            open_to: Vec::new(),
        }
    }
}
