-- A ground also falls away when an import is undone, the answer of an operator is withdrawn, or something is erased. The tables are made anew, because SQLite changes no constraint in place.
CREATE TABLE ground_loss_wider (
    loss_id TEXT PRIMARY KEY,
    cause TEXT NOT NULL CHECK (cause IN ('notice', 'link', 'veto', 'file', 'allocation', 'import', 'erasure', 'answer')),
    cause_id TEXT NOT NULL, -- id of the notice, link, veto, import, erased object or request whose answer was withdrawn, SHA-256 of the file; empty for an allocation
    said TEXT NOT NULL, -- sealed: what fell away and why
    lost_at BIGINT NOT NULL,
    lost_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);
CREATE TABLE lost_object_wider (
    lost_object_id TEXT PRIMARY KEY,
    loss_id TEXT NOT NULL REFERENCES ground_loss_wider (loss_id),
    object_kind TEXT NOT NULL CHECK (object_kind IN ('act', 'identification', 'assignment', 'arrest_entry', 'recipient')),
    object_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    unit TEXT, -- INE code of the unit that had the person then
    UNIQUE (loss_id, object_kind, object_id)
);
CREATE TABLE lost_object_decision_wider (
    decision_id TEXT PRIMARY KEY,
    lost_object_id TEXT NOT NULL REFERENCES lost_object_wider (lost_object_id),
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    fate TEXT NOT NULL CHECK (fate IN ('stands', 'dropped')),
    reason TEXT NOT NULL, -- sealed
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    UNIQUE (lost_object_id, sequence)
);
CREATE TABLE loss_note_wider (
    note_id TEXT PRIMARY KEY,
    loss_id TEXT NOT NULL REFERENCES ground_loss_wider (loss_id),
    unit TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    noted_by TEXT NOT NULL,
    UNIQUE (loss_id, unit)
);
INSERT INTO ground_loss_wider (loss_id, cause, cause_id, said, lost_at, lost_by, standing, withdrawn_at, withdrawn_by, withdrawn_reason)
SELECT loss_id, cause, cause_id, said, lost_at, lost_by, standing, withdrawn_at, withdrawn_by, withdrawn_reason FROM ground_loss;
INSERT INTO lost_object_wider (lost_object_id, loss_id, object_kind, object_id, person_id, unit)
SELECT lost_object_id, loss_id, object_kind, object_id, person_id, unit FROM lost_object;
INSERT INTO lost_object_decision_wider (decision_id, lost_object_id, sequence, fate, reason, decided_at, decided_by)
SELECT decision_id, lost_object_id, sequence, fate, reason, decided_at, decided_by FROM lost_object_decision;
INSERT INTO loss_note_wider (note_id, loss_id, unit, noted_at, noted_by)
SELECT note_id, loss_id, unit, noted_at, noted_by FROM loss_note;
DROP TABLE loss_note;
DROP TABLE lost_object_decision;
DROP TABLE lost_object;
DROP TABLE ground_loss;
ALTER TABLE ground_loss_wider RENAME TO ground_loss;
ALTER TABLE lost_object_wider RENAME TO lost_object;
ALTER TABLE lost_object_decision_wider RENAME TO lost_object_decision;
ALTER TABLE loss_note_wider RENAME TO loss_note;
CREATE INDEX lost_object_by_object ON lost_object (object_kind, object_id);
CREATE INDEX lost_object_by_person ON lost_object (person_id);
