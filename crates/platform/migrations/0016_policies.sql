-- The policy of the service that a decision names, as it was when it was made (sealed: a moderator's words where none is configured).
ALTER TABLE decision ADD COLUMN policy_sealed TEXT;
