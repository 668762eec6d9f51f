-- What was begun at the clearinghouse and is taken back there: why, who caused it, and what it answered (`became` is empty until it did). The reason
-- of a person stands in the decision that they made at the same instant.
CREATE TABLE report_retraction (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    report_number BIGINT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('withdrawn', 'changed', 'late')),
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    became TEXT CHECK (became IN ('retracted', 'gone', 'filed', 'unknown', 'refused')),
    settled_at BIGINT,
    PRIMARY KEY (report_id, report_number),
    CHECK ((became IS NULL) = (settled_at IS NULL))
);
