-- Broken glass: a human released a held call alone, past its approvers, and another human has to review that.

CREATE TABLE approval_review (
    request_id TEXT PRIMARY KEY REFERENCES approval_request (id) ON DELETE CASCADE,
    request_digest TEXT NOT NULL,
    -- Who broke the glass, as JSON, and the same human's name in the one form in which humans are told apart.
    breaker TEXT NOT NULL,
    breaker_human TEXT NOT NULL,
    -- As JSON.
    break_reason TEXT NOT NULL,
    -- The roles that were passed over, each with how many of it had agreed by then, as JSON.
    passed_over TEXT NOT NULL,
    -- The API key that it was done with, by its public part; NULL where no key vouched for the human.
    break_key_id TEXT,
    broken_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    -- When it was told that nobody had reviewed it in time.
    overdue_at BIGINT,
    reviewer TEXT,
    review_verdict TEXT,
    -- As JSON.
    review_note TEXT,
    reviewed_at BIGINT,
    CHECK (broken_at < due_at)
);

CREATE INDEX approval_review_waiting ON approval_review (reviewed_at, due_at);

CREATE INDEX approval_review_of_human ON approval_review (breaker_human, reviewed_at);

-- One row a human who ever broke the glass, for one transaction at a time to count and add theirs.
CREATE TABLE approval_breaker (
    human TEXT PRIMARY KEY,
    revision BIGINT NOT NULL
);

-- 0 is told before 1, however long the others have waited.
ALTER TABLE notification ADD COLUMN turn INTEGER NOT NULL DEFAULT 1;

DROP INDEX notification_due;

CREATE INDEX notification_due ON notification (channel, turn, due_at) WHERE gave_up_at IS NULL;
