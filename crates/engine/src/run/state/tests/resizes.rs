//! Resizes, and the nodes that they replace.

use super::*;

/// A resize in a stage, on a way that really leads there; nothing for a stage that it never is in.
pub(super) fn in_stage(stage: Stage) -> Option<RunState> {
    let work = a_resize();
    let step = |state: &RunState, input| step_of(&work, state, input, NOW).state;
    let looked =
        |state: &RunState, operation, size| step(state, Input::Looked(Look::Seen(Box::new(resizing(operation, size)))));
    let intended = RunState::intended_for(seen("RUNNING").cluster_ref(), NOW);
    let sending = || step(&intended, Input::Ready);
    let accepted = || {
        let seen = Some(Box::new(resizing("OPERATION_IN_PROGRESS", "large")));
        step(&sending(), answered(WriteAnswer::Accepted(seen)))
    };
    match stage {
        Stage::Intended => Some(intended),
        Stage::Sending => Some(sending()),
        Stage::Unclear => Some(step(&sending(), Input::FoundSending)),
        Stage::Provisioning => Some(accepted()),
        Stage::Failed => Some(looked(&accepted(), "OPERATION_FAILED", "large")),
        Stage::Running => Some(looked(&accepted(), "NO_OPERATION", "large")),
        Stage::Refused => {
            let refused = WriteAnswer::Refused(a_problem(ProblemCode::Refused));
            Some(step(&sending(), answered(refused)))
        }
        Stage::Withdrawn => Some(step(&intended, Input::Decided(Decided::Withdraw))),
        Stage::Gone => {
            let mut state = accepted();
            state.missing =
                Some(Missing { for_ms: MISSING_MS_TO_BE_GONE, looks: MISSES_TO_BE_GONE, ..Missing::default() });
            Some(step(&state, Input::Unlisted))
        }
        Stage::Deferred | Stage::Deleting => None,
    }
}

fn looked(state: &RunState, seen: Observation, at: i64) -> Step {
    step_of(&a_resize(), state, Input::Looked(Look::Seen(Box::new(seen))), NOW.plus_ms(at))
}

fn replaced(state: &RunState, status: &str, active: bool, at: i64) -> Step {
    let seen = |id: &str, active| ReplacementSeen {
        id: id.to_owned(),
        active,
        node_id: Some("77ab1c04-0000".to_owned()),
        new_node_id: Some("b9e0f716-0000".to_owned()),
        status: status.to_owned(),
    };
    let seen = vec![seen("r-1", active), seen("of-the-past", false)];
    step_of(&a_resize(), state, Input::Operations { data_centre: "DC1".to_owned(), seen }, NOW.plus_ms(at))
}

#[test]
fn a_resize_is_done_only_when_sizes_operation_and_nodes_say_so() {
    let state = in_stage(Stage::Provisioning).unwrap();
    let stage = |seen: Observation| looked(&state, seen, 1_000).state.stage;
    assert_eq!(stage(resizing("OPERATION_IN_PROGRESS", "large")), Stage::Provisioning);
    assert_eq!(stage(resizing("NO_OPERATION", "small")), Stage::Provisioning);
    assert_eq!(stage(Observation { operation_status: None, ..resizing("", "large") }), Stage::Provisioning);
    let joining = seen_with("RUNNING", &[("n", "JOINING")]).nodes;
    assert_eq!(stage(Observation { nodes: joining, ..resizing("NO_OPERATION", "large") }), Stage::Provisioning);
    assert_eq!(stage(Observation { nodes: Vec::new(), ..resizing("NO_OPERATION", "large") }), Stage::Provisioning);
    assert_eq!(stage(Observation { status: Status::Deleted, ..resizing("NO_OPERATION", "large") }), Stage::Gone);
    let done = looked(&state, resizing("NO_OPERATION", "large"), 1_000);
    assert_eq!((done.state.stage, done.state.has_ended()), (Stage::Running, true));
    assert_eq!(done.actions, [Action::Notify(NoticeKind::Done)]);
}

