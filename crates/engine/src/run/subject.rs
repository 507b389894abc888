//! What a step of a run is about: one thing that its cluster is given once it runs.

use std::collections::BTreeSet;

use instaclustr_api::{AwsPeer, AzurePeer, GcpPeer, NewExclusionWindow, NewKafkaTopic};
use serde::{Deserialize, Serialize};

use crate::api::{Application, RunEventKind, StepWhat};
use crate::network::{Range, Source};

/// One thing that a cluster is given.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Subject {
    /// A firewall rule.
    Rule(Rule),
    /// A network of somebody's joined to that of a data centre.
    Peering(Peering),
    /// Hours of the week without maintenance. The cluster is not named in it.
    Window(NewExclusionWindow),
    /// Somebody who may log in.
    User(User),
    /// A topic of Kafka. The cluster is not named in it.
    Topic(NewKafkaTopic),
}

/// Who is let in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Who.
    pub from: Source,
    /// To what, in the provider's word.
    pub opens: String,
    /// The network that is sent, once it is known.
    pub network: Option<Range>,
    /// Whether a person typed it in the place of this computer's own address.
    #[serde(default)]
    pub typed: bool,
}

/// A network to be joined to a data centre's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Peering {
    /// The data centre's name.
    pub data_centre: String,
    /// The data centre's own network, for who has to route to it.
    #[serde(default)]
    pub network: String,
    /// The other network; the data centre's id stands in it once it is known.
    pub peer: OtherNetwork,
}

/// A network of somebody's, as each cloud names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "cloud", rename_all = "lowercase")]
pub enum OtherNetwork {
    /// At AWS.
    Aws(AwsPeer),
    /// At GCP.
    Gcp(GcpPeer),
    /// At Azure.
    Azure(AzurePeer),
}

/// Somebody who may log in. The password is in the keyring.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Of which application.
    pub application: Application,
    /// The name.
    pub name: String,
    /// What it may do at first, in the provider's word.
    pub permissions: String,
    /// How Kafka has the password proven; empty for Cassandra.
    #[serde(default)]
    pub mechanism: String,
    /// Whether a person gives the password; otherwise one is made.
    #[serde(default)]
    pub asks_password: bool,
}

/// Which of the clouds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cloud {
    /// AWS.
    Aws,
    /// GCP.
    Gcp,
    /// Azure.
    Azure,
}

/// A request that tells how steps are getting on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reading {
    /// The cluster's firewall rules.
    Rules,
    /// The account's peerings at a cloud: which there are, and not how they stand.
    Peerings(Cloud),
    /// One peering by its id.
    Peering(Cloud, String),
    /// The cluster's exclusion windows.
    Windows,
    /// The cluster's users.
    Users,
    /// The cluster's topics.
    Topics,
}

/// Something as the provider shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// Its id; empty where it is told by its name alone.
    pub id: String,
    /// What it is.
    pub subject: Subject,
    /// The provider's word for it; empty where there is none.
    pub status: String,
    /// What that means.
    pub standing: Standing,
}

/// How something stands at the provider.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It is taken, and does not work yet.
    Coming,
    /// It waits for whoever owns the other side; what they need to know of this one.
    OtherSide(String),
    /// It was put off, for this reason.
    PutOff(Option<String>),
    /// It works, the provider says.
    Done,
    /// It failed, for this reason.
    Failed(Option<String>),
    /// It is being taken away, or is gone: another may take its place.
    Going,
}

impl Subject {
    /// For shells.
    pub fn what(&self) -> StepWhat {
        match self {
            Self::Rule(_) => StepWhat::Rule,
            Self::Peering(_) => StepWhat::Peering,
            Self::Window(_) => StepWhat::Window,
            Self::User(_) => StepWhat::User,
            Self::Topic(_) => StepWhat::Topic,
        }
    }

    /// The kind of its events.
    pub fn event(&self) -> RunEventKind {
        match self {
            Self::Rule(_) | Self::Peering(_) => RunEventKind::Access,
            Self::Window(_) | Self::User(_) | Self::Topic(_) => RunEventKind::SetUp,
        }
    }

    /// For people, within a sentence: «rule KAFKA for 203.0.113.7/32», «topic orders».
    pub fn name(&self) -> String {
        format!("{} {}", self.noun(), self.title())
    }

