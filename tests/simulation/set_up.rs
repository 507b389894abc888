//! Stories of what else a profile gives its cluster: peerings, exclusion windows, users, topics. Each is there at the end, or the run says
//! which is not, and why.

use instaclustr_api::{AwsPeer, AzurePeer, ExclusionWindow, GcpPeer, Transport as _};
use slipway_engine::api::*;
use slipway_engine::id::{ClusterId, RunId};
use slipway_engine::request;
use slipway_engine::secrets::Secret;

use crate::deletes::{a_cluster, view};
use crate::process::Process;
use crate::scripted::{an_ask, arm, by_hand, copy_of, seconds, story, with};
use crate::world::{KEY, World};

/// Faults of a change after which what was asked for is there all the same, without a word of a person.
pub const GOES_ON: [&str; 9] = [
    "update:lose-answer",
    "update:drop",
    "update:stall=20",
    "update:stall=90",
    "update:status=503",
    "update:after-status=503",
    "update:garbage",
    "update:after-garbage",
    "update:status=429:2",
];

fn a_peering() -> PeeringDraft {
    PeeringDraft {
        owner: "123456789012".to_owned(),
        network: "vpc-0a61b2c3".to_owned(),
        region: "US_EAST_1".to_owned(),
        subnets: "10.99.0.0/16".to_owned(),
        ..PeeringDraft::default()
    }
}

fn a_user(name: &str) -> UserDraft {
    UserDraft {
        name: name.to_owned(),
        permissions: "standard".to_owned(),
        mechanism: "SCRAM-SHA-512".to_owned(),
        asks_password: false,
    }
}

fn a_topic(name: &str) -> TopicDraft {
    TopicDraft { name: name.to_owned(), partitions: Some(6), replication_factor: None }
}

fn a_window() -> WindowDraft {
    WindowDraft { day: "SATURDAY".to_owned(), start_hour: Some(8), hours: Some(12) }
}

/// A launch whose cluster is given all of this.
fn giving(give: impl Fn(&mut ProfileDraft), ask: LaunchAsk) -> LaunchAsk {
    let mut ask = ask;
    ask.drafts.iter_mut().for_each(give);
    ask
}

fn states(run: &RunView) -> Vec<StepState> {
    run.steps.iter().map(|step| step.state).collect()
}

/// What the provider has of a cluster, a line each, but for peerings and users of Cassandra; nothing while it does not know the cluster.
pub async fn given_at(world: &World, cluster: &ClusterId) -> Option<Vec<String>> {
    let client = by_hand(world);
    let cluster = cluster.as_str();
    let windows = client.list_exclusion_windows(cluster).await.ok()?;
    let window = |window: &ExclusionWindow| {
        let asked = &window.asked;
        format!("window {} {:?}", asked.day_of_week, asked.duration_in_hours)
    };
    let mut given: Vec<String> = windows.iter().map(window).collect();
    if let Ok(users) = client.list_kafka_users(cluster).await {
        // What a cluster is born with is nothing that was given.
        given.extend(
            users.iter().filter(|user| user.username != "ickafka").map(|user| format!("user {}", user.username)),
        );
        let topics = client.list_kafka_topics(cluster).await.unwrap();
        let own = topics.iter().filter(|topic| !topic.starts_with("__") && *topic != "instaclustr-sla");
        given.extend(own.map(|topic| format!("topic {topic}")));
    }
    given.sort();
    Some(given)
}

/// The same of a run's steps that are done.
pub fn done_steps(run: &RunView) -> Vec<String> {
    let done = run.steps.iter().filter(|step| step.state == StepState::Done);
    let line = |step: &StepView| match step.what {
        StepWhat::Window => Some(format!("window SATURDAY {:?}", a_window().hours)),
        StepWhat::User if run.application == Application::Kafka => Some(format!("user {}", step.title)),
        StepWhat::Topic => Some(format!("topic {}", step.title)),
        StepWhat::Rule | StepWhat::Peering | StepWhat::User => None,
    };
    done.filter_map(line).collect()
}

