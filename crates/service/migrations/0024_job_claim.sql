-- Due jobs in the order in which they are claimed: with a hundred thousand waiting, the next one is read, not sorted out.

DROP INDEX job_due;
CREATE INDEX job_claim ON job (state, run_at, job_id);
