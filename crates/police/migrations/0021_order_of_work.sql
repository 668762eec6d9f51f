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

-- Band A alarms. The reports of one sender and one cluster share one alarm, that of `alarm_id` among the alarms of the staff.
CREATE TABLE band_alarm (
    alarm_id TEXT PRIMARY KEY,
    reporting_party TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    sounded_at BIGINT NOT NULL,
    soundings BIGINT NOT NULL CHECK (soundings > 0), -- how often it sounded
    calls BIGINT NOT NULL DEFAULT 0 CHECK (calls >= 0) -- none: the police have no rota
);
CREATE INDEX band_alarm_by_party ON band_alarm (reporting_party, sounded_at);

CREATE TABLE band_alarm_report (
    report_id TEXT PRIMARY KEY REFERENCES report (report_id),
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    joined_at BIGINT NOT NULL
);
CREATE INDEX band_alarm_report_by_alarm ON band_alarm_report (alarm_id, joined_at);

-- What an alarm knows already: a trigger by its name, what tells an account by its keyed digest.
CREATE TABLE band_alarm_fact (
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    kind TEXT NOT NULL CHECK (kind IN ('trigger', 'account')),
    fact TEXT NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    known_at BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, kind, fact)
);
CREATE INDEX band_alarm_fact_by_report ON band_alarm_fact (report_id, kind);

-- Who waits longest in each band.
CREATE INDEX report_by_waiting ON report (band, finished_at, report_id) WHERE read_by IS NULL;
