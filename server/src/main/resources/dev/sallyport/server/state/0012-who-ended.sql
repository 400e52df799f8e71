-- Who rejected a held call or took it back, in the one form in which humans are told apart; NULL where time or the gate
-- ended it.
ALTER TABLE approval_request ADD COLUMN ended_human TEXT;

UPDATE approval_request SET ended_human = LOWER(ended_by) WHERE state = 'CANCELLED' AND ended_by IS NOT NULL;
