-- A recipient that was recorded by mistake is withdrawn, with a reason (sealed); nothing waits for it any more. Whoever is given the data after all
-- stands again, and what was said of the mistake stays in the row.
ALTER TABLE person_recipient ADD COLUMN standing BIGINT NOT NULL DEFAULT 1 CHECK (standing IN (0, 1));
ALTER TABLE person_recipient ADD COLUMN withdrawn_at BIGINT;
ALTER TABLE person_recipient ADD COLUMN withdrawn_by TEXT;
ALTER TABLE person_recipient ADD COLUMN withdrawn_reason TEXT;
