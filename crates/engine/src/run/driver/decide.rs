//! A person's decision on a run.

use std::time::Duration;

use futures_util::FutureExt;
use instaclustr_api::{Client, Cluster, ClusterKind, Error};

use super::Done;
use super::apply::With;
use crate::api::{Can, Decision, Place, Problem, ProblemCode, Stage};
use crate::id::{AccountId, ClusterId, RunId};
use crate::network::Range;
use crate::owner::{Asker, Driven, Owner, Password};
use crate::run::answer;
use crate::run::observe::Observation;
use crate::run::state::{self, Again, Decided, Input};

/// What came of reading a cluster that a person named: the provider's answer, or why there is none in time.
pub(crate) type Named = Result<Result<Cluster, Error>, Problem>;

/// How long a cluster that a person named may take to be read, its turn included: a wish is withdrawn after 15 seconds.
const NAMED_PATIENCE: Duration = Duration::from_secs(10);

impl Owner {
    /// Carries out a person's decision on a run of an account driven here.
    pub(crate) fn decide(&mut self, id: &AccountId, run: RunId, decision: Decision, asker: Asker) {
        let done = match decision {
            Decision::Found { cluster } => match self.begin_named(id, &run, cluster, asker) {
                Ok(()) => return,
                Err((asker, problem)) => return self.decided(asker, &run, Err(problem)),
            },
            Decision::SendAgain => self.take_decision(id, &run, Decided::SendAgain, &asker),
            Decision::Withdraw => self.take_decision(id, &run, Decided::Withdraw, &asker),
            Decision::TryAgain { address, user } => {
                let typed = typed_range(address.as_deref()).and_then(|mine| self.for_mine(id, &run, mine));
                let again = |mine| Decided::TryAgain(Again { mine, user });
                typed.and_then(|mine| self.take_decision(id, &run, again(mine), &asker))
            }
            Decision::DeleteAt { at } => self.take_decision(id, &run, Decided::DeleteAt(at), &asker),
        };
        self.decided(asker, &run, done);
    }

    /// The run becomes what was decided, if there still is something to decide.
    fn take_decision(&mut self, id: &AccountId, run: &RunId, decided: Decided, asker: &Asker) -> Result<(), Problem> {
        self.decidable(id, run, &decided)?;
        // Refused here it stays unclear: once on its way it would end as refused, and nobody looked for the first any more.
        if let Some(problem) =
            self.write_problem(id).filter(|_| matches!(decided, Decided::SendAgain | Decided::TryAgain(_)))
        {
            return Err(problem);
        }
        // The keyring may hold another password by now.
        if let Some(live) = self.live_mut(id, run) {
            live.password = Password::NotAsked;
        }
        let with = With { wish: asker.wish(), ..With::default() };
        self.apply_with(id, run, Input::Decided(decided), with)
    }

    /// What was typed for this computer is of use only where it is to be let in, and is not.
    fn for_mine(&self, id: &AccountId, run: &RunId, mine: Option<Range>) -> Result<Option<Range>, Problem> {
        let steps = self.live(id, run).map(|live| live.row.state.steps.as_slice()).unwrap_or_default();
        if mine.is_some() && !steps.iter().any(|step| step.subject.is_mine() && step.is_missing()) {
            return Err(Problem::field("address", "No rule for this computer is missing here."));
        }
        Ok(mine)
    }

    fn decidable(&self, id: &AccountId, run: &RunId, decided: &Decided) -> Result<(), Problem> {
        let what = match decided {
            Decided::Found(_) => Can::Found,
            Decided::SendAgain => Can::SendAgain,
            Decided::Withdraw => Can::Withdraw,
            Decided::TryAgain(_) => Can::TryAgain,
            Decided::DeleteAt(_) => Can::DeleteAt,
        };
        self.can_decide(id, run, what)
    }

