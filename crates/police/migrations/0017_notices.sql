-- What clearinghouses say later of reports that they referred: taken back, or corrected. It blocks nothing; an officer decides what follows.
-- A notice can come before its package, and for a report that was never received here, so it hangs on neither.
CREATE TABLE referral_notice (
    notice_id TEXT PRIMARY KEY,
    receipt_id TEXT NOT NULL UNIQUE,
    sender TEXT NOT NULL,
    referral_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('withdrawn', 'corrected')),
    reason_code TEXT NOT NULL,
    replaced_by TEXT,
    made_at BIGINT NOT NULL,
    signed TEXT NOT NULL, -- as it came
    digest_sha256 TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by TEXT NOT NULL
);
CREATE INDEX referral_notice_by_referral ON referral_notice (referral_id, sender);

CREATE TABLE referral_notice_report (
    notice_id TEXT NOT NULL REFERENCES referral_notice (notice_id),
    report_number BIGINT NOT NULL,
    PRIMARY KEY (notice_id, report_number)
);
CREATE INDEX referral_notice_report_by_number ON referral_notice_report (report_number);

-- What an officer decided on it. Deciding again undoes: the newest counts, and all stay.
CREATE TABLE notice_decision (
    decision_id TEXT PRIMARY KEY,
    notice_id TEXT NOT NULL REFERENCES referral_notice (notice_id),
    decision TEXT NOT NULL CHECK (decision IN ('stopped', 'goes_on', 'noted')),
    reason TEXT NOT NULL, -- sealed
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL
);
CREATE INDEX notice_decision_by_notice ON notice_decision (notice_id, decision_id);

-- On what legal basis the sender detects, as the clearinghouse states it in the package: in words, empty where it states none.
ALTER TABLE report ADD COLUMN detection_basis TEXT NOT NULL DEFAULT '';
