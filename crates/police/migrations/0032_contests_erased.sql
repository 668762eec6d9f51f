-- A dispute also ends when the link falls because what it rested on was erased: nobody is left to decide, and whoever disputed it hears that. The
-- table is made anew, because SQLite changes no constraint in place.
CREATE TABLE link_contest_wider (
    contest_id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES link (link_id),
    reason TEXT NOT NULL, -- sealed
    made_at BIGINT NOT NULL,
    made_by TEXT NOT NULL,
    rights_request_id TEXT, -- the person's request in which it is said; none where an officer disputes it
    decision TEXT CHECK (decision IN ('kept', 'withdrawn', 'erased')),
    grounds TEXT NOT NULL DEFAULT '', -- sealed; empty where it ended by an erasure, which the decision says
    decided_at BIGINT,
    decided_by TEXT, -- where it ended by an erasure, who erased
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK ((decision IS NULL) = (decided_by IS NULL))
);
INSERT INTO link_contest_wider (contest_id, link_id, reason, made_at, made_by, rights_request_id, decision, grounds, decided_at, decided_by)
SELECT contest_id, link_id, reason, made_at, made_by, rights_request_id, decision, grounds, decided_at, decided_by FROM link_contest;
DROP TABLE link_contest;
ALTER TABLE link_contest_wider RENAME TO link_contest;
CREATE INDEX link_contest_by_link ON link_contest (link_id, contest_id);
CREATE INDEX link_contest_by_request ON link_contest (rights_request_id) WHERE rights_request_id IS NOT NULL;
-- A link is contested once at a time.
CREATE UNIQUE INDEX one_open_contest ON link_contest (link_id) WHERE decision IS NULL;
