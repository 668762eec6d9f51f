-- Which entry on its object an entry is, counted from one in the order of the tree; the sequencer says so, and the body repeats it. Entries
-- placed before this have none, but are counted.
ALTER TABLE custody_entry ADD COLUMN object_counter BIGINT;
CREATE INDEX custody_entry_on_object ON custody_entry (object_id, leaf_index);
