//! What the provider refuses: the rules of a create, each with the field it concerns. All problems are told at once.

mod cassandra;
mod data_centre;
mod form;
mod kafka;

use std::fmt;

use instaclustr_api::Application;
use serde_json::{Map, Value, json};

pub(crate) use self::form::Form;
use crate::catalogue::Catalogue;
use crate::cloud::route::ApiVersion;
use crate::cloud::spec::is_set;

/// What is wrong with a request.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Problem {
    field: String,
    message: String,
}

impl Problems {
    /// One more: `field` is its path, for example `dataCentres[0].network`.
    pub(crate) fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Problem { field: field.into(), message: message.into() });
    }

    /// All of `others`, behind these.
    pub(crate) fn extend(&mut self, others: Problems) {
        self.0.extend(others.0);
    }

    /// Those of `others` at fields of which nothing is told yet, behind these.
    pub(crate) fn extend_elsewhere(&mut self, others: Problems) {
        let is_told = |problem: &Problem| self.0.iter().any(|told| told.field == problem.field);
        let elsewhere: Vec<Problem> = others.0.into_iter().filter(|problem| !is_told(problem)).collect();
        self.0.extend(elsewhere);
    }

    /// These, told of the data centres at `places`: the first by the path of the one at the first of them, and so on.
    pub(crate) fn told_of(mut self, places: &[usize]) -> Problems {
        for problem in &mut self.0 {
            let place = problem.field.strip_prefix("dataCentres[").and_then(|rest| rest.split_once(']'));
            let moved = place.and_then(|(place, rest)| Some((places.get(place.parse::<usize>().ok()?)?, rest)));
            if let Some((place, rest)) = moved {
                problem.field = format!("dataCentres[{place}]{rest}");
            }
        }
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each field with its message.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|problem| (problem.field.as_str(), problem.message.as_str()))
    }

    /// As the provider lists them `[openapi] ErrorListResponseV2`.
    pub(crate) fn as_json(&self) -> Value {
        self.0.iter().map(|problem| json!({ "name": problem.field, "message": problem.message })).collect()
    }

    #[cfg(test)]
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.0.iter().map(|problem| problem.field.as_str()).collect()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(|one| format!("{} {}", one.field, one.message)).collect();
        f.write_str(&texts.join("; "))
    }
}

/// What is wrong with the create `spec` of a cluster of `application` (after [`super::spec::normalised`]).
pub(crate) fn create(application: Application, version: ApiVersion, spec: &Map<String, Value>) -> Problems {
    let mut problems = Problems::default();
    let form = Form::root(spec);
    if application == Application::Kafka {
        kafka::check_version(&form, version, &mut problems);
    }
    problems.extend(cluster(application, spec));
    problems
}

/// What is wrong with making a cluster of `application` that is `old` what `new` says, whose first data centres are those
/// of `old` in their order. What stood before may stand: it was taken when it was asked for, by older rules or an older
/// catalogue. Another value that is as wrong may not.
pub(crate) fn change(application: Application, old: &Map<String, Value>, new: &Map<String, Value>) -> Problems {
    let found = cluster(application, new);
    if found.is_empty() {
        return found;
    }
    let stood = cluster(application, old);
    let may_stand = |problem: &Problem| stood.0.contains(problem) && says_the_same(old, new, &problem.field);
    Problems(found.0.into_iter().filter(|problem| !may_stand(problem)).collect())
}

/// Whether `old` and `new` have the same value at `path`. What is wrong with a block as a whole is that it is there, not
/// what is in it.
fn says_the_same(old: &Map<String, Value>, new: &Map<String, Value>, path: &str) -> bool {
    let (old, new) = (at(old, path), at(new, path));
    let is_block = |value: Option<&Value>| match value {
        Some(Value::Array(items)) => items.iter().all(Value::is_object),
        value => value.is_some_and(Value::is_object),
    };
    old == new || (is_block(old) && is_block(new))
}

/// The value at a path like `dataCentres[0].network`, where it is set.
fn at<'a>(spec: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut parts = path.split(['.', '[']);
    let first = spec.get(parts.next()?)?;
    let value = parts.try_fold(first, |value, part| match part.strip_suffix(']') {
        Some(position) => value.get(position.parse::<usize>().ok()?),
        None => value.get(part),
    });
    value.filter(|value| is_set(value))
}

