-- SHA-1 of a file as its package tells it: lists and tools of others often hold it. Absent where no package has told it yet.
ALTER TABLE media_file ADD COLUMN sha1 TEXT;
