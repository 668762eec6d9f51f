-- Pages stay fast however much came, once more. What a page counts is kept with the row that it lists, and each question has an index of its own.

-- How many reports a referral refers, and by how many of them the clearinghouse still stands.
ALTER TABLE referral ADD COLUMN reports BIGINT NOT NULL DEFAULT 0;
ALTER TABLE referral ADD COLUMN standing BIGINT NOT NULL DEFAULT 0;
UPDATE referral SET
    reports = (SELECT CAST(COUNT(*) AS BIGINT) FROM referral_report x WHERE x.referral_id = referral.referral_id),
    standing = (SELECT CAST(COUNT(*) AS BIGINT) FROM referral_report x
                WHERE x.referral_id = referral.referral_id AND x.withdrawn_at IS NULL);

-- Of a report that is referred: the agency that has it, where one alone does; empty where several do. With it, what waits for an agency is found
-- without asking for each report that went to it long ago.
ALTER TABLE report ADD COLUMN only_holder TEXT NOT NULL DEFAULT '';
UPDATE report SET only_holder = COALESCE((
    SELECT CASE WHEN MIN(y.agency_code) = MAX(y.agency_code) THEN MIN(y.agency_code) ELSE '' END
    FROM referral_report x JOIN referral y ON y.referral_id = x.referral_id
    WHERE x.report_id = report.report_id AND x.withdrawn_at IS NULL AND y.state <> 'refused'), '')
WHERE referred = 1;
DROP INDEX report_to_refer;
CREATE INDEX report_to_refer ON report
    (country_code, state, referred, informational, only_holder, report_id, erased_at, viral, band);
-- what waits, by country
CREATE INDEX report_waiting ON report (state, referred, informational, erased_at, COALESCE(country_code, ''));

-- those that agencies have, newest first; any state by number; and by completeness
CREATE INDEX report_by_referral ON report (state, referred, report_id);
DROP INDEX report_by_state;
CREATE INDEX report_by_state ON report (state, referred, informational, report_id, report_number);
CREATE INDEX report_by_state_and_completeness ON report (state, referred, completeness_tenths, report_id, informational);
-- what figures of senders and of countries are made of, and lists by them
CREATE INDEX report_by_sender ON report
    (state, reporting_party, escalated, informational, referred, report_id, band, completeness_tenths);
CREATE INDEX report_by_state_and_country ON report
    (state, COALESCE(country_code, ''), report_id, referred, informational, escalated);

-- the clusters that several reports share
DROP INDEX file_cluster_by_newest;
CREATE INDEX file_cluster_by_newest ON file_cluster (last_at, cluster_id) WHERE reports > 1;

-- how many entries of a list count
CREATE INDEX hash_entry_by_standing ON hash_entry (list_name, withdrawn_by);
-- what second readers have not read, and what they found
CREATE INDEX blind_reading_by_verdict ON blind_reading (is_missed, day);
