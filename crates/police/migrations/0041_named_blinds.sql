-- Whoever a text names with the first given and the first family name is found by a digest of these two words together: of one word alone the
-- frequency would tell the name. All digests of names are made anew when the node starts.
ALTER TABLE person ADD COLUMN named_blind TEXT NOT NULL DEFAULT '';
UPDATE person SET name_blind = '' WHERE erased_at IS NULL;
CREATE INDEX person_by_named_blind ON person (named_blind) WHERE erased_at IS NULL;
