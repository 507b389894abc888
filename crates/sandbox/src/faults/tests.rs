//! Which request a fault hits, and what comes of each kind of request under each fault.

mod matrix;

use super::*;

fn armed(faults: &[&str]) -> Faults {
    let handle = Faults::new();
    faults.iter().for_each(|fault| handle.add(fault.parse().unwrap()));
    handle
}

fn left(faults: &Faults) -> Vec<String> {
    faults.list().iter().map(ToString::to_string).collect()
}

#[test]
fn a_fault_hits_as_often_as_it_says_and_only_its_own_kind() {
    let faults = armed(&["create:drop:2"]);
    assert_eq!(faults.take(Op::Read, &Method::GET), Hit::default());
    assert_eq!(faults.take(Op::Create, &Method::POST).spoil, Some(Spoil::Drop));
    assert_eq!(left(&faults), ["create:drop:1"]);
    assert_eq!(faults.take(Op::Create, &Method::POST).spoil, Some(Spoil::Drop));
    assert_eq!(faults.take(Op::Create, &Method::POST), Hit::default());
}

#[test]
fn a_fault_for_always_stays() {
    let faults = armed(&["any:status=503:*"]);
    for op in Op::ALL {
        assert_eq!(faults.take(op, &Method::GET).spoil, Some(Spoil::Status(StatusCode::SERVICE_UNAVAILABLE)));
    }
    assert_eq!(left(&faults), ["any:status=503:*"]);
}

#[test]
fn faults_of_different_sorts_hit_the_same_request() {
    let faults = armed(&["create:lose-answer", "create:stall=2", "create:hide=30", "create:stuck", "create:drop"]);
    let hit = faults.take(Op::Create, &Method::POST);
    let twist = Twist { fate: Fate::Sticks, hidden_ms: 30_000 };
    assert_eq!(hit, Hit { spoil: Some(Spoil::LoseAnswer), stall: Some(Duration::from_secs(2)), twist: Some(twist) });
    assert_eq!(left(&faults), ["create:drop:1"]);
}

#[test]
fn a_clusters_fate_waits_for_a_create_that_is_done() {
    let faults = armed(&["create:drop", "create:defer"]);
    assert_eq!(faults.take(Op::Create, &Method::POST).twist, None);
    assert_eq!(faults.take(Op::Create, &Method::POST).twist, Some(Twist { fate: Fate::Defers, hidden_ms: 0 }));
}

#[test]
fn requests_are_counted_whatever_becomes_of_them() {
    let faults = armed(&["read:drop"]);
    faults.take(Op::Read, &Method::GET);
    faults.take(Op::Read, &Method::GET);
    assert_eq!(faults.counts().get(&Op::Read), Some(&2));
    assert_eq!(faults.counts().get(&Op::Create), Some(&0));
}
