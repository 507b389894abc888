use super::*;
use crate::made_up::*;

fn now() -> Timestamp {
    T0.plus_ms(45_000)
}

#[test]
fn runs_are_a_table() {
    let mut unclear = a_run("payments", Stage::Unclear);
    unclear.needs_you = true;
    unclear.cluster = None;
    insta::assert_snapshot!(runs(&[a_run("orders", Stage::Provisioning), unclear], now()));
    assert_eq!(runs(&[], now()), "No runs. Launch one with `slipway launch`.");
}

#[test]
fn a_run_is_shown_with_its_nodes() {
    insta::assert_snapshot!(detail(&a_detail(a_run("orders", Stage::Provisioning)), now()));
}

#[test]
fn a_refused_run_keeps_the_providers_words() {
    let mut run = a_run("orders", Stage::Refused);
    run.problem = Some(
        Problem::new(ProblemCode::Refused, Place::Run { id: run.id.clone() }, "The provider refused the request.")
            .with_server(ServerWords {
                status: 400,
                messages: vec![ServerMessage {
                    field: Some("dataCentres[0].network".to_owned()),
                    path: Some("dataCentres.0.network".to_owned()),
                    message: "must be private".to_owned(),
                }],
                body: String::new(),
            }),
    );
    let mut shown = a_detail(run);
    shown.nodes.clear();
    insta::assert_snapshot!(detail(&shown, now()));
}

#[test]
fn a_run_in_json_has_every_field_of_the_surface() {
    let value = run_value(&a_detail(a_run("orders", Stage::Provisioning)));
    for field in [
        "id",
        "launchId",
        "profile",
        "account",
        "stage",
        "status",
        "cluster",
        "nodes",
        "seenAt",
        "createdAt",
        "sentAt",
        "runningAt",
        "provenAt",
        "endedAt",
        "estimate",
        "problem",
        "proof",
    ] {
        assert!(value.get(field).is_some(), "{field}");
    }
    for field in ["id", "rack", "status", "publicAddress", "privateAddress", "roles"] {
        assert!(value["nodes"][0].get(field).is_some(), "nodes[].{field}");
    }
    insta::assert_json_snapshot!(value);
}

#[test]
fn each_stages_word_is_the_one_in_json() {
    use Stage as S;
    for each in [
        S::Intended,
        S::Sending,
        S::Unclear,
        S::Provisioning,
        S::Running,
        S::Refused,
        S::Deferred,
        S::Failed,
        S::Withdrawn,
        S::Deleting,
        S::Gone,
    ] {
        assert_eq!(json!(each), json!(stage(each)));
    }
}

#[test]
fn accounts_are_a_table_without_a_key() {
    insta::assert_snapshot!(accounts(&[an_account("prod")], now()));
}

#[test]
fn a_mark_is_told_only_where_it_needs_a_person() {
    let mut cluster = a_cluster(Some("audit"));
    assert_eq!(mark(&cluster), None);
    let run = a_run("audit", Stage::Withdrawn).id;
    cluster.mark = Some(ClusterMark::Stray { run: run.clone(), stage: Stage::Withdrawn });
    let text = mark(&cluster).unwrap();
    assert!(text.contains(run.as_str()) && text.contains("withdrawn"), "{text}");
    cluster.mark = Some(ClusterMark::MaybeLost);
    let text = mark(&cluster).unwrap();
    assert!(text.contains("home take-up c2") && text.contains("home disown c2"), "{text}");
}

#[test]
fn clusters_are_a_table_that_says_what_was_not_read() {
    insta::assert_snapshot!(clusters(&[a_cluster(Some("audit")), a_cluster(None)], |id| id.to_string(), now()));
}

#[test]
fn a_problem_and_a_finding_name_their_field_first() {
    let found = Finding {
        field: "dataCentres.0.nodes".to_owned(),
        severity: Severity::Warning,
        message: "Not in the list.".to_owned(),
        source: Some("list of 2026-11".to_owned()),
        value: "4".to_owned(),
        accepted: false,
        fixes: Vec::new(),
    };
    assert_eq!(finding(&found), "dataCentres.0.nodes: warning: Not in the list. (list of 2026-11)");
    assert_eq!(problem(&Problem::field("name", "Must not be empty.")), "name: Must not be empty.");
}

#[test]
fn a_change_names_the_time_since_the_launch() {
    let happened = RunEvent {
        seq: 4,
        at: T0.plus_ms(41_000),
        kind: RunEventKind::Node,
        text: "Broker 1 is RUNNING.".to_owned(),
        node: None,
        problem: None,
    };
    assert_eq!(event(&happened, T0), "  0:41  Broker 1 is RUNNING.");
    assert_eq!(
        standing(&a_run("orders", Stage::Provisioning), now()),
        "0:45  orders  provisioning  1/3 nodes RUNNING, seen 4 s ago"
    );
}

#[test]
fn a_survey_shows_the_differences_and_each_path_with_its_code() {
    let look = |what: &str, code, note: Option<&str>| SurveyLook {
        what: what.to_owned(),
        path: "/x".to_owned(),
        code,
        note: note.map(str::to_owned),
        shape: vec!["id: text".to_owned()],
    };
    let survey = AccountSurvey {
        at: Timestamp(0),
        version: "0.1.0".to_owned(),
        document: ProviderDocument::Compared {
            at: Timestamp(0),
            format: "2.0".to_owned(),
            version: None,
            paths: 3,
            differences: vec!["the provider knows GET /y".to_owned()],
        },
        looks: vec![look("list of clusters", Some(200), None), look("firewall rule", None, Some("not read"))],
    };
    insta::assert_snapshot!(super::survey(&survey), @"
    The provider's document: format 2.0, 3 paths, 1 differences.
      the provider knows GET /y
    200  list of clusters
    -    firewall rule                      not read
    ");
    let missing = ProviderDocument::Missing { code: Some(404), why: "the provider has none for us".to_owned() };
    let survey = AccountSurvey { document: missing, looks: Vec::new(), ..survey };
    insta::assert_snapshot!(super::survey(&survey), @"The provider's document: the provider has none for us (HTTP 404).");
}

#[test]
fn a_restore_says_from_what_and_into_what() {
    let review = RestoreReview {
        account: an_account("dev"),
        cluster: ClusterRef { id: "c-1".into(), name: "ledger".to_owned(), application: Application::Cassandra },
        what: RestoreWhat {
            name: "ledger-restored".to_owned(),
            at: Some(now()),
            tables: vec!["shop.orders".to_owned()],
            network: None,
        },
        first_backup: Some(now().plus_ms(-3_600_000)),
        last_backup: Some(now().plus_ms(-60_000)),
        errors: Vec::new(),
        warnings: Vec::new(),
        problems: Vec::new(),
        requests: Vec::new(),
    };
    insta::assert_snapshot!(restore_review(&review));
}
