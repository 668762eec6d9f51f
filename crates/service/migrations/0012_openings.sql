-- What a court or prosecutor allowed, or another authority that the country's rule names. `authorization_number`, `authority`, `terms` and
-- `withdrawn_reason` are sealed.
CREATE TABLE opening_authorization (
    authorization_id TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    authorization_number TEXT NOT NULL,
    authority TEXT NOT NULL,
    terms TEXT NOT NULL,
    granted_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND (withdrawn_at IS NULL) = (withdrawn_reason IS NULL))
);
CREATE INDEX opening_authorization_by_object ON opening_authorization (object_kind, object_id);

-- One opening of a file: recorded before a byte is shown. `reason` is sealed. `result` is added when the content went out to its end, or did
-- not; without it nobody knows. `ordinal` counts the openings of a person on a day of Madrid.
CREATE TABLE opening (
    opening_id TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    basis TEXT NOT NULL CHECK (basis IN ('own_file', 'nothing_more', 'viewed_by_sender', 'authorization')),
    authorization_id TEXT REFERENCES opening_authorization (authorization_id),
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    result TEXT CHECK (result IN ('in_full', 'cut_short', 'damaged')),
    settled_at BIGINT,
    UNIQUE (opened_by, opened_on, ordinal),
    CHECK ((result IS NULL) = (settled_at IS NULL)),
    CHECK ((basis = 'authorization') = (authorization_id IS NOT NULL))
);
CREATE INDEX opening_by_object ON opening (object_kind, object_id, opening_id);

-- By how many openings a second person raised the limit of one person on one day.
CREATE TABLE opening_allowance (
    allowance_id TEXT PRIMARY KEY,
    allowed_to TEXT NOT NULL,
    allowed_on TEXT NOT NULL,
    openings BIGINT NOT NULL CHECK (openings > 0),
    allowed_at BIGINT NOT NULL
);
CREATE INDEX opening_allowance_by_person ON opening_allowance (allowed_to, allowed_on);
