//! The firewall rules of a run.

use super::*;
use crate::api::StepState;
use crate::network::{Range, Source};
use crate::run::state::steps::{LISTS_TO_SEND_AGAIN, OPENS_MS};

const STATES: [StepState; 8] = [
    StepState::Waiting,
    StepState::Asks,
    StepState::Sending,
    StepState::Unclear,
    StepState::Opening,
    StepState::Deferred,
    StepState::Open,
    StepState::Refused,
];

fn range(text: &str) -> Range {
    Range::read(text).unwrap()
}

/// A run whose cluster runs, with these to be let in.
fn running(from: &[&str]) -> RunState {
    let steps = from.iter().map(|from| RuleStep::new(Source::read(from).unwrap(), "KAFKA".to_owned()));
    RunState { steps: steps.collect(), ..in_stage(Stage::Running) }
}

fn rule(network: &str, status: &str) -> RuleSeen {
    let (id, network) = (format!("rule of {network}"), Range::read(network).ok());
    RuleSeen { id, network, opens: "KAFKA".to_owned(), status: status.to_owned(), reason: None }
}

fn told(state: &RunState, input: StepInput, ms: i64) -> Step {
    after(state, Input::Step(input), NOW.plus_ms(ms))
}

fn answer(state: &RunState, answer: StepAnswer) -> Input {
    Input::Step(StepInput::Answered { write: state.step_writes, answer })
}

fn states(state: &RunState) -> Vec<StepState> {
    state.steps.iter().map(|step| step.state).collect()
}

/// A step in each state, by the way that leads there.
fn with_step_in(state: StepState) -> RunState {
    let waiting = running(&["203.0.113.7/32"]);
    let step = |state: &RunState, input| after(state, input, NOW.plus_ms(1)).state;
    let sending = || step(&waiting, Input::Step(StepInput::Ready { step: 0, mine: None }));
    let answered = |what: StepAnswer| {
        let sending = sending();
        step(&sending, answer(&sending, what))
    };
    match state {
        StepState::Waiting => waiting,
        StepState::Asks => {
            let mine = running(&["mine"]);
            step(&mine, Input::Step(StepInput::NoAddress { step: 0, problem: a_problem(ProblemCode::NotAllowed) }))
        }
        StepState::Sending => sending(),
        StepState::Unclear => answered(StepAnswer::Unclear(a_problem(ProblemCode::Unclear))),
        StepState::Opening => answered(StepAnswer::Taken(rule("203.0.113.7/32", "GENESIS"))),
        StepState::Deferred => answered(StepAnswer::Taken(rule("203.0.113.7/32", "DEFERRED"))),
        StepState::Open => answered(StepAnswer::Taken(rule("203.0.113.7/32", "RUNNING"))),
        StepState::Refused => answered(StepAnswer::Refused(a_problem(ProblemCode::Refused))),
    }
}

fn word_of(state: StepState) -> String {
    serde_json::to_value(state).unwrap().as_str().unwrap().to_owned()
}

/// The input of a column of the table, with the state that it needs.
fn input_of(column: &str, state: &RunState) -> (RunState, Input) {
    let mut state = state.clone();
    let problem = || a_problem(ProblemCode::NotSent);
    let read = |status| Input::Step(StepInput::Read(vec![rule("203.0.113.7/32", status)]));
    let input = match column {
        "ready" => Input::Step(StepInput::Ready { step: 0, mine: Some(range("203.0.113.7")) }),
        "not sent" => Input::Step(StepInput::NotSent { step: 0, problem: problem() }),
        "no address" => Input::Step(StepInput::NoAddress { step: 0, problem: problem() }),
        "taken" => answer(&state, StepAnswer::Taken(rule("203.0.113.7/32", "GENESIS"))),
        "there" => answer(&state, StepAnswer::There),
        "refused" => answer(&state, StepAnswer::Refused(problem())),
        "not done" => answer(&state, StepAnswer::NotDone { problem: problem(), pause_ms: None }),
        "unclear" => answer(&state, StepAnswer::Unclear(problem())),
        "found sending" => Input::FoundSending,
        "read: absent again" => {
            state.steps[0].lists = LISTS_TO_SEND_AGAIN - 1;
            Input::Step(StepInput::Read(vec![rule("203.0.113.8/32", "RUNNING"), rule("203.0.113.7/32", "DELETING")]))
        }
        "read: coming" => read("PROVISIONING"),
        "read: put off" => read("DEFERRED"),
        "read: open" => read("RUNNING"),
        "held" => Input::Step(StepInput::Held(problem())),
        "read: failed" => read("FAILED"),
        "not read, late" => {
            state.steps[0].sent_at = Some(NOW.plus_ms(-OPENS_MS));
            Input::Step(StepInput::NotRead)
        }
        "not listed, late" => {
            state.steps[0].sent_at = Some(NOW.plus_ms(-OPENS_MS));
            state.steps[0].lists = LISTS_TO_SEND_AGAIN - 1;
            Input::Step(StepInput::Read(Vec::new()))
        }
        "try again" => Input::Decided(Decided::TryAgain(None)),
        other => panic!("the table has a column «{other}» that this test does not know"),
    };
    (state, input)
}

