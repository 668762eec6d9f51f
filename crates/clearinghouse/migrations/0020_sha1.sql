-- SHA-1 of a file, computed beside the hash of how it looks: lists of others often hold it and MD5, and MD5 alone says nothing. Absent until the same
-- bytes are digested once more.
ALTER TABLE report_file ADD COLUMN sha1 TEXT;
