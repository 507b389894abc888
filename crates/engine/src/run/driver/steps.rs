//! What a cluster is given once it runs: each step is sent once all that it needs is at hand, and read until it is there.

use std::net::IpAddr;

use futures_util::FutureExt;
use instaclustr_api::{Client, Error};

use super::apply::STORE_MS;
use super::{Done, step_request};
use crate::api::{Place, Problem, ProblemCode, Stage};
use crate::id::{AccountId, RunId};
use crate::owner::{Live, OwnNow, Owner, Password};
use crate::run::answer;
use crate::run::state::{self, Input, StepInput};
use crate::run::subject::{Peering, Reading, Rule, Seen, Subject, User};
use crate::secrets::PasswordOf;
use crate::time::Timestamp;

/// What the next step of a run needs.
enum AtHand {
    /// All of it is known: which step, and what it is about.
    Whole(usize, Subject),
    /// Something is being asked for.
    Asked,
    /// Something can't be told.
    Lacks(usize, Problem),
    /// There is no such step.
    Nothing,
}

impl Live {
    /// When a step is to be sent; nothing where none waits, or where something that the next one needs is being asked for.
    pub(super) fn step_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.step_due(now).filter(|at| *at > now || self.step_ready)
    }

    /// When the next step is due. Where the clock went back behind the last try, or there was none, at once.
    fn step_due(&self, now: Timestamp) -> Option<Timestamp> {
        let (step, due) = self.running_steps().and_then(state::to_send)?;
        let tried = self.row.state.steps.get(step).and_then(|step| step.sent_at).is_some_and(|sent| sent <= now);
        Some(due.filter(|due| tried || due.ms_since(now) <= STORE_MS).unwrap_or(now))
    }

    /// When it is to be read how the steps are getting on; nothing where none is awaited.
    pub(super) fn steps_read_at(&self) -> Option<Timestamp> {
        self.running_steps().and_then(state::to_read).map(|(at, _)| at)
    }

    fn running_steps(&self) -> Option<&[state::RunStep]> {
        let state = &self.row.state;
        (state.stage == Stage::Running && !state.steps.is_empty()).then_some(state.steps.as_slice())
    }
}

impl Owner {
    /// Sees to it that what the steps need which are due is at hand: asked for without a request to the provider.
    pub(super) fn tend_steps(&mut self, id: &AccountId, now: Timestamp) {
        let Some(account) = self.accounts.get(id).filter(|account| account.lock.is_some()) else { return };
        let is_due = |live: &&Live| !live.busy && live.step_due(now).is_some_and(|at| at <= now);
        let due: Vec<RunId> = account.runs.values().filter(is_due).map(|live| live.row.id.clone()).collect();
        for run in due {
            // Each that lacks something leaves its place to the next.
            let ready = loop {
                match self.at_hand(id, &run, now) {
                    AtHand::Whole(..) => break true,
                    AtHand::Asked | AtHand::Nothing => break false,
                    AtHand::Lacks(step, problem) => {
                        let lacks = Input::Step(StepInput::Lacks { step, problem });
                        if let Err(problem) = self.apply(id, &run, lacks) {
                            self.note_trouble(&problem);
                            self.hold(id, now);
                            break false;
                        }
                    }
                }
            };
            if let Some(live) = self.live_mut(id, &run) {
                live.step_ready = ready;
            }
        }
    }

    /// The next step with all that is sent of it.
    fn at_hand(&mut self, id: &AccountId, run: &RunId, now: Timestamp) -> AtHand {
        let Some(live) = self.live(id, run) else { return AtHand::Nothing };
        let Some((at, due)) = live.running_steps().and_then(state::to_send) else { return AtHand::Nothing };
        if due.is_some_and(|due| due > now) {
            return AtHand::Nothing;
        }
        let Some(step) = live.row.state.steps.get(at) else { return AtHand::Nothing };
        match step.subject.clone() {
            Subject::Rule(rule) if rule.network.is_none() => self.with_own_address(id, run, at, rule, now),
            Subject::Peering(peering) if peering.peer.data_centre().is_empty() => {
                match live.row.state.centres.get(&peering.data_centre) {
                    Some(centre) => {
                        let peer = peering.peer.with_data_centre(centre);
                        AtHand::Whole(at, Subject::Peering(Peering { peer, ..peering }))
                    }
                    None => AtHand::Lacks(at, no_centre(run, &peering)),
                }
            }
            Subject::User(user) => {
                // One that may be there already was made with the password that is kept, or was.
                let makes = !user.asks_password && (!step.may_be_there || step.sent_at.is_none());
                self.with_password(id, run, at, user, makes)
            }
            subject @ (Subject::Rule(_) | Subject::Peering(_) | Subject::Window(_) | Subject::Topic(_)) => {
                AtHand::Whole(at, subject)
            }
        }
    }

    fn with_own_address(&mut self, id: &AccountId, run: &RunId, at: usize, rule: Rule, now: Timestamp) -> AtHand {
        let by_v6 = self.live(id, run).is_some_and(shows_v6);
        let host = self.accounts.get(id).map(|account| account.asked.host.clone()).unwrap_or_default();
        match self.own_now(&host, now) {
            OwnNow::Known(own) => match own.range(by_v6) {
                Some(network) => AtHand::Whole(at, Subject::Rule(Rule { network: Some(network), ..rule })),
                None => AtHand::Lacks(at, no_v4(run)),
            },
            OwnNow::Asking => AtHand::Asked,
            OwnNow::Unknown(problem) => AtHand::Lacks(at, problem),
        }
    }

