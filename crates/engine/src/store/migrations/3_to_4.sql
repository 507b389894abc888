-- Runs that went with a damaged store: a cluster that bears the mark of one is watched again as its run. Without an id:
-- one that nothing named any more.
CREATE TABLE lost_runs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT UNIQUE,
    launch_id TEXT,
    lost_at INTEGER NOT NULL
) STRICT;

-- What a person said of a cluster that may be of one: `ours`, and its run comes back from it; `others`, and it is not offered
-- any more.
ALTER TABLE clusters ADD COLUMN claim TEXT CHECK (claim IN ('ours', 'others'));

-- What became of a run changes what the clusters with its mark are.
CREATE INDEX clusters_mark ON clusters (mark);
