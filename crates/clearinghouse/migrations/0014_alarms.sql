-- Band A alarms. The reports of one sender and one cluster share one alarm, that of `alarm_id` among the alarms of the staff.
CREATE TABLE band_alarm (
    alarm_id TEXT PRIMARY KEY,
    reporting_party TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    sounded_at BIGINT NOT NULL,
    -- how often it sounded, and how many calls were placed since it last did
    soundings BIGINT NOT NULL CHECK (soundings > 0),
    calls BIGINT NOT NULL DEFAULT 0 CHECK (calls >= 0)
);
CREATE INDEX band_alarm_by_party ON band_alarm (reporting_party, sounded_at);
CREATE INDEX band_alarm_by_sounding ON band_alarm (sounded_at);

CREATE TABLE band_alarm_report (
    report_id TEXT PRIMARY KEY REFERENCES report (report_id),
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    joined_at BIGINT NOT NULL
);
CREATE INDEX band_alarm_report_by_alarm ON band_alarm_report (alarm_id, joined_at);

-- What an alarm knows already: a trigger by its name, what tells an account by its keyed digest.
CREATE TABLE band_alarm_fact (
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    kind TEXT NOT NULL CHECK (kind IN ('trigger', 'account')),
    fact TEXT NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    known_at BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, kind, fact)
);
CREATE INDEX band_alarm_fact_by_report ON band_alarm_fact (report_id, kind);

-- One call of one person on the rota.
CREATE TABLE rota_call (
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    sounding BIGINT NOT NULL,
    position BIGINT NOT NULL, -- order of calling within a sounding, from 0
    name TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('placed', 'sent', 'failed')),
    tries BIGINT NOT NULL DEFAULT 0,
    settled_at BIGINT,
    failure TEXT, -- of the last try, without the receiver's address
    PRIMARY KEY (alarm_id, sounding, position),
    CHECK ((state = 'placed') = (settled_at IS NULL))
);
CREATE INDEX rota_call_by_state ON rota_call (state, placed_at);

-- Whether a sender's urgent mark was right, by a person; the newest counts.
CREATE TABLE urgent_verdict (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL, -- order of judging, from 0
    is_confirmed BIGINT NOT NULL CHECK (is_confirmed IN (0, 1)),
    reason TEXT NOT NULL, -- sealed
    decided_by TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, position)
);

-- Informational is a state: too little to act on, said by a person with a reason, and undone by one. The newest mark counts.
ALTER TABLE report ADD COLUMN informational BIGINT NOT NULL DEFAULT 0 CHECK (informational IN (0, 1));
CREATE TABLE informational_mark (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL, -- order of marking, from 0
    reason TEXT NOT NULL, -- sealed
    marked_by TEXT NOT NULL,
    marked_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT,
    undone_reason TEXT, -- sealed
    PRIMARY KEY (report_id, position),
    CHECK ((undone_by IS NULL) = (undone_at IS NULL)),
    CHECK ((undone_by IS NULL) = (undone_reason IS NULL))
);
CREATE INDEX informational_mark_by_time ON informational_mark (marked_at);
DROP INDEX report_by_state;
CREATE INDEX report_by_state ON report (state, referred, informational, report_id);
DROP INDEX report_to_refer;
CREATE INDEX report_to_refer ON report (state, country_code, report_id, erased_at, referred, informational);
DROP INDEX report_listed;
CREATE INDEX report_listed ON report (report_id, report_number, country_code, reporting_party, state, referred, informational);

-- The daily blind sample: what was drawn on a day from what the day before left in a stratum, and what a second reader says of it.
CREATE TABLE blind_draw (
    day TEXT NOT NULL, -- the day of the draw by UTC, as YYYY-MM-DD
    stratum TEXT NOT NULL CHECK (stratum IN ('lowest_band', 'informational')),
    population BIGINT NOT NULL, -- how many it was drawn from
    drawn_at BIGINT NOT NULL,
    PRIMARY KEY (day, stratum)
);
CREATE TABLE blind_reading (
    report_id TEXT PRIMARY KEY REFERENCES report (report_id), -- a report is drawn once
    day TEXT NOT NULL,
    stratum TEXT NOT NULL CHECK (stratum IN ('lowest_band', 'informational')),
    -- whether it should not have been there; nothing until it was read
    is_missed BIGINT CHECK (is_missed IN (0, 1)),
    reason TEXT, -- sealed
    read_by TEXT,
    read_at BIGINT,
    CHECK ((is_missed IS NULL) = (read_at IS NULL)),
    CHECK ((is_missed IS NULL) = (read_by IS NULL)),
    CHECK ((is_missed IS NULL) = (reason IS NULL))
);
CREATE INDEX blind_reading_by_day ON blind_reading (day, stratum);
