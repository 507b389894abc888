//! What a run gives its cluster.

use instaclustr_api::{AwsPeer, NewExclusionWindow};

use super::*;
use crate::api::{Application, StepPassword, StepState};
use crate::network::{Range, Source};
use crate::run::state::steps::{READS_TO_ASK, READS_TO_MISS, TAKES_MS, to_read};
use crate::run::subject::{Cloud, OtherNetwork, Peering, Reading, Rule, Seen, Standing, Subject, User};

const STATES: [StepState; 9] = [
    StepState::Waiting,
    StepState::Asks,
    StepState::Sending,
    StepState::Unclear,
    StepState::Coming,
    StepState::OtherSide,
    StepState::Deferred,
    StepState::Done,
    StepState::Refused,
];

fn range(text: &str) -> Range {
    Range::read(text).unwrap()
}

/// A run whose cluster runs, and is given these.
fn giving(subjects: Vec<Subject>) -> RunState {
    RunState { steps: subjects.into_iter().map(RunStep::new).collect(), ..in_stage(Stage::Running) }
}

/// … with these to be let in.
fn running(from: &[&str]) -> RunState {
    let rule = |from: &&str| {
        let from = Source::read(from).unwrap();
        Subject::Rule(Rule { from, opens: "KAFKA".to_owned(), network: from.named(), typed: false })
    };
    giving(from.iter().map(rule).collect())
}

fn rule(network: &str, status: &str) -> Seen {
    let (id, network) = (format!("rule of {network}"), Range::read(network).ok());
    let standing = match status {
        "RUNNING" => Standing::Done,
        "DEFERRED" => Standing::PutOff(None),
        "FAILED" => Standing::Failed(None),
        "DELETING" => Standing::Going,
        // No rule waits for anybody: what a peering may do is tried with what is at hand.
        "INACTIVE" => Standing::OtherSide(String::new()),
        _ => Standing::Coming,
    };
    let from = network.map_or(Source::Mine, Source::Range);
    let subject = Subject::Rule(Rule { from, opens: "KAFKA".to_owned(), network, typed: false });
    Seen { id, subject, status: status.to_owned(), standing }
}

fn read(seen: Vec<Seen>) -> StepInput {
    StepInput::Read { reading: Reading::Rules, seen }
}

/// All that is sent is known; `mine` where this computer's own address is.
fn ready(state: &RunState, step: usize, mine: Option<Range>) -> StepInput {
    let mut subject = state.steps[step].subject.clone();
    if let Subject::Rule(rule) = &mut subject {
        rule.network = rule.network.or(mine);
    }
    StepInput::Ready { step, subject }
}

fn letting_in(network: &str) -> Again {
    Again { mine: Some(range(network)), user: None }
}

fn network_of(step: &RunStep) -> Option<Range> {
    match &step.subject {
        Subject::Rule(rule) => rule.network,
        Subject::Peering(_) | Subject::Window(_) | Subject::User(_) | Subject::Topic(_) => panic!("no rule"),
    }
}

