-- Reveals that chance drew for a second person's eye. `note` is sealed; without a verdict it waits.
-- What migration 7 foresaw was never written to.
DROP TABLE reveal_review;
CREATE TABLE reveal_review (
    reveal_id TEXT PRIMARY KEY REFERENCES reveal (reveal_id),
    drawn_at BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('justified', 'questioned')),
    note TEXT,
    decided_by TEXT,
    decided_at BIGINT
);
