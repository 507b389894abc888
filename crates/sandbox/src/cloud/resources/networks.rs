//! Networks in a request about a resource, of any size and anywhere: what may come in, and what is peered.

use serde_json::Value;

use crate::cloud::check::{Form, Problems};
use crate::cloud::network::{BadNetwork, Network};

/// A network that must be there, as it was written.
pub(super) fn one<'a>(form: &Form<'a>, field: &str, problems: &mut Problems) -> &'a str {
    let Some(text) = form.text(field, problems) else { return "" };
    if let Err(bad) = text.parse::<Network>() {
        problems.add(form.path(field), bad.to_string());
    }
    text
}

/// At least one network, as they were written.
pub(super) fn some(form: &Form<'_>, field: &str, problems: &mut Problems) -> Vec<String> {
    let Some(value) = form.get(field) else {
        problems.add(form.path(field), "is required");
        return Vec::new();
    };
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    if items.is_empty() {
        problems.add(form.path(field), "must be an array with at least 1 network");
    }
    let mut networks = Vec::with_capacity(items.len());
    for (position, item) in items.iter().enumerate() {
        match item.as_str().ok_or(BadNetwork::NotCidr).and_then(|text| text.parse::<Network>().map(|_| text)) {
            Ok(text) => networks.push(text.to_owned()),
            Err(bad) => problems.add(format!("{}[{position}]", form.path(field)), bad.to_string()),
        }
    }
    networks
}

/// The first of `networks` that shares an address with `own`.
pub(super) fn overlapping<'a>(networks: &'a [String], own: Option<&Value>) -> Option<&'a str> {
    let own: Network = own?.as_str()?.parse().ok()?;
    networks.iter().map(String::as_str).find(|text| text.parse::<Network>().is_ok_and(|one| one.overlaps(own)))
}
