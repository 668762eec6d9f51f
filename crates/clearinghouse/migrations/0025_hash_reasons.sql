-- Why entries of hash lists were changed, as long as it is kept.
CREATE INDEX hash_entry_change_with_reason ON hash_entry_change (made_at) WHERE reason <> '';
