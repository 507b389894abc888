//! How a story goes on: its processes beside each other, their crashes, and time.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use rand::RngExt;
use slipway_engine::api::*;

use crate::network::Leg;
use crate::process::Process;
use crate::promises;
use crate::seed::Story;

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

impl Story {
    /// Lets simulated time pass.
    pub async fn pass(&mut self, ms: u64) {
        let until = tokio::time::Instant::now() + Duration::from_millis(ms);
        // A crash cuts it short; the rest of the time passes after the restart.
        while tokio::time::Instant::now() < until {
            self.drive(tokio::time::sleep_until(until)).await;
        }
    }

    /// The computer sleeps: time passes, and no process has a turn.
    pub async fn sleep(&mut self) {
        let minutes = self.chance.random_range(1..=30);
        self.note(format!("the computer sleeps for {minutes} min"));
        self.report.met("sleep");
        tokio::time::sleep(Duration::from_secs(60 * minutes)).await;
    }

    /// Somebody, or a server of time, sets the clock of the computer back. Not by so much that a story has no time for the
    /// delete that a launch asked for.
    pub fn set_clock_back(&mut self) {
        let deadline = self.launched.iter().any(|launched| launched.ask.delete_after_ms.is_some());
        let minutes = if deadline { self.chance.random_range(1..=15) } else { self.chance.random_range(1..=180) };
        self.note(format!("the clock is set back by {minutes} min"));
        self.report.met("clock set back");
        self.world.computer.set_back(minutes * 60_000);
    }

    /// Goes on until `step` is done, with the processes beside it; nothing where the first one crashed meanwhile.
    pub async fn drive<T>(&mut self, step: impl Future<Output = T>) -> Option<T> {
        let mut step = pin!(step);
        let done = poll_fn(|context| {
            self.listen();
            if Pin::new(&mut self.a.owner).poll(context).is_ready() {
                return Poll::Ready(None);
            }
            while let Some(b) = &mut self.b
                && Pin::new(&mut b.owner).poll(context).is_ready()
            {
                self.restart_second();
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
                    self.report.met("full disk");
                    self.world.full_disk.fail(commits);
                }
                self.stages.insert(run.id, (run.kind, run.stage));
                if let Some(place) = self.triggers.iter().position(|trigger| trigger.stage == sort(run.stage)) {
                    let trigger = self.triggers.swap_remove(place);
                    match self.b.as_mut().filter(|_| self.chance.random_bool(0.2)) {
                        Some(b) => b.crash_after(trigger.polls),
                        None => self.a.crash_after(trigger.polls),
                    }
                }
            }
        }
    }

    fn restart(&mut self) {
        self.note(format!("crash while {:?}", self.stages.values().map(|(_, stage)| stage).collect::<Vec<_>>()));
        let point = match self.world.network.died() {
            Some(Leg::Going) => "write going",
            Some(Leg::Coming) => "write coming",
            Some(Leg::Read) => "read",
            None => "idle",
        };
        for (kind, stage) in self.stages.values() {
            let crash = (sort(*stage), point);
            match (kind, stage) {
                (RunKind::Create, _) => self.report.crashes.push(crash),
                // Nothing of it is on its way yet, whatever else is read.
                (_, Stage::Intended) => self.report.change_crashes.push((crash.0, "any")),
                (_, _) => self.report.change_crashes.push(crash),
            }
        }
        let next = self.started_again("a");
        match self.b.take() {
            // The other process takes over; the new one waits for its turn.
            Some(b) => {
                self.report.met("take-over");
                self.a = b;
                self.b = Some(next);
            }
            None => self.a = next,
        }
        self.events = self.a.engine.events();
    }

    /// The second process has crashed; what it was about to do stays with the first.
    fn restart_second(&mut self) {
        self.note("crash of the second process");
        self.report.met("crash of the second process");
        // Its requests are not those of the first one.
        self.world.network.died();
        let next = self.started_again("b");
        self.b = Some(next);
    }

    /// A program that can't open its store says so and is started again; here the disk has room by then.
    pub fn started_again(&mut self, who: &str) -> Process {
        self.starts += 1;
        self.world.full_disk.fail(0);
        Process::start(&self.world, who)
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
}
