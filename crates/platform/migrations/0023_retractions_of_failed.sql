-- What was begun at the clearinghouse is taken back there also where a request failed on the way, so that whatever is sent next begins anew.
CREATE TABLE report_retraction_of_cause (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    report_number BIGINT NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('withdrawn', 'changed', 'late', 'failed')),
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    became TEXT CHECK (became IN ('retracted', 'gone', 'filed', 'unknown', 'refused')),
    settled_at BIGINT,
    PRIMARY KEY (report_id, report_number),
    CHECK ((became IS NULL) = (settled_at IS NULL))
);
INSERT INTO report_retraction_of_cause (report_id, report_number, cause, asked_by, asked_at, became, settled_at)
SELECT report_id, report_number, cause, asked_by, asked_at, became, settled_at FROM report_retraction;
DROP TABLE report_retraction;
ALTER TABLE report_retraction_of_cause RENAME TO report_retraction;
