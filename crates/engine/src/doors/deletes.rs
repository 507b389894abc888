//! Deleting a cluster.

use super::views::no_run;
use crate::api::*;
use crate::id::RunId;
use crate::owner::Owner;
use crate::run::driver::NewChange;
use crate::run::state::LOOK_UP_WINDOW_MS;
use crate::run::work::{DeleteWork, RunWork};
use crate::store::{RunFacts, RunRow};
use crate::time::Timestamp;

impl Owner {
    pub(super) fn delete_cluster(&mut self, ask: DeleteAsk) -> Result<RunView, Problem> {
        // The same id twice is the same delete, and a cluster that is being deleted needs no second one.
        let is_it = |run: &RunRow| run.facts.work.kind() == RunKind::Delete;
        let deleting = |owner: &Self| owner.changing(&ask.launch_id, &ask.account_id, &ask.cluster, is_it);
        if let Some(run) = deleting(self)? {
            return Ok(self.run_view(&run));
        }
        let account = self.writable_account(&ask.account_id)?;
        let maker = self.maker_of(&ask.account_id, &ask.cluster)?;
        let target = self.change_target(&ask.account_id, &ask.cluster, maker.as_ref())?;
        if ask.name != target.cluster.name {
            let place = Place::Field { path: "name".to_owned() };
            let message = format!("The name does not match: the cluster is called «{}».", target.cluster.name);
            return Err(Problem::new(ProblemCode::NotAllowed, place, message).with_remedy("Type its name exactly."));
        }
        let now = self.now();
        if let Some(problem) = maker.as_ref().and_then(|maker| not_shown(maker, now)) {
            return Err(problem);
        }
        let run = RunId(self.edges.new_id());
        let asked = self.shape_of(&ask.account_id, &ask.cluster, maker.as_ref())?;
        let facts = RunFacts {
            account: account.facts.label,
            application: target.cluster.application,
            cluster_name: target.cluster.name.clone(),
            asked,
            work: RunWork::Delete(DeleteWork { target: target.clone(), by_deadline: false }),
        };
        let launch = ask.launch_id.clone();
        let new = NewChange { run: run.clone(), launch, facts, target, maker: maker.map(|maker| maker.id) };
        let added = self.store.change(|change| new.add(change, &ask.account_id, now));
        // Another process may have committed the same delete in this very moment: then that is the one.
        match (added, deleting(self)?) {
            (_, Some(run)) => Ok(self.run_view(&run)),
            (Err(error), None) => Err(error.into()),
            (Ok(()), None) => Err(no_run(&run)),
        }
    }
}

/// Why a cluster of ours can't be deleted yet: the provider accepted it and does not show it, so a 404 to the delete would say
/// nothing.
fn not_shown(maker: &RunRow, now: Timestamp) -> Option<Problem> {
    let state = &maker.state;
    let is_new = (0..LOOK_UP_WINDOW_MS).contains(&now.ms_since(state.accepted_at?));
    (is_new && !state.shown).then(|| {
        let message = "The provider has accepted this cluster and does not show it yet: a delete would say nothing.";
        Problem::new(ProblemCode::NotYet, Place::Run { id: maker.id.clone() }, message)
            .with_remedy("Delete it once a look has shown it.")
    })
}
