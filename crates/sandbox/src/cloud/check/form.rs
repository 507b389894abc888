//! An object of a request, read field by field: every miss is a problem at that field's path.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::Problems;

/// An object and where it stands.
pub(crate) struct Form<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Form<'a> {
    pub(crate) fn root(fields: &'a Map<String, Value>) -> Self {
        Self { fields, path: String::new() }
    }

    /// The path of `field`, as the provider's errors name it.
    pub(crate) fn path(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// The value of `field`, where it is set. Inside blocks nothing was left out before, so null and "" count as unset.
    pub(crate) fn get(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// The value of `field` as it was sent, where it was sent: null and "" too.
    pub(crate) fn raw(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field)
    }

    fn required(&self, field: &str, problems: &mut Problems) -> Option<&'a Value> {
        let value = self.get(field);
        if value.is_none() {
            problems.add(self.path(field), "is required");
        }
        value
    }

    fn told<T>(&self, field: &str, value: Option<T>, kind: &str, problems: &mut Problems) -> Option<T> {
        if value.is_none() {
            problems.add(self.path(field), format!("must be {kind}"));
        }
        value
    }

    /// A text that must be there.
    pub(crate) fn text(&self, field: &str, problems: &mut Problems) -> Option<&'a str> {
        let value = self.required(field, problems)?;
        self.told(field, value.as_str(), "a string", problems)
    }

    pub(crate) fn optional_text(&self, field: &str, problems: &mut Problems) -> Option<&'a str> {
        self.told(field, self.get(field)?.as_str(), "a string", problems)
    }

    /// `true` or `false`, which must be there: no v2 schema declares a default `[openapi]`.
    pub(crate) fn flag(&self, field: &str, problems: &mut Problems) -> Option<bool> {
        let value = self.required(field, problems)?;
        self.told(field, value.as_bool(), "true or false", problems)
    }

    pub(crate) fn optional_flag(&self, field: &str, problems: &mut Problems) -> Option<bool> {
        self.told(field, self.get(field)?.as_bool(), "true or false", problems)
    }

    /// A whole number in `range`, which must be there.
    pub(crate) fn whole(&self, field: &str, range: RangeInclusive<i64>, problems: &mut Problems) -> Option<i64> {
        let value = self.required(field, problems)?;
        let number = self.told(field, value.as_i64(), "a whole number", problems)?;
        let kind = format!("from {} to {}", range.start(), range.end());
        self.told(field, Some(number).filter(|number| range.contains(number)), &kind, problems)
    }

    /// One of `words`, which must be there.
    pub(crate) fn one_of<'w>(
        &self,
        field: &str,
        words: impl Iterator<Item = &'w str> + Clone,
        problems: &mut Problems,
    ) -> Option<&'a str> {
        let text = self.text(field, problems)?;
        if words.clone().any(|word| word == text) {
            return Some(text);
        }
        problems.add(self.path(field), format!("must be one of {}", words.collect::<Vec<_>>().join(", ")));
        None
    }

    /// The objects of an array; nothing where it is not set.
    pub(crate) fn objects(&self, field: &str, problems: &mut Problems) -> Vec<Form<'a>> {
        let Some(value) = self.get(field) else { return Vec::new() };
        let Some(items) = self.told(field, value.as_array(), "an array", problems) else { return Vec::new() };
        let mut forms = Vec::with_capacity(items.len());
        for (position, item) in items.iter().enumerate() {
            let path = format!("{}[{position}]", self.path(field));
            match item.as_object() {
                Some(fields) => forms.push(Form { fields, path }),
                None => problems.add(path, "must be an object"),
            }
        }
        forms
    }

    /// An array of strings, where it is set.
    pub(crate) fn texts(&self, field: &str, problems: &mut Problems) {
        let Some(value) = self.get(field) else { return };
        let texts = value.as_array().filter(|items| items.iter().all(Value::is_string));
        self.told(field, texts, "an array of strings", problems);
    }

    /// An object, where it is set.
    pub(crate) fn object(&self, field: &str, problems: &mut Problems) -> Option<Form<'a>> {
        let fields = self.told(field, self.get(field)?.as_object(), "an object", problems)?;
        Some(Form { fields, path: self.path(field) })
    }

    /// A block: an array with at most one object `[openapi]`.
    pub(crate) fn block(&self, field: &str, problems: &mut Problems) -> Option<Form<'a>> {
        let mut forms = self.objects(field, problems);
        if forms.len() > 1 {
            problems.add(self.path(field), "must have at most 1 item");
        }
        if forms.is_empty() { None } else { Some(forms.swap_remove(0)) }
    }
}
