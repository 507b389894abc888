//! How large a data centre is: node size, number of nodes, racks.

use super::check::{Known, text};
use super::finding::{Findings, use_value};
use super::place::{cloud_of, list_source};
use crate::api::{Application, DataCentreDraft, Fix};
use crate::catalogue::{SizeUse, is_developer_size, size_use};

const FACTOR_SOURCE: &str = "The vendor's Kubernetes operator; the API states no bound";

/// Checks node size, number of nodes and, for Cassandra, the racks of one data centre.
pub(super) fn check(found: &mut Findings<'_>, known: &Known<'_>, index: usize, centre: &DataCentreDraft) {
    node_size(found, known, index, centre);
    let racks = match found.draft.application {
        Application::Kafka => found.draft.kafka.replication_factor,
        Application::Cassandra => centre.replication_factor,
    };
    nodes(found, index, centre, racks);
    if found.draft.application == Application::Cassandra {
        let field = format!("dataCentres.{index}.replicationFactor");
        replication_factor(found, &field, centre.replication_factor, &[2, 3, 5]);
    }
}

/// What nodes are called: «brokers» for Kafka.
pub(super) fn node_word(application: Application) -> &'static str {
    match application {
        Application::Kafka => "brokers",
        Application::Cassandra => "nodes",
    }
}

/// What a size is for, where it is not for brokers or nodes.
pub(super) fn other_use(size: &str) -> Option<&'static str> {
    match size_use(size) {
        SizeUse::Nodes => None,
        SizeUse::ZooKeeper => Some("dedicated ZooKeeper"),
        SizeUse::Controllers => Some("dedicated controllers"),
        SizeUse::Proxy => Some("the Shotover proxy"),
    }
}

/// Sizes for something else are refused, developer sizes with `PRODUCTION` too `[tf]`; one not listed may be new.
fn node_size(found: &mut Findings<'_>, known: &Known<'_>, index: usize, centre: &DataCentreDraft) {
    let field = format!("dataCentres.{index}.nodeSize");
    let size = centre.node_size.as_str();
    let production = found.draft.sla_tier == "PRODUCTION";
    let cloud = cloud_of(known.catalogue, &centre.cloud_provider);
    let listed = cloud.map(|cloud| cloud.node_sizes.as_slice()).unwrap_or_default();
    let smallest = listed.iter().find(|choice| !(production && choice.developer));
    let fixes: Vec<Fix> = smallest.map(|choice| use_value(&choice.name)).into_iter().collect();
    if size.is_empty() {
        found.error(&field, size, "Needs a node size.", fixes);
    } else if let Some(other) = other_use(size) {
        let message = format!("A size for {other}, not for {}.", node_word(found.draft.application));
        found.error(&field, size, message, fixes);
    } else if production && is_developer_size(size) {
        let message = "A developer size. PRODUCTION needs a production size, this one needs NON_PRODUCTION.";
        found.error(&field, size, message, fixes);
    } else if let Some(cloud) = cloud.filter(|_| !listed.iter().any(|choice| choice.name == size)) {
        let message = format!("Not among the node sizes listed for {}.", cloud.title);
        found.warning(&field, size, message, list_source(known.catalogue), fixes);
    }
}

/// A multiple of the racks `[openapi] DataCentreV2.numberOfNodes`, at least one node each.
fn nodes(found: &mut Findings<'_>, index: usize, centre: &DataCentreDraft, racks: Option<u32>) {
    let field = format!("dataCentres.{index}.nodes");
    let value = text(centre.nodes);
    let racks = racks.filter(|racks| *racks > 0);
    match (centre.nodes, racks) {
        (Some(nodes), Some(racks)) if nodes > 0 => {
            if nodes % racks != 0 {
                let below = nodes - nodes % racks;
                let fixes = [Some(below), below.checked_add(racks)].into_iter().flatten().filter(|nodes| *nodes > 0);
                let message = format!("Must be a multiple of the {racks} racks.");
                found.error(&field, &value, message, fixes.map(use_value).collect());
            }
        }
        (Some(nodes), None) if nodes > 0 => {}
        (_, Some(racks)) => {
            let message = format!("Needs at least {racks}, one for each rack.");
            found.error(&field, &value, message, vec![use_value(racks)]);
        }
        (_, None) => found.error(&field, &value, "Needs at least 1.", vec![use_value(3)]),
    }
}

/// The number of racks. The operator allows some; the API states no bound.
pub(super) fn replication_factor(found: &mut Findings<'_>, field: &str, factor: Option<u32>, usual: &[u32]) {
    let value = text(factor);
    let fixes = usual.iter().map(use_value).collect();
    let words = alternatives(usual);
    match factor {
        None => found.error(field, &value, format!("Needs a replication factor: {words}."), fixes),
        Some(0) => found.error(field, &value, format!("Must be at least 1, usually {words}."), fixes),
        Some(factor) if usual.contains(&factor) => {}
        Some(factor) => {
            let message = format!("The vendor's own tool allows {words}, not {factor}.");
            found.warning(field, &value, message, FACTOR_SOURCE, fixes);
        }
    }
}

/// «2, 3 or 5».
fn alternatives(numbers: &[u32]) -> String {
    let words: Vec<String> = numbers.iter().map(u32::to_string).collect();
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
