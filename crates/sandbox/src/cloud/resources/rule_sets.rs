//! All rules of a cluster at once. The set of AWS security groups is known from live use `[3rd-party 2026]`; that of
//! networks, in `[tf]` without its path, is taken to behave alike `[inferred]`.

use http::StatusCode;
use serde_json::{Value, json};

use super::Event;
use super::ask::{Answer, Ask, OF_A_KIND_MAX, changed, id_in, shown};
use super::firewall::{self, Rule};
use super::resource::{Key, Kind, Resource, What};
use crate::cloud::answer;
use crate::cloud::check::{Form, Problems};
use crate::cloud::cluster::Cluster;
use crate::cloud::plan::Fate;
use crate::cloud::refusal::Refusal;

/// What is there: an empty set, and no 404, where there is no rule.
pub(super) fn read(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    let cluster = ask.cluster(id)?;
    let rules: Vec<&Resource> = ask.resources().of_cluster(cluster.id(), kind).collect();
    Ok(shown(&set_shown(cluster, &rules, ask.now())))
}

/// Takes the whole set: what was left out is deleted, what was there stays with its id, the rest is new.
pub(super) fn replace(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    let body = ask.body()?;
    let cluster = ask.cluster(id)?;
    firewall::must_fit(kind, cluster)?;
    let wanted = wanted(&Form::root(&body), kind, cluster)?;
    let mut kept: Vec<&Resource> = Vec::new();
    let mut put: Vec<Resource> = Vec::new();
    for (source, opens) in wanted {
        if let Some(same) = firewall::find_same(ask, cluster, kind, &source, &opens) {
            kept.push(same);
            continue;
        }
        let after = u64::try_from(put.len()).unwrap_or_default();
        let mut chance = ask.chance(after);
        let course = firewall::course(ask, Fate::Runs, &mut chance);
        let what = What::Rule(Rule { source, opens, course });
        let resource = ask.new_resource(&mut chance, cluster, what);
        put.push(Resource { number: resource.number.saturating_add(after), ..resource });
    }
    let there = ask.resources().of_cluster(cluster.id(), kind);
    let gone: Vec<Key> = there.map(Resource::key).filter(|key| kept.iter().all(|one| one.id != key.id)).collect();
    let all: Vec<&Resource> = kept.into_iter().chain(&put).collect();
    let response = answer::value(StatusCode::ACCEPTED, &set_shown(cluster, &all, ask.now()));
    Ok(changed(response, Event::Changed { put, gone }))
}

/// Deletes every rule of the cluster.
pub(super) fn clear(ask: &Ask<'_>, kind: Kind, id: &str) -> Answer {
    let cluster = ask.cluster(id)?;
    let gone = ask.resources().of_cluster(cluster.id(), kind).map(Resource::key).collect();
    Ok(changed(answer::empty(StatusCode::NO_CONTENT), Event::Changed { put: Vec::new(), gone }))
}

/// 202, and nothing happens: so it is at the provider. Whether that was seen with the cluster's id in the path or without is
/// not said.
pub(super) fn ignore(ask: &Ask<'_>, kind: Kind, in_path: Option<&str>) -> Answer {
    let body = ask.body()?;
    let form = Form::root(&body);
    let mut problems = Problems::default();
    let cluster_id = in_path.unwrap_or_else(|| id_in(&form, "clusterId", &mut problems));
    Refusal::any(problems)?;
    let cluster = ask.cluster(cluster_id)?;
    let rules: Vec<&Resource> = ask.resources().of_cluster(cluster.id(), kind).collect();
    Ok(answer::value(StatusCode::ACCEPTED, &set_shown(cluster, &rules, ask.now())).into())
}

/// The rules that were sent, each once.
fn wanted(form: &Form<'_>, kind: Kind, cluster: &Cluster) -> Result<Vec<(firewall::Source, String)>, Refusal> {
    let mut problems = Problems::default();
    if form.get("firewallRules").is_none() {
        problems.add("firewallRules", "is required");
    }
    let rules = form.objects("firewallRules", &mut problems);
    if rules.len() > OF_A_KIND_MAX {
        problems.add("firewallRules", format!("must have at most {OF_A_KIND_MAX} items"));
        return Err(Refusal::Invalid(problems));
    }
    let mut wanted = Vec::with_capacity(rules.len());
    for rule in rules {
        let one = (firewall::source_in(kind, &rule, &mut problems), firewall::opened_in(cluster, &rule, &mut problems));
        if !wanted.contains(&one) {
            wanted.push(one);
        }
    }
    Refusal::any(problems)?;
    Ok(wanted)
}

/// A set has its cluster's id, and runs when all its rules do `[inferred]`.
fn set_shown(cluster: &Cluster, rules: &[&Resource], now: i64) -> Value {
    let statuses: Vec<&str> = rules.iter().filter_map(|rule| rule.status(cluster, now)).collect();
    let slowest = ["DEFERRED", "GENESIS", "PROVISIONING"].into_iter().find(|word| statuses.contains(word));
    let id = cluster.id().to_string();
    let rules: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let mut shown = rule.shown(cluster, now);
            if let Some(fields) = shown.as_object_mut() {
                fields.shift_remove("clusterId");
                fields.shift_remove("status");
            }
            shown
        })
        .collect();
    json!({ "id": id, "clusterId": id, "status": slowest.unwrap_or("RUNNING"), "firewallRules": rules })
}
