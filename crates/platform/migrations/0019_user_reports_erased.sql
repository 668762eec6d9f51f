-- When what a user said was erased: with its upload, or by itself where there is none, or where it came after its upload was erased.
ALTER TABLE user_report ADD COLUMN erased_at BIGINT;
UPDATE user_report SET erased_at = (SELECT u.erased_at FROM upload u
    WHERE u.upload_id = user_report.upload_id AND u.erased_at >= user_report.received_at);
