-- The files with one PDQ hash, for the reports that share a picture or a near-duplicate.
CREATE INDEX report_file_by_pdq ON report_file (pdq_hash);
