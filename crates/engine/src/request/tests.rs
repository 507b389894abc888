//! A row for each kind of bad input: what it gets, where, and that each offered fix is one.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::api::{Application, Finding, ProfileDraft, Severity};
use crate::catalogue::shipped;
use crate::profile_file::set;
use crate::time::Timestamp;

fn good(application: Application) -> ProfileDraft {
    let mut draft = new_draft(application);
    draft.name = "orders".to_owned();
    draft.cluster_name = "orders-dev".to_owned();
    draft
}

fn findings(draft: &ProfileDraft) -> Vec<Finding> {
    let catalogue = shipped(draft.application);
    let cluster_names = BTreeSet::from(["taken".to_owned(), "taken-2".to_owned()]);
    check(draft, &Known { catalogue: &catalogue, cluster_names: &cluster_names })
}

/// One bad value: application, fields to set, and the one finding it must give.
struct Row {
    application: Application,
    set: &'static [(&'static str, &'static str)],
    severity: Severity,
    field: &'static str,
    message: &'static str,
    fixes: &'static [&'static str],
}

const fn error(
    application: Application,
    set: &'static [(&'static str, &'static str)],
    field: &'static str,
    message: &'static str,
    fixes: &'static [&'static str],
) -> Row {
    Row { application, set, severity: Severity::Error, field, message, fixes }
}

const fn warning(
    application: Application,
    set: &'static [(&'static str, &'static str)],
    field: &'static str,
    message: &'static str,
    fixes: &'static [&'static str],
) -> Row {
    Row { application, set, severity: Severity::Warning, field, message, fixes }
}

