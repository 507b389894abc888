//! What was saved may be older than what was done: nothing is sent, and nothing deleted, on the word of a saved row.

use super::report::Salvaged;
use crate::api::{Place, Problem, ProblemCode, RunEventKind, Stage};
use crate::id::RunId;
use crate::run::state::{Decided, Input, NewEvent, RunState, StepInput, step};
use crate::run::steps_held;
use crate::store::{RunRow, Store, StoreError};
use crate::time::Timestamp;

/// Makes what was about to be sent, or on its way, unclear: it is looked for, and a person decides. Calls off the deletes
/// of runs that are as the copy knew them, since a person may have put them off after it was made.
pub(super) fn settle(new: &mut Store, now: Timestamp, report: &mut Salvaged) -> Result<(), StoreError> {
    let mut changed = Vec::new();
    for row in new.runs_where("ended = 0 ORDER BY number", [])? {
        let copied = report.runs_as_copied.contains(&row.id);
        let (mut state, events) = settled(&row, copied, now);
        // A write that was saved may be newer than its run: the next one has another number.
        let newest = new.writes(&row.id)?.iter().map(|write| write.attempt).max().unwrap_or(0);
        state.step_writes = state.step_writes.max(newest);
        if state.stage == Stage::Unclear && row.state.stage != Stage::Unclear {
            report.runs_unclear.push(row.id.clone());
        }
        if !events.is_empty() || state != row.state {
            changed.push((row, state, events));
        }
    }
    new.change(|change| {
        for (row, state, events) in changed {
            change.put_run(&row, &state)?;
            change.add_events(&row.id, events, now)?;
        }
        Ok(())
    })
}

fn settled(row: &RunRow, copied: bool, now: Timestamp) -> (RunState, Vec<NewEvent>) {
    let mut events = Vec::new();
    if copied {
        events.push(NewEvent {
            kind: RunEventKind::Look,
            text: "The store was damaged. This run is as the daily copy knew it; what came later was lost.".to_owned(),
            node: None,
            problem: None,
        });
    }
    let input = match row.state.stage {
        // Of what was saved the clusters may be newer than the run.
        Stage::Intended => Some(Input::CameAlong { before: None }),
        Stage::Sending => Some(Input::FoundSending),
        Stage::Unclear
        | Stage::Provisioning
        | Stage::Running
        | Stage::Refused
        | Stage::Deferred
        | Stage::Failed
        | Stage::Withdrawn
        | Stage::Deleting
        | Stage::Gone => (copied && row.state.delete_at.is_some()).then_some(Input::Decided(Decided::DeleteAt(None))),
    };
    let held = step(row.task(), &row.state, Input::Step(StepInput::Held(steps_held(&row.id))), now);
    events.extend(held.events);
    let Some(input) = input else { return (held.state, events) };
    let after = step(row.task(), &held.state, input, now);
    let mut state = after.state;
    let problem = maybe_sent(&row.id);
    for mut event in after.events {
        if event.problem.is_some() {
            event.text.clone_from(&problem.message);
            event.problem = Some(problem.clone());
        }
        events.push(event);
    }
    if state.stage == Stage::Unclear {
        state.problem = Some(problem);
    }
    (state, events)
}

fn maybe_sent(run: &RunId) -> Problem {
    let message = "The store was damaged and was saved. The request may have been sent: looking at the provider.";
    Problem::new(ProblemCode::Unclear, Place::Run { id: run.clone() }, message)
        .with_remedy("Wait for the look-up, or decide on the run's page.")
}
