-- A unit takes note of a loss anew once another person of its joins it: each object knows with which note its unit read of it. The table of notes is
-- made anew, because SQLite drops no constraint in place.
CREATE TABLE loss_note_again (
    note_id TEXT PRIMARY KEY,
    loss_id TEXT NOT NULL REFERENCES ground_loss (loss_id),
    unit TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    noted_by TEXT NOT NULL
);
INSERT INTO loss_note_again (note_id, loss_id, unit, noted_at, noted_by)
SELECT note_id, loss_id, unit, noted_at, noted_by FROM loss_note;
DROP TABLE loss_note;
ALTER TABLE loss_note_again RENAME TO loss_note;
CREATE INDEX loss_note_by_loss ON loss_note (loss_id);
ALTER TABLE lost_object ADD COLUMN note_id TEXT REFERENCES loss_note (note_id); -- null until its unit has read of it
UPDATE lost_object SET note_id = (
    SELECT loss_note.note_id FROM loss_note WHERE loss_note.loss_id = lost_object.loss_id AND loss_note.unit = lost_object.unit);
