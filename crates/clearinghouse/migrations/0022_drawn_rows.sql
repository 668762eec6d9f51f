-- Of what was drawn out of a batch: the one row of its report for which it was, if not for all of them.
ALTER TABLE referral ADD COLUMN drawn_row TEXT;
