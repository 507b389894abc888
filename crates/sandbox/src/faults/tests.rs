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
    assert_eq!(faults.take(Op::Read), Hit::default());
    assert_eq!(faults.take(Op::Create).spoil, Some(Spoil::Drop));
    assert_eq!(left(&faults), ["create:drop:1"]);
    assert_eq!(faults.take(Op::Create).spoil, Some(Spoil::Drop));
    assert_eq!(faults.take(Op::Create), Hit::default());
}

#[test]
fn a_fault_for_always_stays() {
    let faults = armed(&["any:status=503:*"]);
    for op in Op::ALL {
        assert_eq!(faults.take(op).spoil, Some(Spoil::Status(StatusCode::SERVICE_UNAVAILABLE)));
    }
    assert_eq!(left(&faults), ["any:status=503:*"]);
}

/// What becomes of what a request of `op` makes, when it makes `made`.
fn twisted(faults: &Faults, op: Op, made: Option<Made>) -> Twist {
    faults.twist(op, |twist| (twist, made))
}

#[test]
fn faults_of_different_sorts_hit_the_same_request() {
    let faults = armed(&["create:lose-answer", "create:stall=2", "create:hide=30", "create:stuck", "create:drop"]);
    let hit = faults.take(Op::Create);
    assert_eq!(hit, Hit { spoil: Some(Spoil::LoseAnswer), stall: Some(Duration::from_secs(2)) });
    let twist = Twist { fate: Fate::Sticks, hidden_ms: 30_000 };
    assert_eq!(twisted(&faults, Op::Create, Some(Made::Cluster)), twist);
    assert_eq!(left(&faults), ["create:drop:1"]);
}

#[test]
fn a_fate_waits_for_a_request_that_makes_what_it_is_about() {
    let faults = armed(&["create:defer", "create:hide=30", "firewall:defer"]);
    let deferred = Twist { fate: Fate::Defers, hidden_ms: 0 };
    for op in [Op::Create, Op::Firewall] {
        let told = twisted(&faults, op, None);
        assert_eq!(told.fate, Fate::Defers, "{op:?}");
        assert_eq!(left(&faults).len(), 3, "{op:?} that makes nothing leaves them");
    }
    assert_eq!(twisted(&faults, Op::Update, Some(Made::DeferredRule)), Twist::default());
    assert_eq!(twisted(&faults, Op::Firewall, Some(Made::DeferredRule)), deferred);
    assert_eq!(left(&faults), ["create:defer:1", "create:hide=30:1"]);
    assert_eq!(twisted(&faults, Op::Create, Some(Made::Cluster)), Twist { fate: Fate::Defers, hidden_ms: 30_000 });
    assert_eq!(twisted(&faults, Op::Create, Some(Made::Cluster)), Twist::default());
}

#[test]
fn requests_are_counted_whatever_becomes_of_them() {
    let faults = armed(&["read:drop"]);
    faults.take(Op::Read);
    faults.take(Op::Read);
    assert_eq!(faults.counts().get(&Op::Read), Some(&2));
    assert_eq!(faults.counts().get(&Op::Create), Some(&0));
}
