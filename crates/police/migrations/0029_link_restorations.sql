-- That a withdrawn link was made to stand again: who, when and why, beside who had withdrawn it, when and why.
CREATE TABLE link_restoration (
    restoration_id TEXT PRIMARY KEY,
    link_id TEXT NOT NULL REFERENCES link (link_id),
    withdrawn_by TEXT NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    withdrawn_reason TEXT NOT NULL, -- sealed
    restored_by TEXT NOT NULL,
    restored_at BIGINT NOT NULL,
    reason TEXT NOT NULL -- sealed
);
CREATE INDEX link_restoration_by_link ON link_restoration (link_id, restored_at);
