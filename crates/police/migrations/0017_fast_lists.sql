-- A near-duplicate is found, not looked for among all files: two PDQ hashes that differ in at most 31 bits differ in at most one bit in one of their
-- sixteen parts of 16 bits, and each part has an index.
UPDATE media_file SET pdq_hash = LOWER(pdq_hash) WHERE pdq_hash <> LOWER(pdq_hash);
CREATE INDEX media_file_by_part_0 ON media_file (SUBSTR(pdq_hash, 1, 4));
CREATE INDEX media_file_by_part_1 ON media_file (SUBSTR(pdq_hash, 5, 4));
CREATE INDEX media_file_by_part_2 ON media_file (SUBSTR(pdq_hash, 9, 4));
CREATE INDEX media_file_by_part_3 ON media_file (SUBSTR(pdq_hash, 13, 4));
CREATE INDEX media_file_by_part_4 ON media_file (SUBSTR(pdq_hash, 17, 4));
CREATE INDEX media_file_by_part_5 ON media_file (SUBSTR(pdq_hash, 21, 4));
CREATE INDEX media_file_by_part_6 ON media_file (SUBSTR(pdq_hash, 25, 4));
CREATE INDEX media_file_by_part_7 ON media_file (SUBSTR(pdq_hash, 29, 4));
CREATE INDEX media_file_by_part_8 ON media_file (SUBSTR(pdq_hash, 33, 4));
CREATE INDEX media_file_by_part_9 ON media_file (SUBSTR(pdq_hash, 37, 4));
CREATE INDEX media_file_by_part_10 ON media_file (SUBSTR(pdq_hash, 41, 4));
CREATE INDEX media_file_by_part_11 ON media_file (SUBSTR(pdq_hash, 45, 4));
CREATE INDEX media_file_by_part_12 ON media_file (SUBSTR(pdq_hash, 49, 4));
CREATE INDEX media_file_by_part_13 ON media_file (SUBSTR(pdq_hash, 53, 4));
CREATE INDEX media_file_by_part_14 ON media_file (SUBSTR(pdq_hash, 57, 4));
CREATE INDEX media_file_by_part_15 ON media_file (SUBSTR(pdq_hash, 61, 4));
-- Which identifications speak of an act, withdrawn ones too.
CREATE INDEX identified_act_by_act ON identified_act (act_id, identification_id);
-- With what a search in the list of reports compares, so that it reads no whole rows.
DROP INDEX report_by_number;
CREATE INDEX report_by_number ON report (report_number, report_id, reporting_party, incident_type);
-- What the clearinghouse has not been told yet is little of all.
CREATE INDEX feedback_undelivered ON feedback (referral_id, sequence) WHERE delivered_at IS NULL;
-- Which evidence is this: asked by digest.
CREATE INDEX evidence_item_by_sha256 ON evidence_item (sha256);
