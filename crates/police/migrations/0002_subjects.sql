-- Accounts, their acts, and the links that make them subjects. A subject is a view: links are withdrawn, never rewritten.
CREATE TABLE subject (
    subject_id TEXT PRIMARY KEY,
    opened_at BIGINT NOT NULL
);

CREATE TABLE account (
    account_id TEXT PRIMARY KEY,
    service TEXT NOT NULL,
    identifier_blind TEXT UNIQUE,
    subject_id TEXT NOT NULL REFERENCES subject (subject_id),
    first_seen_at BIGINT NOT NULL
);
CREATE INDEX account_by_subject ON account (subject_id);

-- What one report states of one account; `stated` is sealed.
CREATE TABLE report_account (
    report_account_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    account_id TEXT NOT NULL REFERENCES account (account_id),
    stated TEXT NOT NULL
);
CREATE INDEX report_account_by_report ON report_account (report_id);
CREATE INDEX report_account_by_account ON report_account (account_id);

-- Who states a key that links alone.
CREATE TABLE account_trait (
    account_id TEXT NOT NULL REFERENCES account (account_id),
    key_blind TEXT NOT NULL,
    PRIMARY KEY (account_id, key_blind)
);
CREATE INDEX account_trait_by_key ON account_trait (key_blind);

-- `connection` (address and port) and `file_name` are sealed.
CREATE TABLE act (
    act_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    account_id TEXT NOT NULL REFERENCES account (account_id),
    stated_text TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    time_source TEXT NOT NULL,
    connection TEXT,
    operator TEXT,
    shared_by_many BIGINT NOT NULL CHECK (shared_by_many IN (0, 1)),
    file_sha256 TEXT REFERENCES media_file (sha256),
    file_id TEXT,
    file_name TEXT,
    erasable_on TEXT NOT NULL
);
CREATE INDEX act_by_report ON act (report_id);
CREATE INDEX act_by_account ON act (account_id);

-- One row per pair of accounts and key that both state; `grounds` and `withdrawn_reason` are sealed, here and in
-- every table of decisions. A withdrawn row keeps the pair from being linked again by
-- the same key.
CREATE TABLE link (
    link_id TEXT PRIMARY KEY,
    account_a TEXT NOT NULL REFERENCES account (account_id),
    account_b TEXT NOT NULL REFERENCES account (account_id),
    kind TEXT NOT NULL,
    key_blind TEXT NOT NULL,
    grounds TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    CHECK (account_a < account_b),
    UNIQUE (account_a, account_b, key_blind)
);
CREATE INDEX link_by_a ON link (account_a);
CREATE INDEX link_by_b ON link (account_b);

-- `reason` is sealed.
CREATE TABLE veto (
    veto_id TEXT PRIMARY KEY,
    account_a TEXT NOT NULL REFERENCES account (account_id),
    account_b TEXT NOT NULL REFERENCES account (account_id),
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX veto_by_a ON veto (account_a);
CREATE INDEX veto_by_b ON veto (account_b);
