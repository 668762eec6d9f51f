-- What a report said of who viewed its file before openings were kept. A moderator had typed it, in any decision on the upload. 0 where the
-- openings tell.
ALTER TABLE filing_step ADD COLUMN typed_in_full BIGINT NOT NULL DEFAULT 0;
UPDATE filing_step SET typed_in_full = 1
WHERE step = 'fileinfo' AND EXISTS (
    SELECT 1 FROM report JOIN decision ON decision.upload_id = report.upload_id
    WHERE report.report_id = filing_step.report_id AND decision.viewed = 'in_full'
        AND decision.decided_at <= filing_step.intended_at);
