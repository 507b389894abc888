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

/// Each fault has an example, and each example is a fault.
#[test]
fn the_page_about_the_sandbox_shows_how_to_cause_each_fault() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sandbox.md")).unwrap();
    let (_, faults) = page.split_once("\n## Faults\n").unwrap();
    let is_fault = |text: &&str| {
        let op = text.split(':').next().unwrap_or_default();
        text.contains(':') && (op == "any" || Op::ALL.iter().any(|one| one.as_str() == op))
    };
    let words = faults.split('`').skip(1).step_by(2).filter(is_fault);
    let examples: Vec<Fault> =
        words.map(|text| text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))).collect();
    let same = |one: &Kind, other: &Kind| match (one, other) {
        (Kind::Fate(one), Kind::Fate(other)) => one == other,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    };
    let all = [
        "create:lose-answer",
        "create:drop",
        "create:stall=1",
        "create:status=503",
        "create:after-status=503",
        "create:garbage",
        "create:after-garbage",
        "create:hide=1",
        "create:defer",
        "create:fail",
        "create:stuck",
        "firewall:defer",
    ];
    for fault in all {
        let fault: Fault = fault.parse().unwrap();
        let is_its = |example: &&Fault| {
            same(&example.kind, &fault.kind) && (fault.on != Target::Only(Op::Firewall) || example.on == fault.on)
        };
        assert!(examples.iter().any(|example| is_its(&example)), "{fault} has no example");
    }
}
