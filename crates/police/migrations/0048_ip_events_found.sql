-- An event is found again by the keyed digest of its address, as an act is: what was kept before has none, and gets it when the node starts; the
-- second index says what is still to do.
ALTER TABLE ip_event ADD COLUMN address_blind TEXT NOT NULL DEFAULT '';
CREATE INDEX ip_event_by_address ON ip_event (address_blind, report_id) WHERE address_blind <> '';
CREATE INDEX ip_event_without_address_blind ON ip_event (event_id) WHERE address_blind = '' AND connection <> '';