const K: Application = Application::Kafka;
const C: Application = Application::Cassandra;
const NETWORK: &str = "dataCentres.0.network";
const SIZE: &str = "dataCentres.0.nodeSize";
const NODES: &str = "dataCentres.0.nodes";
const NAME_36: &str = "sessions-cassandra-staging-shared-eu";
const NAME_49: &str = "a123456789012345678901234567890123456789012345678";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    error(K, &[("name", "")], "name", "Needs a name.", &[]),
    error(K, &[("name", " a ")], "name", "Must not begin or end with a blank.", &["Use a"]),
    error(K, &[("name", "a/b")], "name", "Reads like a file: no / in it, no .toml or .json at its end.", &[]),
    error(K, &[("name", "a.toml")], "name", "Reads like a file: no / in it, no .toml or .json at its end.", &[]),
    error(K, &[("clusterName", "")], "clusterName", "Needs a name: 3 to 32 letters, digits, - or _.", &[]),
    error(K, &[("clusterName", "ab")], "clusterName", "2 characters. At least 3.", &[]),
    error(K, &[("clusterName", "x")], "clusterName", "1 character. At least 3.", &[]),
    error(K, &[("clusterName", "my orders")], "clusterName", "Only letters a to z, digits, - and _: «blank» is none of them.", &["Use my-orders"]),
    error(K, &[("clusterName", "größe")], "clusterName", "Only letters a to z, digits, - and _: «ö» is none of them.", &["Use gr--e"]),
    error(K, &[("clusterName", "-orders")], "clusterName", "Must begin with a letter or a digit.", &["Use orders"]),
    error(K, &[("clusterName", NAME_49)], "clusterName", "49 characters. At most 48, better 32.", &[]),
    warning(C, &[("clusterName", NAME_36)], "clusterName", "36 characters. The API allows 48, the vendor's own tool 32.", &[]),
    warning(K, &[("clusterName", "taken")], "clusterName", "A cluster of this account has this name already.", &["Use taken-3"]),
    error(K, &[("version", "")], "version", "Needs a version.", &["Use 4.2.1"]),
    error(K, &[("version", "4.1")], "version", "Must be three numbers with dots, such as 4.1.2.", &["Use 4.2.1"]),
    error(K, &[("version", "4.1.x")], "version", "Must be three numbers with dots, such as 4.1.2.", &["Use 4.2.1"]),
    warning(K, &[("version", "9.9.9")], "version", "9.9.9 is not among the versions on offer.", &["Use 4.2.1"]),
    error(K, &[("slaTier", "GOLD")], "slaTier", "Must be PRODUCTION or NON_PRODUCTION.", &["Use NON_PRODUCTION", "Use PRODUCTION"]),
    error(K, &[("dataCentres.0.name", "")], "dataCentres.0.name", "Needs a name.", &[]),
    error(K, &[("dataCentres.0.cloudProvider", "")], "dataCentres.0.cloudProvider", "Needs a cloud.", &["Use AWS_VPC", "Use GCP", "Use AZURE_AZ"]),
    warning(K, &[("dataCentres.0.cloudProvider", "ONPREMISES")], "dataCentres.0.cloudProvider", "ONPREMISES is not among the clouds on offer.", &[]),
    error(K, &[("dataCentres.0.region", "")], "dataCentres.0.region", "Needs a region.", &[]),
    warning(K, &[("dataCentres.0.region", "us-east-1")], "dataCentres.0.region", "us-east-1 is not among the regions of Amazon Web Services.", &["Use US_EAST_1"]),
    warning(K, &[("dataCentres.0.region", "MOON_1")], "dataCentres.0.region", "MOON_1 is not among the regions of Amazon Web Services.", &[]),
    error(K, &[(NETWORK, "")], NETWORK, "Needs a network: an address with a prefix, such as 10.20.0.0/16.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "net")], NETWORK, "Not a network: an address with a prefix, such as 10.20.0.0/16.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "10.7.0.0")], NETWORK, "The prefix is missing: 10.20.0.0/16, for example.", &["Use 10.7.0.0/16"]),
    error(K, &[(NETWORK, "fd00::/48")], NETWORK, "IPv6: must be an IPv4 network, such as 10.20.0.0/16.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "10.0.0.0/99")], NETWORK, "The prefix must be a number from /16 to /22.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "10.20.0.5/16")], NETWORK, "An address, not a network: bits are set behind /16.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "203.0.113.0/24")], NETWORK, "Not private: must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "172.32.0.0/16")], NETWORK, "Not private: must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.", &["Use 10.20.0.0/16"]),
    error(K, &[(NETWORK, "10.0.0.0/8")], NETWORK, "Larger than /12, which no source allows: must be /16 to /22.", &["Use /16"]),
    error(K, &[(NETWORK, "10.0.0.0/29")], NETWORK, "Smaller than /28, which no source allows: must be /16 to /22.", &["Use /22"]),
    warning(K, &[(NETWORK, "10.16.0.0/12")], NETWORK, "Larger than /16. The API allowed /12 in 2024, Terraform 2026 does not.", &["Use /16"]),
    warning(C, &[(NETWORK, "10.50.0.0/24")], NETWORK, "Smaller than /22. Terraform 2026 allows /26, older sources do not.", &["Use /22"]),
    warning(C, &[(NETWORK, "10.50.0.0/28")], NETWORK, "Smaller than /26. Only the vendor's operator allows /28.", &["Use /22"]),
    error(K, &[(SIZE, "")], SIZE, "Needs a node size.", &["Use KFK-DEV-t4g.small-5"]),
    error(K, &[("slaTier", "PRODUCTION")], SIZE, "A developer size. PRODUCTION needs a production size, this one needs NON_PRODUCTION.", &["Use KFK-PRD-r7g.large-250"]),
    error(K, &[(SIZE, "KFK-ZK-PRD-m7g.large-80")], SIZE, "A size for dedicated ZooKeeper, not for brokers.", &["Use KFK-DEV-t4g.small-5"]),
    error(K, &[(SIZE, "KDR-x")], SIZE, "A size for dedicated controllers, not for brokers.", &["Use KFK-DEV-t4g.small-5"]),
    error(C, &[(SIZE, "CSO-x")], SIZE, "A size for the Shotover proxy, not for nodes.", &["Use CAS-DEV-t4g.small-5"]),
    warning(K, &[(SIZE, "KFK-PRD-r9g.large-1")], SIZE, "Not among the node sizes listed for Amazon Web Services.", &["Use KFK-DEV-t4g.small-5"]),
    error(K, &[(NODES, "4")], NODES, "Must be a multiple of the 3 racks.", &["Use 3", "Use 6"]),
    error(K, &[(NODES, "2")], NODES, "Must be a multiple of the 3 racks.", &["Use 3"]),
    error(K, &[(NODES, "0")], NODES, "Needs at least 3, one for each rack.", &["Use 3"]),
    error(C, &[(NODES, "")], NODES, "Needs at least 3, one for each rack.", &["Use 3"]),
    error(K, &[(NODES, "4294967295"), ("kafka.replicationFactor", "5"), (NODES, "4294967294")], NODES, "Must be a multiple of the 5 racks.", &["Use 4294967290", "Use 4294967295"]),
    error(K, &[("kafka.replicationFactor", "")], "kafka.replicationFactor", "Needs a replication factor: 3 or 5.", &["Use 3", "Use 5"]),
    error(C, &[("dataCentres.0.replicationFactor", "0")], "dataCentres.0.replicationFactor", "Must be at least 1, usually 2, 3 or 5.", &["Use 2", "Use 3", "Use 5"]),
    warning(K, &[("kafka.replicationFactor", "1")], "kafka.replicationFactor", "The vendor's own tool allows 3 or 5, not 1.", &["Use 3", "Use 5"]),
    error(K, &[("kafka.partitions", "")], "kafka.partitions", "Needs a number of partitions.", &["Use 3"]),
    error(K, &[("kafka.partitions", "0")], "kafka.partitions", "Must be at least 1.", &["Use 3"]),
    error(K, &[("dataCentres.0.tags.slipway-run", "x")], "dataCentres.0.tags", "«slipway-run» is Slipway's own tag, by which a lost answer is found. Use another key.", &[]),
    error(C, &[("extra.slaTier", "PRODUCTION")], "extra", "«slaTier» can't be set here. The form sets it (slaTier).", &[]),
    error(K, &[("extra.dataCentres", r#"[{"tags":[]}]"#)], "extra", "«dataCentres.0.tags» can't be set here. Tags carry the mark by which a lost answer is found: set your own in the form.", &[]),
    error(K, &[("extra.dataCentres", "[{},{}]")], "extra", "«dataCentres.1» can't be set here. The form has no such data centre: add it there.", &[]),
    warning(K, &[("extra.restProxy", r#"[{"schemaRegistryPassword":"x"}]"#)], "extra", "«restProxy.0.schemaRegistryPassword» is a secret, and a profile is kept in clear on this computer.", &[]),
];

#[test]
fn bad_input_gets_one_finding_at_its_field() {
    for row in ROWS {
        let draft = changed(row);
        let found = findings(&draft);
        let told: Vec<(Severity, &str, &str)> =
            found.iter().map(|found| (found.severity, found.field.as_str(), found.message.as_str())).collect();
        assert_eq!(told, [(row.severity, row.field, row.message)], "{:?}", row.set);
        let labels: Vec<&str> = found[0].fixes.iter().map(|fix| fix.label.as_str()).collect();
        assert_eq!(labels, row.fixes, "{:?}", row.set);
        assert_eq!(found[0].source.is_some(), row.severity == Severity::Warning, "{:?}", row.set);
    }
}

#[test]
fn each_offered_fix_leaves_nothing_to_say_of_that_field() {
    for row in ROWS {
        let draft = changed(row);
        for found in findings(&draft) {
            for fix in found.fixes {
                let mut fixed = draft.clone();
                set(&mut fixed, &found.field, &fix.value).unwrap();
                let left: Vec<Finding> = findings(&fixed);
                assert!(left.iter().all(|other| other.field != found.field), "{:?} {fix:?}: {left:?}", row.set);
            }
        }
    }
}

#[test]
fn a_warning_is_accepted_for_one_value_of_one_field() {
    for row in ROWS.iter().filter(|row| row.severity == Severity::Warning) {
        let mut draft = changed(row);
        let found = findings(&draft).remove(0);
        assert!(!found.accepted);
        draft.accepted.insert(found.field.clone(), found.value.clone());
        assert!(findings(&draft)[0].accepted, "{:?}", row.set);
        draft.accepted.insert(found.field.clone(), format!("{}?", found.value));
        assert!(!findings(&draft)[0].accepted, "{:?}", row.set);
    }
}

#[test]
fn an_error_is_never_accepted() {
    for row in ROWS.iter().filter(|row| row.severity == Severity::Error) {
        let mut draft = changed(row);
        let found = findings(&draft).remove(0);
        draft.accepted.insert(found.field, found.value);
        assert!(!findings(&draft)[0].accepted, "{:?}", row.set);
    }
}

fn changed(row: &Row) -> ProfileDraft {
    let mut draft = good(row.application);
    for (path, value) in row.set {
        if let Some(key) = path.strip_prefix("extra.") {
            let value = serde_json::from_str(value).unwrap_or_else(|_| json!(value));
            draft.extra.insert(key.to_owned(), value);
        } else {
            set(&mut draft, path, value).unwrap();
        }
    }
    draft
}

#[test]
fn a_new_draft_lacks_nothing_but_its_names() {
    for application in [Application::Kafka, Application::Cassandra] {
        assert_eq!(findings(&good(application)), []);
        let found = findings(&new_draft(application));
        let fields: Vec<&str> = found.iter().map(|found| found.field.as_str()).collect();
        assert_eq!(fields, ["name", "clusterName"]);
    }
}

#[test]
fn a_template_has_nothing_wrong_with_it() {
    for application in [Application::Kafka, Application::Cassandra] {
        let text = crate::profile_file::template(application);
        let draft = crate::profile_file::parse(&text, crate::profile_file::FileKind::Toml).unwrap();
        assert_eq!(findings(&draft), []);
    }
}

#[test]
fn kafka_has_exactly_one_data_centre() {
    let mut draft = good(Application::Kafka);
    let mut second = draft.data_centres[0].clone();
    second.name = "SECOND".to_owned();
    second.network = "10.40.0.0/16".to_owned();
    draft.data_centres.push(second);
    assert_eq!(findings(&draft)[0].message, "Kafka has exactly one data centre, here are 2.");
    draft.data_centres.clear();
    assert_eq!(findings(&draft)[0].message, "Kafka has exactly one data centre, here are 0.");
    draft.application = Application::Cassandra;
    draft.version = "5.0.6".to_owned();
    assert_eq!(findings(&draft)[0].message, "Needs at least one data centre.");
}

#[test]
fn data_centres_have_names_and_networks_of_their_own() {
    let mut draft = good(Application::Cassandra);
    draft.data_centres.push(draft.data_centres[0].clone());
    draft.data_centres[1].network = "10.30.128.0/20".to_owned();
    let found = findings(&draft);
    let told: Vec<(&str, &str)> = found.iter().map(|found| (found.field.as_str(), found.message.as_str())).collect();
    assert_eq!(
        told,
        [
            ("dataCentres.1.name", "Another data centre has this name."),
            ("dataCentres.1.network", "Overlaps 10.30.0.0/16 of DC1."),
        ]
    );
    assert_eq!(found[1].fixes[0].value, "10.20.0.0/16");
}

#[test]
fn a_taken_name_that_is_long_too_is_told_twice_and_accepted_once() {
    let mut draft = good(Application::Kafka);
    draft.cluster_name = NAME_36.to_owned();
    let catalogue = shipped(Application::Kafka);
    let cluster_names = BTreeSet::from([NAME_36.to_owned()]);
    draft.accepted.insert("clusterName".to_owned(), NAME_36.to_owned());
    let found = check(&draft, &Known { catalogue: &catalogue, cluster_names: &cluster_names });
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|found| found.accepted));
}

#[test]
fn a_warning_on_a_version_names_the_list_it_is_missing_from() {
    let mut draft = good(Application::Kafka);
    draft.version = "9.9.9".to_owned();
    assert_eq!(findings(&draft)[0].source.as_deref(), Some("List of versions that comes with Slipway, of 2026-07"));
    let mut catalogue = shipped(Application::Kafka);
    catalogue.read_at = Some(Timestamp(1));
    let found = check(&draft, &Known { catalogue: &catalogue, cluster_names: &BTreeSet::new() });
    assert_eq!(found[0].source.as_deref(), Some("List of versions read from Instaclustr"));
}
