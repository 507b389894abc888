-- From schema 1 to 2: the token bucket of each account, where the store lives; and notices, told
-- by every program, are no longer taken by one.
CREATE TABLE budgets (
    account_id TEXT PRIMARY KEY,
    budget TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Where this store lives: see `home::identity`. A copy finds another one here, and sends nothing.
CREATE TABLE home (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    identity TEXT NOT NULL
) STRICT;
ALTER TABLE notices DROP COLUMN taken;
