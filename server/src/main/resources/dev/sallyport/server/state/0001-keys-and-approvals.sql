-- Times are milliseconds since 1970-01-01T00:00Z. Texts from outside are kept as JSON, which has no NUL.

CREATE TABLE api_key (
    key_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    human INTEGER NOT NULL,
    member_of TEXT NOT NULL,
    token_sha256 TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    -- Whether the log has it; the command line makes keys beside a running gate, which alone writes the log.
    created_recorded INTEGER NOT NULL DEFAULT 0,
    revoked_recorded INTEGER NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX api_key_name_in_use ON api_key (name) WHERE revoked_at IS NULL;

CREATE TABLE approval_request (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    requester TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    tool TEXT NOT NULL,
    target TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT,
    ended_by TEXT,
    ended_reason TEXT,
    executor TEXT,
    claimed_at BIGINT,
    reply TEXT,
    reply_is_error INTEGER
);

CREATE UNIQUE INDEX approval_request_open ON approval_request (requester, on_behalf_of, plan_digest)
    WHERE state IN ('PENDING', 'APPROVED');

CREATE INDEX approval_request_by_state ON approval_request (state, created_at);

CREATE INDEX approval_request_by_time ON approval_request (created_at);

CREATE INDEX approval_request_by_requester ON approval_request (requester, created_at);

CREATE TABLE approval_vote (
    request_id TEXT NOT NULL REFERENCES approval_request (id),
    human TEXT NOT NULL,
    approver TEXT NOT NULL,
    roles TEXT NOT NULL,
    verdict TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    cast_at BIGINT NOT NULL,
    PRIMARY KEY (request_id, human)
);
