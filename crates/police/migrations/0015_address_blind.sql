-- An address is found again by its keyed digest. What was kept before has none, and gets it when the node starts; the second index says what is
-- still to do.
ALTER TABLE act ADD COLUMN address_blind TEXT NOT NULL DEFAULT '';
CREATE INDEX act_by_address ON act (address_blind, report_id) WHERE address_blind <> '';
CREATE INDEX act_without_address_blind ON act (act_id) WHERE address_blind = '' AND connection <> '';
