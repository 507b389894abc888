//! Carries out what the rules ask for, and feeds back what comes of it.
//!
//! The way of a create: budget → [`Input::Ready`] → the state `sending` and the row in `writes` are committed together →
//! only then the request leaves. Nothing else in Slipway sends.

use futures_util::FutureExt;
use instaclustr_api::{AccountClusters, ApplicationVersions, Client, CloudNodeSizes, Cluster, Created, Error};

use super::answer::{self, Asked};
use super::observe::Observation;
use super::reconcile::{Search, mark_of};
#[cfg(feature = "bugs")]
use super::state::RunState;
use super::state::{Action, CreateAnswer, Decided, Input, Look, LookUp, has_ended, is_watched, step};
use crate::api::{
    Application, Decision, LookOutcome, NextStep, NextWhat, Notice, NoticeKind, Place, Problem, ProblemCode, Reach,
    Stage,
};
use crate::catalogue;
use crate::id::{AccountId, ClusterId, RunId};
use crate::owner::{Access, Asker, Driven, Owner, application_of};
use crate::request::{self, Mark};
use crate::store::{ClusterSeen, LookNote, NewWrite, RunRow, WriteOutcome};
use crate::time::Timestamp;
use crate::watch::schedule::{self, AccountPlan, Choice, RunPlan, Work};

/// First pause after a read that failed, in milliseconds; doubled with each further one.
const FAILURE_MS_MIN: i64 = 1_000;
const FAILURE_MS_MAX: i64 = 30_000;
/// Pause after the key was refused, in milliseconds: asking with it again and again would not help.
const REFUSED_MS: i64 = 60_000;
/// A read pause of a store that could not be written, in milliseconds.
const STORE_MS: i64 = 5_000;
/// Status words of a cluster that a row keeps at most, so that it stays small.
const NODE_WORDS_MAX: usize = 200;

/// Something that was under way has ended.
pub(crate) enum Done {
    /// A key was asked for.
    Key { account: AccountId, ask: u32, access: Result<Access, Problem> },
    /// A create was sent.
    Created { account: AccountId, run: RunId, attempt: u32, answer: Result<Created, Error> },
    /// A run's cluster was looked at.
    Looked { account: AccountId, run: RunId, result: Result<Cluster, Error> },
    /// The list was read; for a look-up, or for itself (then it is the whole list).
    Listed { account: AccountId, search: Option<RunId>, whole: bool, result: Result<Vec<AccountClusters>, Error> },
    /// A cluster was read; for a look-up, or because no run of ours made it.
    Read { account: AccountId, cluster: ClusterId, search: Option<RunId>, result: Result<Cluster, Error> },
    /// A cluster that a person named was read.
    Named { account: AccountId, run: RunId, asker: Asker, result: Result<Cluster, Error> },
    /// What can be chosen was read.
    Choices { account: AccountId, application: Application, result: Result<Offered, Error> },
    /// Something that answers by itself, with the requests it made.
    Reported { requests: u32 },
    /// Work that has to go on in the owner.
    Then(Box<dyn FnOnce(&mut Owner) + Send>),
}

impl Owner {
    /// Begins what is worth doing now; gives when there is something again.
    pub(crate) fn plan(&mut self, now: Timestamp) -> Timestamp {
        let mut wake = now.plus_ms(i64::from(u32::MAX));
        let ids: Vec<AccountId> = self.accounts.keys().cloned().collect();
        for id in ids {
            while let Some((client, choice)) = self.choose(&id, now) {
                match choice {
                    Choice::Nothing => break,
                    Choice::At(at) => {
                        wake = wake.min(at);
                        break;
                    }
                    Choice::Now(work) => {
                        let Some(account) = self.accounts.get_mut(&id) else { break };
                        match account.budget.take(now) {
                            Ok(budget) => account.budget = budget,
                            Err(at) => {
                                wake = wake.min(at);
                                break;
                            }
                        }
                        self.begin(&id, &client, work, now);
                    }
                }
            }
        }
        wake
    }

    fn choose(&self, id: &AccountId, now: Timestamp) -> Option<(Client, Choice)> {
        let account = self.accounts.get(id)?;
        account.lock.as_ref()?;
        Some((account.client()?, schedule::next(&plan_of(account), now)))
    }