#[test]
fn a_failure_of_the_change_before_is_not_this_ones() {
    let unclear = in_stage(Stage::Unclear).unwrap();
    assert_eq!(looked(&unclear, resizing("OPERATION_FAILED", "small"), 1_000).state.stage, Stage::Unclear);
    let sending = in_stage(Stage::Sending).unwrap();
    let accepted = WriteAnswer::Accepted(Some(Box::new(resizing("OPERATION_FAILED", "small"))));
    let state = step_of(&a_resize(), &sending, answered(accepted), NOW).state;
    assert_eq!((state.stage, state.begun), (Stage::Provisioning, false));
    assert_eq!(can(&a_resize(), &state), [Can::SendAgain, Can::Withdraw]);
}

#[test]
fn one_that_is_refused_when_sent_again_is_read_back_for_the_first_may_have_arrived() {
    let unclear = in_stage(Stage::Unclear).unwrap();
    let again = step_of(&a_resize(), &unclear, Input::Decided(Decided::SendAgain), NOW).state;
    let sending = step_of(&a_resize(), &again, Input::Ready, NOW).state;
    let conflict = WriteAnswer::Refused(a_problem(ProblemCode::Refused));
    let refused = step_of(&a_resize(), &sending, Input::Answered { attempt: 2, answer: conflict }, NOW).state;
    assert_eq!((refused.stage, refused.next.is_some()), (Stage::Unclear, true));
    let resized = looked(&refused, resizing("NO_OPERATION", "large"), 1_000).state;
    assert_eq!((resized.stage, resized.has_ended()), (Stage::Running, true));
    // Where nothing of it shows, a person decides once more.
    let nothing = looked(&refused, resizing("NO_OPERATION", "small"), LOOK_UP_WINDOW_MS).state;
    assert_eq!((nothing.stage, nothing.needs_you), (Stage::Unclear, true));
}

#[test]
fn a_resize_that_was_called_off_elsewhere_is_for_a_person() {
    let state = in_stage(Stage::Provisioning).unwrap();
    let off = looked(&state, resizing("NO_OPERATION", "small"), LOOK_UP_WINDOW_MS).state;
    assert_eq!((off.stage, off.needs_you, off.begun), (Stage::Provisioning, true, false));
    assert_eq!(can(&a_resize(), &off), [Can::SendAgain, Can::Withdraw]);
}

#[test]
fn each_replaced_node_has_its_steps_and_those_of_the_past_have_none() {
    let state = in_stage(Stage::Provisioning).unwrap();
    let first = replaced(&state, "CREATING_REPLACEMENT", true, 1_000);
    assert_eq!(first.events.len(), 1);
    assert_eq!(first.events[0].text, "Replacing 77ab1c04: Creating replacement.");
    let same = replaced(&first.state, "CREATING_REPLACEMENT", true, 2_000);
    assert_eq!(same.events, []);
    let last = replaced(&same.state, "REPLACED", false, 3_000).state;
    let [one] = &last.replacements[..] else { panic!("{:?}", last.replacements) };
    assert_eq!((one.status.as_str(), one.stages.len()), ("REPLACED", 2));
    assert_eq!((one.stages[1].after, one.stages[1].seen), (Some(NOW.plus_ms(2_000)), NOW.plus_ms(3_000)));
}

#[test]
fn the_end_waits_for_the_last_word_on_a_replacement_and_not_for_ever() {
    let state = replaced(&in_stage(Stage::Provisioning).unwrap(), "RESTORING", true, 0).state;
    let done = resizing("NO_OPERATION", "large");
    let waits = looked(&state, done.clone(), 1_000).state;
    assert_eq!(waits.stage, Stage::Provisioning);
    assert_eq!(
        looked(&replaced(&waits, "REPLACED", false, 2_000).state, done.clone(), 3_000).state.stage,
        Stage::Running
    );
    // A replacement that never comes to its end is read again and again, and holds up nothing for ever.
    let mut state = waits;
    for second in [10, 20, 30, 40, 50] {
        state = replaced(&state, "UNKNOWN", true, second * 1_000).state;
        state = looked(&state, done.clone(), second * 1_000).state;
        assert_eq!(state.stage, Stage::Provisioning);
    }
    assert_eq!(looked(&state, done, 61_000).state.stage, Stage::Running);
}