/// What a launch asks for.
pub fn asked_by(ask: &LaunchAsk) -> Vec<String> {
    let any = ask.drafts.iter().any(|draft| !draft.exclusion_windows.is_empty());
    if any { EVERYTHING.map(str::to_owned).to_vec() } else { Vec::new() }
}

/// … and the peerings of the account.
async fn given(world: &World, cluster: &ClusterId) -> Vec<String> {
    let mut given = given_at(world, cluster).await.unwrap();
    let peerings = by_hand(world).list_peerings::<AwsPeer>().await.unwrap();
    given.extend(peerings.into_iter().map(|peering| format!("peering {}", peering.peer.peer_vpc_id)));
    given.sort();
    given
}

/// The other side says its word to the only peering there is.
async fn other_side(world: &World, says: &str) {
    let client = by_hand(world);
    let aws = client.list_peerings::<AwsPeer>().await.unwrap().into_iter().map(|peering| peering.id);
    let gcp = client.list_peerings::<GcpPeer>().await.unwrap().into_iter().map(|peering| peering.id);
    let azure = client.list_peerings::<AzurePeer>().await.unwrap().into_iter().map(|peering| peering.id);
    let id = aws.chain(gcp).chain(azure).last().unwrap();
    let transport = instaclustr_api::ServiceTransport::new(world.sandbox.clone());
    let request = http::Request::post(format!("http://127.0.0.1:1/sandbox/peers/{id}/{says}"))
        .header("authorization", format!("Instaclustr-Terraform sim:{KEY}"));
    let answer = transport.send(request.body(bytes::Bytes::new()).unwrap()).await.unwrap();
    assert!(answer.status().is_success(), "{says}: {}", answer.status());
}

async fn try_again(a: &mut Process, run: &RunId) {
    let engine = a.engine.clone();
    let again = Resolve { id: run.clone(), decision: Decision::TryAgain { address: None, user: None } };
    with(&mut [a], engine.resolve(again)).await.unwrap();
    with(&mut [a], seconds(120)).await;
}

/// All kinds that the cluster has to itself; topics for Kafka alone.
pub fn everything(draft: &mut ProfileDraft) {
    draft.exclusion_windows = vec![a_window()];
    draft.users = vec![a_user("app"), a_user("reader")];
    draft.topics = vec![a_topic("orders"), a_topic("returns")];
}

const EVERYTHING: [&str; 5] = ["topic orders", "topic returns", "user app", "user reader", "window SATURDAY Some(12)"];

#[test]
fn after_every_fault_on_the_way_the_cluster_has_all_that_the_profile_gives_it_each_once() {
    for fault in GOES_ON.into_iter().chain([""]) {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            let engine = a.engine.clone();
            // Each kind in its turn is what the fault hits.
            let (run, cluster) = a_cluster(&mut a, giving(everything, an_ask("one", "orders"))).await;
            if !fault.is_empty() {
                arm(&world, &if fault.ends_with(":2") { fault.to_owned() } else { format!("{fault}:2") });
            }
            with(&mut [&mut a], seconds(900)).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            assert_eq!(states(&shown), [StepState::Done; 5], "{fault}: {:?}", shown.steps);
            assert!(!shown.needs_you && shown.problem.is_none(), "{fault}");
            assert_eq!(given(&world, &cluster).await, EVERYTHING, "{fault}");
            // What is there is read no more.
            let _ = world.network.asked();
            with(&mut [&mut a], seconds(1_200)).await;
            let again = ["users", "topics", "exclusion"];
            assert!(!world.network.asked().iter().any(|asked| again.iter().any(|word| asked.contains(word))));
        });
    }
}

#[test]
fn what_is_refused_does_not_stop_the_rest_and_only_it_is_tried_again() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        arm(&world, "update:status=400:2");
        let (run, cluster) = a_cluster(&mut a, giving(everything, an_ask("one", "orders"))).await;
        with(&mut [&mut a], seconds(300)).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        let (refused, done) = (StepState::Refused, StepState::Done);
        assert_eq!(states(&shown), [refused, refused, done, done, done]);
        let problem = shown.problem.unwrap();
        assert!(problem.message.starts_with("The cluster runs; 2 of 5 steps of its set-up"), "{problem}");
        let _ = world.network.asked();
        try_again(&mut a, &run).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Done; 5]);
        assert_eq!(world.network.asked().iter().filter(|asked| asked.starts_with("POST")).count(), 2);
        assert_eq!(given(&world, &cluster).await, EVERYTHING);
    });
}

