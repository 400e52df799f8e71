-- The roles a key is confined to, as JSON; NULL for a key that may use all its holder's roles.
ALTER TABLE api_key ADD COLUMN confined_to TEXT;

-- About when it last opened the door; NULL for never, or not since there is this column.
ALTER TABLE api_key ADD COLUMN last_used_at BIGINT;

-- The key that this one was made in place of.
ALTER TABLE api_key ADD COLUMN replaces TEXT;

-- When a newer key took its place; it works on until it expires.
ALTER TABLE api_key ADD COLUMN replaced_at BIGINT;

DROP INDEX api_key_name_in_use;

CREATE UNIQUE INDEX api_key_name_in_use ON api_key (name) WHERE revoked_at IS NULL AND replaced_at IS NULL;
