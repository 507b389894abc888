//! What is worth doing now, and the requests it begins with.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use instaclustr_api::Client;

use super::apply::STORE_MS;
use super::{Done, Urgent};
use crate::api::{Application, NextStep, NextWhat, Place, Problem, ProblemCode, Stage};
use crate::id::{AccountId, RunId};
use crate::owner::{Driven, Live, Owner};
use crate::run::state::{Input, WriteAnswer};
use crate::run::work::{FoundBy, RunWork};
use crate::store::AccountRow;
use crate::time::Timestamp;
use crate::watch::schedule::{self, AccountPlan, Choice, RunPlan, Work};

/// Requests that persons wait for, of one account at once.
const URGENT_MAX: usize = 4;

impl Owner {
    /// Begins what is worth doing now; gives when there is something again.
    pub(crate) fn plan(&mut self, now: Timestamp) -> Timestamp {
        let ids = self.accounts.keys().cloned().collect();
        let ids = in_turn(ids, self.asked_last.as_ref(), |id| {
            self.accounts.get(id).is_some_and(|account| is_waited_for(account, now))
        });
        let far = now.plus_ms(i64::from(u32::MAX));
        ids.iter().filter_map(|id| self.plan_account(id, now)).min().unwrap_or(far)
    }

    /// The same for one account; nothing where only news can give it something to do.
    fn plan_account(&mut self, id: &AccountId, now: Timestamp) -> Option<Timestamp> {
        self.refuse_late(id, now);
        let deadline = self.tend_deadlines(id, now);
        let late = self.tend_usual(id, now);
        self.tend_steps(id, now);
        let asked = self.ask_account(id, now);
        deadline.into_iter().chain(late).chain(asked).min()
    }

    /// Asks of one account what is worth asking now; gives when there is something again.
    fn ask_account(&mut self, id: &AccountId, now: Timestamp) -> Option<Timestamp> {
        loop {
            let chosen = self.choose(id, now);
            let account = self.accounts.get_mut(id)?;
            let waits = account.urgent.front().map(|urgent| urgent.until);
            let work = match chosen {
                Some((client, Choice::Now(work))) if waits.is_none() || account.urgent_last => Some((client, work)),
                Some((_, Choice::At(at))) if waits.is_none() => return Some(at),
                _ if waits.is_some() => None,
                _ => return None,
            };
            if let Err(at) = self.take_token(id, now) {
                return Some(waits.map_or(at, |until| at.min(until)));
            }
            self.requests.push_back(now);
            self.asked_last = Some(id.clone());
            // In turn with what the schedule wants: a person who asks again and again must not keep a launch from leaving.
            if let Some(account) = self.accounts.get_mut(id) {
                account.urgent_last = work.is_none();
            }
            match work {
                Some((client, work)) => self.begin(id, &client, work, now),
                None => self.begin_urgent(id, now),
            }
        }
    }

    fn begin_urgent(&mut self, id: &AccountId, now: Timestamp) {
        let Some(urgent) = self.accounts.get_mut(id).and_then(|account| account.urgent.pop_front()) else { return };
        let left = Duration::from_millis(urgent.until.ms_since(now).max(0).unsigned_abs());
        self.in_flight.push((urgent.begin)(Ok(left)));
    }

