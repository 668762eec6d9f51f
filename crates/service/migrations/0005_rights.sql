-- Holds, decisions to keep, and receipts of erasure. `reason`, `authorization_number` and `lifted_reason` are sealed; the ends of periods are
-- reckoned, never stored.
CREATE TABLE legal_hold (
    hold_id TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    authorization_number TEXT NOT NULL,
    held_from BIGINT NOT NULL,
    held_until BIGINT,
    placed_at BIGINT NOT NULL,
    placed_by TEXT NOT NULL,
    lifted_at BIGINT,
    lifted_by TEXT,
    lifted_reason TEXT,
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL) AND (lifted_at IS NULL) = (lifted_reason IS NULL))
);
CREATE INDEX legal_hold_by_object ON legal_hold (object_kind, object_id);

-- The newest decision on an object stands.
CREATE TABLE keep_decision (
    keep_decision_id TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    kept_until BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL
);
CREATE INDEX keep_decision_by_object ON keep_decision (object_kind, object_id);

-- What remains of an erased object: a number, not a person. `counts` is JSON of numbers; `receipt_sha256` is over all that is said here.
CREATE TABLE erasure (
    erasure_id TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    category TEXT NOT NULL,
    counts TEXT NOT NULL,
    receipt_sha256 TEXT NOT NULL,
    erased_at BIGINT NOT NULL,
    erased_by TEXT NOT NULL,
    UNIQUE (object_kind, object_id)
);
