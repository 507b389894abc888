//! What shells see of accounts and of the clusters in them.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::run::Stage;
use crate::id::{AccountId, ClusterId, RunId};
use crate::time::Timestamp;

/// An account as shown. Never holds the key.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountView {
    /// The account.
    pub id: AccountId,
    /// Grows with every change; the highest wins.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// Its name here, unique.
    pub label: String,
    /// The word on its pennant, 1–10 letters.
    pub word: String,
    /// Colour of the pennant.
    pub colour: Colour,
    /// Base URL of the API.
    pub url: String,
    /// User name at the provider.
    pub user: String,
    /// Where the key comes from.
    pub key: KeySource,
    /// Whether writes are refused here.
    pub read_only: bool,
    /// Requests per second that it is asked at most, 1 to 35.
    pub rate: u32,
    /// Whether it is the embedded sandbox.
    pub built_in: bool,
    /// How the last requests went.
    pub reach: Reach,
    /// The provider's own id of the account behind it, once seen.
    pub provider_account_id: Option<String>,
    /// How many clusters it has, once listed.
    pub clusters: Option<u32>,
    /// When the list of clusters was last read.
    pub seen_at: Option<Timestamp>,
    /// When the provider last refused a write with this key: nothing is written until the key is changed or the account
    /// tested.
    pub writes_refused_at: Option<Timestamp>,
    /// Who sends and polls for it.
    pub driver: Driver,
}

/// Colours of pennants (design tokens `acc-*`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Colour {
    /// Offered first for production.
    Oxide,
    /// Offered first for development.
    Moss,
    /// The sandbox's.
    Slate,
    /// Free to choose.
    Harbour,
    /// Free to choose.
    Plum,
    /// Free to choose.
    Ochre,
}

/// Where an account's key comes from. A reference, never the key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeySource {
    /// The embedded sandbox needs none.
    BuiltIn,
    /// The operating system's keyring.
    Keyring,
    /// An environment variable, read when needed.
    Environment {
        /// Its name.
        variable: String,
    },
    /// What a command prints (a password manager), run when needed.
    Command {
        /// The command line.
        command: String,
    },
    /// A file that only its owner can read, read when needed.
    File {
        /// Its path.
        path: String,
    },
}

/// How an account can be reached, as the last requests showed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Reach {
    /// Nothing has been asked yet.
    Unknown,
    /// The last request was answered.
    Good,
    /// The API asked us to slow down.
    Slowed {
        /// Next try.
        until: Timestamp,
    },
    /// The provider refuses the key.
    Refused {
        /// Why.
        problem: Problem,
    },
    /// The key can't be had.
    NoKey {
        /// Why.
        problem: Problem,
    },
    /// The API can't be reached.
    Offline {
        /// Since when.
        since: Timestamp,
        /// Why.
        problem: Problem,
        /// Next try.
        next_try: Timestamp,
    },
}

/// Who sends and polls for an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Driver {
    /// This program.
    Here,
    /// Another program on the same home.
    Other {
        /// What it is: `window`, `serve`, `launch`, …, with its process id.
        who: String,
        /// Since when.
        since: Timestamp,
    },
    /// Nobody.
    Nobody,
}

/// The accounts.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountList {
    /// By label, the sandbox last.
    pub items: Vec<AccountView>,
}

/// Names an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountRef {
    /// The account.
    pub id: AccountId,
}

/// Adds an account (no id) or changes one. No `Debug`: it may carry a key.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SaveAccount {
    /// The account to change; absent for a new one.
    #[serde(default)]
    pub id: Option<AccountId>,
    /// Its name here.
    pub label: String,
    /// The word on its pennant, 1–10 letters.
    pub word: String,
    /// Colour of the pennant.
    pub colour: Colour,
    /// Base URL of the API: `https`, or `http` on loopback.
    pub url: String,
    /// User name at the provider.
    pub user: String,
    /// Where the key comes from.
    pub key: KeySource,
    /// The key itself, to be put into the keyring; only with [`KeySource::Keyring`]. Kept as it is when absent.
    #[serde(default)]
    #[cfg_attr(test, ts(type = "string | null"))]
    pub secret: Option<crate::secrets::Secret>,
    /// Whether writes are refused here.
    #[serde(default)]
    pub read_only: bool,
    /// Requests per second that it is asked at most, 1 to 35; 1 when absent. [API.md §8: documented limit 35, seen about 1]
    #[serde(default)]
    pub rate: Option<u32>,
}

