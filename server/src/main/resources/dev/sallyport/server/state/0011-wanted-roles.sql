-- The roles that held calls ask for, so that whoever decides with a few of them finds theirs among any number. What
-- counts is the content: here is only where to look.

CREATE TABLE approval_wanted (
    request_id TEXT NOT NULL REFERENCES approval_request (id) ON DELETE CASCADE,
    -- `*` for a request that is older than this table, and may ask for any.
    role TEXT NOT NULL,
    PRIMARY KEY (request_id, role)
);

INSERT INTO approval_wanted (request_id, role) SELECT id, '*' FROM approval_request;
