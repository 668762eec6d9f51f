-- A file is found by any of its digests, and its acts by the file, however many there are.
CREATE INDEX act_by_file ON act (file_sha256);
CREATE INDEX media_file_by_md5 ON media_file (md5);
CREATE INDEX media_file_by_pdq ON media_file (pdq_hash);
