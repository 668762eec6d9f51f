-- What lapses, and when: the clock of limitation beside that of evidence.
-- The first day on which an act may have lapsed, by the age at the act and what stopped the clock: the end of the calendar where none runs, empty
-- until it is computed, which needs what is sealed and is done at start.
ALTER TABLE act ADD COLUMN limitation_until TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN limitation_until TEXT NOT NULL DEFAULT '9999-12-31';
-- the earlier of the days of evidence and limitation, by which lists are sorted
ALTER TABLE report ADD COLUMN first_until TEXT NOT NULL DEFAULT '9999-12-31';
ALTER TABLE subject ADD COLUMN limitation_until TEXT NOT NULL DEFAULT '9999-12-31';
ALTER TABLE subject ADD COLUMN first_until TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE report SET first_until = evidence_until;
UPDATE subject SET first_until = next_erasable_on;
DROP INDEX report_by_work;
DROP INDEX report_maybe_minor;
CREATE INDEX report_by_work ON report (band_rank, work_tenths DESC, first_until, report_id);
CREATE INDEX report_maybe_minor ON report (band_rank, work_tenths DESC, first_until, report_id) WHERE maybe_minor = 1;
CREATE INDEX report_by_first ON report (first_until, report_id);
CREATE INDEX subject_by_first ON subject (first_until, subject_id);
CREATE INDEX act_without_limitation ON act (act_id) WHERE limitation_until = '';
-- The first days of a referral's reports when it came; empty for one that came before this was kept.
ALTER TABLE referral ADD COLUMN evidence_on_arrival TEXT NOT NULL DEFAULT '';
ALTER TABLE referral ADD COLUMN limitation_on_arrival TEXT NOT NULL DEFAULT '';

-- What an officer noted of a person's clock of limitation: that something stopped it on a day, or that somebody says it runs from a later one.
-- `grounds` is sealed.
CREATE TABLE limitation_note (
    note_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    kind TEXT NOT NULL CHECK (kind IN ('stopped', 'later_start')),
    noted_on TEXT NOT NULL, -- the day of the decision that stopped it, or from which it is said to run
    grounds TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX limitation_note_by_person ON limitation_note (person_id, note_id);

CREATE TABLE limitation_note_act (
    note_id TEXT NOT NULL REFERENCES limitation_note (note_id),
    act_id TEXT NOT NULL REFERENCES act (act_id),
    PRIMARY KEY (note_id, act_id)
);
CREATE INDEX limitation_note_act_by_act ON limitation_note_act (act_id, note_id);

-- That an operator may soon erase the record of a connection which nobody has asked for: once for each threshold of days and day of erasure.
CREATE TABLE evidence_warning (
    act_id TEXT NOT NULL REFERENCES act (act_id),
    days_before BIGINT NOT NULL CHECK (days_before IN (7, 14, 30)),
    erasable_on TEXT NOT NULL,
    operator TEXT NOT NULL, -- empty where none is known
    raised_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    PRIMARY KEY (act_id, days_before, erasable_on),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
CREATE INDEX evidence_warning_open ON evidence_warning (operator, raised_at) WHERE acknowledged_at IS NULL;
CREATE INDEX evidence_warning_by_day ON evidence_warning (erasable_on, act_id);
CREATE INDEX act_by_erasable ON act (erasable_on, act_id) WHERE connection IS NOT NULL;

-- A letter that asks an operator to preserve the records of connections; numbered within the year.
CREATE TABLE preservation_letter (
    letter_id TEXT PRIMARY KEY,
    year BIGINT NOT NULL,
    serial BIGINT NOT NULL,
    operator TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    drafted_at BIGINT NOT NULL,
    drafted_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    UNIQUE (year, serial)
);
CREATE INDEX preservation_letter_by_draft ON preservation_letter (drafted_at, letter_id);

CREATE TABLE preservation_line (
    letter_id TEXT NOT NULL REFERENCES preservation_letter (letter_id),
    line_no BIGINT NOT NULL,
    act_id TEXT NOT NULL REFERENCES act (act_id),
    PRIMARY KEY (letter_id, line_no)
);
CREATE INDEX preservation_line_by_act ON preservation_line (act_id);

-- That a letter was sent: by which channel, under which reference.
CREATE TABLE preservation_sending (
    sending_id TEXT PRIMARY KEY,
    letter_id TEXT NOT NULL REFERENCES preservation_letter (letter_id),
    channel TEXT NOT NULL CHECK (channel IN ('portal', 'post', 'email', 'by_hand', 'other')),
    reference TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_preservation_sending ON preservation_sending (letter_id) WHERE standing = 1;

-- What the operator said: that it preserves until a day, or that it does not.
CREATE TABLE preservation_answer (
    answer_id TEXT PRIMARY KEY,
    letter_id TEXT NOT NULL REFERENCES preservation_letter (letter_id),
    verdict TEXT NOT NULL CHECK (verdict IN ('confirmed', 'refused')),
    preserved_until TEXT, -- the first day on which it may erase after all
    reference TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    CHECK ((verdict = 'confirmed') = (preserved_until IS NOT NULL))
);
CREATE UNIQUE INDEX one_preservation_answer ON preservation_answer (letter_id) WHERE standing = 1;

-- What an officer decided on acts at which the age is open. It says on which path they are handled; it opens no arrest. `reason` is sealed.
CREATE TABLE path_decision (
    decision_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    path TEXT NOT NULL CHECK (path IN ('protection', 'juvenile', 'adult')),
    reason TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX path_decision_by_person ON path_decision (person_id, decision_id);

CREATE TABLE path_decision_act (
    decision_id TEXT NOT NULL REFERENCES path_decision (decision_id),
    act_id TEXT NOT NULL REFERENCES act (act_id),
    PRIMARY KEY (decision_id, act_id)
);
CREATE INDEX path_decision_act_by_act ON path_decision_act (act_id, decision_id);
