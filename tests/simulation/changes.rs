//! Changes of the clusters that run, in a story of chance: deletes, resizes and restores, with faults of their own.

use rand::RngExt;
use rand::seq::IndexedRandom;
use slipway_engine::api::*;
use slipway_engine::id::LaunchId;

use crate::seed::{ASKS_MAX, Story, Trigger};

/// What can go wrong with a change of a cluster that runs, one sort for each seed that changes anything.
pub const CHANGE_FAULTS: [&str; 12] = [
    "delete:lose-answer",
    "delete:drop",
    "delete:after-status=503",
    "delete:stall=20",
    "update:lose-answer",
    "update:drop",
    "update:after-garbage",
    "update:status=409",
    "create:lose-answer",
    "create:drop",
    "create:after-garbage",
    "read:status=503:2",
];
/// What can be done to a cluster. A restore goes out as a create.
pub const CHANGES: [&str; 3] = ["delete", "resize", "restore"];

/// Whether a fault can meet a change; one of reads can meet all.
pub fn is_about(fault: &str, change: &str) -> bool {
    match fault.split(':').next() {
        Some("delete") => change == "delete",
        Some("update") => change == "resize",
        Some("create") => change == "restore",
        _ => true,
    }
}

/// Longer than a cluster of the sandbox needs from running to its first backup, in milliseconds at this speed.
const BACKED_UP_MS: u64 = 20_000;

impl Story {
    /// Deletes, resizes or restores what runs, with a fault and perhaps a crash on the way.
    pub async fn change(&mut self) {
        self.world.sandbox.faults().clear();
        let fault = *CHANGE_FAULTS.choose(&mut self.chance).unwrap();
        self.note(format!("changes, with {fault}"));
        self.report.change_fault = Some(fault);
        let runs: Vec<RunView> = self.runs().await.into_iter().filter(|run| run.stage == Stage::Running).collect();
        for stage in ["intended", "sending"] {
            if self.chance.random_bool(0.9) {
                self.triggers.push(Trigger { stage, polls: self.chance.random_range(0..6) });
            }
        }
        for run in runs {
            let Some(cluster) = run.cluster.clone() else { continue };
            match self.which(&cluster, fault) {
                "delete" => self.delete(&run, &cluster, fault).await,
                "resize" => self.resize(&run, &cluster, fault).await,
                _ => self.restore(&run, &cluster, fault).await,
            }
        }
    }

    /// What is done to a cluster: more often than not what the fault is about.
    fn which(&mut self, cluster: &ClusterRef, fault: &'static str) -> &'static str {
        let backed_up = cluster.application == Application::Cassandra;
        let possible = if backed_up { CHANGES.as_slice() } else { &CHANGES[..2] };
        // One of reads meets all of them alike.
        let about: Vec<_> = possible.iter().filter(|change| is_about(fault, change)).collect();
        let about = about.choose(&mut self.chance).copied().filter(|_| self.chance.random_bool(0.6));
        about.or_else(|| possible.choose(&mut self.chance)).unwrap()
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
            self.changed("delete", cluster, view);
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
            self.changed("resize", cluster, view);
        }
    }

    async fn restore(&mut self, run: &RunView, cluster: &ClusterRef, fault: &str) {
        self.pass(BACKED_UP_MS).await;
        let what = RestoreWhat { name: String::new(), at: None, tables: Vec::new(), network: None };
        let account_id = run.account_id.clone();
        let ask = RestoreReviewAsk { account_id: account_id.clone(), cluster: cluster.id.clone(), what };
        let engine = self.a.engine.clone();
        let Some(Ok(review)) = self.drive(engine.review_restore(ask)).await else { return };
        self.world.sandbox.faults().add(fault.parse().unwrap());
        let launch_id = LaunchId(format!("restore-{}", run.id));
        let name = review.what.name.clone();
        let ask =
            RestoreAsk { launch_id, account_id, cluster: cluster.clone(), what: review.what, delete_after_ms: None };
        // As with a launch: whoever got no answer asks again with the same id.
        for _ in 0..ASKS_MAX {
            // Known before it is known whether it was kept.
            self.restores.entry(name.clone()).or_default();
            let engine = self.a.engine.clone();
            match self.drive(engine.restore_cluster(ask.clone())).await {
                Some(Ok(view)) => {
                    self.restores.insert(name, Some(view.id.clone()));
                    return self.changed("restore", cluster, view);
                }
                Some(Err(problem)) if problem.code == ProblemCode::Store => self.note("the restore was not kept"),
                Some(Err(problem)) => return self.note(format!("no restore: {}", problem.message)),
                None => {}
            }
        }
    }

    fn changed(&mut self, change: &'static str, cluster: &ClusterRef, view: RunView) {
        self.note(format!("{} is to {change} {}", view.id, cluster.id));
        self.accepted.push(view.id);
        *self.report.changes.entry(change).or_default() += 1;
    }
}
