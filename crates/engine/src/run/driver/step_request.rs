//! The requests of steps: what is sent for one, and what is read to learn how they stand.

use instaclustr_api::{
    AwsPeer, AwsPeering, AwsPeeringStatus, AzurePeer, AzurePeering, Client, Error, ExclusionWindow, FirewallRule,
    GcpPeer, GcpPeering, InitialPermissions, KafkaUser, KafkaUserOptions, NetworkRule, NewCassandraUser,
    NewExclusionWindow, NewKafkaTopic, NewKafkaUser, PeeringStatus, ScramMechanism, Secret, Status,
};
use serde_json::Map;

use super::outgoing::pretty;
use crate::api::Application;
use crate::network::{Range, Source};
use crate::request;
use crate::run::subject::{Cloud, OtherNetwork, Peering, Reading, Rule, Seen, Standing, Subject, User};

/// What is sent for a step.
pub(super) enum StepRequest {
    Rule(NetworkRule),
    Peering(OtherNetwork),
    Window(NewExclusionWindow),
    KafkaUser(Box<NewKafkaUser>),
    CassandraUser(String, Box<NewCassandraUser>),
    Topic(NewKafkaTopic),
}

/// What a step was answered: as it shows what was taken, and its body.
pub(crate) struct Taken {
    pub(super) seen: Seen,
    pub(super) body: String,
}

impl StepRequest {
    /// What is sent into `cluster` for `subject`; nothing where something of it is not known.
    pub(super) fn new(cluster: &str, subject: &Subject, password: Option<&Secret>) -> Option<Self> {
        let cluster_id = cluster.to_owned();
        Some(match subject {
            Subject::Rule(rule) => Self::Rule(request::access::rule(cluster, rule.network?, &rule.opens)),
            Subject::Peering(peering) if peering.peer.data_centre().is_empty() => return None,
            Subject::Peering(peering) => Self::Peering(peering.peer.clone()),
            Subject::Window(window) => Self::Window(NewExclusionWindow { cluster_id, ..window.clone() }),
            Subject::Topic(topic) => Self::Topic(NewKafkaTopic { cluster_id, ..topic.clone() }),
            Subject::User(user) => {
                let (username, password) = (user.name.clone(), password?.clone());
                let permissions = InitialPermissions::from(user.permissions.as_str());
                match user.application {
                    Application::Kafka => Self::KafkaUser(Box::new(NewKafkaUser {
                        cluster_id,
                        username,
                        password,
                        initial_permissions: permissions,
                        options: KafkaUserOptions {
                            sasl_scram_mechanism: ScramMechanism::from(user.mechanism.as_str()),
                            // One that is there already keeps its password.
                            override_existing_user: Some(false),
                        },
                        auth_mechanism: None,
                        other: Map::new(),
                    })),
                    Application::Cassandra => {
                        let initial_permissions = Some(permissions);
                        let user = NewCassandraUser { username, password, initial_permissions };
                        Self::CassandraUser(cluster_id, Box::new(user))
                    }
                }
            }
        })
    }

