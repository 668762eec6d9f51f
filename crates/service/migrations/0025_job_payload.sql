-- Whether an equal job waits, and where one stands, is asked for each page of a referral and each periodic turn: found, not looked for among all.
CREATE INDEX job_by_payload ON job (kind, payload);