    /// Whoever has waited long enough is told.
    fn refuse_late(&mut self, id: &AccountId, now: Timestamp) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        while account.urgent.front().is_some_and(|urgent| urgent.until <= now) {
            let Some(urgent) = account.urgent.pop_front() else { return };
            let place = Place::Account { id: id.clone(), label: account.row.facts.label.clone() };
            let problem = Problem::new(ProblemCode::Slowed, place, "Too many requests wait already.")
                .with_remedy("Try again in a moment.");
            self.in_flight.push((urgent.begin)(Err(problem)));
        }
    }

    fn choose(&self, id: &AccountId, now: Timestamp) -> Option<(Client, Choice)> {
        let account = self.accounts.get(id)?;
        account.lock.as_ref()?;
        let mut plan = plan_of(account, now);
        // The bucket may have been drawn from elsewhere since.
        let foreseen = plan.runs.iter().any(|run| run.prospect.is_some());
        plan.rested = plan.rested && foreseen && self.store.budget(id, now).is_ok_and(|budget| budget.is_full(now));
        Some((account.client()?, schedule::next(&plan, now)))
    }

    /// Takes room for one request from the bucket that all programs on the store share.
    fn take_token(&mut self, id: &AccountId, now: Timestamp) -> Result<(), Timestamp> {
        let taken = self.store.take_token(id, now);
        let Some(account) = self.accounts.get_mut(id) else { return Err(now.plus_ms(STORE_MS)) };
        match taken {
            Ok((budget, taken)) => {
                account.budget = budget;
                taken
            }
            Err(error) => {
                tracing::error!(%error, "the budget can't be kept: nothing is asked");
                self.note_trouble(&error.into());
                Err(now.plus_ms(STORE_MS))
            }
        }
    }

    /// Asks what a person waits for, as soon as there is room for it, within `patience`.
    ///
    /// `begin` is told how long is left, or why it is not asked: the provider wants quiet for longer, too many wait, or
    /// the account has gone.
    pub(crate) fn send_urgent(
        &mut self,
        id: &AccountId,
        patience: Duration,
        begin: impl FnOnce(Result<Duration, Problem>) -> BoxFuture<'static, Done> + Send + 'static,
    ) {
        match self.room_for_urgent(id, patience) {
            Ok(until) => {
                if let Some(account) = self.accounts.get_mut(id) {
                    account.urgent.push_back(Urgent { begin: Box::new(begin), until });
                }
            }
            Err(problem) => self.in_flight.push(begin(Err(problem))),
        }
    }

    fn room_for_urgent(&self, id: &AccountId, patience: Duration) -> Result<Timestamp, Problem> {
        let now = self.now();
        let Some(account) = self.accounts.get(id) else { return Err(self.not_driven(id)) };
        let place = Place::Account { id: id.clone(), label: account.row.facts.label.clone() };
        let until = now.plus_ms(i64::try_from(patience.as_millis()).unwrap_or(i64::MAX));
        if account.urgent.len() >= URGENT_MAX {
            return Err(Problem::new(ProblemCode::Slowed, place, "Too many requests wait already.")
                .with_remedy("Try again in a moment."));
        }
        match self.store.budget(id, now)?.quiet_until(now) {
            Some(quiet) if quiet >= until => {
                let seconds = quiet.ms_since(now) / 1000;
                let message = format!("{} asks us to slow down, for another {seconds} s.", account.asked.host);
                Err(Problem::new(ProblemCode::Slowed, place, message).with_remedy("Try again then."))
            }
            Some(_) | None => Ok(until),
        }
    }

    fn begin(&mut self, id: &AccountId, client: &Client, work: Work, now: Timestamp) {
        let client = client.clone();
        let account = id.clone();
        let unclear = |run: &RunId| self.live(id, run).is_some_and(|live| live.row.state.stage == Stage::Unclear);
        let looks_up = work.looks_up(unclear);
        if !matches!(work, Work::Send(_) | Work::SendStep(_))
            && let Some(driven) = self.accounts.get_mut(id)
        {
            driven.looked_up_last = looks_up;
        }
        match work {
            Work::Send(run) => {
                if let Some(live) = self.live_mut(id, &run) {
                    live.wanted = false;
                }
                match self.is_stopped(id, &run) {
                    Ok(false) => {}
                    Ok(true) => return self.guarded(|owner| owner.apply(id, &run, Input::LaunchStopped)),
                    Err(problem) => {
                        tracing::error!(%problem, "not sent: its launch can't be read");
                        self.note_trouble(&problem);
                        return self.hold(id, now);
                    }
                }
                let Some(row) = self.row_to_write(id, now) else { return };
                let refused = row.write_problem();
                if refused.is_none() && self.prepares(id, &client, &run, now) {
                    return;
                }
                // Refused before any request: a key that may not write, an account that is not to be written to.
                let input = match refused {
                    Some(problem) => Input::Answered { attempt: 0, answer: WriteAnswer::Refused(problem) },
                    None => Input::Ready,
                };
                if let Err(problem) = self.apply(id, &run, input) {
                    tracing::error!(%problem, "not sent: the intent could not be committed");
                    self.note_trouble(&problem);
                    self.hold(id, now);
                }
            }
            Work::SendStep(run) => self.begin_step(id, &run, now),
            Work::ReadSteps(run) => self.read_steps(id, client, run),
            Work::LookUp(run) => self.begin_look_up(id, client, run, now),
            Work::Look(run) => {
                let Some(live) = self.live_mut(id, &run) else { return };
                live.tried_at = Some(now);
                live.busy = true;
                live.wanted = false;
                let kind = live.row.facts.work.cluster_kind();
                let Some(cluster) = live.row.state.cluster.as_ref().map(|cluster| cluster.id.clone()) else { return };
                self.read(id, async move {
                    let result = client.get_cluster(kind, cluster.as_str()).await;
                    Done::Looked { account, run, result }
                });
            }
            Work::Resizes(run) => self.read_resizes(id, &client, run, now),
            Work::List => {
                if let Some(driven) = self.accounts.get_mut(id) {
                    driven.listed_at = Some(now);
                    driven.list_wanted = false;
                }
                self.read(id, async move {
                    let result = client.list_clusters(None).await;
                    Done::Listed { account, search: None, whole: true, result }
                });
            }
            Work::Cluster(cluster) => {
                self.others_tried(id, &cluster, now);
                let word = self.store.sighting(id, &cluster).ok().flatten().map(|sighting| sighting.application);
                let Some(application) = word.as_deref().and_then(Application::from_list_word) else { return };
                self.read(id, async move {
                    let result =
                        client.get_cluster(instaclustr_api::Application::from(application), cluster.as_str()).await;
                    Done::Read { account, cluster, search: None, result }
                });
            }
            Work::Choices(application) => {
                if let Some(driven) = self.accounts.get_mut(id) {
                    driven.catalogues_wanted.remove(&application);
                }
                let word = instaclustr_api::Application::from(application);
                let versions = self.accounts.get(id).is_some_and(|driven| driven.versions.contains_key(&application));
                if versions {
                    self.read(id, async move {
                        let result = client.node_sizes(word).await;
                        Done::NodeSizes { account, application, result }
                    });
                } else {
                    self.read(id, async move {
                        let result = client.versions(word).await;
                        Done::Versions { account, application, result }
                    });
                }
            }
        }
    }

    /// The account as the store has it now; nothing where another program has changed it since the way to it was made: then it
    /// is made anew, and nothing goes the old one.
    pub(super) fn row_to_write(&mut self, id: &AccountId, now: Timestamp) -> Option<AccountRow> {
        let known = &self.accounts.get(id)?.row;
        // Where the store can't be read nothing is committed, so nothing leaves either.
        let kept = self.store.account(id).ok().flatten().unwrap_or_else(|| known.clone());
        if kept.facts == known.facts {
            return Some(kept);
        }
        self.guarded(|owner| owner.publish(now));
        None
    }

    /// Whether another run of its launch was refused, and the launch asked to stop then. What was sent already and is
    /// sent again is a person's word, and is not stopped.
    fn is_stopped(&self, id: &AccountId, run: &RunId) -> Result<bool, Problem> {
        let Some(live) = self.live(id, run) else { return Ok(false) };
        if !stops(live) || live.row.state.attempt > live.row.state.not_done {
            return Ok(false);
        }
        let runs = self.store.runs_of_launch(&live.row.launch_id)?;
        Ok(runs.iter().any(|other| other.state.stage == Stage::Refused))
    }

    pub(super) fn read(&mut self, id: &AccountId, request: impl Future<Output = Done> + Send + 'static) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.reading = true;
        }
        self.in_flight.push(request.boxed());
    }
}

