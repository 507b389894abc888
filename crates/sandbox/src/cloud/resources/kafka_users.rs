//! Kafka users: v2 `[openapi] KafkaUserV2`, and the flat form of v3 that the vendor's operator sends `[operator]`.
//!
//! A user's id is `<cluster>_<name>`. Every Kafka cluster is born with the user `ickafka` `[docs]`, who can be deleted.

use http::StatusCode;
use instaclustr_api::Application;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Event;
use super::ask::{Answer, Ask, changed, id_in, must_run, shown};
use super::resource::{Key, Kind, Password, Resource, What, with};
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::refusal::Refusal;
use crate::cloud::{Phase, answer};

/// The user that a cluster is born with.
pub(super) const DEFAULT_USER: &str = "ickafka";

/// A user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KafkaUser {
    pub(super) name: String,
    pub(super) password: Password,
    /// `standard`, `read-only` or `none`.
    pub(super) permissions: String,
    /// `SCRAM-SHA-256` or `SCRAM-SHA-512`.
    pub(super) mechanism: String,
    pub(super) overrides: bool,
}

impl KafkaUser {
    /// With all that the document's schema requires, the password too, as its example has it.
    pub(super) fn shown(&self, resource: &Resource) -> Value {
        let options = json!({ "saslScramMechanism": self.mechanism, "overrideExistingUser": self.overrides });
        let more = [
            ("password", json!(self.password.expose())),
            ("initialPermissions", json!(self.permissions)),
            ("options", options),
        ];
        with(self.listed(resource), more)
    }

    fn shown_flat(&self, resource: &Resource) -> Value {
        let more = [
            ("password", json!(self.password.expose())),
            ("initialPermissions", json!(self.permissions)),
            ("saslScramMechanism", json!(self.mechanism)),
            ("overrideExistingUser", json!(self.overrides)),
        ];
        with(self.listed(resource), more)
    }

    /// As a list shows it `[openapi] KafkaUserSummaryV2`.
    pub(super) fn listed(&self, resource: &Resource) -> Value {
        summary(&resource.cluster.to_string(), &self.name)
    }
}

fn summary(cluster: &str, name: &str) -> Value {
    json!({ "id": format!("{cluster}_{name}"), "clusterId": cluster, "username": name, "authMechanism": "SASL" })
}

/// Which of the two forms a request has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    Nested,
    Flat,
}

/// The cluster with `id`, where it is one of Kafka.
pub(super) fn kafka<'a>(ask: &Ask<'a>, id: &str) -> Result<&'a Cluster, Refusal> {
    let cluster = ask.cluster(id)?;
    if cluster.application() == Application::Kafka { Ok(cluster) } else { Err(Refusal::NotFound("Kafka cluster")) }
}

/// Makes a user.
pub(super) fn make(ask: &Ask<'_>) -> Answer {
    make_as(ask, Style::Nested)
}

/// Makes a user, in the flat form.
pub(super) fn make_flat(ask: &Ask<'_>) -> Answer {
    make_as(ask, Style::Flat)
}

fn make_as(ask: &Ask<'_>, style: Style) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems);
    let user = user_in(&form, style, &mut problems);
    let permissions = form.one_of("initialPermissions", PERMISSIONS.into_iter(), &mut problems);
    Refusal::any(problems)?;
    let cluster = kafka(ask, cluster_id)?;
    must_run(cluster, ask.now())?;
    let user = KafkaUser { permissions: permissions.unwrap_or_default().to_owned(), ..user };
    if !user.overrides && exists(ask, cluster, &user.name) {
        return Err(Refusal::Conflict(format!("The user {} exists already.", user.name)));
    }
    let (resource, shown) = resource_of(ask, cluster, user, style);
    ask.accepted_as(resource, StatusCode::ACCEPTED, shown)
}

/// Permissions that a user may begin with `[openapi]`.
pub(super) const PERMISSIONS: [&str; 3] = ["standard", "read-only", "none"];

