-- Accounts of the staff. `name` and `client` are sealed, and so is every `secret`; `name_blind` is the keyed digest of the name, in lower
-- case. Of sessions and one-time codes only SHA-256 is kept, over random values that nobody can guess.
CREATE TABLE staff_account (
    account_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_blind TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    unit TEXT,
    state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'disabled')),
    made_at BIGINT NOT NULL
);

-- What an account proves itself by, one row per kind. `used_step` is the newest time step (RFC 6238) of which a code was taken.
CREATE TABLE staff_credential (
    account_id TEXT NOT NULL REFERENCES staff_account (account_id),
    kind TEXT NOT NULL CHECK (kind IN ('password', 'totp')),
    secret TEXT NOT NULL,
    used_step BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, kind)
);

CREATE TABLE recovery_code (
    account_id TEXT NOT NULL REFERENCES staff_account (account_id),
    code_sha256 TEXT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (account_id, code_sha256)
);

-- By such a code somebody sets up their account; without an account it is the first administrator's.
CREATE TABLE setup_code (
    code_sha256 TEXT PRIMARY KEY,
    account_id TEXT UNIQUE REFERENCES staff_account (account_id),
    expires_at BIGINT NOT NULL
);

CREATE TABLE staff_session (
    session_id TEXT PRIMARY KEY,
    token_sha256 TEXT NOT NULL UNIQUE,
    account_id TEXT NOT NULL REFERENCES staff_account (account_id),
    client TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    verified_at BIGINT NOT NULL
);
CREATE INDEX staff_session_by_account ON staff_session (account_id, began_at);

-- Attempts that failed, by the keyed digest of a name or of a client's address.
CREATE TABLE sign_in_limit (
    limit_key TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    blocked_until BIGINT NOT NULL,
    last_at BIGINT NOT NULL
);
CREATE INDEX sign_in_limit_by_time ON sign_in_limit (last_at);