#[test]
fn the_table_of_steps_is_the_code() {
    let (head, rows) = table_in(include_str!("../steps.rs"), "step: state");
    for state in STATES {
        let before = with_step_in(state);
        assert_eq!(states(&before), [state]);
        let is_its = |row: &&Vec<&str>| row[0].split(", ").any(|name| name == word_of(state));
        let row = rows.iter().find(is_its).unwrap_or_else(|| panic!("the table has no row for {state:?}"));
        for (column, expected) in head.iter().zip(row).skip(1) {
            let (before, input) = input_of(column, &before);
            let result = after(&before, input, NOW.plus_ms(5)).state;
            let expected = if *expected == "–" { word_of(state) } else { (*expected).to_owned() };
            assert_eq!(word_of(result.steps[0].state), expected, "{state:?} × {column}");
            assert_eq!(result.stage, Stage::Running);
        }
    }
    let named: usize = rows.iter().map(|row| row[0].split(", ").count()).sum();
    assert_eq!(named, STATES.len());
}

#[test]
fn rules_go_one_after_the_other_and_what_is_refused_does_not_stop_the_rest() {
    let mut state = running(&["10.0.0.0/8", "mine", "203.0.113.7/32"]);
    for (step, outcome) in [
        (0, StepAnswer::Refused(a_problem(ProblemCode::Refused))),
        (1, StepAnswer::There),
        (2, StepAnswer::Taken(rule("203.0.113.7/32", "GENESIS"))),
    ] {
        let mine = Some(range("198.51.100.4"));
        // One that is not next is not sent.
        let early = told(&state, StepInput::Ready { step: (step + 1) % 3, mine }, 1);
        assert!(early.actions.is_empty());
        let sent = told(&state, StepInput::Ready { step, mine }, 1);
        let write = u32::try_from(step).unwrap() + 1;
        assert_eq!(sent.actions, [Action::SendStep { step, write }]);
        assert!(told(&sent.state, StepInput::Ready { step: 2, mine }, 1).actions.is_empty(), "one at a time");
        state = after(&sent.state, answer(&sent.state, outcome), NOW.plus_ms(2)).state;
    }
    assert_eq!(states(&state), [StepState::Refused, StepState::Opening, StepState::Opening]);
    let read = vec![rule("198.51.100.4/32", "RUNNING"), rule("203.0.113.7/32", "RUNNING")];
    let step = told(&state, StepInput::Read(read), 3_000);
    assert_eq!(states(&step.state), [StepState::Refused, StepState::Open, StepState::Open]);
    let problem = state.problem.clone().unwrap();
    assert!(problem.message.starts_with("The cluster runs; 1 of 3 firewall rules are not in place."), "{problem}");
    assert!(state.needs_you && can(&a_create(), &state).contains(&Can::TryAgain));
    // Only what is missing is sent again.
    let again = after(&step.state, Input::Decided(Decided::TryAgain(None)), NOW.plus_ms(4_000)).state;
    assert_eq!(states(&again), [StepState::Waiting, StepState::Open, StepState::Open]);
    assert_eq!((again.needs_you, again.problem), (false, None));
}

#[test]
fn a_person_is_told_once_of_what_is_missing_and_not_before_the_rest_is_through() {
    let state = running(&["10.0.0.0/8", "203.0.113.7/32"]);
    let refused = |state: &RunState, step| {
        let sent = told(state, StepInput::Ready { step, mine: None }, 1).state;
        after(&sent, answer(&sent, StepAnswer::Refused(a_problem(ProblemCode::Refused))), NOW.plus_ms(2))
    };
    let first = refused(&state, 0);
    assert!(!first.state.needs_you && first.actions.is_empty());
    let second = refused(&first.state, 1);
    assert_eq!(second.actions, [Action::Notify(NoticeKind::NeedsYou)]);
    let message = second.state.problem.clone().unwrap().message;
    assert!(message.starts_with("The cluster runs, and none of its 2 firewall rules is in place."), "{message}");
    assert!(told(&second.state, StepInput::Read(Vec::new()), 9).actions.is_empty());
    // A look at the running cluster leaves it standing.
    let looked = after(&second.state, Input::Looked(Look::Seen(boxed("RUNNING"))), NOW.plus_ms(10)).state;
    assert!(looked.needs_you && looked.problem.is_some());
}

#[test]
fn my_address_is_what_it_is_when_the_rule_is_sent_or_what_a_person_types() {
    let asks = with_step_in(StepState::Asks);
    assert!(asks.needs_you);
    let typed = after(&asks, Input::Decided(Decided::TryAgain(Some(range("198.51.100.0/24")))), NOW.plus_ms(5)).state;
    let sent = told(&typed, StepInput::Ready { step: 0, mine: Some(range("203.0.113.7")) }, 6).state;
    assert_eq!(sent.steps[0].network, Some(range("198.51.100.0/24")));
    let found = after(&asks, Input::Decided(Decided::TryAgain(None)), NOW.plus_ms(5)).state;
    assert_eq!(found.steps[0].network, None);
    assert!(told(&found, StepInput::Ready { step: 0, mine: None }, 6).actions.is_empty(), "there is nothing to send");
}

