-- What arrives: packages, their reports, and the files in them.
CREATE TABLE evidence_item (
    item_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    wrapped_key TEXT NOT NULL,
    size_bytes BIGINT NOT NULL CHECK (size_bytes >= 0),
    sha256 TEXT NOT NULL,
    stored_at BIGINT NOT NULL
);

CREATE TABLE referral (
    referral_id TEXT PRIMARY KEY,
    receipt_id TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    from_name TEXT NOT NULL,
    from_country TEXT NOT NULL,
    to_agency TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    conveyed_by TEXT,
    package_sha256 TEXT NOT NULL,
    package_item_id TEXT NOT NULL REFERENCES evidence_item (item_id),
    received_at BIGINT NOT NULL,
    received_by TEXT NOT NULL
);

-- Times as stated keep their text beside the instant. The original bytes stay in the package.
CREATE TABLE report (
    report_id TEXT PRIMARY KEY,
    sender TEXT NOT NULL,
    report_number BIGINT NOT NULL,
    reporting_party TEXT NOT NULL,
    finished_at BIGINT NOT NULL,
    incident_type TEXT NOT NULL,
    incident_text TEXT NOT NULL,
    incident_at BIGINT NOT NULL,
    country_code TEXT NOT NULL,
    country_grounds TEXT NOT NULL,
    xml_sha256 TEXT NOT NULL,
    unknown_elements BIGINT NOT NULL,
    UNIQUE (sender, report_number)
);

CREATE TABLE referral_report (
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    report_id TEXT NOT NULL REFERENCES report (report_id),
    PRIMARY KEY (referral_id, report_id)
);
CREATE INDEX referral_report_by_report ON referral_report (report_id);

-- One row per distinct file; a cluster is named by one of its files.
CREATE TABLE media_file (
    sha256 TEXT PRIMARY KEY,
    md5 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    pdq_hash TEXT,
    pdq_quality BIGINT,
    cluster_id TEXT NOT NULL,
    item_id TEXT NOT NULL REFERENCES evidence_item (item_id)
);
CREATE INDEX media_file_by_cluster ON media_file (cluster_id);
