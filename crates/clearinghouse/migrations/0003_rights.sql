-- What was erased. An erased sealed column is an empty text.
ALTER TABLE report ADD COLUMN erased_at BIGINT;
