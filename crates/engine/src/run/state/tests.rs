use instaclustr_api::Status;

use instaclustr_api::NewKafkaTopic;

use super::*;
use crate::api::{Application, AskedDataCentre, ClusterRef, RestoreWhat};
use crate::estimate::{Estimate, Likeness};
use crate::request::new_draft;
use crate::run::observe::{CentreSeen, NodeSeen};
use crate::run::subject::{Reading, Subject};
use crate::run::work::{CreateWork, DeleteWork, ResizeWork, RestoreWork, Target};

const NOW: Timestamp = Timestamp(1_000_000);

fn a_run() -> RunId {
    RunId::from("run")
}

fn seen(status: &str) -> Observation {
    Observation {
        id: "c1".to_owned(),
        name: "demo".to_owned(),
        application: Application::Kafka,
        status: Status::from(status),
        operation_status: None,
        two_factor_delete: false,
        version: None,
        centres: Vec::new(),
        nodes: Vec::new(),
        changed_here: Vec::new(),
        deleted_here: false,
    }
}

fn seen_with(status: &str, nodes: &[(&str, &str)]) -> Observation {
    let nodes = nodes.iter().map(|(id, status)| NodeSeen {
        id: (*id).to_owned(),
        data_centre: "DC1".to_owned(),
        rack: Some("a".to_owned()),
        status: (*status).to_owned(),
        public_address: None,
        private_address: None,
        node_size: None,
        roles: Vec::new(),
    });
    Observation { nodes: nodes.collect(), ..seen(status) }
}

fn boxed(status: &str) -> Box<Observation> {
    Box::new(seen(status))
}

fn missing() -> Input {
    Input::Looked(Look::Missing { deleted_here: false })
}

fn a_problem(code: ProblemCode) -> Problem {
    run_problem(&a_run(), code, "what happened")
}

fn a_create() -> RunWork {
    RunWork::Create(Box::new(CreateWork {
        profile: "demo".to_owned(),
        profile_id: None,
        draft: new_draft(Application::Kafka),
        delete_after_ms: None,
        stop_on_refusal: false,
    }))
}

fn a_restore() -> RunWork {
    let source = ClusterRef { application: Application::Cassandra, ..seen("RUNNING").cluster_ref() };
    let what = RestoreWhat { name: "orders-restored".to_owned(), at: None, tables: Vec::new(), network: None };
    let request = crate::request::restore::request(&source.id, &what);
    RunWork::Restore(Box::new(RestoreWork { source, request, delete_after_ms: None }))
}

fn a_delete() -> RunWork {
    RunWork::Delete(DeleteWork {
        target: Target { cluster: seen("RUNNING").cluster_ref(), v3: false },
        by_deadline: false,
    })
}

fn a_centre(size: &str) -> AskedDataCentre {
    AskedDataCentre {
        name: "DC1".to_owned(),
        cloud_provider: "AWS_VPC".to_owned(),
        region: "US_EAST_1".to_owned(),
        node_size: size.to_owned(),
        nodes: 3,
    }
}

/// From small to large.
fn a_resize() -> RunWork {
    RunWork::Resize(ResizeWork {
        target: Target { cluster: seen("RUNNING").cluster_ref(), v3: false },
        before: vec![a_centre("small")],
        after: vec![a_centre("large")],
    })
}

/// A look at the cluster of a resize: the provider's word for what is under way, and the size that it reads.
fn resizing(operation: &str, size: &str) -> Observation {
    let centre = CentreSeen {
        id: "dc-1".to_owned(),
        name: "DC1".to_owned(),
        cloud_provider: "AWS_VPC".to_owned(),
        region: "US_EAST_1".to_owned(),
        node_size: size.to_owned(),
        number_of_nodes: Some(3),
    };
    let nodes = seen_with("RUNNING", &[("a", "RUNNING"), ("b", "RUNNING"), ("c", "RUNNING")]).nodes;
    Observation { operation_status: Some(operation.to_owned()), centres: vec![centre], nodes, ..seen("RUNNING") }
}

