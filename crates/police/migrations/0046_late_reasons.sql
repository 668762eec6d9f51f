-- Why something of a request was withdrawn is not kept once the request is erased. Requests that were erased before erasure wiped these reasons kept
-- them. A file of answers keeps its reason as long as it answered a request that is not erased.
UPDATE disclosure_request SET withdrawn_reason = ''
WHERE withdrawn_reason <> '' AND erased_at IS NOT NULL;

UPDATE disclosure_answer SET withdrawn_reason = ''
WHERE withdrawn_reason <> ''
    AND request_id IN (SELECT request_id FROM disclosure_request WHERE erased_at IS NOT NULL);

UPDATE answer_import SET withdrawn_reason = ''
WHERE withdrawn_reason <> ''
    AND import_id IN (SELECT import_id FROM disclosure_answer WHERE import_id IS NOT NULL)
    AND NOT EXISTS (
        SELECT 1 FROM disclosure_answer
        JOIN disclosure_request ON disclosure_request.request_id = disclosure_answer.request_id
        WHERE disclosure_answer.import_id = answer_import.import_id AND disclosure_request.erased_at IS NULL);
