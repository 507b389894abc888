//! What Kafka users may do: one list for each user `[openapi] KafkaAclListV2`. A list's id is `<cluster>_<user>`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{Answer, Ask, id_in, must_run};
use super::kafka_users::kafka;
use super::resource::{Kind, Resource, What};
use crate::cloud::check::{Form, Problems};
use crate::cloud::refusal::Refusal;

/// The rules of one user.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Acls {
    /// The principal without `User:`.
    user: String,
    rules: Vec<Acl>,
}

/// One rule, its words the provider's.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Acl {
    principal: String,
    permission_type: String,
    host: String,
    pattern_type: String,
    resource_name: String,
    operation: String,
    resource_type: String,
}

const OPERATIONS: [&str; 11] = [
    "ALL",
    "READ",
    "WRITE",
    "CREATE",
    "DELETE",
    "ALTER",
    "DESCRIBE",
    "CLUSTER_ACTION",
    "DESCRIBE_CONFIGS",
    "ALTER_CONFIGS",
    "IDEMPOTENT_WRITE",
];
const RESOURCE_TYPES: [&str; 5] = ["CLUSTER", "TOPIC", "GROUP", "DELEGATION_TOKEN", "TRANSACTIONAL_ID"];

/// The most rules of one list: the sandbox's own limit.
const RULES_MAX: usize = 1_000;

impl Acls {
    pub(super) fn shown(&self, resource: &Resource) -> Value {
        json!({
            "id": resource.id,
            "clusterId": resource.cluster.to_string(),
            "userQuery": self.user,
            "acls": self.rules,
        })
    }
}

/// Makes a user's list; 409 where there is one.
pub(super) fn make(ask: &Ask<'_>) -> Answer {
    let (cluster_id, acls) = asked(ask)?;
    let cluster = kafka(ask, &cluster_id)?;
    must_run(cluster, ask.now())?;
    let id = format!("{}_{}", cluster.id(), acls.user);
    if ask.resources().get(Kind::KafkaAcl, &id).is_some() {
        return Err(Refusal::Conflict(format!("There is a list for {} already.", acls.user)));
    }
    ask.accepted(cluster, ask.named_resource(id, cluster, What::KafkaAcl(acls)))
}

/// Another list in its place.
pub(super) fn change(ask: &Ask<'_>, id: &str) -> Answer {
    let (cluster_id, acls) = asked(ask)?;
    let (resource, cluster) = ask.find(Kind::KafkaAcl, id)?;
    must_run(cluster, ask.now())?;
    if resource.id != format!("{}_{}", cluster_id.to_ascii_lowercase(), acls.user) {
        return Err(Refusal::field("userQuery", "and clusterId cannot be changed"));
    }
    ask.accepted(cluster, Resource { what: What::KafkaAcl(acls), ..resource.clone() })
}

/// The cluster and the list that were sent.
fn asked(ask: &Ask<'_>) -> Result<(String, Acls), Refusal> {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems).to_owned();
    let acls = acls_in(&form, &mut problems);
    Refusal::any(problems)?;
    Ok((cluster_id, acls))
}

fn acls_in(form: &Form<'_>, problems: &mut Problems) -> Acls {
    let user = form.text("userQuery", problems).unwrap_or_default();
    if form.get("acls").is_none() {
        problems.add(form.path("acls"), "is required");
    }
    let forms = form.objects("acls", problems);
    if forms.len() > RULES_MAX {
        problems.add(form.path("acls"), format!("must have at most {RULES_MAX} items"));
    }
    let rules = forms.iter().map(|acl| acl_in(acl, user, problems)).collect();
    Acls { user: user.to_owned(), rules }
}

fn acl_in(form: &Form<'_>, user: &str, problems: &mut Problems) -> Acl {
    let principal = form.text("principal", problems).unwrap_or_default();
    if !principal.is_empty() && principal.strip_prefix("User:") != Some(user) {
        problems.add(form.path("principal"), format!("must be User:{user}, as userQuery says"));
    }
    Acl {
        principal: principal.to_owned(),
        permission_type: word(form, "permissionType", &["ALLOW", "DENY"], problems),
        host: form.text("host", problems).unwrap_or_default().to_owned(),
        pattern_type: word(form, "patternType", &["LITERAL", "PREFIXED"], problems),
        resource_name: form.text("resourceName", problems).unwrap_or_default().to_owned(),
        operation: word(form, "operation", &OPERATIONS, problems),
        resource_type: word(form, "resourceType", &RESOURCE_TYPES, problems),
    }
}

fn word(form: &Form<'_>, field: &str, words: &[&str], problems: &mut Problems) -> String {
    form.one_of(field, words.iter().copied(), problems).unwrap_or_default().to_owned()
}
