//! A restore: the request that makes a cluster from the backup of another, and what is wrong with it.

use std::collections::BTreeSet;

use instaclustr_api::{BackupState, Backups, Restore};

use super::name;
use super::network::{self, PREFIX_MAX, PREFIX_MIN, Read};
use crate::api::{Finding, Fix, PreviewRequest, RestoreWhat, Severity};
use crate::id::ClusterId;
use crate::time::Timestamp;

/// Where a restore is asked for.
pub const PATH: &str = "/cluster-management/v2/operations/applications/cassandra/restore/v2";

/// So many characters of chance are in a proposed name.
const NAME_CHANCE: usize = 6;

/// What is sent.
pub fn request(source: &ClusterId, what: &RestoreWhat) -> Restore {
    Restore {
        cluster_id: source.to_string(),
        restored_cluster_name: Some(what.name.clone()),
        point_in_time: what.at.map(|at| at.0.to_string()),
        keyspace_tables: (!what.tables.is_empty()).then(|| what.tables.join(",")),
        cluster_network: what.network.clone(),
        cdc_configs: Vec::new(),
    }
}

/// The request as it would be sent, for the review.
pub fn preview(restore: &Restore, account_url: &str, account_user: &str) -> PreviewRequest {
    let body = serde_json::to_value(restore).unwrap_or_default();
    super::preview::plain("Restore", "POST", PATH.to_owned(), &body, account_url, account_user)
}

/// The field of [`RestoreWhat`] that a message of the provider is about.
pub fn field_named_by_provider(named: &str) -> Option<String> {
    let field = match named {
        "restoredClusterName" => "name",
        "pointInTime" => "at",
        "keyspaceTables" => "tables",
        "clusterNetwork" => "network",
        _ => return None,
    };
    Some(field.to_owned())
}

/// A name for the restored cluster that none of `taken` has. `chance` goes into it: nobody else comes to the same one.
pub fn free_name(source: &str, taken: &BTreeSet<String>, chance: &str) -> String {
    let chance: String = chance.chars().filter(char::is_ascii_alphanumeric).take(NAME_CHANCE).collect();
    let first = format!("-restored-{chance}");
    let ends = std::iter::once(first.clone()).chain((2..1000_u32).map(|number| format!("{first}-{number}")));
    let named = ends.map(|end| {
        let room = name::CLUSTER_NAME_SAFE.saturating_sub(end.len());
        source.chars().take(room).collect::<String>() + &end
    });
    named.into_iter().find(|name| !taken.contains(name)).unwrap_or_default()
}

/// When the finished uploads of a list of backups ended: the first and the last of them.
pub fn finished(backups: &Backups) -> Option<(Timestamp, Timestamp)> {
    let ends = || backups.events().filter(|event| event.state == BackupState::Completed).filter_map(|event| event.end);
    Some((Timestamp(ends().min()?), Timestamp(ends().max()?)))
}

/// What is wrong with a restore whatever backups there are; `taken` are the names that clusters of the account bear.
pub fn check(what: &RestoreWhat, taken: &BTreeSet<String>, now: Timestamp) -> Vec<Finding> {
    let mut found = Vec::new();
    let name = what.name.as_str();
    if let Some((message, fixes)) = name::wrong(name) {
        found.push(error("name", name, message, fixes));
    } else if taken.contains(name) {
        // Elsewhere it is a warning: there the tag tells clusters of one name apart.
        let message = "A cluster of this account has this name. A restored cluster is known by its name alone.";
        found.push(error("name", name, message, Vec::new()));
    }
    if let Some(at) = what.at.filter(|at| *at > now) {
        found.push(error("at", &at.0.to_string(), "Is in the future.", Vec::new()));
    }
    for (index, table) in what.tables.iter().enumerate().filter(|(_, table)| !is_table(table)) {
        let message = "Must be keyspace.table: letters, digits and _.";
        found.push(error(&format!("tables.{index}"), table, message, Vec::new()));
    }
    if let Some(text) = &what.network
        && !matches!(network::read(text), Read::Block(block)
            if block.is_network() && (PREFIX_MIN..=PREFIX_MAX).contains(&block.prefix()))
    {
        let message = format!("Must be an IPv4 network of /{PREFIX_MIN} to /{PREFIX_MAX}, such as 10.20.0.0/16.");
        found.push(error("network", text, message, Vec::new()));
    }
    found
}

/// What the listed backups say against it. The list has the last seven days alone, so it is the provider that decides.
pub fn against_backups(what: &RestoreWhat, finished: Option<(Timestamp, Timestamp)>) -> Option<Finding> {
    let message = match (finished, what.at) {
        (None, _) => "No finished backup is listed for the last seven days.",
        (Some((first, _)), Some(at)) if at < first => {
            "Is before the first backup that is listed: seven days are listed."
        }
        (Some(_), _) => return None,
    };
    let value = what.at.map(|at| at.0.to_string()).unwrap_or_default();
    let source = Some("The provider's list of backups".to_owned());
    Some(Finding { source, severity: Severity::Warning, ..error("at", &value, message, Vec::new()) })
}

