-- Grants: held calls like a request that a human approved run without asking again, for a time and so many times. What
-- they may do is in the request, which never changes; here is for how long, how often, and what became of it.

CREATE TABLE approval_grant (
    id TEXT PRIMARY KEY,
    -- Without its request nobody knows what a grant covers.
    request_id TEXT NOT NULL REFERENCES approval_request (id) ON DELETE CASCADE,
    request_digest TEXT NOT NULL,
    -- Who granted it, as JSON.
    grantor TEXT NOT NULL,
    requester TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    tool TEXT NOT NULL,
    reason TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    uses_max INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    -- Counts up with every change, by which a change takes the row.
    revision BIGINT NOT NULL,
    revoked_at BIGINT,
    revoked_by TEXT,
    revoked_reason TEXT,
    CHECK (uses >= 1 AND uses <= uses_max)
);

-- A request is granted at most once.
CREATE UNIQUE INDEX approval_grant_of_request ON approval_grant (request_id);

CREATE INDEX approval_grant_by_requester ON approval_grant (requester, on_behalf_of, tool, ends_at);

CREATE INDEX approval_grant_by_time ON approval_grant (granted_at);
