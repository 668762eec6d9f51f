-- Persons, the acts an officer attributes to them, and what came of it. Nothing is deleted: decisions are withdrawn.
-- `given_name`, `family_name` and `birth` are sealed.
CREATE TABLE person (
    person_id TEXT PRIMARY KEY,
    given_name TEXT NOT NULL,
    family_name TEXT NOT NULL,
    name_blind TEXT NOT NULL,
    birth TEXT,
    residence_province TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX person_by_name ON person (name_blind);

-- `grounds` is sealed. `place` is where the acts took place: installation, stated (then `place_province`) or unknown.
CREATE TABLE identification (
    identification_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    subject_id TEXT NOT NULL REFERENCES subject (subject_id),
    grounds TEXT NOT NULL,
    place TEXT NOT NULL CHECK (place IN ('installation', 'stated', 'unknown')),
    place_province TEXT,
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    CHECK ((place = 'stated') = (place_province IS NOT NULL))
);
CREATE INDEX identification_by_person ON identification (person_id);

CREATE TABLE identified_act (
    identification_id TEXT NOT NULL REFERENCES identification (identification_id),
    act_id TEXT NOT NULL REFERENCES act (act_id),
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    PRIMARY KEY (identification_id, act_id)
);
-- An act has one author at most.
CREATE UNIQUE INDEX one_author_per_act ON identified_act (act_id) WHERE standing = 1;

CREATE TABLE assignment (
    assignment_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    unit TEXT NOT NULL,
    assigned_at BIGINT NOT NULL,
    assigned_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX assignment_by_unit ON assignment (unit);
CREATE UNIQUE INDEX one_unit_per_person ON assignment (person_id) WHERE standing = 1;

-- `grounds` is sealed.
CREATE TABLE arrest_entry (
    arrest_entry_id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (assignment_id),
    grounds TEXT NOT NULL,
    entered_at BIGINT NOT NULL,
    entered_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_arrest_entry ON arrest_entry (assignment_id) WHERE standing = 1;

CREATE TABLE outcome (
    outcome_id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (assignment_id),
    code TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_outcome ON outcome (assignment_id) WHERE standing = 1;

-- What the clearinghouse hears: `sequence` orders the codes of a report; a batch is fixed once a delivery was tried.
CREATE TABLE feedback (
    feedback_id TEXT PRIMARY KEY,
    referral_id TEXT NOT NULL REFERENCES referral (referral_id),
    report_id TEXT NOT NULL REFERENCES report (report_id),
    sequence BIGINT NOT NULL,
    code TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    batch_id TEXT,
    delivered_at BIGINT,
    UNIQUE (report_id, referral_id, sequence)
);
CREATE INDEX feedback_by_referral ON feedback (referral_id);
