-- The API key that a vote was cast with, by its public part; NULL where no key vouched for the human, and in votes older
-- than this column.
ALTER TABLE approval_vote ADD COLUMN key_id TEXT;
