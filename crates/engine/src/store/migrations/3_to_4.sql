-- Runs that went with a damaged store: a cluster that bears the mark of one is watched again as its run. Without an id:
-- one that nothing named any more.
CREATE TABLE lost_runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE,
    launch_id TEXT,
    lost_at INTEGER NOT NULL
) STRICT;
