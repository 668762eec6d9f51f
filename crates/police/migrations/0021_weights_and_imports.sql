-- The weights in use: those applied last. Without a row, those that come with the software.
CREATE TABLE applied_weights (
    applied_id TEXT PRIMARY KEY,
    weights_version TEXT NOT NULL,
    content TEXT NOT NULL, -- the file
    signed_by TEXT NOT NULL, -- names of the keys that signed it; empty where none is asked for
    applied_by TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);
