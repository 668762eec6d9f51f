-- Which of the service's policies a decision names, by its id in the configuration, so that decisions are counted by it; empty where a moderator's
-- words name one, and for those from before, whose id stands in the sealed text alone. Null names none.
ALTER TABLE decision ADD COLUMN policy_id TEXT;
UPDATE decision SET policy_id = '' WHERE policy_sealed IS NOT NULL;
-- The same of a decision on an appeal, with the policy as it was then (sealed).
ALTER TABLE appeal ADD COLUMN policy_sealed TEXT;
ALTER TABLE appeal ADD COLUMN policy_id TEXT;