    /// The operation of its row in `writes`.
    pub(super) fn operation(&self) -> &'static str {
        match self {
            Self::Rule(_) => "rule",
            Self::Peering(_) => "peering",
            Self::Window(_) => "window",
            Self::KafkaUser(_) | Self::CassandraUser(..) => "user",
            Self::Topic(_) => "topic",
        }
    }

    pub(super) fn path(&self) -> String {
        match self {
            Self::Rule(_) => request::access::PATH.to_owned(),
            Self::Peering(peer) => request::peering::path(peer.cloud()).to_owned(),
            Self::Window(_) => request::windows::PATH.to_owned(),
            Self::KafkaUser(_) => request::users::KAFKA_PATH.to_owned(),
            Self::CassandraUser(cluster, _) => request::users::cassandra_path(cluster),
            Self::Topic(_) => request::topics::PATH.to_owned(),
        }
    }

    /// The body as it may be kept and shown.
    pub(super) fn shown(&self) -> String {
        let password = || Secret::new("•••");
        match self {
            Self::Rule(rule) => pretty(rule),
            Self::Peering(OtherNetwork::Aws(peer)) => pretty(peer),
            Self::Peering(OtherNetwork::Gcp(peer)) => pretty(peer),
            Self::Peering(OtherNetwork::Azure(peer)) => pretty(peer),
            Self::Window(window) => pretty(window),
            Self::KafkaUser(user) => pretty(&NewKafkaUser { password: password(), ..user.as_ref().clone() }),
            Self::CassandraUser(_, user) => pretty(&NewCassandraUser { password: password(), ..user.as_ref().clone() }),
            Self::Topic(topic) => pretty(topic),
        }
    }

    /// Whether the list of what there is tells whether it was done.
    pub(super) fn is_listed(&self) -> bool {
        match self {
            Self::Rule(_) | Self::Peering(_) | Self::Window(_) | Self::KafkaUser(_) | Self::Topic(_) => true,
            Self::CassandraUser(..) => false,
        }
    }

    pub(super) async fn send(self, client: &Client) -> Result<Taken, Error> {
        Ok(match self {
            Self::Rule(rule) => {
                let rule = client.create_firewall_rule(&rule).await?;
                Taken { seen: rule_seen(&rule), body: pretty(&rule) }
            }
            Self::Peering(OtherNetwork::Aws(peer)) => {
                let peering = client.create_peering(&peer).await?;
                Taken { seen: aws_seen(&peering), body: pretty(&peering) }
            }
            Self::Peering(OtherNetwork::Gcp(peer)) => {
                let peering = client.create_peering(&peer).await?;
                Taken { seen: gcp_seen(&peering), body: pretty(&peering) }
            }
            Self::Peering(OtherNetwork::Azure(peer)) => {
                let peering = client.create_peering(&peer).await?;
                Taken { seen: azure_seen(&peering), body: pretty(&peering) }
            }
            Self::Window(window) => {
                let window = client.create_exclusion_window(&window).await?;
                // That it is kept is told by the list.
                Taken { seen: Seen { standing: Standing::Coming, ..window_seen(&window) }, body: pretty(&window) }
            }
            Self::KafkaUser(user) => {
                let user = client.create_kafka_user(&user).await?;
                Taken { seen: Seen { standing: Standing::Coming, ..user_seen(&user) }, body: pretty(&user) }
            }
            Self::CassandraUser(cluster, user) => {
                client.create_cassandra_user(&cluster, &user).await?;
                let seen = named(user_called(Application::Cassandra, &user.username), Standing::Done);
                Taken { seen, body: String::new() }
            }
            Self::Topic(topic) => {
                let topic = client.create_kafka_topic(&topic).await?;
                let subject = Subject::Topic(topic.asked.clone());
                Taken { seen: Seen { id: topic.id.clone(), ..named(subject, Standing::Coming) }, body: pretty(&topic) }
            }
        })
    }
}

/// What there is, by one request.
///
/// # Errors
/// [`Error`]. That a peering is not known any more is an answer.
pub(super) async fn read(client: &Client, cluster: &str, reading: &Reading) -> Result<Vec<Seen>, Error> {
    // A list does not tell how they stand.
    let listed = |seen: Seen| Seen { standing: Standing::Coming, status: String::new(), ..seen };
    Ok(match reading {
        Reading::Rules => client.list_firewall_rules(cluster).await?.iter().map(rule_seen).collect(),
        Reading::Peerings(Cloud::Aws) => {
            client.list_peerings::<AwsPeer>().await?.iter().map(aws_seen).map(listed).collect()
        }
        Reading::Peerings(Cloud::Gcp) => {
            client.list_peerings::<GcpPeer>().await?.iter().map(gcp_seen).map(listed).collect()
        }
        Reading::Peerings(Cloud::Azure) => {
            client.list_peerings::<AzurePeer>().await?.iter().map(azure_seen).map(listed).collect()
        }
        Reading::Peering(Cloud::Aws, id) => one(client.get_peering::<AwsPeer>(id).await, aws_seen)?,
        Reading::Peering(Cloud::Gcp, id) => one(client.get_peering::<GcpPeer>(id).await, gcp_seen)?,
        Reading::Peering(Cloud::Azure, id) => one(client.get_peering::<AzurePeer>(id).await, azure_seen)?,
        Reading::Windows => client.list_exclusion_windows(cluster).await?.iter().map(window_seen).collect(),
        Reading::Users => client.list_kafka_users(cluster).await?.iter().map(user_seen).collect(),
        Reading::Topics => {
            let topic = |topic| Subject::Topic(NewKafkaTopic { topic, ..NewKafkaTopic::default() });
            let names = client.list_kafka_topics(cluster).await?;
            names.into_iter().map(|name| named(topic(name), Standing::Done)).collect()
        }
    })
}

