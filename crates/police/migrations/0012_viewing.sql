-- Who viewed the file of the act before it came, as the sender states it; what came before this column states nothing.
ALTER TABLE act ADD COLUMN viewing TEXT NOT NULL DEFAULT 'not_stated'
    CHECK (viewing IN ('in_full', 'hash_match_only', 'not_stated'));
