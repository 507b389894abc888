//! A wrong key, seen from outside.

use serde_json::Value;

use crate::bed::{Bed, said};
use crate::session::Session;

#[test]
fn a_launch_with_a_wrong_key_is_refused_names_the_account_and_ends_with_6() {
    let bed = Bed::new(Session::without_bus());
    bed.add("prod", &["--key-env", "WRONG_KEY"]);
    let profile = bed.profile();
    for more in [[].as_slice(), &["--wait=running"]] {
        let launch = ["launch", profile.to_str().unwrap(), "--account", "prod", "--yes"];
        let launched = bed.slipway(&[&launch, more].concat());
        assert_eq!(launched.status.code(), Some(6), "{more:?}: {}", said(&launched));
        assert!(said(&launched).contains("refused the key of account prod"), "{more:?}: {}", said(&launched));
    }
    let runs: Value = serde_json::from_slice(&bed.slipway(&["runs", "--json"]).stdout).unwrap();
    let runs = runs.as_array().unwrap();
    assert_eq!(runs.len(), 2);
    for run in runs {
        assert_eq!((&run["stage"], &run["problem"]["code"]), (&"refused".into(), &"keyRefused".into()), "{run:#}");
        assert_eq!(run["problem"]["place"]["label"], "prod");
    }
}

#[test]
fn a_test_with_a_wrong_key_says_which_link_failed_and_ends_with_6() {
    let bed = Bed::new(Session::without_bus());
    bed.add("prod", &["--key-env", "WRONG_KEY"]);
    let tested = bed.slipway(&["account", "test", "prod", "--json"]);
    assert_eq!(tested.status.code(), Some(6), "{}", said(&tested));
    let tested: Value = serde_json::from_slice(&tested.stdout).unwrap();
    let states: Vec<&str> = tested["links"].as_array().unwrap().iter().map(|l| l["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["good", "good", "failed", "notReached", "notTried"]);
}