/// The accounts in the order in which they are asked. Several may draw from one bucket: what persons wait for goes first, and the
/// one that was asked last comes last of the rest.
fn in_turn(
    mut ids: Vec<AccountId>,
    last: Option<&AccountId>,
    is_waited_for: impl Fn(&AccountId) -> bool,
) -> Vec<AccountId> {
    let first = ids.iter().position(|id| Some(id) == last).map_or(0, |last| last + 1);
    ids.rotate_left(first);
    ids.sort_by_key(|id| !is_waited_for(id));
    ids
}

/// Whether somebody waits for what the account is to be asked, or for what is to be sent.
fn is_waited_for(account: &Driven, now: Timestamp) -> bool {
    let step_waits = |live: &Live| live.step_at(now).is_some_and(|at| at <= now);
    let waits = |live: &Live| live.wanted || live.row.state.stage == Stage::Intended || step_waits(live);
    !account.urgent.is_empty() || account.runs.values().any(waits)
}

/// Whether a run is not to be sent once another of its launch was refused.
fn stops(live: &Live) -> bool {
    matches!(&live.row.facts.work, RunWork::Create(work) if work.stop_on_refusal)
}

/// Whether a run before it in its launch has no answer yet, and its own sending depends on that answer.
fn waits_its_turn(account: &Driven, live: &Live) -> bool {
    let before = |other: &Live| {
        other.row.launch_id == live.row.launch_id
            && other.row.number < live.row.number
            && matches!(other.row.state.stage, Stage::Intended | Stage::Sending)
    };
    stops(live) && live.row.state.stage == Stage::Intended && account.runs.values().any(before)
}

