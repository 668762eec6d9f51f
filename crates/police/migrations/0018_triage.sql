-- In which order reports are worked on. A report that came before this was there has no band, and stands after all others.
ALTER TABLE report ADD COLUMN band TEXT NOT NULL DEFAULT '' CHECK (band IN ('', 'a', 'b', 'c', 'd'));
ALTER TABLE report ADD COLUMN band_rank BIGINT NOT NULL DEFAULT 9; -- A by a trigger of its own, A by the sender's mark alone, B, C, D
ALTER TABLE report ADD COLUMN urgency_tenths BIGINT NOT NULL DEFAULT 0;
-- points with those for waiting, one for thirty days: less the day of receipt, so that the order stays as it is while all of them wait
ALTER TABLE report ADD COLUMN work_tenths BIGINT NOT NULL DEFAULT 0;
-- the earliest day on which an operator may erase a record that nobody has asked for; the end of the calendar where there is none
ALTER TABLE report ADD COLUMN evidence_until TEXT NOT NULL DEFAULT '9999-12-31';
-- what the report states of an account says that its holder was under age at the act: a queue of its own, and no points
ALTER TABLE report ADD COLUMN maybe_minor BIGINT NOT NULL DEFAULT 0;
-- an officer has read it: what kept it from the lowest band until then is gone
ALTER TABLE report ADD COLUMN read_by TEXT;
ALTER TABLE report ADD COLUMN read_at BIGINT;
UPDATE report SET evidence_until = COALESCE((
    SELECT MIN(act.erasable_on) FROM act
    WHERE act.report_id = report.report_id AND act.connection IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM disclosure_line
        JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
        WHERE disclosure_line.act_id = act.act_id AND disclosure_request.standing = 1)), '9999-12-31');
CREATE INDEX report_by_work ON report (band_rank, work_tenths DESC, evidence_until, report_id);
CREATE INDEX report_by_evidence ON report (evidence_until, report_id);
CREATE INDEX report_maybe_minor ON report (band_rank, work_tenths DESC, evidence_until, report_id) WHERE maybe_minor = 1;

-- One row for each version of the weights under which a report was scored.
CREATE TABLE report_score (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    weights_version TEXT NOT NULL,
    scored_at BIGINT NOT NULL,
    band TEXT NOT NULL CHECK (band IN ('a', 'b', 'c', 'd')),
    urgency_tenths BIGINT NOT NULL,
    grounds TEXT NOT NULL, -- sealed JSON: the score line by line, and what it was made of
    PRIMARY KEY (report_id, weights_version)
);

-- An officer put a report into another band; undone, it stays on record.
CREATE TABLE band_override (
    override_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    scored_band TEXT NOT NULL CHECK (scored_band IN ('a', 'b', 'c', 'd')), -- what the score said then
    band TEXT NOT NULL CHECK (band IN ('a', 'b', 'c', 'd')),
    reason TEXT NOT NULL, -- sealed
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    undo_reason TEXT NOT NULL DEFAULT '', -- sealed
    undone_by TEXT,
    undone_at BIGINT,
    CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE INDEX band_override_by_report ON band_override (report_id, override_id);
CREATE INDEX band_override_by_time ON band_override (made_at, override_id);
