-- Which identifications speak of an act, withdrawn ones too.
CREATE INDEX identified_act_by_act ON identified_act (act_id, identification_id);
-- With what a search in the list of reports compares, so that it reads no whole rows.
DROP INDEX report_by_number;
CREATE INDEX report_by_number ON report (report_number, report_id, reporting_party, incident_type);
-- What the clearinghouse has not been told yet is little of all.
CREATE INDEX feedback_undelivered ON feedback (referral_id, sequence) WHERE delivered_at IS NULL;
-- Which evidence is this: asked by digest.
CREATE INDEX evidence_item_by_sha256 ON evidence_item (sha256);
