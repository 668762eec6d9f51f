-- A receipt of a minor's file that was recorded by mistake and taken back: the file is issued again, and this stays. `reason` is sealed. Only added to.
CREATE TABLE undone_receipt (
    file_id TEXT NOT NULL REFERENCES prosecutor_file (file_id),
    undone_no BIGINT NOT NULL CHECK (undone_no > 0),
    receipt TEXT NOT NULL,
    received_at BIGINT NOT NULL,
    received_by TEXT NOT NULL,
    undone_at BIGINT NOT NULL,
    undone_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (file_id, undone_no)
);
