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
