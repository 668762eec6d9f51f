-- Masked fields that somebody was shown. A row is never changed: what was seen cannot be unseen.
-- `reason` and `legal_basis` are sealed. `ordinal` is the how-manieth of the reader on `revealed_on`, a day on the clock of Madrid, so that
-- two at the same moment cannot both be the last of the budget.
CREATE TABLE reveal (
    reveal_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    field TEXT NOT NULL CHECK (field IN ('name', 'birth')),
    reason TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    revealed_at BIGINT NOT NULL,
    revealed_by TEXT NOT NULL,
    revealed_on TEXT NOT NULL,
    ordinal BIGINT NOT NULL CHECK (ordinal > 0),
    UNIQUE (revealed_by, revealed_on, ordinal)
);
