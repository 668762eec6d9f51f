-- An event is found again by the keyed digest of its address, as an act is: what was kept before has none, and gets it when the node starts; the
-- second index says what is still to do.
ALTER TABLE ip_event ADD COLUMN address_blind TEXT NOT NULL DEFAULT '';
CREATE INDEX ip_event_by_address ON ip_event (address_blind, report_id) WHERE address_blind <> '';
CREATE INDEX ip_event_without_address_blind ON ip_event (event_id) WHERE address_blind = '' AND connection <> '';

-- Several reports repeat one sign-in: each keeps its own, and it is warned of and asked about once. `connection_blind` is the keyed digest of address
-- and port; it is the event's own identifier, and so like no other, until it is filled in, and once the address is erased.
ALTER TABLE ip_event ADD COLUMN connection_blind TEXT NOT NULL DEFAULT '';
UPDATE ip_event SET connection_blind = event_id;
CREATE INDEX ip_event_by_connection ON ip_event (account_id, happened_at, connection_blind);
-- Each event with all that tell of the same, itself among them: the account was seen at one instant at one connection, of which one operator is asked.
CREATE VIEW ip_event_same AS
SELECT own.event_id, same.event_id AS same_id, same.report_id AS same_report_id
FROM ip_event own
JOIN ip_event same ON same.account_id = own.account_id AND same.happened_at = own.happened_at
    AND same.connection_blind = own.connection_blind AND COALESCE(same.operator, '') = COALESCE(own.operator, '');
