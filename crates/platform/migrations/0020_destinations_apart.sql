-- Numbers of reports, and sequences of outcomes, are each clearinghouse's own: what one gave may come from another as well. `address` is where the
-- newest request of a report went, `filed_no` in which order reports were filed; of those from before it is their number.
ALTER TABLE report RENAME COLUMN report_number TO filed_no;
ALTER TABLE report ADD COLUMN report_number BIGINT;
ALTER TABLE report ADD COLUMN address TEXT;
UPDATE report SET report_number = filed_no;
CREATE UNIQUE INDEX report_by_number ON report (report_number, destination, address);

-- How far the outcomes of each clearinghouse were read. Which one was read before is not known: each is read from the beginning once more, which
-- stores nothing twice.
DROP TABLE outcome_cursor;
CREATE TABLE outcome_cursor (
    destination TEXT NOT NULL CHECK (destination IN ('sandbox', 'test', 'production')),
    address TEXT NOT NULL,
    next_after BIGINT NOT NULL,
    PRIMARY KEY (destination, address)
);

CREATE TABLE outcome_of_report (
    sequence BIGINT NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    code TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, sequence)
);
INSERT INTO outcome_of_report (sequence, report_id, code, decided_at, received_at)
SELECT sequence, report_id, code, decided_at, received_at FROM outcome;

CREATE TABLE restoration_of_report (
    restoration_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    outcome_sequence BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    UNIQUE (report_id, outcome_sequence),
    FOREIGN KEY (report_id, outcome_sequence) REFERENCES outcome_of_report (report_id, sequence)
);
INSERT INTO restoration_of_report (restoration_id, report_id, outcome_sequence, opened_at)
SELECT restoration_id, report_id, outcome_sequence, opened_at FROM restoration;

CREATE TABLE restoration_decision_of_report (
    restoration_decision_id TEXT PRIMARY KEY,
    restoration_id TEXT NOT NULL REFERENCES restoration_of_report (restoration_id),
    decision_no BIGINT NOT NULL CHECK (decision_no > 0),
    verdict TEXT NOT NULL CHECK (verdict IN ('restored', 'kept')),
    reason_sealed TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    UNIQUE (restoration_id, decision_no)
);
INSERT INTO restoration_decision_of_report (restoration_decision_id, restoration_id, decision_no, verdict, reason_sealed, decided_by, decided_at)
SELECT restoration_decision_id, restoration_id, decision_no, verdict, reason_sealed, decided_by, decided_at FROM restoration_decision;

DROP TABLE restoration_decision;
DROP TABLE restoration;
DROP TABLE outcome;
ALTER TABLE outcome_of_report RENAME TO outcome;
ALTER TABLE restoration_of_report RENAME TO restoration;
ALTER TABLE restoration_decision_of_report RENAME TO restoration_decision;
