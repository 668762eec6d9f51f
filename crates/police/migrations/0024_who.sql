-- How an identification is borne out: who used the account and how sure that is, and line by line what is a fact and what an assessment, with
-- its source, and which members of the household were considered, by their role and never by name. Nothing is deleted.
CREATE TABLE account_use (
    use_id TEXT PRIMARY KEY,
    identification_id TEXT NOT NULL REFERENCES identification (identification_id),
    sequence BIGINT NOT NULL CHECK (sequence > 0), -- the last counts
    account_user TEXT NOT NULL, -- sealed
    confidence TEXT NOT NULL CHECK (confidence IN ('possible', 'probable', 'established')),
    stated_at BIGINT NOT NULL,
    stated_by TEXT NOT NULL,
    UNIQUE (identification_id, sequence)
);

CREATE TABLE identification_line (
    line_id TEXT PRIMARY KEY,
    identification_id TEXT NOT NULL REFERENCES identification (identification_id),
    kind TEXT NOT NULL CHECK (kind IN ('fact', 'assessment', 'household')),
    said TEXT NOT NULL, -- sealed: statement, source, role in the household
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);
CREATE INDEX identification_line_by_identification ON identification_line (identification_id);

-- Where an identification stands; without a row it is proposed. The last counts, and all stay.
CREATE TABLE identification_decision (
    decision_id TEXT PRIMARY KEY,
    identification_id TEXT NOT NULL REFERENCES identification (identification_id),
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'contested', 'cleared')),
    reason TEXT NOT NULL, -- sealed
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    UNIQUE (identification_id, sequence)
);
