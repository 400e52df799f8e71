-- How the human of a session signed in: PROVIDER, KEY or LINK.
ALTER TABLE console_session ADD COLUMN signed_in_by TEXT NOT NULL DEFAULT 'PROVIDER';

-- The key that the session stands on, by its public part; empty for none. Never the token.
ALTER TABLE console_session ADD COLUMN key_id TEXT NOT NULL DEFAULT '';

-- The roles the human was confined to at sign-in, as JSON; NULL for all. For each request the key says it anew.
ALTER TABLE console_session ADD COLUMN confined_to TEXT;
