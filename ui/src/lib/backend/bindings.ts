// Made from crates/engine/src/api by `cargo xtask bindings`. Not to be edited.

/** Every command of the door: what it takes, what it gives. */
export interface Commands {
  overview: { input: Nothing; output: Overview };
  list_runs: { input: ListRuns; output: RunPage };
  run: { input: RunRef; output: RunDetail };
  run_events: { input: ListRunEvents; output: RunEventPage };
  list_clusters: { input: ListClusters; output: ClusterPage };
  refresh: { input: Refresh; output: Nothing };
  launch: { input: LaunchAsk; output: LaunchView };
  expand: { input: ExpandAsk; output: Drafts };
  launch_state: { input: LaunchRef; output: LaunchView };
  delete_cluster: { input: DeleteAsk; output: RunView };
  review_resize: { input: ResizeReviewAsk; output: ResizeReview };
  resize_cluster: { input: ResizeAsk; output: RunView };
  review_restore: { input: RestoreReviewAsk; output: RestoreReview };
  restore_cluster: { input: RestoreAsk; output: RunView };
  take_up_cluster: { input: ClusterClaim; output: Nothing };
  disown_cluster: { input: ClusterClaim; output: Nothing };
  resolve: { input: Resolve; output: RunView };
  keep_password: { input: KeepPassword; output: Nothing };
  reveal_password: { input: PasswordRef; output: Revealed };
  review: { input: ReviewAsk; output: Review };
  preview: { input: PreviewAsk; output: Preview };
  list_profiles: { input: Nothing; output: ProfileList };
  profile: { input: ProfileRef; output: Profile };
  new_profile: { input: NewProfile; output: ProfileDraft };
  save_profile: { input: SaveProfile; output: Profile };
  remove_profile: { input: ProfileRef; output: Nothing };
  duplicate_profile: { input: ProfileRef; output: Profile };
  catalogue: { input: CatalogueAsk; output: Catalogue };
  list_accounts: { input: Nothing; output: AccountList };
  save_account: { input: SaveAccount; output: AccountView };
  remove_account: { input: AccountRef; output: Nothing };
  test_account: { input: AccountRef; output: AccountTest };
  survey_account: { input: AccountRef; output: AccountSurvey };
  take_over_home: { input: Nothing; output: StatusView };
  own_address: { input: Nothing; output: OwnAddress };
  find_address: { input: Nothing; output: OwnAddress };
  save_finders: { input: FinderSettings; output: OwnAddress };
  status: { input: Nothing; output: StatusView };
}

/** Their names, in the order of the list. */
export const COMMANDS = [
  "overview",
  "list_runs",
  "run",
  "run_events",
  "list_clusters",
  "refresh",
  "launch",
  "expand",
  "launch_state",
  "delete_cluster",
  "review_resize",
  "resize_cluster",
  "review_restore",
  "restore_cluster",
  "take_up_cluster",
  "disown_cluster",
  "resolve",
  "keep_password",
  "reveal_password",
  "review",
  "preview",
  "list_profiles",
  "profile",
  "new_profile",
  "save_profile",
  "remove_profile",
  "duplicate_profile",
  "catalogue",
  "list_accounts",
  "save_account",
  "remove_account",
  "test_account",
  "survey_account",
  "take_over_home",
  "own_address",
  "find_address",
  "save_finders",
  "status",
] as const satisfies readonly (keyof Commands)[];

/**
 * A firewall rule.
 */
export type AccessDraft = { 
/**
 * Who is let in: `mine` for this computer's own address, an address, or a range in CIDR notation.
 */
from: string, 
/**
 * What it opens, in the provider's word: `KAFKA`, `CASSANDRA`. [tf] cluster_network_firewall_rule_v2.type
 */
opens: string, };

/**
 * An account of ours: a user name and a key at the provider. `sandbox` is built in, others are UUIDs.
 */
export type AccountId = string;

/**
 * The accounts.
 */
export type AccountList = { 
/**
 * By label, the sandbox last.
 */
items: Array<AccountView>, };

/**
 * Names an account.
 */
export type AccountRef = { 
/**
 * The account.
 */
id: AccountId, };

/**
 * A survey of the API as an account sees it, to be sent to whoever makes Slipway. Reading only; no name, id, address or
 * key of the account is in it.
 */
export type AccountSurvey = { 
/**
 * When.
 */
at: Timestamp, 
/**
 * This program's version.
 */
version: string, 
/**
 * The provider's own document.
 */
document: ProviderDocument, 
/**
 * What was read, in the order of our table.
 */
looks: Array<SurveyLook>, };

/**
 * What a test of an account found, link by link.
 */
export type AccountTest = { 
/**
 * The account.
 */
id: AccountId, 
/**
 * When.
 */
at: Timestamp, 
/**
 * The links in order.
 */
links: Array<TestLink>, 
/**
 * What the provider's own document says of what Slipway assumes. It is read once a day, at the test of an account
 * at a real host whose links all hold; otherwise absent.
 */
document: ProviderDocument | null, };

/**
 * An account as shown. Never holds the key.
 */
export type AccountView = { 
/**
 * The account.
 */
id: AccountId, 
/**
 * Grows with every change; the highest wins.
 */
revision: number, 
/**
 * Its name here, unique.
 */
label: string, 
/**
 * The word on its pennant, 1–10 letters.
 */
word: string, 
/**
 * Colour of the pennant.
 */
colour: Colour, 
/**
 * Base URL of the API.
 */
url: string, 
/**
 * User name at the provider.
 */
user: string, 
/**
 * Where the key comes from.
 */
key: KeySource, 
/**
 * Whether writes are refused here.
 */
readOnly: boolean, 
/**
 * Requests per second that it is asked at most, 1 to 35.
 */
rate: number, 
/**
 * Whether it is the embedded sandbox.
 */
builtIn: boolean, 
/**
 * How the last requests went.
 */
reach: Reach, 
/**
 * The provider's own id of the account behind it, once seen.
 */
providerAccountId: string | null, 
/**
 * How many clusters it has, once listed.
 */
clusters: number | null, 
/**
 * When the list of clusters was last read.
 */
seenAt: Timestamp | null, 
/**
 * When the provider last refused a write with this key: nothing is written until the key is changed or the account
 * tested.
 */
writesRefusedAt: Timestamp | null, 
/**
 * Who sends and polls for it.
 */
driver: Driver, };

/**
 * The applications that Slipway launches, as the provider spells them in lists.
 */
export type Application = "kafka" | "cassandra";

/**
 * What a launch asked for, as far as lists and the timeline draw it.
 */
export type Asked = { 
/**
 * Application version.
 */
version: string, 
/**
 * Nodes in all, dedicated controllers included.
 */
nodes: number, 
/**
 * Per data centre.
 */
dataCentres: Array<AskedDataCentre>, };

/**
 * One data centre as asked for.
 */
