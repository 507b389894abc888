//! The paths of what belongs to clusters: the provider's, those of its older API (`/provisioning/v1/`), and the sandbox's
//! own (`/sandbox/`).

use http::Method;

use super::resource::Kind;
use crate::cloud::route::Op;

/// What a path names. `&str` is what stands for an id in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Place<'a> {
    /// Where resources of a kind are made.
    All(Kind),
    /// One resource.
    One(Kind, &'a str),
    /// Those of one cluster.
    OfCluster(Kind, &'a str),
    /// Those of the caller's account.
    OfAccount(Kind),
    /// Where rule sets would be made, if that did anything.
    RuleSets(Kind),
    /// All rules of one cluster at once.
    RuleSet(Kind, &'a str),
    /// Kafka users in the flat form of v3 `[operator]`: all, or one.
    FlatUsers(Option<&'a str>),
    /// Settings of one topic.
    TopicConfigs(&'a str),
    /// Maintenance of one cluster.
    Maintenance(Stage, &'a str),
    /// Another time for one maintenance event.
    Reschedule(&'a str),
    /// The backups of one cluster.
    Backups(&'a str),
    /// A backup of one cluster now.
    TriggerBackup(&'a str),
    /// A backup into a new cluster.
    Restore,
    /// A cluster as the older API shows it, with its log-in.
    OlderCluster(&'a str),
    /// Users of one cluster in the older API.
    OlderUsers(&'a str, Bundle),
    /// The sandbox's own: what the other side does about a peering.
    PeerReply(&'a str, Reply),
    /// The sandbox's own: maintenance is planned for one cluster.
    PlanMaintenance(&'a str),
}

/// Where maintenance is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stage {
    Upcoming,
    InProgress,
    Past,
}

/// What the older API calls a product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bundle {
    Kafka,
    Cassandra,
}

/// What the other side of a peering does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reply {
    Accept,
    Reject,
}

impl<'a> Place<'a> {
    /// What `path` (whole, without a slash at its end) names; `None` where it is not handled here. It is asked for every
    /// path that is not one of clusters or of the catalogue, the sandbox's own (`/sandbox/…`) and the older API's
    /// (`/provisioning/v1/…`) included.
    pub(crate) fn of(path: &'a str) -> Option<Self> {
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        match segments.as_slice() {
            ["cluster-management", "v2", "resources", rest @ ..] => of_resources(rest),
            ["cluster-management", "v2", "data-sources", rest @ ..] => of_data_sources(rest),
            ["cluster-management", "v2", "operations", rest @ ..] => of_operations(rest),
            ["provisioning", "v1", id] => Some(Place::OlderCluster(id)),
            ["provisioning", "v1", id, "apache_cassandra", "users"] => Some(Place::OlderUsers(id, Bundle::Cassandra)),
            ["provisioning", "v1", id, "kafka", "users"] => Some(Place::OlderUsers(id, Bundle::Kafka)),
            ["sandbox", "peers", id, "accept"] => Some(Place::PeerReply(id, Reply::Accept)),
            ["sandbox", "peers", id, "reject"] => Some(Place::PeerReply(id, Reply::Reject)),
            ["sandbox", "clusters", id, "maintenance-events"] => Some(Place::PlanMaintenance(id)),
            _ => None,
        }
    }

    /// The kind of a request with `method`, as faults and counts name it; `None` for the sandbox's own paths, which no
    /// fault may hit. A restore makes a cluster, so it is a create; what else changes something is an update, and the
    /// rest are reads.
    pub(crate) fn op(&self, method: &Method) -> Option<Op> {
        match self {
            Place::PeerReply(..) | Place::PlanMaintenance(_) => None,
            Place::RuleSets(_) | Place::RuleSet(..) => Some(Op::Firewall),
            Place::All(kind) | Place::One(kind, _) | Place::OfCluster(kind, _) if kind.is_rule() => Some(Op::Firewall),
            Place::Restore if method == Method::POST => Some(Op::Create),
            Place::All(_)
            | Place::One(..)
            | Place::OfCluster(..)
            | Place::OfAccount(_)
            | Place::FlatUsers(_)
            | Place::TopicConfigs(_)
            | Place::Maintenance(..)
            | Place::Reschedule(_)
            | Place::Backups(_)
            | Place::TriggerBackup(_)
            | Place::Restore
            | Place::OlderCluster(_)
            | Place::OlderUsers(..) => Some(if method == Method::GET { Op::Read } else { Op::Update }),
        }
    }
}

fn of_resources<'a>(segments: &[&'a str]) -> Option<Place<'a>> {
    let (kind, rest) = match segments {
        // The name of the set of network rules is in no source; this one follows its AWS twin's `[inferred]`.
        ["cluster-network-firewall-rules", "v2", rest @ ..] => return rule_set(Kind::NetworkRule, rest),
        ["providers", "aws", "cluster-security-group-firewall-rules", "v2", rest @ ..] => {
            return rule_set(Kind::SecurityGroupRule, rest);
        }
        ["applications", "kafka", "users", "v3"] => return Some(Place::FlatUsers(None)),
        ["applications", "kafka", "users", "v3", id] => return Some(Place::FlatUsers(Some(id))),
        ["network-firewall-rules", "v2", rest @ ..] => (Kind::NetworkRule, rest),
        ["providers", "aws", "security-group-firewall-rules", "v2", rest @ ..] => (Kind::SecurityGroupRule, rest),
        ["providers", "aws", "vpc-peers", "v2", rest @ ..] => (Kind::AwsPeer, rest),
        ["providers", "gcp", "vpc-peers", "v2", rest @ ..] => (Kind::GcpPeer, rest),
        ["providers", "azure", "vnet-peers", "v2", rest @ ..] => (Kind::AzurePeer, rest),
        ["exclusion-windows", "v2", rest @ ..] => (Kind::ExclusionWindow, rest),
        ["applications", "kafka", "users", "v2", rest @ ..] => (Kind::KafkaUser, rest),
        ["applications", "kafka", "topics", "v2", rest @ ..] => (Kind::KafkaTopic, rest),
        ["applications", "kafka", "acls", "v2", rest @ ..] => (Kind::KafkaAcl, rest),
        _ => return None,
    };
    match rest {
        [] => Some(Place::All(kind)),
        [id] => Some(Place::One(kind, id)),
        _ => None,
    }
}

fn rule_set<'a>(kind: Kind, rest: &[&'a str]) -> Option<Place<'a>> {
    match rest {
        [] => Some(Place::RuleSets(kind)),
        [id] => Some(Place::RuleSet(kind, id)),
        _ => None,
    }
}

fn of_data_sources<'a>(segments: &[&'a str]) -> Option<Place<'a>> {
    let place = match segments {
        ["cluster", id, "network-firewall-rules", "v2"] => Place::OfCluster(Kind::NetworkRule, id),
        ["providers", "aws", "aws_cluster", id, "security-group-firewall-rules", "v2"] => {
            Place::OfCluster(Kind::SecurityGroupRule, id)
        }
        ["providers", "aws", "vpc-peers", "v2"] => Place::OfAccount(Kind::AwsPeer),
        ["providers", "gcp", "vpc-peers", "v2"] => Place::OfAccount(Kind::GcpPeer),
        ["providers", "azure", "vnet-peers", "v2"] => Place::OfAccount(Kind::AzurePeer),
        ["cluster", id, "exclusion-windows", "v2"] => Place::OfCluster(Kind::ExclusionWindow, id),
        ["cluster", id, "maintenance-events", "v2", stage, "v2"] => Place::Maintenance(stage_of(stage)?, id),
        ["kafka_cluster", id, "users", "v2"] => Place::OfCluster(Kind::KafkaUser, id),
        ["kafka_cluster", id, "topics", "v2"] => Place::OfCluster(Kind::KafkaTopic, id),
        ["kafka_cluster", id, "acls", "v2"] => Place::OfCluster(Kind::KafkaAcl, id),
        ["applications", "cassandra", "clusters", "v2", id, "list-backups", "v2"] => Place::Backups(id),
        _ => return None,
    };
    Some(place)
}

