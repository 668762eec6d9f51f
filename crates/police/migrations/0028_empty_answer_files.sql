-- A file of answers of which nothing was recorded is not kept: no request leads to it, so that no erasure would reach its bytes. What opens
-- them goes here, and with the name the sweep at start finds the bytes themselves. What was wrong in it may quote them, and goes too.
UPDATE evidence_item SET wrapped_key = '', name = item_id WHERE item_id IN (
    SELECT answer_import.item_id FROM answer_import WHERE NOT EXISTS (
        SELECT 1 FROM disclosure_answer WHERE disclosure_answer.import_id = answer_import.import_id));
UPDATE answer_import SET standing = 0, problems = '' WHERE NOT EXISTS (
    SELECT 1 FROM disclosure_answer WHERE disclosure_answer.import_id = answer_import.import_id);
