-- The weights in use: those applied last. Without a row, those that come with the software.
CREATE TABLE applied_weights (
    applied_id TEXT PRIMARY KEY,
    weights_version TEXT NOT NULL,
    content TEXT NOT NULL, -- the file
    signed_by TEXT NOT NULL, -- names of the keys that signed it; empty where none is asked for
    applied_by TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

-- Packages that the unit made itself of what it had downloaded. One that was undone stays here, and nothing else of it.
CREATE TABLE report_import (
    import_id TEXT PRIMARY KEY,
    referral_id TEXT NOT NULL, -- that of its package; undone, the same folder may come again
    sender TEXT NOT NULL,
    package_sha256 TEXT NOT NULL,
    imported_at BIGINT NOT NULL,
    imported_by TEXT NOT NULL,
    reports BIGINT NOT NULL, -- in the package
    known BIGINT NOT NULL, -- of them, those that had come before
    undone_at BIGINT,
    undone_by TEXT,
    undone_reason TEXT NOT NULL DEFAULT '', -- sealed
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE UNIQUE INDEX one_standing_import ON report_import (referral_id) WHERE undone_at IS NULL;
