-- A search with its purpose: who, when, why, for what kind of thing, and how much was shown. `words` is sealed; what was looked for stands here as a
-- keyed digest alone.
CREATE TABLE search (
    search_id TEXT PRIMARY KEY,
    searched_at BIGINT NOT NULL,
    searched_by TEXT NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('duplicates', 'inquiry', 'court', 'rights', 'other')),
    words TEXT NOT NULL,
    sought_kind TEXT NOT NULL,
    value_blind TEXT NOT NULL,
    hits BIGINT NOT NULL CHECK (hits >= 0)
);
CREATE INDEX search_by_time ON search (searched_at, search_id);