fn step_of(work: &RunWork, state: &RunState, input: Input, now: Timestamp) -> Step {
    step(Task { run: &a_run(), work }, state, input, now)
}

fn after(state: &RunState, input: Input, now: Timestamp) -> Step {
    step_of(&a_create(), state, input, now)
}

fn answered(answer: WriteAnswer) -> Input {
    Input::Answered { attempt: 1, answer }
}

/// A run in a stage, on a way that really leads there.
fn in_stage(stage: Stage) -> RunState {
    let intended = RunState::intended(NOW);
    let sending = || after(&intended, Input::Ready, NOW).state;
    let accepted = |word: &str| after(&sending(), answered(WriteAnswer::Accepted(Some(boxed(word)))), NOW).state;
    match stage {
        Stage::Intended => intended,
        Stage::Sending => sending(),
        Stage::Unclear => after(&sending(), Input::FoundSending, NOW).state,
        Stage::Provisioning => accepted("GENESIS"),
        Stage::Running => accepted("RUNNING"),
        Stage::Refused => {
            let refused = WriteAnswer::Refused(a_problem(ProblemCode::Refused));
            after(&sending(), answered(refused), NOW).state
        }
        Stage::Deferred => accepted("DEFERRED"),
        Stage::Failed => accepted("FAILED"),
        Stage::Withdrawn => after(&RunState::intended(NOW), Input::Decided(Decided::Withdraw), NOW).state,
        Stage::Deleting => accepted("DELETING"),
        Stage::Gone => accepted("DELETED"),
    }
}

const STAGES: [Stage; 11] = [
    Stage::Intended,
    Stage::Sending,
    Stage::Unclear,
    Stage::Provisioning,
    Stage::Running,
    Stage::Refused,
    Stage::Deferred,
    Stage::Failed,
    Stage::Withdrawn,
    Stage::Deleting,
    Stage::Gone,
];

fn word(stage: Stage) -> String {
    serde_json::to_string(&stage).unwrap().trim_matches('"').to_owned()
}

/// The same for a run that deletes a cluster; nothing for a stage that it never is in.
fn deleting_in_stage(stage: Stage) -> Option<RunState> {
    let work = a_delete();
    let step = |state: &RunState, input| step_of(&work, state, input, NOW).state;
    let intended = RunState::intended_for(seen("RUNNING").cluster_ref(), NOW);
    let sending = || step(&intended, Input::Ready);
    let accepted = || step(&sending(), answered(WriteAnswer::Accepted(None)));
    match stage {
        Stage::Intended => Some(intended),
        Stage::Sending => Some(sending()),
        Stage::Unclear => Some(step(&sending(), Input::FoundSending)),
        Stage::Deleting => Some(accepted()),
        Stage::Gone => Some(step(&accepted(), Input::Looked(Look::Seen(boxed("DELETED"))))),
        Stage::Refused => {
            let refused = WriteAnswer::Refused(a_problem(ProblemCode::Refused));
            Some(step(&sending(), answered(refused)))
        }
        Stage::Withdrawn => Some(step(&intended, Input::Decided(Decided::Withdraw))),
        Stage::Provisioning | Stage::Running | Stage::Deferred | Stage::Failed => None,
    }
}

