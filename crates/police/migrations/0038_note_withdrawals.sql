-- That a published note was withdrawn, where that was said, and which later note says that it replaces it. The note itself stays as it was published:
-- its figures are known, and every later note is checked against them. `reason` is sealed, and no public text gives it.
CREATE TABLE note_withdrawal (
    note_id TEXT PRIMARY KEY REFERENCES published_note (note_id),
    reason TEXT NOT NULL,
    withdrawn_in TEXT NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    replaced_by TEXT REFERENCES published_note (note_id)
);
