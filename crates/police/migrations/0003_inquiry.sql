-- Operations and what operators disclosed.
CREATE TABLE operation (
    operation_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL
);

CREATE TABLE operation_subject (
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    subject_id TEXT NOT NULL REFERENCES subject (subject_id),
    PRIMARY KEY (operation_id, subject_id)
);
CREATE INDEX operation_subject_by_subject ON operation_subject (subject_id);

CREATE TABLE disclosure_request (
    request_id TEXT PRIMARY KEY,
    operator TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);

CREATE TABLE disclosure_line (
    request_id TEXT NOT NULL REFERENCES disclosure_request (request_id),
    line_no BIGINT NOT NULL,
    act_id TEXT NOT NULL REFERENCES act (act_id),
    PRIMARY KEY (request_id, line_no)
);
CREATE INDEX disclosure_line_by_act ON disclosure_line (act_id);

CREATE TABLE disclosure_answer (
    answer_id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES disclosure_request (request_id),
    answered_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_standing_answer ON disclosure_answer (request_id) WHERE standing = 1;

-- `subscriber` is sealed; the province of the installation is kept apart, as it says which clock counts.
CREATE TABLE disclosed_subscriber (
    subscriber_id TEXT PRIMARY KEY,
    answer_id TEXT NOT NULL REFERENCES disclosure_answer (answer_id),
    line_no BIGINT NOT NULL,
    subscriber TEXT NOT NULL,
    line_blind TEXT NOT NULL,
    installation_province TEXT
);
CREATE INDEX disclosed_subscriber_by_answer ON disclosed_subscriber (answer_id);
CREATE INDEX disclosed_subscriber_by_line ON disclosed_subscriber (line_blind);
