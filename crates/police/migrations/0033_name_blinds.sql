-- Spellings of a name that differ in accents or hyphens are one. The digests of names are made anew when the node starts; the index says what is still
-- to do.
UPDATE person SET name_blind = '' WHERE erased_at IS NULL;
CREATE INDEX person_without_name_blind ON person (person_id) WHERE name_blind = '' AND erased_at IS NULL;