    /// Which of its kind it is: «KAFKA for 203.0.113.7/32», «orders».
    pub fn title(&self) -> String {
        match self {
            Self::Rule(Rule { network: Some(network), opens, .. }) => format!("{opens} for {network}"),
            Self::Rule(Rule { network: None, opens, .. }) => format!("{opens} for my address"),
            Self::Peering(peering) => peering.peer.title(),
            Self::Window(window) => {
                let (day, from) = (crate::run::words::title(window.day_of_week.as_str()), window.start_hour);
                format!("{day} {:02}:00, {} h", from.unwrap_or_default(), window.duration_in_hours.unwrap_or_default())
            }
            Self::User(user) => user.name.clone(),
            Self::Topic(topic) => topic.topic.clone(),
        }
    }

    fn noun(&self) -> &'static str {
        match self {
            Self::Rule(_) => "rule",
            Self::Peering(_) => "peering with",
            Self::Window(_) => "exclusion window",
            Self::User(_) => "user",
            Self::Topic(_) => "topic",
        }
    }

    /// Whether the provider keeps one of it and answers a second one with a refusal, so that one which may have arrived can be
    /// sent again `[openapi]` for rules; users and topics bear names that are unique in their cluster.
    pub fn may_repeat(&self) -> bool {
        match self {
            Self::Rule(_) | Self::Topic(_) => true,
            Self::User(user) => user.application == Application::Kafka,
            Self::Peering(_) | Self::Window(_) => false,
        }
    }

    /// What has to be read to learn how it stands; nothing where no source has a way: users of Cassandra can't be listed.
    pub fn reading(&self, id: Option<&str>) -> Option<Reading> {
        match self {
            Self::Rule(_) => Some(Reading::Rules),
            Self::Peering(peering) => {
                let cloud = peering.peer.cloud();
                Some(id.map_or(Reading::Peerings(cloud), |id| Reading::Peering(cloud, id.to_owned())))
            }
            Self::Window(_) => Some(Reading::Windows),
            Self::User(user) => (user.application == Application::Kafka).then_some(Reading::Users),
            Self::Topic(_) => Some(Reading::Topics),
        }
    }

    /// Whether all is known that is sent.
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Rule(rule) => rule.network.is_some(),
            Self::Peering(peering) => !peering.peer.data_centre().is_empty(),
            Self::Window(_) | Self::User(_) | Self::Topic(_) => true,
        }
    }

    /// What was found out for sending it may be another by the next time: this computer moves.
    pub fn forget_found(&mut self) {
        if let Self::Rule(rule) = self
            && rule.from == Source::Mine
            && !rule.typed
        {
            rule.network = None;
        }
    }

    /// Whether a person can say who is let in.
    pub fn is_mine(&self) -> bool {
        matches!(self, Self::Rule(rule) if rule.from == Source::Mine)
    }

    /// Whether what the provider shows is this.
    pub fn is(&self, seen: &Self) -> bool {
        match (self, seen) {
            (Self::Rule(own), Self::Rule(seen)) => {
                own.network.is_some() && own.network == seen.network && own.opens == seen.opens
            }
            (Self::Peering(own), Self::Peering(seen)) => own.peer.is(&seen.peer),
            (Self::Window(own), Self::Window(seen)) => {
                let hours = |window: &NewExclusionWindow| (window.start_hour, window.duration_in_hours);
                own.day_of_week == seen.day_of_week && hours(own) == hours(seen)
            }
            (Self::User(own), Self::User(seen)) => own.name == seen.name,
            (Self::Topic(own), Self::Topic(seen)) => own.topic == seen.topic,
            (Self::Rule(_) | Self::Peering(_) | Self::Window(_) | Self::User(_) | Self::Topic(_), _) => false,
        }
    }
}

impl OtherNetwork {
    /// Where it is.
    pub fn cloud(&self) -> Cloud {
        match self {
            Self::Aws(_) => Cloud::Aws,
            Self::Gcp(_) => Cloud::Gcp,
            Self::Azure(_) => Cloud::Azure,
        }
    }

    /// Which it is, for people.
    pub fn title(&self) -> String {
        match self {
            Self::Aws(peer) => format!("{} in {}", peer.peer_vpc_id, peer.peer_region),
            Self::Gcp(peer) => format!("{} of {}", peer.peer_vpc_network_name, peer.peer_project_id),
            Self::Azure(peer) => format!("{} of {}", peer.peer_virtual_network_name, peer.peer_resource_group),
        }
    }

