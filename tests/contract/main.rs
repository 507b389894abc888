//! What the client sends and what the sandbox answers, held against the provider's own document.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "this is a test")]

mod adapt;
mod beyond;
mod check;
mod differences;
mod document;
mod ids;
mod left_out;
mod likely;
mod recorder;
mod schemathesis;
mod walk;

use check::Check;
use differences::{DIFFERENCES, Difference, ONLY_READ};
use document::{Document, tell};
use recorder::Exchange;

/// The document with all that is known to be different, ready for checking; none where it is not at hand.
fn check_for(test: &str) -> Option<Check> {
    Document::find(test).map(|document| ready(&document, DIFFERENCES))
}

/// The document with these differences, and with what is asked beyond it.
fn ready<'a>(document: &Document, differences: impl IntoIterator<Item = &'a Difference>) -> Check {
    let newer = differences::worked_in(document, differences);
    Check::new(&adapt::adapt(&beyond::worked_in(&newer)))
}

#[track_caller]
fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n  {}", found.join("\n  "));
}

#[tokio::test]
async fn what_the_client_sends_and_the_sandbox_answers_fits_the_document() {
    let Some(check) = check_for("what_the_client_sends_and_the_sandbox_answers_fits_the_document") else { return };
    let exchanges = walk::all().await;
    let violations: Vec<String> = exchanges.iter().flat_map(|exchange| check.violations(exchange)).collect();
    none("against the document", &violations);
    tell(&format!("{} requests and their answers fit the document", exchanges.len()));
}

#[test]
fn the_answers_that_the_clients_own_tests_read_fit_the_document() {
    let Some(document) = Document::find("the_answers_that_the_clients_own_tests_read_fit_the_document") else { return };
    let check = ready(&document, DIFFERENCES.iter().chain(ONLY_READ));
    let violations: Vec<String> = walk::examples().flat_map(|example| check.violations(&example)).collect();
    none("against the document", &violations);
}

#[tokio::test]
async fn every_operation_of_the_document_is_met_or_left_out_for_a_reason() {
    let Some(check) = check_for("every_operation_of_the_document_is_met_or_left_out_for_a_reason") else { return };
    let without = check.without(&walk::all().await);
    let missing = without.iter().filter(|name| left_out::reason(name).is_none()).cloned();
    none("operations that are neither met nor left out for a reason", &missing.collect::<Vec<_>>());
    let met = left_out::names().filter(|name| !without.iter().any(|other| other == name)).map(str::to_owned);
    none("left out for a reason, and met or not in the document", &met.collect::<Vec<_>>());
    tell(&format!("{} of {} operations of the document are met", check.len() - without.len(), check.len()));
    for (reason, names) in left_out::LEFT_OUT {
        tell(&format!("  {} left out, {reason}", names.len()));
        names.iter().for_each(|name| println!("    {name}"));
    }
}

#[tokio::test]
async fn what_is_asked_beyond_the_document_is_asked_indeed() {
    let exchanges = walk::all().await;
    let asked = exchanges.iter().map(|exchange| (exchange.method.as_str(), exchange.path.as_str()));
    none("named as beyond the document, and never asked", &beyond::without(asked));
    let told = beyond::all_told();
    tell(&format!("{} operations beyond the document are held against the schemas nearest to them", told.len()));
    told.for_each(|one| println!("    {one}"));
}

#[tokio::test]
async fn each_known_difference_is_needed() {
    let Some(document) = Document::find("each_known_difference_is_needed") else { return };
    let mut needless = needless(&document, DIFFERENCES, &[], &walk::all().await);
    needless.extend(self::needless(&document, ONLY_READ, DIFFERENCES, &walk::examples().collect::<Vec<_>>()));
    none("differences that nothing needs", &needless);
}

/// Those of `differences` without which `exchanges` fit the document as well; `others` are worked in, too.
fn needless(
    document: &Document,
    differences: &[Difference],
    others: &[Difference],
    exchanges: &[Exchange],
) -> Vec<String> {
    let is_needless = |left_out: &&Difference| {
        let all = differences.iter().chain(others).filter(|other| other.about != left_out.about);
        let check = ready(document, all);
        exchanges.iter().all(|exchange| check.violations(exchange).is_empty())
    };
    differences.iter().filter(is_needless).map(|one| format!("{} {}", one.about, one.source)).collect()
}
