-- Lists and counts stay fast however much came. Whether a report was referred follows from its referrals, and is kept so that a count of all
-- need not ask for each; whatever changes a referral changes it too.
ALTER TABLE report ADD COLUMN referred BIGINT NOT NULL DEFAULT 0 CHECK (referred IN (0, 1));
UPDATE report SET referred = 1 WHERE report_id IN (
    SELECT x.report_id FROM referral_report x JOIN referral y ON y.referral_id = x.referral_id WHERE y.state <> 'refused');
DROP INDEX report_by_state;
CREATE INDEX report_by_state ON report (state, referred, report_id);
DROP INDEX report_by_country;
CREATE INDEX report_by_country ON report (COALESCE(country_code, ''), report_id);
CREATE INDEX report_to_refer ON report (state, country_code, report_id, erased_at, referred);
-- what a search in the list compares, without the wide rows
CREATE INDEX report_listed ON report (report_id, report_number, country_code, reporting_party, state, referred);
DROP INDEX report_by_receipt;
CREATE INDEX report_by_receipt ON report (received_at, erased_at);
CREATE INDEX report_file_by_md5 ON report_file (md5);
CREATE INDEX referral_by_state ON referral (state, referral_id);
-- Which evidence is this: asked by digest.
CREATE INDEX evidence_item_by_sha256 ON evidence_item (sha256);