    /// The id of the cluster's data centre; empty while it is not known.
    pub fn data_centre(&self) -> &str {
        match self {
            Self::Aws(peer) => &peer.cdc_id,
            Self::Gcp(peer) => &peer.cdc_id,
            Self::Azure(peer) => &peer.cdc_id,
        }
    }

    /// The same for the data centre with this id.
    pub fn with_data_centre(&self, id: &str) -> Self {
        let cdc_id = id.to_owned();
        match self {
            Self::Aws(peer) => Self::Aws(AwsPeer { cdc_id, ..peer.clone() }),
            Self::Gcp(peer) => Self::Gcp(GcpPeer { cdc_id, ..peer.clone() }),
            Self::Azure(peer) => Self::Azure(AzurePeer { cdc_id, ..peer.clone() }),
        }
    }

    /// What its owner has to do, as far as the request alone tells; `ours` is the cluster's side in the provider's words, `network`
    /// its range.
    pub fn their_part(&self, ours: &str, network: &str) -> String {
        match self {
            Self::Aws(peer) => format!(
                "In AWS account {}, region {}: accept the peering request{} for {}, route {network} to it, and let {network} \
                 through the security groups.",
                peer.peer_aws_account_id,
                peer.peer_region,
                if ours.is_empty() { String::new() } else { format!(" of {ours}") },
                peer.peer_vpc_id
            ),
            Self::Gcp(peer) => format!(
                "In project {}: peer network {} with {ours}, and let {network} through its firewall.",
                peer.peer_project_id, peer.peer_vpc_network_name
            ),
            Self::Azure(peer) => format!(
                "In resource group {}: peer {} with {ours}, and let {network} through its security groups.",
                peer.peer_resource_group, peer.peer_virtual_network_name
            ),
        }
    }

    /// Whether both are the same peering: of the same data centre with the same network, reaching the same subnets.
    fn is(&self, other: &Self) -> bool {
        if self.data_centre() != other.data_centre() || networks(self.subnets()) != networks(other.subnets()) {
            return false;
        }
        match (self, other) {
            (Self::Aws(own), Self::Aws(other)) => {
                own.peer_vpc_id == other.peer_vpc_id && own.peer_aws_account_id == other.peer_aws_account_id
            }
            (Self::Gcp(own), Self::Gcp(other)) => {
                own.peer_project_id == other.peer_project_id && own.peer_vpc_network_name == other.peer_vpc_network_name
            }
            (Self::Azure(own), Self::Azure(other)) => {
                let names = |peer: &AzurePeer| (peer.peer_resource_group.clone(), peer.peer_subscription_id.clone());
                own.peer_virtual_network_name == other.peer_virtual_network_name && names(own) == names(other)
            }
            (Self::Aws(_) | Self::Gcp(_) | Self::Azure(_), _) => false,
        }
    }

    fn subnets(&self) -> &[String] {
        match self {
            Self::Aws(peer) => &peer.peer_subnets,
            Self::Gcp(peer) => &peer.peer_subnets,
            Self::Azure(peer) => &peer.peer_subnets,
        }
    }
}

/// As a set, in one spelling.
fn networks(subnets: &[String]) -> BTreeSet<String> {
    let spelt = |subnet: &String| Range::read(subnet).map_or_else(|_| subnet.clone(), |range| range.to_string());
    subnets.iter().map(spelt).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aws(subnets: &[&str]) -> Subject {
        let peer = AwsPeer {
            cdc_id: "centre".to_owned(),
            peer_vpc_id: "vpc-1".to_owned(),
            peer_subnets: subnets.iter().map(|&subnet| subnet.to_owned()).collect(),
            ..AwsPeer::default()
        };
        let peer = OtherNetwork::Aws(peer);
        Subject::Peering(Peering { data_centre: "A".to_owned(), network: String::new(), peer })
    }

    #[test]
    fn subnets_are_compared_as_a_set_in_one_spelling() {
        assert!(aws(&["10.1.0.0/16", "10.2.0.1"]).is(&aws(&["10.2.0.1/32", "10.1.0.0/16"])));
        assert!(!aws(&["10.1.0.0/16"]).is(&aws(&["10.1.0.0/16", "10.2.0.0/16"])));
    }

    #[test]
    fn a_peering_of_another_data_centre_is_another() {
        let Subject::Peering(peering) = aws(&[]) else { panic!("no peering") };
        let other = Subject::Peering(Peering { peer: peering.peer.with_data_centre("other"), ..peering });
        assert!(!aws(&[]).is(&other));
        assert!(!other.is(&Subject::Topic(NewKafkaTopic::default())));
    }
}
