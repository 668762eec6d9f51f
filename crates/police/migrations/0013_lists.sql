-- Lists stay fast however much came: each order that a list offers has an index.
-- The earliest day on which an operator may erase a record of this subject that nobody has asked for; the end of the calendar where there
-- is none. It follows from acts and requests, and is kept so that the list need not read all of them.
ALTER TABLE subject ADD COLUMN next_erasable_on TEXT NOT NULL DEFAULT '9999-12-31';
UPDATE subject SET next_erasable_on = COALESCE((
    SELECT MIN(act.erasable_on) FROM account JOIN act ON act.account_id = account.account_id
    WHERE account.subject_id = subject.subject_id AND act.connection IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM disclosure_line
        JOIN disclosure_request ON disclosure_request.request_id = disclosure_line.request_id
        WHERE disclosure_line.act_id = act.act_id AND disclosure_request.standing = 1)), '9999-12-31');
CREATE INDEX subject_by_erasable ON subject (next_erasable_on, subject_id);
CREATE INDEX subject_by_opened ON subject (opened_at, subject_id);
CREATE INDEX report_by_number ON report (report_number, report_id);
CREATE INDEX report_by_incident ON report (incident_at, report_id);
CREATE INDEX report_by_finished ON report (finished_at, report_id);
CREATE INDEX referral_by_received ON referral (received_at, referral_id);
CREATE INDEX disclosure_request_by_issue ON disclosure_request (issued_at, request_id);
CREATE INDEX person_by_recorded ON person (recorded_at, person_id);
CREATE INDEX identification_by_subject ON identification (subject_id);
CREATE INDEX reveal_by_time ON reveal (revealed_at, reveal_id);