#[test]
fn the_password_that_was_made_is_kept_before_the_user_is_asked_for_and_told_only_where_a_person_asks() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let users = |draft: &mut ProfileDraft| draft.users = vec![a_user("app")];
        arm(&world, "update:lose-answer");
        let (run, _) = a_cluster(&mut a, giving(users, an_ask("one", "orders"))).await;
        with(&mut [&mut a], seconds(60)).await;
        let of = |user: &str| PasswordRef { id: run.clone(), user: user.to_owned() };
        let password = with(&mut [&mut a], engine.reveal_password(of("app"))).await.unwrap().password;
        assert_eq!(password.expose().len(), 24);
        let other = with(&mut [&mut a], engine.reveal_password(of("other"))).await.err().unwrap();
        assert_eq!(other.code, ProblemCode::NotFound);
        // Once it may have been sent it is not changed any more.
        let keep = KeepPassword { id: run.clone(), user: "app".to_owned(), password: Secret::new("something else") };
        let refused = with(&mut [&mut a], engine.keep_password(keep)).await.err().unwrap();
        assert_eq!(refused.code, ProblemCode::NotAllowed);
        let detail = with(&mut [&mut a], engine.run(RunRef { id: run.clone() })).await.unwrap();
        let told = serde_json::to_string(&detail).unwrap();
        assert!(told.contains("•••") && !told.contains(password.expose()), "{told}");
        drop(a);
        let mut b = Process::start(&world, "b");
        let engine = b.engine.clone();
        let again = with(&mut [&mut b], engine.reveal_password(of("app"))).await.unwrap().password;
        assert!(again == password, "another program on this computer has the same");
    });
}

#[test]
fn a_user_whose_password_a_person_gives_waits_for_it() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let asking = |draft: &mut ProfileDraft| {
            draft.users = vec![UserDraft { asks_password: true, ..a_user("app") }, a_user("reader")];
        };
        let (run, cluster) = a_cluster(&mut a, giving(asking, an_ask("one", "orders"))).await;
        with(&mut [&mut a], seconds(60)).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Asks, StepState::Done]);
        assert!(shown.needs_you && shown.steps[0].problem.as_ref().unwrap().message.contains("needs a password"));
        let give =
            |password: &str| KeepPassword { id: run.clone(), user: "app".to_owned(), password: Secret::new(password) };
        let short = with(&mut [&mut a], engine.keep_password(give("short"))).await.err().unwrap();
        assert_eq!(short.place, Place::Field { path: "password".to_owned() });
        with(&mut [&mut a], engine.keep_password(give("long enough"))).await.unwrap();
        try_again(&mut a, &run).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Done, StepState::Done]);
        assert_eq!(given(&world, &cluster).await, ["user app", "user reader"]);
        let of = PasswordRef { id: run.clone(), user: "app".to_owned() };
        assert!(with(&mut [&mut a], engine.reveal_password(of)).await.unwrap().password.expose() == "long enough");
    });
}

#[test]
fn a_user_of_cassandra_whose_answer_is_lost_is_asked_about_since_no_list_tells() {
    for (fault, there) in [("update:lose-answer", true), ("update:drop", false), ("", true)] {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            let engine = a.engine.clone();
            if !fault.is_empty() {
                arm(&world, fault);
            }
            let mut ask = an_ask("one", "orders");
            let draft = request::new_draft(Application::Cassandra);
            let (name, cluster_name) = ("profile".to_owned(), "orders".to_owned());
            ask.drafts =
                vec![ProfileDraft { name, cluster_name, access: Vec::new(), users: vec![a_user("app")], ..draft }];
            let (run, _) = a_cluster(&mut a, ask).await;
            with(&mut [&mut a], seconds(60)).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            if fault.is_empty() {
                return assert_eq!(states(&shown), [StepState::Done]);
            }
            assert_eq!(states(&shown), [StepState::Asks], "{fault}: {:?}", shown.steps);
            try_again(&mut a, &run).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            let posted = world.network.asked();
            let posted = posted.iter().filter(|asked| asked.contains("apache_cassandra/users")).count();
            assert_eq!(posted, 2, "{fault}");
            assert_eq!(states(&shown), [if there { StepState::Refused } else { StepState::Done }], "{:?}", shown.steps);
        });
    }
}

