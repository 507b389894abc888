//! What is wrong with a draft, field by field in the order of the form.
//!
//! What every source forbids is an error. What one source allows and another does not, or what our lists have not
//! heard of, is a warning with its source: the provider decides.

use std::collections::BTreeSet;

use super::finding::{Findings, use_value};
use super::{extra, name, place, set_up, size};
use crate::api::{Application, Catalogue, Finding, ProfileDraft};

/// What the checks know besides the draft.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// What can be chosen, for the draft's application.
    pub catalogue: &'a Catalogue,
    /// Names of the clusters last seen in the account.
    pub cluster_names: &'a BTreeSet<String>,
}

/// Everything that is wrong with a draft, in the order of the form; nothing where it can be sent.
///
/// `accepted` is set on a warning whose field and value stand in [`ProfileDraft::accepted`].
pub fn check(draft: &ProfileDraft, known: &Known<'_>) -> Vec<Finding> {
    let mut found = Findings::of(draft);
    name::profile(&mut found);
    version(&mut found, known);
    name::cluster(&mut found, known);
    sla_tier(&mut found);
    data_centre_count(&mut found);
    for (index, centre) in draft.data_centres.iter().enumerate() {
        place::check(&mut found, known, index, centre);
        size::check(&mut found, known, index, centre);
        tags(&mut found, index);
    }
    if draft.application == Application::Kafka {
        size::replication_factor(&mut found, "kafka.replicationFactor", draft.kafka.replication_factor, &[3, 5]);
        partitions(&mut found);
    }
    set_up::check(&mut found);
    extra_json(&mut found);
    found.list
}

/// `x.y.z` `[openapi] KafkaClusterV2.kafkaVersion`; which ones there are changes every few weeks.
fn version(found: &mut Findings<'_>, known: &Known<'_>) {
    let version = found.draft.version.as_str();
    let newest = known.catalogue.versions.first().map(use_value).into_iter().collect();
    let numbers = version.split('.').collect::<Vec<_>>();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if version.is_empty() {
        found.error("version", version, "Needs a version.", newest);
    } else if numbers.len() != 3 || !numbers.iter().all(is_number) {
        found.error("version", version, "Must be three numbers with dots, such as 4.1.2.", newest);
    } else if !known.catalogue.versions.iter().any(|offered| offered == version) {
        let message = format!("{version} is not among the versions on offer.");
        found.warning("version", version, message, versions_source(known), newest);
    }
}

fn versions_source(known: &Known<'_>) -> String {
    match known.catalogue.read_at {
        Some(_) => "List of versions read from Instaclustr".to_owned(),
        None => format!("List of versions that comes with Slipway, of {}", known.catalogue.shipped),
    }
}

/// `[openapi] SlaTierEnumV2`.
fn sla_tier(found: &mut Findings<'_>) {
    let tier = found.draft.sla_tier.as_str();
    if !matches!(tier, "PRODUCTION" | "NON_PRODUCTION") {
        let fixes = vec![use_value("NON_PRODUCTION"), use_value("PRODUCTION")];
        found.error("slaTier", tier, "Must be PRODUCTION or NON_PRODUCTION.", fixes);
    }
}

/// Exactly one for Kafka, at least one for Cassandra `[openapi] KafkaClusterV2.dataCentres`.
fn data_centre_count(found: &mut Findings<'_>) {
    let count = found.draft.data_centres.len();
    let message = match (found.draft.application, count) {
        (Application::Kafka, 1) => return,
        (Application::Kafka, _) => format!("Kafka has exactly one data centre, here are {count}."),
        (Application::Cassandra, 0) => "Needs at least one data centre.".to_owned(),
        (Application::Cassandra, _) => return,
    };
    found.error("dataCentres", &count.to_string(), message, Vec::new());
}

/// No upper bound is stated by any source.
fn partitions(found: &mut Findings<'_>) {
    let message = match found.draft.kafka.partitions {
        None => "Needs a number of partitions.",
        Some(0) => "Must be at least 1.",
        Some(_) => return,
    };
    let value = text(found.draft.kafka.partitions);
    found.error("kafka.partitions", &value, message, vec![use_value(3)]);
}

/// Own tags: each needs a key, and none may take the mark's place.
fn tags(found: &mut Findings<'_>, index: usize) {
    let Some(centre) = found.draft.data_centres.get(index) else { return };
    let field = format!("dataCentres.{index}.tags");
    for key in centre.tags.keys() {
        if super::build::is_mark_key(key) {
            let message = format!("«{key}» is Slipway's own tag, by which a lost answer is found. Use another key.");
            found.error(&field, key, message, Vec::new());
        } else if key.trim().is_empty() {
            found.error(&field, key, "A tag needs a key.", Vec::new());
        }
    }
}

fn extra_json(found: &mut Findings<'_>) {
    for refused in extra::refused(found.draft) {
        let message = format!("«{}» can't be set here. {}", refused.key, refused.why);
        found.error("extra", &refused.key, message, Vec::new());
    }
    let secrets = extra::secrets(found.draft).join(", ");
    if !secrets.is_empty() {
        let message = format!("«{secrets}» is a secret, and a profile is kept in clear on this computer.");
        found.warning("extra", &secrets, message, "Slipway's rule: secrets belong into the keyring", Vec::new());
    }
}

/// A number as [`Finding::value`] holds it: empty where it was not given.
pub(super) fn text(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
