//! Deletes, and the deadlines that they come from.

use super::*;

/// A delete that was accepted, as looks go on.
fn delete_looked(state: &RunState, seen: Observation, at: i64) -> Step {
    step_of(&a_delete(), state, Input::Looked(Look::Seen(Box::new(seen))), NOW.plus_ms(at))
}

#[test]
fn a_two_factor_delete_waits_for_a_person_and_goes_on_once_confirmed() {
    let deleting = deleting_in_stage(Stage::Deleting).unwrap();
    let waits = |at| delete_looked(&deleting, Observation { two_factor_delete: true, ..seen("RUNNING") }, at);
    let pending = waits(1_000).state;
    assert_eq!((pending.stage, pending.needs_you), (Stage::Deleting, true));
    assert_eq!(pending.problem.as_ref().map(|problem| problem.code), Some(ProblemCode::ConfirmDelete));
    assert_eq!(can(&a_delete(), &pending), [Can::SendAgain, Can::Withdraw]);
    let confirmed = delete_looked(&pending, seen("DELETING"), 2_000).state;
    assert_eq!((confirmed.stage, confirmed.needs_you, confirmed.problem.is_some()), (Stage::Deleting, false, false));
    assert_eq!(can(&a_delete(), &confirmed), []);
}

#[test]
fn a_delete_whose_answer_was_lost_is_never_sent_again_by_itself() {
    let mut state = deleting_in_stage(Stage::Unclear).unwrap();
    for _ in 0..60 {
        let now = state.next.as_ref().map(|next| next.at).unwrap();
        let result = step_of(&a_delete(), &state, Input::Looked(Look::Seen(boxed("RUNNING"))), now);
        assert!(!result.actions.iter().any(|action| matches!(action, Action::Send { .. })));
        state = result.state;
        assert_eq!(state.stage, Stage::Unclear);
    }
    assert!(state.needs_you);
}

#[test]
fn a_delete_that_was_accepted_and_shows_nothing_is_for_a_person() {
    let deleting = deleting_in_stage(Stage::Deleting).unwrap();
    assert!(!delete_looked(&deleting, seen("RUNNING"), LOOK_UP_WINDOW_MS - 1).state.needs_you);
    assert!(delete_looked(&deleting, seen("RUNNING"), LOOK_UP_WINDOW_MS).state.needs_you);
}

mod deadlines {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;

    fn due(state: &RunState, at: i64, present_ms: i64) -> Step {
        after(state, Input::Due { present_ms }, NOW.plus_ms(at))
    }

    /// A running cluster that is to be deleted after four hours.
    fn limited() -> RunState {
        after(&in_stage(Stage::Running), Input::Decided(Decided::DeleteAt(Some(NOW.plus_ms(4 * HOUR)))), NOW).state
    }

    #[test]
    fn it_is_told_an_hour_before_and_then_begun() {
        let state = limited();
        assert_eq!(state.delete_at.unwrap().due(), NOW.plus_ms(3 * HOUR));
        let told = due(&state, 3 * HOUR, 3 * HOUR);
        assert_eq!(told.actions, [Action::Notify(NoticeKind::DeleteSoon)]);
        assert_eq!(told.state.delete_at.unwrap().at, NOW.plus_ms(4 * HOUR));
        let begun = due(&told.state, 4 * HOUR, 4 * HOUR);
        assert_eq!((begun.actions, begun.state.delete_at), (vec![Action::Delete], None));
    }

    #[test]
    fn after_a_long_absence_it_is_told_first_however_late_it_is() {
        let back = due(&limited(), 100 * HOUR, 0);
        assert_eq!(back.actions, [Action::Notify(NoticeKind::DeleteSoon)]);
        let at = back.state.delete_at.unwrap().at;
        assert_eq!(at, NOW.plus_ms(100 * HOUR + HOUR / 4));
        // Told, and then the computer slept again.
        let again = due(&back.state, 200 * HOUR, 1_000);
        assert_eq!(again.actions, [Action::Notify(NoticeKind::DeleteSoon)]);
    }

    #[test]
    fn it_can_be_put_off_and_called_off() {
        let told = due(&limited(), 3 * HOUR, 3 * HOUR).state;
        let later = Decided::DeleteAt(Some(NOW.plus_ms(9 * HOUR)));
        let put_off = after(&told, Input::Decided(later), NOW.plus_ms(3 * HOUR)).state;
        assert_eq!(put_off.delete_at.map(|delete| (delete.at, delete.told)), Some((NOW.plus_ms(9 * HOUR), None)));
        let kept = after(&told, Input::Decided(Decided::DeleteAt(None)), NOW.plus_ms(3 * HOUR)).state;
        assert_eq!(kept.delete_at, None);
        assert_eq!(due(&kept, 9 * HOUR, 9 * HOUR).actions, []);
    }

    #[test]
    fn a_moment_in_the_past_leaves_time_to_call_it_off() {
        let past = Decided::DeleteAt(Some(NOW.plus_ms(-HOUR)));
        let state = after(&in_stage(Stage::Running), Input::Decided(past), NOW).state;
        assert!(state.delete_at.unwrap().at >= NOW.plus_ms(DELETE_AFTER_MS_MIN));
    }
}
