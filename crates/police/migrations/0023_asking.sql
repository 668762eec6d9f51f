-- What guards a request against the wrong household (ADR 51).
-- Why an operator was asked about events that may mislead. Sealed.
ALTER TABLE disclosure_request ADD COLUMN despite TEXT;
-- The instant that the line asks about, where an officer has the clock reading looked up in another zone as well.
ALTER TABLE disclosure_line ADD COLUMN asked_at BIGINT;
-- What may mislead about the event, as it stood when it was asked about: codes with spaces between.
ALTER TABLE disclosure_line ADD COLUMN flags TEXT NOT NULL DEFAULT '';
-- Why a person was handed over on fewer than two independent events, or to a province where no line ends. Sealed.
ALTER TABLE assignment ADD COLUMN release_reason TEXT;

-- On what basis a request stands, who orders it, and when it was sent. `basis` is a code of dated data; empty where only words say it.
ALTER TABLE disclosure_request ADD COLUMN basis TEXT NOT NULL DEFAULT '';
-- Something said when it was issued that an author may be a minor: it is drafted to the juvenile prosecutor.
ALTER TABLE disclosure_request ADD COLUMN minor_hint BIGINT NOT NULL DEFAULT 0 CHECK (minor_hint IN (0, 1));
ALTER TABLE disclosure_request ADD COLUMN addressee TEXT NOT NULL DEFAULT ''
    CHECK (addressee IN ('', 'court', 'prosecutor', 'juvenile_prosecutor', 'police'));
-- Why an officer sends it elsewhere than to the juvenile prosecutor. Sealed.
ALTER TABLE disclosure_request ADD COLUMN addressee_reason TEXT;
ALTER TABLE disclosure_request ADD COLUMN court TEXT NOT NULL DEFAULT '';
ALTER TABLE disclosure_request ADD COLUMN procedure_number TEXT NOT NULL DEFAULT '';
ALTER TABLE disclosure_request ADD COLUMN authorization_number TEXT NOT NULL DEFAULT '';
-- Why a European Production Order is an emergency. Sealed; null where it is none.
ALTER TABLE disclosure_request ADD COLUMN emergency_reason TEXT;
ALTER TABLE disclosure_request ADD COLUMN sent_at BIGINT;
ALTER TABLE disclosure_request ADD COLUMN sent_by TEXT;
-- Why the last mark of having been sent was taken back. Sealed.
ALTER TABLE disclosure_request ADD COLUMN unsent_reason TEXT;
-- What nobody has asked about yet, by operator.
CREATE INDEX act_by_operator ON act (operator, erasable_on, act_id) WHERE operator IS NOT NULL;
