//! Holding the document against the table of what is assumed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::assumed::{self, Body, Part, Side, Source};
use super::difference::Difference;
use super::place::Place;
use super::similar::may_be;
use super::{Document, PathItem, normal};

impl Document {
    /// Lists what this document settles or says otherwise, in the order of the table: paths, fields, words, then
    /// regions. `regions` are the names that the caller knows, of all clouds.
    pub fn compare(&self, regions: &[&str]) -> Vec<Difference> {
        let mut found = self.compare_paths();
        for body in assumed::BODIES {
            found.extend(self.compare_body(body));
        }
        found.extend(self.compare_words());
        found.extend(self.compare_regions(regions));
        found
    }

    fn compare_paths(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for path in assumed::PATHS {
            let (method, what) = (path.method.to_owned(), path.what.to_owned());
            if !self.has(path.method, path.path) {
                let perhaps = self.elsewhere(path);
                let source = path.source.tag().to_owned();
                found.push(Difference::PathMissing { method, path: path.path.to_owned(), what, source, perhaps });
            } else if path.source == Source::Inferred {
                found.push(Difference::PathConfirmed { method, path: path.path.to_owned(), what });
            }
        }
        for item in self.unknown_paths() {
            found.extend(
                item.methods
                    .iter()
                    .map(|method| Difference::PathNew { method: method.clone(), path: item.path.clone() }),
            );
        }
        found
    }

    fn has(&self, method: &str, path: &str) -> bool {
        self.paths.get(&normal(path)).is_some_and(|item| item.methods.iter().any(|known| known == method))
    }

    /// Paths about clusters such as ours that are not in the table.
    fn unknown_paths(&self) -> impl Iterator<Item = &PathItem> {
        let known: BTreeSet<String> = assumed::PATHS.iter().map(|path| normal(path.path)).collect();
        let unknown = self.paths.iter().filter(move |(path, _)| !known.contains(*path));
        unknown
            .map(|(_, item)| item)
            .filter(|item| !assumed::OTHER_PRODUCTS.iter().any(|word| item.path.contains(word)))
    }

    /// Where a path that is missing may be: under its resource's name, in another version, or by words of it.
    fn elsewhere(&self, path: &assumed::Path) -> Vec<String> {
        let same_resource = |item: &PathItem| path.resource.is_some() && item.resource.as_deref() == path.resource;
        let other_version = |item: &PathItem| without_versions(&item.path) == without_versions(path.path);
        let by_words =
            |item: &PathItem| !path.words.is_empty() && path.words.iter().all(|word| item.path.contains(word));
        let takes = |item: &&PathItem| item.methods.iter().any(|method| method == path.method);
        let may_be = |item: &&PathItem| same_resource(item) || other_version(item) || by_words(item);
        self.unknown_paths().filter(takes).filter(may_be).map(|item| item.path.clone()).collect()
    }

    fn compare_body(&self, body: &Body) -> Vec<Difference> {
        let Some(schema) = self.schema(body.method, body.path, body.side) else { return Vec::new() };
        let mut found = Vec::new();
        let mut places: Vec<&str> = Vec::new();
        for part in body.parts {
            if !places.contains(&part.at) {
                places.push(part.at);
            }
        }
        for place in places {
            let parts: Vec<&Part> = body.parts.iter().filter(|part| part.at == place).copied().collect();
            found.extend(self.compare_object(body, schema, Place(place), &parts));
        }
        found
    }

    /// The fields at one place. Where the place itself is not there, the field above it was told already.
    fn compare_object(&self, body: &Body, schema: &Value, place: Place<'_>, parts: &[&Part]) -> Vec<Difference> {
        let Some((object, odd)) = self.at(schema, &place) else { return Vec::new() };
        let of = || body.what.to_owned();
        let there = self.property_names(object);
        if there.is_empty() {
            // A schema that lists no fields says nothing of them.
            return Vec::new();
        }
        // Only the last step: those above were told at their own place.
        let last = place.split().1.trim_end_matches("[]");
        let odd = odd.into_iter().filter(|odd| odd.field == last);
        let mut found: Vec<Difference> =
            odd.map(|odd| Difference::ListDiffers { of: of(), field: place.0.to_owned(), there: odd.there }).collect();
        let known: BTreeSet<&str> =
            parts.iter().flat_map(|part| part.fields.iter().chain(part.inferred)).copied().collect();
        let new: Vec<&str> = there.iter().filter(|name| !known.contains(*name)).copied().collect();
        let fields = |inferred| parts.iter().flat_map(move |part| if inferred { part.inferred } else { part.fields });
        for inferred in [false, true] {
            for field in fields(inferred) {
                if !there.contains(field) {
                    let perhaps = new.iter().filter(|name| may_be(field, name)).map(|name| place.with(name)).collect();
                    found.push(Difference::FieldMissing { of: of(), field: place.with(field), inferred, perhaps });
                } else if inferred {
                    found.push(Difference::FieldConfirmed { of: of(), field: place.with(field) });
                }
            }
        }
        found.extend(new.iter().map(|name| Difference::FieldNew { of: of(), field: place.with(name) }));
        found
    }

