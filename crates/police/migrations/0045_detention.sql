-- Whether an arrest stands among those in custody until its end is recorded. Arrests that were recorded before an end could be are told as before: as
-- long as the longest term runs.
ALTER TABLE outcome ADD COLUMN follows_detention BIGINT NOT NULL DEFAULT 0 CHECK (follows_detention IN (0, 1));

-- A duty of custody that was done, of a recorded arrest. `duty` is its key in the law. `note` and `withdrawn_reason` are sealed.
CREATE TABLE detention_duty (
    duty_id TEXT PRIMARY KEY,
    outcome_id TEXT NOT NULL REFERENCES outcome (outcome_id),
    duty TEXT NOT NULL,
    done_at BIGINT NOT NULL,
    note TEXT,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX detention_duty_by_outcome ON detention_duty (outcome_id);
CREATE UNIQUE INDEX one_detention_duty ON detention_duty (outcome_id, duty) WHERE standing = 1;

-- How and when the custody of a recorded arrest ended. `withdrawn_reason` is sealed.
CREATE TABLE detention_end (
    end_id TEXT PRIMARY KEY,
    outcome_id TEXT NOT NULL REFERENCES outcome (outcome_id),
    how TEXT NOT NULL CHECK (how IN ('released', 'guardians', 'prosecutor', 'court')),
    ended_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX detention_end_by_outcome ON detention_end (outcome_id);
CREATE UNIQUE INDEX one_detention_end ON detention_end (outcome_id) WHERE standing = 1;
