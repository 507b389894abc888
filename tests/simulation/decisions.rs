//! What a person decides in a story of chance, where a run waits for it or before.

use std::sync::Arc;

use rand::RngExt;
use slipway_engine::api::*;
use slipway_engine::id::{ClusterId, RunId};
use slipway_engine::request::{self, MARK_KEY, parse_mark};

use crate::seed::Story;
use crate::world::KEY;

impl Story {
    /// What a person does once they are asked; now and then they do not wait for that. Gives whether they did anything.
    pub async fn decide(&mut self, runs: &[RunView]) -> bool {
        let mut any = false;
        for run in runs {
            if run.can.contains(&Can::TryAgain) && self.chance.random_bool(0.3) {
                any = true;
                self.note(format!("a person has the rules of {} tried again", run.id));
                let decision = Decision::TryAgain { address: None, user: None };
                let engine = self.a.engine.clone();
                if let Some(Ok(_)) = self.drive(engine.resolve(Resolve { id: run.id.clone(), decision })).await {
                    self.report.met("rules tried again");
                }
                continue;
            }
            let early = self.chance.random_bool(0.01);
            if run.stage != Stage::Unclear || !(run.needs_you || early) {
                continue;
            }
            any = true;
            let (decision, what) = self.decision(run).await;
            self.note(format!("a person decides on {}: {decision:?}", run.id));
            // Counted before it is known whether it was carried out: a crash may hide the answer.
            match decision {
                Decision::SendAgain => *self.sent_again.entry(run.id.clone()).or_default() += 1,
                Decision::Found { .. } => {
                    self.found.insert(run.id.clone());
                }
                Decision::Withdraw | Decision::TryAgain { .. } | Decision::DeleteAt { .. } => {}
            }
            let engine = self.a.engine.clone();
            if let Some(Ok(_)) = self.drive(engine.resolve(Resolve { id: run.id.clone(), decision })).await {
                self.report.met(what);
            }
        }
        any
    }

    /// A decision, and what it counts as.
    async fn decision(&mut self, run: &RunView) -> (Decision, &'static str) {
        if run.can.contains(&Can::Found) {
            if let Some(cluster) = self.made_by(run).filter(|_| self.chance.random_bool(0.7)) {
                return (Decision::Found { cluster }, "decision for the cluster that a run made");
            }
            if self.chance.random_bool(0.15)
                && let Some(cluster) = self.by_hand(&run.id).await
            {
                return (Decision::Found { cluster }, "decision for a cluster made by hand");
            }
        }
        if self.chance.random_bool(0.5) {
            (Decision::SendAgain, "decision to send again")
        } else {
            (Decision::Withdraw, "decision to withdraw")
        }
    }

    /// A cluster that the run made, as a person sees it in the provider's console, whatever the run knows of it.
    fn made_by(&self, run: &RunView) -> Option<ClusterId> {
        self.world.sandbox.inspect(|cloud| {
            let mut alive = cloud.clusters().iter().filter(|cluster| cluster.deleted_at_ms().is_none());
            let made = alive.find(|cluster| match cluster.tag(MARK_KEY).and_then(parse_mark) {
                Some((of, _)) => of == run.id,
                None => run.kind == RunKind::Restore && cluster.name() == run.cluster_name,
            });
            made.map(|cluster| ClusterId(cluster.id().to_string()))
        })
    }

    /// A cluster that somebody makes without Slipway, as the run should have. Not where the launch asked to delete it.
    async fn by_hand(&mut self, run: &RunId) -> Option<ClusterId> {
        let launched = self.launched.iter().find(|launched| launched.runs.contains(run))?;
        let place = launched.runs.iter().position(|of| of == run)?;
        let mut draft = launched.ask.drafts.get(place).filter(|_| launched.ask.delete_after_ms.is_none())?.clone();
        draft.cluster_name = format!("by-hand-{}", self.by_hand.len());
        self.by_hand.insert(draft.cluster_name.clone());
        let transport = Arc::new(instaclustr_api::ServiceTransport::new(self.world.sandbox.clone()));
        let client =
            instaclustr_api::Client::new("http://127.0.0.1:1", "sim", instaclustr_api::Secret::new(KEY), transport)
                .unwrap();
        let body = request::build(&draft, request::Mark::Preview).body;
        let kind = instaclustr_api::Application::from(draft.application);
        let made = self.drive(async move { client.create_cluster(kind, &body).await }).await;
        Some(ClusterId(made?.ok()?.cluster.id))
    }
}
