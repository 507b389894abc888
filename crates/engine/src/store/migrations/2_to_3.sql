-- Runs that change a cluster which another run made.
ALTER TABLE runs ADD COLUMN target_id TEXT;
CREATE INDEX runs_target ON runs (account_id, target_id) WHERE target_id IS NOT NULL;