export type AskedDataCentre = { 
/**
 * Its name.
 */
name: string, 
/**
 * `AWS_VPC`, `GCP`, `AZURE_AZ`, …
 */
cloudProvider: string, 
/**
 * Region as the provider spells it.
 */
region: string, 
/**
 * Node size.
 */
nodeSize: string, 
/**
 * Number of nodes.
 */
nodes: number, };

/**
 * Nodes that will be billed.
 */
export type BilledNodes = { 
/**
 * How many.
 */
count: number, 
/**
 * Of which size.
 */
nodeSize: string, 
/**
 * What they are: «brokers», «nodes», «dedicated controllers».
 */
role: string, 
/**
 * Data centre.
 */
dataCentre: string, };

/**
 * What a person may decide on a run.
 */
export type Can = "found" | "sendAgain" | "withdraw" | "tryAgain" | "deleteAt";

/**
 * What only Cassandra has.
 */
export type CassandraDraft = { 
/**
 * Lucene add-on.
 */
lucene: boolean, 
/**
 * Password log-in and authorisation.
 */
passwordAuth: boolean, };

/**
 * What can be chosen.
 */
export type Catalogue = { 
/**
 * Kafka or Cassandra.
 */
application: Application, 
/**
 * Versions, newest first.
 */
versions: Array<string>, 
/**
 * Clouds with their regions and node sizes.
 */
clouds: Array<CloudChoice>, 
/**
 * What a firewall rule can open, in the provider's words, the usual one first.
 */
opens: Array<string>, 
/**
 * When the versions were read from the provider; absent where they are the shipped list.
 */
readAt: Timestamp | null, 
/**
 * Of when the shipped list is, as a date.
 */
shipped: string, };

/**
 * Asks what can be chosen.
 */
export type CatalogueAsk = { 
/**
 * Kafka or Cassandra.
 */
application: Application, 
/**
 * The account whose provider is asked; the shipped list when absent.
 */
accountId: AccountId | null, };

/**
 * What changes in one data centre.
 */
export type CentreResize = { 
/**
 * Name of the data centre; every one when absent.
 */
name: string | null, 
/**
 * Another node size; as it is when absent.
 */
nodeSize: string | null, 
/**
 * Another number of nodes; as it is when absent.
 */
nodes: number | null, };

/**
 * A cloud to choose.
 */
export type CloudChoice = { 
/**
 * As the provider spells it: `AWS_VPC`.
 */
name: string, 
/**
 * As people say it: «Amazon Web Services».
 */
title: string, 
/**
 * Regions.
 */
regions: Array<string>, 
/**
 * Node sizes for brokers or nodes, smallest first.
 */
nodeSizes: Array<NodeSizeChoice>, };

/**
 * A cluster of which a person says whether it is of a run that was lost.
 */
export type ClusterClaim = { 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The cluster.
 */
cluster: ClusterId, };

/**
 * A cluster's id as the provider gave it.
 */
export type ClusterId = string;

/**
 * What the mark of a cluster says that is no run's own.
 */
export type ClusterMark = { "kind": "stray", 
/**
 * The run.
 */
run: RunId, 
/**
 * Where the run stands: `withdrawn`, `refused`, or any other where its cluster is another one.
 */
stage: Stage, } | { "kind": "maybeLost" } | { "kind": "unreadable" };

/**
 * A page of clusters.
 */
export type ClusterPage = { 
/**
 * By first sight, newest first.
 */
items: Array<ClusterRow>, 
/**
 * Where to go on; absent at the end.
 */
next: string | null, 
/**
 * Accounts whose list has not been read yet.
 */
reading: Array<AccountId>, };

/**
 * A cluster by id, name and application.
 */
export type ClusterRef = { 
/**
 * The provider's id.
 */
id: ClusterId, 
/**
 * Its name.
 */
name: string, 
/**
 * Kafka or Cassandra.
 */
application: Application, };

/**
 * One cluster of a review.
 */
export type ClusterReview = { 
/**
 * Its name.
 */
name: string, 
/**
 * Errors: launching is not possible with any.
 */
errors: Array<Finding>, 
/**
 * Warnings: launching needs each accepted.
 */
warnings: Array<Finding>, 
/**
 * What will be billed, every node the provider will make.
 */
billed: Array<BilledNodes>, 
/**
 * The facts, in the order to show them: label, value.
 */
facts: Array<Fact>, 
/**
 * Ranges that let everybody in: each has to be typed, see [`LaunchAsk::open_to`].
 */
openTo: Array<string>, 
/**
 * The requests in the order of sending.
 */
requests: Array<PreviewRequest>, };

/**
 * A cluster of an account as last seen.
 */
export type ClusterRow = { 
/**
 * The provider's id.
 */
id: ClusterId, 
/**
 * Grows with every change; the highest wins.
 */
revision: number, 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The provider's application word, as it came (`KAFKA`, `APACHE_CASSANDRA`, others).
 */
application: string, 
/**
 * Its name, once read.
 */
name: string | null, 
/**
 * The provider's word, once read.
 */
status: string | null, 
/**
 * Application version, once read.
 */
version: string | null, 
/**
 * Region of the first data centre, once read.
 */
region: string | null, 
/**
 * Size of the first data centre's nodes, once read.
 */
nodeSize: string | null, 
/**
 * Status words of its nodes in the order of data centre, rack, id; at most 200.
 */
nodes: Array<string>, 
/**
 * How many of the nodes are RUNNING.
 */
nodesRunning: number, 
/**
 * How many nodes it has.
 */
nodesSeen: number, 
/**
 * The run of ours that made it.
 */
runId: RunId | null, 
/**
 * What its mark says, where that needs a person. Clusters that an unclear run may mean are offered by
 * [`super::RunDetail::candidates`].
 */
mark: ClusterMark | null, 
/**
 * First time it was in a list or an answer.
 */
firstSeen: Timestamp, 
/**
 * Last time it was read.
 */
seenAt: Timestamp | null, 
/**
 * Since when the list lacks it.
 */
missingSince: Timestamp | null, };

/**
 * Colours of pennants (design tokens `acc-*`).
 */
export type Colour = "oxide" | "moss" | "slate" | "harbour" | "plum" | "ochre";

/**
 * One data centre.
 */
export type DataCentreDraft = { 
/**
 * Name, unique in the cluster.
 */
name: string, 
/**
 * `AWS_VPC`, `GCP`, `AZURE_AZ`.
 */
cloudProvider: string, 
/**
 * Region as the provider spells it.
 */
region: string, 
/**
 * Cluster network as CIDR, private, host bits zero, prefix /16–/22.
 */
network: string, 
/**
 * Node size.
 */
nodeSize: string, 
/**
 * Nodes (brokers for Kafka): a multiple of the racks.
 */
nodes: number | null, 
/**
 * Racks of this data centre; Cassandra only (Kafka's stands at the root).
 */
replicationFactor: number | null, 
/**
 * Commit-log backups and more frequent snapshots; Cassandra only.
 */
continuousBackup: boolean, 
/**
 * Own tags, besides the mark.
 */
tags: { [key in string]: string }, };

