-- The reports of one sender and one cluster share one alarm, that of `alarm_id` among the alarms of the staff.
CREATE TABLE band_alarm (
    alarm_id TEXT PRIMARY KEY,
    reporting_party TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    sounded_at BIGINT NOT NULL,
    -- how often it sounded, and how many calls were placed since it last did
    soundings BIGINT NOT NULL CHECK (soundings > 0),
    calls BIGINT NOT NULL DEFAULT 0 CHECK (calls >= 0)
);
CREATE INDEX band_alarm_by_party ON band_alarm (reporting_party, alarm_id);

CREATE TABLE band_alarm_report (
    report_id TEXT PRIMARY KEY REFERENCES report (report_id),
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    joined_at BIGINT NOT NULL
);
CREATE INDEX band_alarm_report_by_alarm ON band_alarm_report (alarm_id, joined_at);

-- What an alarm knows already: a trigger by its name, an account by its keyed digest.
CREATE TABLE band_alarm_fact (
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    kind TEXT NOT NULL CHECK (kind IN ('trigger', 'account')),
    fact TEXT NOT NULL,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    known_at BIGINT NOT NULL,
    PRIMARY KEY (alarm_id, kind, fact)
);
CREATE INDEX band_alarm_fact_by_report ON band_alarm_fact (report_id);

-- One call of one person on the rota.
CREATE TABLE rota_call (
    alarm_id TEXT NOT NULL REFERENCES band_alarm (alarm_id),
    sounding BIGINT NOT NULL,
    position BIGINT NOT NULL, -- order of calling within a sounding
    name TEXT NOT NULL,
    placed_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('placed', 'sent', 'failed')),
    tries BIGINT NOT NULL DEFAULT 0,
    settled_at BIGINT,
    failure TEXT, -- of the last try, without address or text
    PRIMARY KEY (alarm_id, sounding, position),
    CHECK ((state = 'placed') = (settled_at IS NULL))
);
CREATE INDEX rota_call_by_state ON rota_call (state, placed_at);
