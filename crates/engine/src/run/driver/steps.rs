//! What a cluster is given once it runs: its firewall rules are sent, and read until they are open.

use instaclustr_api::{Client, Error, FirewallRule};

use super::Done;
use crate::api::{Place, Problem, ProblemCode, Stage};
use crate::id::{AccountId, RunId};
use crate::network::{Own, Range, Source};
use crate::owner::{Live, Owner};
use crate::run::answer;
use crate::run::state::{self, Input, StepInput};
use crate::time::Timestamp;

impl Live {
    /// When a step is to be sent; nothing where none waits.
    pub(super) fn step_at(&self) -> Option<Timestamp> {
        let (_, due) = self.running_steps().and_then(state::to_send)?;
        Some(due.or(self.row.state.running_at).unwrap_or(self.row.state.created_at))
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
        let mine =
            live.row.state.steps.get(step).is_some_and(|step| step.from == Source::Mine && step.network.is_none());
        let input = match row.write_problem() {
            // Refused before any request: the next write would have been this one.
            Some(problem) => StepInput::NotSent { step, problem },
            None if mine => match self.own_range(id, live) {
                Ok(range) => StepInput::Ready { step, mine: Some(range) },
                Err(problem) => StepInput::NoAddress { step, problem },
            },
            None => StepInput::Ready { step, mine: None },
        };
        if let Err(problem) = self.apply(id, run, Input::Step(input)) {
            tracing::error!(%problem, "the firewall rule was not sent: it could not be committed");
            self.note_trouble(&problem);
            self.hold(id, now);
        }
    }

    /// What «my address» stands for now.
    fn own_range(&self, id: &AccountId, live: &Live) -> Result<Range, Problem> {
        let nodes = live.row.state.nodes.iter().filter_map(|node| node.public_address.as_deref());
        let by_v6 = nodes.filter_map(|address| address.parse().ok()).any(|address: std::net::IpAddr| address.is_ipv6());
        let host = self.accounts.get(id).map(|account| account.asked.host.clone()).unwrap_or_default();
        Own::towards(&host).and_then(|own| own.range(by_v6)).ok_or_else(|| {
            let place = Place::Run { id: live.row.id.clone() };
            Problem::new(ProblemCode::NotAllowed, place, "This computer's own address is not known.")
                .with_remedy("Name the range that is to be let in.")
        })
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
        let Some(_) = self.read_done(id, result.as_ref().err()) else { return };
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
