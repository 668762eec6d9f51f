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
CREATE INDEX recipient_step_by_recipient ON recipient_step (recipient_id);
CREATE UNIQUE INDEX one_recipient_step ON recipient_step (recipient_id, step) WHERE standing = 1;

-- A ground that fell away, with what rested on it. It removes nothing: a named officer decides what becomes of each object, and until then
-- nobody whom it concerns is handed on or entered in an arrest list. Taking the loss back frees them all.
CREATE TABLE ground_loss (
    loss_id TEXT PRIMARY KEY,
    cause TEXT NOT NULL CHECK (cause IN ('notice', 'link', 'veto', 'file', 'allocation')),
    cause_id TEXT NOT NULL, -- id of the notice, link or veto, SHA-256 of the file; empty for an allocation
    said TEXT NOT NULL, -- sealed: what fell away and why
    lost_at BIGINT NOT NULL,
    lost_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);

CREATE TABLE lost_object (
    lost_object_id TEXT PRIMARY KEY,
    loss_id TEXT NOT NULL REFERENCES ground_loss (loss_id),
    object_kind TEXT NOT NULL CHECK (object_kind IN ('act', 'identification', 'assignment', 'arrest_entry', 'recipient')),
    object_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    unit TEXT, -- INE code of the unit that had the person then
    UNIQUE (loss_id, object_kind, object_id)
);
CREATE INDEX lost_object_by_object ON lost_object (object_kind, object_id);
CREATE INDEX lost_object_by_person ON lost_object (person_id);

-- What becomes of an object. The last counts, and all stay.
CREATE TABLE lost_object_decision (
    decision_id TEXT PRIMARY KEY,
    lost_object_id TEXT NOT NULL REFERENCES lost_object (lost_object_id),
    sequence BIGINT NOT NULL CHECK (sequence > 0),
    fate TEXT NOT NULL CHECK (fate IN ('stands', 'dropped')),
    reason TEXT NOT NULL, -- sealed
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    UNIQUE (lost_object_id, sequence)
);

-- A unit has taken note of a loss.
CREATE TABLE loss_note (
    note_id TEXT PRIMARY KEY,
    loss_id TEXT NOT NULL REFERENCES ground_loss (loss_id),
    unit TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    noted_by TEXT NOT NULL,
    UNIQUE (loss_id, unit)
);

-- What was reported is no offence, by an officer, where nobody was identified: it travels back as a neutral code. Who is identified has an
-- outcome of their own, which counts instead.
CREATE TABLE no_offence (
    finding_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    reason TEXT NOT NULL, -- sealed
    found_at BIGINT NOT NULL,
    found_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);
CREATE INDEX no_offence_by_report ON no_offence (report_id);
CREATE UNIQUE INDEX one_no_offence ON no_offence (report_id) WHERE standing = 1;

-- What somebody is besides the author of acts: a victim, a witness. A child can be victim and author; what protects them stands first.
CREATE TABLE person_role (
    role_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    role TEXT NOT NULL CHECK (role IN ('victim', 'witness')),
    reason TEXT NOT NULL, -- sealed
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT -- sealed
);
CREATE INDEX person_role_by_person ON person_role (person_id);
CREATE UNIQUE INDEX one_person_role ON person_role (person_id, role) WHERE standing = 1;
-- The standing ones among them, with a space between: so that no list of persons asks for each.
ALTER TABLE person ADD COLUMN other_roles TEXT NOT NULL DEFAULT '';
