-- What migration 7 foresaw was never written to: it had no place for a sealed name.
DROP TABLE closure_reader;
DROP TABLE closure;

-- Operations that are closed to named readers. A closed operation's name is sealed beside its reason, so that nobody else meets it when
-- they choose a name; the column `operation.name` then holds the identifier.
CREATE TABLE closure (
    closure_id TEXT PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    opened_at BIGINT,
    opened_by TEXT,
    opened_reason TEXT
);
CREATE UNIQUE INDEX one_standing_closure ON closure (operation_id) WHERE standing = 1;

-- Who may read a closed operation, by sign-in name.
CREATE TABLE operation_reader (
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    reader TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    added_by TEXT NOT NULL,
    PRIMARY KEY (operation_id, reader)
);

-- Somebody met the border of a closed operation and asks to be let in. Removed once it is decided; the custody log keeps both.
CREATE TABLE access_request (
    access_request_id TEXT PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    asked_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX one_access_request ON access_request (operation_id, asked_by);

-- What a closed operation closes, by the operation that closes it.
CREATE VIEW closed_operation AS SELECT operation_id FROM closure WHERE standing = 1;

CREATE VIEW closed_subject AS
SELECT operation_subject.subject_id, operation_subject.operation_id
FROM operation_subject JOIN closed_operation ON closed_operation.operation_id = operation_subject.operation_id;

CREATE VIEW closed_account AS
SELECT account.account_id, closed_subject.operation_id
FROM account JOIN closed_subject ON closed_subject.subject_id = account.subject_id;

CREATE VIEW closed_report AS
SELECT report_account.report_id, closed_account.operation_id
FROM report_account JOIN closed_account ON closed_account.account_id = report_account.account_id;

-- By the decision, and by the accounts of its acts: an account may have moved to another subject since.
CREATE VIEW closed_person AS
SELECT identification.person_id, closed_subject.operation_id
FROM identification JOIN closed_subject ON closed_subject.subject_id = identification.subject_id
UNION
SELECT identification.person_id, closed_account.operation_id
FROM identification
JOIN identified_act ON identified_act.identification_id = identification.identification_id
JOIN act ON act.act_id = identified_act.act_id
JOIN closed_account ON closed_account.account_id = act.account_id;

CREATE VIEW closed_request AS
SELECT disclosure_line.request_id, closed_account.operation_id
FROM disclosure_line
JOIN act ON act.act_id = disclosure_line.act_id
JOIN closed_account ON closed_account.account_id = act.account_id;
