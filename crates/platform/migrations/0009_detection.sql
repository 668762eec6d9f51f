-- Lists in use are index files in the data folder; the database keeps their heads, and of their entries those that were hit.
ALTER TABLE hash_list_version ADD COLUMN members TEXT NOT NULL DEFAULT '[]';
ALTER TABLE hash_list_version ADD COLUMN classification TEXT;
ALTER TABLE hash_list_version ADD COLUMN active_permille BIGINT NOT NULL DEFAULT 1000;
ALTER TABLE hash_list_version ADD COLUMN index_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE hash_list_version ADD COLUMN left_out BIGINT NOT NULL DEFAULT 0;
-- A version that came before nobody was named who vouches for it: it is told apart until somebody is.
ALTER TABLE hash_list_version ADD COLUMN shadow BIGINT NOT NULL DEFAULT 1 CHECK (shadow IN (0, 1));

ALTER TABLE hash_list_entry ADD COLUMN members TEXT NOT NULL DEFAULT '[]';
ALTER TABLE hash_list_entry ADD COLUMN opaque TEXT;
ALTER TABLE hash_list_entry ADD COLUMN source_id TEXT;

-- More ways to recognise a file than before. Decisions point at hits, so the column is made anew and not the table.
ALTER TABLE hit ADD COLUMN matched_by TEXT NOT NULL DEFAULT 'md5'
    CHECK (matched_by IN ('sha256', 'sha1', 'pdq', 'vpdq', 'opaque', 'md5'));
UPDATE hit SET matched_by = algorithm;
ALTER TABLE hit DROP COLUMN algorithm;
ALTER TABLE hit RENAME COLUMN matched_by TO algorithm;
-- Of a list that is only tried out: counted, and never in the queue.
ALTER TABLE hit ADD COLUMN shadow BIGINT NOT NULL DEFAULT 0 CHECK (shadow IN (0, 1));
ALTER TABLE hit ADD COLUMN quality BIGINT;
-- 0 as stored, 1 to 7 turned or mirrored.
ALTER TABLE hit ADD COLUMN form BIGINT NOT NULL DEFAULT 0;
-- Of a video: how much of it matches, and how much of the listed one.
ALTER TABLE hit ADD COLUMN query_percent BIGINT;
ALTER TABLE hit ADD COLUMN compared_percent BIGINT;
CREATE INDEX hit_by_list ON hit (list_name, list_version, found_at);

-- A hash taken back by a named human: whatever carries it in any version of the list gives no hit until it is restored.
CREATE TABLE hash_list_withdrawal (
    withdrawal_id TEXT PRIMARY KEY,
    list_name TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason_sealed TEXT NOT NULL,
    withdrawn_by TEXT NOT NULL,
    withdrawn_at BIGINT NOT NULL,
    restore_reason_sealed TEXT,
    restored_by TEXT,
    restored_at BIGINT,
    CHECK ((restored_at IS NULL) = (restored_by IS NULL))
);
CREATE INDEX hash_list_withdrawal_by_digest ON hash_list_withdrawal (list_name, digest);

-- The hashes of a file's eight forms and of its frames (JSON), so that a new version of a list is compared with what came before it.
CREATE TABLE upload_frame (
    upload_id TEXT PRIMARY KEY REFERENCES upload (upload_id),
    forms TEXT NOT NULL,
    frames TEXT NOT NULL
);

-- How many hits a list gave on one day of the node's zone; each stands in the custody log too.
CREATE TABLE hash_list_day (
    list_name TEXT NOT NULL,
    day_on TEXT NOT NULL,
    hits BIGINT NOT NULL,
    shadow_hits BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (list_name, day_on)
);
