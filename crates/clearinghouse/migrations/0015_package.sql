-- What becomes of a referral after it was made: delivered again, taken back, corrected, drawn out of a batch; and what its agency was told.

-- Of a batch of reports that rest on files which are known everywhere: its day, by the clock of UTC. One for each agency and day.
ALTER TABLE referral ADD COLUMN batch_day TEXT;
-- Whether it is a batch, or takes the place of one that was corrected: its package has a row for each account and act.
ALTER TABLE referral ADD COLUMN is_batch BIGINT NOT NULL DEFAULT 0 CHECK (is_batch IN (0, 1));
-- Of a report that was drawn out of a batch: the batch, which still stands.
ALTER TABLE referral ADD COLUMN drawn_from TEXT;
CREATE UNIQUE INDEX one_batch ON referral (agency_code, batch_day) WHERE batch_day IS NOT NULL;
-- Since when the clearinghouse does not stand by this report in this referral any more.
ALTER TABLE referral_report ADD COLUMN withdrawn_at BIGINT;
-- The sender marks every file as known everywhere, and says nothing beside.
ALTER TABLE report ADD COLUMN viral BIGINT NOT NULL DEFAULT 0 CHECK (viral IN (0, 1));

CREATE TABLE referral_change (
    change_id TEXT PRIMARY KEY,
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    kind TEXT NOT NULL CHECK (kind IN ('delivered_again', 'withdrawn', 'corrected', 'drawn_out')),
    reason_code TEXT, -- what agencies are told
    reason TEXT NOT NULL, -- sealed
    replaced_by TEXT REFERENCES referral (referral_id),
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    CHECK ((kind IN ('withdrawn', 'corrected')) = (reason_code IS NOT NULL))
);
CREATE INDEX referral_change_by_referral ON referral_change (referral_id, change_id);

-- A signed notice for one agency about one referral; it names reports by number.
CREATE TABLE referral_notice (
    notice_id TEXT PRIMARY KEY,
    change_id TEXT NOT NULL REFERENCES referral_change (change_id),
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    agency_code TEXT NOT NULL,
    signed TEXT NOT NULL,
    digest_sha256 TEXT NOT NULL,
    receipt TEXT,
    acknowledged_at BIGINT,
    CHECK ((receipt IS NULL) = (acknowledged_at IS NULL))
);
CREATE INDEX referral_notice_by_agency ON referral_notice (agency_code, acknowledged_at, notice_id);
CREATE INDEX referral_notice_by_referral ON referral_notice (referral_id, notice_id);

-- Every receipt that came for a referral; the newest stands in the referral too.
CREATE TABLE referral_receipt (
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    receipt_no BIGINT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('push', 'pull', 'typed')),
    receipt TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    taken_by TEXT NOT NULL,
    PRIMARY KEY (referral_id, receipt_no)
);