/**
 * A person's decision.
 */
export type Decision = { "kind": "found", 
/**
 * Its id.
 */
cluster: ClusterId, } | { "kind": "sendAgain" } | { "kind": "withdraw" } | { "kind": "tryAgain", 
/**
 * Who is let in where this computer is asked for: an address, or a range in CIDR notation. Its own address where
 * absent. One that lets everybody in is refused.
 */
address: string | null, 
/**
 * Only the user of this name: it was given its password.
 */
user: string | null, } | { "kind": "deleteAt", 
/**
 * When; absent to keep the cluster.
 */
at: Timestamp | null, };

/**
 * Deletes a cluster.
 */
export type DeleteAsk = { 
/**
 * Made by the caller. The same id again is the same delete and answers the same.
 */
launchId: LaunchId, 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The cluster.
 */
cluster: ClusterId, 
/**
 * Its name, as the person typed it: anything else than the name it bears is refused.
 */
name: string, };

/**
 * The drafts of a launch: one for each cluster.
 */
export type Drafts = { 
/**
 * In the order of the sizes, then of the copies.
 */
items: Array<ProfileDraft>, };

/**
 * Who sends and polls for an account.
 */
export type Driver = { "kind": "here" } | { "kind": "other", 
/**
 * What it is: `window`, `serve`, `launch`, …, with its process id.
 */
who: string, 
/**
 * Since when.
 */
since: Timestamp, } | { "kind": "nobody" };

/**
 * How long clusters like one took to come up, from this home's own history.
 */
export type EstimateView = { 
/**
 * One in twenty is quicker, in milliseconds from `sentAt`.
 */
fromMs: number, 
/**
 * One in twenty is slower, in milliseconds from `sentAt`.
 */
toMs: number, 
/**
 * How many runs it is made of, 3 or more.
 */
runs: number, 
/**
 * What they have in common with this one.
 */
like: Likeness, 
/**
 * The same for people: «9 to 14 min», never seconds.
 */
words: string, 
/**
 * Whether this one takes longer, which is no failure.
 */
late: boolean, };

/**
 * What shells are told without asking: the whole view of one thing. Under 8 KiB as JSON; the highest revision wins.
 */
export type Event = { "kind": "run", 
/**
 * The run.
 */
run: RunView, } | { "kind": "cluster", 
/**
 * The cluster.
 */
cluster: ClusterRow, } | { "kind": "account", 
/**
 * The account.
 */
account: AccountView, } | { "kind": "profile", 
/**
 * The profile.
 */
profile: ProfileRow, } | { "kind": "removed", 
/**
 * `profile` or `account`.
 */
what: string, 
/**
 * Its id.
 */
id: string, } | { "kind": "status", 
/**
 * The status bar.
 */
status: StatusView, } | { "kind": "notice", 
/**
 * The notice.
 */
notice: Notice, } | { "kind": "lagged" };

/**
 * Asks for the drafts of a launch of several sizes and copies.
 */
export type ExpandAsk = { 
/**
 * What each of them is, but for name, networks and size.
 */
draft: ProfileDraft, 
/**
 * The account it would go to: names of its clusters are passed over.
 */
accountId: AccountId | null, 
/**
 * The launch, where it may have been made already: then the names of its own clusters are not taken.
 */
launchId: LaunchId | null, 
/**
 * The sizes; that of the draft when empty.
 */
sizes: Array<SizeChoice>, 
/**
 * How many of each; 1 when absent. At most 50 clusters in all.
 */
copies: number | null, };

/**
 * A label and its value.
 */
export type Fact = { 
/**
 * «Cluster network (CIDR)».
 */
label: string, 
/**
 * «10.20.0.0/16».
 */
value: string, 
/**
 * Whether it is something to paste (drawn in mono).
 */
mono: boolean, };

/**
 * Who may be asked which address this computer has.
 */
export type FinderSettings = { 
/**
 * Whether they may be asked; absent while nobody has said: then they are not.
 */
allowed: boolean | null, 
/**
 * `https` URLs that answer with the address alone; third parties. At most 8.
 */
finders: Array<string>, };

/**
 * Something the checks found.
 */
export type Finding = { 
/**
 * The field, as a path into the draft: `dataCentres.0.network`.
 */
field: string, 
/**
 * Whether it can be sent anyway.
 */
severity: Severity, 
/**
 * What is wrong, and what is right.
 */
message: string, 
/**
 * Where the rule comes from, for a warning.
 */
source: string | null, 
/**
 * The value found, as it is accepted by «send anyway».
 */
value: string, 
/**
 * Whether «send anyway» was ticked for this value.
 */
accepted: boolean, 
/**
 * Values that would be right, offered as buttons.
 */
fixes: Array<Fix>, };

/**
 * A value that would be right.
 */
export type Fix = { 
/**
 * On the button: «Use 10.20.0.0/16».
 */
label: string, 
/**
 * The value, as text.
 */
value: string, };

/**
 * What only Kafka has.
 */
export type KafkaDraft = { 
/**
 * Replication factor for new topics, and the number of racks: 3 or 5.
 */
replicationFactor: number | null, 
/**
 * Partitions for new topics.
 */
partitions: number | null, 
/**
 * Whether a client may make a topic by using it.
 */
autoCreateTopics: boolean, 
/**
 * Whether topics may be deleted.
 */
allowDeleteTopics: boolean, };

/**
 * Gives a user that is not made yet its password.
 */
export type KeepPassword = { 
/**
 * The run.
 */
id: RunId, 
/**
 * The user's name.
 */
user: string, 
/**
 * The password, at least 8 characters.
 */
password: string, };

/**
 * Where an account's key comes from. A reference, never the key.
 */
export type KeySource = { "kind": "builtIn" } | { "kind": "keyring" } | { "kind": "environment", 
/**
 * Its name.
 */
variable: string, } | { "kind": "command", 
/**
 * The command line.
 */
command: string, } | { "kind": "file", 
/**
 * Its path.
 */
path: string, };

/**
 * Launches.
 */
export type LaunchAsk = { 
/**
 * Made by the caller when the review opens. The same id again is the same launch and answers the same.
 */
launchId: LaunchId, 
/**
 * The account it goes to.
 */
accountId: AccountId, 
/**
 * What to make, as reviewed: one draft for each cluster, 1–50.
 */
drafts: Array<ProfileDraft>, 
/**
 * The saved profile it comes from.
 */
profileId: ProfileId | null, 
/**
 * Whether all warnings are accepted, besides those accepted in the drafts.
 */
acceptWarnings: boolean, 
/**
 * Whether a refusal of one keeps those that were not sent yet from being sent; then they are sent one after the other.
 */
stopOnRefusal: boolean, 
/**
 * Delete each cluster by itself so many milliseconds after the provider accepted it; at least 10 minutes.
 */
deleteAfterMs: number | null, 
/**
 * Ranges that let everybody in, as a person typed them: no other of that kind is sent.
 */
openTo: Array<string>, };

