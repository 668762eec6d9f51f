-- Banks of the Hasher-Matcher-Actioner API: hashes of known content, which say nothing of a person.
CREATE TABLE bank (
    bank_id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    enabled_ratio DOUBLE PRECISION NOT NULL
);
-- One known file. disable_until_s: 0 never matches, 1 always, anything else from that second since 1970 on.
CREATE TABLE bank_content (
    content_id BIGINT NOT NULL PRIMARY KEY,
    bank_id BIGINT NOT NULL REFERENCES bank (bank_id),
    disable_until_s BIGINT NOT NULL,
    added_at BIGINT NOT NULL
);
CREATE INDEX bank_content_by_bank ON bank_content (bank_id, content_id);
-- What a client says of a file beside its hashes (addresses, notes) may tell of a person: sealed.
CREATE TABLE bank_content_said (
    content_id BIGINT NOT NULL PRIMARY KEY REFERENCES bank_content (content_id),
    said TEXT NOT NULL
);
CREATE TABLE bank_signal (
    content_id BIGINT NOT NULL REFERENCES bank_content (content_id),
    signal_type TEXT NOT NULL,
    bank_id BIGINT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (content_id, signal_type)
);
CREATE INDEX bank_signal_by_bank ON bank_signal (bank_id, content_id);
-- Numbers that are given once, so that a deleted one never comes back for something else.
CREATE TABLE matcher_number (
    kind TEXT NOT NULL PRIMARY KEY,
    last_given BIGINT NOT NULL
);
CREATE TABLE signal_type_ratio (
    signal_type TEXT NOT NULL PRIMARY KEY,
    enabled_ratio DOUBLE PRECISION NOT NULL
);
