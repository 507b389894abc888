//! When a cluster is gone, and when it is only not seen.

use super::*;

#[test]
fn a_lone_404_is_never_gone() {
    let running = in_stage(Stage::Running);
    let missed = after(&running, missing(), NOW).state;
    assert_eq!(missed.stage, Stage::Running);
    let unlisted = after(&missed, Input::Unlisted, NOW.plus_ms(MISSING_MS_TO_BE_GONE)).state;
    assert_eq!(unlisted.stage, Stage::Running);
}

#[test]
fn missed_again_and_again_and_absent_from_the_list_over_a_time_is_gone() {
    let mut state = after(&in_stage(Stage::Running), Input::Looked(Look::Seen(boxed("RUNNING"))), NOW).state;
    for n in 0..3 {
        state = after(&state, missing(), NOW.plus_ms(n * 5_000)).state;
    }
    state = after(&state, Input::Unlisted, NOW.plus_ms(20_000)).state;
    assert_eq!(state.stage, Stage::Running, "not yet long enough");
    state = after(&state, missing(), NOW.plus_ms(MISSING_MS_TO_BE_GONE - MISS_MS_MAX)).state;
    let gone = after(&state, missing(), NOW.plus_ms(MISSING_MS_TO_BE_GONE));
    assert_eq!(gone.state.stage, Stage::Gone);
    assert_eq!(gone.actions, vec![Action::Notify(NoticeKind::Failed)]);
}

#[test]
fn one_that_is_missed_after_a_delete_from_here_is_gone_without_an_alarm() {
    let mut state = after(&in_stage(Stage::Running), Input::Looked(Look::Seen(boxed("RUNNING"))), NOW).state;
    let missed =
        |state: &RunState, ms| after(state, Input::Looked(Look::Missing { deleted_here: true }), NOW.plus_ms(ms));
    for n in 0..3 {
        state = missed(&state, n * MISS_MS_MAX).state;
    }
    let gone = after(&state, Input::Unlisted, NOW.plus_ms(MISSING_MS_TO_BE_GONE));
    assert_eq!((gone.state.stage, gone.actions.len()), (Stage::Gone, 0));
    assert_eq!(gone.events.last().map(|event| event.text.as_str()), Some("Gone."));
}

#[test]
fn a_new_cluster_that_no_look_has_shown_yet_is_waited_for_as_long_as_one_whose_answer_was_lost() {
    for work in [a_create(), a_restore()] {
        let step = |state: &RunState, input, ms| step_of(&work, state, input, NOW.plus_ms(ms)).state;
        let sending = step(&RunState::intended(NOW), Input::Ready, 0);
        let mut state = step(&sending, answered(WriteAnswer::Made(seen("GENESIS").cluster_ref())), 0);
        for looks in 0..59 {
            state = step(&state, missing(), looks * 10_000);
            state = step(&state, Input::Unlisted, looks * 10_000 + 1);
        }
        assert_eq!(state.stage, Stage::Provisioning, "{:?}", work.kind());
        let shown = step(&state, Input::Looked(Look::Seen(boxed("PROVISIONING"))), 590_000);
        assert_eq!((shown.stage, shown.missing), (Stage::Provisioning, None));
        state = step(&state, missing(), 590_000);
        state = step(&state, missing(), LOOK_UP_WINDOW_MS);
        assert_eq!(state.stage, Stage::Gone);
    }
}

#[test]
fn a_sleep_is_no_time_in_which_anybody_looked() {
    let step = |state: &RunState, input, ms| after(state, input, NOW.plus_ms(ms)).state;
    let sending = step(&RunState::intended(NOW), Input::Ready, 0);
    let mut state = step(&sending, answered(WriteAnswer::Accepted(Some(boxed("GENESIS")))), 0);
    for looks in 0..3 {
        state = step(&state, missing(), looks * 1_000);
    }
    state = step(&state, Input::Unlisted, 3_000);
    // The answer to a look from before the sleep, and the next ones.
    for ms in [3_600_000, 3_605_000] {
        state = step(&state, missing(), ms);
        assert_eq!(state.stage, Stage::Provisioning);
    }
}

#[test]
fn what_the_last_list_has_is_not_gone() {
    let missed = |state: RunState, ms| after(&state, missing(), NOW.plus_ms(ms)).state;
    let shown = after(&in_stage(Stage::Running), Input::Looked(Look::Seen(boxed("RUNNING"))), NOW).state;
    let state = missed(missed(missed(shown, 1), 2), 3);
    let listed = after(&after(&state, Input::Unlisted, NOW).state, Input::Listed, NOW).state;
    let late = missed(missed(missed(listed, 30_000), 60_000), 90_000);
    assert_eq!(late.stage, Stage::Running);
    assert_eq!(after(&late, Input::Unlisted, NOW.plus_ms(90_001)).state.stage, Stage::Gone);
}

#[test]
fn a_cluster_that_is_seen_again_was_never_missing() {
    let missed = after(&in_stage(Stage::Running), missing(), NOW).state;
    let back = after(&missed, Input::Looked(Look::Seen(boxed("RUNNING"))), NOW);
    assert_eq!((back.state.stage, back.state.missing), (Stage::Running, None));
}

#[test]
fn a_cluster_that_was_missing_before_the_clock_went_back_is_gone_a_minute_later() {
    let looked = |state: &RunState, at: i64| after(state, missing(), NOW.plus_ms(at)).state;
    let running = after(&in_stage(Stage::Running), Input::Looked(Look::Seen(boxed("RUNNING"))), NOW).state;
    let missed = looked(&looked(&looked(&running, 7_200_000), 7_205_000), 0);
    let unlisted = after(&missed, Input::Unlisted, NOW.plus_ms(29_000)).state;
    let later = looked(&unlisted, 30_000);
    assert_eq!(later.stage, Stage::Running);
    assert_eq!(looked(&later, MISSING_MS_TO_BE_GONE).stage, Stage::Gone);
}
