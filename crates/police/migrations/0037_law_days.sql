-- The first day on which an operator may erase a connection by the law of the node's country alone, beside the day that its own word may have moved:
-- the end of the calendar where no rule tells it, empty until it is computed, which needs the node's country and is done at start.
ALTER TABLE act ADD COLUMN erasable_by_law_on TEXT NOT NULL DEFAULT '';
CREATE INDEX act_without_law_day ON act (act_id) WHERE erasable_by_law_on = '';
