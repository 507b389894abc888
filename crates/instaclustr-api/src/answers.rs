//! Every kind of answer that is read, in one list: for the test that no answer is too strange, and for fuzzing.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::application::ClusterKind;
use crate::body::{CassandraClusterBody, ClusterBody, KafkaClusterBody};
use crate::credentials::ClusterV1;
use crate::{
    AwsPeering, AzurePeering, Backups, ExclusionWindow, FirewallRule, FirewallRuleSet, GcpPeering, KafkaAclList,
    KafkaTopic, KafkaUser, MaintenanceEvent, MaintenanceSchedule, NetworkRule, Restored, Rule, SecurityGroupRule,
};
use crate::{error, objects, read, redact, resize, topics};

/// What the provider answers with as an object of its own.
///
/// Implemented in this file alone, by the lines of [`OBJECTS`] and [`RULES`]: what is not tried can't be read.
pub(crate) trait Answered: DeserializeOwned {}

/// What the provider answers with in lists. As [`Answered`].
pub(crate) trait Listed: DeserializeOwned {
    /// The field that the list stands in.
    const LIST: &'static str;
}

/// A kind of answer.
#[cfg_attr(test, derive(Debug))]
pub(crate) struct Shape {
    /// The file in `tests/answers` that holds a full example, or one item of it where it is a list.
    pub(crate) example: &'static str,
    /// The field that the list stands in, where it is a list.
    pub(crate) list: Option<&'static str>,
    /// Reads it and throws away what it read.
    pub(crate) read: fn(&Value) -> Result<(), String>,
    /// JSON pointers to what must be there: without an id an answer to a create would say that all went well, and which
    /// cluster is meant nobody would know.
    #[cfg(test)]
    pub(crate) required: &'static [&'static str],
}

impl Shape {
    fn name(&self) -> String {
        self.list.map_or_else(|| self.example.to_owned(), |list| format!("{list} of {}", self.example))
    }
}

macro_rules! shapes {
    ($($example:literal, $required:expr, $read:expr;)+) => {
        &[$(Shape {
            example: $example, list: None, read: |json| ($read)(json).map(drop), #[cfg(test)] required: $required
        }),+]
    };
}

/// Answers that are read by functions of their own. A new one is a line here, and a file in `tests/answers`.
const OF_THEIR_OWN: &[Shape] = shapes! {
    "kafka_v2", &["/id"], |json| read::cluster(ClusterKind::KafkaV2, json);
    "kafka_v3", &["/id"], |json| read::cluster(ClusterKind::KafkaV3, json);
    "cassandra_v2", &["/id"], |json| read::cluster(ClusterKind::CassandraV2, json);
    "kafka_v2", &[], body::<KafkaClusterBody>;
    "kafka_v3", &[], body::<KafkaClusterBody>;
    "cassandra_v2", &[], body::<CassandraClusterBody>;
    "account_clusters", &[], read::account_clusters;
    "versions", &["/0/applicationVersions"], read::application_versions;
    "node_sizes", &["/0/cloudProviderNodeSizes"], read::cloud_node_sizes;
    "resize_operations", &[], resize::resize_operations;
    "topic_names", &["/0/topicNames"], topics::names;
};

const fn object<T: Answered>(example: &'static str) -> Shape {
    Shape {
        example,
        list: None,
        read: |json| objects::one::<T>(json).map(drop),
        #[cfg(test)]
        required: &[],
    }
}

const fn list<T: Listed>(example: &'static str) -> Shape {
    let read = |json: &Value| objects::of_list::<T>(json).map(drop);
    Shape {
        example,
        list: Some(T::LIST),
        read,
        #[cfg(test)]
        required: &[],
    }
}

macro_rules! answered {
    ($($kind:ty = $example:literal $(in $list:literal)?;)+) => {
        $(
            impl Answered for $kind {}
            $(impl Listed for $kind {
                const LIST: &'static str = $list;
            })?
        )+
        /// Objects, and lists of them. A new one is a line here, and a file in `tests/answers`.
        const OBJECTS: &[&[Shape]] = &[$(&[object::<$kind>($example) $(, answered!(@list $kind, $example, $list))?]),+];
    };
    (@list $kind:ty, $example:literal, $list:literal) => { list::<$kind>($example) };
}

answered! {
    AwsPeering = "aws_peering" in "peeringRequests";
    GcpPeering = "gcp_peering" in "peeringRequests";
    AzurePeering = "azure_peering" in "peeringRequests";
    ExclusionWindow = "exclusion_window" in "exclusionWindows";
    MaintenanceSchedule = "maintenance_schedule" in "maintenanceEvents";
    MaintenanceEvent = "maintenance_event" in "maintenanceEvents";
    Backups = "backups";
    Restored = "restored";
    KafkaUser = "kafka_user" in "kafkaUsers";
    KafkaTopic = "kafka_topic";
    KafkaAclList = "kafka_acls" in "aclLists";
    ClusterV1 = "cluster_v1";
}

impl<R: Rule + Default> Answered for FirewallRule<R> {}
impl<R: Rule + Default> Answered for FirewallRuleSet<R> {}
impl<R: Rule + Default> Listed for FirewallRule<R> {
    const LIST: &'static str = "firewallRules";
}

macro_rules! rules {
    ($($kind:ty = $one:literal, $set:literal;)+) => {
        $(impl Rule for $kind {})+
        /// Firewall rules, alone, in lists and in sets: a kind of rule is one by its line here.
        const RULES: &[&[Shape]] = &[$(&[
            object::<FirewallRule<$kind>>($one),
            list::<FirewallRule<$kind>>($one),
            object::<FirewallRuleSet<$kind>>($set),
        ]),+];
    };
}

rules! {
    NetworkRule = "firewall_rule", "firewall_rule_set";
    SecurityGroupRule = "security_group_rule", "security_group_rule_set";
}

/// All of them.
fn shapes() -> impl Iterator<Item = &'static Shape> {
    OF_THEIR_OWN.iter().chain(RULES.iter().chain(OBJECTS).copied().flatten())
}

/// The names of all kinds of answers, as [`read_as_everything`] gives them back.
#[doc(hidden)]
pub fn kinds_of_answers() -> Vec<String> {
    shapes().map(Shape::name).collect()
}

fn body<B: ClusterBody>(json: &Value) -> Result<(), String> {
    B::from_json(json).map(drop).map_err(|error| error.to_string())
}

/// Reads any bytes as each kind of answer, as a refusal, and as something to be kept; says as which kinds they pass. Must
/// never panic: an entry for fuzzing.
#[doc(hidden)]
pub fn read_as_everything(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    drop((error::problems(&text), redact::json(&text)));
    let Ok(json) = serde_json::from_slice(bytes) else { return Vec::new() };
    shapes().filter(|shape| (shape.read)(&json).is_ok()).map(Shape::name).collect()
}

#[cfg(test)]
mod tests;