    fn compare_words(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for list in assumed::WORDS {
            let Some(schema) = self.schema(list.method, list.path, list.side) else { continue };
            let Some(there) = self.at(schema, &Place(list.at)).and_then(|(schema, _)| self.words(schema)) else {
                continue;
            };
            found.extend(words(list.what, &(list.words)().into_iter().collect(), &there));
        }
        found
    }

    fn compare_regions(&self, regions: &[&str]) -> Vec<Difference> {
        let ours: BTreeSet<&str> = regions.iter().copied().collect();
        let mut declared: BTreeSet<&str> = BTreeSet::new();
        let mut named: BTreeSet<&str> = BTreeSet::new();
        for path in assumed::REGION_BODIES {
            let Some(schema) = self.schema("POST", path, Side::Body) else { continue };
            for field in ["dataCentres[].region", "dataCentres[].nodeSize"] {
                let Some((schema, _)) = self.at(schema, &Place(field)) else { continue };
                if field.ends_with("region") {
                    declared.extend(self.words(schema).into_iter().flatten());
                }
                let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
                let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"_-.".contains(c));
                // A full stop at the end belongs to the sentence.
                named.extend(words.map(|word| word.trim_matches('.')).filter(|word| is_region(word)));
            }
        }
        let mut found = if declared.is_empty() { Vec::new() } else { words(assumed::REGION, &ours, &declared) };
        let new = named.into_iter().filter(|word| !ours.contains(word) && !declared.contains(word));
        found.extend(new.map(|word| Difference::WordNew {
            of: assumed::REGION.to_owned(),
            word: word.to_owned(),
            declared: false,
        }));
        found
    }
}

/// What is in one list and not in the other.
fn words(of: &str, ours: &BTreeSet<&str>, there: &BTreeSet<&str>) -> Vec<Difference> {
    let of = || of.to_owned();
    let new =
        there.difference(ours).map(|word| Difference::WordNew { of: of(), word: (*word).to_owned(), declared: true });
    let missing = ours.difference(there).map(|word| Difference::WordMissing { of: of(), word: (*word).to_owned() });
    new.chain(missing).collect()
}

/// A path without its `v2` and the like, parameters as `{}`.
fn without_versions(path: &str) -> String {
    let is_version = |part: &&str| {
        part.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    normal(path).split('/').filter(|part| !is_version(part)).collect::<Vec<_>>().join("/")
}

/// Whether a word has the shape of a region at AWS (`US_EAST_1`) or GCP (`us-east1`). Azure's have no shape of their own.
fn is_region(word: &str) -> bool {
    let numbered = |parts: Vec<&str>, letter: fn(&u8) -> bool| {
        parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| letter(&byte)))
    };
    if let Some((head, number)) = word.rsplit_once('_') {
        let parts: Vec<&str> = head.split('_').collect();
        return number.len() == 1
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && (2..=4).contains(&parts.len())
            && parts.first().is_some_and(|part| part.len() == 2)
            && numbered(parts, u8::is_ascii_uppercase);
    }
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = bare.split('-').collect();
    (1..=2).contains(&(word.len() - bare.len())) && parts.len() == 2 && numbered(parts, u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_told_by_their_shape() {
        for word in ["US_EAST_1", "AP_NORTHEAST_3", "IL_CENTRAL_1", "US_GOV_WEST_1", "us-east1", "europe-west10"] {
            assert!(is_region(word), "{word}");
        }
        for word in [
            "EAST_US_2",
            "KFK-DEV-t4g.small-5",
            "us-east-1",
            "n2-standard",
            "AWS_VPC",
            "A_1",
            "",
            "_1",
            "-1",
            "V2_1",
            "100",
        ] {
            assert!(!is_region(word), "{word}");
        }
    }

    #[test]
    fn paths_are_compared_without_their_versions() {
        let ours = without_versions("/cluster-management/v2/resources/applications/kafka/users/v2/{kafkaUserId}");
        assert_eq!(ours, without_versions("/cluster-management/v2/resources/applications/kafka/users/v5/{id}/"));
        assert_eq!(ours, "/cluster-management/resources/applications/kafka/users/{}");
    }
}
