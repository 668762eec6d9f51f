-- What was erased, and the class of an erased person, which the figures keep counting. An erased sealed column is an empty text.
ALTER TABLE report ADD COLUMN erased_at BIGINT;
ALTER TABLE subject ADD COLUMN erased_at BIGINT;
ALTER TABLE disclosure_request ADD COLUMN erased_at BIGINT;
ALTER TABLE person ADD COLUMN erased_at BIGINT;
ALTER TABLE person ADD COLUMN erased_class TEXT;
ALTER TABLE person ADD COLUMN erased_minor BIGINT;