#[test]
fn a_peering_waits_for_its_other_side_for_a_week_without_failing() {
    for (cloud, size, region, owner, network) in [
        ("AWS_VPC", "", "US_EAST_1", "123456789012", "vpc-0a61b2c3"),
        ("GCP", "KFK-DEV-n2-standard-2-80", "us-east1", "my-project", "my-network"),
        ("AZURE_AZ", "KFK-DEV-Standard_D2s_v5-80", "EAST_US", "6f1e3c1a-9a0e-4a58-8c3b-0d6c6f6f7a11", "my-vnet"),
    ] {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            let engine = a.engine.clone();
            let peered = |draft: &mut ProfileDraft| {
                draft.data_centres[0].cloud_provider = cloud.to_owned();
                draft.data_centres[0].region = region.to_owned();
                if !size.is_empty() {
                    draft.data_centres[0].node_size = size.to_owned();
                }
                draft.peerings = vec![PeeringDraft {
                    owner: owner.to_owned(),
                    network: network.to_owned(),
                    resource_group: if cloud == "AZURE_AZ" { "my-group".to_owned() } else { String::new() },
                    ..a_peering()
                }];
            };
            let (run, _) = a_cluster(&mut a, giving(peered, an_ask("one", "orders"))).await;
            with(&mut [&mut a], seconds(120)).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            assert_eq!(states(&shown), [StepState::OtherSide], "{cloud}: {:?}", shown.steps);
            assert_eq!(shown.problem.as_ref().map(|problem| problem.code), Some(ProblemCode::OtherSide));
            let remedy = shown.problem.unwrap().remedy.unwrap();
            assert!(shown.needs_you && remedy.contains("10.20.0.0/16"), "{cloud}: {remedy}");
            // The sandbox's week is shorter: at AWS a request that nobody accepts expires.
            let _ = world.network.asked();
            let waited = if cloud == "AWS_VPC" { 2 * 3_600 } else { 7 * 24 * 3_600 };
            with(&mut [&mut a], seconds(waited)).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            assert_eq!((shown.stage, states(&shown)), (Stage::Running, vec![StepState::OtherSide]), "{cloud}");
            let asked = world.network.asked();
            let looks = asked.iter().filter(|asked| asked.contains("peers")).count();
            assert!(u64::try_from(looks).unwrap() <= waited / 290 + 5, "{cloud}: {looks} looks");
            other_side(&world, "accept").await;
            with(&mut [&mut a], seconds(900)).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            assert_eq!(states(&shown), [StepState::Done], "{cloud}: {:?}", shown.steps);
            assert!(!shown.needs_you && shown.problem.is_none(), "{cloud}");
        });
    }
}

#[test]
fn a_peering_that_the_other_side_rejects_is_said_and_asked_for_anew_on_a_persons_word() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let peered = |draft: &mut ProfileDraft| draft.peerings = vec![a_peering()];
        let (run, cluster) = a_cluster(&mut a, giving(peered, an_ask("one", "orders"))).await;
        with(&mut [&mut a], seconds(120)).await;
        other_side(&world, "reject").await;
        with(&mut [&mut a], seconds(900)).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::Refused]);
        assert!(shown.steps[0].problem.as_ref().unwrap().message.contains("rejected"));
        try_again(&mut a, &run).await;
        let shown = with(&mut [&mut a], view(&engine, &run)).await;
        assert_eq!(states(&shown), [StepState::OtherSide], "the one that was rejected is not taken for it");
        assert_eq!(given(&world, &cluster).await.len(), 2);
    });
}

