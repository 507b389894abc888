//! Resizing a cluster: its review, which reads it, and the resize itself.

use instaclustr_api::{Client, Cluster, Status};

use super::Answer;
use super::views::no_run;
use crate::api::*;
use crate::engine::Reply;
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::Owner;
use crate::request::resize;
use crate::run::driver::NewChange;
use crate::run::work::{OPERATION_IN_PROGRESS, ResizeWork, RunWork};
use crate::store::{RunFacts, RunRow};

impl Owner {
    pub(super) fn review_resize(&mut self, ask: ResizeReviewAsk) -> Answer<ResizeReview> {
        let kind = self.maker_of(&ask.account_id, &ask.cluster).and_then(|maker| {
            let target = self.change_target(&ask.account_id, &ask.cluster, maker.as_ref())?;
            Ok(target.kind())
        });
        let kind = match kind {
            Ok(kind) => kind,
            Err(problem) => return Answer::Now(Err(problem)),
        };
        Answer::Later(Box::new(move |owner, reply: Reply<ResizeReview>| {
            let of = (ask.account_id.clone(), ask.cluster.clone(), "that cluster");
            let id = ask.cluster.clone();
            let read = async move |client: Client| client.get_cluster(kind, id.as_str()).await;
            owner.read_for_review(of, reply, read, move |owner, cluster| owner.resize_review(&ask, &cluster));
        }))
    }

    fn resize_review(&mut self, ask: &ResizeReviewAsk, cluster: &Cluster) -> Result<ResizeReview, Problem> {
        let account = self.account_view(&self.account_row(&ask.account_id)?);
        let application = Application::from(cluster.application);
        let before = resize::shape(cluster);
        let after = resize::resized(&before, &ask.centres);
        let catalogue = self.choices(Some(&ask.account_id), application)?;
        let mut findings = resize::check(cluster, &after.data_centres, &catalogue);
        let update = resize::update(cluster, &after.data_centres);
        if ask.centres.iter().any(|change| !of_cluster(&before, change)) {
            findings.insert(0, unknown_centre());
        }
        let (errors, warnings) = findings.into_iter().partition(|finding| finding.severity == Severity::Error);
        let sizes = before.data_centres.iter().map(|centre| {
            let cloud = catalogue.clouds.iter().find(|cloud| cloud.name == centre.cloud_provider);
            cloud.map(|cloud| cloud.node_sizes.clone()).unwrap_or_default()
        });
        let mut problems: Vec<Problem> = self.write_problem(&ask.account_id).into_iter().collect();
        problems.extend(self.key_problem(&ask.account_id));
        problems.extend(self.change_under_way(&ask.account_id, &ask.cluster)?);
        if cluster.status != Status::Running {
            let message = format!("The cluster is {}: only a running one is resized.", cluster.status.as_str());
            problems.push(busy(&ask.cluster, &message));
        }
        if cluster.operation_status.as_deref() == Some(OPERATION_IN_PROGRESS) {
            problems.push(busy(&ask.cluster, "The provider is changing this cluster already."));
        }
        Ok(ResizeReview {
            cluster: ClusterRef { id: ask.cluster.clone(), name: cluster.name.clone(), application },
            sizes: sizes.collect(),
            errors,
            warnings,
            problems,
            requests: update.iter().map(|update| resize::preview(update, &account.url, &account.user)).collect(),
            account,
            before,
            after,
        })
    }

    /// Why a cluster can't be resized while another change of ours is under way.
    fn change_under_way(&self, account: &AccountId, cluster: &ClusterId) -> Result<Option<Problem>, Problem> {
        let changes = self.store.changes_of(account, cluster)?;
        let under_way = changes.iter().find(|run| !run.state.has_ended());
        Ok(under_way.map(|run| match run.facts.work.kind() {
            RunKind::Create | RunKind::Restore | RunKind::Resize => {
                busy(cluster, "A resize of this cluster is under way.")
            }
            RunKind::Delete => busy(cluster, "This cluster is being deleted."),
        }))
    }

    pub(super) fn resize_cluster(&mut self, ask: ResizeAsk) -> Result<RunView, Problem> {
        let cluster = &ask.cluster.id;
        let after = resize::resized(&ask.before, &ask.centres);
        let is_it = |run: &RunRow| match &run.facts.work {
            RunWork::Resize(work) => work.after == after.data_centres,
            RunWork::Create(_) | RunWork::Restore(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) => false,
        };
        // The same id twice is the same resize, and so is the same resize while it is under way.
        let resizing = |owner: &Self| owner.changing(&ask.launch_id, &ask.account_id, cluster, is_it);
        if let Some(run) = resizing(self)? {
            return Ok(self.run_view(&run));
        }
        let account = self.writable_account(&ask.account_id)?;
        if ask.centres.iter().any(|change| !of_cluster(&ask.before, change)) {
            let Finding { field, message, .. } = unknown_centre();
            return Err(Problem::field(field, message));
        }
        if after.data_centres == ask.before.data_centres {
            return Err(Problem::field("centres", "Nothing changes: choose another size or number of nodes."));
        }
        if let Some(problem) = self.change_under_way(&ask.account_id, cluster)? {
            return Err(problem);
        }
        let maker = self.maker_of(&ask.account_id, cluster)?;
        let target = self.change_target(&ask.account_id, cluster, maker.as_ref())?;
        let now = self.now();
        let run = RunId(self.edges.new_id());
        let work = ResizeWork {
            target: target.clone(),
            before: ask.before.data_centres.clone(),
            after: after.data_centres.clone(),
        };
        let facts = RunFacts {
            account: account.facts.label,
            application: target.cluster.application,
            cluster_name: target.cluster.name.clone(),
            asked: after.clone(),
            work: RunWork::Resize(work),
        };
        let launch = ask.launch_id.clone();
        let new = NewChange { run: run.clone(), launch, facts, target, maker: maker.map(|maker| maker.id) };
        // Another process may have committed one in this very moment: the same is the one, another goes first.
        let added = self.store.change(|change| {
            let free = !change.is_being_changed(&ask.account_id, cluster)?;
            if free {
                new.add(change, &ask.account_id, now)?;
            }
            Ok(free)
        });
        match (added, resizing(self)?) {
            (_, Some(run)) => Ok(self.run_view(&run)),
            (Err(error), None) => Err(error.into()),
            (Ok(true), None) => Err(no_run(&run)),
            (Ok(false), None) => Err(busy(cluster, "Another change of this cluster is under way.")),
        }
    }
}

/// Whether a change names a data centre that there is.
fn of_cluster(before: &Asked, change: &CentreResize) -> bool {
    let named = |name: &String| before.data_centres.iter().any(|centre| centre.name == *name);
    change.name.as_ref().is_none_or(named)
}

fn unknown_centre() -> Finding {
    Finding {
        field: "centres".to_owned(),
        severity: Severity::Error,
        message: "The cluster has no data centre of that name.".to_owned(),
        source: None,
        value: String::new(),
        accepted: false,
        fixes: Vec::new(),
    }
}

fn busy(cluster: &ClusterId, message: &str) -> Problem {
    Problem::new(ProblemCode::NotAllowed, Place::Cluster { id: cluster.clone() }, message)
        .with_remedy("Resize it once that is done.")
}

#[cfg(test)]
mod tests;
