-- Where an assignment stands between the central unit and a provincial one, and every step of that. `reason` is sealed.
ALTER TABLE assignment ADD COLUMN state TEXT NOT NULL DEFAULT 'handed' CHECK (state IN ('handed', 'accepted', 'returned'));
ALTER TABLE assignment ADD COLUMN state_at BIGINT;

CREATE TABLE assignment_move (
    move_id TEXT PRIMARY KEY,
    assignment_id TEXT NOT NULL REFERENCES assignment (assignment_id),
    step TEXT NOT NULL CHECK (step IN ('accepted', 'returned', 'transferred')),
    from_unit TEXT NOT NULL,
    to_unit TEXT NOT NULL,
    reason TEXT,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL
);
CREATE INDEX assignment_move_by_assignment ON assignment_move (assignment_id, move_id);
CREATE INDEX assignment_move_by_time ON assignment_move (made_at, move_id);

-- Why somebody was arrested, in writing, and of whoever is no certain adult why hearing alone did not do. Both are sealed.
ALTER TABLE outcome ADD COLUMN arrest_reasons TEXT;
ALTER TABLE outcome ADD COLUMN why_not_heard TEXT;

-- That a unit is on a subject or a person, until when. `unit` is an INE code or `central`. `reason` and `withdrawn_reason` are sealed.
CREATE TABLE claim (
    claim_id TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    person_id TEXT REFERENCES person (person_id),
    reason TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    renewed_at BIGINT,
    renewed_by TEXT,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX claim_by_person ON claim (person_id);
CREATE INDEX claim_by_time ON claim (made_at, claim_id);

-- The subjects of a claim that names none of persons. Where accounts move to another subject, it follows.
CREATE TABLE claim_subject (
    claim_id TEXT NOT NULL REFERENCES claim (claim_id),
    subject_id TEXT NOT NULL REFERENCES subject (subject_id),
    PRIMARY KEY (claim_id, subject_id)
);
CREATE INDEX claim_subject_by_subject ON claim_subject (subject_id);

-- What the central unit decided between two claims that meet: `claim_id` goes on, alone or together with the other. `pair` names both in
-- their order, so that one decision stands between two claims. `reason` and `withdrawn_reason` are sealed.
CREATE TABLE claim_decision (
    decision_id TEXT PRIMARY KEY,
    claim_id TEXT NOT NULL REFERENCES claim (claim_id),
    other_claim_id TEXT NOT NULL REFERENCES claim (claim_id),
    pair TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('alone', 'together')),
    reason TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_decision_between_claims ON claim_decision (pair) WHERE standing = 1;
CREATE INDEX claim_decision_by_claim ON claim_decision (claim_id);
CREATE INDEX claim_decision_by_other ON claim_decision (other_claim_id);

-- The subjects that a person's acts belong to: by the decision, and by the accounts of the acts, which may have moved since. One may stand
-- here twice: with UNION ALL both engines look only for what is asked about, with UNION they gather everything first.
CREATE VIEW person_reach AS
SELECT identification.person_id, identification.subject_id
FROM identification WHERE identification.standing = 1
UNION ALL
SELECT identification.person_id, account.subject_id
FROM identification
JOIN identified_act ON identified_act.identification_id = identification.identification_id AND identified_act.standing = 1
JOIN act ON act.act_id = identified_act.act_id
JOIN account ON account.account_id = act.account_id
WHERE identification.standing = 1;

-- The subjects that a claim is on, also twice. Two claims meet where they share one.
CREATE VIEW claim_reach AS
SELECT claim_subject.claim_id, claim_subject.subject_id FROM claim_subject
UNION ALL
SELECT claim.claim_id, identification.subject_id
FROM claim
JOIN identification ON identification.person_id = claim.person_id AND identification.standing = 1
UNION ALL
SELECT claim.claim_id, account.subject_id
FROM claim
JOIN identification ON identification.person_id = claim.person_id AND identification.standing = 1
JOIN identified_act ON identified_act.identification_id = identification.identification_id AND identified_act.standing = 1
JOIN act ON act.act_id = identified_act.act_id
JOIN account ON account.account_id = act.account_id;

-- The file of one minor for the juvenile prosecutor. `parts` (what officers write), `content` (as it was issued) and `withdrawn_reason` are
-- sealed. What it must carry to be issued stands in columns of its own, so that none is marked as sent without.
CREATE TABLE prosecutor_file (
    file_id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES person (person_id),
    lang TEXT NOT NULL CHECK (lang IN ('es', 'en')),
    state TEXT NOT NULL CHECK (state IN ('drafted', 'issued', 'received')),
    parts TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    office TEXT,
    procedure_number TEXT,
    legal_authorization TEXT,
    content TEXT,
    issued_at BIGINT,
    issued_by TEXT,
    receipt TEXT,
    received_at BIGINT,
    received_by TEXT,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT,
    CHECK ((state = 'drafted') = (issued_at IS NULL)),
    CHECK (state = 'drafted' OR (office IS NOT NULL AND procedure_number IS NOT NULL AND legal_authorization IS NOT NULL
        AND content IS NOT NULL AND issued_by IS NOT NULL)),
    CHECK ((state = 'received') = (received_at IS NOT NULL AND receipt IS NOT NULL))
);
CREATE INDEX prosecutor_file_by_person ON prosecutor_file (person_id);
CREATE UNIQUE INDEX one_draft_of_a_file ON prosecutor_file (person_id) WHERE standing = 1 AND state = 'drafted';
CREATE INDEX prosecutor_file_by_time ON prosecutor_file (made_at, file_id);

-- What was published of an operation, and when: every later note is checked against it, so that no difference tells of few persons. A row is
-- never changed, as what was said cannot be unsaid. `figures` (the figures of that day, and which were said) are sealed.
CREATE TABLE published_note (
    note_id TEXT PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    figures TEXT NOT NULL,
    published_in TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL
);
CREATE INDEX published_note_by_operation ON published_note (operation_id, published_at);

-- Hash lists of seized devices, matched against the files of an operation. `source` (from which device, by whom) and `withdrawn_reason` are
-- sealed. A match by MD5 alone is weak.
CREATE TABLE seized_list (
    seized_list_id TEXT PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    file_sha256 TEXT NOT NULL,
    entries BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE INDEX seized_list_by_operation ON seized_list (operation_id, made_at);

CREATE TABLE seized_match (
    seized_list_id TEXT NOT NULL REFERENCES seized_list (seized_list_id),
    sha256 TEXT NOT NULL REFERENCES media_file (sha256),
    matched_by TEXT NOT NULL CHECK (matched_by IN ('sha256', 'md5')),
    PRIMARY KEY (seized_list_id, sha256)
);
CREATE INDEX seized_match_by_file ON seized_match (sha256);
