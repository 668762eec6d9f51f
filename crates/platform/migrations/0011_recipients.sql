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