    /// The password is in the keyring before anything is sent: one that is made is kept first.
    fn with_password(&mut self, id: &AccountId, run: &RunId, at: usize, user: User, makes: bool) -> AtHand {
        let edges = self.edges.clone();
        let Some(live) = self.live_mut(id, run) else { return AtHand::Nothing };
        match &live.password {
            Password::Asked(name) if *name == user.name => return AtHand::Asked,
            Password::Had(name, _) if *name == user.name => return AtHand::Whole(at, Subject::User(user)),
            Password::Failed(name, problem) if *name == user.name => {
                let problem = problem.clone();
                live.password = Password::NotAsked;
                return AtHand::Lacks(at, problem);
            }
            Password::NotAsked | Password::Asked(_) | Password::Had(..) | Password::Failed(..) => {}
        }
        live.password = Password::Asked(user.name.clone());
        let of = PasswordOf::new(run, &live.row.facts.cluster_name, &user.name);
        let made = makes.then(|| edges.new_password());
        let asks = user.asks_password;
        let (id, run, name) = (id.clone(), run.clone(), user.name);
        let asked = async move {
            let password = of.had_or_kept(edges.secrets.as_ref(), made, asks).await;
            Done::Then(Box::new(move |owner: &mut Self| {
                let Some(live) = owner.live_mut(&id, &run) else { return };
                live.password = match password {
                    Ok(password) => Password::Had(name, password),
                    Err(problem) => Password::Failed(name, problem),
                };
            }))
        };
        self.in_flight.push(asked.boxed());
        AtHand::Asked
    }

    /// Sends the step that is next, if it is known what to send and the account may be written to.
    pub(super) fn begin_step(&mut self, id: &AccountId, run: &RunId, now: Timestamp) {
        let Some(row) = self.row_to_write(id, now) else { return };
        let AtHand::Whole(step, subject) = self.at_hand(id, run, now) else { return };
        let input = match row.write_problem() {
            // Refused before any request: the next write would have been this one.
            Some(problem) => StepInput::NotSent { step, problem },
            None => StepInput::Ready { step, subject },
        };
        if let Some(live) = self.live_mut(id, run) {
            live.step_ready = false;
        }
        if let Err(problem) = self.apply(id, run, Input::Step(input)) {
            tracing::error!(%problem, "a step was not sent: it could not be committed");
            self.note_trouble(&problem);
            self.hold(id, now);
        }
    }

    pub(super) fn read_steps(&mut self, id: &AccountId, client: Client, run: RunId) {
        let now = self.now();
        let Some(live) = self.live_mut(id, &run) else { return };
        live.steps_tried_at = Some(now);
        let Some(cluster) = live.row.state.cluster.as_ref().map(|cluster| cluster.id.clone()) else { return };
        let Some((_, reading)) = live.running_steps().and_then(state::to_read) else { return };
        live.busy = true;
        let account = id.clone();
        self.read(id, async move {
            let result = step_request::read(&client, cluster.as_str(), &reading).await;
            Done::Steps { account, run, reading, result }
        });
    }

    pub(super) fn steps_read(
        &mut self,
        id: &AccountId,
        run: &RunId,
        reading: &Reading,
        result: Result<Vec<Seen>, Error>,
    ) {
        // That one thing can't be listed says nothing of the account: the cluster is still read.
        let of_account = |error: &&Error| match error {
            Error::Api(error) => error.status == 429,
            Error::Transport(_) => true,
            Error::NotUnderstood { .. } => false,
        };
        let Some(_) = self.read_done(id, result.as_ref().err().filter(of_account)) else { return };
        let Some(live) = self.live_mut(id, run) else { return };
        live.busy = false;
        let input = match result {
            Ok(seen) => {
                let seen = seen.into_iter().map(answer::in_bounds).collect();
                StepInput::Read { reading: reading.clone(), seen }
            }
            // What the account's own pause does not hold back is held back here.
            Err(_) => StepInput::NotRead(reading.clone()),
        };
        self.guarded(|owner| owner.apply(id, run, Input::Step(input)));
    }
}

/// Whether a node shows an IPv6 address: only then one may be let in.
fn shows_v6(live: &Live) -> bool {
    let addresses = live.row.state.nodes.iter().filter_map(|node| node.public_address.as_deref());
    addresses.filter_map(|address| address.parse().ok()).any(|address: IpAddr| address.is_ipv6())
}

fn no_v4(run: &RunId) -> Problem {
    let message = "This computer has no IPv4 address on the Internet, and no node shows an IPv6 address.";
    Problem::new(ProblemCode::NotAllowed, Place::Run { id: run.clone() }, message)
        .with_remedy("Type who is to be let in, and try again.")
}

fn no_centre(run: &RunId, peering: &Peering) -> Problem {
    let what = &peering.data_centre;
    let message =
        format!("The provider shows no data centre {what} of this cluster with an id: it can't be peered yet.");
    Problem::new(ProblemCode::NotUnderstood, Place::Run { id: run.clone() }, message)
        .with_remedy("Try again once the cluster shows it.")
}
