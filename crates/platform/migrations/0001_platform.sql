-- Instants are microseconds since 1970 UTC. Digests are lower-case hex. Columns that hold a sealed value say so.

CREATE TABLE evidence_item (
    evidence_item_id TEXT PRIMARY KEY,
    vault_name TEXT NOT NULL UNIQUE,
    wrapped_key TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);

-- One file as an application handed it over, with what it says of account and origin (sealed: personal).
CREATE TABLE upload (
    upload_id TEXT PRIMARY KEY,
    evidence_item_id TEXT NOT NULL UNIQUE REFERENCES evidence_item (evidence_item_id),
    received_at BIGINT NOT NULL,
    received_from TEXT NOT NULL,
    account_blind TEXT NOT NULL,
    url_blind TEXT NOT NULL,
    statement_sealed TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('public', 'private')),
    uploaded_at BIGINT NOT NULL,
    uploaded_at_text TEXT NOT NULL,
    kind TEXT NOT NULL,
    md5 TEXT NOT NULL,
    sha1 TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    pdq TEXT,
    pdq_quality BIGINT,
    pdq_absent_because TEXT
);
CREATE INDEX upload_by_account ON upload (account_blind);
CREATE INDEX upload_by_url ON upload (url_blind);
CREATE INDEX upload_by_receipt ON upload (received_at, upload_id);

CREATE TABLE hash_list_version (
    list_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    source TEXT NOT NULL,
    entries_sha256 TEXT NOT NULL,
    entry_count BIGINT NOT NULL,
    imported_by TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    PRIMARY KEY (list_name, version)
);

CREATE TABLE hash_list_entry (
    list_name TEXT NOT NULL,
    version BIGINT NOT NULL,
    entry_no BIGINT NOT NULL,
    md5 TEXT,
    sha1 TEXT,
    sha256 TEXT,
    pdq TEXT,
    pdq_quality BIGINT,
    classification TEXT,
    note TEXT,
    PRIMARY KEY (list_name, version, entry_no),
    FOREIGN KEY (list_name, version) REFERENCES hash_list_version (list_name, version)
);

-- A match still to be reviewed: what a list says of an upload, never a finding about a person.
CREATE TABLE hit (
    hit_id TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (upload_id),
    list_name TEXT NOT NULL,
    list_version BIGINT NOT NULL,
    entry_no BIGINT NOT NULL,
    algorithm TEXT NOT NULL CHECK (algorithm IN ('md5', 'sha1', 'sha256', 'pdq')),
    distance_bits BIGINT NOT NULL,
    weak BIGINT NOT NULL CHECK (weak IN (0, 1)),
    found_at BIGINT NOT NULL,
    UNIQUE (upload_id, list_name, list_version, entry_no),
    FOREIGN KEY (list_name, list_version, entry_no) REFERENCES hash_list_entry (list_name, version, entry_no)
);

CREATE TABLE user_report (
    user_report_id TEXT PRIMARY KEY,
    upload_id TEXT REFERENCES upload (upload_id),
    statement_sealed TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_from TEXT NOT NULL
);
CREATE INDEX user_report_by_upload ON user_report (upload_id);

-- The decision log. Only added to: the newest decision on a hit or user report stands.
CREATE TABLE decision (
    decision_id TEXT PRIMARY KEY,
    decision_no BIGINT NOT NULL,
    hit_id TEXT REFERENCES hit (hit_id),
    user_report_id TEXT REFERENCES user_report (user_report_id),
    upload_id TEXT REFERENCES upload (upload_id),
    verdict TEXT NOT NULL CHECK (verdict IN ('confirm', 'dismiss')),
    viewed TEXT NOT NULL CHECK (viewed IN ('in_full', 'not_viewed')),
    reason_sealed TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    CHECK ((hit_id IS NULL) <> (user_report_id IS NULL)),
    UNIQUE (hit_id, decision_no),
    UNIQUE (user_report_id, decision_no)
);
CREATE INDEX decision_by_upload ON decision (upload_id);

-- One report for one upload, whatever the number of its confirmed hits.
CREATE TABLE report (
    report_id TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL UNIQUE REFERENCES upload (upload_id),
    state TEXT NOT NULL CHECK (state IN ('filing', 'stuck', 'filed', 'withdrawn')),
    opened_at BIGINT NOT NULL,
    report_number BIGINT UNIQUE,
    filed_at BIGINT,
    preserve_until_on TEXT,
    CHECK ((state = 'filed') = (filed_at IS NOT NULL)),
    CHECK ((state = 'filed') = (report_number IS NOT NULL))
);
CREATE INDEX report_by_state ON report (state, opened_at);

-- One request of the CyberTipline API: written before it is sent, settled when the answer is known.
CREATE TABLE filing_step (
    filing_step_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    attempt BIGINT NOT NULL,
    step TEXT NOT NULL CHECK (step IN ('submit', 'upload', 'fileinfo', 'finish')),
    state TEXT NOT NULL CHECK (state IN ('intended', 'done', 'unknown', 'gone', 'refused')),
    sends BIGINT NOT NULL,
    intended_at BIGINT NOT NULL,
    settled_at BIGINT,
    http_status BIGINT,
    response_code BIGINT,
    words_sealed TEXT,
    report_number BIGINT,
    file_id TEXT,
    UNIQUE (report_id, attempt, step)
);

-- What the clearinghouse says came of a filed report. No personal data.
CREATE TABLE outcome (
    sequence BIGINT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    code TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL
);
CREATE INDEX outcome_by_report ON outcome (report_id, sequence);

CREATE TABLE outcome_cursor (
    cursor_id BIGINT PRIMARY KEY CHECK (cursor_id = 1),
    next_after BIGINT NOT NULL
);
INSERT INTO outcome_cursor (cursor_id, next_after) VALUES (1, 0);
