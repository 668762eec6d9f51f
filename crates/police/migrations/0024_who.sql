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

-- Who has a person's data besides this node's central unit: whoever is cleared is cleared there too.
CREATE TABLE person_recipient (
    recipient_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    kind TEXT NOT NULL CHECK (kind IN ('unit', 'prosecutor', 'court', 'protection_body', 'agency', 'export')),
    name TEXT NOT NULL, -- INE code of a unit, else an authority or what was exported; never a person
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    UNIQUE (person_id, kind, name)
);

-- How far a recipient of a cleared person's data has come. A step that was recorded by mistake is withdrawn.
CREATE TABLE recipient_step (
    step_id TEXT PRIMARY KEY,
    recipient_id TEXT NOT NULL REFERENCES person_recipient (recipient_id),
    step TEXT NOT NULL CHECK (step IN ('told', 'acknowledged', 'erased')),
    reference TEXT NOT NULL, -- number of a letter or receipt, never a name; empty where this node did it
    done_at BIGINT NOT NULL,
    done_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);
CREATE UNIQUE INDEX one_recipient_step ON recipient_step (recipient_id, step) WHERE standing = 1;
