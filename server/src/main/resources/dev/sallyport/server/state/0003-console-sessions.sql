-- Sessions of humans in the console. A secret is in the browser alone: here is its SHA-256, and what is sealed under it.

CREATE TABLE console_session (
    session_sha256 TEXT PRIMARY KEY,
    -- SHA-256 over the provider's own names, by which its logout tokens speak of the session.
    subject_sha256 TEXT NOT NULL,
    provider_session_sha256 TEXT NOT NULL,
    principal TEXT NOT NULL,
    member_of TEXT NOT NULL,
    shown_name TEXT NOT NULL,
    sealed_tokens TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    check_due_at BIGINT NOT NULL
);

CREATE INDEX console_session_by_subject ON console_session (subject_sha256, started_at);

CREATE INDEX console_session_by_provider_session ON console_session (provider_session_sha256);

-- Logout tokens that were taken, until they expire: each counts once.
CREATE TABLE console_logout_token (
    token_sha256 TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);
