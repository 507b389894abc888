//! What a cluster is given once it runs: its firewall rules are sent, and read until they are open.

use std::net::IpAddr;

use instaclustr_api::{Client, Error, FirewallRule};

use super::Done;
use super::apply::STORE_MS;
use crate::api::{Place, Problem, ProblemCode, Stage};
use crate::id::{AccountId, RunId};
use crate::network::Source;
use crate::owner::{Live, OwnNow, Owner};
use crate::run::answer;
use crate::run::state::{self, Input, StepInput};
use crate::time::Timestamp;

impl Live {
    /// When a step is to be sent; nothing where none waits, or where its address is being asked for. Where the clock went back behind
    /// the last try, or there was none, at once.
    pub(super) fn step_at(&self, asking_finders: bool, now: Timestamp) -> Option<Timestamp> {
        let (step, due) = self.running_steps().and_then(state::to_send)?;
        if asking_finders && asks_for_own(self, step) {
            return None;
        }
        let tried = self.row.state.steps.get(step).and_then(|step| step.sent_at).is_some_and(|sent| sent <= now);
        Some(due.filter(|due| tried || due.ms_since(now) <= STORE_MS).unwrap_or(now))
    }

    /// When the cluster's rules are to be read; nothing where none of them is awaited.
    pub(super) fn rules_at(&self) -> Option<Timestamp> {
        self.running_steps().and_then(state::to_read)
    }

    fn running_steps(&self) -> Option<&[state::RuleStep]> {
        let state = &self.row.state;
        (state.stage == Stage::Running && !state.steps.is_empty()).then_some(state.steps.as_slice())
    }
}

impl Owner {
    /// Sends the step that is next, if it is known what to send and the account may be written to.
    pub(super) fn begin_step(&mut self, id: &AccountId, run: &RunId, now: Timestamp) {
        let Some(row) = self.row_to_write(id, now) else { return };
        let Some(live) = self.live(id, run) else { return };
        let Some((step, _)) = state::to_send(&live.row.state.steps) else { return };
        let (mine, by_v6) = (asks_for_own(live, step), shows_v6(live));
        let host = self.accounts.get(id).map(|account| account.asked.host.clone()).unwrap_or_default();
        let input = match row.write_problem() {
            // Refused before any request: the next write would have been this one.
            Some(problem) => StepInput::NotSent { step, problem },
            None if mine => match self.own_now(&host, now) {
                OwnNow::Known(own) => match own.range(by_v6) {
                    Some(range) => StepInput::Ready { step, mine: Some(range) },
                    None => StepInput::NoAddress { step, problem: no_v4(run) },
                },
                OwnNow::Asking => return,
                OwnNow::Unknown(problem) => StepInput::NoAddress { step, problem },
            },
            None => StepInput::Ready { step, mine: None },
        };
        if let Err(problem) = self.apply(id, run, Input::Step(input)) {
            tracing::error!(%problem, "the firewall rule was not sent: it could not be committed");
            self.note_trouble(&problem);
            self.hold(id, now);
        }
    }

    pub(super) fn read_rules(&mut self, id: &AccountId, client: Client, run: RunId) {
        let Some(live) = self.live_mut(id, &run) else { return };
        let Some(cluster) = live.row.state.cluster.as_ref().map(|cluster| cluster.id.clone()) else { return };
        live.busy = true;
        let account = id.clone();
        self.read(id, async move {
            let result = client.list_firewall_rules(cluster.as_str()).await;
            Done::Rules { account, run, result }
        });
    }

    pub(super) fn rules_read(&mut self, id: &AccountId, run: &RunId, result: Result<Vec<FirewallRule>, Error>) {
        // That the rules can't be listed says nothing of the account: the cluster is still read.
        let of_account = |error: &&Error| match error {
            Error::Api(error) => error.status == 429,
            Error::Transport(_) => true,
            Error::NotUnderstood { .. } => false,
        };
        let Some(_) = self.read_done(id, result.as_ref().err().filter(of_account)) else { return };
        let Some(live) = self.live_mut(id, run) else { return };
        live.busy = false;
        let input = match result {
            Ok(rules) => StepInput::Read(rules.iter().map(answer::rule_seen).collect()),
            // What the account's own pause does not hold back is held back here.
            Err(_) => StepInput::NotRead,
        };
        self.guarded(|owner| owner.apply(id, run, Input::Step(input)));
    }
}

/// Whether this computer's own address has to be known before the step is sent.
fn asks_for_own(live: &Live, step: usize) -> bool {
    live.row.state.steps.get(step).is_some_and(|step| step.from == Source::Mine && step.network.is_none())
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
