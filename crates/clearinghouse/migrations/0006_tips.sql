-- Tips by the public. What they say stands sealed in their steps; a row of `tip` holds what a list needs, and no words.

CREATE TABLE tip (
    tip_id TEXT PRIMARY KEY, -- 32 hexadecimal digits, drawn by the form
    begun_at BIGINT NOT NULL, -- arrival of the first step
    last_step_at BIGINT NOT NULL,
    finished_at BIGINT,
    closed_at BIGINT,
    door TEXT CHECK (door IN ('about_me', 'about_my_child', 'about_someone_else')),
    language TEXT,
    country TEXT,
    in_danger BIGINT NOT NULL DEFAULT 0 CHECK (in_danger IN (0, 1)),
    own_act BIGINT NOT NULL DEFAULT 0 CHECK (own_act IN (0, 1)),
    mailbox_id TEXT,
    mailbox_key TEXT,
    -- under which later messages of the receipt's holder come
    conversation_id TEXT,
    claimed_by TEXT,
    claimed_at BIGINT,
    erased_at BIGINT,
    CHECK ((mailbox_id IS NULL) = (mailbox_key IS NULL)),
    CHECK ((mailbox_id IS NULL) = (conversation_id IS NULL)),
    CHECK ((claimed_by IS NULL) = (claimed_at IS NULL))
);
CREATE INDEX tip_by_begin ON tip (begun_at);
CREATE INDEX tip_by_mailbox ON tip (mailbox_id);
CREATE INDEX tip_by_conversation ON tip (conversation_id);

CREATE TABLE tip_step (
    tip_id TEXT NOT NULL, -- as it was sent: the tip's own, or that of its conversation
    number BIGINT NOT NULL,
    sent_at BIGINT NOT NULL, -- as the form states it
    received_at BIGINT NOT NULL,
    sealed_sha256 TEXT NOT NULL, -- of the sealed text as it came
    opened TEXT NOT NULL, -- sealed; empty when the step did not open, or is erased
    unopened TEXT NOT NULL, -- sealed: the text as it came, of a step that did not open
    fault TEXT, -- why it did not open; says nothing of its content
    PRIMARY KEY (tip_id, number)
);

CREATE TABLE tip_answer (
    answer_id TEXT PRIMARY KEY,
    tip_id TEXT NOT NULL REFERENCES tip (tip_id),
    words TEXT NOT NULL, -- sealed, for the staff
    for_mailbox TEXT NOT NULL, -- sealed to the mailbox: the reporter's receipt alone opens it
    written_by TEXT NOT NULL,
    written_at BIGINT NOT NULL
);
CREATE INDEX tip_answer_by_tip ON tip_answer (tip_id, answer_id);

CREATE TABLE tip_decision (
    decision_id TEXT PRIMARY KEY,
    tip_id TEXT NOT NULL REFERENCES tip (tip_id),
    kind TEXT NOT NULL CHECK (kind IN ('claimed', 'noted', 'closed', 'reopened', 'released', 'passed_on')),
    reason TEXT NOT NULL, -- sealed
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    report_number BIGINT,
    CHECK ((kind = 'passed_on') = (report_number IS NOT NULL))
);
CREATE INDEX tip_decision_by_tip ON tip_decision (tip_id, decision_id);