/// The user in `form`, whose permissions are not there in every form.
fn user_in(form: &Form<'_>, style: Style, problems: &mut Problems) -> KafkaUser {
    let name = form.text("username", problems).unwrap_or_default();
    if !name.is_empty() && !is_user_name(name) {
        problems.add(form.path("username"), "must match ^(?!zookeeper$)[a-zA-Z0-9][a-zA-Z0-9_-]*$");
    }
    let password = form.text("password", problems).unwrap_or_default();
    let mut mechanism = None;
    let mut overrides = None;
    match style {
        Style::Nested => {
            if form.get("options").is_none() {
                problems.add(form.path("options"), "is required");
            }
            if let Some(options) = form.object("options", problems) {
                mechanism = options.one_of("saslScramMechanism", MECHANISMS.into_iter(), problems);
                overrides = options.optional_flag("overrideExistingUser", problems);
            }
            if form.get("authMechanism").is_some() {
                form.one_of("authMechanism", ["SASL"].into_iter(), problems);
            }
        }
        Style::Flat => {
            form.one_of("authMechanism", ["SASL"].into_iter(), problems);
            if form.get("saslScramMechanism").is_some() {
                mechanism = form.one_of("saslScramMechanism", MECHANISMS.into_iter(), problems);
            }
            overrides = form.optional_flag("overrideExistingUser", problems);
        }
    }
    KafkaUser {
        name: name.to_owned(),
        password: Password::new(password),
        permissions: String::new(),
        // Both defaults are those of the older API's options `[openapi] BundleUserCreateRequest`.
        mechanism: mechanism.unwrap_or("SCRAM-SHA-256").to_owned(),
        overrides: overrides.unwrap_or(true),
    }
}

/// What a password is kept as `[openapi] KafkaSaslScramMechanismEnum`.
pub(super) const MECHANISMS: [&str; 2] = ["SCRAM-SHA-256", "SCRAM-SHA-512"];

/// `[openapi] KafkaUserV2.username`.
pub(super) fn is_user_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && !name.eq_ignore_ascii_case("zookeeper")
}

/// Whether the cluster has a user of that name.
pub(super) fn exists(ask: &Ask<'_>, cluster: &Cluster, name: &str) -> bool {
    ask.resources().get(Kind::KafkaUser, &user_id(cluster, name)).is_some()
        || (name == DEFAULT_USER && has_default_user(ask, cluster))
}

/// Whether the cluster has the user it was born with, as it was born.
pub(super) fn has_default_user(ask: &Ask<'_>, cluster: &Cluster) -> bool {
    let id = user_id(cluster, DEFAULT_USER);
    cluster.phase(ask.now()) == Phase::Running
        && ask.resources().get(Kind::NoDefaultUser, &id).is_none()
        && ask.resources().get(Kind::KafkaUser, &id).is_none()
}

/// The default user as a list shows it, where there is one.
pub(super) fn default_listed(ask: &Ask<'_>, cluster: &Cluster) -> Option<Value> {
    has_default_user(ask, cluster).then(|| summary(&cluster.id().to_string(), DEFAULT_USER))
}

pub(super) fn user_id(cluster: &Cluster, name: &str) -> String {
    format!("{}_{name}", cluster.id())
}

/// The user as it is kept, and as it is shown.
fn resource_of(ask: &Ask<'_>, cluster: &Cluster, user: KafkaUser, style: Style) -> (Resource, Value) {
    let resource = ask.named_resource(user_id(cluster, &user.name), cluster, What::KafkaUser(user.clone()));
    let shown = match style {
        Style::Nested => user.shown(&resource),
        Style::Flat => user.shown_flat(&resource),
    };
    (resource, shown)
}

/// One user.
pub(super) fn read(ask: &Ask<'_>, id: &str) -> Answer {
    read_as(ask, id, KafkaUser::shown)
}

