-- Who viewed the file before it came, as its newest details state it; what came before this column states nothing.
ALTER TABLE report_file ADD COLUMN viewing TEXT NOT NULL DEFAULT 'not_stated'
    CHECK (viewing IN ('in_full', 'hash_match_only', 'not_stated'));