/// Whether it is known by what was not there before it left, and which clusters there are is not known yet. What a tag tells
/// needs no list that succeeded.
fn waits_for_the_list(live: &Live) -> bool {
    let by_name = live.row.facts.work.found_by() == Some(FoundBy::Name);
    by_name && live.row.state.stage == Stage::Intended && !live.listed
}

/// The account as the schedule sees it.
fn plan_of(account: &Driven, now: Timestamp) -> AccountPlan {
    let runs = account.runs.values().map(|live| {
        let searching = account.searches.contains_key(&live.row.id);
        let next = live.row.state.next.clone();
        RunPlan {
            id: live.row.id.clone(),
            stage: live.row.state.stage,
            changes: live.row.facts.work.target().is_some(),
            // A look-up under way goes on at once.
            next: if searching {
                Some(NextStep { what: NextWhat::LookUp, at: live.tried_at.unwrap_or(Timestamp(0)) })
            } else if waits_its_turn(account, live) || waits_for_the_list(live) {
                None
            } else if live.row.state.stage == Stage::Intended && live.has_to_be_read(now) {
                // Its sending begins with a read, which waits as every read does.
                let from = account.reads_from.unwrap_or(Timestamp(i64::MIN));
                next.filter(|_| !account.reading && account.list_answered)
                    .map(|next| NextStep { at: next.at.max(from), ..next })
            } else if account.list_answered || live.row.state.stage != Stage::Intended {
                next
            } else {
                // Which clusters were there before has to be known first: only then can one that is new be told.
                None
            },
            tried_at: live.tried_at,
            prospect: live.prospect.as_ref().map(|(_, prospect)| prospect.clone()),
            sent_at: live.row.state.sent_at,
            resizes_from: live.resizes_from(),
            step_at: live.step_at(now),
            steps_read_at: live.steps_read_at(),
            steps_tried_at: live.steps_tried_at,
            missing: live.row.state.missing.is_some(),
            busy: live.busy,
            // «Now» shortens a pause of ours, never one that the provider asked for.
            wanted: live.wanted && live.row.state.problem.as_ref().map(|p| p.code) != Some(ProblemCode::Slowed),
        }
    });
    AccountPlan {
        runs: runs.collect(),
        clusters: account.others.clone(),
        choices: account.catalogues_wanted.iter().copied().collect(),
        listed_at: account.listed_at,
        list_wanted: account.list_wanted,
        looked_up_last: account.looked_up_last,
        reading: account.reading,
        reads_from: account.reads_from,
        rate: account.row.facts.rate,
        rested: account.budget.is_full(now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_asked_last_comes_last_and_what_persons_wait_for_first() {
        let ids = || -> Vec<AccountId> { ["a", "b", "c"].into_iter().map(AccountId::from).collect() };
        let order = |last: &str, waited_for: &str| -> String {
            let order = in_turn(ids(), Some(&AccountId::from(last)), |id| id.as_str() == waited_for);
            order.iter().map(AccountId::as_str).collect()
        };
        assert_eq!(["", "a", "b", "c", "gone"].map(|last| order(last, "")), ["abc", "bca", "cab", "abc", "abc"]);
        assert_eq!((order("b", "b").as_str(), order("", "c").as_str()), ("bca", "cab"));
        assert!(in_turn(Vec::new(), None, |_| false).is_empty());
    }
}
