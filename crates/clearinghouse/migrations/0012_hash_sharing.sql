-- Lists of known hashes that members share. Digests and classes only: never a file, never a description. Instants are microseconds since 1970 in
-- UTC, but for `stamp`, which is whole seconds, as the Hash Sharing API writes them.

-- Who lists, vouches and objects. Numbers below 100001 are left to the numbers of other exchanges.
CREATE TABLE hash_member (
    member_id BIGINT PRIMARY KEY CHECK (member_id > 100000),
    name TEXT NOT NULL UNIQUE,
    -- a machine client here; a source that is pulled; somebody who vouches at such a source
    kind TEXT NOT NULL CHECK (kind IN ('client', 'source', 'voucher')),
    joined_at BIGINT NOT NULL
);

CREATE TABLE hash_list (
    list_name TEXT PRIMARY KEY,
    -- raised by every change of any of its entries
    version BIGINT NOT NULL DEFAULT 0,
    -- of the newest change; none lies before that of an earlier one
    last_stamp BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT
);
INSERT INTO hash_list (list_name) VALUES ('csam');
INSERT INTO hash_list (list_name) VALUES ('exploitative');
INSERT INTO hash_list (list_name) VALUES ('ncii');

CREATE TABLE hash_entry (
    entry_id TEXT PRIMARY KEY,
    -- the place in the order of making; pages are cut by it, so it never changes
    entry_no BIGINT NOT NULL UNIQUE,
    list_name TEXT NOT NULL REFERENCES hash_list (list_name),
    member_id BIGINT NOT NULL REFERENCES hash_member (member_id),
    -- what its member calls it
    source_id TEXT NOT NULL,
    is_video BIGINT NOT NULL CHECK (is_video IN (0, 1)),
    classification TEXT NOT NULL,
    -- the version of the list that brought its last change
    version BIGINT NOT NULL,
    stamp BIGINT NOT NULL,
    withdrawn_by TEXT CHECK (withdrawn_by IN ('owner', 'staff')),
    added_at BIGINT NOT NULL,
    UNIQUE (list_name, member_id, source_id)
);
CREATE INDEX hash_entry_by_stamp ON hash_entry (list_name, stamp, entry_no);

CREATE TABLE hash_fingerprint (
    entry_id TEXT NOT NULL REFERENCES hash_entry (entry_id),
    kind TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (entry_id, kind)
);
CREATE INDEX hash_fingerprint_by_digest ON hash_fingerprint (digest, kind);

-- What became of an entry, version by version.
CREATE TABLE hash_entry_change (
    change_id TEXT PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES hash_entry (entry_id),
    version BIGINT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('added', 'changed', 'withdrawn', 'restored', 'affirmed', 'objected')),
    -- kind of actor and role
    made_by TEXT NOT NULL,
    -- absent where a member of the staff acted
    member_id BIGINT REFERENCES hash_member (member_id),
    made_at BIGINT NOT NULL,
    reason TEXT -- sealed
);
CREATE INDEX hash_entry_change_by_entry ON hash_entry_change (entry_id, version);

-- What a member says of one fingerprint of an entry: its last word.
CREATE TABLE hash_feedback (
    entry_id TEXT NOT NULL REFERENCES hash_entry (entry_id),
    member_id BIGINT NOT NULL REFERENCES hash_member (member_id),
    fingerprint TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('affirmative', 'negative')),
    -- names of reasons with spaces between them; none where it affirms
    reasons TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (entry_id, member_id, fingerprint)
);
CREATE INDEX hash_feedback_by_member ON hash_feedback (member_id, given_at);

-- Up to where a source was pulled, in whole seconds.
CREATE TABLE hash_source_cursor (
    source_name TEXT PRIMARY KEY,
    next_from BIGINT NOT NULL,
    pulled_at BIGINT NOT NULL
);
