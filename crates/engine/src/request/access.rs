//! Who may reach the cluster: the firewall rules of a profile, sent one by one once the cluster runs.

use std::collections::BTreeSet;

use instaclustr_api::{FirewallRuleType, NetworkRule};
use serde_json::json;

use super::finding::{Findings, use_value};
use super::preview::Sender;
use super::set_up::SENT_AGAIN;
use crate::api::{AccessDraft, Application, Fix, PreviewRequest, ProfileDraft};
use crate::network::{MINE, NoRange, Range, Source};
use crate::run::subject::{Rule, Subject};

/// Where a rule is asked for `[openapi]`.
pub const PATH: &str = "/cluster-management/v2/resources/network-firewall-rules/v2";
/// The most rules of a profile.
pub const RULES_MAX: usize = 10;

/// What a rule can open for an application `[tf]`, the usual one first. That `KAFKA` and `CASSANDRA` are what a client needs is what
/// the vendor's own scripts used.
pub fn opens(application: Application) -> &'static [&'static str] {
    match application {
        Application::Kafka => &[
            "KAFKA",
            "KAFKA_ENCRYPTION",
            "KAFKA_NO_ENCRYPTION",
            "KAFKA_MTLS",
            "KAFKA_PRIVATE_SASL_PLAINTEXT_LISTENER",
            "KAFKA_PUBLIC_SASL_PLAINTEXT_LISTENER",
            "KAFKA_PRIVATE_PLAINTEXT_LISTENER",
            "KAFKA_PUBLIC_PLAINTEXT_LISTENER",
            "KAFKA_PRIVATE_SSL_LISTENER",
            "KAFKA_PUBLIC_SSL_LISTENER",
            "KAFKA_REST_PROXY",
            "KAFKA_SCHEMA_REGISTRY",
            "KARAPACE_REST_PROXY",
            "KARAPACE_SCHEMA_REGISTRY",
            "KAFKA_CONNECT",
            "SHOTOVER_PROXY",
            "APACHE_ZOOKEEPER",
            "SECURE_APACHE_ZOOKEEPER",
        ],
        Application::Cassandra => &["CASSANDRA", "CASSANDRA_CQL", "SPARK", "SPARK_JOBSERVER", "SHOTOVER_PROXY"],
    }
}

/// «This computer», to what its clients need.
pub(super) fn mine(application: Application) -> AccessDraft {
    let opens = opens(application).first().copied().unwrap_or_default();
    AccessDraft { from: MINE.to_owned(), opens: opens.to_owned() }
}

/// The rules of a draft. What can't be read is left out: the checks have refused it.
pub(super) fn subjects(draft: &ProfileDraft) -> impl Iterator<Item = Subject> + '_ {
    let read = |access: &AccessDraft| {
        let from = Source::read(&access.from).ok()?;
        Some(Subject::Rule(Rule { from, opens: access.opens.clone(), network: from.named(), typed: false }))
    };
    draft.access.iter().filter_map(read)
}

/// The ranges of a draft that let everybody in, as they are to be typed before they are sent.
pub fn everybody(draft: &ProfileDraft) -> impl Iterator<Item = Range> + '_ {
    let named = draft.access.iter().filter_map(|access| Source::read(&access.from).ok()?.named());
    named.filter(|range| range.is_everybody())
}

/// What is sent for a rule.
pub fn rule(cluster: &str, network: Range, opens: &str) -> NetworkRule {
    NetworkRule {
        cluster_id: cluster.to_owned(),
        network: network.to_string(),
        rule_type: FirewallRuleType::from(opens),
    }
}

/// The requests as they would be sent, for the form and the review.
pub(super) fn previews<'a>(
    draft: &'a ProfileDraft,
    sender: &'a Sender<'a>,
) -> impl Iterator<Item = PreviewRequest> + 'a {
    draft.access.iter().enumerate().map(|(at, access)| {
        let mine = access.from == MINE;
        let network = if mine { "… (this computer's address, /32)" } else { access.from.as_str() };
        let body = json!({ "clusterId": "…", "network": network, "type": access.opens });
        let fields = [("network", format!("access.{at}.from")), ("type", format!("access.{at}.opens"))];
        let who = if mine { "this computer" } else { access.from.as_str() };
        sender.later(&format!("Access for {who}"), PATH, &body, &fields, SENT_AGAIN)
    })
}

