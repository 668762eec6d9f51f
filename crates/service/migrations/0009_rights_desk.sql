-- Requests of persons about their own data. `token`, `requester`, `representative`, `identity_note`, `extended_reason`, `found` and
-- `decision_reason` are sealed. Days are civil, in UTC; a request is answered by `due_on`, or by `extended_until_on`.
CREATE TABLE rights_request (
    rights_request_id TEXT PRIMARY KEY,
    asked_right TEXT NOT NULL CHECK (asked_right IN ('access', 'rectification', 'erasure', 'restriction')),
    token_kind TEXT NOT NULL CHECK (token_kind IN ('email', 'phone', 'account', 'name_birth')),
    token TEXT NOT NULL,
    requester TEXT NOT NULL,
    channel TEXT NOT NULL,
    identity_check TEXT NOT NULL,
    identity_note TEXT NOT NULL,
    subject_age TEXT NOT NULL CHECK (subject_age IN ('adult', 'minor', 'unknown')),
    representative TEXT,
    received_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    registered_at BIGINT NOT NULL,
    registered_by TEXT NOT NULL,
    extended_until_on TEXT,
    extended_reason TEXT,
    extended_at BIGINT,
    extended_by TEXT,
    searched_at BIGINT,
    searched_by TEXT,
    found TEXT,
    decision TEXT,
    ground TEXT,
    decision_reason TEXT,
    decided_at BIGINT,
    decided_by TEXT,
    CHECK (subject_age <> 'minor' OR representative IS NOT NULL),
    CHECK ((extended_until_on IS NULL) = (extended_by IS NULL)),
    CHECK ((decision IS NULL) = (decided_by IS NULL))
);
CREATE INDEX rights_request_by_due ON rights_request (decision, due_on);
