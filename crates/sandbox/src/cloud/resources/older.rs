//! What the vendor's own tools still ask the older API for: a cluster with the log-in of its default user, and users
//! `[openapi] ClusterDetailsResponse, BundleUserCreateRequest` `[operator]`.

use http::StatusCode;
use instaclustr_api::Application;
use serde_json::{Map, Value, json};

use super::Event;
use super::ask::{Answer, Ask, changed, must_run};
use super::kafka_users::{self, DEFAULT_USER, KafkaUser, MECHANISMS, PERMISSIONS};
use super::place::Bundle;
use super::resource::{Key, Kind, Password, What, with};
use crate::cloud::answer;
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::refusal::Refusal;
use crate::cloud::{DataCentre, Node};

/// The user that a Cassandra cluster is born with `[openapi]` `[docs]`.
const CASSANDRA_USER: &str = "iccassandra";

/// The cluster and its log-in: 202, and not 200 `[operator]`.
pub(super) fn cluster(ask: &Ask<'_>, id: &str) -> Answer {
    let cluster = ask.cluster(id)?;
    let mut shown = shown(cluster, ask.now());
    if let Some(user) = default_user(ask, cluster) {
        shown.insert("username".to_owned(), json!(user));
        shown.insert("instaclustrUserPassword".to_owned(), json!(cluster.password));
    }
    Ok(answer::value(StatusCode::ACCEPTED, &Value::Object(shown)).into())
}

/// The default user's name, while there is one who can log in with the password that was generated.
fn default_user(ask: &Ask<'_>, cluster: &Cluster) -> Option<&'static str> {
    match cluster.application() {
        Application::Kafka => {
            let id = kafka_users::user_id(cluster, DEFAULT_USER);
            let is_as_born = ask.resources().get(Kind::NoDefaultUser, &id).is_none()
                && ask.resources().get(Kind::KafkaUser, &id).is_none();
            is_as_born.then_some(DEFAULT_USER)
        }
        Application::Cassandra => has_users(cluster).then_some(CASSANDRA_USER),
    }
}

fn has_users(cluster: &Cluster) -> bool {
    cluster.spec().get("passwordAndUserAuth").and_then(Value::as_bool).unwrap_or_default()
}

fn shown(cluster: &Cluster, now: i64) -> Map<String, Value> {
    let spec = cluster.spec();
    let specs = spec.get("dataCentres").and_then(Value::as_array);
    let data_centres: Vec<Value> = cluster
        .data_centres
        .iter()
        .zip(specs.into_iter().flatten())
        .map(|(data_centre, spec)| data_centre_shown(cluster, data_centre, spec, now))
        .collect();
    let is_pci = spec.get("pciComplianceMode").and_then(Value::as_bool).unwrap_or_default();
    let tags = specs.into_iter().flatten().filter_map(|one| one.get("tags")?.as_array()).flatten();
    let tags: Map<String, Value> = tags
        .filter_map(|tag| Some((tag.get("key")?.as_str()?.to_owned(), tag.get("value").cloned().unwrap_or(json!("")))))
        .collect();
    let mut fields = Map::new();
    fields.insert("id".to_owned(), json!(cluster.id().to_string()));
    fields.insert("clusterName".to_owned(), json!(cluster.name()));
    fields.insert("clusterStatus".to_owned(), json!(cluster.phase(now).as_str()));
    if let Some(version) = spec.get("cassandraVersion") {
        fields.insert("cassandraVersion".to_owned(), version.clone());
    }
    fields.insert("slaTier".to_owned(), spec.get("slaTier").cloned().unwrap_or_default());
    fields.insert("clusterCertificateDownload".to_owned(), json!("disabled"));
    fields.insert("pciCompliance".to_owned(), json!(if is_pci { "ENABLED" } else { "DISABLED" }));
    fields.insert("tags".to_owned(), Value::Object(tags));
    fields.insert("dataCentres".to_owned(), Value::Array(data_centres));
    fields
}

fn data_centre_shown(cluster: &Cluster, data_centre: &DataCentre, spec: &Value, now: i64) -> Value {
    let root = cluster.spec();
    let flag = |name: &str| {
        let value = spec.get(name).or_else(|| root.get(name));
        value.and_then(Value::as_bool).unwrap_or_default()
    };
    let nodes: Vec<Value> = data_centre.nodes_at(now).map(|node| node_shown(cluster, node, now)).collect();
    json!({
        "id": data_centre.id.to_string(),
        "name": spec.get("region"),
        "cdcName": spec.get("name"),
        "provider": provider(spec),
        "cdcStatus": cluster.phase_of(data_centre, now).as_str(),
        "cdcNetwork": spec.get("network"),
        "bundles": [],
        "clientEncryption": flag("clientToClusterEncryption"),
        "passwordAuthentication": flag("passwordAndUserAuth"),
        "userAuthorization": flag("passwordAndUserAuth"),
        "usePrivateBroadcastRPCAddress": flag("privateIpBroadcastForDiscovery"),
        "privateIPOnly": flag("privateNetworkCluster"),
        "nodeCount": nodes.len(),
        "nodes": nodes,
    })
}

/// In the words of the older API `[openapi] DataCentre`, which tells no zones of Azure apart; it has none for other places.
fn provider(spec: &Value) -> Option<&str> {
    match spec.get("cloudProvider")?.as_str()? {
        word @ ("AWS_VPC" | "GCP" | "AZURE") => Some(word),
        "AZURE_AZ" => Some("AZURE"),
        _ => None,
    }
}

/// An address is left out while there is none.
fn node_shown(cluster: &Cluster, node: &Node, now: i64) -> Value {
    let shown = json!({
        "id": node.id.to_string(),
        "size": node.size,
        "nodeStatus": cluster.phase_of_node(node, now).as_str(),
        "sparkMaster": false,
        "sparkJobserver": false,
    });
    let is_asked = node.milestones.provisioning <= now;
    let public = node.public_address.filter(|_| node.milestones.provisioned <= now);
    let rack = is_asked.then(|| ("rack", json!(node.rack)));
    let private = is_asked.then(|| ("privateAddress", json!(node.private_address.to_string())));
    let public = public.map(|address| ("publicAddress", json!(address.to_string())));
    with(shown, [rack, private, public].into_iter().flatten())
}

/// The cluster with `id`, where it is of that product and works.
fn running<'a>(ask: &Ask<'a>, id: &str, bundle: Bundle) -> Result<&'a Cluster, Refusal> {
    let cluster = ask.cluster(id)?;
    let application = match bundle {
        Bundle::Kafka => Application::Kafka,
        Bundle::Cassandra => Application::Cassandra,
    };
    if cluster.application() != application {
        return Err(Refusal::NotFound("cluster"));
    }
    if bundle == Bundle::Cassandra && !has_users(cluster) {
        return Err(Refusal::field("passwordAndUserAuth", "is false for this cluster: it has no users"));
    }
    must_run(cluster, ask.now())?;
    Ok(cluster)
}

