-- The newest signed checkpoint of every log that keeps one here, apart from its directory: a log that is older than its own
-- was restored, and is refused.

CREATE TABLE log_checkpoint (
    origin TEXT PRIMARY KEY,
    -- The signed note, word for word: changed by whoever knows what stands here, and by nobody else.
    note TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);
