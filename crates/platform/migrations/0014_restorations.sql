-- The inquiry into a report found no offence: a named person restores the account, or says why not. The task comes of a neutral code alone; no
-- reason and nothing of a person has travelled. It is overtaken once another outcome of the report comes.
CREATE TABLE restoration (
    restoration_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    outcome_sequence BIGINT NOT NULL UNIQUE REFERENCES outcome (sequence),
    opened_at BIGINT NOT NULL
);
CREATE INDEX restoration_by_report ON restoration (report_id);

-- What was done. Only added to: the newest stands.
CREATE TABLE restoration_decision (
    restoration_decision_id TEXT PRIMARY KEY,
    restoration_id TEXT NOT NULL REFERENCES restoration (restoration_id),
    decision_no BIGINT NOT NULL CHECK (decision_no > 0),
    verdict TEXT NOT NULL CHECK (verdict IN ('restored', 'kept')),
    reason_sealed TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    UNIQUE (restoration_id, decision_no)
);
