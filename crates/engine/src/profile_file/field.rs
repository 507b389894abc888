//! Which fields a profile has, and what each may hold.

use serde_json::Value;

use crate::api::Problem;

/// What a field may hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// Text, or nothing.
    OptionalText,
    /// `kafka` or `cassandra`.
    Application,
    /// `true` or `false`.
    Flag,
    /// A whole number from 0 to 4 294 967 295, or nothing.
    Number,
    /// Names with a text each.
    Texts,
    /// Any JSON object; in TOML also a text that holds one, because TOML has no null.
    Extra,
    /// A group of fields.
    Group(&'static [Field]),
    /// A list of groups.
    List(&'static [Field]),
}

/// A field of a profile.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Field {
    /// Its name, as in the draft.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What stands above or beside it in a template, one line.
    pub comment: &'static str,
}

const fn field(name: &'static str, kind: Kind, comment: &'static str) -> Field {
    Field { name, kind, comment }
}

const KAFKA: &[Field] = &[
    field("replicationFactor", Kind::Number, "for new topics, and the number of racks: 3 or 5"),
    field("partitions", Kind::Number, "for new topics"),
    field("autoCreateTopics", Kind::Flag, "a client makes a topic by using it"),
    field("allowDeleteTopics", Kind::Flag, "topics may be deleted"),
];

const CASSANDRA: &[Field] = &[
    field("lucene", Kind::Flag, "Lucene add-on"),
    field("passwordAuth", Kind::Flag, "password log-in and authorisation"),
];

const DATA_CENTRE: &[Field] = &[
    field("name", Kind::Text, "unique in the cluster"),
    field("cloudProvider", Kind::Text, "AWS_VPC, GCP or AZURE_AZ"),
    field("region", Kind::Text, "as Instaclustr spells it: US_EAST_1, us-east1, EAST_US"),
    field("network", Kind::Text, "private, as CIDR, /16 to /22"),
    field("nodeSize", Kind::Text, "-DEV- in the name: needs NON_PRODUCTION"),
    field("nodes", Kind::Number, "a multiple of the racks"),
    field("replicationFactor", Kind::Number, "racks of this data centre: 2, 3 or 5"),
    field("continuousBackup", Kind::Flag, "commit-log backups and more frequent snapshots"),
    field("tags", Kind::Texts, "own tags, besides Slipway's mark"),
];

const ACCESS: &[Field] = &[
    field("from", Kind::Text, "mine (this computer's address), an address, or a range as CIDR"),
    field("opens", Kind::Text, "KAFKA, CASSANDRA and others, as Instaclustr spells them"),
];

const PEERINGS: &[Field] = &[
    field("dataCentre", Kind::Text, "name of the data centre; empty where there is one alone"),
    field("owner", Kind::Text, "AWS account, GCP project or Azure subscription of the other network"),
    field("network", Kind::Text, "the other network: VPC id at AWS, its name at GCP and Azure"),
    field("region", Kind::Text, "its region; AWS alone"),
    field("resourceGroup", Kind::Text, "its resource group; Azure alone"),
    field("adObjectId", Kind::Text, "directory object with the right to peer; Azure alone, other subscription"),
    field("subnets", Kind::Text, "its ranges to be reached, as CIDR, with commas between them"),
];

const USERS: &[Field] = &[
    field("name", Kind::Text, "the user's name"),
    field("permissions", Kind::Text, "standard, read-only or none"),
    field("mechanism", Kind::Text, "SCRAM-SHA-256 or SCRAM-SHA-512; Kafka alone"),
    field("asksPassword", Kind::Flag, "a person gives the password; otherwise one is made"),
];

const TOPICS: &[Field] = &[
    field("name", Kind::Text, "the topic's name"),
    field("partitions", Kind::Number, "as for new topics when absent"),
    field("replicationFactor", Kind::Number, "as for new topics when absent"),
];

const WINDOWS: &[Field] = &[
    field("day", Kind::Text, "MONDAY to SUNDAY"),
    field("startHour", Kind::Number, "0 to 23"),
    field("hours", Kind::Number, "how long, at least 1"),
];

/// The fields of a profile.
pub(super) const PROFILE: &[Field] = &[
    field("name", Kind::Text, "name of this profile"),
    field("account", Kind::OptionalText, "account it is meant for, by its id; asked at launch when absent"),
    field("application", Kind::Application, "kafka or cassandra"),
    field("clusterName", Kind::Text, "3 to 32 letters, digits, - or _"),
    field("description", Kind::Text, "free text"),
    field("version", Kind::Text, "x.y.z"),
    field("slaTier", Kind::Text, "PRODUCTION or NON_PRODUCTION"),
    field("privateNetworkCluster", Kind::Flag, "no public addresses"),
    field("pciComplianceMode", Kind::Flag, "the account must be enabled for it"),
    field("clientEncryption", Kind::Flag, "TLS between client and cluster"),
    field("kafka", Kind::Group(KAFKA), "what only Kafka has"),
    field("cassandra", Kind::Group(CASSANDRA), "what only Cassandra has"),
    field("dataCentres", Kind::List(DATA_CENTRE), "one for Kafka, one or more for Cassandra"),
    field("access", Kind::List(ACCESS), "a firewall rule: who may reach it, once it runs"),
    field("peerings", Kind::List(PEERINGS), "a network that is joined to it, once it runs"),
    field("users", Kind::List(USERS), "somebody who may log in, besides the default user"),
    field("topics", Kind::List(TOPICS), "a topic that is made once it runs; Kafka alone"),
    field("exclusionWindows", Kind::List(WINDOWS), "hours of the week without maintenance"),
    field("extra", Kind::Extra, "what has no field here, merged into the request"),
    field("accepted", Kind::Texts, "warnings to send anyway: field = value"),
];

