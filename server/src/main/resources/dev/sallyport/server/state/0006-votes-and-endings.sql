-- The API key that a vote was cast with, by its public part; NULL where no key vouched for the human, and in votes older
-- than this column.
ALTER TABLE approval_vote ADD COLUMN key_id TEXT;

-- For what is counted of a requester's ended requests, and for those that were kept long enough.
CREATE INDEX approval_request_ended_of_requester ON approval_request (requester, state, ended_at);

CREATE INDEX approval_request_by_end ON approval_request (ended_at);
