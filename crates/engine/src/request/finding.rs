//! What the checks found, gathered in the order of the form.

use crate::api::{Finding, Fix, ProfileDraft, Severity};

/// Findings so far, and the draft whose «send anyway» ticks they heed.
pub(super) struct Findings<'a> {
    pub(super) draft: &'a ProfileDraft,
    pub(super) list: Vec<Finding>,
}

impl<'a> Findings<'a> {
    pub(super) fn of(draft: &'a ProfileDraft) -> Self {
        Self { draft, list: Vec::new() }
    }

    /// Certainly wrong: not sent.
    pub(super) fn error(&mut self, field: &str, value: &str, message: impl Into<String>, fixes: Vec<Fix>) {
        self.add(Severity::Error, field, value, message.into(), None, fixes);
    }

    /// One source allows it and another does not, or nobody has heard of it: the provider decides.
    pub(super) fn warning(
        &mut self,
        field: &str,
        value: &str,
        message: impl Into<String>,
        source: impl Into<String>,
        fixes: Vec<Fix>,
    ) {
        self.add(Severity::Warning, field, value, message.into(), Some(source.into()), fixes);
    }

    fn add(
        &mut self,
        severity: Severity,
        field: &str,
        value: &str,
        message: String,
        source: Option<String>,
        fixes: Vec<Fix>,
    ) {
        let ticked = self.draft.accepted.get(field).is_some_and(|accepted| accepted == value);
        self.list.push(Finding {
            field: field.to_owned(),
            severity,
            message,
            source,
            value: value.to_owned(),
            accepted: ticked && severity == Severity::Warning,
            fixes,
        });
    }
}

/// A button that puts a value in: «Use 3».
pub(super) fn use_value(value: impl ToString) -> Fix {
    let value = value.to_string();
    Fix { label: format!("Use {value}"), value }
}