    fn begin(&mut self, id: &AccountId, client: &Client, work: Work, now: Timestamp) {
        self.requests.push_back(now);
        let client = client.clone();
        let account = id.clone();
        match work {
            Work::Send(run) => {
                if let Some(live) = self.live_mut(id, &run) {
                    live.wanted = false;
                }
                if let Err(problem) = self.apply(id, &run, Input::Ready) {
                    tracing::error!(%problem, "not sent: the intent could not be committed");
                    self.hold(id, now);
                }
            }
            Work::LookUp(run) => self.begin_look_up(id, client, run, now),
            Work::Look(run) => {
                let Some(live) = self.live_mut(id, &run) else { return };
                live.tried_at = Some(now);
                live.busy = true;
                live.wanted = false;
                let application = api_application(live.row.facts.application);
                let Some(cluster) = live.row.state.cluster.as_ref().map(|cluster| cluster.id.clone()) else { return };
                self.read(id, async move {
                    let result = client.get_cluster(application, cluster.as_str()).await;
                    Done::Looked { account, run, result }
                });
            }
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
                let Some(application) = word.as_deref().and_then(application_of) else { return };
                self.read(id, async move {
                    let result = client.get_cluster(api_application(application), cluster.as_str()).await;
                    Done::Read { account, cluster, search: None, result }
                });
            }
            Work::Choices(application) => {
                if let Some(driven) = self.accounts.get_mut(id) {
                    driven.catalogues_wanted.remove(&application);
                }
                self.read(id, async move {
                    let result = provider_choices(&client, application).await;
                    Done::Choices { account, application, result }
                });
            }
        }
    }

    /// A look-up begins with the list and goes on with one cluster at a time.
    fn begin_look_up(&mut self, id: &AccountId, client: Client, run: RunId, now: Timestamp) {
        let account = id.clone();
        let next = self.accounts.get(id).and_then(|account| account.searches.get(&run)).and_then(Search::next);
        let Some(live) = self.live_mut(id, &run) else { return };
        live.busy = true;
        live.tried_at = Some(now);
        live.wanted = false;
        let application = live.row.facts.application;
        match next {
            Some(cluster) => self.read(id, async move {
                let result = client.get_cluster(api_application(application), cluster.as_str()).await;
                Done::Read { account, cluster, search: Some(run), result }
            }),
            None => {
                // The search by name is the vendor's operator's and in no document: every other time the whole list.
                let whole = live.row.state.look_ups % 2 == 1;
                let name = live.row.facts.cluster_name.clone();
                self.read(id, async move {
                    let result = client.list_clusters((!whole).then_some(name.as_str())).await;
                    Done::Listed { account, search: Some(run), whole, result }
                });
            }
        }
    }

    fn read(&mut self, id: &AccountId, request: impl Future<Output = Done> + Send + 'static) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.reading = true;
        }
        self.in_flight.push(request.boxed());
    }

    /// The store failed: nothing more for this account for a moment.
    fn hold(&mut self, id: &AccountId, now: Timestamp) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        for live in account.runs.values_mut() {
            if let Some(next) = &mut live.row.state.next {
                next.at = next.at.max(now.plus_ms(STORE_MS));
            }
        }
        account.reads_from = Some(now.plus_ms(STORE_MS));
    }

    /// What `input` makes of a run: worked out, committed, carried out, in this order.
    pub(crate) fn apply(&mut self, id: &AccountId, run: &RunId, input: Input) -> Result<(), Problem> {
        self.apply_with(id, run, input, None, None)
    }

    fn apply_with(
        &mut self,
        id: &AccountId,
        run: &RunId,
        input: Input,
        settle: Option<(u32, Settled)>,
        look: Option<LookNote>,
    ) -> Result<(), Problem> {
        let now = self.now();
        let Some(live) = self.live(id, run) else { return Ok(()) };
        let row = &live.row;
        let done = step(run, &row.state, input, now);
        // What would leave is made before the commit, since the commit holds it.
        let sends: Vec<Outgoing> = done
            .actions
            .iter()
            .filter_map(|action| match action {
                Action::Send { attempt } => Some(outgoing(row, *attempt)),
                Action::Notify(_) => None,
            })
            .collect();
        #[cfg(feature = "bugs")]
        if self.edges.bug == Some(crate::edges::Bug::PostBeforeCommit) && !sends.is_empty() {
            return self.send_uncommitted(id, run, done.state, sends);
        }
        let Some(live) = self.accounts.get(id).and_then(|account| account.runs.get(run)) else { return Ok(()) };
        let row = &live.row;
        self.store.change(|change| {
            change.put_run(run, &row.state, &done.state)?;
            change.add_events(run, done.events, now)?;
            for send in &sends {
                let write = NewWrite {
                    run,
                    account: id,
                    attempt: send.attempt,
                    method: send.built.method,
                    path: &send.built.path,
                    body: &instaclustr_api::redact::json(&pretty(&send.built.body)),
                    mark: &send.mark,
                };
                change.add_write(&write, now)?;
            }
            if let Some((attempt, settled)) = &settle {
                let answer = settled.answer.as_ref().map(|(status, body)| (*status, body.as_str()));
                change.settle_write(run, *attempt, settled.outcome, answer, now)?;
            }
            if let Some(look) = &look {
                change.add_look(run, look)?;
            }
            if let Some(cluster) = &done.state.cluster {
                change.note_cluster(id, cluster.id.as_str(), list_word(cluster.application), now)?;
            }
            for action in &done.actions {
                if let Action::Notify(kind) = action {
                    change.add_notice(&notice(row, &done.state.problem, *kind))?;
                }
            }
            Ok(())
        })?;
        tracing::info!(%run, from = ?row.state.stage, to = ?done.state.stage, "run");
        let Some(account) = self.accounts.get_mut(id) else { return Ok(()) };
        if let Some(live) = account.runs.get_mut(run) {
            live.row.state = done.state;
            if live.row.state.stage != Stage::Unclear {
                account.searches.remove(run);
            }
            if has_ended(live.row.state.stage) {
                account.runs.remove(run);
            }
        }
        for send in sends {
            self.send(id, run, send);
        }
        Ok(())
    }

    /// The mistake: the request leaves, and what it was for is only kept with its answer.
    #[cfg(feature = "bugs")]
    fn send_uncommitted(
        &mut self,
        id: &AccountId,
        run: &RunId,
        state: RunState,
        sends: Vec<Outgoing>,
    ) -> Result<(), Problem> {
        if let Some(live) = self.live_mut(id, run) {
            live.row.state = state;
        }
        for send in sends {
            self.send(id, run, send);
        }
        Ok(())
    }

    /// The request leaves. Its row in `writes` is on disk.
    fn send(&mut self, id: &AccountId, run: &RunId, send: Outgoing) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        let Some(client) = account.client() else { return self.not_sent(id, run, send.attempt) };
        account.sending += 1;
        if let Some(live) = account.runs.get_mut(run) {
            live.busy = true;
        }
        let (account, run) = (id.clone(), run.clone());
        let Outgoing { attempt, application, built, .. } = send;
        self.in_flight.push(
            async move {
                let answer = client.create_cluster(application, &built.body).await;
                Done::Created { account, run, attempt, answer }
            }
            .boxed(),
        );
    }

    /// Nothing left: the key went between the choice and the commit.
    fn not_sent(&mut self, id: &AccountId, run: &RunId, attempt: u32) {
        let problem = self.not_driven(id);
        self.guarded(|owner| {
            owner.apply(id, run, Input::Answered { attempt, answer: CreateAnswer::NotDone { problem, pause_ms: None } })
        });
    }

    /// Takes in what has ended.
    pub(crate) fn done(&mut self, done: Done) {
        match done {
            Done::Key { account, ask, access } => self.key_done(&account, ask, access),
            Done::Created { account, run, attempt, answer } => self.created(&account, &run, attempt, answer),
            Done::Looked { account, run, result } => self.looked(&account, &run, result),
            Done::Listed { account, search, whole, result } => self.listed(&account, search, whole, result),
            Done::Read { account, cluster, search, result } => self.has_read(&account, &cluster, search, result),
            Done::Named { account, run, asker, result } => self.named(&account, &run, asker, result),
            Done::Choices { account, application, result } => self.choices_read(&account, application, result),
            Done::Reported { requests } => {
                let now = self.now();
                self.requests.extend((0..requests).map(|_| now));
            }
            Done::Then(work) => work(self),
        }
    }

    fn created(&mut self, id: &AccountId, run: &RunId, attempt: u32, answer: Result<Created, Error>) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        account.sending = account.sending.saturating_sub(1);
        let asked = account.asked.clone();
        let Some(live) = account.runs.get_mut(run) else { return };
        live.busy = false;
        let application = live.row.facts.application;
        let body = match &answer {
            Ok(created) => Some((created.status, created.cluster.body.clone())),
            Err(Error::Api(error)) => Some((error.status, error.body.clone())),
            Err(Error::NotUnderstood { status, body, .. }) => Some((*status, body.clone())),
            Err(Error::Transport(_)) => None,
        };
        self.note_way(id, &asked, answer.as_ref().err());
        let meaning = answer::of_create(&asked, application, answer);
        let outcome = match &meaning {
            CreateAnswer::Accepted(_) => WriteOutcome::Done,
            CreateAnswer::Refused(_) => WriteOutcome::Refused,
            CreateAnswer::NotDone { .. } => WriteOutcome::NotDone,
            CreateAnswer::Unclear(_) => WriteOutcome::Unclear,
        };
        let look = matches!(meaning, CreateAnswer::Accepted(_)).then(|| LookNote {
            outcome: LookOutcome::Seen,
            at: self.now(),
            note: None,
            prolongs_ms: 0,
        });
        let settled = Settled { outcome, answer: body };
        let input = Input::Answered { attempt, answer: meaning };
        self.keep_answer(id, run, attempt, input, settled, look);
    }

    fn keep_answer(
        &mut self,
        id: &AccountId,
        run: &RunId,
        attempt: u32,
        input: Input,
        settled: Settled,
        look: Option<LookNote>,
    ) {
        let kept = self.apply_with(id, run, input.clone(), Some((attempt, settled.clone())), look.clone());
        if let Err(problem) = kept {
            // The answer is worth more than a look-up: it is kept in hand until the store takes it.
            tracing::error!(%problem, %run, "the answer was not kept yet");
            let now = self.now();
            self.hold(id, now);
            let Some(account) = self.accounts.get_mut(id) else { return };
            if let Some(live) = account.runs.get_mut(run) {
                live.busy = true;
            }
            let from = now.plus_ms(STORE_MS);
            account.unkept.push(Unkept { run: run.clone(), attempt, input, settled, look, from });
        }
    }

    /// Tries again to keep answers that the store did not take.
    pub(crate) fn keep_answers(&mut self, id: &AccountId, now: Timestamp) {
        let due = |unkept: &Unkept| unkept.from <= now;
        let Some(account) = self.accounts.get_mut(id) else { return };
        let Some(place) = account.unkept.iter().position(due) else { return };
        let Unkept { run, attempt, input, settled, look, .. } = account.unkept.swap_remove(place);
        if let Some(live) = account.runs.get_mut(&run) {
            live.busy = false;
        }
        self.keep_answer(id, &run, attempt, input, settled, look);
    }

    fn looked(&mut self, id: &AccountId, run: &RunId, result: Result<Cluster, Error>) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        let now = self.now();
        let Some(live) = self.live_mut(id, run) else { return };
        live.busy = false;
        let (application, stage) = (live.row.facts.application, live.row.state.stage);
        if let Ok(cluster) = &result {
            self.keep_sighting(id, cluster, now);
        }
        let (look, outcome, note) = match result {
            Ok(cluster) => (Look::Seen(Box::new(Observation::of(application, &cluster))), LookOutcome::Seen, None),
            Err(Error::Api(error)) if error.status == 404 => (Look::Missing, LookOutcome::Missing, None),
            Err(error) => {
                let problem = answer::of_read(&asked, &error);
                let outcome =
                    if problem.code == ProblemCode::Slowed { LookOutcome::Slowed } else { LookOutcome::Failed };
                let note = Some(problem.message.clone());
                (Look::Failed(problem), outcome, note)
            }
        };
        let prolongs_ms = i64::from(self.pace_ms(id, stage).unwrap_or(0)) * 3 + 1_000;
        let note = LookNote { outcome, at: now, note, prolongs_ms };
        self.guarded(|owner| owner.apply_with(id, run, Input::Looked(look), None, Some(note)));
    }

    fn listed(
        &mut self,
        id: &AccountId,
        search: Option<RunId>,
        whole: bool,
        result: Result<Vec<AccountClusters>, Error>,
    ) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        if let Some(account) = self.accounts.get_mut(id) {
            // Answered or not: without a list it is sent all the same, and more clusters have to be read if it is lost.
            account.list_answered = true;
        }
        match (result, search) {
            (Ok(list), search) => self.guarded(|owner| {
                owner.take_list(id, &list, whole)?;
                match search {
                    Some(run) => owner.search(id, &run, &list),
                    None => Ok(()),
                }
            }),
            (Err(error), Some(run)) => self.look_up_failed(id, &run, &asked, &error),
            (Err(_), None) => {}
        }
    }

    /// Notes every listed cluster; the whole list also tells which are missing.
    fn take_list(&mut self, id: &AccountId, list: &[AccountClusters], whole: bool) -> Result<(), Problem> {
        let now = self.now();
        let known = self.store.sightings_of(id)?;
        let listed = || list.iter().flat_map(|account| &account.clusters);
        let missing: Vec<&ClusterId> = known
            .iter()
            .map(|sighting| &sighting.cluster_id)
            .filter(|known| whole && !listed().any(|cluster| cluster.id == known.as_str()))
            .collect();
        let news = listed().any(|cluster| !known.iter().any(|known| known.cluster_id.as_str() == cluster.id));
        if news || !missing.is_empty() {
            self.store.change(|change| {
                for cluster in listed() {
                    change.note_cluster(id, &cluster.id, &cluster.application, now)?;
                }
                for cluster in &missing {
                    change.note_missing(id, cluster, now)?;
                }
                Ok(())
            })?;
        }
        if !whole {
            return Ok(());
        }
        self.refresh_others(id)?;
        let count = u32::try_from(listed().count()).ok();
        let provider_account_id = list.iter().find_map(|account| account.account_id.clone());
        if let Some(account) = self.accounts.get(id) {
            let mut seen = account.row.seen.clone();
            seen.clusters = count;
            seen.listed_at = Some(now);
            seen.provider_account_id = provider_account_id.or(seen.provider_account_id);
            self.put_seen(id, seen);
        }
        let unlisted: Vec<RunId> = self
            .accounts
            .get(id)
            .into_iter()
            .flat_map(|account| account.runs.values())
            .filter(|live| is_watched(live.row.state.stage))
            .filter(|live| {
                let cluster = live.row.state.cluster.as_ref();
                cluster.is_some_and(|own| !listed().any(|cluster| cluster.id == own.id.as_str()))
            })
            .map(|live| live.row.id.clone())
            .collect();
        for run in unlisted {
            self.apply(id, &run, Input::Unlisted)?;
        }
        Ok(())
    }

    /// The list of a look-up was read: each cluster that was not known before the create left has to be read.
    fn search(&mut self, id: &AccountId, run: &RunId, list: &[AccountClusters]) -> Result<(), Problem> {
        let Some(live) = self.live_mut(id, run) else { return Ok(()) };
        live.busy = false;
        let (attempt, application) = (live.row.state.attempt, live.row.facts.application);
        // The first attempt counts: what it made, if anything, has to be seen as well.
        let sent = self.store.sent_revision(run, 1)?.unwrap_or(0);
        let mut unknown = Vec::new();
        for cluster in list.iter().flat_map(|account| &account.clusters) {
            let cluster_id = ClusterId(cluster.id.clone());
            let sighting = self.store.sighting(id, &cluster_id)?;
            let known = sighting.is_some_and(|sighting| {
                let others = sighting.mark.as_deref().and_then(request::parse_mark).is_some_and(|(of, _)| of != *run);
                sighting.first_revision <= sent || others
            });
            let owned = self.store.run_of_cluster(id, &cluster_id)?.is_some();
            if !known && !owned && application_of(&cluster.application) == Some(application) {
                unknown.push(cluster_id);
            }
        }
        let search = Search::among(run, attempt, application, unknown);
        self.go_on(id, run, search)
    }

    fn go_on(&mut self, id: &AccountId, run: &RunId, search: Search) -> Result<(), Problem> {
        if search.next().is_none() {
            if let Some(account) = self.accounts.get_mut(id) {
                account.searches.remove(run);
            }
            return self.apply(id, run, Input::LookedUp(search.verdict()));
        }
        if let Some(account) = self.accounts.get_mut(id) {
            account.searches.insert(run.clone(), search);
        }
        Ok(())
    }

    fn has_read(&mut self, id: &AccountId, cluster: &ClusterId, search: Option<RunId>, result: Result<Cluster, Error>) {
        let Some(asked) = self.read_done(id, result.as_ref().err()) else { return };
        let now = self.now();
        match &result {
            Ok(cluster) => self.keep_sighting(id, cluster, now),
            Err(_) => self.guarded(|owner| {
                owner.store.change(|change| change.put_sighting(id, cluster, None, now))?;
                Ok(())
            }),
        }
        let Some(run) = search else { return };
        if let Some(live) = self.live_mut(id, &run) {
            live.busy = false;
        }
        let found = match &result {
            Ok(cluster) => Some(cluster),
            Err(Error::Api(error)) if error.status == 404 => None,
            Err(error) => return self.look_up_failed(id, &run, &asked, error),
        };
        let Some(mut search) = self.accounts.get_mut(id).and_then(|account| account.searches.remove(&run)) else {
            return;
        };
        search.read(found);
        self.guarded(|owner| owner.go_on(id, &run, search));
    }

    fn look_up_failed(&mut self, id: &AccountId, run: &RunId, asked: &Asked, error: &Error) {
        if let Some(account) = self.accounts.get_mut(id) {
            account.searches.remove(run);
            if let Some(live) = account.runs.get_mut(run) {
                live.busy = false;
            }
        }
        let failed = LookUp::Failed(answer::of_read(asked, error));
        self.guarded(|owner| owner.apply(id, run, Input::LookedUp(failed)));
    }

    /// Carries out a person's decision on a run of an account driven here.
    pub(crate) fn decide(&mut self, id: &AccountId, run: RunId, decision: Decision, asker: Asker) {
        let stage = self.live(id, &run).map(|live| live.row.state.stage);
        let allowed = match (&decision, stage) {
            (Decision::Found { .. } | Decision::SendAgain, Some(Stage::Unclear)) => Ok(()),
            (Decision::Withdraw, Some(Stage::Unclear | Stage::Intended)) => Ok(()),
            (_, _) => Err(Problem::new(
                ProblemCode::NotAllowed,
                Place::Run { id: run.clone() },
                "There is nothing to decide on this run now.",
            )),
        };
        let busy_sending = self.live(id, &run).is_some_and(|live| live.busy && live.row.state.stage == Stage::Intended);
        let allowed = if busy_sending { Err(being_sent(&run)) } else { allowed };
        match (allowed, decision) {
            (Err(problem), _) => self.decided(asker, &run, Err(problem)),
            (Ok(()), Decision::SendAgain) => {
                let result = self.apply(id, &run, Input::Decided(Decided::SendAgain));
                self.decided(asker, &run, result);
            }
            (Ok(()), Decision::Withdraw) => {
                let result = self.apply(id, &run, Input::Decided(Decided::Withdraw));
                self.decided(asker, &run, result);
            }
            (Ok(()), Decision::Found { cluster }) => self.read_named(id, run, cluster, asker),
        }
    }

    /// The cluster that a person named is read before it is believed.
    fn read_named(&mut self, id: &AccountId, run: RunId, cluster: ClusterId, asker: Asker) {
        let owned = self.store.run_of_cluster(id, &cluster);
        let client = self.accounts.get(id).and_then(Driven::client);
        let (client, application) = match (owned, client, self.live(id, &run)) {
            (Ok(None), Some(client), Some(live)) => (client, api_application(live.row.facts.application)),
            (Ok(Some(other)), ..) => {
                let problem = Problem::new(
                    ProblemCode::NotAllowed,
                    Place::Cluster { id: cluster },
                    format!("That cluster belongs to run {other}."),
                );
                return self.decided(asker, &run, Err(problem));
            }
            (Err(error), ..) => return self.decided(asker, &run, Err(error.into())),
            (Ok(None), ..) => {
                let problem = self.not_driven(id);
                return self.decided(asker, &run, Err(problem));
            }
        };
        let account = id.clone();
        self.in_flight.push(
            async move {
                let result = client.get_cluster(application, cluster.as_str()).await;
                Done::Named { account, run, asker, result }
            }
            .boxed(),
        );
    }

    fn named(&mut self, id: &AccountId, run: &RunId, asker: Asker, result: Result<Cluster, Error>) {
        let asked = self.accounts.get(id).map(|account| account.asked.clone());
        let application = self.live(id, run).map(|live| live.row.facts.application);
        let outcome = match (result, asked, application) {
            (Ok(cluster), _, Some(application)) => {
                let now = self.now();
                self.keep_sighting(id, &cluster, now);
                let seen = Box::new(Observation::of(application, &cluster));
                self.apply(id, run, Input::Decided(Decided::Found(seen)))
            }
            (Err(error), Some(asked), _) => Err(answer::of_read(&asked, &error)),
            (_, _, _) => Err(self.not_driven(id)),
        };
        self.decided(asker, run, outcome);
    }

    fn choices_read(&mut self, id: &AccountId, application: Application, result: Result<Offered, Error>) {
        if self.read_done(id, result.as_ref().err()).is_none() {
            return;
        }
        let now = self.now();
        if let Ok(provider) = result {
            let merged = catalogue::with_provider(
                catalogue::shipped(application),
                &provider.versions,
                &provider.node_sizes,
                now,
            );
            self.guarded(|owner| {
                owner.store.change(|change| change.put_catalogue(id, application, &merged, now))?;
                Ok(())
            });
        }
    }

    /// Keeps what a look showed of a cluster, for lists.
    fn keep_sighting(&mut self, id: &AccountId, cluster: &Cluster, now: Timestamp) {
        let mut nodes: Vec<_> = cluster
            .data_centres
            .iter()
            .flat_map(|centre| centre.nodes.iter().map(|node| (&centre.name, &node.rack, &node.id, &node.status)))
            .collect();
        nodes.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
        let first = cluster.data_centres.first();
        let seen = ClusterSeen {
            status: Some(cluster.status.as_str().to_owned()),
            version: cluster.version.clone(),
            region: first.map(|centre| centre.region.clone()).filter(|region| !region.is_empty()),
            node_size: first.map(|centre| centre.node_size.clone()).filter(|size| !size.is_empty()),
            nodes: nodes.into_iter().take(NODE_WORDS_MAX).map(|(.., status)| status.as_str().to_owned()).collect(),
        };
        let mark = mark_of(cluster);
        let cluster_id = ClusterId(cluster.id.clone());
        self.guarded(|owner| {
            owner.store.change(|change| {
                change.put_sighting(id, &cluster_id, Some((&cluster.name, mark.as_deref(), &seen)), now)
            })?;
            Ok(())
        });
        self.others_tried(id, &cluster_id, now);
    }

    /// A read has ended: what it tells of the account. Nothing where the account has gone meanwhile.
    fn read_done(&mut self, id: &AccountId, error: Option<&Error>) -> Option<Asked> {
        let account = self.accounts.get_mut(id)?;
        account.reading = false;
        let asked = account.asked.clone();
        self.note_way(id, &asked, error);
        Some(asked)
    }

    /// What the outcome of a request tells of the way to the provider, and what follows for the next one.
    fn note_way(&mut self, id: &AccountId, asked: &Asked, error: Option<&Error>) {
        let now = self.now();
        let network = self.edges.network.clone();
        let Some(account) = self.accounts.get_mut(id) else { return };
        let failing = |account: &mut Driven| {
            let pause = FAILURE_MS_MIN.saturating_mul(1 << account.read_failures.min(10)).min(FAILURE_MS_MAX);
            account.read_failures = account.read_failures.saturating_add(1);
            now.plus_ms(pause)
        };
        let reach = match error {
            Some(Error::Api(api)) if api.status == 429 => {
                let pause = api.retry_after.and_then(|pause| i64::try_from(pause.as_millis()).ok());
                account.budget = account.budget.slowed(now, pause);
                account.reads_from = account.budget.quiet_until(now);
                Reach::Slowed { until: account.reads_from.unwrap_or(now) }
            }
            Some(Error::Api(api)) if api.status == 401 || api.status == 403 => {
                account.reads_from = Some(now.plus_ms(REFUSED_MS));
                account.key_refused(now);
                Reach::Refused {
                    problem: error.map_or_else(|| unreachable_problem(asked), |e| answer::of_read(asked, e)),
                }
            }
            Some(Error::Transport(_) | Error::NotUnderstood { .. }) => {
                let next_try = failing(account);
                account.reads_from = Some(next_try);
                if matches!(error, Some(Error::Transport(_))) {
                    account.way_lost(network.as_ref());
                }
                offline(account, asked, error, now, next_try)
            }
            Some(Error::Api(api)) if api.status >= 500 => {
                let next_try = failing(account);
                account.reads_from = Some(next_try);
                offline(account, asked, error, now, next_try)
            }
            None | Some(Error::Api(_)) => {
                account.budget = account.budget.answered();
                account.reads_from = None;
                account.read_failures = 0;
                Reach::Good
            }
        };
        self.put_reach(id, reach);
    }
}

