use super::*;
use crate::id::{AccountId, ClusterId, LaunchId};
use crate::run::state::RunState;
use crate::run::work::CreateWork;
use crate::store::bed::NOW;
use crate::store::{AccountFacts, AccountSeen, ClusterSeen, RunFacts};
use crate::time::Timestamp;
use crate::{Edges, Engine, Options};

const LOST_AT: Timestamp = NOW;

/// A home that lost runs.
struct Scene {
    owner: Owner,
    home: tempfile::TempDir,
}

fn sandbox() -> AccountId {
    AccountId::from(AccountId::SANDBOX)
}

impl Scene {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let options = Options {
            home: home.path().to_owned(),
            who: "test".to_owned(),
            drive: false,
            sandbox: None,
            edges: Edges::system(),
        };
        let (_engine, owner) = Engine::parts(options).unwrap();
        Self { owner, home }
    }

    /// Runs were lost that nothing names, and the account was listed since.
    fn after_a_loss() -> Self {
        let mut scene = Self::new();
        scene.owner.store.change(|change| change.add_unnamed_loss(LOST_AT)).unwrap();
        scene.listed(LOST_AT.plus_ms(LOOK_UP_WINDOW_MS));
        scene
    }

    /// A run was lost that is known by its id alone.
    fn lost_run(&self, run: &str) {
        let store = rusqlite::Connection::open(self.home.path().join("slipway.sqlite3")).unwrap();
        store.execute("INSERT INTO lost_runs (id, lost_at) VALUES (?1, ?2)", (run, LOST_AT.0)).unwrap();
    }

    /// The whole list was read.
    fn listed(&mut self, at: Timestamp) {
        let after_loss = self.owner.list_after_loss(&sandbox(), at).unwrap();
        let seen = AccountSeen { after_loss, listed_at: Some(at), ..AccountSeen::default() };
        self.owner.store.change(|change| change.put_account_seen(&sandbox(), &seen)).unwrap();
    }

    /// A cluster of the sandbox was in a list.
    fn noted(&mut self, cluster: &str, application: &str) {
        self.owner.store.change(|change| change.note_cluster(&sandbox(), cluster, application, NOW)).unwrap();
    }

    /// … and a try to read it failed.
    fn not_read(&mut self, cluster: &str) {
        let cluster = ClusterId::from(cluster);
        self.owner.store.change(|change| change.put_sighting(&sandbox(), &cluster, None, NOW)).unwrap();
    }

    /// … and was read: it bears this name and mark.
    fn read(&mut self, account: &AccountId, cluster: &str, name: &str, mark: &str) {
        let id = ClusterId::from(cluster);
        let look = (name, Some(mark), &ClusterSeen::default());
        self.owner
            .store
            .change(|change| {
                change.note_cluster(account, cluster, "KAFKA", NOW)?;
                change.put_sighting(account, &id, Some(look), NOW)
            })
            .unwrap();
    }

    fn refused(&self, names: &[&str]) -> Option<Problem> {
        self.owner.was_not_lost(&an_ask("new", names)).err()
    }

    fn kin(&self, account: &AccountId, cluster: &str) -> Kin {
        let sighting = self.owner.store.sighting(account, &ClusterId::from(cluster)).unwrap().unwrap();
        self.owner.kin(&sighting).unwrap()
    }
}

fn claim(cluster: &str) -> ClusterClaim {
    ClusterClaim { account_id: sandbox(), cluster: ClusterId::from(cluster) }
}

fn an_ask(launch: &str, names: &[&str]) -> LaunchAsk {
    let named =
        |name: &&str| ProfileDraft { cluster_name: (*name).to_owned(), ..request::new_draft(Application::Kafka) };
    LaunchAsk {
        launch_id: LaunchId::from(launch),
        account_id: sandbox(),
        drafts: names.iter().map(named).collect(),
        profile_id: None,
        accept_warnings: true,
        stop_on_refusal: false,
        delete_after_ms: None,
        open_to: Vec::new(),
    }
}

#[test]
fn a_launch_whose_run_was_lost_is_not_made_again() {
    let mut owner = Scene::new().owner;
    owner.store.change(|change| change.add_launch(&"once".into(), Timestamp(1))).unwrap();
    let refused = owner.take_launch(an_ask("once", &["orders"])).unwrap_err();
    assert_eq!(refused.code, ProblemCode::NotAllowed);
    assert!(refused.message.contains("lost"), "{refused}");
    assert_eq!(owner.store.run_counts().unwrap().0, 0);
}

