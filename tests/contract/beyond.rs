//! What we ask that the document of 2024 does not have, with the source that has it.

use crate::document::fits;

/// Method, path, source.
const BEYOND: &[(&str, &str, &str)] = &[
    ("GET", "/cluster-management/v2/data-sources/applications/kafka/versions/v2", "[operator config.go][redoc]"),
    ("GET", "/cluster-management/v2/data-sources/applications/cassandra/versions/v2", "[operator config.go][redoc]"),
    ("GET", "/cluster-management/v2/data-sources/applications/kafka/compatible-node-sizes/v2", "[inferred]"),
    ("GET", "/cluster-management/v2/data-sources/applications/cassandra/compatible-node-sizes/v2", "[redoc]"),
    ("POST", "/cluster-management/v2/resources/applications/kafka/clusters/v3", "[inferred]"),
    ("GET", "/cluster-management/v2/resources/applications/kafka/clusters/v3/{clusterId}", "[inferred]"),
    ("PUT", "/cluster-management/v2/resources/applications/kafka/clusters/v3/{clusterId}", "[inferred]"),
    ("DELETE", "/cluster-management/v2/resources/applications/kafka/clusters/v3/{clusterId}", "[inferred]"),
    ("GET", "/provisioning/v1/{clusterId}", "[operator client.go]"),
    ("GET", "/cluster-management/v2/resources/cluster-network-firewall-rules/v2/{clusterId}", "[inferred]"),
    ("PUT", "/cluster-management/v2/resources/cluster-network-firewall-rules/v2/{clusterId}", "[inferred]"),
    ("DELETE", "/cluster-management/v2/resources/cluster-network-firewall-rules/v2/{clusterId}", "[inferred]"),
    (
        "GET",
        "/cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/{clusterId}",
        "[3rd-party 2026]",
    ),
    (
        "PUT",
        "/cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/{clusterId}",
        "[3rd-party 2026]",
    ),
    (
        "DELETE",
        "/cluster-management/v2/resources/providers/aws/cluster-security-group-firewall-rules/v2/{clusterId}",
        "[3rd-party 2026]",
    ),
];

/// Whether a request is for one of these.
pub fn is_known(method: &str, path: &str) -> bool {
    entry(method, path).is_some()
}

fn entry(method: &str, path: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    BEYOND.iter().find(|(known, template, _)| *known == method && fits(template, path))
}

/// Those of the table that no request was for.
pub fn without<'a>(asked: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Vec<String> {
    let is_asked = |(method, template, _): &&(&str, &str, &str)| {
        !asked.clone().any(|(other, path)| other == *method && fits(template, path))
    };
    BEYOND.iter().filter(is_asked).map(|(method, path, source)| format!("{method} {path} {source}")).collect()
}