fn offline(account: &Driven, asked: &Asked, error: Option<&Error>, now: Timestamp, next_try: Timestamp) -> Reach {
    let since = match &account.row.seen.reach {
        Reach::Offline { since, .. } => *since,
        Reach::Unknown | Reach::Good | Reach::Slowed { .. } | Reach::Refused { .. } | Reach::NoKey { .. } => now,
    };
    let problem = error.map_or_else(|| unreachable_problem(asked), |error| answer::of_read(asked, error));
    Reach::Offline { since, problem, next_try }
}

fn unreachable_problem(asked: &Asked) -> Problem {
    let place = Place::Account { id: asked.id.clone(), label: asked.label.clone() };
    Problem::new(ProblemCode::NotSent, place, format!("{} can't be reached.", asked.host))
}

fn being_sent(run: &RunId) -> Problem {
    Problem::new(ProblemCode::NotAllowed, Place::Run { id: run.clone() }, "It is being sent at this moment.")
}

/// What the provider says can be chosen.
pub(crate) struct Offered {
    versions: Vec<ApplicationVersions>,
    node_sizes: Vec<CloudNodeSizes>,
}

/// A create about to leave.
#[derive(Clone)]
struct Outgoing {
    attempt: u32,
    application: instaclustr_api::Application,
    built: request::Built,
    mark: String,
}

