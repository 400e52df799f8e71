-- Everyone who ever approved a held call, or in whose place somebody did, in the same form. A vote that counts no more may
-- be written over by the same human's next one; this stays.
CREATE TABLE approval_given (
    request_id TEXT NOT NULL REFERENCES approval_request (id) ON DELETE CASCADE,
    human TEXT NOT NULL,
    PRIMARY KEY (request_id, human)
);

INSERT INTO approval_given (request_id, human)
    SELECT request_id, human FROM approval_vote WHERE verdict = 'APPROVE'
    UNION
    SELECT v.request_id, d.delegator_human FROM approval_vote v JOIN approval_delegation d ON d.id = v.delegation_id
    WHERE v.verdict = 'APPROVE';
