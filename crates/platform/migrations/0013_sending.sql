-- A notice under article 18 of the Digital Services Act that is sent by a program: kept as it was ordered, so that what is sent again says the
-- same under the same key. The newest of a report and duty stands; only one that was refused, or that never left, is followed by another.
CREATE TABLE notice_order (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    duty TEXT NOT NULL,
    order_no BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'repair', 'refused', 'void')),
    notice_sealed TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    ordered_at BIGINT NOT NULL,
    settled_at BIGINT,
    http_status BIGINT,
    report_number BIGINT,
    words_sealed TEXT,
    PRIMARY KEY (report_id, duty, order_no)
);
CREATE INDEX notice_order_by_state ON notice_order (state, ordered_at);

-- What a court or the police ordered of a report: who, under which reference, what is asked until when (sealed), and what was answered. It extends
-- the hold on the upload; `hold_id` names that.
CREATE TABLE legal_process (
    process_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    kind TEXT NOT NULL CHECK (kind IN ('production', 'preservation', 'removal', 'other')),
    words_sealed TEXT NOT NULL,
    received_on TEXT NOT NULL,
    due_on TEXT,
    hold_until_on TEXT,
    hold_id TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'declined', 'lapsed')),
    recorded_by TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    settled_on TEXT,
    settled_by TEXT,
    settled_at BIGINT,
    answer_sealed TEXT,
    CHECK ((state = 'open') = (settled_at IS NULL))
);
CREATE INDEX legal_process_by_state ON legal_process (state, due_on, process_id);
CREATE INDEX legal_process_by_report ON legal_process (report_id);

-- Evidence that was handed over as one sealed file: to whom, under which key, what was in it by its digest, and their receipt. The file itself is not
-- kept: it is made anew from what is.
CREATE TABLE evidence_package (
    package_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    process_id TEXT REFERENCES legal_process (process_id),
    agency TEXT NOT NULL,
    country TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    archive_sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    reason_sealed TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    receipt_sealed TEXT,
    receipt_by TEXT,
    receipt_at BIGINT
);
CREATE INDEX evidence_package_by_report ON evidence_package (report_id);

-- What the application's store says was gone before it could hold it, and who of ours has seen that: an order that was carried out, and not whole.
ALTER TABLE report_hold ADD COLUMN missing TEXT;
ALTER TABLE report_hold ADD COLUMN missing_seen_by TEXT;
ALTER TABLE report_hold ADD COLUMN missing_seen_at BIGINT;

-- Credentials that answered in production, as a keyed digest: a sandbox must not get them.
CREATE TABLE destination_credential (
    credential_blind TEXT PRIMARY KEY,
    address TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);

-- What was practised against a sandbox, and how each case ended. Every case is invented.
CREATE TABLE practice_run (
    run_no BIGINT PRIMARY KEY,
    address TEXT NOT NULL,
    run_by TEXT NOT NULL,
    run_at BIGINT NOT NULL
);
CREATE TABLE practice_result (
    run_no BIGINT NOT NULL REFERENCES practice_run (run_no),
    case_name TEXT NOT NULL,
    passed BIGINT NOT NULL CHECK (passed IN (0, 1)),
    words TEXT NOT NULL,
    PRIMARY KEY (run_no, case_name)
);
