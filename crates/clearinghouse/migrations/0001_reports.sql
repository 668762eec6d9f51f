-- What a clearinghouse keeps. Instants are microseconds since 1970 in UTC; sealed values are base64; digests are hex.

CREATE TABLE evidence_item (
    item_name TEXT PRIMARY KEY,
    wrapped_key TEXT NOT NULL,
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
    sha256 TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);

CREATE TABLE report (
    report_id TEXT PRIMARY KEY,
    report_number BIGINT NOT NULL UNIQUE,
    reporting_party TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'finished', 'ready', 'retracted', 'expired')),
    received_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    finished_at BIGINT,
    incident_type TEXT NOT NULL,
    incident_at BIGINT NOT NULL,
    escalated BIGINT NOT NULL CHECK (escalated IN (0, 1)),
    -- absent once the content of a retracted or expired report is discarded
    xml_item TEXT REFERENCES evidence_item (item_name),
    country_code TEXT,
    country_grounds TEXT, -- JSON, see Grounds
    country_chosen_by TEXT,
    countries_disagree BIGINT NOT NULL DEFAULT 0 CHECK (countries_disagree IN (0, 1)),
    CHECK ((state IN ('finished', 'ready')) = (finished_at IS NOT NULL)),
    CHECK ((country_code IS NULL) OR (country_grounds IS NOT NULL AND country_chosen_by IS NOT NULL))
);
CREATE INDEX report_by_state ON report (state, report_id);
CREATE INDEX report_by_party ON report (reporting_party, report_id);

-- What in a report or its file details the schema or the documentation does not know.
CREATE TABLE report_warning (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL,
    path TEXT NOT NULL,
    line BIGINT,
    message TEXT NOT NULL,
    PRIMARY KEY (report_id, position)
);

CREATE TABLE report_file (
    file_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL, -- order of arrival
    item_name TEXT REFERENCES evidence_item (item_name),
    received_at BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    md5 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    file_name TEXT NOT NULL, -- sealed
    digest_state TEXT NOT NULL CHECK (digest_state IN ('pending', 'hashed', 'not_hashed')),
    digest_note TEXT,
    pdq_hash TEXT,
    pdq_quality BIGINT,
    UNIQUE (report_id, position),
    CHECK ((digest_state = 'hashed') = (pdq_hash IS NOT NULL AND pdq_quality IS NOT NULL))
);
CREATE INDEX report_file_by_digest ON report_file (sha256, digest_state);

-- Original XML of file details, every version.
CREATE TABLE file_details (
    details_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL, -- order of arrival
    file_id TEXT NOT NULL REFERENCES report_file (file_id),
    item_name TEXT REFERENCES evidence_item (item_name),
    received_at BIGINT NOT NULL,
    UNIQUE (report_id, position)
);

CREATE TABLE report_address (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL,
    element TEXT NOT NULL,
    address TEXT NOT NULL, -- sealed
    port BIGINT,
    stated_time TEXT,
    operator TEXT,
    shared_by_many BIGINT NOT NULL CHECK (shared_by_many IN (0, 1)),
    PRIMARY KEY (report_id, position)
);

CREATE TABLE country_opinion (
    report_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    source TEXT NOT NULL,
    country TEXT NOT NULL,
    valid_on TEXT NOT NULL,
    PRIMARY KEY (report_id, position, source),
    FOREIGN KEY (report_id, position) REFERENCES report_address (report_id, position)
);

CREATE TABLE referral (
    referral_id TEXT PRIMARY KEY,
    agency_code TEXT NOT NULL,
    agency_country TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('requested', 'made', 'delivered', 'refused')),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    package_item TEXT REFERENCES evidence_item (item_name),
    receipt TEXT,
    refusal TEXT,
    closed_at BIGINT,
    CHECK ((state = 'requested') = (package_item IS NULL)),
    CHECK ((state = 'delivered') = (receipt IS NOT NULL)),
    CHECK ((state = 'refused') = (refusal IS NOT NULL))
);
CREATE INDEX referral_by_agency ON referral (agency_code, referral_id);

CREATE TABLE referral_report (
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    report_id TEXT NOT NULL REFERENCES report (report_id),
    PRIMARY KEY (referral_id, report_id)
);
CREATE INDEX referral_report_by_report ON referral_report (report_id, referral_id);

-- A feed per reporting party: its own sequence, so that no outcome can be overtaken and no party waits for another.
CREATE TABLE outcome_feed (
    reporting_party TEXT PRIMARY KEY,
    last_sequence BIGINT NOT NULL
);

CREATE TABLE outcome (
    reporting_party TEXT NOT NULL REFERENCES outcome_feed (reporting_party),
    sequence BIGINT NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    code TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (reporting_party, sequence),
    UNIQUE (report_id, referral_id, code, decided_at)
);
