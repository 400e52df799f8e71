-- Delegations: an approver lets another human decide in their place for a time. What the delegator may decide is asked of
-- the role map at each vote and before each run; here is only who, for whom, and from when to when.

CREATE TABLE approval_delegation (
    id TEXT PRIMARY KEY,
    -- Whose right it is, as JSON, and the same human's name in the one form in which humans are told apart.
    delegator TEXT NOT NULL,
    delegator_human TEXT NOT NULL,
    -- The subject who may decide.
    delegate TEXT NOT NULL,
    -- As JSON; empty for all that the delegator holds.
    roles TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    -- The API key that it was made with, by its public part; NULL where no key vouched for the delegator.
    key_id TEXT,
    -- Counts up with every change, by which a change takes the row.
    revision BIGINT NOT NULL,
    ended_at BIGINT,
    CHECK (starts_at < ends_at)
);

CREATE INDEX approval_delegation_given ON approval_delegation (delegator_human, ends_at);

CREATE INDEX approval_delegation_received ON approval_delegation (delegate, ends_at);

CREATE INDEX approval_delegation_by_time ON approval_delegation (made_at);

-- One row a human who ever delegated, for one transaction at a time to count and add theirs.
CREATE TABLE approval_delegator (
    human TEXT PRIMARY KEY,
    revision BIGINT NOT NULL
);

-- The delegation by which a vote was cast, and in whose place, as JSON; NULL for a vote by one's own right.
ALTER TABLE approval_vote ADD COLUMN delegation_id TEXT;

ALTER TABLE approval_vote ADD COLUMN in_place_of TEXT;

CREATE INDEX approval_vote_by_delegation ON approval_vote (delegation_id);