/// The inputs of the tables' columns, with the state they need where they need one.
fn column(name: &str, work: &RunWork, state: &RunState) -> (RunState, Input) {
    let mut state = state.clone();
    let accepted = match work {
        RunWork::Create(_) | RunWork::Restore(_) | RunWork::Rebuilt(_) => Some(boxed("PROVISIONING")),
        RunWork::Delete(_) => None,
        RunWork::Resize(_) => Some(Box::new(resizing("OPERATION_IN_PROGRESS", "large"))),
    };
    let resizes = matches!(work, RunWork::Resize(_));
    let input = match name {
        "ready" => Input::Ready,
        "accepted with its id alone" => answered(WriteAnswer::Made(seen("GENESIS").cluster_ref())),
        "accepted without an id" => answered(WriteAnswer::Accepted(None)),
        "accepted" => answered(WriteAnswer::Accepted(accepted)),
        "refused when sent again" => {
            state.sent_again = true;
            answered(WriteAnswer::Refused(a_problem(ProblemCode::Refused)))
        }
        "refused" => answered(WriteAnswer::Refused(a_problem(ProblemCode::Refused))),
        "not done" => answered(WriteAnswer::NotDone { problem: a_problem(ProblemCode::NotSent), pause_ms: None }),
        "unclear" => answered(WriteAnswer::Unclear(a_problem(ProblemCode::Unclear))),
        "found sending" => Input::FoundSending,
        "came along" => Input::CameAlong { before: None },
        "launch stopped" => Input::LaunchStopped,
        "found" => Input::LookedUp(LookUp::Found(boxed("PROVISIONING"))),
        "decided: found" => Input::Decided(Decided::Found(boxed("PROVISIONING"))),
        "decided: again" => Input::Decided(Decided::SendAgain),
        "decided: withdraw" => Input::Decided(Decided::Withdraw),
        "seen" => Input::Looked(Look::Seen(boxed("PROVISIONING"))),
        "seen: not begun" if resizes => Input::Looked(Look::Seen(Box::new(resizing("NO_OPERATION", "small")))),
        "seen: under way" if resizes => Input::Looked(Look::Seen(Box::new(resizing("OPERATION_IN_PROGRESS", "small")))),
        "seen: done" if resizes => Input::Looked(Look::Seen(Box::new(resizing("NO_OPERATION", "large")))),
        "seen: failed" => Input::Looked(Look::Seen(Box::new(resizing("OPERATION_FAILED", "small")))),
        "seen: not begun" => Input::Looked(Look::Seen(boxed("RUNNING"))),
        "seen: under way" => Input::Looked(Look::Seen(boxed("DELETING"))),
        "seen: done" => Input::Looked(Look::Seen(boxed("DELETED"))),
        "gone for good" => {
            state.shown = true;
            state.missing =
                Some(Missing { for_ms: MISSING_MS_TO_BE_GONE, looks: MISSES_TO_BE_GONE, ..Missing::default() });
            Input::Unlisted
        }
        other => panic!("the table has a column «{other}» that this test does not know"),
    };
    (state, input)
}

/// The table of a kind of run in the documentation: its head and its rows.
fn table(kind: &str) -> (Vec<&'static str>, Vec<Vec<&'static str>>) {
    table_in(include_str!("../state.rs"), &format!("{kind}: stage"))
}

/// The same in another file, by how its first column begins.
fn table_in(text: &'static str, first: &str) -> (Vec<&'static str>, Vec<Vec<&'static str>>) {
    let start = format!("//! | {first}");
    let lines = text.lines().skip_while(move |line| !line.starts_with(&start));
    let mut rows: Vec<Vec<&str>> = lines
        .map_while(|line| line.strip_prefix("//! |").or(line.strip_prefix("//! | ")))
        .filter(|line| !line.starts_with("---"))
        .map(|line| line.trim_end_matches('|').split('|').map(str::trim).collect())
        .collect();
    (rows.remove(0), rows)
}

fn holds(kind: &str, work: &RunWork, in_stage: impl Fn(Stage) -> Option<RunState>) {
    let (head, rows) = table(kind);
    let mut covered = 0;
    for stage in STAGES {
        let Some(state) = in_stage(stage) else { continue };
        assert_eq!(state.stage, stage);
        let row = rows.iter().find(|row| row[0].split(", ").any(|name| name == word(stage))).unwrap_or_else(|| {
            panic!("the table has no row for {stage:?}");
        });
        for (name, expected) in head.iter().zip(row).skip(1) {
            let (state, input) = column(name, work, &state);
            let result = step_of(work, &state, input, NOW.plus_ms(100_000)).state;
            let expected = match *expected {
                "–" => word(stage),
                // What the provider's word says: PROVISIONING, which a run that was running outlives.
                "watched" if stage == Stage::Running => "running".to_owned(),
                "watched" => "provisioning".to_owned(),
                named => named.to_owned(),
            };
            assert_eq!(word(result.stage), expected, "{kind}: {stage:?} × {name}");
            covered += 1;
        }
    }
    let stages: usize = rows.iter().map(|row| row[0].split(", ").count()).sum();
    assert_eq!(covered, stages * (head.len() - 1));
}

