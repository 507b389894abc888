-- Schema 5. Times are milliseconds since 1970; `revision` grows over the whole store with every change, so that a
-- program that follows can ask for what is newer than it knows.

CREATE TABLE counter (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO counter (id, revision) VALUES (1, 0);

-- Where this store lives: see `home::identity`. A copy finds another one here, and sends nothing.
CREATE TABLE home (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    identity TEXT NOT NULL
) STRICT;

-- What a person set for this home, as JSON by name.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Accounts without their keys. `seen` is what the driver last knew of it.
CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    label TEXT NOT NULL UNIQUE,
    facts TEXT NOT NULL,
    seen TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_revision ON accounts (revision);

-- How many requests each account may be asked: a token bucket that all programs on this store draw from. Written without
-- a sync of its own, since a power cut takes longer than the bucket needs to fill.
CREATE TABLE budgets (
    account_id TEXT PRIMARY KEY,
    budget TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE profiles (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    draft TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
CREATE INDEX profiles_revision ON profiles (revision);

-- Things taken away, so that programs that follow hear of it.
CREATE TABLE removals (
    revision INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    id TEXT NOT NULL
) STRICT;

CREATE TABLE launches (
    id TEXT PRIMARY KEY,
    created_at INTEGER NOT NULL
) STRICT;

-- `facts` was fixed at the launch, `state` is what the rules make of it. Runs are never deleted.
CREATE TABLE runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    launch_id TEXT NOT NULL REFERENCES launches (id),
    account_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    ended INTEGER NOT NULL,
    needs_you INTEGER NOT NULL,
    cluster_id TEXT,
    facts TEXT NOT NULL,
    state TEXT NOT NULL,
    revision INTEGER NOT NULL,
    target_id TEXT
) STRICT;
CREATE INDEX runs_revision ON runs (revision);
CREATE INDEX runs_open ON runs (account_id) WHERE ended = 0;
CREATE INDEX runs_launch ON runs (launch_id);
-- A cluster belongs to one run at most, the one that made it.
CREATE UNIQUE INDEX runs_cluster ON runs (account_id, cluster_id) WHERE cluster_id IS NOT NULL;
-- Those that change one.
CREATE INDEX runs_target ON runs (account_id, target_id) WHERE target_id IS NOT NULL;

CREATE TABLE run_nodes (
    run_id TEXT NOT NULL REFERENCES runs (id),
    node_id TEXT NOT NULL,
    node TEXT NOT NULL,
    PRIMARY KEY (run_id, node_id)
) STRICT, WITHOUT ROWID;

-- The timeline: only ever appended to.
CREATE TABLE events (
    run_id TEXT NOT NULL REFERENCES runs (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;
CREATE TRIGGER events_are_kept BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are only appended'); END;

-- Looks as stretches with the same outcome.
CREATE TABLE looks (
    run_id TEXT NOT NULL REFERENCES runs (id),
    number INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    looks INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

-- Runs that went with a damaged store: a cluster that bears the mark of one is watched again as its run. Without an id:
-- one that nothing named any more.
CREATE TABLE lost_runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE,
    launch_id TEXT,
    lost_at INTEGER NOT NULL
) STRICT;

-- Every request that is not a GET. `sending` is committed before it leaves. `find` says how to learn, later, whether it
-- was done: `mark` = look for the cluster whose tag slipway-run is `mark`; `read back` = what was asked for shows on the
-- run's cluster; `list` = it is in the list of what the cluster has of its kind. `attempt` counts for each operation.
CREATE TABLE writes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id TEXT NOT NULL REFERENCES runs (id),
    account_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    operation TEXT NOT NULL,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    body TEXT NOT NULL,
    find TEXT NOT NULL,
    mark TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('sending', 'done', 'refused', 'not done', 'unclear')),
    sent_at INTEGER NOT NULL,
    answered_at INTEGER,
    status INTEGER,
    answer TEXT,
    revision INTEGER NOT NULL,
    UNIQUE (run_id, attempt, operation)
) STRICT;

-- Every cluster ever seen in an account. `first_revision` orders its first sight against the writes, whatever the clock
-- says. `mark` is the value of its tag slipway-run. `claim` is what a person last said of it after runs were lost: `ours`, and
-- its run comes back from it; `others`, and it is not offered any more.
CREATE TABLE clusters (
    account_id TEXT NOT NULL,
    cluster_id TEXT NOT NULL,
    application TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    first_revision INTEGER NOT NULL,
    tried_at INTEGER,
    seen_at INTEGER,
    missing_since INTEGER,
    name TEXT,
    mark TEXT,
    seen TEXT NOT NULL,
    revision INTEGER NOT NULL,
    claim TEXT CHECK (claim IN ('ours', 'others')),
    PRIMARY KEY (account_id, cluster_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX clusters_revision ON clusters (revision);
-- What became of a run changes what the clusters with its mark are.
CREATE INDEX clusters_mark ON clusters (mark);

-- What a program that does not drive wants of the one that does.
CREATE TABLE wishes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id TEXT NOT NULL,
    wish TEXT NOT NULL,
    wished_at INTEGER NOT NULL,
    answer TEXT
) STRICT;

-- Notices: each program tells those that came since it was opened.
CREATE TABLE notices (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    notice TEXT NOT NULL
) STRICT;

-- What the provider said can be chosen.
CREATE TABLE catalogues (
    account_id TEXT NOT NULL,
    application TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    read_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, application)
) STRICT, WITHOUT ROWID;
