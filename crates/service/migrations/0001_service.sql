-- What every role keeps: jobs, custody log, receipts. Instants are microseconds since 1970 in UTC.

CREATE TABLE job (
    job_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'stuck')),
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_by TEXT,
    leased_until BIGINT,
    last_error TEXT,
    CHECK ((state = 'leased') = (leased_by IS NOT NULL AND leased_until IS NOT NULL))
);
CREATE INDEX job_due ON job (state, run_at);

CREATE TABLE custody_entry (
    entry_id TEXT PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    leaf_hash TEXT NOT NULL,
    leaf_index BIGINT UNIQUE
);
CREATE INDEX custody_entry_pending ON custody_entry (recorded_at, entry_id) WHERE leaf_index IS NULL;
CREATE INDEX custody_entry_object ON custody_entry (object_kind, object_id);

-- One row per batch of sequenced entries; only the newest row keeps its peaks.
CREATE TABLE custody_tree (
    size BIGINT PRIMARY KEY CHECK (size > 0),
    root_hash TEXT NOT NULL,
    peaks TEXT NOT NULL
);

CREATE TABLE receipt (
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    output TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (actor, action, idempotency_key)
);
