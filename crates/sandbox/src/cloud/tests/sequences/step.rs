//! What may happen to a cloud.

use proptest::prelude::*;

use crate::cloud::Fate;

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Who {
    /// Whom the clusters belong to.
    Owner,
    /// The same with a key that only reads.
    Reader,
    /// Somebody of another account, which has none.
    Other,
}

/// What a new cluster is.
#[derive(Clone, Debug)]
pub(super) struct New {
    pub(super) kafka: bool,
    pub(super) provider: usize,
    pub(super) fate: Fate,
    pub(super) hidden_ms: i64,
    pub(super) triples: u64,
    /// Its networks are as small as they may be, and half full: there are ten times as many nodes.
    pub(super) is_tight: bool,
    pub(super) is_private: bool,
    pub(super) has_second_factor: bool,
    /// Kafka: no dedicated nodes, controllers or ZooKeeper nodes, where the provider has them.
    pub(super) dedicated: usize,
    /// Cassandra: how many data centres.
    pub(super) centres: usize,
}

/// One thing that happens. Clusters, operations and resources are picked by their position among those there are.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Create(New),
    OfCluster(usize, OfCluster),
    Cancel(usize),
    Make(usize, Make),
    Change(usize, Change),
    Wait { ms: i64 },
}

/// What is asked of a cluster.
#[derive(Clone, Debug)]
pub(super) enum OfCluster {
    Delete,
    Confirm,
    Refuse,
    Resize { size: usize, concurrency: u64, grows: bool },
    ResizeDedicated { size: usize },
    Grow,
    AddCentre,
    Settings { has_second_factor: bool },
}

/// What is asked for a cluster.
#[derive(Clone, Debug)]
pub(super) enum Make {
    Rule { host: u8, fate: Fate },
    GroupRule { group: u8 },
    Set { hosts: Vec<u8> },
    ClearSet,
    Peer { overlaps: bool },
    Window,
    Plan { seconds: i64 },
    User { name: usize, flat: bool },
    Topic { name: usize },
    Acls { name: usize },
    OlderUser { name: usize },
    RemoveOlderUser { name: usize },
    Backup,
    Restore { hidden_ms: i64 },
}

/// What is asked of something that belongs to a cluster.
#[derive(Clone, Debug)]
pub(super) enum Change {
    PeerNetworks { overlaps: bool },
    Reply { accepts: bool },
    Reschedule { hours: i64 },
    Password { flat: bool },
    Configs { ms: u32 },
    AclList { operation: usize },
    Remove,
}

impl Step {
    /// Its name, without what it is about.
    pub(super) fn name(&self) -> String {
        let text = match self {
            Step::OfCluster(_, what) => format!("{what:?}"),
            Step::Make(_, what) => format!("{what:?}"),
            Step::Change(_, what) => format!("{what:?}"),
            Step::Create(_) | Step::Cancel(_) | Step::Wait { .. } => format!("{self:?}"),
        };
        text.chars().take_while(char::is_ascii_alphabetic).collect()
    }
}

/// The names of all steps.
pub(super) const NAMES: [&str; 32] = [
    "Create",
    "Delete",
    "Confirm",
    "Refuse",
    "Resize",
    "ResizeDedicated",
    "Grow",
    "AddCentre",
    "Settings",
    "Cancel",
    "Rule",
    "GroupRule",
    "Set",
    "ClearSet",
    "Peer",
    "Window",
    "Plan",
    "User",
    "Topic",
    "Acls",
    "OlderUser",
    "RemoveOlderUser",
    "Backup",
    "Restore",
    "PeerNetworks",
    "Reply",
    "Reschedule",
    "Password",
    "Configs",
    "AclList",
    "Remove",
    "Wait",
];

/// `count` things in a row.
pub(super) fn steps(count: usize) -> impl Strategy<Value = Vec<(Who, Step)>> {
    let who = prop_oneof![14 => Just(Who::Owner), 1 => Just(Who::Reader), 1 => Just(Who::Other)];
    let one_of_few = || 0..8_usize;
    let one_of_many = || 0..40_usize;
    let step = prop_oneof![
        6 => creates(),
        20 => (one_of_few(), of_clusters()).prop_map(|(which, what)| Step::OfCluster(which, what)),
        3 => (0..20_usize).prop_map(Step::Cancel),
        28 => (one_of_few(), makes()).prop_map(|(which, what)| Step::Make(which, what)),
        18 => (one_of_many(), changes()).prop_map(|(which, what)| Step::Change(which, what)),
        15 => waits(),
    ];
    prop::collection::vec((who, step), count)
}

