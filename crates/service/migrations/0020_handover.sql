-- One person hands a shift to another of the same role and unit. `counts` are the numbers of the sheet as it stood then, as JSON by code;
-- `note` is sealed, and an empty text once it is forgotten.
CREATE TABLE handover (
    handover_id TEXT PRIMARY KEY,
    given_by TEXT NOT NULL,
    given_to TEXT NOT NULL,
    since BIGINT NOT NULL,
    given_at BIGINT NOT NULL,
    counts TEXT NOT NULL,
    note TEXT NOT NULL,
    taken_at BIGINT
);
CREATE INDEX handover_by_giver ON handover (given_by, given_at);
CREATE INDEX handover_by_taker ON handover (given_to, given_at);
