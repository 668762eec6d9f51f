-- What guards a request against the wrong household (ADR 51).
-- Why an operator was asked about events that may mislead. Sealed.
ALTER TABLE disclosure_request ADD COLUMN despite TEXT;
-- The instant that the line asks about, where an officer has the clock reading looked up in another zone as well.
ALTER TABLE disclosure_line ADD COLUMN asked_at BIGINT;
-- What may mislead about the event, as it stood when it was asked about: codes with spaces between.
ALTER TABLE disclosure_line ADD COLUMN flags TEXT NOT NULL DEFAULT '';
-- Why a person was handed over on fewer than two independent events, or to a province where no line ends. Sealed.
ALTER TABLE assignment ADD COLUMN release_reason TEXT;