/**
 * One click on Launch, a UUID made by the caller. The same id twice is the same launch.
 */
export type LaunchId = string;

/**
 * Names a launch.
 */
export type LaunchRef = { 
/**
 * The launch.
 */
id: LaunchId, };

/**
 * A launch and its runs.
 */
export type LaunchView = { 
/**
 * The launch.
 */
id: LaunchId, 
/**
 * When it was committed.
 */
createdAt: Timestamp, 
/**
 * Whether a refusal of one keeps those that were not sent yet from being sent; then they are sent one after the other.
 */
stopOnRefusal: boolean, 
/**
 * Its runs, in the order of the drafts.
 */
runs: Array<RunView>, 
/**
 * How many more were lost with a damaged store and are known to have been of it. Each comes back with its cluster.
 */
lost: number, };

/**
 * What the runs of an estimate have in common with the one it is for.
 */
export type Likeness = "same" | "cloud";

/**
 * What a link showed.
 */
export type LinkState = "good" | "failed" | "notReached" | "notTried";

/**
 * Which clusters to list.
 */
export type ListClusters = { 
/**
 * Only this account's.
 */
accountId: AccountId | null, 
/**
 * Go on after this, from [`ClusterPage::next`].
 */
cursor: string | null, 
/**
 * At most so many, 1–200; 100 when absent.
 */
limit: number | null, };

/**
 * Which events to list.
 */
export type ListRunEvents = { 
/**
 * The run.
 */
id: RunId, 
/**
 * Only those after this `seq`; 0 for all.
 */
after: number, 
/**
 * At most so many, 1–500; 200 when absent.
 */
limit: number | null, };

/**
 * Which runs to list.
 */
export type ListRuns = { 
/**
 * Only those that have not ended.
 */
activeOnly: boolean, 
/**
 * Go on after this, from [`RunPage::next`].
 */
cursor: string | null, 
/**
 * At most so many, 1–200; 50 when absent.
 */
limit: number | null, };

/**
 * What came of a look.
 */
export type LookOutcome = "seen" | "slowed" | "failed" | "missing";

/**
 * A stretch of looks with the same outcome.
 */
export type LookSpan = { 
/**
 * What came of it.
 */
outcome: LookOutcome, 
/**
 * First look of the stretch.
 */
from: Timestamp, 
/**
 * Last look of the stretch.
 */
to: Timestamp, 
/**
 * How many looks.
 */
looks: number, 
/**
 * Why it failed, in a few words.
 */
note: string | null, };

/**
 * Asks for a new draft.
 */
export type NewProfile = { 
/**
 * Kafka or Cassandra.
 */
application: Application, };

/**
 * What happens next by itself.
 */
export type NextStep = { 
/**
 * What.
 */
what: NextWhat, 
/**
 * Not before.
 */
at: Timestamp, };

/**
 * Kinds of next step.
 */
export type NextWhat = "send" | "lookUp" | "look";

/**
 * A node size to choose.
 */
export type NodeSizeChoice = { 
/**
 * Its name.
 */
name: string, 
/**
 * Developer class: needs `NON_PRODUCTION`.
 */
developer: boolean, };

/**
 * A node as seen, with the time of each stage.
 */
export type NodeView = { 
/**
 * The provider's id.
 */
id: string, 
/**
 * Name of its data centre.
 */
dataCentre: string, 
/**
 * Rack or zone, where known.
 */
rack: string | null, 
/**
 * The provider's word, as it came.
 */
status: string, 
/**
 * Public address, where known.
 */
publicAddress: string | null, 
/**
 * Private address, where known.
 */
privateAddress: string | null, 
/**
 * Node size.
 */
nodeSize: string | null, 
/**
 * The provider's role words.
 */
roles: Array<string>, 
/**
 * The stages it was seen in, oldest first; the last one is the present.
 */
stages: Array<StageSpan>, 
/**
 * Whether the provider no longer lists it.
 */
gone: boolean, 
/**
 * The first look that did not list it any more.
 */
goneAt: Timestamp | null, };

/**
 * Takes or gives nothing.
 */
export type Nothing = Record<symbol, never>;

/**
 * A notice of the system.
 */
export type Notice = { 
/**
 * The run it concerns; absent where it is about several.
 */
run: RunId | null, 
/**
 * What kind.
 */
kind: NoticeKind, 
/**
 * First line.
 */
title: string, 
/**
 * Second line.
 */
body: string, };

/**
 * Kinds of notice.
 */
export type NoticeKind = "running" | "failed" | "done" | "deleteSoon" | "rebuilt" | "needsYou";

/**
 * What a page shows first.
 */
export type Overview = { 
/**
 * The accounts.
 */
accounts: Array<AccountView>, 
/**
 * The saved profiles.
 */
profiles: Array<ProfileRow>, 
/**
 * The newest runs, those under way among them.
 */
runs: RunPage, 
/**
 * The status bar.
 */
status: StatusView, 
/**
 * Whether nothing was ever launched or set up here.
 */
firstRun: boolean, };

/**
 * This computer's address, as far as it is known.
 */
export type OwnAddress = { 
/**
 * By IPv4.
 */
v4: string | null, 
/**
 * By IPv6.
 */
v6: string | null, 
/**
 * When it was found; absent while it is not known.
 */
foundAt: Timestamp | null, 
/**
 * Why it is not known, where it was asked for.
 */
problem: Problem | null, 
/**
 * Who may be asked.
 */
settings: FinderSettings, };

/**
 * Names a user that a run makes, see [`super::StepView::user`].
 */
export type PasswordRef = { 
/**
 * The run.
 */
id: RunId, 
/**
 * The user's name.
 */
user: string, };

/**
 * A network to be joined to that of a data centre. [openapi] AwsVpcPeerV2, GcpVpcPeerV2, AzureVnetPeerV2
 */
export type PeeringDraft = { 
/**
 * Name of the data centre; empty where there is one alone. Its cloud is that of the other network.
 */
dataCentre: string, 
/**
 * Who owns the other network: the AWS account (12 digits), the GCP project or the Azure subscription (a UUID).
 */
owner: string, 
/**
 * The other network: the VPC's id at AWS, its name at GCP and Azure.
 */
network: string, 
/**
 * Its region; AWS alone.
 */
region: string, 
/**
 * Its resource group; Azure alone.
 */
resourceGroup: string, 
/**
 * Object of the directory that is given the right to peer, where the subscription is another's; Azure alone.
 */
adObjectId: string, 
/**
 * Its ranges that are to be reached, in CIDR notation, with commas between them.
 */
subnets: string, };

/**
 * Which thing a problem concerns.
 */
