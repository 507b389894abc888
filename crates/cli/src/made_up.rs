//! Made-up views for tests.

use slipway_engine::api::*;
use slipway_engine::id::{AccountId, ClusterId, LaunchId, RunId};
use slipway_engine::time::Timestamp;

/// 2026-11-24 14:00:00Z.
pub const T0: Timestamp = Timestamp(1_795_528_800_000);

/// A run of a Kafka cluster with three brokers.
pub fn a_run(name: &str, stage: Stage) -> RunView {
    RunView {
        id: RunId("5f0c8a52-0000-4000-8000-000000000001".to_owned()),
        revision: 3,
        launch_id: LaunchId("9a000000-0000-4000-8000-000000000001".to_owned()),
        kind: RunKind::Create,
        account_id: AccountId("sandbox".to_owned()),
        account: "sandbox".to_owned(),
        profile: Some("dev".to_owned()),
        profile_id: None,
        application: Application::Kafka,
        cluster_name: name.to_owned(),
        cluster: Some(ClusterRef {
            id: ClusterId("c1000000-0000-4000-8000-000000000001".to_owned()),
            name: name.to_owned(),
            application: Application::Kafka,
        }),
        stage,
        status: Some("PROVISIONING".to_owned()),
        operation_status: Some("OPERATION_IN_PROGRESS".to_owned()),
        asked: Asked {
            version: "4.0.0".to_owned(),
            nodes: 3,
            data_centres: vec![AskedDataCentre {
                name: "dc-1".to_owned(),
                cloud_provider: "AWS_VPC".to_owned(),
                region: "US_EAST_1".to_owned(),
                node_size: "KFK-DEV-t4g.small-5".to_owned(),
                nodes: 3,
            }],
        },
        nodes_running: 1,
        nodes_seen: 3,
        attempt: 1,
        created_at: T0,
        sent_at: Some(T0.plus_ms(200)),
        accepted_at: Some(T0.plus_ms(700)),
        running_at: None,
        ended_at: None,
        seen_at: Some(T0.plus_ms(41_000)),
        problem: None,
        needs_you: false,
        next: None,
        pace_ms: None,
        estimate: None,
        steps: Vec::new(),
        delete_at: None,
        can: Vec::new(),
    }
}

/// The run with its nodes.
pub fn a_detail(run: RunView) -> RunDetail {
    let node = |number: u32, status: &str| NodeView {
        id: format!("d{number}000000-0000-4000-8000-000000000001"),
        data_centre: "dc-1".to_owned(),
        rack: Some(format!("us-east-1{}", ["a", "b", "c"][number as usize - 1])),
        status: status.to_owned(),
        public_address: (status == "RUNNING").then(|| format!("127.41.7.{number}")),
        private_address: Some(format!("10.20.0.{number}")),
        node_size: Some("KFK-DEV-t4g.small-5".to_owned()),
        roles: vec!["KAFKA_BROKER".to_owned()],
        stages: vec![StageSpan { status: status.to_owned(), seen: T0.plus_ms(20_000), after: None }],
        gone: false,
        gone_at: None,
    };
    RunDetail {
        run,
        nodes: vec![node(1, "RUNNING"), node(2, "JOINING"), node(3, "PROVISIONING")],
        looks: Vec::new(),
        requests: Vec::new(),
        mark: "5f0c8a52-0000-4000-8000-000000000001.1".to_owned(),
        candidates: Vec::new(),
        changes: Vec::new(),
        replacements: Vec::new(),
    }
}

/// An account at the provider.
pub fn an_account(label: &str) -> AccountView {
    AccountView {
        id: AccountId(label.to_owned()),
        revision: 1,
        label: label.to_owned(),
        word: "PROD".to_owned(),
        colour: Colour::Oxide,
        url: "https://api.instaclustr.com".to_owned(),
        user: "ops".to_owned(),
        key: KeySource::Environment { variable: "SLIPWAY_KEY_PROD".to_owned() },
        read_only: true,
        rate: 1,
        built_in: false,
        reach: Reach::Good,
        provider_account_id: None,
        clusters: Some(12),
        seen_at: Some(T0),
        writes_refused_at: None,
        driver: Driver::Here,
    }
}

/// A cluster that somebody else made.
pub fn a_cluster(name: Option<&str>) -> ClusterRow {
    ClusterRow {
        id: ClusterId("c2000000-0000-4000-8000-000000000002".to_owned()),
        revision: 1,
        account_id: AccountId("prod".to_owned()),
        application: "APACHE_CASSANDRA".to_owned(),
        name: name.map(str::to_owned),
        status: name.map(|_| "RUNNING".to_owned()),
        version: name.map(|_| "5.0.4".to_owned()),
        region: name.map(|_| "EU_WEST_1".to_owned()),
        node_size: None,
        nodes: Vec::new(),
        nodes_running: 3,
        nodes_seen: 3,
        run_id: None,
        mark: None,
        first_seen: T0,
        seen_at: name.map(|_| T0),
        missing_since: None,
    }
}
