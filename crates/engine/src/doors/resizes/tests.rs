//! Two programs on one home that resize at the same moment.

use std::path::Path;
use std::sync::Barrier;

use super::*;
use crate::id::LaunchId;
use crate::store::{ClusterSeen, Store};
use crate::time::Timestamp;
use crate::{Edges, Engine, Options};

/// How often two programs try it: each time the one or the other may be first.
const CLUSTERS: u32 = 20;

fn cluster(number: u32) -> ClusterRef {
    ClusterRef {
        id: ClusterId(format!("cluster-{number}")),
        name: format!("orders-{number}"),
        application: Application::Kafka,
    }
}

/// A home with clusters in the sandbox's account.
fn a_home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let mut owner = a_program(home.path());
    let account = AccountId::from(AccountId::SANDBOX);
    owner
        .store
        .change(|change| {
            for cluster in (0..CLUSTERS).map(cluster) {
                change.note_cluster(&account, cluster.id.as_str(), "KAFKA", Timestamp(1))?;
                let seen = Some((cluster.name.as_str(), None, &ClusterSeen::default()));
                change.put_sighting(&account, &cluster.id, seen, Timestamp(1))?;
            }
            Ok(())
        })
        .unwrap();
    home
}

fn a_program(home: &Path) -> Owner {
    let edges = Edges::system();
    let options = Options { home: home.to_owned(), who: "test".to_owned(), drive: false, sandbox: None, edges };
    Engine::parts(options).unwrap().1
}

fn a_resize(who: &str, number: u32, size: &str) -> ResizeAsk {
    let centre = AskedDataCentre {
        name: "dc".to_owned(),
        cloud_provider: "AWS_VPC".to_owned(),
        region: "US_EAST_1".to_owned(),
        node_size: "small".to_owned(),
        nodes: 3,
    };
    ResizeAsk {
        launch_id: LaunchId(format!("{who}-{number}")),
        account_id: AccountId::from(AccountId::SANDBOX),
        cluster: cluster(number),
        before: Asked { version: "4.1.1".to_owned(), nodes: 3, data_centres: vec![centre] },
        centres: vec![CentreResize { name: None, node_size: Some(size.to_owned()), nodes: None }],
    }
}

/// What two programs are answered that resize each cluster at the same moment, to the sizes given.
fn at_once(home: &Path, sizes: [&str; 2]) -> Vec<[Result<RunView, Problem>; 2]> {
    let together = Barrier::new(2);
    let program = |who: &str, size: &str| {
        let mut owner = a_program(home);
        let resize = |number| {
            together.wait();
            owner.resize_cluster(a_resize(who, number, size))
        };
        (0..CLUSTERS).map(resize).collect::<Vec<_>>()
    };
    let (a, b) = std::thread::scope(|scope| {
        let other = scope.spawn(|| program("b", sizes[1]));
        (program("a", sizes[0]), other.join().unwrap())
    });
    a.into_iter().zip(b).map(|(a, b)| [a, b]).collect()
}

fn under_way(home: &Path, number: u32) -> usize {
    let account = AccountId::from(AccountId::SANDBOX);
    let changes = Store::open(home).unwrap().changes_of(&account, &cluster(number).id).unwrap();
    changes.iter().filter(|run| !run.state.has_ended()).count()
}

#[test]
fn of_two_resizes_at_the_same_moment_one_is_kept_and_the_other_is_told() {
    let home = a_home();
    for (number, answers) in (0..).zip(at_once(home.path(), ["medium", "large"])) {
        let (kept, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((kept.len(), refused.len()), (1, 1), "{kept:?} {refused:?}");
        let problem = refused.into_iter().next().unwrap().unwrap_err();
        assert_eq!(problem.code, ProblemCode::NotAllowed, "{problem}");
        assert_eq!(under_way(home.path(), number), 1);
    }
}

#[test]
fn the_same_resize_from_two_programs_at_the_same_moment_is_one() {
    let home = a_home();
    for (number, [a, b]) in (0..).zip(at_once(home.path(), ["medium", "medium"])) {
        assert_eq!(a.unwrap().id, b.unwrap().id);
        assert_eq!(under_way(home.path(), number), 1);
    }
}
