//! Firewall rules, one by one: who may reach a cluster `[openapi] ClusterNetworkFirewallRuleV2, AwsSecurityGroupFirewallRuleV2`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{Answer, Ask, id_in};
use super::resource::{Kind, Resource, What, with};
use super::{networks, rule_types};
use crate::chance::Chance;
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::decide::Twist;
use crate::cloud::plan::Fate;
use crate::cloud::refusal::Refusal;

/// A rule.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule {
    pub(super) source: Source,
    /// What it opens.
    pub(super) opens: String,
    pub(super) course: Course,
}

/// Who is let in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Source {
    /// In CIDR notation.
    Network(String),
    /// The id of an AWS security group.
    SecurityGroup(String),
}

/// What becomes of a rule, milliseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Course {
    /// It works from then on, once its cluster runs.
    Opens { provisioning_at_ms: i64, running_at_ms: i64 },
    /// It waits for a person from then on.
    Defers { at_ms: i64 },
}

const DEFERRED_REASON: &str = "The sandbox was told to defer this rule.";

impl Rule {
    /// GENESIS → PROVISIONING → RUNNING, or DEFERRED. A rule of a cluster that does not run yet waits in GENESIS; whether
    /// the provider takes it at all then is not known.
    pub(super) fn status(&self, cluster_runs: bool, now: i64) -> &'static str {
        match self.course {
            Course::Defers { at_ms } if at_ms <= now => "DEFERRED",
            Course::Opens { running_at_ms, .. } if cluster_runs && running_at_ms <= now => "RUNNING",
            Course::Opens { provisioning_at_ms, .. } if cluster_runs && provisioning_at_ms <= now => "PROVISIONING",
            Course::Defers { .. } | Course::Opens { .. } => "GENESIS",
        }
    }

    pub(super) fn shown(&self, resource: &Resource, status: &str) -> Value {
        let (field, source) = match &self.source {
            Source::Network(network) => ("network", network),
            Source::SecurityGroup(id) => ("securityGroupId", id),
        };
        let cluster = resource.cluster.to_string();
        let shown =
            json!({ "id": resource.id, "clusterId": cluster, field: source, "type": self.opens, "status": status });
        with(shown, (status == "DEFERRED").then_some(("deferredReason", json!(DEFERRED_REASON))))
    }
}

/// A fresh rule's course. Life is some seconds: the vendor's demo saw one, the documents say up to ten minutes.
pub(super) fn course(ask: &Ask<'_>, fate: Fate, chance: &mut Chance) -> Course {
    let provisioning_at_ms = ask.now().saturating_add(ask.lasting(chance.between(1_000, 3_000)));
    let running_at_ms = provisioning_at_ms.saturating_add(ask.lasting(chance.between(8_000, 20_000)));
    match fate {
        Fate::Runs => Course::Opens { provisioning_at_ms, running_at_ms },
        Fate::Defers => Course::Defers { at_ms: provisioning_at_ms },
        Fate::Fails | Fate::Sticks => Course::Opens { provisioning_at_ms, running_at_ms },
    }
}

/// Who is let in by the rule in `form`.
pub(super) fn source_in(kind: Kind, form: &Form<'_>, problems: &mut Problems) -> Source {
    if kind == Kind::NetworkRule {
        return Source::Network(networks::one(form, "network", problems).to_owned());
    }
    let id = form.text("securityGroupId", problems).unwrap_or_default();
    if !id.is_empty() && !is_security_group(id) {
        problems.add(form.path("securityGroupId"), "must be sg- and 8 or 17 hexadecimal digits");
    }
    Source::SecurityGroup(id.to_owned())
}

/// What the rule in `form` opens.
pub(super) fn opened_in(cluster: &Cluster, form: &Form<'_>, problems: &mut Problems) -> String {
    let types = rule_types::of(cluster.application());
    form.one_of("type", types.iter().copied(), problems).unwrap_or_default().to_owned()
}

/// Security groups are AWS's.
pub(super) fn must_fit(kind: Kind, cluster: &Cluster) -> Result<(), Refusal> {
    if kind == Kind::SecurityGroupRule && !is_in_aws(cluster) {
        return Err(Refusal::field("clusterId", "must be a cluster in AWS_VPC"));
    }
    Ok(())
}

fn is_in_aws(cluster: &Cluster) -> bool {
    let data_centres = cluster.spec().get("dataCentres").and_then(Value::as_array);
    data_centres
        .into_iter()
        .flatten()
        .any(|data_centre| data_centre.get("cloudProvider").and_then(Value::as_str) == Some("AWS_VPC"))
}

/// The older API's pattern `[openapi]`.
fn is_security_group(id: &str) -> bool {
    id.strip_prefix("sg-")
        .is_some_and(|digits| [8, 17].contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// Makes one rule; 409 where the cluster has the same already.
pub(super) fn make(ask: &Ask<'_>, kind: Kind) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems);
    let source = source_in(kind, &form, &mut problems);
    let cluster = ask.cluster(cluster_id);
    let opens = match &cluster {
        Ok(cluster) => opened_in(cluster, &form, &mut problems),
        Err(_) => form.text("type", &mut problems).unwrap_or_default().to_owned(),
    };
    Refusal::any(problems)?;
    let cluster = cluster?;
    must_fit(kind, cluster)?;
    if find_same(ask, cluster, kind, &source, &opens).is_some() {
        return Err(Refusal::Conflict("The cluster has this firewall rule already.".to_owned()));
    }
    let fate = ask.request.extensions().get::<Twist>().map_or(Fate::Runs, |twist| twist.fate);
    let mut chance = ask.chance(0);
    let course = course(ask, fate, &mut chance);
    let rule = What::Rule(Rule { source, opens, course });
    ask.accepted(cluster, ask.new_resource(&mut chance, cluster, rule))
}

/// The rule of the cluster that lets the same in by the same door.
pub(super) fn find_same<'a>(
    ask: &Ask<'a>,
    cluster: &Cluster,
    kind: Kind,
    source: &Source,
    opens: &str,
) -> Option<&'a Resource> {
    let is_same = |resource: &&Resource| {
        if let What::Rule(rule) = &resource.what { rule.source == *source && rule.opens == opens } else { false }
    };
    ask.resources().of_cluster(cluster.id(), kind).find(is_same)
}