    /// Whether that can be decided on the run now.
    fn can_decide(&self, id: &AccountId, run: &RunId, what: Can) -> Result<(), Problem> {
        let not_allowed =
            |message: &str| Err(Problem::new(ProblemCode::NotAllowed, Place::Run { id: run.clone() }, message));
        match self.live(id, run) {
            Some(live) if live.busy && live.row.state.stage == Stage::Intended => {
                not_allowed("It is being sent at this moment.")
            }
            Some(live) if state::can(&live.row.facts.work, &live.row.state).contains(&what) => Ok(()),
            Some(_) | None => not_allowed("There is nothing of that kind to decide on this run now."),
        }
    }

    /// The cluster that a person named is read before it is believed.
    fn begin_named(
        &mut self,
        id: &AccountId,
        run: &RunId,
        cluster: ClusterId,
        asker: Asker,
    ) -> Result<(), (Asker, Problem)> {
        let (client, kind) = match self.nameable(id, run, &cluster) {
            Ok(found) => found,
            Err(problem) => return Err((asker, problem)),
        };
        let (account, run) = (id.clone(), run.clone());
        self.send_urgent(id, NAMED_PATIENCE, move |left| {
            async move {
                let result = match left {
                    Ok(left) => {
                        let read = client.get_cluster(kind, cluster.as_str());
                        tokio::time::timeout(left, read).await.map_err(|_| not_told(&cluster))
                    }
                    Err(problem) => Err(problem),
                };
                Done::Named { account, run, asker, result }
            }
            .boxed()
        });
        Ok(())
    }

    /// What is needed to read a cluster that a person named for a run.
    fn nameable(&self, id: &AccountId, run: &RunId, cluster: &ClusterId) -> Result<(Client, ClusterKind), Problem> {
        self.can_decide(id, run, Can::Found)?;
        if let Some(other) = self.store.run_of_cluster(id, cluster)? {
            let place = Place::Cluster { id: cluster.clone() };
            return Err(Problem::new(ProblemCode::NotAllowed, place, format!("That cluster belongs to run {other}.")));
        }
        let client = self.accounts.get(id).and_then(Driven::client);
        let kind = self.live(id, run).map(|live| live.row.facts.work.cluster_kind());
        client.zip(kind).ok_or_else(|| self.not_driven(id))
    }

    pub(super) fn named(&mut self, id: &AccountId, run: &RunId, asker: Asker, result: Named) {
        let done = self.believe_named(id, run, &asker, result);
        self.decided(asker, run, done);
    }

    fn believe_named(&mut self, id: &AccountId, run: &RunId, asker: &Asker, result: Named) -> Result<(), Problem> {
        let read = result?;
        let asked = self.accounts.get(id).map(|account| account.asked.clone());
        let Some(asked) = asked else { return Err(self.not_driven(id)) };
        let Some(application) = self.live(id, run).map(|live| live.row.facts.application) else {
            return Err(self.not_driven(id));
        };
        self.note_reach(id, &asked, read.as_ref().err());
        let cluster = read.map_err(|error| answer::of_read(&asked, &error))?;
        let now = self.now();
        self.keep_sighting(id, &cluster, now);
        let seen = Box::new(Observation::of(application, &cluster));
        self.take_decision(id, run, Decided::Found(seen), asker)
    }
}

/// What a person typed for this computer's address.
fn typed_range(text: Option<&str>) -> Result<Option<Range>, Problem> {
    let Some(text) = text else { return Ok(None) };
    let range = Range::read(text.trim()).map_err(|error| Problem::field("address", error.to_string()))?;
    if range.is_everybody() {
        return Err(Problem::field("address", format!("{range} lets everybody in.")));
    }
    Ok(Some(range))
}

fn not_told(cluster: &ClusterId) -> Problem {
    let message = format!("The provider did not tell of that cluster within {} s.", NAMED_PATIENCE.as_secs());
    Problem::new(ProblemCode::MaybeSent, Place::Cluster { id: cluster.clone() }, message)
        .with_remedy("Decide again in a moment.")
}