export type Place = { "kind": "field", 
/**
 * Path, names and indices joined by dots.
 */
path: string, } | { "kind": "account", 
/**
 * Which.
 */
id: AccountId, 
/**
 * Its label.
 */
label: string, } | { "kind": "run", 
/**
 * Which.
 */
id: RunId, } | { "kind": "profile", 
/**
 * Its name.
 */
name: string, } | { "kind": "cluster", 
/**
 * Which.
 */
id: ClusterId, } | { "kind": "network", 
/**
 * The link that failed: `dns`, `tcp`, `tls`, `proxy` or `provider`.
 */
link: string, 
/**
 * Host and port.
 */
host: string, } | { "kind": "home" } | { "kind": "app" };

/**
 * The exact requests of a draft, and what the checks found.
 */
export type Preview = { 
/**
 * What is wrong, in the order of the form.
 */
findings: Array<Finding>, 
/**
 * The requests in the order of sending.
 */
requests: Array<PreviewRequest>, };

/**
 * Asks for the requests of a draft.
 */
export type PreviewAsk = { 
/**
 * The draft.
 */
draft: ProfileDraft, 
/**
 * The saved profile it belongs to, so that its own name is not «taken».
 */
profileId: ProfileId | null, 
/**
 * The account; the draft's own when absent.
 */
accountId: AccountId | null, };

/**
 * A line of the request.
 */
export type PreviewLine = { 
/**
 * Its text with the indent.
 */
text: string, 
/**
 * The field of the draft it comes from.
 */
field: string | null, 
/**
 * Whether it comes from extra JSON.
 */
extra: boolean, };

/**
 * A request before it is sent.
 */
export type PreviewRequest = { 
/**
 * Which it is: «Create», «Topic orders».
 */
title: string, 
/**
 * Whether it is sent once the cluster runs; otherwise at once.
 */
onceRunning: boolean, 
/**
 * What happens where its answer is lost, a sentence or two.
 */
ifLost: string, 
/**
 * HTTP method.
 */
method: string, 
/**
 * Path below the account's URL.
 */
path: string, 
/**
 * The body, line by line as indented JSON.
 */
lines: Array<PreviewLine>, 
/**
 * The same as a command for a shell; the key is read from the environment.
 */
curl: string, };

/**
 * Something that is wrong: what, where, and what to do about it.
 */
export type Problem = { 
/**
 * What kind: a front end decides by this alone, never by the text.
 */
code: ProblemCode, 
/**
 * What is wrong, one or two short sentences.
 */
message: string, 
/**
 * Which thing it concerns.
 */
place: Place, 
/**
 * What the person can do next, one sentence; absent where there is nothing to do.
 */
remedy: string | null, 
/**
 * The provider's own answer, where there was one.
 */
server: ServerWords | null, };

/**
 * Kinds of problem.
 */
export type ProblemCode = "invalid" | "nameTaken" | "notFound" | "warningsNotAccepted" | "notAllowed" | "notYet" | "noKey" | "keyRefused" | "refused" | "slowed" | "notSent" | "maybeSent" | "notUnderstood" | "unclear" | "decide" | "otherSide" | "confirmDelete" | "clusterFailed" | "clusterDeferred" | "store" | "notDriven" | "internal";

/**
 * A saved profile.
 */
export type Profile = { 
/**
 * The profile.
 */
id: ProfileId, 
/**
 * Grows with every save; the highest wins.
 */
revision: number, 
/**
 * What it holds.
 */
draft: ProfileDraft, 
/**
 * When it was last saved.
 */
savedAt: Timestamp, };

/**
 * What a form holds, finished or not: every field may be empty or wrong. [`super::Preview`] says what is.
 */
export type ProfileDraft = { 
/**
 * The profile's name, unique here.
 */
name: string, 
/**
 * The account it is meant for; asked at the review when absent.
 */
account: AccountId | null, 
/**
 * Kafka or Cassandra.
 */
application: Application, 
/**
 * Name of the cluster, 3–32 letters, digits, `-`, `_`, a letter or digit first. [openapi] KafkaClusterV2.name
 */
clusterName: string, 
/**
 * Description, free text.
 */
description: string, 
/**
 * Application version, `x.y.z`.
 */
version: string, 
/**
 * `PRODUCTION` or `NON_PRODUCTION`.
 */
slaTier: string, 
/**
 * No public addresses.
 */
privateNetworkCluster: boolean, 
/**
 * PCI mode; the account must be enabled for it.
 */
pciComplianceMode: boolean, 
/**
 * TLS between client and cluster.
 */
clientEncryption: boolean, 
/**
 * What only Kafka has; ignored for Cassandra.
 */
kafka: KafkaDraft, 
/**
 * What only Cassandra has; ignored for Kafka.
 */
cassandra: CassandraDraft, 
/**
 * The data centres: exactly one for Kafka, one or more for Cassandra.
 */
dataCentres: Array<DataCentreDraft>, 
/**
 * Who may reach it, once it runs.
 */
access: Array<AccessDraft>, 
/**
 * Networks that are joined to it, once it runs.
 */
peerings: Array<PeeringDraft>, 
/**
 * Who may log in, besides the default user, once it runs.
 */
users: Array<UserDraft>, 
/**
 * Topics of Kafka that are made once it runs; ignored for Cassandra.
 */
topics: Array<TopicDraft>, 
/**
 * Hours of the week without maintenance, set once it runs.
 */
exclusionWindows: Array<WindowDraft>, 
/**
 * What Slipway has no form for, merged into the request.
 */
extra: Record<string, unknown>, 
/**
 * Warnings accepted by «send anyway», each for one value of one field: path → value.
 */
accepted: { [key in string]: string }, };

/**
 * A saved profile, a UUID.
 */
export type ProfileId = string;

/**
 * The saved profiles.
 */
export type ProfileList = { 
/**
 * By name.
 */
items: Array<ProfileRow>, };

/**
 * Names a profile.
 */
export type ProfileRef = { 
/**
 * The profile.
 */
id: ProfileId, };

/**
 * A saved profile as lists show it.
 */
export type ProfileRow = { 
/**
 * The profile.
 */
id: ProfileId, 
/**
 * Grows with every save; the highest wins.
 */
revision: number, 
/**
 * Its name.
 */
name: string, 
/**
 * The account it is meant for.
 */
account: AccountId | null, 
/**
 * Kafka or Cassandra.
 */
application: Application, 
/**
 * Name of the cluster it makes.
 */
clusterName: string, 
/**
 * «3 × KFK-DEV-t4g.small-5, US_EAST_1».
 */
summary: string, 
/**
 * When it was last saved.
 */
savedAt: Timestamp, };

/**
 * The provider's own document, and what it settles or says otherwise.
 */