/// `keyspace.table` `[openapi] CassandraClusterRestoreV2.keyspaceTables`; names as Cassandra has them unquoted.
fn is_table(text: &str) -> bool {
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    text.split_once('.').is_some_and(|(keyspace, table)| is_name(keyspace) && is_name(table))
}

fn error(field: &str, value: &str, message: impl Into<String>, fixes: Vec<Fix>) -> Finding {
    Finding {
        field: field.to_owned(),
        severity: Severity::Error,
        message: message.into(),
        source: None,
        value: value.to_owned(),
        accepted: false,
        fixes,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp(1_795_000_000_000);

    fn what(name: &str) -> RestoreWhat {
        RestoreWhat { name: name.to_owned(), at: None, tables: Vec::new(), network: None }
    }

    fn taken(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn fields(what: &RestoreWhat) -> Vec<String> {
        check(what, &taken(&["orders"]), NOW).into_iter().map(|finding| finding.field).collect()
    }

    #[test]
    fn what_is_sent_has_what_was_said_and_nothing_else() {
        let source = ClusterId("c-1".to_owned());
        let body = |what: &RestoreWhat| serde_json::to_value(request(&source, what)).unwrap();
        assert_eq!(body(&what("copy")), json!({"clusterId": "c-1", "restoredClusterName": "copy"}));
        let all = RestoreWhat {
            at: Some(Timestamp(5)),
            tables: vec!["a.b".to_owned(), "a.c".to_owned()],
            network: Some("10.9.0.0/16".to_owned()),
            ..what("copy")
        };
        assert_eq!(
            body(&all),
            json!({"clusterId": "c-1", "restoredClusterName": "copy", "pointInTime": "5", "keyspaceTables": "a.b,a.c",
                "clusterNetwork": "10.9.0.0/16"})
        );
    }

    #[test]
    fn a_free_name_is_one_that_none_has_and_that_all_sources_allow() {
        let chance = "01-9f3c7788";
        assert_eq!(free_name("orders", &taken(&[]), chance), "orders-restored-019f3c");
        assert_eq!(free_name("orders", &taken(&["orders-restored-019f3c"]), chance), "orders-restored-019f3c-2");
        let long = free_name(&"a".repeat(48), &taken(&[]), chance);
        assert_eq!((long.len(), name::wrong(&long)), (32, None));
    }

    #[test]
    fn each_rule_of_a_restore() {
        assert!(fields(&what("copy")).is_empty());
        for name in ["", "ab", "-copy", "a copy", "orders"] {
            assert_eq!(fields(&what(name)), ["name"], "{name}");
        }
        assert!(fields(&RestoreWhat { at: Some(NOW), ..what("copy") }).is_empty());
        assert_eq!(fields(&RestoreWhat { at: Some(NOW.plus_ms(1)), ..what("copy") }), ["at"]);
        let tables = ["ks.t1", "ks", ".t", "ks.", "k s.t", "a.b.c"].map(str::to_owned).to_vec();
        let wrong = fields(&RestoreWhat { tables, ..what("copy") });
        assert_eq!(wrong, ["tables.1", "tables.2", "tables.3", "tables.4", "tables.5"]);
        for (network, ok) in [("10.0.0.0/16", true), ("10.0.0.1/16", false), ("10.0.0.0/8", false), ("x", false)] {
            let found = fields(&RestoreWhat { network: Some(network.to_owned()), ..what("copy") });
            assert_eq!(found.is_empty(), ok, "{network}");
        }
    }

    #[test]
    fn the_listed_backups_warn_and_no_more() {
        let event =
            |state: &str, end: Option<i64>| json!({"type": "snapshot-upload", "state": state, "start": 1, "end": end});
        let events = json!([event("COMPLETED", Some(500)), event("COMPLETED", Some(900)), event("ACTIVE", None)]);
        let body = json!({"clusterDataCentres": [{"nodes": [{"events": events}]}]});
        let backups: Backups = serde_json::from_value(body).unwrap();
        let listed = finished(&backups);
        assert_eq!(listed, Some((Timestamp(500), Timestamp(900))));
        assert_eq!(finished(&Backups::default()), None);
        let at = |at| RestoreWhat { at, ..what("copy") };
        assert_eq!(against_backups(&at(None), listed), None);
        assert_eq!(against_backups(&at(Some(Timestamp(500))), listed), None);
        for warned in [(at(Some(Timestamp(499))), listed), (at(None), None)] {
            let found = against_backups(&warned.0, warned.1).unwrap();
            assert_eq!((found.severity, found.field.as_str()), (Severity::Warning, "at"));
        }
    }
}
