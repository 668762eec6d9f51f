-- Who else was told of what a report is about, and what they answered: only added to, the newest entry of each duty of a report stands. Which
-- duties there are is dated data in the program.
CREATE TABLE report_recipient (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    duty TEXT NOT NULL,
    entry_no BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'told', 'not_owed')),
    told_on TEXT,
    words_sealed TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    noted_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, duty, entry_no),
    CHECK ((state = 'told') = (told_on IS NOT NULL))
);

-- Where a report's requests went first, and why it is held back now. Null before anything was sent, and of reports from before this was kept.
ALTER TABLE report ADD COLUMN destination TEXT CHECK (destination IN ('sandbox', 'test', 'production'));
ALTER TABLE report ADD COLUMN held_because TEXT CHECK (held_because IN ('locked', 'other_destination', 'invented', 'second_reviewer'));

-- What was found of a destination, and who opened or closed it: only added to. The newest opening or closing of an address stands.
CREATE TABLE destination_entry (
    entry_no BIGINT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('answered', 'silent', 'unlock', 'lock')),
    address TEXT NOT NULL,
    words_sealed TEXT NOT NULL,
    noted_by TEXT NOT NULL,
    noted_at BIGINT NOT NULL
);
CREATE INDEX destination_entry_by_address ON destination_entry (address, entry_no);

-- What the application's own store is asked to preserve of a report, or to release: the newest order. Open until the store says that it is done.
CREATE TABLE report_hold (
    report_id TEXT PRIMARY KEY REFERENCES report (report_id),
    wanted TEXT NOT NULL CHECK (wanted IN ('hold', 'release')),
    order_no BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'failed', 'done')),
    wanted_at BIGINT NOT NULL,
    settled_at BIGINT,
    last_error TEXT
);
CREATE INDEX report_hold_by_state ON report_hold (state, wanted_at);
