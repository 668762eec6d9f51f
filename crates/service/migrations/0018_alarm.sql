-- Somebody on the staff says that a child may be in danger now. `words`, `called_name` and `closed_reason` are sealed. An alarm that is opened
-- again keeps the reason of its last closing and waits for somebody anew.
CREATE TABLE alarm (
    alarm_id TEXT PRIMARY KEY,
    object_kind TEXT,
    object_id TEXT,
    words TEXT NOT NULL,
    raised_at BIGINT NOT NULL,
    raised_by TEXT NOT NULL,
    called_at BIGINT,
    called_name TEXT,
    acknowledged_at BIGINT,
    acknowledged_by TEXT,
    closed_at BIGINT,
    closed_by TEXT,
    closed_reason TEXT,
    reopened_at BIGINT,
    reopened_by TEXT,
    CHECK ((object_kind IS NULL) = (object_id IS NULL)),
    CHECK ((called_at IS NULL) = (called_name IS NULL)),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL)),
    CHECK ((closed_at IS NULL) = (closed_by IS NULL)),
    CHECK (closed_at IS NULL OR acknowledged_at IS NOT NULL)
);
CREATE INDEX alarm_open ON alarm (closed_at, raised_at);
CREATE INDEX alarm_by_object ON alarm (object_kind, object_id);