/// A field by its name, or what is wrong with the name. `path` is that of the group, empty or with a dot at its end.
pub(super) fn find(fields: &'static [Field], path: &str, name: &str) -> Result<&'static Field, Problem> {
    if let Some(field) = fields.iter().find(|field| field.name == name) {
        return Ok(field);
    }
    let closest = fields.iter().map(|field| (distance(name, field.name), field.name)).min();
    let near = closest.filter(|(distance, _)| *distance <= 3).map(|(_, name)| name);
    let problem = Problem::field(format!("{path}{name}"), format!("There is no field «{name}»."));
    Err(match near {
        Some(near) => problem.with_remedy(format!("Perhaps «{path}{near}» is meant.")),
        None => {
            let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
            problem.with_remedy(format!("The fields are {}.", names.join(", ")))
        }
    })
}

/// Checks a value against what its field may hold and brings it into the draft's form.
pub(super) fn fitted(kind: Kind, path: &str, value: Value) -> Result<Value, Vec<Problem>> {
    let wrong = |message: &str| Err(vec![Problem::field(path, message)]);
    match kind {
        Kind::Text => {
            if value.is_string() {
                Ok(value)
            } else {
                wrong("Must be text in quotes.")
            }
        }
        Kind::OptionalText => match value {
            Value::Null => Ok(Value::Null),
            Value::String(text) if text.is_empty() => Ok(Value::Null),
            Value::String(text) => Ok(Value::String(text)),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => wrong("Must be text in quotes."),
        },
        Kind::Application => match value.as_str() {
            Some("kafka" | "cassandra") => Ok(value),
            _ => wrong("Must be \"kafka\" or \"cassandra\"."),
        },
        Kind::Flag => {
            if value.is_boolean() {
                Ok(value)
            } else {
                wrong("Must be true or false.")
            }
        }
        // TOML has no null: an empty text stands for a number not given.
        Kind::Number if value.is_null() || value == "" => Ok(Value::Null),
        Kind::Number => match value.as_u64().map(u32::try_from) {
            Some(Ok(number)) => Ok(Value::from(number)),
            Some(Err(_)) | None => wrong("Must be a whole number, without quotes."),
        },
        Kind::Texts => fitted_texts(path, value),
        Kind::Extra => match value {
            Value::Object(_) => Ok(value),
            Value::String(text) => match serde_json::from_str(&text) {
                Ok(Value::Object(fields)) => Ok(Value::Object(fields)),
                _ => wrong("Must be a JSON object."),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => wrong("Must be a JSON object."),
        },
        Kind::Group(fields) => fitted_group(fields, &format!("{path}."), value),
        Kind::List(fields) => {
            let Value::Array(items) = value else { return wrong("Must be a list.") };
            gather(
                items
                    .into_iter()
                    .enumerate()
                    .map(|(index, item)| fitted_group(fields, &format!("{path}.{index}."), item)),
            )
            .map(Value::Array)
        }
    }
}

/// Checks a group of fields. `path` is empty or ends with a dot.
pub(super) fn fitted_group(fields: &'static [Field], path: &str, value: Value) -> Result<Value, Vec<Problem>> {
    let Value::Object(given) = value else {
        return Err(vec![Problem::field(path.trim_end_matches('.'), "Must be a group of fields.")]);
    };
    let fields = given.into_iter().map(|(name, value)| {
        let field = find(fields, path, &name).map_err(|problem| vec![problem])?;
        let value = fitted(field.kind, &format!("{path}{name}"), value)?;
        Ok((name, value))
    });
    gather(fields).map(|fields| Value::Object(fields.into_iter().collect()))
}

fn fitted_texts(path: &str, value: Value) -> Result<Value, Vec<Problem>> {
    let Value::Object(given) = value else {
        return Err(vec![Problem::field(path, "Must be a group of names with a text each.")]);
    };
    match given.iter().find(|(_, value)| !value.is_string()) {
        Some((name, _)) => Err(vec![Problem::field(format!("{path}.{name}"), "Must be text in quotes.")]),
        None => Ok(Value::Object(given)),
    }
}

/// All of them, or everything that is wrong.
fn gather<T>(results: impl Iterator<Item = Result<T, Vec<Problem>>>) -> Result<Vec<T>, Vec<Problem>> {
    let mut good = Vec::new();
    let mut problems = Vec::new();
    for result in results {
        match result {
            Ok(value) => good.push(value),
            Err(more) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(good) } else { Err(problems) }
}

/// How many letters have to change (Levenshtein), without case.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.to_lowercase().chars().enumerate() {
        let mut next = vec![line + 1];
        for ((above, before), theirs) in row.iter().skip(1).zip(&row).zip(&other) {
            let left = next.last().copied().unwrap_or(line + 1);
            let here = (before + usize::from(letter != *theirs)).min(above + 1).min(left + 1);
            next.push(here);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_field_is_told_the_right_name() {
        let problem = find(DATA_CENTRE, "dataCentres.0.", "netwrok").unwrap_err();
        assert_eq!(problem.remedy.as_deref(), Some("Perhaps «dataCentres.0.network» is meant."));
        let problem = find(PROFILE, "", "cluster_name").unwrap_err();
        assert_eq!(problem.remedy.as_deref(), Some("Perhaps «clusterName» is meant."));
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("ABC", "abc"), 0);
    }
}
