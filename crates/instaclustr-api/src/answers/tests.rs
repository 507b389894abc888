//! No answer is too strange to be read, and none is forgotten here.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn example(shape: &Shape) -> Value {
    let file = format!("{}/tests/answers/{}.json", env!("CARGO_MANIFEST_DIR"), shape.example);
    let example: Value = serde_json::from_str(&std::fs::read_to_string(&file).expect(&file)).expect(&file);
    match shape.list {
        Some(list) => json!([{ "clusterId": "c-1", list: [example] }]),
        None => example,
    }
}

/// JSON pointers to what must be there.
fn required(shape: &Shape) -> Vec<String> {
    let list = shape.list.map(|list| format!("/0/{list}"));
    shape.required.iter().map(|&pointer| pointer.to_owned()).chain(list).collect()
}

/// JSON pointers to everything in `json`, the whole among them.
fn pointers(json: &Value) -> Vec<String> {
    let parts: Vec<(String, &Value)> = match json {
        Value::Object(object) => object.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(at, item)| (at.to_string(), item)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    let below = |(name, part): (String, _)| pointers(part).into_iter().map(move |rest| format!("/{name}{rest}"));
    std::iter::once(String::new()).chain(parts.into_iter().flat_map(below)).collect()
}

fn with(json: &Value, pointer: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut changed = json.clone();
    change(changed.pointer_mut(pointer).unwrap());
    changed
}

fn without(json: &Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    with(json, parent, |parent| match parent {
        Value::Object(object) => drop(object.remove(name)),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => panic!("{parent} has no parts"),
    })
}

/// Each way in which an answer may differ from the document at one place.
fn variants(json: &Value, required: &[String]) -> Vec<(String, Value)> {
    let mut found = vec![("as documented".to_owned(), json.clone())];
    for pointer in pointers(json) {
        let here = json.pointer(&pointer).unwrap();
        let mut is = |what: &str, changed| found.push((format!("{what} at {pointer:?}"), changed));
        if !pointer.is_empty() && !required.contains(&pointer) {
            is("null", with(json, &pointer, |here| *here = Value::Null));
            is("nothing", without(json, &pointer));
        }
        match here {
            Value::String(_) => {
                is("an unknown word", with(json, &pointer, |here| *here = json!("UNHEARD_OF")));
                is("an empty word", with(json, &pointer, |here| *here = json!("")));
            }
            Value::Object(_) => {
                let more = json!({"deep": [null, 7]});
                is("an extra field", with(json, &pointer, |here| here["heardOfLater"] = more));
            }
            Value::Array(items) => {
                is("an empty list", with(json, &pointer, |here| *here = json!([])));
                let mut twice = items.clone();
                twice.extend(items.iter().cloned());
                twice.push(Value::Null);
                is("more items", with(json, &pointer, |here| *here = Value::Array(twice)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    // The id must stay one that can stand in a path.
    found.retain(|(what, _)| !required.iter().any(|at| what == &format!("an empty word at {at:?}")));
    found
}

#[test]
fn an_answer_that_differs_at_any_one_place_is_read() {
    for shape in shapes() {
        let example = example(shape);
        for (what, changed) in variants(&example, &required(shape)) {
            assert_eq!((shape.read)(&changed), Ok(()), "{}: {what}", shape.name());
        }
    }
}

#[test]
fn an_extra_field_changes_nothing_of_what_is_read_of_a_cluster() {
    for kind in ClusterKind::ALL {
        let shape = shapes().find(|shape| kind.path().ends_with(&shape.example.replace('_', "/clusters/"))).unwrap();
        let read = |json: &Value| {
            let input = Value::Null;
            crate::cluster::Cluster { input, ..read::cluster(kind, json).unwrap() }
        };
        let example = example(shape);
        let extra = variants(&example, &[]).into_iter().filter(|(what, _)| what.starts_with("an extra field"));
        let differing: Vec<_> = extra.filter(|(_, json)| read(json) != read(&example)).map(|(what, _)| what).collect();
        assert_eq!(differing, [""; 0]);
    }
}

#[test]
fn what_is_required_is_missed() {
    for shape in shapes() {
        let example = example(shape);
        for pointer in required(shape) {
            assert!((shape.read)(&without(&example, &pointer)).is_err(), "{}: {pointer}", shape.name());
        }
    }
}

#[test]
fn every_example_is_read_by_something() {
    let folder = format!("{}/tests/answers", env!("CARGO_MANIFEST_DIR"));
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(files, shapes().map(|shape| shape.example.to_owned()).collect());
}

/// Any JSON whose names are those that occur in answers.
fn any_json() -> impl Strategy<Value = Value> {
    let mut names: BTreeSet<String> = ["errors", "message", "password", "x"].map(str::to_owned).into();
    for shape in shapes() {
        let words = pointers(&example(shape)).into_iter().filter_map(|p| p.rsplit('/').next().map(str::to_owned));
        names.extend(words.filter(|word| !word.is_empty() && word.parse::<usize>().is_err()));
    }
    let names = proptest::sample::select(names.into_iter().collect::<Vec<_>>());
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-zü\"\\\\:=]{0,8}".prop_map(Value::from),
        Just(Value::from("c-1")),
    ];
    leaf.prop_recursive(6, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|pairs| pairs.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_makes_a_read_panic(json in any_json(), cut in any::<prop::sample::Index>()) {
        let text = json.to_string();
        read_as_everything(text.as_bytes());
        read_as_everything(&text.as_bytes()[..cut.index(text.len())]);
    }

    #[test]
    fn an_example_with_a_strange_part_makes_no_read_panic(
        shape in prop::sample::select(shapes().collect::<Vec<_>>()), at in any::<prop::sample::Index>(), strange in any_json(),
    ) {
        let example = example(shape);
        let pointers = pointers(&example);
        let changed = with(&example, &pointers[at.index(pointers.len())], |here| *here = strange);
        read_as_everything(changed.to_string().as_bytes());
    }

    #[test]
    fn no_bytes_make_a_read_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_as_everything(&bytes);
    }
}
