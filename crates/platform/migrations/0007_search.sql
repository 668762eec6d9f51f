-- Files are sought by what others give of them: an MD5 or a PDQ hash, too.
CREATE INDEX upload_by_md5 ON upload (md5);
CREATE INDEX upload_by_pdq ON upload (pdq);
