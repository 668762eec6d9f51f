-- A sentence that a sender's program writes into its reports by itself, as a person marked it after reading one; undone, it stays on record.
CREATE TABLE standing_text (
    standing_text_id TEXT PRIMARY KEY,
    reporting_party TEXT NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (report_id), -- where it was read
    sentence TEXT NOT NULL, -- sealed
    reason TEXT NOT NULL, -- sealed
    marked_by TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    undo_reason TEXT NOT NULL DEFAULT '', -- sealed
    undone_by TEXT,
    undone_at BIGINT,
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE INDEX standing_text_by_party ON standing_text (reporting_party, standing_text_id);