/// Mostly not hidden.
fn hidden_ms() -> impl Strategy<Value = i64> {
    prop_oneof![4 => Just(0), 1 => 1_000..600_000_i64]
}

fn creates() -> impl Strategy<Value = Step> {
    let fate =
        prop_oneof![6 => Just(Fate::Runs), 1 => Just(Fate::Defers), 1 => Just(Fate::Fails), 1 => Just(Fate::Sticks)];
    let kind = (any::<bool>(), 0..3_usize, fate, hidden_ms(), 1..3_u64);
    let rest = (any::<bool>(), prop::bool::weighted(0.2), 0..3_usize, 1..3_usize, prop::bool::weighted(0.1));
    (kind, rest).prop_map(|(kind, (is_private, has_second_factor, dedicated, centres, is_tight))| {
        let (kafka, provider, fate, hidden_ms, triples) = kind;
        Step::Create(New {
            kafka,
            provider,
            fate,
            hidden_ms,
            triples: if is_tight { 10 } else { triples },
            is_tight,
            is_private,
            has_second_factor,
            dedicated,
            centres,
        })
    })
}

fn of_clusters() -> impl Strategy<Value = OfCluster> {
    prop_oneof![
        3 => Just(OfCluster::Delete),
        2 => Just(OfCluster::Confirm),
        2 => Just(OfCluster::Refuse),
        8 => (0..3_usize, 1..5_u64, prop::bool::weighted(0.3))
            .prop_map(|(size, concurrency, grows)| OfCluster::Resize { size, concurrency, grows }),
        3 => (0..2_usize).prop_map(|size| OfCluster::ResizeDedicated { size }),
        2 => Just(OfCluster::Grow),
        2 => Just(OfCluster::AddCentre),
        2 => prop::bool::weighted(0.3).prop_map(|has_second_factor| OfCluster::Settings { has_second_factor }),
    ]
}

fn makes() -> impl Strategy<Value = Make> {
    let fate = prop_oneof![4 => Just(Fate::Runs), 1 => Just(Fate::Defers)];
    let of_everything = prop_oneof![
        5 => (0..8_u8, fate).prop_map(|(host, fate)| Make::Rule { host, fate }),
        1 => (0..4_u8).prop_map(|group| Make::GroupRule { group }),
        2 => prop::collection::vec(0..8_u8, 0..5).prop_map(|hosts| Make::Set { hosts }),
        1 => Just(Make::ClearSet),
        4 => any::<bool>().prop_map(|overlaps| Make::Peer { overlaps }),
        1 => Just(Make::Window),
        2 => (0..600_i64).prop_map(|seconds| Make::Plan { seconds }),
    ];
    let name = || 0..4_usize;
    let of_one_product = prop_oneof![
        2 => (name(), any::<bool>()).prop_map(|(name, flat)| Make::User { name, flat }),
        2 => name().prop_map(|name| Make::Topic { name }),
        2 => name().prop_map(|name| Make::Acls { name }),
        3 => name().prop_map(|name| Make::OlderUser { name }),
        2 => name().prop_map(|name| Make::RemoveOlderUser { name }),
        2 => Just(Make::Backup),
        1 => hidden_ms().prop_map(|hidden_ms| Make::Restore { hidden_ms }),
    ];
    prop_oneof![of_everything, of_one_product]
}

fn changes() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => any::<bool>().prop_map(|overlaps| Change::PeerNetworks { overlaps }),
        3 => prop::bool::weighted(0.8).prop_map(|accepts| Change::Reply { accepts }),
        2 => (0..48_i64).prop_map(|hours| Change::Reschedule { hours }),
        2 => any::<bool>().prop_map(|flat| Change::Password { flat }),
        2 => any::<u32>().prop_map(|ms| Change::Configs { ms }),
        2 => (0..2_usize).prop_map(|operation| Change::AclList { operation }),
        4 => Just(Change::Remove),
    ]
}

/// Mostly minutes; sometimes back, and sometimes days, in which rules come up, requests expire and backups are made.
fn waits() -> impl Strategy<Value = Step> {
    prop_oneof![10 => -10_000..400_000_i64, 1 => 3_600_000..700_000_000_i64].prop_map(|ms| Step::Wait { ms })
}
