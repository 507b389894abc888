//! The store that is measured: most runs are over, one in fifty is RUNNING.

use std::path::Path;

use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};
use slipway_engine::request;
use slipway_engine::run::state::{NewEvent, RunState};
use slipway_engine::run::work::{CreateWork, RunWork};
use slipway_engine::store::{AccountFacts, Find, NewWrite, RunFacts, Store, WriteOutcome};
use slipway_engine::time::Timestamp;

const ACCOUNT: &str = "1b671a64-40d5-491e-99b0-da01ff1f3341";
/// How many runs are written at once.
const AT_ONCE: usize = 200;

/// Ids in no order, as chance gives them.
fn id(kind: u128, number: usize) -> String {
    let mixed = (number as u128 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    uuid::Uuid::from_u128(mixed ^ (kind << 64)).to_string()
}

pub fn run_id(number: usize) -> RunId {
    RunId(id(1, number))
}

pub fn event(number: usize) -> NewEvent {
    NewEvent {
        kind: RunEventKind::Node,
        text: format!("Node {} of data centre AWS_VPC_US_EAST_1 went from PROVISIONING to RUNNING.", number % 6),
        node: Some(id(4, number)),
        problem: None,
    }
}

pub fn write(home: &Path, runs: usize, events: usize) {
    let mut store = Store::open(home).unwrap();
    let facts = AccountFacts {
        label: "dev".to_owned(),
        word: "dev".to_owned(),
        colour: Colour::Slate,
        url: "https://api.example".to_owned(),
        user: "u".to_owned(),
        key: KeySource::Environment { variable: "NONE".to_owned() },
        read_only: false,
        rate: 1,
    };
    store.change(|change| change.put_account(&AccountId::from(ACCOUNT), &facts)).unwrap();
    for first in (0..runs).step_by(AT_ONCE) {
        let numbers = first..(first + AT_ONCE).min(runs);
        store
            .change(|change| {
                for number in numbers.clone() {
                    let (facts, run, launch) = (facts_of(number), run_id(number), LaunchId(id(2, number)));
                    change.add_launch(&launch, Timestamp(1))?;
                    change.add_run(
                        &run,
                        &launch,
                        &AccountId::from(ACCOUNT),
                        &facts,
                        &RunState::intended(Timestamp(1)),
                    )?;
                    let built = request::build(draft_of(&facts), request::Mark::Attempt("mark"));
                    let body = serde_json::to_string_pretty(&built.body).unwrap();
                    change.add_write(
                        &NewWrite {
                            run: &run,
                            account: &AccountId::from(ACCOUNT),
                            attempt: 1,
                            operation: "create",
                            method: "POST",
                            path: &built.path,
                            body: &body,
                            find: Find::Mark("mark"),
                        },
                        Timestamp(1),
                    )?;
                    change.settle_write(&run, ("create", 1), WriteOutcome::Done, Some((202, &body)), Timestamp(2))?;
                    change.add_events(&run, (0..events).map(event).collect(), Timestamp(3))?;
                }
                Ok(())
            })
            .unwrap();
        let rows: Vec<_> = numbers.map(|number| store.run(&run_id(number)).unwrap().unwrap()).collect();
        store
            .change(|change| {
                let of = |row: &slipway_engine::store::RunRow| usize::try_from(row.number).unwrap();
                rows.iter().try_for_each(|row| change.put_run(row, &state_of(of(row))))
            })
            .unwrap();
    }
}

fn draft_of(facts: &RunFacts) -> &ProfileDraft {
    match &facts.work {
        RunWork::Create(work) => &work.draft,
        RunWork::Restore(_) | RunWork::Rebuilt(_) | RunWork::Delete(_) | RunWork::Resize(_) => {
            unreachable!("every run makes a cluster")
        }
    }
}

fn facts_of(number: usize) -> RunFacts {
    let mut draft = request::new_draft(Application::Kafka);
    draft.name = "bench".to_owned();
    draft.cluster_name = format!("cluster-{number}");
    RunFacts {
        account: "dev".to_owned(),
        application: Application::Kafka,
        cluster_name: draft.cluster_name.clone(),
        asked: request::asked(&draft),
        work: RunWork::Create(Box::new(CreateWork {
            profile: draft.name.clone(),
            profile_id: None,
            draft,
            delete_after_ms: None,
            stop_on_refusal: false,
        })),
    }
}

fn state_of(number: usize) -> RunState {
    let cluster =
        ClusterRef { id: ClusterId(id(3, number)), name: format!("cluster-{number}"), application: Application::Kafka };
    let over = !number.is_multiple_of(50);
    RunState {
        stage: if over { Stage::Gone } else { Stage::Running },
        attempt: 1,
        ended_at: over.then_some(Timestamp(4)),
        next: None,
        ..RunState::intended_for(cluster, Timestamp(1))
    }
}