#[test]
fn the_tables_in_the_documentation_are_the_code() {
    holds("create", &a_create(), |stage| Some(in_stage(stage)));
    holds("create", &a_restore(), |stage| Some(in_stage(stage)));
    holds("delete", &a_delete(), deleting_in_stage);
    holds("resize", &a_resize(), resizes::in_stage);
    holds("rebuilt", &rebuilt::a_rebuilt_run(), rebuilt::in_stage);
}

/// The inputs that have no column, since they move no stage. A new one has to be put here or there.
fn without_column(input: &Input) -> bool {
    match input {
        Input::Ready
        | Input::Answered { .. }
        | Input::FoundSending
        | Input::CameAlong { .. }
        | Input::LaunchStopped
        | Input::Unlisted
        | Input::LookedUp(LookUp::Found(_))
        | Input::Looked(Look::Seen(_))
        | Input::Decided(Decided::Found(_) | Decided::SendAgain | Decided::Withdraw) => false,
        Input::LookedUp(
            LookUp::Absent | LookUp::Several(_) | LookUp::Unmarked(_) | LookUp::Doubtful { .. } | LookUp::Failed(_),
        )
        | Input::Looked(Look::Missing { .. } | Look::Failed(_))
        | Input::Listed
        | Input::Operations { .. }
        | Input::Due { .. }
        | Input::Usual(_)
        | Input::Late
        | Input::Step(_)
        | Input::Decided(Decided::TryAgain(_) | Decided::DeleteAt(_)) => true,
    }
}

#[test]
fn what_has_no_column_moves_no_stage() {
    let clusters = || vec![seen("GENESIS").cluster_ref()];
    let estimate = Estimate { from_ms: 1, to_ms: 2, half_from_ms: 1, half_to_ms: 2, runs: 3, like: Likeness::Same };
    let inputs = [
        Input::LookedUp(LookUp::Absent),
        Input::Listed,
        Input::LookedUp(LookUp::Several(clusters())),
        Input::LookedUp(LookUp::Unmarked(clusters())),
        Input::LookedUp(LookUp::Failed(a_problem(ProblemCode::NotSent))),
        Input::LookedUp(LookUp::Doubtful { problem: a_problem(ProblemCode::NotSent), candidates: clusters() }),
        missing(),
        Input::Looked(Look::Failed(a_problem(ProblemCode::NotSent))),
        Input::Operations { data_centre: "DC1".to_owned(), seen: Vec::new() },
        Input::Due { present_ms: i64::MAX },
        Input::Usual(estimate),
        Input::Late,
        Input::Step(StepInput::Ready { step: 0, subject: Subject::Topic(NewKafkaTopic::default()) }),
        Input::Step(StepInput::Read { reading: Reading::Rules, seen: Vec::new() }),
        Input::Decided(Decided::TryAgain(Again::default())),
        Input::Decided(Decided::DeleteAt(Some(NOW))),
        Input::Decided(Decided::DeleteAt(None)),
    ];
    for stage in STAGES {
        let each = [
            (a_create(), Some(in_stage(stage))),
            (a_restore(), Some(in_stage(stage))),
            (a_delete(), deleting_in_stage(stage)),
            (a_resize(), resizes::in_stage(stage)),
            (rebuilt::a_rebuilt_run(), rebuilt::in_stage(stage)),
        ];
        for (work, state) in each {
            let Some(state) = state else { continue };
            for input in inputs.clone() {
                assert!(without_column(&input));
                let after = step_of(&work, &state, input.clone(), NOW.plus_ms(100_000)).state;
                assert_eq!(after.stage, stage, "{:?}: {stage:?} × {input:?}", work.kind());
            }
        }
    }
}