#[test]
fn a_cluster_that_was_not_read_holds_up_a_launch_until_a_person_says_that_it_is_not_theirs() {
    let mut scene = Scene::after_a_loss();
    scene.owner.store.change(|change| change.add_unnamed_loss(LOST_AT.plus_ms(1))).unwrap();
    scene.noted("c", "KAFKA");
    scene.listed(LOST_AT.plus_ms(LOOK_UP_WINDOW_MS + 1));
    assert_eq!(scene.refused(&["orders"]).unwrap().code, ProblemCode::NotYet);
    assert_eq!(scene.owner.restore_was_not_lost(&sandbox()).unwrap_err().code, ProblemCode::NotYet);
    // A reading that failed is none.
    scene.not_read("c");
    let refused = scene.refused(&["orders"]).unwrap();
    assert_eq!(refused.code, ProblemCode::NotAllowed);
    assert!(refused.remedy.unwrap().contains("slipway home disown c"));
    assert_eq!(scene.owner.take_up_cluster(claim("c")).unwrap_err().code, ProblemCode::NotYet);
    scene.owner.disown_cluster(claim("c")).unwrap();
    assert_eq!(scene.refused(&["orders"]), None);
}

#[test]
fn what_no_lost_run_can_have_made_holds_up_nothing() {
    let mut scene = Scene::new();
    scene.owner.store.change(|change| change.add_unnamed_loss(LOST_AT)).unwrap();
    scene.noted("of another application", "POSTGRESQL");
    scene.listed(LOST_AT.plus_ms(LOOK_UP_WINDOW_MS));
    scene.noted("listed later", "KAFKA");
    assert_eq!(scene.refused(&["orders"]), None);
    // Nor is such a one offered once it is read, whatever it bears.
    scene.read(&sandbox(), "listed later", "orders", "theirs_1");
    assert_eq!((scene.kin(&sandbox(), "listed later"), scene.refused(&["orders"])), (Kin::None, None));
}

#[test]
fn a_list_that_may_be_too_early_does_not_say_that_nothing_is_there() {
    let mut scene = Scene::after_a_loss();
    assert_eq!(scene.refused(&["orders"]), None);
    let again = LOST_AT.plus_ms(5_000);
    scene.owner.store.change(|change| change.add_unnamed_loss(again)).unwrap();
    scene.listed(again.plus_ms(LOOK_UP_WINDOW_MS - 1));
    assert_eq!(scene.refused(&["orders"]).unwrap().code, ProblemCode::NotYet);
    scene.listed(again.plus_ms(LOOK_UP_WINDOW_MS));
    assert_eq!(scene.refused(&["orders"]), None);
}

#[test]
fn a_launch_of_several_is_not_counted_on_beside_clusters_that_may_be_its_own() {
    let mut scene = Scene::new();
    scene.owner.store.change(|change| change.add_unnamed_loss(LOST_AT)).unwrap();
    scene.read(&sandbox(), "a", "orders-1", "gone_1");
    scene.listed(LOST_AT.plus_ms(LOOK_UP_WINDOW_MS));
    let refused = scene.refused(&["orders-3", "orders-4"]).unwrap();
    assert!(refused.message.contains("orders-1") && refused.code == ProblemCode::NotAllowed, "{refused:?}");
    assert_eq!(scene.refused(&["audit-1", "audit-2"]), None);
    assert_eq!(scene.refused(&["orders-3"]), None, "one alone is not counted on");
    scene.owner.disown_cluster(claim("a")).unwrap();
    assert_eq!(scene.refused(&["orders-3", "orders-4"]), None);
    // For a launch by its own id it is no cluster in the way.
    scene.owner.take_up_cluster(claim("a")).unwrap();
    let ask = |launch_id| ExpandAsk {
        draft: an_ask("", &["orders"]).drafts.remove(0),
        account_id: Some(sandbox()),
        launch_id,
        sizes: Vec::new(),
        copies: Some(2),
    };
    let mut names = |launch_id| -> Vec<String> {
        let drafts = scene.owner.expand(ask(launch_id)).unwrap().items;
        drafts.into_iter().map(|draft| draft.cluster_name).collect()
    };
    assert_eq!(names(Some(LaunchId::from("once"))), ["orders-1", "orders-2"]);
    assert_eq!(names(None), ["orders-2", "orders-3"]);
}

