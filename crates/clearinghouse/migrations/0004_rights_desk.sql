-- Keyed digests of the accounts, e-mail addresses and telephone numbers that a report states: for who asks what is held on them.
CREATE TABLE report_trait (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    key_blind TEXT NOT NULL,
    PRIMARY KEY (report_id, key_blind)
);
CREATE INDEX report_trait_by_key ON report_trait (key_blind);
