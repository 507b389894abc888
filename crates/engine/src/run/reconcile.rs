//! Settling an unclear create: the cluster is looked for by its mark, one request at a time within the budget.

use std::collections::VecDeque;

use instaclustr_api::Cluster;

use super::observe::Observation;
use super::state::LookUp;
use crate::api::{Application, Asked, ClusterRef, Problem};
use crate::id::{ClusterId, RunId};
use crate::request;

/// A look-up under way: the list was read, and each cluster that may be the one is read in turn.
#[derive(Debug)]
pub(crate) struct Search {
    own: Own,
    application: Application,
    pending: VecDeque<ClusterId>,
    /// Clusters that may be it, and don't bear what would make it certain.
    unmarked: Vec<Observation>,
    /// Clusters that are known as this run's, each with whether it is certain that the last attempt made it.
    marked: Vec<(bool, Observation)>,
    /// Why a cluster could not be read, though others could; the last one.
    doubt: Option<Problem>,
}

impl Search {
    /// Begins with the clusters that were not known before the create left.
    pub(crate) fn among(own: Own, application: Application, unknown: Vec<ClusterId>) -> Self {
        Self { own, application, pending: unknown.into(), unmarked: Vec::new(), marked: Vec::new(), doubt: None }
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
        let seen = Observation::of(self.application, cluster);
        match &self.own {
            Own::Marked { run, attempt, like } => match mark_of(cluster).as_deref().and_then(request::parse_mark) {
                Some((of, by)) if of == *run => self.marked.push((by == *attempt, seen)),
                Some(_) => {}
                None if !bears_a_mark(cluster) && like.is(&seen, cluster.version.as_deref()) => {
                    self.unmarked.push(seen)
                }
                None => {}
            },
            Own::Named { name, copied, again } => {
                let foreign = bears_a_mark(cluster) && mark_of(cluster) != *copied;
                match seen.name == *name && !foreign {
                    true if *again => self.unmarked.push(seen),
                    true => self.marked.push((true, seen)),
                    false => {}
                }
            }
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
            return LookUp::Doubtful { problem, candidates: refs(&self.marked) };
        }
        match (self.marked.pop(), self.marked.is_empty()) {
            (None, _) if !self.unmarked.is_empty() => {
                LookUp::Unmarked(self.unmarked.iter().map(Observation::cluster_ref).collect())
            }
            (None, _) => LookUp::Absent,
            (Some((true, seen)), true) => LookUp::Found(Box::new(seen)),
            (Some(last), _) => {
                self.marked.push(last);
                LookUp::Several(refs(&self.marked))
            }
        }
    }
}

/// By what a run knows a cluster as its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Own {
    /// A create's: by the mark of its attempt.
    Marked {
        /// The run.
        run: RunId,
        /// Its attempt.
        attempt: u32,
        /// What a cluster without any mark has to be to count as one whose tags were dropped.
        like: Like,
    },
    /// A restore's: by the name that was asked for.
    Named {
        /// The name.
        name: String,
        /// The mark of the cluster that is restored: whether a restore copies tags is not known.
        copied: Option<String>,
        /// Whether that is not enough: a person had it sent once more, and which attempt made a cluster can't be told; or it
        /// is not known which were there before.
        again: bool,
    },
}

/// What a create asked for, as far as a look shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Like {
    /// The cluster's name.
    pub(crate) name: String,
    /// Its shape.
    pub(crate) asked: Asked,
}

impl Like {
    /// Whether a cluster bears the name and is all that was asked for. A region or number that the provider does not tell
    /// (yet) says nothing against it.
    fn is(&self, seen: &Observation, version: Option<&str>) -> bool {
        let centres = &self.asked.data_centres;
        seen.name == self.name
            && version.is_none_or(|version| version == self.asked.version)
            && centres.len() == seen.centres.len()
            && centres.iter().all(|asked| {
                seen.centres.iter().any(|centre| {
                    centre.name == asked.name
                        && centre.node_size == asked.node_size
                        && (centre.region.is_empty() || centre.region == asked.region)
                        && centre.number_of_nodes.is_none_or(|nodes| nodes == asked.nodes)
                })
            })
    }
}

/// Whether any data centre bears a tag of ours.
fn bears_a_mark(cluster: &Cluster) -> bool {
    cluster.data_centres.iter().any(|centre| centre.tags.iter().any(|tag| tag.key == request::MARK_KEY))
}