#[test]
fn a_launch_that_lost_one_of_its_runs_names_the_cluster_that_may_be_its() {
    let mut scene = Scene::new();
    let ask = an_ask("once", &["orders-1", "orders-2"]);
    let draft = ask.drafts[0].clone();
    let facts = RunFacts {
        account: "sandbox".to_owned(),
        application: Application::Kafka,
        cluster_name: draft.cluster_name.clone(),
        asked: request::asked(&draft),
        work: RunWork::Create(Box::new(CreateWork {
            profile: draft.name.clone(),
            profile_id: None,
            draft,
            delete_after_ms: None,
            stop_on_refusal: false,
        })),
    };
    let state = RunState::intended(LOST_AT);
    scene
        .owner
        .store
        .change(|change| {
            change.add_launch(&ask.launch_id, LOST_AT)?;
            change.add_run(&"there".into(), &ask.launch_id, &sandbox(), &facts, &state)?;
            change.add_unnamed_loss(LOST_AT)
        })
        .unwrap();
    assert_eq!(scene.owner.launched(&ask).unwrap_err().code, ProblemCode::NotYet);
    scene.read(&sandbox(), "b", "orders-2", "gone_1");
    scene.listed(LOST_AT.plus_ms(LOOK_UP_WINDOW_MS));
    let refused = scene.owner.launched(&ask).unwrap_err();
    assert!(refused.message.contains("the runs of orders-2 were lost"), "{refused}");
    assert!(refused.remedy.unwrap().contains("slipway home take-up b"));
    scene.owner.take_up_cluster(claim("b")).unwrap();
    assert_eq!(scene.owner.launched(&ask).unwrap_err().code, ProblemCode::NotYet);
    scene.owner.disown_cluster(claim("b")).unwrap();
    assert!(scene.owner.launched(&ask).unwrap_err().remedy.unwrap().contains("new id or key"));
}

#[test]
fn a_run_that_is_about_to_come_back_holds_up_its_name_alone() {
    let mut scene = Scene::new();
    scene.lost_run("r");
    scene.read(&sandbox(), "c", "orders", "r_1");
    scene.listed(LOST_AT.plus_ms(LOOK_UP_WINDOW_MS));
    assert_eq!(scene.kin(&sandbox(), "c"), Kin::Returns);
    assert_eq!(scene.refused(&["orders"]).unwrap().code, ProblemCode::NotYet);
    assert_eq!(scene.refused(&["audit"]), None);
    assert!(scene.owner.disown_cluster(claim("c")).unwrap_err().message.contains("comes back by itself"));
}

#[test]
fn of_two_that_bear_the_mark_of_one_lost_run_a_person_says_which() {
    let mut scene = Scene::new();
    scene.lost_run("r");
    for (cluster, mark) in [("a", "r_1"), ("b", "r_2")] {
        scene.read(&sandbox(), cluster, "orders", mark);
    }
    assert_eq!(["a", "b"].map(|cluster| scene.kin(&sandbox(), cluster)), [Kin::Offered; 2]);
    scene.owner.take_up_cluster(claim("a")).unwrap();
    assert_eq!(["a", "b"].map(|cluster| scene.kin(&sandbox(), cluster)), [Kin::Returns, Kin::Offered]);
    // It was a slip: what was said is taken back by its opposite, and one is left.
    scene.owner.disown_cluster(claim("a")).unwrap();
    assert_eq!(["a", "b"].map(|cluster| scene.kin(&sandbox(), cluster)), [Kin::None, Kin::Returns]);
}

#[test]
fn a_cluster_that_two_accounts_see_comes_back_in_the_one_that_a_person_says() {
    let mut scene = Scene::new();
    scene.lost_run("r");
    let second = AccountId::from("second");
    let facts = AccountFacts {
        label: "second".to_owned(),
        word: "two".to_owned(),
        colour: Colour::Slate,
        url: "https://api.example".to_owned(),
        user: "u".to_owned(),
        key: KeySource::BuiltIn,
        read_only: false,
        rate: 1,
    };
    scene.owner.store.change(|change| change.put_account(&second, &facts)).unwrap();
    for account in [sandbox(), second.clone()] {
        scene.read(&account, "c", "orders", "r_1");
        let expected = if account == second { Kin::Offered } else { Kin::Returns };
        assert_eq!(scene.kin(&account, "c"), expected);
    }
    assert_eq!(scene.kin(&sandbox(), "c"), Kin::Offered);
    scene.owner.take_up_cluster(ClusterClaim { account_id: second.clone(), cluster: "c".into() }).unwrap();
    assert_eq!(scene.kin(&second, "c"), Kin::Returns);
}

#[test]
fn while_one_cannot_be_read_it_is_not_certain_that_another_alone_bears_the_mark() {
    let mut scene = Scene::new();
    scene.lost_run("r");
    scene.read(&sandbox(), "c", "orders", "r_1");
    scene.noted("other", "KAFKA");
    scene.not_read("other");
    assert_eq!(scene.kin(&sandbox(), "c"), Kin::Offered);
    scene.owner.disown_cluster(claim("other")).unwrap();
    assert_eq!(scene.kin(&sandbox(), "c"), Kin::Returns);
}
