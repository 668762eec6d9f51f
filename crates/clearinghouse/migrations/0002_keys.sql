-- Every item belongs to a case, whose key wraps the item's own.

ALTER TABLE evidence_item RENAME COLUMN item_name TO name;
ALTER TABLE evidence_item ADD COLUMN case_id TEXT NOT NULL DEFAULT '';
ALTER TABLE evidence_item ADD COLUMN key_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE evidence_item ADD COLUMN blake3 TEXT NOT NULL DEFAULT '';
-- What the scrubber found when it last read the item: null is whole, or not read yet.
ALTER TABLE evidence_item ADD COLUMN checked_at BIGINT;
ALTER TABLE evidence_item ADD COLUMN damage TEXT;
CREATE INDEX evidence_item_by_case ON evidence_item (case_id);
CREATE INDEX evidence_item_by_check ON evidence_item (checked_at, name);