export type ProviderDocument = { "kind": "compared", 
/**
 * When it was read. Where it can't be had any more, an older comparison is told.
 */
at: Timestamp, 
/**
 * `2.0`, `3.0.1`, ….
 */
format: string, 
/**
 * The version that it gives itself.
 */
version: string | null, 
/**
 * How many paths it has.
 */
paths: number, 
/**
 * One sentence for each difference.
 */
differences: Array<string>, } | { "kind": "missing", 
/**
 * HTTP status, where there was an answer.
 */
code: number | null, 
/**
 * Why, in a few words of our own.
 */
why: string, };

/**
 * How an account can be reached, as the last requests showed.
 */
export type Reach = { "kind": "unknown" } | { "kind": "good" } | { "kind": "slowed", 
/**
 * Next try.
 */
until: Timestamp, } | { "kind": "refused", 
/**
 * Why.
 */
problem: Problem, } | { "kind": "noKey", 
/**
 * Why.
 */
problem: Problem, } | { "kind": "offline", 
/**
 * Since when.
 */
since: Timestamp, 
/**
 * Why.
 */
problem: Problem, 
/**
 * Next try.
 */
nextTry: Timestamp, };

/**
 * What to ask the provider about now.
 */
export type Refresh = { "kind": "run", 
/**
 * Which.
 */
id: RunId, } | { "kind": "account", 
/**
 * Which.
 */
id: AccountId, };

/**
 * A node that another takes the place of, with the time of each step.
 */
export type ReplacementView = { 
/**
 * The provider's id of it.
 */
id: string, 
/**
 * Name of the data centre.
 */
dataCentre: string, 
/**
 * The node that goes.
 */
nodeId: string | null, 
/**
 * The node that comes, once the provider names it.
 */
newNodeId: string | null, 
/**
 * The provider's word, as it came: `CREATING_REPLACEMENT`, `REPLACED`, ….
 */
status: string, 
/**
 * The steps it was seen in, oldest first; the last one is the present.
 */
stages: Array<StageSpan>, };

/**
 * Resizes a cluster.
 */
export type ResizeAsk = { 
/**
 * Made by the caller. The same id again is the same resize and answers the same.
 */
launchId: LaunchId, 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The cluster, as reviewed.
 */
cluster: ClusterRef, 
/**
 * [`ResizeReview::before`] of the review: where the cluster is another by then, nothing is sent.
 */
before: Asked, 
/**
 * What is to change.
 */
centres: Array<CentreResize>, };

/**
 * What a resize would do.
 */
export type ResizeReview = { 
/**
 * The account.
 */
account: AccountView, 
/**
 * The cluster.
 */
cluster: ClusterRef, 
/**
 * What it is now, as just read.
 */
before: Asked, 
/**
 * What it would be.
 */
after: Asked, 
/**
 * Node sizes to choose from, for each data centre in the order of [`ResizeReview::before`].
 */
sizes: Array<Array<NodeSizeChoice>>, 
/**
 * Errors: resizing is not possible with any. Fields are `dataCentres.0.nodeSize` and `dataCentres.0.nodes`.
 */
errors: Array<Finding>, 
/**
 * Warnings: the provider decides.
 */
warnings: Array<Finding>, 
/**
 * What stands in the way: a read-only account, no key, a change under way.
 */
problems: Array<Problem>, 
/**
 * The request; empty while nothing changes.
 */
requests: Array<PreviewRequest>, };

/**
 * Asks what a cluster could be resized to, and what a resize would send.
 */
export type ResizeReviewAsk = { 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The cluster.
 */
cluster: ClusterId, 
/**
 * What is to change; empty to ask only what there is.
 */
centres: Array<CentreResize>, };

/**
 * What a person decides on a run; what can be decided now says [`RunView::can`].
 */
export type Resolve = { 
/**
 * The run.
 */
id: RunId, 
/**
 * The decision.
 */
decision: Decision, };

/**
 * Restores a Cassandra cluster into a new one.
 */
export type RestoreAsk = { 
/**
 * Made by the caller. The same id again is the same restore and answers the same.
 */
launchId: LaunchId, 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The cluster whose backup it is, as reviewed.
 */
cluster: ClusterRef, 
/**
 * What it makes, as reviewed.
 */
what: RestoreWhat, 
/**
 * Deletes the new cluster so long after it was accepted, in milliseconds; at least ten minutes.
 */
deleteAfterMs: number | null, };

/**
 * What a restore would do.
 */
export type RestoreReview = { 
/**
 * The account.
 */
account: AccountView, 
/**
 * The cluster whose backup it is.
 */
cluster: ClusterRef, 
/**
 * What it would make, with the name that is proposed where none was given.
 */
what: RestoreWhat, 
/**
 * When the first finished backup that is listed ended. Seven days are listed.
 */
firstBackup: Timestamp | null, 
/**
 * When the last one did.
 */
lastBackup: Timestamp | null, 
/**
 * Errors: restoring is not possible with any. Fields are those of [`RestoreWhat`], `tables.0` for one table.
 */
errors: Array<Finding>, 
/**
 * Warnings: the provider decides.
 */
warnings: Array<Finding>, 
/**
 * What stands in the way: a read-only account, no key.
 */
problems: Array<Problem>, 
/**
 * The request.
 */
requests: Array<PreviewRequest>, };

/**
 * Asks what a restore of a Cassandra cluster would send.
 */
export type RestoreReviewAsk = { 
/**
 * The account.
 */
accountId: AccountId, 
/**
 * The cluster whose backup it is.
 */
cluster: ClusterId, 
/**
 * What it is to make.
 */
what: RestoreWhat, };

/**
 * What a restore makes.
 */
export type RestoreWhat = { 
/**
 * Name of the new cluster, 3 to 48 letters, digits, `-` and `_`; one that no cluster of the account has. In a review
 * empty to have one proposed.
 */
name: string, 
/**
 * The moment that is restored; when it arrives, where absent.
 */
at: Timestamp | null, 
/**
 * Tables to restore, each `keyspace.table`; all when empty.
 */
tables: Array<string>, 
/**
 * Network of the new cluster, CIDR; that of the old one when absent. For a cluster of one data centre alone.
 */
network: string | null, };

/**
 * A password that a person asked to see.
 */
export type Revealed = { 
/**
 * The password.
 */
password: string, };

/**
 * What a launch would do.
 */
export type Review = { 
/**
 * The account it would go to.
 */
account: AccountView, 
/**
 * What can't be read from the drafts: a read-only account, no key, nobody to drive it.
 */
problems: Array<Problem>, 
/**
 * What the provider's own document says of these requests, as far as it is known.
 */
notes: Array<string>, 
/**
 * Each cluster, in the order of the drafts.
 */
clusters: Array<ClusterReview>, };

/**
 * Asks for the review before a launch.
 */
export type ReviewAsk = { 
/**
 * The drafts as they would be launched, one for each cluster, 1–50.
 */
drafts: Array<ProfileDraft>, 
/**
 * The saved profile it comes from.
 */
profileId: ProfileId | null, 
/**
 * The account it would go to.
 */
accountId: AccountId, };

