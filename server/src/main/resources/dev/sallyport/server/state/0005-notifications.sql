-- What humans are still to be told; removed once a receiver has acknowledged it.

CREATE TABLE notification (
    notice_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    payload TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it is tried next; moved on by whoever takes it for an attempt.
    due_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    gave_up_at BIGINT,
    PRIMARY KEY (notice_id, channel)
);

CREATE INDEX notification_due ON notification (channel, due_at) WHERE gave_up_at IS NULL;
