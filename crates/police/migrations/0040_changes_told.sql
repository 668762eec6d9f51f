-- Whoever outside has a person's data is told when the person's subject grows, each time anew: a step that is none towards an erasure. The table is
-- made anew, because SQLite changes no constraint in place.
CREATE TABLE recipient_step_wider (
    step_id TEXT PRIMARY KEY,
    recipient_id TEXT NOT NULL REFERENCES person_recipient (recipient_id),
    step TEXT NOT NULL CHECK (step IN ('told', 'acknowledged', 'erased', 'changed')),
    reference TEXT NOT NULL, -- number of a letter or receipt, never a name; empty where this node did it
    done_at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);
INSERT INTO recipient_step_wider (step_id, recipient_id, step, reference, done_at, done_by, standing, withdrawn_at, withdrawn_by, withdrawn_reason)
SELECT step_id, recipient_id, step, reference, done_at, done_by, standing, withdrawn_at, withdrawn_by, withdrawn_reason FROM recipient_step;
DROP TABLE recipient_step;
ALTER TABLE recipient_step_wider RENAME TO recipient_step;
CREATE INDEX recipient_step_by_recipient ON recipient_step (recipient_id);
CREATE UNIQUE INDEX one_recipient_step ON recipient_step (recipient_id, step) WHERE standing = 1 AND step <> 'changed';
