-- What was erased. An erased sealed column is an empty text.
ALTER TABLE upload ADD COLUMN erased_at BIGINT;
