-- Objects that an application's store announced: each is fetched by a job and becomes an upload, or says why not. What tells one from
-- another is a keyed digest of bucket, key and eTag, so that a notification that comes twice acts once; it stays when the upload is erased, so
-- that none brings it back.
CREATE TABLE object_event (
    object_event_id TEXT PRIMARY KEY,
    object_blind TEXT NOT NULL UNIQUE,
    object_sealed TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'refused')),
    announced_by TEXT NOT NULL,
    announced_at BIGINT NOT NULL,
    settled_at BIGINT,
    upload_id TEXT UNIQUE REFERENCES upload (upload_id),
    words_sealed TEXT,
    CHECK ((state = 'taken') = (upload_id IS NOT NULL))
);
CREATE INDEX object_event_by_state ON object_event (state, object_event_id);

-- What the application is told of an upload once it was looked up: written with the look-up, sent by a job.
CREATE TABLE verdict_message (
    verdict_message_id TEXT PRIMARY KEY,
    upload_id TEXT NOT NULL REFERENCES upload (upload_id),
    verdict TEXT NOT NULL CHECK (verdict IN ('no_hit', 'hit', 'not_scanned')),
    hit_ids TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    queued_at BIGINT NOT NULL,
    settled_at BIGINT,
    last_error TEXT
);
CREATE INDEX verdict_message_by_state ON verdict_message (state, verdict_message_id);
CREATE INDEX verdict_message_by_upload ON verdict_message (upload_id);