pub(super) fn check(found: &mut Findings<'_>) {
    let draft = found.draft;
    if draft.access.len() > RULES_MAX {
        found.error("access", &draft.access.len().to_string(), format!("At most {RULES_MAX} rules."), Vec::new());
    }
    let mut known = BTreeSet::new();
    for (at, access) in draft.access.iter().enumerate() {
        let field = format!("access.{at}.from");
        match Source::read(&access.from) {
            Err(NoRange::BitsBehind(range)) => {
                let message = NoRange::BitsBehind(range).to_string();
                found.error(&field, &access.from, message, vec![use_value(range)]);
            }
            Err(NoRange::Nonsense) => {
                let message = "Must be mine, an address or a range, such as 203.0.113.7/32.";
                found.error(&field, &access.from, message, vec![this_computer()]);
            }
            Ok(source) => {
                let twice = source.named().map_or_else(|| MINE.to_owned(), |range| range.to_string());
                if !known.insert((twice, access.opens.as_str())) {
                    found.error(&field, &access.from, "This rule is there already.", Vec::new());
                }
            }
        }
        let types = opens(draft.application);
        let usual = || types.first().map(use_value).into_iter().collect();
        let field = format!("access.{at}.opens");
        if access.opens.is_empty() {
            found.error(&field, "", "Needs what it opens.", usual());
        } else if !types.contains(&access.opens.as_str()) {
            let message = format!("{} is not among the rules for this application.", access.opens);
            found.warning(&field, &access.opens, message, "Terraform provider's documentation", usual());
        }
    }
}

fn this_computer() -> Fix {
    Fix { label: "Use this computer's address".to_owned(), value: MINE.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::new_draft;

    fn with(access: &[(&str, &str)]) -> ProfileDraft {
        let rule = |(from, opens): &(&str, &str)| AccessDraft { from: (*from).to_owned(), opens: (*opens).to_owned() };
        ProfileDraft { access: access.iter().map(rule).collect(), ..new_draft(Application::Kafka) }
    }

    fn findings(access: &[(&str, &str)]) -> Vec<(String, String)> {
        let draft = with(access);
        let mut found = Findings::of(&draft);
        check(&mut found);
        found.list.into_iter().map(|finding| (finding.field, finding.message)).collect()
    }

    #[test]
    fn what_is_wrong_with_a_rule_is_told_at_its_field() {
        assert!(findings(&[("mine", "KAFKA"), ("10.0.0.0/8", "KAFKA"), ("mine", "KAFKA_CONNECT")]).is_empty());
        let told = |access| findings(access).into_iter().map(|(field, _)| field).collect::<Vec<_>>();
        assert_eq!(told(&[("mine", "KAFKA"), ("mine", "KAFKA")]), ["access.1.from"]);
        assert_eq!(told(&[("203.0.113.7", "KAFKA"), ("203.0.113.7/32", "KAFKA")]), ["access.1.from"]);
        assert_eq!(told(&[("10.0.0.7/8", ""), ("nobody", "CASSANDRA")]).len(), 4);
        assert_eq!(told(&[("mine", "KAFKA"); 11]).first().map(String::as_str), Some("access"));
    }

    #[test]
    fn what_lets_everybody_in_has_to_be_typed() {
        let draft = with(&[("mine", "KAFKA"), ("0.0.0.0/0", "KAFKA"), ("::/0", "KAFKA"), ("10.0.0.0/8", "KAFKA")]);
        let typed: Vec<String> = everybody(&draft).map(|range| range.to_string()).collect();
        assert_eq!(typed, ["0.0.0.0/0", "::/0"]);
    }

    #[test]
    fn each_line_of_a_rule_knows_its_field() {
        let draft = with(&[("203.0.113.7/32", "KAFKA")]);
        let sender = Sender { url: "https://example.com", user: "me" };
        let request = previews(&draft, &sender).next().unwrap();
        let lines: Vec<_> = request.lines.iter().map(|line| (line.text.trim(), line.field.as_deref())).collect();
        let expected = [
            ("{", None),
            ("\"clusterId\": \"…\",", None),
            ("\"network\": \"203.0.113.7/32\",", Some("access.0.from")),
            ("\"type\": \"KAFKA\"", Some("access.0.opens")),
            ("}", None),
        ];
        assert_eq!(lines, expected);
    }
}