/// One user, in the flat form.
pub(super) fn read_flat(ask: &Ask<'_>, id: &str) -> Answer {
    read_as(ask, id, KafkaUser::shown_flat)
}

fn read_as(ask: &Ask<'_>, id: &str, show: impl Fn(&KafkaUser, &Resource) -> Value) -> Answer {
    let found = found(ask, id)?;
    let What::KafkaUser(user) = &found.what else { return Err(Refusal::NotFound("user")) };
    Ok(shown(&show(user, &found)))
}

/// The user with `id`; the default one looks as if somebody had made it.
fn found(ask: &Ask<'_>, id: &str) -> Result<Resource, Refusal> {
    if let Ok((resource, _)) = ask.find(Kind::KafkaUser, id) {
        return Ok(resource.clone());
    }
    let (cluster, name) = id.split_at_checked(36).ok_or(Refusal::NotFound("user"))?;
    let cluster = kafka(ask, cluster).map_err(|_| Refusal::NotFound("user"))?;
    if name.strip_prefix('_') != Some(DEFAULT_USER) || !has_default_user(ask, cluster) {
        return Err(Refusal::NotFound("user"));
    }
    let user = KafkaUser {
        name: DEFAULT_USER.to_owned(),
        password: Password::new(&cluster.password),
        permissions: "standard".to_owned(),
        mechanism: "SCRAM-SHA-256".to_owned(),
        overrides: true,
    };
    Ok(ask.named_resource(user_id(cluster, DEFAULT_USER), cluster, What::KafkaUser(user)))
}

/// Another password `[openapi] KafkaUserUpdateV2`.
pub(super) fn change(ask: &Ask<'_>, id: &str) -> Answer {
    change_as(ask, id, Style::Nested)
}

/// Another password, in the flat form.
pub(super) fn change_flat(ask: &Ask<'_>, id: &str) -> Answer {
    change_as(ask, id, Style::Flat)
}

fn change_as(ask: &Ask<'_>, id: &str, style: Style) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems);
    let wanted = user_in(&form, style, &mut problems);
    Refusal::any(problems)?;
    let found = found(ask, id)?;
    let What::KafkaUser(user) = &found.what else { return Err(Refusal::NotFound("user")) };
    let cluster = ask.cluster(&found.cluster.to_string())?;
    must_run(cluster, ask.now())?;
    let mut problems = Problems::default();
    if !found.cluster.to_string().eq_ignore_ascii_case(cluster_id) {
        problems.add("clusterId", "cannot be changed");
    }
    if wanted.name != user.name {
        problems.add("username", "cannot be changed");
    }
    Refusal::any(problems)?;
    let user = KafkaUser { permissions: user.permissions.clone(), ..wanted };
    let (resource, mut shown) = resource_of(ask, cluster, user, style);
    // What it began with is not in the answer to a change [openapi] KafkaUserUpdateV2.
    if let Some(fields) = shown.as_object_mut() {
        fields.shift_remove("initialPermissions");
    }
    ask.accepted_as(resource, StatusCode::ACCEPTED, shown)
}

/// Deletes a user.
pub(super) fn remove(ask: &Ask<'_>, id: &str) -> Answer {
    let found = found(ask, id)?;
    let cluster = ask.cluster(&found.cluster.to_string())?;
    must_run(cluster, ask.now())?;
    Ok(changed(answer::empty(StatusCode::NO_CONTENT), removal(ask, cluster, &found.id)))
}

/// How the user with `id` goes. That the default one is gone must be remembered.
pub(super) fn removal(ask: &Ask<'_>, cluster: &Cluster, id: &str) -> Event {
    let is_default = id == user_id(cluster, DEFAULT_USER);
    let put = is_default.then(|| ask.named_resource(id.to_owned(), cluster, What::NoDefaultUser));
    Event::Changed { put: put.into_iter().collect(), gone: vec![Key { kind: Kind::KafkaUser, id: id.to_owned() }] }
}