fn refs(marked: &[(bool, Observation)]) -> Vec<ClusterRef> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Place, ProblemCode};

    fn run() -> RunId {
        RunId::from("0b1c")
    }

    /// A cluster as the client reads it.
    fn cluster(id: &str, mark: Option<&str>) -> Cluster {
        let tags: Vec<_> =
            mark.iter().map(|mark| serde_json::json!({ "key": request::MARK_KEY, "value": mark })).collect();
        crate::testing::cluster(
            &serde_json::json!({ "id": id, "status": "RUNNING", "dataCentres": [{ "tags": tags }] }),
        )
    }

    fn like() -> Like {
        Like { name: "orders".to_owned(), asked: crate::request::asked(&crate::request::new_draft(Application::Kafka)) }
    }

    fn unreadable() -> Problem {
        Problem::new(ProblemCode::NotUnderstood, Place::App, "It is not JSON.")
    }

    fn verdict(reads: Vec<Result<Option<Cluster>, Problem>>) -> LookUp {
        let unknown = (0..reads.len()).map(|number| ClusterId(number.to_string())).collect();
        let own = Own::Marked { run: run(), attempt: 2, like: like() };
        verdict_of(own, unknown, reads)
    }

    fn verdict_of(own: Own, unknown: Vec<ClusterId>, reads: Vec<Result<Option<Cluster>, Problem>>) -> LookUp {
        let mut search = Search::among(own, Application::Kafka, unknown);
        for read in reads {
            assert!(search.next().is_some());
            search.read(match &read {
                Ok(cluster) => Ok(cluster.as_ref()),
                Err(problem) => Err(problem.clone()),
            });
        }
        assert!(search.next().is_none());
        search.verdict()
    }

    #[test]
    fn one_that_alone_bears_this_attempts_mark_is_found() {
        let own = cluster("own", Some(&request::mark(&run(), 2)));
        let found = verdict(vec![Ok(None), Ok(Some(cluster("other", None))), Ok(Some(own))]);
        assert!(matches!(found, LookUp::Found(seen) if seen.id == "own"));
    }

    #[test]
    fn one_of_an_earlier_attempt_or_two_are_for_a_person() {
        let (first, second) = (request::mark(&run(), 1), request::mark(&run(), 2));
        assert!(
            matches!(verdict(vec![Ok(Some(cluster("a", Some(&first))))]), LookUp::Several(refs) if refs.len() == 1)
        );
        let two = vec![Ok(Some(cluster("a", Some(&second)))), Ok(Some(cluster("b", Some(&second))))];
        assert!(matches!(verdict(two), LookUp::Several(refs) if refs.len() == 2));
    }

    #[test]
    fn none_is_absent_only_if_all_could_be_read() {
        let other = || Ok(Some(cluster("other", Some(&request::mark(&RunId::from("9f"), 1)))));
        assert_eq!(verdict(vec![Ok(None), other()]), LookUp::Absent);
        let doubt = verdict(vec![Err(unreadable()), other()]);
        assert_eq!(doubt, LookUp::Doubtful { problem: unreadable(), candidates: Vec::new() });
    }

    #[test]
    fn one_that_bears_the_mark_beside_one_that_cannot_be_read_is_named_and_not_taken_up() {
        let own = cluster("own", Some(&request::mark(&run(), 2)));
        let doubt = verdict(vec![Ok(Some(own)), Err(unreadable())]);
        let LookUp::Doubtful { candidates, .. } = doubt else { panic!("{doubt:?}") };
        assert_eq!(candidates.first().map(|candidate| candidate.id.as_str()), Some("own"));
    }

    #[test]
    fn one_that_is_all_that_was_asked_for_without_a_tag_is_offered_and_not_taken_up() {
        let draft = crate::request::new_draft(Application::Kafka);
        let centre = &draft.data_centres[0];
        let unmarked = |name: &str, size: &str, tags: serde_json::Value| {
            let body = serde_json::json!({ "id": "c", "name": name, "status": "GENESIS", "dataCentres": [
                { "name": centre.name, "region": centre.region, "nodeSize": size, "numberOfNodes": centre.nodes, "tags": tags },
            ] });
            crate::testing::cluster(&body)
        };
        let none = serde_json::json!([]);
        let same = || unmarked("orders", &centre.node_size, none.clone());
        let offered = verdict(vec![Ok(Some(same()))]);
        assert!(matches!(offered, LookUp::Unmarked(refs) if refs.len() == 1));
        let others = [
            unmarked("other", &centre.node_size, none.clone()),
            unmarked("orders", "KFK-OTHER", none.clone()),
            unmarked(
                "orders",
                &centre.node_size,
                serde_json::json!([{ "key": request::MARK_KEY, "value": "another" }]),
            ),
        ];
        for other in others {
            assert_eq!(verdict(vec![Ok(Some(other))]), LookUp::Absent);
        }
        // Beside one that bears the mark it does not count.
        let own = cluster("own", Some(&request::mark(&run(), 2)));
        assert!(matches!(verdict(vec![Ok(Some(same())), Ok(Some(own))]), LookUp::Found(seen) if seen.id == "own"));
    }

    #[test]
    fn a_restored_cluster_is_the_only_new_one_of_its_name() {
        let named = |name: &str, mark: Option<&str>| {
            let tags: Vec<_> =
                mark.iter().map(|mark| serde_json::json!({ "key": request::MARK_KEY, "value": mark })).collect();
            Ok(Some(crate::testing::cluster(
                &serde_json::json!({ "id": "c", "name": name, "status": "GENESIS", "dataCentres": [{ "tags": tags }] }),
            )))
        };
        let (source, other) = (request::mark(&RunId::from("50"), 1), request::mark(&RunId::from("9f"), 1));
        let verdict = |again, reads: Vec<_>| {
            let unknown = (0..reads.len()).map(|number| ClusterId(number.to_string())).collect();
            verdict_of(Own::Named { name: "copy".to_owned(), copied: Some(source.clone()), again }, unknown, reads)
        };
        let copy = || named("copy", None);
        assert!(matches!(verdict(false, vec![named("other", None), copy()]), LookUp::Found(_)));
        assert!(matches!(verdict(false, vec![named("copy", Some(&source))]), LookUp::Found(_)), "tags may be copied");
        assert_eq!(verdict(false, vec![named("copy", Some(&other)), named("copies", None)]), LookUp::Absent);
        assert!(matches!(verdict(false, vec![copy(), copy()]), LookUp::Several(refs) if refs.len() == 2));
        assert!(matches!(verdict(true, vec![copy()]), LookUp::Unmarked(refs) if refs.len() == 1), "of which attempt?");
    }
}
