-- That somebody took a warning on by mistake: who and when, beside who had taken it on. The warning itself is open again.
CREATE TABLE evidence_warning_undo (
    undo_id TEXT PRIMARY KEY,
    act_id TEXT NOT NULL REFERENCES act (act_id),
    days_before BIGINT NOT NULL,
    erasable_on TEXT NOT NULL,
    acknowledged_by TEXT NOT NULL,
    acknowledged_at BIGINT NOT NULL,
    undone_by TEXT NOT NULL,
    undone_at BIGINT NOT NULL,
    reason TEXT NOT NULL -- sealed
);
CREATE INDEX evidence_warning_undo_by_warning ON evidence_warning_undo (act_id, days_before, erasable_on, undone_at);
CREATE INDEX evidence_warning_taken ON evidence_warning (acknowledged_at) WHERE acknowledged_at IS NOT NULL;
