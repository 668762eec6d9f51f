-- Where an account was seen of which no act is made: at a sign-in or a registration, say. Only what has a time, since no operator can be asked
-- without one. `connection` is sealed. What came before this was kept stands sealed in `report_account.stated` alone, without its operator, which only
-- the package tells: no SQL can bring it here.
CREATE TABLE ip_event (
    event_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    account_id TEXT NOT NULL REFERENCES account (account_id),
    event_name TEXT NOT NULL, -- as the CyberTipline names it; empty where none is stated
    stated_text TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    connection TEXT, -- none is left once it is erased
    operator TEXT,
    shared_by_many BIGINT NOT NULL CHECK (shared_by_many IN (0, 1)),
    -- as those of an act: by the operator's word, or by law alone; the latter empty until it is computed
    erasable_on TEXT NOT NULL,
    erasable_by_law_on TEXT NOT NULL,
    -- that day has come, before the event did or since: it holds up no list any more
    lapsed BIGINT NOT NULL DEFAULT 0 CHECK (lapsed IN (0, 1))
);
CREATE INDEX ip_event_by_report ON ip_event (report_id);
CREATE INDEX ip_event_by_account ON ip_event (account_id);
CREATE INDEX ip_event_without_law_day ON ip_event (event_id) WHERE erasable_by_law_on = '';
CREATE INDEX ip_event_by_erasable ON ip_event (erasable_on, event_id) WHERE connection IS NOT NULL AND lapsed = 0;
CREATE INDEX ip_event_by_operator ON ip_event (operator, erasable_on, event_id) WHERE operator IS NOT NULL;

-- A line of a request asks about an act or about an event. The table is made anew, because SQLite changes no constraint in place, and with it the
-- view that reads it.
DROP VIEW closed_request;
CREATE TABLE disclosure_line_of_either (
    request_id TEXT NOT NULL REFERENCES disclosure_request (request_id),
    line_no BIGINT NOT NULL,
    act_id TEXT REFERENCES act (act_id),
    event_id TEXT REFERENCES ip_event (event_id),
    -- the instant that the line asks about, where an officer has the clock reading looked up in another zone as well
    asked_at BIGINT,
    -- what may mislead about the event, as it stood when it was asked about: codes with spaces between
    flags TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (request_id, line_no),
    CHECK ((act_id IS NULL) <> (event_id IS NULL))
);
INSERT INTO disclosure_line_of_either (request_id, line_no, act_id, asked_at, flags)
SELECT request_id, line_no, act_id, asked_at, flags FROM disclosure_line;
DROP TABLE disclosure_line;
ALTER TABLE disclosure_line_of_either RENAME TO disclosure_line;
CREATE INDEX disclosure_line_by_act ON disclosure_line (act_id);
CREATE INDEX disclosure_line_by_event ON disclosure_line (event_id) WHERE event_id IS NOT NULL;
CREATE VIEW closed_request AS
SELECT disclosure_line.request_id, closed_account.operation_id
FROM disclosure_line
JOIN act ON act.act_id = disclosure_line.act_id
JOIN closed_account ON closed_account.account_id = act.account_id
UNION ALL
SELECT disclosure_line.request_id, closed_account.operation_id
FROM disclosure_line
JOIN ip_event ON ip_event.event_id = disclosure_line.event_id
JOIN closed_account ON closed_account.account_id = ip_event.account_id;

-- So does a line of a letter.
CREATE TABLE preservation_line_of_either (
    letter_id TEXT NOT NULL REFERENCES preservation_letter (letter_id),
    line_no BIGINT NOT NULL,
    act_id TEXT REFERENCES act (act_id),
    event_id TEXT REFERENCES ip_event (event_id),
    PRIMARY KEY (letter_id, line_no),
    CHECK ((act_id IS NULL) <> (event_id IS NULL))
);
INSERT INTO preservation_line_of_either (letter_id, line_no, act_id)
SELECT letter_id, line_no, act_id FROM preservation_line;
DROP TABLE preservation_line;
ALTER TABLE preservation_line_of_either RENAME TO preservation_line;
CREATE INDEX preservation_line_by_act ON preservation_line (act_id);
CREATE INDEX preservation_line_by_event ON preservation_line (event_id) WHERE event_id IS NOT NULL;

-- And a warning, and what undid that somebody had taken one on.
CREATE TABLE evidence_warning_of_either (
    act_id TEXT REFERENCES act (act_id),
    event_id TEXT REFERENCES ip_event (event_id),
    days_before BIGINT NOT NULL CHECK (days_before IN (7, 14, 30)),
    erasable_on TEXT NOT NULL,
    operator TEXT NOT NULL, -- empty where none is known
    raised_at BIGINT NOT NULL,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    UNIQUE (act_id, days_before, erasable_on),
    UNIQUE (event_id, days_before, erasable_on),
    CHECK ((act_id IS NULL) <> (event_id IS NULL)),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
INSERT INTO evidence_warning_of_either (act_id, days_before, erasable_on, operator, raised_at, acknowledged_at, acknowledged_by)
SELECT act_id, days_before, erasable_on, operator, raised_at, acknowledged_at, acknowledged_by FROM evidence_warning;
DROP TABLE evidence_warning;
ALTER TABLE evidence_warning_of_either RENAME TO evidence_warning;
CREATE INDEX evidence_warning_open ON evidence_warning (operator, raised_at) WHERE acknowledged_at IS NULL;
CREATE INDEX evidence_warning_by_day ON evidence_warning (erasable_on, act_id, event_id);
CREATE INDEX evidence_warning_taken ON evidence_warning (acknowledged_at) WHERE acknowledged_at IS NOT NULL;

CREATE TABLE evidence_warning_undo_of_either (
    undo_id TEXT PRIMARY KEY,
    act_id TEXT REFERENCES act (act_id),
    event_id TEXT REFERENCES ip_event (event_id),
    days_before BIGINT NOT NULL,
    erasable_on TEXT NOT NULL,
    acknowledged_by TEXT NOT NULL,
    acknowledged_at BIGINT NOT NULL,
    undone_by TEXT NOT NULL,
    undone_at BIGINT NOT NULL,
    reason TEXT NOT NULL, -- sealed
    CHECK ((act_id IS NULL) <> (event_id IS NULL))
);
INSERT INTO evidence_warning_undo_of_either (undo_id, act_id, days_before, erasable_on, acknowledged_by, acknowledged_at,
    undone_by, undone_at, reason)
SELECT undo_id, act_id, days_before, erasable_on, acknowledged_by, acknowledged_at, undone_by, undone_at, reason
FROM evidence_warning_undo;
DROP TABLE evidence_warning_undo;
ALTER TABLE evidence_warning_undo_of_either RENAME TO evidence_warning_undo;
CREATE INDEX evidence_warning_undo_by_warning
    ON evidence_warning_undo (COALESCE(act_id, event_id), days_before, erasable_on, undone_at);
CREATE INDEX evidence_warning_undo_by_act ON evidence_warning_undo (act_id);
CREATE INDEX evidence_warning_undo_by_event ON evidence_warning_undo (event_id) WHERE event_id IS NOT NULL;
