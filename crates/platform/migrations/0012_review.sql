-- Which files and texts a report holds, in order: those of one account that were decided together. Of each report from before, its only one.
CREATE TABLE report_file (
    upload_id TEXT PRIMARY KEY REFERENCES upload (upload_id),
    report_id TEXT NOT NULL REFERENCES report (report_id),
    file_no BIGINT NOT NULL,
    UNIQUE (report_id, file_no)
);
INSERT INTO report_file (upload_id, report_id, file_no) SELECT upload_id, report_id, 1 FROM report;

-- A report with several files uploads and describes each: 0 where a request is about the whole.
CREATE TABLE filing_step_of_file (
    filing_step_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    attempt BIGINT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('submit', 'upload', 'fileinfo', 'finish')),
    file_no BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('intended', 'done', 'unknown', 'gone', 'refused')),
    sends BIGINT NOT NULL,
    intended_at BIGINT NOT NULL,
    settled_at BIGINT,
    http_status BIGINT,
    response_code BIGINT,
    words_sealed TEXT,
    report_number BIGINT,
    file_id TEXT,
    typed_in_full BIGINT NOT NULL DEFAULT 0,
    UNIQUE (report_id, attempt, step, file_no)
);
INSERT INTO filing_step_of_file (filing_step_id, report_id, attempt, step, file_no, state, sends, intended_at, settled_at, http_status,
    response_code, words_sealed, report_number, file_id, typed_in_full)
SELECT filing_step_id, report_id, attempt, step, CASE WHEN step IN ('upload', 'fileinfo') THEN 1 ELSE 0 END, state, sends, intended_at,
    settled_at, http_status, response_code, words_sealed, report_number, file_id, typed_in_full
FROM filing_step;
DROP TABLE filing_step;
ALTER TABLE filing_step_of_file RENAME TO filing_step;

-- Triggers of Band A that the words of a user report raised when it came (names, with commas between them), so that a queue is ordered without
-- opening what people wrote. Of reports from before, none.
ALTER TABLE user_report ADD COLUMN raised TEXT NOT NULL DEFAULT '';

-- What was added to an upload's report before filing (sealed: personal). Given anew it replaces what was given before.
CREATE TABLE report_facts (
    upload_id TEXT PRIMARY KEY REFERENCES upload (upload_id),
    facts_sealed TEXT NOT NULL,
    given_by TEXT NOT NULL,
    given_at BIGINT NOT NULL
);

-- The filed report that a later one follows up.
ALTER TABLE report ADD COLUMN follows_report_id TEXT REFERENCES report (report_id);
CREATE INDEX report_by_followed ON report (follows_report_id);

-- What a reported user says against the report of an upload (sealed), and what a second person decided on it. `told_state` is whether the
-- application has heard; null where nobody is told.
CREATE TABLE appeal (
    appeal_id TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (upload_id),
    text_sealed TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_from TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'rejected')),
    reason_sealed TEXT,
    decided_by TEXT,
    decided_at BIGINT,
    correction_report_id TEXT REFERENCES report (report_id),
    told_state TEXT CHECK (told_state IN ('waiting', 'sent', 'failed')),
    last_error TEXT,
    CHECK ((state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'open') = (decided_by IS NULL))
);
CREATE INDEX appeal_by_state ON appeal (state, appeal_id);
CREATE INDEX appeal_by_upload ON appeal (upload_id);