fn taken(network: &str, status: &str) -> StepAnswer {
    StepAnswer::Taken(Box::new(rule(network, status)))
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
    let sending = || step(&waiting, Input::Step(ready(&waiting, 0, None)));
    let answered = |what: StepAnswer| {
        let sending = sending();
        step(&sending, answer(&sending, what))
    };
    match state {
        StepState::Waiting => waiting,
        StepState::Asks => {
            let mine = running(&["mine"]);
            step(&mine, Input::Step(StepInput::Lacks { step: 0, problem: a_problem(ProblemCode::NotAllowed) }))
        }
        StepState::Sending => sending(),
        StepState::Unclear => answered(StepAnswer::Unclear(a_problem(ProblemCode::Unclear))),
        StepState::Coming => answered(taken("203.0.113.7/32", "GENESIS")),
        StepState::Deferred => answered(taken("203.0.113.7/32", "DEFERRED")),
        StepState::OtherSide => answered(taken("203.0.113.7/32", "INACTIVE")),
        StepState::Done => answered(taken("203.0.113.7/32", "RUNNING")),
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
    let read = |status| Input::Step(read(vec![rule("203.0.113.7/32", status)]));
    let input = match column {
        "ready" => Input::Step(ready(&state, 0, Some(range("203.0.113.7")))),
        "not sent" => Input::Step(StepInput::NotSent { step: 0, problem: problem() }),
        "lacks" => Input::Step(StepInput::Lacks { step: 0, problem: problem() }),
        "taken" => answer(&state, taken("203.0.113.7/32", "GENESIS")),
        "there" => answer(&state, StepAnswer::There(String::new())),
        "refused" => answer(&state, StepAnswer::Refused(problem())),
        "not done" => answer(&state, StepAnswer::NotDone { problem: problem(), pause_ms: None }),
        "unclear" => answer(&state, StepAnswer::Unclear(problem())),
        "found sending" => Input::FoundSending,
        "read: absent again" => {
            state.steps[0].missed = READS_TO_MISS - 1;
            let seen = vec![rule("203.0.113.8/32", "RUNNING"), rule("203.0.113.7/32", "DELETING")];
            Input::Step(StepInput::Read { reading: Reading::Rules, seen })
        }
        "read: coming" => read("PROVISIONING"),
        "read: other side" => read("INACTIVE"),
        "read: put off" => read("DEFERRED"),
        "read: done" => read("RUNNING"),
        "held" => Input::Step(StepInput::Held(problem())),
        "read: failed" => read("FAILED"),
        "not read, late" => {
            state.steps[0].sent_at = Some(NOW.plus_ms(-TAKES_MS));
            state.steps[0].unread = READS_TO_ASK - 1;
            Input::Step(StepInput::NotRead(Reading::Rules))
        }
        "not listed, late" => {
            state.steps[0].sent_at = Some(NOW.plus_ms(-TAKES_MS));
            state.steps[0].missed = READS_TO_MISS - 1;
            Input::Step(StepInput::Read { reading: Reading::Rules, seen: Vec::new() })
        }
        "try again" => Input::Decided(Decided::TryAgain(Again::default())),
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
        (1, StepAnswer::There(String::new())),
        (2, taken("203.0.113.7/32", "GENESIS")),
    ] {
        let mine = Some(range("198.51.100.4"));
        // One that is not next is not sent.
        let early = told(&state, ready(&state, (step + 1) % 3, mine), 1);
        assert!(early.actions.is_empty());
        let sent = told(&state, ready(&state, step, mine), 1);
        let write = u32::try_from(step).unwrap() + 1;
        assert_eq!(sent.actions, [Action::SendStep { step, write }]);
        assert!(told(&sent.state, ready(&sent.state, 2, mine), 1).actions.is_empty(), "one at a time");
        state = after(&sent.state, answer(&sent.state, outcome), NOW.plus_ms(2)).state;
    }
    assert_eq!(states(&state), [StepState::Refused, StepState::Coming, StepState::Coming]);
    let seen = vec![rule("198.51.100.4/32", "RUNNING"), rule("203.0.113.7/32", "RUNNING")];
    let step = told(&state, read(seen), 3_000);
    assert_eq!(states(&step.state), [StepState::Refused, StepState::Done, StepState::Done]);
    let problem = state.problem.clone().unwrap();
    assert!(problem.message.starts_with("The cluster runs; 1 of 3 firewall rules are not in place."), "{problem}");
    assert!(state.needs_you && can(&a_create(), &state).contains(&Can::TryAgain));
    // Only what is missing is sent again.
    let again = after(&step.state, Input::Decided(Decided::TryAgain(Again::default())), NOW.plus_ms(4_000)).state;
    assert_eq!(states(&again), [StepState::Waiting, StepState::Done, StepState::Done]);
    assert_eq!((again.needs_you, again.problem), (false, None));
}

#[test]
fn a_person_is_told_once_of_what_is_missing_and_not_before_the_rest_is_through() {
    let state = running(&["10.0.0.0/8", "203.0.113.7/32"]);
    let refused = |state: &RunState, step| {
        let sent = told(state, ready(state, step, None), 1).state;
        after(&sent, answer(&sent, StepAnswer::Refused(a_problem(ProblemCode::Refused))), NOW.plus_ms(2))
    };
    let first = refused(&state, 0);
    assert!(!first.state.needs_you && first.actions.is_empty());
    let second = refused(&first.state, 1);
    assert_eq!(second.actions, [Action::Notify(NoticeKind::NeedsYou)]);
    let message = second.state.problem.clone().unwrap().message;
    assert!(message.starts_with("The cluster runs, and none of its 2 firewall rules is in place."), "{message}");
    assert!(told(&second.state, read(Vec::new()), 9).actions.is_empty());
    // A look at the running cluster leaves it standing.
    let looked = after(&second.state, Input::Looked(Look::Seen(boxed("RUNNING"))), NOW.plus_ms(10)).state;
    assert!(looked.needs_you && looked.problem.is_some());
}

#[test]
fn my_address_is_what_it_is_when_the_rule_is_sent_or_what_a_person_types() {
    let asks = with_step_in(StepState::Asks);
    assert!(asks.needs_you);
    let typed = after(&asks, Input::Decided(Decided::TryAgain(letting_in("198.51.100.0/24"))), NOW.plus_ms(5)).state;
    let sent = told(&typed, ready(&typed, 0, Some(range("203.0.113.7"))), 6).state;
    assert_eq!(network_of(&sent.steps[0]), Some(range("198.51.100.0/24")));
    let found = after(&asks, Input::Decided(Decided::TryAgain(Again::default())), NOW.plus_ms(5)).state;
    assert_eq!(network_of(&found.steps[0]), None);
    assert!(told(&found, ready(&found, 0, None), 6).actions.is_empty(), "there is nothing to send");
}

#[test]
fn a_rule_that_the_list_does_not_show_is_asked_about_after_ten_minutes() {
    let coming = with_step_in(StepState::Coming);
    let early = told(&coming, read(Vec::new()), TAKES_MS - 20).state;
    let early = told(&early, read(Vec::new()), TAKES_MS - 10).state;
    assert_eq!(early.steps[0].problem, None);
    let late = told(&early, read(Vec::new()), TAKES_MS + 10).state;
    assert_eq!((late.steps[0].state, late.needs_you), (StepState::Asks, true));
    // Sent again it is there already, and turns up.
    let again = after(&late, Input::Decided(Decided::TryAgain(Again::default())), NOW.plus_ms(TAKES_MS + 20)).state;
    let sent = told(&again, ready(&again, 0, None), TAKES_MS + 30).state;
    let there = after(&sent, answer(&sent, StepAnswer::There(String::new())), NOW.plus_ms(TAKES_MS + 40)).state;
    let done = told(&there, read(vec![rule("203.0.113.7/32", "RUNNING")]), TAKES_MS + 50).state;
    assert_eq!((done.steps[0].state, done.needs_you, done.problem), (StepState::Done, false, None));
}

fn peering() -> Subject {
    let peer = AwsPeer { cdc_id: "centre".to_owned(), peer_vpc_id: "vpc-1".to_owned(), ..AwsPeer::default() };
    let peer = OtherNetwork::Aws(peer);
    Subject::Peering(Peering { data_centre: "A".to_owned(), network: "10.20.0.0/16".to_owned(), peer })
}

fn peering_seen(id: &str, standing: Standing) -> Seen {
    Seen { id: id.to_owned(), subject: peering(), status: "word".to_owned(), standing }
}

#[test]
fn a_peering_is_looked_for_in_the_list_and_then_by_its_id() {
    let state = giving(vec![peering()]);
    let sent = told(&state, ready(&state, 0, None), 1).state;
    let unclear = StepAnswer::Unclear(a_problem(ProblemCode::Unclear));
    let unclear = after(&sent, answer(&sent, unclear), NOW.plus_ms(2)).state;
    let next = |state: &RunState| to_read(&state.steps).map(|(_, reading)| reading);
    assert_eq!(next(&unclear), Some(Reading::Peerings(Cloud::Aws)));
    let list = |seen| StepInput::Read { reading: Reading::Peerings(Cloud::Aws), seen };
    let found = told(&unclear, list(vec![peering_seen("p1", Standing::Coming)]), 3).state;
    let one = Reading::Peering(Cloud::Aws, "p1".to_owned());
    assert_eq!((found.steps[0].state, next(&found)), (StepState::Coming, Some(one.clone())));
    // What another reading shows says nothing of it.
    let other = StepInput::Read { reading: Reading::Rules, seen: vec![peering_seen("p1", Standing::Done)] };
    assert_eq!(told(&found, other, 4).state.steps[0].state, StepState::Coming);
    let seen = vec![peering_seen("p1", Standing::OtherSide("VPC vpc-ours".to_owned()))];
    let waits = told(&found, StepInput::Read { reading: one, seen }, 5);
    assert_eq!(waits.state.steps[0].state, StepState::OtherSide);
    assert_eq!(waits.actions, [Action::Notify(NoticeKind::NeedsYou)]);
    let problem = waits.state.problem.clone().unwrap();
    assert_eq!(problem.code, ProblemCode::OtherSide);
    assert!(problem.remedy.unwrap().contains("10.20.0.0/16"));
}

#[test]
fn a_second_peering_is_never_asked_for_without_a_person() {
    let state = giving(vec![peering()]);
    let sent = told(&state, ready(&state, 0, None), 1).state;
    let unclear = StepAnswer::Unclear(a_problem(ProblemCode::Unclear));
    let mut state = after(&sent, answer(&sent, unclear), NOW.plus_ms(2)).state;
    let list = || StepInput::Read { reading: Reading::Peerings(Cloud::Aws), seen: Vec::new() };
    for read in 1..40 {
        state = told(&state, list(), read * 14_000).state;
        assert_eq!(state.steps[0].state, StepState::Unclear, "{read}");
    }
    state = told(&state, list(), TAKES_MS + 1).state;
    assert_eq!((state.steps[0].state, state.needs_you), (StepState::Asks, true));
}

#[test]
fn a_peering_that_failed_is_not_taken_for_the_one_that_is_asked_for_next() {
    let state = giving(vec![peering()]);
    let taken = |standing| StepAnswer::Taken(Box::new(peering_seen("p1", standing)));
    let sent = told(&state, ready(&state, 0, None), 1).state;
    let failed = after(&sent, answer(&sent, taken(Standing::Failed(None))), NOW.plus_ms(2)).state;
    assert_eq!(failed.steps[0].state, StepState::Refused);
    let again = after(&failed, Input::Decided(Decided::TryAgain(Again::default())), NOW.plus_ms(3)).state;
    let sent = told(&again, ready(&again, 0, None), 4).state;
    let there = after(&sent, answer(&sent, StepAnswer::There(String::new())), NOW.plus_ms(5)).state;
    let list = |seen| StepInput::Read { reading: Reading::Peerings(Cloud::Aws), seen };
    let old = told(&there, list(vec![peering_seen("p1", Standing::Coming)]), 6).state;
    assert_eq!((old.steps[0].id.clone(), old.steps[0].missed), (None, 1));
    let new = told(&old, list(vec![peering_seen("p1", Standing::Coming), peering_seen("p2", Standing::Coming)]), 7);
    assert_eq!(new.state.steps[0].id.as_deref(), Some("p2"));
}

#[test]
fn where_nothing_can_be_read_an_answer_is_the_end_and_a_lost_one_a_question() {
    let user = User {
        application: Application::Cassandra,
        name: "app".to_owned(),
        permissions: "standard".to_owned(),
        mechanism: String::new(),
        asks_password: false,
    };
    let state = giving(vec![Subject::User(user)]);
    let sent = told(&state, ready(&state, 0, None), 1).state;
    let lost = after(&sent, answer(&sent, StepAnswer::Unclear(a_problem(ProblemCode::Unclear))), NOW.plus_ms(2)).state;
    assert_eq!((lost.steps[0].state, to_read(&lost.steps)), (StepState::Asks, None));
    let died = after(&sent, Input::FoundSending, NOW.plus_ms(2)).state;
    assert_eq!(died.steps[0].state, StepState::Asks);
    let there = after(&sent, answer(&sent, StepAnswer::There(String::new())), NOW.plus_ms(2)).state;
    assert_eq!(there.steps[0].state, StepState::Done);
}

#[test]
fn a_peering_that_may_be_there_is_looked_for_before_a_person_has_another_sent() {
    let state = giving(vec![peering()]);
    let sent = told(&state, ready(&state, 0, None), 1).state;
    let unclear = StepAnswer::Unclear(a_problem(ProblemCode::Unclear));
    let mut state = after(&sent, answer(&sent, unclear), NOW.plus_ms(2)).state;
    let list = |seen| StepInput::Read { reading: Reading::Peerings(Cloud::Aws), seen };
    for _ in 0..2 {
        state = told(&state, list(Vec::new()), TAKES_MS + 1).state;
    }
    assert_eq!(state.steps[0].state, StepState::Asks);
    let again = after(&state, Input::Decided(Decided::TryAgain(Again::default())), NOW.plus_ms(TAKES_MS + 2)).state;
    assert_eq!(again.steps[0].state, StepState::Unclear, "nothing is sent yet");
    let found = told(&again, list(vec![peering_seen("p1", Standing::Coming)]), TAKES_MS + 3).state;
    assert_eq!((found.steps[0].state, found.step_writes), (StepState::Coming, 1));
    let mut absent = again;
    for _ in 0..2 {
        absent = told(&absent, list(Vec::new()), TAKES_MS + 4).state;
    }
    assert_eq!(absent.steps[0].state, StepState::Waiting, "on the word that was given already");
    let sent = told(&absent, ready(&absent, 0, None), TAKES_MS + 5).state;
    assert_eq!((sent.steps[0].state, sent.step_writes), (StepState::Sending, 2));
}

#[test]
fn what_was_held_is_looked_for_too_where_there_might_be_a_second_one() {
    let state = giving(vec![peering()]);
    let held = told(&state, StepInput::Held(a_problem(ProblemCode::Decide)), 1).state;
    assert_eq!(held.steps[0].state, StepState::Asks);
    let again = after(&held, Input::Decided(Decided::TryAgain(Again::default())), NOW.plus_ms(2)).state;
    assert_eq!(again.steps[0].state, StepState::Unclear);
}

#[test]
fn a_night_without_reads_is_no_failure_of_reading() {
    let unclear = with_step_in(StepState::Unclear);
    let mut state = unclear;
    for read in 1..READS_TO_ASK {
        state = told(&state, StepInput::NotRead(Reading::Rules), 8 * 3_600_000 + i64::from(read)).state;
        assert_eq!(state.steps[0].state, StepState::Unclear, "{read}");
    }
    let read = read(vec![rule("203.0.113.7/32", "RUNNING")]);
    assert_eq!(told(&state, read, 8 * 3_600_000 + 9).state.steps[0].state, StepState::Done);
}

#[test]
fn a_409_that_two_reads_refute_is_sent_again() {
    let sending = with_step_in(StepState::Sending);
    let mut state = after(&sending, answer(&sending, StepAnswer::There(String::new())), NOW.plus_ms(2)).state;
    for at in [3_000, 9_000] {
        state = told(&state, read(Vec::new()), at).state;
    }
    assert_eq!(state.steps[0].state, StepState::Waiting);
    assert!(state.steps[0].due.unwrap() > NOW.plus_ms(9_000), "not at once: something stood in the way");
}

#[test]
fn a_peering_that_ends_while_it_waits_is_news() {
    let state = giving(vec![peering()]);
    let sent = told(&state, ready(&state, 0, None), 1).state;
    let taken = StepAnswer::Taken(Box::new(peering_seen("p1", Standing::OtherSide(String::new()))));
    let waits = after(&sent, answer(&sent, taken), NOW.plus_ms(2));
    assert_eq!(waits.actions, [Action::Notify(NoticeKind::NeedsYou)]);
    let reading = Reading::Peering(Cloud::Aws, "p1".to_owned());
    let seen = vec![peering_seen("p1", Standing::Failed(None))];
    let expired = told(&waits.state, StepInput::Read { reading, seen }, 9_000);
    assert_eq!(expired.actions, [Action::Notify(NoticeKind::NeedsYou)]);
    assert_eq!(expired.state.steps[0].state, StepState::Refused);
}

#[test]
fn only_the_user_that_was_given_its_password_is_tried_again() {
    let user = |name: &str| {
        Subject::User(User {
            application: Application::Kafka,
            name: name.to_owned(),
            permissions: "standard".to_owned(),
            mechanism: "SCRAM-SHA-256".to_owned(),
            asks_password: true,
        })
    };
    let mut state = giving(vec![user("app"), user("other")]);
    for step in 0..2 {
        state = told(&state, StepInput::Lacks { step, problem: a_problem(ProblemCode::NotAllowed) }, 1).state;
    }
    assert_eq!(state.steps[0].password(Stage::Running), Some(StepPassword::MayBeGiven));
    let again = Again { user: Some("app".to_owned()), ..Again::default() };
    let state = after(&state, Input::Decided(Decided::TryAgain(again)), NOW.plus_ms(2)).state;
    assert_eq!(states(&state), [StepState::Waiting, StepState::Asks]);
    assert_eq!(state.steps[0].password(Stage::Running), Some(StepPassword::Unsettled));
    // One whose answer was lost may have been made with what is kept: no other is taken.
    let sent = told(&state, ready(&state, 0, None), 3).state;
    let lost = after(&sent, answer(&sent, StepAnswer::Unclear(a_problem(ProblemCode::Unclear))), NOW.plus_ms(4)).state;
    let refused = RunStep { state: StepState::Refused, ..lost.steps[0].clone() };
    assert_eq!(refused.password(Stage::Running), Some(StepPassword::Unsettled));
}

#[test]
fn each_kind_is_read_by_itself_and_the_oldest_first() {
    let window = Subject::Window(NewExclusionWindow::default());
    let mut state = RunState { steps: running(&["203.0.113.7/32"]).steps, ..in_stage(Stage::Running) };
    state.steps.push(RunStep::new(window));
    for (step, due) in state.steps.iter_mut().zip([20, 10]) {
        step.state = StepState::Coming;
        step.due = Some(NOW.plus_ms(due));
    }
    assert_eq!(to_read(&state.steps), Some((NOW.plus_ms(10), Reading::Windows)));
}

#[test]
fn an_answer_to_another_write_says_nothing() {
    let sending = with_step_in(StepState::Sending);
    let old = StepInput::Answered { write: sending.step_writes - 1, answer: StepAnswer::There(String::new()) };
    assert_eq!(told(&sending, old, 5).state, sending);
}

#[test]
fn nothing_is_sent_before_the_cluster_runs_or_once_it_is_being_deleted() {
    for stage in [Stage::Provisioning, Stage::Deferred, Stage::Failed, Stage::Deleting] {
        let state = RunState { steps: running(&["203.0.113.7/32"]).steps, ..in_stage(stage) };
        assert!(told(&state, ready(&state, 0, None), 1).actions.is_empty(), "{stage:?}");
    }
}

#[test]
fn my_address_is_asked_for_anew_where_the_rule_was_not_sent() {
    let mine = running(&["mine"]);
    let sent = told(&mine, ready(&mine, 0, Some(range("203.0.113.7"))), 1).state;
    let not_done = StepAnswer::NotDone { problem: a_problem(ProblemCode::NotSent), pause_ms: None };
    let waits = after(&sent, answer(&sent, not_done), NOW.plus_ms(2)).state;
    assert_eq!((waits.steps[0].state, network_of(&waits.steps[0])), (StepState::Waiting, None));
    let elsewhere = told(&waits, ready(&waits, 0, Some(range("198.51.100.4"))), 9_000).state;
    assert_eq!(network_of(&elsewhere.steps[0]), Some(range("198.51.100.4")));
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
        let sent = told(&state, ready(&state, step, None), 1).state;
        state = after(&sent, answer(&sent, taken(network, "DEFERRED")), NOW.plus_ms(2)).state;
    }
    assert_eq!((state.needs_you, state.steps_told), (true, 2));
    let seen = vec![rule("10.0.0.0/8", "RUNNING"), rule("203.0.113.7/32", "DEFERRED")];
    let step = told(&state, read(seen), 9_000);
    assert!(step.state.needs_you && step.actions.is_empty());
    assert!(step.state.problem.unwrap().message.starts_with("The cluster runs; 1 of 2"));
}
