-- An address is found again by its keyed digest. What was kept before has none, and gets it when the node starts; the second index says what is
-- still to do.
ALTER TABLE report_address ADD COLUMN address_blind TEXT NOT NULL DEFAULT '';
CREATE INDEX report_address_by_address ON report_address (address_blind, report_id) WHERE address_blind <> '';
CREATE INDEX report_address_without_blind ON report_address (report_id, position) WHERE address_blind = '' AND address <> '';