/// What a test of an account found, link by link.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AccountTest {
    /// The account.
    pub id: AccountId,
    /// When.
    pub at: Timestamp,
    /// The links in order.
    pub links: Vec<TestLink>,
    /// What the provider's own document says of what Slipway assumes. It is read once a day, at the test of an account
    /// at a real host whose links all hold; otherwise absent.
    pub document: Option<super::survey::ProviderDocument>,
}

/// One link of the way to the provider.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TestLink {
    /// `key`, `connection`, `authentication`, `reading`, `writing`.
    pub name: String,
    /// What it showed.
    pub state: LinkState,
    /// One short sentence.
    pub text: String,
    /// What is wrong.
    pub problem: Option<Problem>,
}

/// What a link showed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum LinkState {
    /// It holds.
    Good,
    /// It failed.
    Failed,
    /// It was not reached.
    NotReached,
    /// It is never tried: only a write would tell.
    NotTried,
}

/// A cluster of an account as last seen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClusterRow {
    /// The provider's id.
    pub id: ClusterId,
    /// Grows with every change; the highest wins.
    #[cfg_attr(test, ts(type = "number"))]
    pub revision: u64,
    /// The account.
    pub account_id: AccountId,
    /// The provider's application word, as it came (`KAFKA`, `APACHE_CASSANDRA`, others).
    pub application: String,
    /// Its name, once read.
    pub name: Option<String>,
    /// The provider's word, once read.
    pub status: Option<String>,
    /// Application version, once read.
    pub version: Option<String>,
    /// Region of the first data centre, once read.
    pub region: Option<String>,
    /// Size of the first data centre's nodes, once read.
    pub node_size: Option<String>,
    /// Status words of its nodes in the order of data centre, rack, id; at most 200.
    pub nodes: Vec<String>,
    /// How many of the nodes are RUNNING.
    pub nodes_running: u32,
    /// How many nodes it has.
    pub nodes_seen: u32,
    /// The run of ours that made it.
    pub run_id: Option<RunId>,
    /// What its mark says, where that needs a person. Clusters that an unclear run may mean are offered by
    /// [`super::RunDetail::candidates`].
    pub mark: Option<ClusterMark>,
    /// First time it was in a list or an answer.
    pub first_seen: Timestamp,
    /// Last time it was read.
    pub seen_at: Option<Timestamp>,
    /// Since when the list lacks it.
    pub missing_since: Option<Timestamp>,
}

/// What the mark of a cluster says that is no run's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ClusterMark {
    /// It bears the mark of a run of ours and is not that run's cluster: it turned up after the run was withdrawn or
    /// refused, or is one too many after «send again».
    Stray {
        /// The run.
        run: RunId,
        /// Where the run stands: `withdrawn`, `refused`, or any other where its cluster is another one.
        stage: Stage,
    },
    /// It may be of a run that was lost: it bears a mark that this home does not know, and runs were lost that nothing names
    /// any more (or another home has it); or the mark of a lost run, and is not certain to be the only one. See
    /// `take_up_cluster` and `disown_cluster`.
    MaybeLost,
    /// It could not be read, and runs were lost: it may be of one. It is read again every five minutes; `disown_cluster` says
    /// that it is of none.
    Unreadable,
}

/// Which clusters to list.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListClusters {
    /// Only this account's.
    #[serde(default)]
    pub account_id: Option<AccountId>,
    /// Go on after this, from [`ClusterPage::next`].
    #[serde(default)]
    pub cursor: Option<String>,
    /// At most so many, 1–200; 100 when absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of clusters.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClusterPage {
    /// By first sight, newest first.
    pub items: Vec<ClusterRow>,
    /// Where to go on; absent at the end.
    pub next: Option<String>,
    /// Accounts whose list has not been read yet.
    pub reading: Vec<AccountId>,
}

/// A cluster of which a person says whether it is of a run that was lost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ClusterClaim {
    /// The account.
    pub account_id: AccountId,
    /// The cluster.
    pub cluster: ClusterId,
}

/// What the status bar says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StatusView {
    /// Runs that have not ended and are not RUNNING.
    pub under_way: u32,
    /// Runs that wait for a person.
    pub needs_you: u32,
    /// The newest look of all.
    pub seen_at: Option<Timestamp>,
    /// Requests per second over the last ten seconds, all accounts.
    pub requests_per_second: f64,
    /// The rate Slipway allows itself, per account.
    pub allowed_per_second: f64,
    /// This program's version.
    pub version: String,
    /// The folder with the store.
    pub home: String,
    /// That folder came from another computer or place: nothing is asked or sent until it is taken over.
    pub elsewhere: Option<Problem>,
    /// The store fails: nothing is sent, or not everything is kept and shown, until that is over. A damaged one has to be
    /// saved.
    pub store: Option<Problem>,
    /// The time of this view.
    pub now: Timestamp,
}