#[test]
fn a_peering_whose_answer_was_lost_is_found_in_the_list_and_never_asked_for_twice_by_itself() {
    for (fault, found) in [
        ("update:lose-answer", true),
        ("update:after-status=503", true),
        ("update:stall=90", true),
        ("update:drop", false),
        ("update:status=503", false),
    ] {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            let engine = a.engine.clone();
            arm(&world, fault);
            let peered = |draft: &mut ProfileDraft| draft.peerings = vec![a_peering()];
            let (run, cluster) = a_cluster(&mut a, giving(peered, an_ask("one", "orders"))).await;
            with(&mut [&mut a], seconds(1_800)).await;
            let shown = with(&mut [&mut a], view(&engine, &run)).await;
            let expected = if found { StepState::OtherSide } else { StepState::Asks };
            assert_eq!(states(&shown), [expected], "{fault}: {:?}", shown.steps);
            assert_eq!(given(&world, &cluster).await.len(), usize::from(found), "{fault}");
            if !found {
                try_again(&mut a, &run).await;
                let shown = with(&mut [&mut a], view(&engine, &run)).await;
                assert_eq!(states(&shown), [StepState::OtherSide], "{fault}");
                assert_eq!(given(&world, &cluster).await.len(), 1, "{fault}");
            }
        });
    }
}

#[test]
fn what_is_on_its_way_when_the_program_is_killed_is_found_or_asked_about() {
    let mut ends = Vec::new();
    for (fault, draft) in [("update:stall=90", everything as fn(&mut ProfileDraft)), ("update:drop", everything)] {
        story(async |world| {
            let mut a = Process::start(&world, "a");
            arm(&world, "update:stall=90:*");
            arm(&world, fault);
            let engine = a.engine.clone();
            let launch = with(&mut [&mut a], engine.launch(giving(draft, an_ask("one", "orders")))).await.unwrap();
            let run = launch.runs.first().unwrap().id.clone();
            while with(&mut [&mut a], view(&engine, &run)).await.steps[0].state != StepState::Sending {
                with(&mut [&mut a], seconds(1)).await;
            }
            drop(a);
            seconds(30).await;
            world.sandbox.faults().clear();
            let mut b = Process::start(&world, "b");
            let engine = b.engine.clone();
            with(&mut [&mut b], seconds(900)).await;
            let shown = with(&mut [&mut b], view(&engine, &run)).await;
            ends.push(shown.steps[0].state);
            assert_eq!(states(&shown)[1..], [StepState::Done; 4], "{fault}: {:?}", shown.steps);
            let cluster = shown.cluster.unwrap().id;
            let windows = given(&world, &cluster).await.iter().filter(|given| given.starts_with("window")).count();
            assert!(windows <= 1, "{fault}: a window that may have arrived is not made twice");
        });
    }
    assert!(ends.contains(&StepState::Done), "{ends:?}");
}

#[test]
fn a_home_that_was_taken_over_gives_nothing_before_a_person_says_so() {
    story(async |world| {
        let mut a = Process::start(&world, "a");
        let engine = a.engine.clone();
        let launch = with(&mut [&mut a], engine.launch(giving(everything, an_ask("one", "orders")))).await.unwrap();
        let run = launch.runs.first().unwrap().id.clone();
        with(&mut [&mut a], seconds(10)).await;
        drop(a);
        let other = copy_of(&world);
        let mut b = Process::start_in(&world, "b", other.path());
        let engine = b.engine.clone();
        with(&mut [&mut b], engine.take_over_home(Nothing {})).await.unwrap();
        with(&mut [&mut b], seconds(600)).await;
        let shown = with(&mut [&mut b], view(&engine, &run)).await;
        assert_eq!((shown.stage, states(&shown)), (Stage::Running, vec![StepState::Asks; 5]));
        let cluster = shown.cluster.unwrap().id;
        assert!(given(&world, &cluster).await.is_empty());
        try_again(&mut b, &run).await;
        assert_eq!(given(&world, &cluster).await, EVERYTHING);
    });
}