fn stage_of(word: &str) -> Option<Stage> {
    match word {
        "upcoming" => Some(Stage::Upcoming),
        "in-progress" => Some(Stage::InProgress),
        "past" => Some(Stage::Past),
        _ => None,
    }
}

fn of_operations<'a>(segments: &[&'a str]) -> Option<Place<'a>> {
    let place = match segments {
        ["maintenance-events", id, "v2", "reschedule-maintenance-event", "v2"] => Place::Reschedule(id),
        ["applications", "kafka", "topics", "v2", id, "modify-configs", "v2"] => Place::TopicConfigs(id),
        ["applications", "cassandra", "clusters", "v2", id, "trigger-backup", "v2"] => Place::TriggerBackup(id),
        ["applications", "cassandra", "restore", "v2"] => Place::Restore,
        _ => return None,
    };
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_names_its_place() {
        let table = [
            ("resources/network-firewall-rules/v2", Place::All(Kind::NetworkRule)),
            ("resources/network-firewall-rules/v2/x", Place::One(Kind::NetworkRule, "x")),
            ("data-sources/cluster/x/network-firewall-rules/v2", Place::OfCluster(Kind::NetworkRule, "x")),
            ("resources/cluster-network-firewall-rules/v2/x", Place::RuleSet(Kind::NetworkRule, "x")),
            ("resources/providers/aws/vpc-peers/v2/x", Place::One(Kind::AwsPeer, "x")),
            ("resources/providers/azure/vnet-peers/v2", Place::All(Kind::AzurePeer)),
            ("data-sources/providers/gcp/vpc-peers/v2", Place::OfAccount(Kind::GcpPeer)),
            ("data-sources/cluster/x/maintenance-events/v2/in-progress/v2", Place::Maintenance(Stage::InProgress, "x")),
            ("operations/maintenance-events/x/v2/reschedule-maintenance-event/v2", Place::Reschedule("x")),
            ("operations/applications/cassandra/restore/v2", Place::Restore),
            ("resources/applications/kafka/users/v3/x", Place::FlatUsers(Some("x"))),
            ("resources/applications/kafka/acls/v2/x", Place::One(Kind::KafkaAcl, "x")),
        ];
        for (path, place) in table {
            assert_eq!(Place::of(&format!("/cluster-management/v2/{path}")), Some(place), "{path}");
        }
        assert_eq!(Place::of("/provisioning/v1/x"), Some(Place::OlderCluster("x")));
        assert_eq!(Place::of("/sandbox/peers/x/accept"), Some(Place::PeerReply("x", Reply::Accept)));
        let unknown = [
            "/",
            "",
            "/cluster-management/v2/resources/network-firewall-rules/v2/x/y",
            "/cluster-management/v2/resources/network-firewall-rules/v3",
            "/cluster-management/v2/data-sources/cluster/x/maintenance-events/v2/soon/v2",
            "/provisioning/v1/x/spark/users",
            "/sandbox/peers/x/ignore",
        ];
        for path in unknown {
            assert_eq!(Place::of(path), None, "{path}");
        }
    }

    #[test]
    fn faults_know_the_kind_of_each_request() {
        let op = |method, path: &str| Place::of(path).unwrap().op(&method);
        let rules = "/cluster-management/v2/resources/network-firewall-rules/v2";
        for method in [Method::GET, Method::POST, Method::DELETE] {
            assert_eq!(op(method, rules), Some(Op::Firewall));
        }
        let windows = "/cluster-management/v2/resources/exclusion-windows/v2";
        assert_eq!(op(Method::POST, windows), Some(Op::Update));
        assert_eq!(op(Method::GET, windows), Some(Op::Read));
        let restore = "/cluster-management/v2/operations/applications/cassandra/restore/v2";
        assert_eq!(op(Method::POST, restore), Some(Op::Create));
        assert_eq!(op(Method::POST, "/sandbox/peers/x/accept"), None);
    }
}