/// An answer that the store did not take.
pub(crate) struct Unkept {
    run: RunId,
    attempt: u32,
    input: Input,
    settled: Settled,
    look: Option<LookNote>,
    from: Timestamp,
}

/// What became of a create, for its row.
#[derive(Clone)]
struct Settled {
    outcome: WriteOutcome,
    answer: Option<(u16, String)>,
}

fn outgoing(row: &RunRow, attempt: u32) -> Outgoing {
    let mark = request::mark(&row.id, attempt);
    Outgoing {
        attempt,
        application: api_application(row.facts.application),
        built: request::build(&row.facts.draft, Mark::Attempt(&mark)),
        mark,
    }
}

/// The account as the schedule sees it.
fn plan_of(account: &Driven) -> AccountPlan {
    let runs = account.runs.values().map(|live| {
        let searching = account.searches.contains_key(&live.row.id);
        let next = live.row.state.next.clone();
        RunPlan {
            id: live.row.id.clone(),
            stage: live.row.state.stage,
            // A look-up under way goes on at once.
            next: if searching {
                Some(NextStep { what: NextWhat::LookUp, at: live.tried_at.unwrap_or(Timestamp(0)) })
            } else if account.list_answered || live.row.state.stage != Stage::Intended {
                next
            } else {
                // Which clusters were there before has to be known first: only then can one that is new be told.
                None
            },
            tried_at: live.tried_at,
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
        reading: account.reading,
        reads_from: account.reads_from,
    }
}

fn notice(row: &RunRow, problem: &Option<Problem>, kind: NoticeKind) -> Notice {
    let name = &row.facts.cluster_name;
    let title = match kind {
        NoticeKind::Running => format!("{name}: running at Instaclustr"),
        NoticeKind::Failed => format!("{name}: failed"),
        NoticeKind::NeedsYou => format!("{name}: needs you"),
    };
    let body = problem.as_ref().map_or_else(|| format!("Account {}.", row.facts.account), |p| p.message.clone());
    Notice { run: row.id.clone(), kind, title, body }
}

pub(crate) fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The client's word for an application.
pub(crate) fn api_application(application: Application) -> instaclustr_api::Application {
    match application {
        Application::Kafka => instaclustr_api::Application::Kafka,
        Application::Cassandra => instaclustr_api::Application::Cassandra,
    }
}

fn list_word(application: Application) -> &'static str {
    match application {
        Application::Kafka => "KAFKA",
        Application::Cassandra => "APACHE_CASSANDRA",
    }
}

async fn provider_choices(client: &Client, application: Application) -> Result<Offered, Error> {
    let application = api_application(application);
    let versions = client.versions(application).await?;
    // The path of the sizes is by analogy for Kafka: an answer that can't be used leaves the shipped ones.
    let node_sizes = client.node_sizes(application).await.unwrap_or_default();
    Ok(Offered { versions, node_sizes })
}