#[test]
fn a_create_that_is_refused_when_sent_again_is_looked_for_and_says_why() {
    let again = after(&in_stage(Stage::Unclear), Input::Decided(Decided::SendAgain), NOW).state;
    let sending = after(&again, Input::Ready, NOW).state;
    let refusal = a_problem(ProblemCode::Refused).with_remedy("Raise the limit.");
    let refused = Input::Answered { attempt: 2, answer: WriteAnswer::Refused(refusal) };
    let state = after(&sending, refused, NOW).state;
    assert_eq!((state.stage, state.has_ended()), (Stage::Unclear, false));
    let problem = state.problem.clone().unwrap();
    assert_eq!((problem.code, problem.remedy.as_deref()), (ProblemCode::Refused, Some("Raise the limit.")));
    let found = after(&state, Input::LookedUp(LookUp::Found(boxed("GENESIS"))), NOW).state;
    assert_eq!(found.stage, Stage::Provisioning);
}

#[test]
fn what_is_over_or_untouched_changes_nothing_at_all() {
    for stage in [Stage::Refused, Stage::Withdrawn, Stage::Gone] {
        let state = in_stage(stage);
        let result = after(&state, Input::Ready, NOW);
        assert_eq!((result.state, result.events.len(), result.actions.len()), (state, 0, 0), "{stage:?}");
    }
}

#[test]
fn each_send_is_another_attempt_and_is_asked_for_exactly_once() {
    let first = after(&RunState::intended(NOW), Input::Ready, NOW);
    assert_eq!(first.actions, vec![Action::Send { attempt: 1 }]);
    let not_done = WriteAnswer::NotDone { problem: a_problem(ProblemCode::NotSent), pause_ms: None };
    let back = after(&first.state, answered(not_done), NOW);
    assert_eq!(back.actions, vec![]);
    let second = after(&back.state, Input::Ready, NOW);
    assert_eq!(second.actions, vec![Action::Send { attempt: 2 }]);
}

#[test]
fn a_lost_answer_is_looked_up_and_never_sent_again() {
    let mut state = in_stage(Stage::Unclear);
    let mut now = NOW;
    for _ in 0..60 {
        now = state.next.as_ref().map(|next| next.at).unwrap();
        let result = after(&state, Input::LookedUp(LookUp::Absent), now);
        assert!(!result.actions.iter().any(|action| matches!(action, Action::Send { .. })));
        state = result.state;
        assert_eq!(state.stage, Stage::Unclear);
    }
    assert!(now.ms_since(NOW) > LOOK_UP_WINDOW_MS);
    assert!(state.needs_you);
    assert_eq!(state.problem.map(|problem| problem.code), Some(ProblemCode::Decide));
}