/// Makes a user: 201 `[openapi]`.
pub(super) fn make_user(ask: &Ask<'_>, id: &str, bundle: Bundle) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let name = name_in(&form, &mut problems);
    let password = form.text("password", &mut problems).unwrap_or_default();
    if !password.is_empty() && password.chars().count() < 8 {
        problems.add("password", "must have at least 8 characters");
    }
    let mut permissions = "standard";
    if form.get("initial-permissions").is_some() {
        permissions = form.one_of("initial-permissions", PERMISSIONS.into_iter(), &mut problems).unwrap_or_default();
    }
    let options = form.object("options", &mut problems);
    Refusal::any(problems)?;
    let cluster = running(ask, id, bundle)?;
    let mut problems = Problems::default();
    let (resource, is_taken) = match bundle {
        Bundle::Cassandra => {
            let id = kafka_users::user_id(cluster, name);
            let is_taken = name == CASSANDRA_USER || ask.resources().get(Kind::CassandraUser, &id).is_some();
            (ask.named_resource(id, cluster, What::CassandraUser(Password::new(password))), is_taken)
        }
        Bundle::Kafka => {
            let user = kafka_user(name, password, permissions, options.as_ref(), &mut problems);
            let is_taken = !user.overrides && kafka_users::exists(ask, cluster, name);
            (ask.named_resource(kafka_users::user_id(cluster, name), cluster, What::KafkaUser(user)), is_taken)
        }
    };
    if is_taken {
        problems.add("username", format!("{name} exists already"));
    }
    Refusal::any(problems)?;
    ask.accepted_as(resource, StatusCode::CREATED, json!({ "message": format!("User {name} created.") }))
}

/// A user's name: 1 to 255 characters.
fn name_in<'a>(form: &Form<'a>, problems: &mut Problems) -> &'a str {
    let name = form.text("username", problems).unwrap_or_default();
    if name.chars().count() > 255 {
        problems.add("username", "must have at most 255 characters");
    }
    name
}

fn kafka_user(
    name: &str,
    password: &str,
    permissions: &str,
    options: Option<&Form<'_>>,
    problems: &mut Problems,
) -> KafkaUser {
    if !kafka_users::is_user_name(name) {
        problems.add("username", "must be letters, digits, underscores and hyphens, and not zookeeper");
    }
    let mechanism = options.filter(|options| options.get("sasl-scram-mechanism").is_some());
    let mechanism = mechanism.and_then(|form| form.one_of("sasl-scram-mechanism", MECHANISMS.into_iter(), problems));
    let overrides = options.and_then(|form| form.optional_flag("override-existing-user", problems));
    KafkaUser {
        name: name.to_owned(),
        password: Password::new(password),
        permissions: permissions.to_owned(),
        mechanism: mechanism.unwrap_or("SCRAM-SHA-256").to_owned(),
        overrides: overrides.unwrap_or(true),
    }
}

/// Deletes a user: 200 with a message `[openapi]`.
pub(super) fn remove_user(ask: &Ask<'_>, id: &str, bundle: Bundle) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let name = name_in(&form, &mut problems);
    Refusal::any(problems)?;
    let cluster = running(ask, id, bundle)?;
    let user = kafka_users::user_id(cluster, name);
    let event = match bundle {
        Bundle::Cassandra => {
            ask.resources().get(Kind::CassandraUser, &user).ok_or(Refusal::NotFound("user"))?;
            Event::Changed { put: Vec::new(), gone: vec![Key { kind: Kind::CassandraUser, id: user }] }
        }
        Bundle::Kafka => {
            if !kafka_users::exists(ask, cluster, name) {
                return Err(Refusal::NotFound("user"));
            }
            kafka_users::removal(ask, cluster, &user)
        }
    };
    let message = json!({ "message": format!("User {name} has been deleted.") });
    Ok(changed(answer::value(StatusCode::OK, &message), event))
}