fn one<P>(read: Result<P, Error>, seen: impl Fn(&P) -> Seen) -> Result<Vec<Seen>, Error> {
    match read {
        Ok(peering) => Ok(vec![seen(&peering)]),
        Err(Error::Api(error)) if error.status == 404 => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A rule as the provider shows it.
fn rule_seen(rule: &FirewallRule) -> Seen {
    let network = Range::read(&rule.asked.network).ok();
    let standing = match &rule.status {
        Status::Running => Standing::Done,
        Status::Deferred => Standing::PutOff(rule.deferred_reason.clone()),
        Status::Failed => Standing::Failed(None),
        Status::Deleting | Status::Deleted => Standing::Going,
        Status::Genesis
        | Status::Provisioning
        | Status::Provisioned
        | Status::Joining
        | Status::Restoring
        | Status::Degraded
        | Status::Unknown(_) => Standing::Coming,
    };
    let from = network.map_or(Source::Mine, Source::Range);
    let opens = rule.asked.rule_type.as_str().to_owned();
    Seen {
        id: rule.id.clone(),
        subject: Subject::Rule(Rule { from, opens, network, typed: false }),
        status: rule.status.as_str().to_owned(),
        standing,
    }
}

fn aws_seen(peering: &AwsPeering) -> Seen {
    let standing = match &peering.status_code {
        AwsPeeringStatus::PendingAcceptance => {
            Standing::OtherSide(peering.data_centre_vpc_id.as_ref().map(|vpc| format!("VPC {vpc}")).unwrap_or_default())
        }
        AwsPeeringStatus::Active => Standing::Done,
        AwsPeeringStatus::Failed | AwsPeeringStatus::Expired | AwsPeeringStatus::Rejected => Standing::Failed(None),
        AwsPeeringStatus::Deleting | AwsPeeringStatus::Deleted => Standing::Going,
        AwsPeeringStatus::Provisioning | AwsPeeringStatus::Other(_) => Standing::Coming,
    };
    let peer = OtherNetwork::Aws(peering.peer.clone());
    peering_seen(&peering.id, peer, peering.status_code.as_str(), standing)
}

fn gcp_seen(peering: &GcpPeering) -> Seen {
    let network = peering.data_centre_vpc_network_name.as_deref().unwrap_or("the cluster's network");
    let project = peering.data_centre_project_id.as_ref().map(|project| format!(" in project {project}"));
    let ours = format!("network {network}{}", project.unwrap_or_default());
    let standing = standing_of(&peering.status_code, ours, peering.failure_reason.as_ref());
    let peer = OtherNetwork::Gcp(peering.peer.clone());
    peering_seen(&peering.id, peer, peering.status_code.as_str(), standing)
}

fn azure_seen(peering: &AzurePeering) -> Seen {
    let network = peering.data_centre_virtual_network_name.as_deref().unwrap_or("the cluster's network");
    let group = peering.data_centre_resource_group.as_ref().map(|group| format!(" in resource group {group}"));
    let subscription = peering.data_centre_subscription_id.as_ref().map(|one| format!(" of subscription {one}"));
    let ours = format!("{network}{}{}", group.unwrap_or_default(), subscription.unwrap_or_default());
    let standing = standing_of(&peering.status_code, ours, peering.failure_reason.as_ref());
    let peer = OtherNetwork::Azure(peering.peer.clone());
    peering_seen(&peering.id, peer, peering.status_code.as_str(), standing)
}

/// At GCP and Azure `INACTIVE` is what one side alone has made `[inferred]`: GCP itself uses the word so.
fn standing_of(status: &PeeringStatus, ours: String, reason: Option<&String>) -> Standing {
    match status {
        PeeringStatus::Active | PeeringStatus::Connected => Standing::Done,
        PeeringStatus::Inactive => Standing::OtherSide(ours),
        PeeringStatus::Failed => Standing::Failed(reason.cloned()),
        PeeringStatus::Genesis | PeeringStatus::Provisioning | PeeringStatus::Unknown | PeeringStatus::Other(_) => {
            Standing::Coming
        }
    }
}

fn peering_seen(id: &str, peer: OtherNetwork, status: &str, standing: Standing) -> Seen {
    let peering = Peering { data_centre: String::new(), network: String::new(), peer };
    Seen { id: id.to_owned(), subject: Subject::Peering(peering), status: status.to_owned(), standing }
}

fn window_seen(window: &ExclusionWindow) -> Seen {
    Seen { id: window.id.clone(), ..named(Subject::Window(window.asked.clone()), Standing::Done) }
}

fn user_seen(user: &KafkaUser) -> Seen {
    Seen { id: user.id.clone(), ..named(user_called(Application::Kafka, &user.username), Standing::Done) }
}

fn user_called(application: Application, name: &str) -> Subject {
    Subject::User(User {
        application,
        name: name.to_owned(),
        permissions: String::new(),
        mechanism: String::new(),
        asks_password: false,
    })
}

/// What is told by its name alone, and has no word of the provider's.
fn named(subject: Subject, standing: Standing) -> Seen {
    Seen { id: String::new(), subject, status: String::new(), standing }
}
