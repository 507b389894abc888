//! Runs that were rebuilt from their clusters.

use super::*;
use crate::run::work::RebuiltWork;

pub(super) fn a_rebuilt_run() -> RunWork {
    RunWork::Rebuilt(RebuiltWork { cluster: seen("RUNNING").cluster_ref() })
}

/// Such a run in a stage; nothing for one that it never is in.
pub(super) fn in_stage(stage: Stage) -> Option<RunState> {
    let watched = matches!(
        stage,
        Stage::Provisioning | Stage::Running | Stage::Deferred | Stage::Failed | Stage::Deleting | Stage::Gone
    );
    watched.then(|| super::in_stage(stage))
}

#[test]
fn a_rebuilt_run_never_comes_to_where_anything_is_sent_whatever_happens() {
    let work = a_rebuilt_run();
    let (head, _) = table("create");
    for stage in STAGES {
        for name in head.iter().skip(1) {
            let (state, input) = column(name, &work, &super::in_stage(stage));
            let result = step_of(&work, &state, input, NOW.plus_ms(100_000));
            assert!(!result.actions.iter().any(|action| matches!(action, Action::Send { .. })), "{stage:?} × {name}");
            let moved = result.state.stage != stage;
            let sends = matches!(result.state.stage, Stage::Intended | Stage::Sending | Stage::Unclear);
            assert!(!(moved && sends), "{stage:?} × {name} → {:?}", result.state.stage);
        }
        let can = can(&work, &super::in_stage(stage));
        assert!(can.iter().all(|can| *can == Can::DeleteAt), "{stage:?}: {can:?}");
    }
}

#[test]
fn a_rebuilt_run_follows_its_cluster() {
    let work = a_rebuilt_run();
    let state = RunState { stage: Stage::Provisioning, next: None, ..RunState::intended(NOW) };
    let look = |state: &RunState, word| step_of(&work, state, Input::Looked(Look::Seen(boxed(word))), NOW).state;
    let running = look(&state, "RUNNING");
    assert_eq!(running.stage, Stage::Running);
    assert_eq!(look(&running, "DELETED").stage, Stage::Gone);
    assert_eq!(look(&state, "DEFERRED").stage, Stage::Deferred);
}
