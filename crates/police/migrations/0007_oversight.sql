-- Who may know, and who looked.
-- Names of an operation's persons, shown together once after a second person approved. `reason` and `legal_basis` are sealed.
CREATE TABLE name_list (
    name_list_id TEXT PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    reason TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    shown_at BIGINT
);

CREATE TABLE name_list_person (
    name_list_id TEXT NOT NULL REFERENCES name_list (name_list_id),
    person_id TEXT NOT NULL REFERENCES person (person_id),
    PRIMARY KEY (name_list_id, person_id)
);

-- An operation closed to the named readers; opened again by withdrawing the closure. `reason` is sealed.
CREATE TABLE closure (
    closure_id TEXT PRIMARY KEY,
    operation_id TEXT NOT NULL REFERENCES operation (operation_id),
    reason TEXT NOT NULL,
    closed_at BIGINT NOT NULL,
    closed_by TEXT NOT NULL,
    standing BIGINT NOT NULL CHECK (standing IN (0, 1)),
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT
);
CREATE UNIQUE INDEX one_closure ON closure (operation_id) WHERE standing = 1;

CREATE TABLE closure_reader (
    closure_id TEXT NOT NULL REFERENCES closure (closure_id),
    name TEXT NOT NULL,
    PRIMARY KEY (closure_id, name)
);

-- Reveals drawn for review by another person. `reason` is sealed.
CREATE TABLE reveal_review (
    reveal_id TEXT PRIMARY KEY REFERENCES reveal (reveal_id),
    drawn_at BIGINT NOT NULL,
    verdict TEXT CHECK (verdict IN ('justified', 'not_justified')),
    reason TEXT,
    reviewed_by TEXT,
    reviewed_at BIGINT,
    CHECK ((verdict IS NULL) = (reviewed_by IS NULL AND reviewed_at IS NULL AND reason IS NULL))
);
