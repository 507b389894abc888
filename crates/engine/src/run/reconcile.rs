//! Settling an unclear create: the cluster is looked for by its mark, one request at a time within the budget.

use std::collections::VecDeque;

use instaclustr_api::Cluster;

use super::observe::Observation;
use super::state::LookUp;
use crate::api::{Application, ClusterRef, Problem};
use crate::id::{ClusterId, RunId};
use crate::request;

/// A look-up under way: the list was read, and each cluster that may be the one is read in turn.
#[derive(Debug)]
pub(crate) struct Search {
    run: RunId,
    attempt: u32,
    application: Application,
    pending: VecDeque<ClusterId>,
    /// Clusters that bear a mark of this run, each with the attempt that the mark names.
    marked: Vec<(u32, Observation)>,
    /// Why a cluster could not be read, though others could; the last one.
    doubt: Option<Problem>,
}

impl Search {
    /// Begins with the clusters that were not known before the create left.
    pub(crate) fn among(run: &RunId, attempt: u32, application: Application, unknown: Vec<ClusterId>) -> Self {
        Self { run: run.clone(), attempt, application, pending: unknown.into(), marked: Vec::new(), doubt: None }
    }

    /// The next cluster to read.
    pub(crate) fn next(&self) -> Option<ClusterId> {
        self.pending.front().cloned()
    }

    /// Takes in what the read of [`Search::next`] showed; nothing where the provider does not know it (any more), a
    /// problem where it can't be read, and so may or may not be the one.
    pub(crate) fn read(&mut self, cluster: Result<Option<&Cluster>, Problem>) {
        self.pending.pop_front();
        let cluster = match cluster {
            Ok(Some(cluster)) => cluster,
            Ok(None) => return,
            Err(problem) => {
                self.doubt = Some(problem);
                return;
            }
        };
        if let Some((run, attempt)) = mark_of(cluster).as_deref().and_then(request::parse_mark)
            && run == self.run
        {
            self.marked.push((attempt, Observation::of(self.application, cluster)));
        }
    }

    /// What it came to, once there is nothing left to read.
    ///
    /// Taken up only where one cluster alone bears a mark of this run, and the mark is this attempt's. One of an earlier
    /// attempt means that «send again» made a second cluster: a person has to know.
    ///
    /// While a cluster can't be read nothing is certain: neither that none bears the mark nor that one alone does.
    pub(crate) fn verdict(mut self) -> LookUp {
        if let Some(problem) = self.doubt {
            return LookUp::Failed { problem, candidates: refs(&self.marked) };
        }
        match (self.marked.pop(), self.marked.is_empty()) {
            (None, _) => LookUp::Absent,
            (Some((attempt, seen)), true) if attempt == self.attempt => LookUp::Found(Box::new(seen)),
            (Some(last), _) => {
                self.marked.push(last);
                LookUp::Several(refs(&self.marked))
            }
        }
    }
}

fn refs(marked: &[(u32, Observation)]) -> Vec<ClusterRef> {
    marked.iter().map(|(_, seen)| seen.cluster_ref()).collect()
}

/// The value of the tag `slipway-run`, where every data centre that has one agrees.
pub(crate) fn mark_of(cluster: &Cluster) -> Option<String> {
    let mut marks = cluster
        .data_centres
        .iter()
        .flat_map(|centre| centre.tags.iter().filter(|tag| tag.key == request::MARK_KEY).map(|tag| &tag.value));
    let first = marks.next()?;
    marks.all(|mark| mark == first).then(|| first.clone())
}
