//! Which field of the form stands behind which field of the provider's body.

use crate::api::Application;

/// A field of the body and the draft's field it comes from.
struct Pair {
    /// In the body.
    json: &'static str,
    /// In the draft, below the data centre for the second table.
    draft: &'static str,
    /// Whose body has it; both where nothing is said.
    only: Option<Application>,
}

const fn both(json: &'static str, draft: &'static str) -> Pair {
    Pair { json, draft, only: None }
}

const fn kafka(json: &'static str, draft: &'static str) -> Pair {
    Pair { json, draft, only: Some(Application::Kafka) }
}

const fn cassandra(json: &'static str, draft: &'static str) -> Pair {
    Pair { json, draft, only: Some(Application::Cassandra) }
}

const ROOT: &[Pair] = &[
    both("name", "clusterName"),
    both("description", "description"),
    kafka("kafkaVersion", "version"),
    cassandra("cassandraVersion", "version"),
    both("slaTier", "slaTier"),
    both("privateNetworkCluster", "privateNetworkCluster"),
    both("pciComplianceMode", "pciComplianceMode"),
    kafka("clientToClusterEncryption", "clientEncryption"),
    kafka("allowDeleteTopics", "kafka.allowDeleteTopics"),
    kafka("autoCreateTopics", "kafka.autoCreateTopics"),
    kafka("defaultReplicationFactor", "kafka.replicationFactor"),
    kafka("defaultNumberOfPartitions", "kafka.partitions"),
    cassandra("luceneEnabled", "cassandra.lucene"),
    cassandra("passwordAndUserAuth", "cassandra.passwordAuth"),
    both("dataCentres", "dataCentres"),
];

const DATA_CENTRE: &[Pair] = &[
    both("name", "name"),
    both("cloudProvider", "cloudProvider"),
    both("region", "region"),
    both("network", "network"),
    both("nodeSize", "nodeSize"),
    both("numberOfNodes", "nodes"),
    cassandra("replicationFactor", "replicationFactor"),
    cassandra("continuousBackup", "continuousBackup"),
    both("tags", "tags"),
];

/// One of these per data centre in the body, one for all in the form.
const ENCRYPTION: &str = "clientToClusterEncryption";

fn find(table: &'static [Pair], application: Application, json: &str) -> Option<&'static str> {
    let belongs = |pair: &&Pair| pair.only.is_none_or(|only| only == application);
    // Compared without case, so that `Tags` in extra JSON can't slip past at a server that reads it as `tags`.
    table.iter().filter(belongs).find(|pair| pair.json.eq_ignore_ascii_case(json)).map(|pair| pair.draft)
}

/// The draft's field behind a field at the root of the body.
pub(super) fn root_field(application: Application, json: &str) -> Option<&'static str> {
    find(ROOT, application, json)
}

/// The draft's field behind a field of a data centre, counted from 0.
pub(super) fn data_centre_field(application: Application, index: usize, json: &str) -> Option<String> {
    if application == Application::Cassandra && json.eq_ignore_ascii_case(ENCRYPTION) {
        return Some("clientEncryption".to_owned());
    }
    find(DATA_CENTRE, application, json).map(|field| format!("dataCentres.{index}.{field}"))
}

/// The draft's field that the provider means when it refuses one: `dataCentres[0].nodeSize` → `dataCentres.0.nodeSize`.
///
/// What the provider writes there is not stated by any source, so this is lenient: brackets or dots, any case, and a
/// field deeper than the form goes. Nothing where no field of the form is meant.
pub fn field_named_by_provider(application: Application, name: &str) -> Option<String> {
    let mut steps = name.split(['.', '[', ']', '/']).filter(|step| !step.is_empty());
    let first = steps.next()?;
    let field = root_field(application, first)?;
    if field != "dataCentres" {
        return Some(field.to_owned());
    }
    let Some(second) = steps.next() else { return Some(field.to_owned()) };
    let (index, inner) = match second.parse::<usize>() {
        Ok(index) => (index, steps.next()),
        Err(_) => (0, Some(second)),
    };
    let Some(inner) = inner else { return Some(field.to_owned()) };
    Some(data_centre_field(application, index, inner).unwrap_or_else(|| field.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_name_for_a_field_leads_to_the_form() {
        let of = |name| field_named_by_provider(Application::Kafka, name);
        for (name, field) in [
            ("name", Some("clusterName")),
            ("kafkaVersion", Some("version")),
            ("dataCentres", Some("dataCentres")),
            ("dataCentres[0].nodeSize", Some("dataCentres.0.nodeSize")),
            ("dataCentres.2.numberOfNodes", Some("dataCentres.2.nodes")),
            ("dataCentres.network", Some("dataCentres.0.network")),
            ("dataCentres[0].awsSettings", Some("dataCentres")),
            ("dataCentres[0]", Some("dataCentres")),
            ("cassandraVersion", None),
            ("", None),
            ("kraft", None),
        ] {
            assert_eq!(of(name).as_deref(), field, "{name}");
        }
    }

    #[test]
    fn encryption_is_one_switch_in_the_form_and_one_per_data_centre_for_cassandra() {
        let field = field_named_by_provider(Application::Cassandra, "dataCentres[1].clientToClusterEncryption");
        assert_eq!(field.as_deref(), Some("clientEncryption"));
    }
}
