//! A home with a store that has been lived in.

use std::ops::Range;
use std::path::Path;

use crate::api::*;
use crate::id::{AccountId, ClusterId, RunId};
use crate::request;
use crate::run::state::{DeleteAt, NewEvent, RunState};
use crate::run::work::{CreateWork, DeleteWork, RunWork, Target};
use crate::store::{AccountFacts, AccountSeen, Find, LookNote, NewWrite, RunFacts, Store};
use crate::time::Timestamp;

pub const NOW: Timestamp = Timestamp(1_795_694_400_000);

pub struct Bed {
    home: tempfile::TempDir,
    /// How many runs have a deadline.
    pub deadlines: usize,
}

impl Bed {
    pub fn with_runs(count: usize) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path()).unwrap();
        let facts = AccountFacts {
            label: "dev".to_owned(),
            word: "dev".to_owned(),
            colour: Colour::Slate,
            url: "https://api.example".to_owned(),
            user: "u".to_owned(),
            key: KeySource::BuiltIn,
            read_only: false,
            rate: 1,
        };
        store
            .change(|change| {
                change.put_home("here")?;
                change.put_account(&account(), &facts)?;
                for number in 0..5 {
                    let draft = ProfileDraft { name: format!("profile-{number}"), ..ProfileDraft::default() };
                    let id = format!("profile-{number}").as_str().into();
                    change.put_profile(&Profile { id, revision: 0, draft, saved_at: NOW })?;
                }
                Ok(())
            })
            .unwrap();
        drop(store);
        let bed = Self { home, deadlines: count.div_ceil(10) };
        bed.add_runs(0..count);
        bed
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn add_runs(&self, numbers: Range<usize>) {
        let mut store = Store::open(self.home.path()).unwrap();
        numbers.for_each(|number| add_run(&mut store, number));
    }

    /// Deletes of which it is not known yet whether they left.
    pub fn open_deletes(&self) -> usize {
        let runs = Store::open(self.home()).unwrap().runs_before(i64::MAX, false, u32::MAX).unwrap();
        let open = |stage| matches!(stage, Stage::Intended | Stage::Sending);
        runs.iter().filter(|run| run.facts.work.target().is_some() && open(run.state.stage)).count()
    }
}

fn account() -> AccountId {
    AccountId::from("account-1")
}

/// Every tenth is RUNNING with a deadline; of the others one in ten each is about to be sent, on its way, a delete that is
/// about to be sent; the rest is over.
fn add_run(store: &mut Store, number: usize) {
    let run = RunId::from(format!("run-{number:05}").as_str());
    let launch = format!("launch-{number}").as_str().into();
    let name = format!("cluster-{number}");
    let draft = ProfileDraft { cluster_name: name.clone(), ..ProfileDraft::default() };
    let cluster = ClusterRef {
        id: ClusterId::from(format!("id-{number}").as_str()),
        name: name.clone(),
        application: Application::Kafka,
    };
    let mut state = RunState::intended(NOW);
    let asked = request::asked(&draft);
    let mut work = RunWork::Create(Box::new(CreateWork {
        profile: "p".to_owned(),
        profile_id: None,
        draft,
        delete_after_ms: None,
        stop_on_refusal: false,
    }));
    match number % 10 {
        0 => {
            state.stage = Stage::Running;
            state.attempt = 1;
            state.cluster = Some(cluster);
            state.delete_at = Some(DeleteAt { at: NOW.plus_ms(1_000_000), notice_ms: 1_000, told: None });
        }
        1 => {}
        2 => (state.stage, state.attempt) = (Stage::Sending, 1),
        3 => {
            state = RunState::intended_for(cluster.clone(), NOW);
            work = RunWork::Delete(DeleteWork { target: Target { cluster, v3: false }, by_deadline: false });
        }
        _ => {
            state.stage = Stage::Gone;
            state.attempt = 1;
            state.cluster = Some(cluster);
            state.ended_at = Some(NOW);
        }
    }
    state.nodes = (0..3).map(|node| a_node(&format!("{name}-node-{node}"))).collect();
    let facts = RunFacts {
        account: "dev".to_owned(),
        application: Application::Kafka,
        cluster_name: name.clone(),
        asked,
        work,
    };
    store
        .change(|change| {
            change.add_launch(&launch, NOW)?;
            change.add_run(&run, &launch, &account(), &facts, &RunState::intended(NOW))?;
            change.add_events(&run, (0..20).map(|event| an_event(&name, event)).collect(), NOW)?;
            for look in 0..3 {
                let at = NOW.plus_ms(look * 60_000);
                change.add_look(&run, &LookNote { outcome: LookOutcome::Seen, at, note: None, prolongs_ms: 1 })?;
            }
            if state.attempt > 0 {
                let mark = format!("{run}_1");
                let write = NewWrite {
                    run: &run,
                    account: &account(),
                    attempt: 1,
                    operation: "create",
                    method: "POST",
                    path: "/clusters",
                    body: "{}",
                    find: Find::Mark(&mark),
                };
                change.add_write(&write, NOW)?;
            }
            if let Some(cluster) = &state.cluster {
                change.note_cluster(&account(), cluster.id.as_str(), "APACHE_KAFKA", NOW)?;
            }
            Ok(())
        })
        .unwrap();
    let row = store.run(&run).unwrap().unwrap();
    store.change(|change| change.put_run(&row, &state)).unwrap();
}

fn an_event(name: &str, number: usize) -> NewEvent {
    NewEvent { kind: RunEventKind::Status, text: format!("event of {name}: {number}"), node: None, problem: None }
}

/// As it is kept.
fn a_node(id: &str) -> NodeView {
    let kept = serde_json::json!({
        "id": id, "dataCentre": "dc", "rack": null, "status": "RUNNING", "publicAddress": null, "privateAddress": null,
        "nodeSize": null, "roles": [], "stages": [], "gone": false, "goneAt": null,
    });
    serde_json::from_value(kept).unwrap()
}

/// `one` and `two`, which are one account at the provider, and three that are not.
pub(crate) fn add_accounts(store: &mut Store) {
    let is = |id: &str, url: &str, provider: Option<&str>| {
        let facts = AccountFacts {
            label: id.to_owned(),
            word: id.to_owned(),
            colour: Colour::Slate,
            url: url.to_owned(),
            user: "user".to_owned(),
            key: KeySource::Keyring,
            read_only: false,
            rate: 1,
        };
        let seen = AccountSeen { provider_account_id: provider.map(str::to_owned), ..AccountSeen::default() };
        (AccountId::from(id), facts, seen)
    };
    let host = "https://api.instaclustr.com";
    let accounts = [
        is("one", host, Some("p")),
        is("two", host, Some("p")),
        is("elsewhere", "https://other.example", Some("p")),
        is("not read", host, None),
        is("another", host, Some("q")),
    ];
    for (id, facts, seen) in &accounts {
        store
            .change(|change| {
                change.put_account(id, facts)?;
                change.put_account_seen(id, seen)
            })
            .unwrap();
    }
}
