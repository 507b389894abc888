//! A backup into a new cluster `[openapi] CassandraClusterRestoreV2`: a cluster like any other from then on.

use std::collections::BTreeMap;

use http::StatusCode;
use instaclustr_api::Application;
use serde_json::{Map, Value, json};

use super::ask::{Answer, Ask, id_in};
use super::{backups, moment};
use crate::clock::utc;
use crate::cloud::check::{self, Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::decide::{Change, Decision, Twist};
use crate::cloud::refusal::Refusal;
use crate::cloud::{answer, spec, vpc};

/// The longest name of a cluster.
const NAME_CHARS_MAX: usize = 48;

/// Makes a cluster from a backup of another.
pub(super) fn restore(ask: &Ask<'_>) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = id_in(&form, "clusterId", &mut problems);
    let name = form.optional_text("restoredClusterName", &mut problems);
    let network = form.optional_text("clusterNetwork", &mut problems);
    tables(&form, &mut problems);
    let at_ms = point_in_time(&form, ask.now(), &mut problems);
    Refusal::any(problems)?;
    let source = ask.cluster(cluster_id)?;
    if source.application() != Application::Cassandra {
        return Err(Refusal::NotFound("cluster"));
    }
    if !backups::is_backed_up(ask, source, at_ms) {
        return Err(Refusal::field("pointInTime", "is before the first backup of the cluster"));
    }
    let wanted = spec_of(ask, &form, source, name, network)?;
    let twist = ask.request.extensions().get::<Twist>().copied().unwrap_or_default();
    let cluster = ask.cloud.new_cluster(ask.caller, Application::Cassandra, wanted, twist);
    let mut shown: Map<String, Value> = body.iter().filter(|(_, value)| !value.is_null()).map(owned).collect();
    shown.insert("restoredClusterId".to_owned(), json!(cluster.id().to_string()));
    let response = answer::value(StatusCode::ACCEPTED, &Value::Object(shown));
    Ok(Decision { response, change: Some(Change::Create(Box::new(cluster))) })
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The create that the restored cluster stands for: its source's, with another name and, if wanted, other networks. Each
/// data centre of which nothing else is said goes into a new VPC `[openapi]`. Tags are left out: whether the provider
/// copies them is not known, and a mark must not be borne twice.
fn spec_of(
    ask: &Ask<'_>,
    form: &Form<'_>,
    source: &Cluster,
    name: Option<&str>,
    network: Option<&str>,
) -> Result<Map<String, Value>, Refusal> {
    let mut wanted = source.spec().clone();
    let name = name.map_or_else(|| default_name(source, ask.now()), str::to_owned);
    wanted.insert("name".to_owned(), json!(name));
    let mut problems = Problems::default();
    let count = source.data_centres.len();
    if network.is_some() && count > 1 {
        problems.add("clusterNetwork", "cannot be used for a cluster of several data centres");
    }
    let data_centres = wanted.get_mut("dataCentres").and_then(Value::as_array_mut).into_iter().flatten();
    for data_centre in data_centres {
        let Some(fields) = data_centre.as_object_mut() else { continue };
        fields.shift_remove("tags");
        vpc::set_in_aws(fields, None);
        if let Some(network) = network {
            fields.insert("network".to_owned(), json!(network));
        }
    }
    let own = own_networks(form, source, &mut wanted, &mut problems);
    Refusal::any(problems)?;
    let wanted = spec::normalised(wanted);
    // Of the networks that stay, the one that was sent is in the way of the others.
    let networks = if count == 1 { "clusterNetwork" } else { only(&own).unwrap_or("cdcConfigs") };
    // What stood in the source by older rules or an older catalogue may stand: a restore has no field for it.
    let found = check::change(Application::Cassandra, source.spec(), &wanted);
    Refusal::any(told_here(&found, &own, networks))?;
    Ok(wanted)
}

/// Where the only network of the customer's own came from; `None` where there are several or none.
fn only(own: &BTreeMap<String, String>) -> Option<&str> {
    let mut all = own.values();
    all.next().filter(|_| all.next().is_none()).map(String::as_str)
}

/// What a create of the restored cluster would be refused for, told by the fields of the restore; `own` is where the
/// fields of networks of the customer's own came from, `networks` what decides about the others.
fn told_here(found: &Problems, own: &BTreeMap<String, String>, networks: &str) -> Problems {
    let mut told = Problems::default();
    for (field, message) in found.iter() {
        let field = match own.get(field) {
            Some(own) => own,
            None if field == "name" => "restoredClusterName",
            None if field.ends_with(".network") => networks,
            None => field,
        };
        told.add(field, message);
    }
    told
}

/// Data centres that go into networks of the customer's own. Where they are in AWS, into the VPC that is meant too; what
/// stands for one in other clouds no source says. Returns the fields of the create that came of it, and where from.
fn own_networks(
    form: &Form<'_>,
    source: &Cluster,
    wanted: &mut Map<String, Value>,
    problems: &mut Problems,
) -> BTreeMap<String, String> {
    let mut own = BTreeMap::new();
    for config in form.objects("cdcConfigs", problems) {
        let id = id_in(&config, "cdcId", problems);
        let mode = config.one_of("restoreMode", ["NEW_VPC", "SAME_VPC", "CUSTOM_VPC"].into_iter(), problems);
        let of_source = source.data_centres.iter().map(|one| one.id).zip(data_centres(source.spec()));
        let found = of_source.enumerate().find(|(_, (one, _))| one.to_string().eq_ignore_ascii_case(id));
        let Some((position, (id, before))) = found else {
            problems.add(config.path("cdcId"), "must be a data centre of the cluster");
            continue;
        };
        let data_centre = wanted.get_mut("dataCentres").and_then(|all| all.get_mut(position)?.as_object_mut());
        let Some(data_centre) = data_centre else { continue };
        let is_own =
            data_centre.get("providerAccountName").and_then(Value::as_str).is_some_and(|name| name != "INSTACLUSTR");
        if mode.is_some_and(|mode| mode != "NEW_VPC") && !is_own {
            problems.add(config.path("restoreMode"), "must be NEW_VPC, but for clusters in an account of your own");
        }
        let settings = config.object("customVpcSettings", problems);
        match (mode, settings) {
            (Some("SAME_VPC"), _) => vpc::set_in_aws(data_centre, Some(vpc::in_aws(id, before))),
            (Some("CUSTOM_VPC"), None) => problems.add(config.path("customVpcSettings"), "is required for CUSTOM_VPC"),
            (Some("CUSTOM_VPC"), Some(settings)) => {
                if let Some(vpc) = settings.text("vpcId", problems) {
                    vpc::set_in_aws(data_centre, Some(vpc.to_owned()));
                }
                if let Some(network) = settings.text("network", problems) {
                    data_centre.insert("network".to_owned(), json!(network));
                    own.insert(format!("dataCentres[{position}].network"), settings.path("network"));
                }
            }
            _ => {}
        }
    }
    own
}

fn data_centres(spec: &Map<String, Value>) -> &[Value] {
    spec.get("dataCentres").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// «Its current name appended with “restored” and the date & time» `[openapi]`.
fn default_name(source: &Cluster, now: i64) -> String {
    let date: String = utc(now).chars().filter(char::is_ascii_alphanumeric).collect();
    let end = format!("-restored-{}", date.trim_end_matches('Z'));
    let name: String = source.name().chars().take(NAME_CHARS_MAX - end.len()).collect();
    name + &end
}

/// `ks.t1,ks.t2`.
fn tables(form: &Form<'_>, problems: &mut Problems) {
    let Some(text) = form.optional_text("keyspaceTables", problems) else { return };
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_table =
        |table: &str| table.trim().split_once('.').is_some_and(|(keyspace, name)| is_name(keyspace) && is_name(name));
    if !text.split(',').all(is_table) {
        problems.add(form.path("keyspaceTables"), "must be keyspace.table, keyspace.table, …");
    }
}

/// Milliseconds since 1970, as a number or a text, or a moment in ISO form; now where nothing is said.
fn point_in_time(form: &Form<'_>, now: i64, problems: &mut Problems) -> i64 {
    let Some(value) = form.get("pointInTime") else { return now };
    let read = value.as_i64().or_else(|| {
        let text = value.as_str()?;
        text.parse().ok().or_else(|| moment::parse(text))
    });
    match read {
        Some(at_ms) if at_ms <= now => at_ms,
        Some(_) => {
            problems.add(form.path("pointInTime"), "must not be in the future");
            now
        }
        None => {
            problems
                .add(form.path("pointInTime"), "must be milliseconds since 1970 or a moment like 2026-11-24T14:15:22Z");
            now
        }
    }
}