#[test]
fn look_ups_come_with_growing_pauses_and_a_person_is_asked_once() {
    let mut state = in_stage(Stage::Unclear);
    let mut pauses = Vec::new();
    let mut notices = 0;
    let mut now = NOW;
    for _ in 0..30 {
        let at = state.next.as_ref().unwrap().at;
        pauses.push(at.ms_since(now));
        now = at;
        let result = after(&state, Input::LookedUp(LookUp::Absent), now);
        notices += result.actions.len();
        state = result.state;
    }
    assert_eq!(pauses[..6], [2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    assert_eq!(notices, 1);
}

#[test]
fn a_look_up_that_failed_does_not_count_and_past_the_window_a_person_is_asked() {
    let failed = || Input::LookedUp(LookUp::Failed(a_problem(ProblemCode::NotSent)));
    let early = after(&in_stage(Stage::Unclear), failed(), NOW.plus_ms(LOOK_UP_WINDOW_MS - 1)).state;
    assert_eq!((early.look_ups, early.needs_you), (0, false));
    let late = after(&early, failed(), NOW.plus_ms(LOOK_UP_WINDOW_MS)).state;
    assert_eq!((late.look_ups, late.needs_you, late.next.is_some()), (0, true, true));
}

#[test]
fn an_answer_to_an_earlier_attempt_says_nothing_about_the_last() {
    let again = after(&in_stage(Stage::Unclear), Input::Decided(Decided::SendAgain), NOW).state;
    let second = after(&again, Input::Ready, NOW).state;
    assert_eq!(second.attempt, 2);
    let late = after(&second, answered(WriteAnswer::Accepted(Some(boxed("GENESIS")))), NOW);
    assert_eq!((late.state, late.events.len()), (second, 0));
}

#[test]
fn a_cluster_found_after_the_window_is_still_taken_up() {
    let mut state = in_stage(Stage::Unclear);
    state = after(&state, Input::LookedUp(LookUp::Absent), NOW.plus_ms(LOOK_UP_WINDOW_MS)).state;
    assert!(state.needs_you);
    let found = after(&state, Input::LookedUp(LookUp::Found(boxed("GENESIS"))), NOW.plus_ms(LOOK_UP_WINDOW_MS * 3));
    assert_eq!((found.state.stage, found.state.needs_you), (Stage::Provisioning, false));
}

#[test]
fn between_several_clusters_a_person_decides() {
    let several = vec![seen("GENESIS").cluster_ref(), ClusterRef { id: "c2".into(), ..seen("GENESIS").cluster_ref() }];
    let result = after(&in_stage(Stage::Unclear), Input::LookedUp(LookUp::Several(several.clone())), NOW);
    assert_eq!((result.state.stage, result.state.needs_you), (Stage::Unclear, true));
    assert_eq!(result.state.candidates, several);
    assert_eq!(result.actions, vec![Action::Notify(NoticeKind::NeedsYou)]);
}

#[test]
fn a_clock_that_goes_back_keeps_nobody_from_being_asked() {
    let mut state = in_stage(Stage::Unclear);
    let back = |state: &RunState| after(state, Input::LookedUp(LookUp::Absent), NOW.plus_ms(-3_600_000)).state;
    for _ in 0..LOOK_UPS_IN_WINDOW - 1 {
        state = back(&state);
    }
    assert!(!state.needs_you);
    assert!(back(&state).needs_you);
}

/// A cluster that runs, with a data centre of so many nodes of this size.
fn shaped(version: &str, size: &str, nodes: u32) -> Observation {
    let centre = CentreSeen {
        id: "dc".to_owned(),
        name: "DC1".to_owned(),
        cloud_provider: "AWS_VPC".to_owned(),
        region: "US_EAST_1".to_owned(),
        node_size: size.to_owned(),
        number_of_nodes: Some(nodes),
    };
    Observation { version: Some(version.to_owned()), centres: vec![centre], ..seen("RUNNING") }
}

#[test]
fn what_others_change_of_a_cluster_that_runs_is_told_with_before_and_after() {
    let look = |state: &RunState, seen: Observation| after(state, Input::Looked(Look::Seen(Box::new(seen))), NOW);
    let told = |step: &Step| -> Vec<String> {
        let changed = step.events.iter().filter(|event| event.kind == RunEventKind::Changed);
        changed.map(|event| event.text.clone()).collect()
    };
    let first = look(&in_stage(Stage::Provisioning), shaped("3.9.1", "small", 3));
    assert!(told(&first).is_empty(), "it came up so");
    assert!(told(&look(&first.state, shaped("3.9.1", "small", 3))).is_empty());
    // One look may still show what was: two have to agree.
    let twice = |state: &RunState, seen: Observation| look(&look(state, seen.clone()).state, seen);
    assert!(told(&look(&first.state, shaped("4.0.0", "large", 6))).is_empty());
    let back = look(&look(&first.state, shaped("4.0.0", "large", 6)).state, shaped("3.9.1", "small", 3));
    assert!(told(&back).is_empty());
    assert!(told(&look(&back.state, shaped("4.0.0", "large", 6))).is_empty());
    let larger = twice(&first.state, shaped("4.0.0", "large", 6));
    let expected = [
        "Changed elsewhere: the version is 4.0.0, was 3.9.1.",
        "Changed elsewhere: DC1 has 6 nodes, had 3.",
        "Changed elsewhere: the nodes of DC1 are large, were small.",
    ];
    assert_eq!(told(&larger), expected);
    assert!(told(&twice(&larger.state, shaped("4.0.0", "large", 6))).is_empty(), "once");
    // What was asked for from here is told by the run that did; the version was not.
    let here = |seen| Observation { changed_here: vec!["DC1".to_owned()], ..seen };
    let ours = look(&first.state, here(shaped("3.9.1", "large", 6)));
    assert!(told(&ours).is_empty());
    assert!(told(&twice(&ours.state, shaped("3.9.1", "large", 6))).is_empty());
    let both = twice(&first.state, here(shaped("4.0.0", "large", 6)));
    assert_eq!(told(&both), ["Changed elsewhere: the version is 4.0.0, was 3.9.1."]);
    // What the provider does not tell for a moment has not changed.
    let mut silent = shaped("3.9.1", "", 3);
    (silent.version, silent.centres[0].number_of_nodes) = (None, None);
    let empty = Observation { centres: Vec::new(), ..shaped("3.9.1", "small", 3) };
    for silent in [silent.clone(), empty] {
        let silent = twice(&first.state, silent);
        assert!(told(&silent).is_empty());
        assert_eq!(silent.state.shape, first.state.shape);
    }
    let at_first = look(&in_stage(Stage::Provisioning), silent);
    assert!(told(&twice(&at_first.state, shaped("3.9.1", "small", 3))).is_empty());
    let other = CentreSeen { name: "DC2".to_owned(), ..shaped("3.9.1", "small", 4).centres.remove(0) };
    let moved = twice(&first.state, Observation { centres: vec![other], ..shaped("3.9.1", "small", 3) });
    let expected = [
        "Changed elsewhere: the data centre DC2 is new, with 4 nodes of small.",
        "Changed elsewhere: the data centre DC1 is gone.",
    ];
    assert_eq!(told(&moved), expected);
}

#[test]
fn a_cluster_that_is_found_deleted_was_deleted_elsewhere_unless_that_was_seen_coming_or_begun_here() {
    let found = |stage, seen| after(&in_stage(stage), Input::Looked(Look::Seen(Box::new(seen))), NOW);
    let deleted = |stage| found(stage, seen("DELETED"));
    let texts = |step: &Step| step.events.iter().map(|event| event.text.clone()).collect::<Vec<_>>();
    for stage in [Stage::Provisioning, Stage::Running, Stage::Failed] {
        let step = deleted(stage);
        assert_eq!(step.state.stage, Stage::Gone);
        assert!(texts(&step).contains(&"Gone: deleted outside Slipway.".to_owned()), "{:?}", texts(&step));
        assert!(step.actions.contains(&Action::Notify(NoticeKind::Failed)), "{stage:?}");
    }
    let here = Observation { deleted_here: true, ..seen("DELETED") };
    for step in [deleted(Stage::Deleting), found(Stage::Running, here)] {
        assert!(texts(&step).contains(&"Gone.".to_owned()), "{:?}", texts(&step));
        assert!(step.actions.is_empty());
    }
}

#[test]
fn running_is_told_once_however_often_it_is_seen() {
    let provisioning = in_stage(Stage::Provisioning);
    let first = after(&provisioning, Input::Looked(Look::Seen(boxed("RUNNING"))), NOW);
    let second = after(&first.state, Input::Looked(Look::Seen(boxed("RUNNING"))), NOW.plus_ms(9));
    assert_eq!(first.actions, vec![Action::Notify(NoticeKind::Running)]);
    assert_eq!((second.actions.len(), second.events.len()), (0, 0));
    assert_eq!(second.state.running_at, Some(NOW));
}

#[test]
fn an_unknown_word_is_kept_as_it_came_and_the_run_goes_on_being_watched() {
    let strange = after(&in_stage(Stage::Provisioning), Input::Looked(Look::Seen(boxed("SHINY"))), NOW).state;
    assert_eq!((strange.stage, strange.status.as_deref()), (Stage::Provisioning, Some("SHINY")));
    let degraded = after(&in_stage(Stage::Running), Input::Looked(Look::Seen(boxed("DEGRADED"))), NOW).state;
    assert_eq!((degraded.stage, degraded.status.as_deref()), (Stage::Running, Some("DEGRADED")));
}

#[test]
fn a_deferred_cluster_may_still_come_up() {
    let deferred = in_stage(Stage::Deferred);
    assert!(deferred.needs_you);
    let back = after(&deferred, Input::Looked(Look::Seen(boxed("PROVISIONING"))), NOW).state;
    assert_eq!((back.stage, back.needs_you, back.problem), (Stage::Provisioning, false, None));
}

#[test]
fn a_node_keeps_each_stage_with_the_look_before_and_the_look_that_showed_it() {
    let look = |state: &RunState, status: &str, at: i64| {
        let observation = Box::new(seen_with("PROVISIONING", &[("n1", status)]));
        after(state, Input::Looked(Look::Seen(observation)), NOW.plus_ms(at)).state
    };
    let first = look(&in_stage(Stage::Provisioning), "GENESIS", 1_000);
    let same = look(&first, "GENESIS", 2_000);
    let next = look(&same, "PROVISIONING", 3_000);
    let spans: Vec<_> = next.nodes[0].stages.iter().map(|span| (span.status.as_str(), span.seen, span.after)).collect();
    assert_eq!(
        spans,
        [("GENESIS", NOW.plus_ms(1_000), Some(NOW)), ("PROVISIONING", NOW.plus_ms(3_000), Some(NOW.plus_ms(2_000)))]
    );
}

#[test]
fn a_node_that_is_no_longer_listed_is_kept_as_ended() {
    let two = Box::new(seen_with("RUNNING", &[("n1", "RUNNING"), ("n2", "RUNNING")]));
    let one = Box::new(seen_with("RUNNING", &[("n2", "RUNNING")]));
    let state = after(&in_stage(Stage::Running), Input::Looked(Look::Seen(two)), NOW).state;
    let state = after(&state, Input::Looked(Look::Seen(one)), NOW).state;
    assert_eq!(state.nodes.iter().map(|node| node.gone).collect::<Vec<_>>(), [true, false]);
    assert_eq!((state.nodes_seen, state.nodes_running), (1, 1));
}

#[test]
fn a_clock_that_goes_back_never_ends_a_stage_before_it_began() {
    let look = |state: &RunState, status: &str, at: i64| {
        let observation = Box::new(seen_with("PROVISIONING", &[("n1", status)]));
        after(state, Input::Looked(Look::Seen(observation)), NOW.plus_ms(at)).state
    };
    let state = look(&look(&in_stage(Stage::Provisioning), "GENESIS", 90_000), "PROVISIONING", -90_000);
    let spans = &state.nodes[0].stages;
    assert!(spans[1].seen >= spans[0].seen);
}

#[test]
fn longer_than_usual_is_said_once_and_ends_nothing() {
    let estimate = Estimate {
        from_ms: 9 * 60_000,
        to_ms: 14 * 60_000,
        half_from_ms: 10 * 60_000,
        half_to_ms: 13 * 60_000,
        runs: 5,
        like: Likeness::Same,
    };
    let coming = after(&in_stage(Stage::Provisioning), Input::Usual(estimate), NOW);
    assert_eq!(coming.events[0].text, "Usually running after 9 to 14 min, as 5 runs of this size in this region tell.");
    assert_eq!(late_from(&coming.state), Some(NOW.plus_ms(14 * 60_000)));
    let early = after(&coming.state, Input::Late, NOW.plus_ms(14 * 60_000 - 1));
    assert_eq!((early.events.len(), early.state.late), (0, false));
    let late = after(&early.state, Input::Late, NOW.plus_ms(14 * 60_000));
    assert_eq!((late.events.len(), late.actions.len(), late.state.stage), (1, 0, Stage::Provisioning));
    assert_eq!(late_from(&late.state), None);
    assert_eq!(after(&late.state, Input::Late, NOW.plus_ms(20 * 60_000)).events, []);
}

mod deletes;
mod gone;
mod rebuilt;
mod resizes;
mod steps;
