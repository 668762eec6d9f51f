-- One key per case, wrapped under a version of the node key. A shredded row keeps its id and loses its key.

CREATE TABLE case_key (
    case_id TEXT PRIMARY KEY,
    wrapped_key TEXT NOT NULL,
    key_version BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    shredded_at BIGINT,
    CHECK ((shredded_at IS NULL) = (wrapped_key <> ''))
);
CREATE INDEX case_key_by_version ON case_key (key_version, case_id) WHERE shredded_at IS NULL;