/// What is wrong with `spec` as what a cluster of `application` is to be, by either version of the API.
fn cluster(application: Application, spec: &Map<String, Value>) -> Problems {
    let mut problems = Problems::default();
    let form = Form::root(spec);
    common(&form, application, &mut problems);
    match application {
        Application::Kafka => kafka::check(&form, &mut problems),
        Application::Cassandra => cassandra::check(&form, &mut problems),
    }
    problems
}

/// Rules of the root that both products share `[openapi]`.
fn common(form: &Form<'_>, application: Application, problems: &mut Problems) {
    if let Some(name) = form.text("name", problems) {
        let begins_well = name.starts_with(|letter: char| letter.is_ascii_alphanumeric());
        let is_well_formed = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if !(begins_well && is_well_formed) {
            problems.add(form.path("name"), "must match [a-zA-Z0-9][a-zA-Z0-9_-]*");
        }
        if !(3..=48).contains(&name.chars().count()) {
            problems.add(form.path("name"), "must have 3 to 48 characters");
        }
    }
    form.optional_text("description", problems);
    form.one_of("slaTier", ["PRODUCTION", "NON_PRODUCTION"].into_iter(), problems);
    form.flag("privateNetworkCluster", problems);
    form.flag("pciComplianceMode", problems);
    form.optional_flag("bundledUseOnly", problems);
    let field = match application {
        Application::Kafka => "kafkaVersion",
        Application::Cassandra => "cassandraVersion",
    };
    version(form, field, Catalogue::get().versions(application), problems);
    if let Some(delete) = form.block("twoFactorDelete", problems) {
        two_factor_delete(&delete, problems);
    }
}

fn two_factor_delete(delete: &Form<'_>, problems: &mut Problems) {
    if delete.text("confirmationEmail", problems).is_some_and(|email| !email.contains('@')) {
        problems.add(delete.path("confirmationEmail"), "must be an e-mail address");
    }
    let is_of_phone = |letter: char| letter.is_ascii_digit() || letter.is_whitespace() || "-()+".contains(letter);
    if let Some(phone) = delete.optional_text("confirmationPhoneNumber", problems)
        && (phone.starts_with(char::is_whitespace) || !phone.chars().all(is_of_phone))
    {
        problems.add(delete.path("confirmationPhoneNumber"), r"must match ^(?![\s])[\-\s\(\)\+0-9]*$");
    }
}

/// What is wrong with a change of settings `[openapi] ClusterSettingsUpdateV2`.
pub(crate) fn settings(body: &Map<String, Value>) -> Problems {
    let mut problems = Problems::default();
    let form = Form::root(body);
    form.optional_text("description", &mut problems);
    if let Some(delete) = form.object("twoFactorDelete", &mut problems) {
        two_factor_delete(&delete, &mut problems);
    }
    problems
}

/// How many nodes the `resizeSettings` of `body` let be replaced at one time; 1 where they say nothing.
pub(crate) fn concurrency(body: &Map<String, Value>, problems: &mut Problems) -> usize {
    let settings = Form::root(body).block("resizeSettings", problems);
    let concurrency = settings.and_then(|settings| resize_settings(&settings, problems));
    concurrency.and_then(|number| usize::try_from(number).ok()).unwrap_or(1)
}

/// 0, which is the document's own example and which the vendor's operator allows `[operator]`, says nothing. More than the
/// vendor's range is taken, and replaces all nodes at once: the older API takes up to the nodes of the largest rack
/// `[openapi] ResizeDataCentreRequest`, the operator up to those of the cluster `[operator]`; v2 states no bound.
fn resize_settings(settings: &Form<'_>, problems: &mut Problems) -> Option<i64> {
    settings.optional_flag("notifySupportContacts", problems);
    settings.get("concurrency")?;
    settings.whole("concurrency", 0..=1_000, problems).filter(|number| *number > 0)
}

/// A version must be one of those on offer.
fn version(form: &Form<'_>, field: &str, offered: &[String], problems: &mut Problems) {
    let Some(version) = form.text(field, problems) else { return };
    if offered.is_empty() {
        problems.add(form.path(field), "no version is on offer");
    } else if !offered.iter().any(|one| one == version) {
        problems.add(form.path(field), format!("{version} is not on offer; available: {}", offered.join(", ")));
    }
}

#[cfg(test)]
mod tests;