#[test]
fn a_rule_that_the_list_does_not_show_is_asked_about_after_ten_minutes() {
    let opening = with_step_in(StepState::Opening);
    let early = told(&opening, StepInput::Read(Vec::new()), OPENS_MS - 10).state;
    assert_eq!(early.steps[0].problem, None);
    let late = told(&early, StepInput::Read(Vec::new()), OPENS_MS + 10).state;
    assert_eq!((late.steps[0].state, late.needs_you), (StepState::Asks, true));
    // Sent again it is there already, and turns up.
    let again = after(&late, Input::Decided(Decided::TryAgain(None)), NOW.plus_ms(OPENS_MS + 20)).state;
    let sent = told(&again, StepInput::Ready { step: 0, mine: None }, OPENS_MS + 30).state;
    let there = after(&sent, answer(&sent, StepAnswer::There), NOW.plus_ms(OPENS_MS + 40)).state;
    let open = told(&there, StepInput::Read(vec![rule("203.0.113.7/32", "RUNNING")]), OPENS_MS + 50).state;
    assert_eq!((open.steps[0].state, open.needs_you, open.problem), (StepState::Open, false, None));
}

#[test]
fn an_answer_to_another_write_says_nothing() {
    let sending = with_step_in(StepState::Sending);
    let old = StepInput::Answered { write: sending.step_writes - 1, answer: StepAnswer::There };
    assert_eq!(told(&sending, old, 5).state, sending);
}

#[test]
fn nothing_is_sent_before_the_cluster_runs_or_once_it_is_being_deleted() {
    for stage in [Stage::Provisioning, Stage::Deferred, Stage::Failed, Stage::Deleting] {
        let state = RunState { steps: running(&["203.0.113.7/32"]).steps, ..in_stage(stage) };
        assert!(told(&state, StepInput::Ready { step: 0, mine: None }, 1).actions.is_empty(), "{stage:?}");
    }
}

#[test]
fn my_address_is_asked_for_anew_where_the_rule_was_not_sent() {
    let mine = running(&["mine"]);
    let sent = told(&mine, StepInput::Ready { step: 0, mine: Some(range("203.0.113.7")) }, 1).state;
    let not_done = StepAnswer::NotDone { problem: a_problem(ProblemCode::NotSent), pause_ms: None };
    let waits = after(&sent, answer(&sent, not_done), NOW.plus_ms(2)).state;
    assert_eq!((waits.steps[0].state, waits.steps[0].network), (StepState::Waiting, None));
    let elsewhere = told(&waits, StepInput::Ready { step: 0, mine: Some(range("198.51.100.4")) }, 9_000).state;
    assert_eq!(elsewhere.steps[0].network, Some(range("198.51.100.4")));
}

#[test]
fn what_is_missing_is_told_again_after_the_cluster_was_something_else() {
    let refused = with_step_in(StepState::Refused);
    let seen = |state: &RunState, word| after(state, Input::Looked(Look::Seen(boxed(word))), NOW.plus_ms(9));
    let failed = seen(&refused, "FAILED").state;
    assert_eq!(failed.stage, Stage::Failed);
    let back = seen(&failed, "RUNNING");
    assert!(back.state.needs_you && back.state.problem.is_some());
    assert!(back.actions.contains(&Action::Notify(NoticeKind::NeedsYou)));
}

#[test]
fn a_rule_that_is_answered_while_the_cluster_goes_asks_for_nobody() {
    let sending = RunState { stage: Stage::Deleting, ..with_step_in(StepState::Sending) };
    let step = after(&sending, answer(&sending, StepAnswer::Refused(a_problem(ProblemCode::Refused))), NOW.plus_ms(3));
    assert_eq!((step.state.needs_you, step.actions.len()), (false, 0));
}

#[test]
fn fewer_that_are_missing_are_no_news() {
    let state = running(&["10.0.0.0/8", "203.0.113.7/32"]);
    let mut state = state;
    for (step, network) in [(0, "10.0.0.0/8"), (1, "203.0.113.7/32")] {
        let sent = told(&state, StepInput::Ready { step, mine: None }, 1).state;
        state = after(&sent, answer(&sent, StepAnswer::Taken(rule(network, "DEFERRED"))), NOW.plus_ms(2)).state;
    }
    assert_eq!((state.needs_you, state.steps_told), (true, 2));
    let read = vec![rule("10.0.0.0/8", "RUNNING"), rule("203.0.113.7/32", "DEFERRED")];
    let step = told(&state, StepInput::Read(read), 9_000);
    assert!(step.state.needs_you && step.actions.is_empty());
    assert!(step.state.problem.unwrap().message.starts_with("The cluster runs; 1 of 2"));
}
