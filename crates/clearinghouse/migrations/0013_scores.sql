-- How urgent and how complete a report is, for lists; the newest of its scores, or what a person decided instead. Before it is scored it stands
-- after all others.
ALTER TABLE report ADD COLUMN band TEXT NOT NULL DEFAULT '' CHECK (band IN ('', 'a', 'b', 'c', 'd'));
ALTER TABLE report ADD COLUMN band_rank BIGINT NOT NULL DEFAULT 9; -- A by a trigger of its own, A by the sender's mark alone, B, C, D
ALTER TABLE report ADD COLUMN band_since BIGINT; -- when it came into its band; null before it is scored
ALTER TABLE report ADD COLUMN urgency_tenths BIGINT NOT NULL DEFAULT 0;
ALTER TABLE report ADD COLUMN completeness_tenths BIGINT NOT NULL DEFAULT 0;
-- a person has read it: what kept it from the lowest band until then is gone
ALTER TABLE report ADD COLUMN read_by TEXT;
ALTER TABLE report ADD COLUMN read_at BIGINT;
-- what a search in the list compares, in the order of work, without the wide rows
CREATE INDEX report_listed_by_urgency ON report
    (band_rank, urgency_tenths DESC, report_id, report_number, country_code, reporting_party, state, referred);
CREATE INDEX report_by_state_and_urgency ON report (state, referred, band_rank, urgency_tenths DESC, report_id);
CREATE INDEX report_by_band ON report (band, band_since);
CREATE INDEX report_by_completeness ON report (completeness_tenths, report_id);

-- One row for each version of the weights under which a report was scored: old scores stay with theirs.
CREATE TABLE report_score (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    weights_version TEXT NOT NULL,
    scored_at BIGINT NOT NULL,
    band TEXT NOT NULL CHECK (band IN ('a', 'b', 'c', 'd')),
    urgency_tenths BIGINT NOT NULL,
    completeness_tenths BIGINT NOT NULL,
    grounds TEXT NOT NULL, -- sealed JSON: both scores line by line, and what they were made of
    PRIMARY KEY (report_id, weights_version)
);

-- A person put a report into another band; undone, it stays on record.
CREATE TABLE band_override (
    override_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    band TEXT NOT NULL CHECK (band IN ('a', 'b', 'c', 'd')),
    reason TEXT NOT NULL, -- sealed
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    undo_reason TEXT NOT NULL DEFAULT '', -- sealed
    undone_by TEXT,
    undone_at BIGINT,
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE INDEX band_override_by_report ON band_override (report_id, override_id);

-- The weights in use: those applied last. Without a row, those that come with the software.
CREATE TABLE applied_weights (
    applied_id TEXT PRIMARY KEY,
    weights_version TEXT NOT NULL,
    content TEXT NOT NULL, -- the file
    signed_by TEXT NOT NULL, -- names of the keys that signed it; empty where none is asked for
    applied_by TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

-- What we found out beside a report; the report itself stays as it came.
CREATE TABLE report_fact (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL,
    element TEXT NOT NULL, -- path in its documents
    kind TEXT NOT NULL,
    value TEXT NOT NULL, -- sealed
    source TEXT NOT NULL,
    valid_on TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
);
