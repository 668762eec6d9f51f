-- Somebody disputes a link, with a reason. Until a named person decides, with grounds, the acts behind it are handed to no unit and enter no arrest list.
CREATE TABLE link_contest (
    contest_id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES link (link_id),
    reason TEXT NOT NULL, -- sealed
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    rights_request_id TEXT, -- the person's request in which it is said; none where an officer disputes it
    decision TEXT CHECK (decision IN ('kept', 'withdrawn')),
    grounds TEXT NOT NULL DEFAULT '', -- sealed
    decided_at BIGINT,
    decided_by TEXT,
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((decision IS NULL) = (decided_by IS NULL))
);
CREATE INDEX link_contest_by_link ON link_contest (link_id, contest_id);
CREATE INDEX link_contest_by_request ON link_contest (rights_request_id) WHERE rights_request_id IS NOT NULL;
-- A link is contested once at a time.
CREATE UNIQUE INDEX one_open_contest ON link_contest (link_id) WHERE decision IS NULL;

-- The links that a decision relied on, as they stood: points change as more accounts state a key, and a decision is read by what was known.
CREATE TABLE decision_links (
    decision_id TEXT NOT NULL, -- of an identification or of an assignment
    subject_id TEXT NOT NULL REFERENCES subject (subject_id),
    kind TEXT NOT NULL CHECK (kind IN ('identification', 'assignment')),
    links TEXT NOT NULL, -- sealed JSON
    kept_at BIGINT NOT NULL,
    kept_by TEXT NOT NULL,
    PRIMARY KEY (decision_id, subject_id)
);
CREATE INDEX decision_links_by_subject ON decision_links (subject_id);
