//! From an input to what is on disk, and from there to a write that leaves; and back, from its answer to what is on disk.

use futures_util::FutureExt;
use instaclustr_api::Error;

use super::Done;
use super::outgoing::{Answered, Outgoing, Request, outgoing, outgoing_step};
use crate::api::{LookOutcome, Notice, NoticeKind, Problem, RunKind, Stage, StepState};
use crate::id::{AccountId, RunId};
use crate::owner::Owner;
use crate::owner::Password;
use crate::run::answer;
#[cfg(feature = "bugs")]
use crate::run::state::RunState;
use crate::run::state::{Action, Input, StepAnswer, StepInput, WriteAnswer, step};
use crate::store::{LookNote, NewWrite, RunRow, WriteOutcome};
use crate::time::Timestamp;

/// Pause of an account whose store could not be written, in milliseconds.
pub(super) const STORE_MS: i64 = 5_000;

impl Owner {
    /// What `input` makes of a run: worked out, committed, carried out, in this order.
    pub(crate) fn apply(&mut self, id: &AccountId, run: &RunId, input: Input) -> Result<(), Problem> {
        self.apply_with(id, run, input, With::default())
    }

    pub(super) fn apply_with(&mut self, id: &AccountId, run: &RunId, input: Input, with: With) -> Result<(), Problem> {
        let now = self.now();
        let Some(live) = self.live(id, run) else { return Ok(()) };
        let row = &live.row;
        let done = step(row.task(), &row.state, input, now);
        // What would leave is made before the commit, since the commit holds it.
        let prepared = live.resize.prepared(now);
        let sends = done.actions.iter().filter_map(|action| match action {
            Action::Send { attempt } => Some(outgoing(row, prepared, *attempt)),
            Action::SendStep { step, write } => {
                let step = done.state.steps.get(*step);
                let password = step.and_then(|step| live.password.of(&step.subject));
                Some(outgoing_step(done.state.cluster.as_ref(), step, password, *write))
            }
            Action::Notify(_) | Action::Delete => None,
        });
        let sends: Option<Vec<Outgoing>> = sends.collect();
        let Some(sends) = sends else { return Err(super::resize::not_prepared(run)) };
        let deletes = done.actions.contains(&Action::Delete);
        let delete = if deletes { self.delete_by_deadline(row)? } else { None };
        #[cfg(feature = "bugs")]
        if self.edges.bug == Some(crate::edges::Bug::PostBeforeCommit) && !sends.is_empty() {
            return self.send_uncommitted(id, run, done.state, sends);
        }
        let Some(live) = self.accounts.get(id).and_then(|account| account.runs.get(run)) else { return Ok(()) };
        let row = &live.row;
        self.store.change(|change| {
            change.put_run(row, &done.state)?;
            change.add_events(run, done.events, now)?;
            for send in &sends {
                let write = NewWrite {
                    run,
                    account: id,
                    attempt: send.attempt,
                    operation: send.request.operation(),
                    method: send.request.method(),
                    path: &send.request.path(),
                    body: &send.request.shown(),
                    find: send.find(),
                };
                change.add_write(&write, now)?;
            }
            if let Some(wish) = with.wish {
                change.grant_wish(wish)?;
            }
            if let Some(settled) = &with.settle {
                let answer = settled.answer.as_ref().map(|(status, body)| (*status, body.as_str()));
                change.settle_write(run, (settled.operation, settled.attempt), settled.outcome, answer, now)?;
            }
            if let Some(look) = &with.look {
                change.add_look(run, look)?;
            }
            if let Some(cluster) = &done.state.cluster {
                change.note_cluster(id, cluster.id.as_str(), cluster.application.list_word(), now)?;
            }
            if let Some(delete) = &delete {
                delete.add(change, id, now)?;
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
            if !sends.is_empty() {
                live.resize.forget_prepared();
                live.password = Password::NotAsked;
            }
            if live.row.state.stage != Stage::Unclear {
                account.searches.remove(run);
            }
            if live.row.state.has_ended() {
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

    /// The mistake: what may have arrived counts as not done.
    #[cfg(feature = "bugs")]
    fn misread(&self, answer: WriteAnswer) -> WriteAnswer {
        match answer {
            WriteAnswer::Unclear(problem) if self.edges.bug == Some(crate::edges::Bug::RetryOnMaybeSent) => {
                WriteAnswer::NotDone { problem, pause_ms: None }
            }
            WriteAnswer::Accepted(_)
            | WriteAnswer::Made(_)
            | WriteAnswer::Refused(_)
            | WriteAnswer::NotDone { .. }
            | WriteAnswer::Unclear(_) => answer,
        }
    }

    /// The request leaves. Its row in `writes` is on disk.
    fn send(&mut self, id: &AccountId, run: &RunId, send: Outgoing) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        let Some(client) = account.client() else { return self.not_sent(id, run, &send) };
        account.sending += 1;
        if let Some(live) = account.runs.get_mut(run) {
            live.busy = true;
        }
        let (account, run) = (id.clone(), run.clone());
        let Outgoing { attempt, request, .. } = send;
        self.in_flight.push(
            async move {
                let answer = match request {
                    Request::Create(kind, built) => {
                        Answered::Create(Box::new(client.create_cluster(kind, &built.body).await))
                    }
                    Request::Delete(kind, cluster) => Answered::Delete(client.delete_cluster(kind, &cluster).await),
                    Request::Resize(update) => Answered::Resize(Box::new(client.update_cluster(&update).await)),
                    Request::Restore(restore) => Answered::Restore(Box::new(client.restore_cassandra(&restore).await)),
                    Request::Step(step) => {
                        let (operation, can_be_read) = (step.operation(), step.is_listed());
                        Answered::Step { operation, can_be_read, answer: Box::new(step.send(&client).await) }
                    }
                };
                Done::Written { account, run, attempt, answer }
            }
            .boxed(),
        );
    }

    /// Nothing left: the key went between the choice and the commit.
    fn not_sent(&mut self, id: &AccountId, run: &RunId, send: &Outgoing) {
        let problem = self.not_driven(id);
        let input = match send.request {
            Request::Step(_) => {
                let answer = StepAnswer::NotDone { problem, pause_ms: None };
                Input::Step(StepInput::Answered { write: send.attempt, answer })
            }
            Request::Create(..) | Request::Delete(..) | Request::Resize(_) | Request::Restore(_) => {
                let answer = WriteAnswer::NotDone { problem, pause_ms: None };
                Input::Answered { attempt: send.attempt, answer }
            }
        };
        self.guarded(|owner| owner.apply(id, run, input));
    }

    /// The store failed: nothing more for this account for a moment.
    pub(super) fn hold(&mut self, id: &AccountId, now: Timestamp) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        for live in account.runs.values_mut() {
            if let Some(next) = &mut live.row.state.next {
                next.at = next.at.max(now.plus_ms(STORE_MS));
            }
            for step in live.row.state.steps.iter_mut().filter(|step| step.state == StepState::Waiting) {
                step.due = step.due.max(Some(now.plus_ms(STORE_MS)));
            }
        }
        account.reads_from = Some(now.plus_ms(STORE_MS));
    }

    pub(super) fn written(&mut self, id: &AccountId, run: &RunId, attempt: u32, answer: Answered) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        account.sending = account.sending.saturating_sub(1);
        let asked = account.asked.clone();
        let Some(live) = account.runs.get_mut(run) else { return self.written_after_the_end(run, attempt, &answer) };
        live.busy = false;
        let (application, name) = (live.row.facts.application, live.row.facts.cluster_name.clone());
        let (operation, body) = (answer.operation(), answer.kept());
        // Of the older API it says nothing of the rest.
        let of_the_rest = !matches!(answer, Answered::Step { can_be_read: false, .. });
        if of_the_rest && matches!(answer.error(), Some(Error::Api(error)) if error.status == 403) {
            // Of reading it says nothing; the key may have been changed where it comes from.
            self.writes_refused(id);
            let now = self.now();
            if let Some(account) = self.accounts.get_mut(id) {
                account.key_refused(now);
            }
        } else {
            self.note_reach(id, &asked, answer.error());
        }
        let meaning = match answer {
            Answered::Step { can_be_read, answer, .. } => {
                let answer = answer::of_step(&asked, can_be_read, answer.map(|taken| taken.seen));
                let outcome = match &answer {
                    StepAnswer::Taken(_) | StepAnswer::There(_) => WriteOutcome::Done,
                    StepAnswer::Refused(_) => WriteOutcome::Refused,
                    StepAnswer::NotDone { .. } => WriteOutcome::NotDone,
                    StepAnswer::Unclear(_) => WriteOutcome::Unclear,
                };
                let settled = Settled { operation, attempt, outcome, answer: body };
                let input = Input::Step(StepInput::Answered { write: attempt, answer });
                return self.keep_answer(id, run, input, settled, None);
            }
            Answered::Create(answer) => answer::of_create(&asked, application, *answer),
            Answered::Delete(answer) => answer::of_delete(&asked, answer),
            Answered::Resize(answer) => answer::of_resize(&asked, application, *answer),
            Answered::Restore(answer) => answer::of_restore(&asked, application, &name, *answer),
        };
        #[cfg(feature = "bugs")]
        let meaning = self.misread(meaning);
        let outcome = match &meaning {
            WriteAnswer::Accepted(_) | WriteAnswer::Made(_) => WriteOutcome::Done,
            WriteAnswer::Refused(_) => WriteOutcome::Refused,
            WriteAnswer::NotDone { .. } => WriteOutcome::NotDone,
            WriteAnswer::Unclear(_) => WriteOutcome::Unclear,
        };
        let look = matches!(meaning, WriteAnswer::Accepted(Some(_))).then(|| LookNote {
            outcome: LookOutcome::Seen,
            at: self.now(),
            note: None,
            prolongs_ms: 0,
        });
        if let (Some(look), Some(live)) = (&look, self.live_mut(id, run)) {
            // The answer shows the cluster, as a look does.
            live.tried_at = Some(look.at);
        }
        let settled = Settled { operation, attempt, outcome, answer: body };
        let input = Input::Answered { attempt, answer: meaning };
        self.keep_answer(id, run, input, settled, look);
    }

    /// The run ended while its write was on its way, as a rule's does whose cluster goes: nothing follows but the record of it.
    fn written_after_the_end(&mut self, run: &RunId, attempt: u32, answer: &Answered) {
        let outcome = if answer.error().is_some() { WriteOutcome::Unclear } else { WriteOutcome::Done };
        let (now, kept) = (self.now(), answer.kept());
        self.guarded(|owner| {
            let kept = kept.as_ref().map(|(status, body)| (*status, body.as_str()));
            owner.store.change(|change| change.settle_write(run, (answer.operation(), attempt), outcome, kept, now))?;
            Ok(())
        });
    }

    fn keep_answer(&mut self, id: &AccountId, run: &RunId, input: Input, settled: Settled, look: Option<LookNote>) {
        let with = With { settle: Some(settled.clone()), look: look.clone(), wish: None };
        let kept = self.apply_with(id, run, input.clone(), with);
        if let Err(problem) = kept {
            // The answer is worth more than a look-up: it is kept in hand until the store takes it.
            tracing::error!(%problem, %run, "the answer was not kept yet");
            self.note_trouble(&problem);
            let now = self.now();
            self.hold(id, now);
            let Some(account) = self.accounts.get_mut(id) else { return };
            if let Some(live) = account.runs.get_mut(run) {
                live.busy = true;
            }
            let from = now.plus_ms(STORE_MS);
            account.unkept.push(Unkept { run: run.clone(), input, settled, look, from });
        }
    }

    /// Tries again to keep answers that the store did not take.
    pub(crate) fn keep_answers(&mut self, id: &AccountId, now: Timestamp) {
        let due = |unkept: &Unkept| unkept.from.within(STORE_MS, now) <= now;
        let Some(account) = self.accounts.get_mut(id) else { return };
        let Some(place) = account.unkept.iter().position(due) else { return };
        let Unkept { run, input, settled, look, .. } = account.unkept.swap_remove(place);
        if let Some(live) = account.runs.get_mut(&run) {
            live.busy = false;
        }
        self.keep_answer(id, &run, input, settled, look);
    }
}

/// An answer that the store did not take.
pub(crate) struct Unkept {
    run: RunId,
    input: Input,
    settled: Settled,
    look: Option<LookNote>,
    from: Timestamp,
}

/// What is committed together with a step.
#[derive(Default)]
pub(super) struct With {
    /// What became of a write.
    pub(super) settle: Option<Settled>,
    /// A look, for the record of looks.
    pub(super) look: Option<LookNote>,
    /// The wish that this carries out.
    pub(super) wish: Option<i64>,
}

/// What became of a write, for its row.
#[derive(Clone)]
pub(super) struct Settled {
    operation: &'static str,
    attempt: u32,
    outcome: WriteOutcome,
    answer: Option<(u16, String)>,
}

fn notice(row: &RunRow, problem: &Option<Problem>, kind: NoticeKind) -> Notice {
    let name = &row.facts.cluster_name;
    let title = match kind {
        NoticeKind::Running => format!("{name}: running at Instaclustr"),
        NoticeKind::Failed => match row.facts.work.kind() {
            RunKind::Create | RunKind::Restore | RunKind::Delete => format!("{name}: failed"),
            RunKind::Resize => format!("{name}: resize failed"),
        },
        NoticeKind::NeedsYou => format!("{name}: needs you"),
        NoticeKind::Done => match row.facts.work.kind() {
            RunKind::Create | RunKind::Restore => format!("{name}: done"),
            RunKind::Delete => format!("{name}: deleted"),
            RunKind::Resize => format!("{name}: resized"),
        },
        NoticeKind::DeleteSoon => format!("{name}: will be deleted soon"),
        NoticeKind::Rebuilt => format!("{name}: found again"),
    };
    let body = problem.as_ref().map_or_else(|| format!("Account {}.", row.facts.account), |p| p.message.clone());
    Notice { run: Some(row.id.clone()), kind, title, body }
}
