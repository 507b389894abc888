-- Runs that went with a damaged store: a cluster that bears the mark of one is watched again as its run. Without an id:
-- one that nothing named any more.
CREATE TABLE lost_runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE,
    launch_id TEXT,
    lost_at INTEGER NOT NULL
) STRICT;

-- Runs of other homes, as a person said: a cluster that bears the mark of one is not offered as a lost one's any more.
CREATE TABLE others_runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    said_at INTEGER NOT NULL
) STRICT;

-- What became of a run changes what the clusters with its mark are.
CREATE INDEX clusters_mark ON clusters (mark);
