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

-- Files with operators' answers to many requests, as they came: the bytes lie in the vault. `problems` is sealed: what was left out, and what
-- was taken with a mark.
CREATE TABLE answer_import (
    import_id TEXT PRIMARY KEY,
    format TEXT NOT NULL CHECK (format IN ('csv', 'json', 'xml')),
    item_id TEXT NOT NULL REFERENCES evidence_item (item_id),
    sha256 TEXT NOT NULL,
    answered_at BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    imported_by TEXT NOT NULL,
    problems TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_standing_answer_import ON answer_import (sha256) WHERE standing = 1;
CREATE INDEX answer_import_by_time ON answer_import (imported_at, import_id);
ALTER TABLE disclosure_answer ADD COLUMN import_id TEXT REFERENCES answer_import (import_id);
CREATE INDEX disclosure_answer_by_import ON disclosure_answer (import_id) WHERE import_id IS NOT NULL;