/**
 * One run with everything its page draws.
 */
export type RunDetail = { 
/**
 * The run.
 */
run: RunView, 
/**
 * Its nodes as last seen, by data centre, rack, id.
 */
nodes: Array<NodeView>, 
/**
 * When we looked and what came of it, oldest first, without gaps where nothing was missed.
 */
looks: Array<LookSpan>, 
/**
 * The requests of this run in order, as sent (or as they will be), secrets as `•••`.
 */
requests: Array<SentRequest>, 
/**
 * The mark: value of the tag `slipway-run` of the newest attempt.
 */
mark: string, 
/**
 * Clusters that may be the one, where a person decides.
 */
candidates: Array<ClusterRef>, 
/**
 * Runs that change this run's cluster, oldest first.
 */
changes: Array<RunId>, 
/**
 * For a resize: the nodes that are replaced, in the order in which they were first seen.
 */
replacements: Array<ReplacementView>, };

/**
 * One line of what happened.
 */
export type RunEvent = { 
/**
 * Position in the run's history, from 1, without holes.
 */
seq: number, 
/**
 * When.
 */
at: Timestamp, 
/**
 * What kind.
 */
kind: RunEventKind, 
/**
 * What happened, one sentence.
 */
text: string, 
/**
 * The node it concerns.
 */
node: string | null, 
/**
 * The problem, where it is one.
 */
problem: Problem | null, };

/**
 * Kinds of event, so that a page can choose a glyph and a program can filter.
 */
export type RunEventKind = "intended" | "noted" | "sending" | "accepted" | "refused" | "notDone" | "unclear" | "lookedUp" | "adopted" | "decided" | "status" | "node" | "address" | "look" | "access" | "setUp" | "changed" | "done" | "gone" | "deleteAt";

/**
 * A page of events.
 */
export type RunEventPage = { 
/**
 * Oldest first.
 */
items: Array<RunEvent>, 
/**
 * Whether there are more after these.
 */
more: boolean, };

/**
 * Our record of making one cluster, a UUID.
 */
export type RunId = string;

/**
 * What a run does.
 */
export type RunKind = "create" | "delete" | "resize" | "restore";

/**
 * A page of runs.
 */
export type RunPage = { 
/**
 * Newest first.
 */
items: Array<RunView>, 
/**
 * Where to go on; absent at the end.
 */
next: string | null, };

/**
 * Names a run.
 */
export type RunRef = { 
/**
 * The run.
 */
id: RunId, };

/**
 * A run as a whole, without its nodes: what a list row and a page head need. Under 8 KiB as JSON.
 */
export type RunView = { 
/**
 * The run.
 */
id: RunId, 
/**
 * Grows with every change of the run; the highest wins.
 */
revision: number, 
/**
 * The launch it belongs to.
 */
launchId: LaunchId, 
/**
 * What it does.
 */
kind: RunKind, 
/**
 * The account, by id.
 */
accountId: AccountId, 
/**
 * The account's label when it was launched.
 */
account: string, 
/**
 * The profile's name when it was launched; absent where no profile made it.
 */
profile: string | null, 
/**
 * The profile, where it was a saved one.
 */
profileId: ProfileId | null, 
/**
 * Kafka or Cassandra.
 */
application: Application, 
/**
 * Name asked for.
 */
clusterName: string, 
/**
 * The cluster, once its id is known.
 */
cluster: ClusterRef | null, 
/**
 * Where it stands.
 */
stage: Stage, 
/**
 * The provider's own word for the cluster, as it came.
 */
status: string | null, 
/**
 * The provider's word for the operation under way, as it came.
 */
operationStatus: string | null, 
/**
 * What the cluster is to be (after the resize, for one); for a delete, what it was.
 */
asked: Asked, 
/**
 * How many of the nodes are RUNNING as last seen.
 */
nodesRunning: number, 
/**
 * How many nodes the provider lists; 0 before it lists any.
 */
nodesSeen: number, 
/**
 * How often it was sent: 0 before the first time.
 */
attempt: number, 
/**
 * When the intent was committed.
 */
createdAt: Timestamp, 
/**
 * When the request last left.
 */
sentAt: Timestamp | null, 
/**
 * When the provider's acceptance was known.
 */
acceptedAt: Timestamp | null, 
/**
 * When it was first seen RUNNING.
 */
runningAt: Timestamp | null, 
/**
 * When it ended.
 */
endedAt: Timestamp | null, 
/**
 * When the cluster was last seen at the provider.
 */
seenAt: Timestamp | null, 
/**
 * How often it is looked at now, in milliseconds, when all goes well; absent where it is not looked at. What was seen
 * is old after three times as long.
 */
paceMs: number | null, 
/**
 * What stands in the way now.
 */
problem: Problem | null, 
/**
 * Whether a person has to decide or act.
 */
needsYou: boolean, 
/**
 * What Slipway does next by itself, and when.
 */
next: NextStep | null, 
/**
 * How long ones like it took to come up, where there were enough of them.
 */
estimate: EstimateView | null, 
/**
 * What the cluster is given once it runs, in the order of the profile; at most [`crate::request::STEPS_MAX`].
 */
steps: Array<StepView>, 
/**
 * When Slipway deletes the cluster by itself, where that was asked for at the launch.
 */
deleteAt: Timestamp | null, 
/**
 * What a person may decide now, see [`super::Decision`].
 */
can: Array<Can>, };

/**
 * Adds an account (no id) or changes one. No `Debug`: it may carry a key.
 */
export type SaveAccount = { 
/**
 * The account to change; absent for a new one.
 */
id: AccountId | null, 
/**
 * Its name here.
 */
label: string, 
/**
 * The word on its pennant, 1–10 letters.
 */
word: string, 
/**
 * Colour of the pennant.
 */
colour: Colour, 
/**
 * Base URL of the API: `https`, or `http` on loopback.
 */
url: string, 
/**
 * User name at the provider.
 */
user: string, 
/**
 * Where the key comes from.
 */
key: KeySource, 
/**
 * The key itself, to be put into the keyring; only with [`KeySource::Keyring`]. Kept as it is when absent.
 */
secret: string | null, 
/**
 * Whether writes are refused here.
 */
readOnly: boolean, 
/**
 * Requests per second that it is asked at most, 1 to 35; 1 when absent. [API.md §8: documented limit 35, seen about 1]
 */
rate: number | null, };

/**
 * Keeps a draft.
 */
export type SaveProfile = { 
/**
 * The profile to change; absent for a new one.
 */
id: ProfileId | null, 
/**
 * What it holds.
 */
draft: ProfileDraft, };

/**
 * A request of a run.
 */
