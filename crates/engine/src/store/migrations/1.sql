-- From schema 1 to 2: the token bucket of each account.
CREATE TABLE budgets (
    account_id TEXT PRIMARY KEY,
    budget TEXT NOT NULL
) STRICT, WITHOUT ROWID;