export type SentRequest = { 
/**
 * HTTP method.
 */
method: string, 
/**
 * Path below the account's URL.
 */
path: string, 
/**
 * Body as indented JSON.
 */
body: string, 
/**
 * When it left; absent before.
 */
sentAt: Timestamp | null, 
/**
 * HTTP status of the answer, where one came.
 */
status: number | null, 
/**
 * The answer's body, at most 64 KiB, secrets as `•••`.
 */
answer: string | null, };

/**
 * One message of the provider.
 */
export type ServerMessage = { 
/**
 * The field the provider names, if any.
 */
field: string | null, 
/**
 * The field of the profile that this is, as a path into the draft; absent where no field of the form is meant.
 */
path: string | null, 
/**
 * Its words.
 */
message: string, };

/**
 * What the provider answered, kept whole as far as it fits.
 */
export type ServerWords = { 
/**
 * HTTP status, 100–599.
 */
status: number, 
/**
 * Messages found in the body, each with the field it names.
 */
messages: Array<ServerMessage>, 
/**
 * The body, at most 1 KiB here (64 KiB in the store), secrets as `•••`.
 */
body: string, };

/**
 * How bad a finding is.
 */
export type Severity = "error" | "warning";

/**
 * A size of a launch of several.
 */
export type SizeChoice = { 
/**
 * Node size of every data centre.
 */
nodeSize: string, 
/**
 * Nodes of every data centre; those of the draft when absent.
 */
nodes: number | null, };

/**
 * Where a run stands. The words are those of the command line (`docs/behaviour.md`).
 */
export type Stage = "intended" | "sending" | "unclear" | "provisioning" | "running" | "refused" | "deferred" | "failed" | "withdrawn" | "deleting" | "gone";

/**
 * A stage of a node. The change into it happened after `after` and was seen at `seen`.
 */
export type StageSpan = { 
/**
 * The provider's word.
 */
status: string, 
/**
 * First look that showed it.
 */
seen: Timestamp, 
/**
 * The look before, which did not; absent where there was none.
 */
after: Timestamp | null, };

/**
 * What the status bar says.
 */
export type StatusView = { 
/**
 * Runs that have not ended and are not RUNNING.
 */
underWay: number, 
/**
 * Runs that wait for a person.
 */
needsYou: number, 
/**
 * The newest look of all.
 */
seenAt: Timestamp | null, 
/**
 * Requests per second over the last ten seconds, all accounts.
 */
requestsPerSecond: number, 
/**
 * The rate Slipway allows itself, per account.
 */
allowedPerSecond: number, 
/**
 * This program's version.
 */
version: string, 
/**
 * The folder with the store.
 */
home: string, 
/**
 * That folder came from another computer or place: nothing is asked or sent until it is taken over.
 */
elsewhere: Problem | null, 
/**
 * The store fails: nothing is sent, or not everything is kept and shown, until that is over. A damaged one has to be
 * saved.
 */
store: Problem | null, 
/**
 * The time of this view.
 */
now: Timestamp, };

/**
 * How the password of a user stands that a run makes.
 */
export type StepPassword = "mayBeGiven" | "unsettled" | "kept" | "doubtful";

/**
 * Where a step of a run stands.
 */
export type StepState = "waiting" | "asks" | "sending" | "unclear" | "coming" | "otherSide" | "deferred" | "done" | "refused";

/**
 * Something that a run asks for once its cluster runs.
 */
export type StepView = { 
/**
 * What it is.
 */
what: StepWhat, 
/**
 * Which of its kind: «KAFKA for 203.0.113.7/32», «vpc-0a61 in US_EAST_1», «orders».
 */
title: string, 
/**
 * Of a rule: who is let in, in CIDR notation; absent while «my address» is not known.
 */
network: string | null, 
/**
 * Of a rule: whether that is this computer's own address.
 */
mine: boolean, 
/**
 * Of a rule: what it opens, in the provider's word: `KAFKA`, `CASSANDRA`.
 */
opens: string | null, 
/**
 * Of a user: the name. [`super::PasswordRef`] leads to the password.
 */
user: string | null, 
/**
 * Of a user: how its password stands.
 */
password: StepPassword | null, 
/**
 * Where it stands.
 */
state: StepState, 
/**
 * The provider's word for it, as it came.
 */
status: string | null, 
/**
 * What stands in its way.
 */
problem: Problem | null, 
/**
 * When it is tried again, or looked at, next.
 */
due: Timestamp | null, };

/**
 * What a step of a run is about.
 */
export type StepWhat = "rule" | "peering" | "window" | "user" | "topic";

/**
 * One path that was read, or could not be.
 */
export type SurveyLook = { 
/**
 * What it is for.
 */
what: string, 
/**
 * The path with its parameters open: `…/{id}`.
 */
path: string, 
/**
 * HTTP status; absent where there was no answer, or nothing to read.
 */
code: number | null, 
/**
 * Why there is no shape, in a few words of our own.
 */
note: string | null, 
/**
 * Each place of the answer with its kinds: `dataCentres[].status: text RUNNING`.
 */
shape: Array<string>, };

/**
 * One link of the way to the provider.
 */
export type TestLink = { 
/**
 * `key`, `connection`, `authentication`, `reading`, `writing`.
 */
name: string, 
/**
 * What it showed.
 */
state: LinkState, 
/**
 * One short sentence.
 */
text: string, 
/**
 * What is wrong.
 */
problem: Problem | null, };

/**
 * A moment: milliseconds since 1970-01-01T00:00:00Z.
 */
export type Timestamp = number;

/**
 * A topic of Kafka. [openapi] KafkaTopicV2
 */
export type TopicDraft = { 
/**
 * The name, 1 to 249 letters, digits, `.`, `_`, `-`.
 */
name: string, 
/**
 * Partitions; those of [`KafkaDraft`] when absent.
 */
partitions: number | null, 
/**
 * Copies of each partition; those of [`KafkaDraft`] when absent.
 */
replicationFactor: number | null, };

/**
 * Somebody who may log in. [openapi] KafkaUserV2, BundleUserCreateRequest
 */
export type UserDraft = { 
/**
 * The name: for Kafka letters, digits, `-`, `_`, a letter or digit first; for Cassandra 1 to 255 characters.
 */
name: string, 
/**
 * What it may do at first: `standard`, `read-only` or `none`.
 */
permissions: string, 
/**
 * How the password is proven, `SCRAM-SHA-256` or `SCRAM-SHA-512`; Kafka alone.
 */
mechanism: string, 
/**
 * Whether a person gives the password; otherwise one is made. Either way it is kept in the keyring alone.
 */
asksPassword: boolean, };

/**
 * Hours of the week without maintenance. [openapi] ClusterExclusionWindowV2
 */
export type WindowDraft = { 
/**
 * The day it begins on: `MONDAY` to `SUNDAY`. In which time zone is in no source.
 */
day: string, 
/**
 * The hour it begins at, 0 to 23.
 */
startHour: number | null, 
/**
 * How long it is, in hours, at least 1.
 */
hours: number | null, };
