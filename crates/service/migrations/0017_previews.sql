-- What is shown: the file itself, or a preview of it. An opening's result may also say why there is no preview. The table is made anew,
-- because SQLite changes no constraint in place.
CREATE TABLE opening_with_look (
    opening_id TEXT PRIMARY KEY,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    look TEXT NOT NULL CHECK (look IN ('original', 'preview')),
    basis TEXT NOT NULL CHECK (basis IN ('own_file', 'nothing_more', 'viewed_by_sender', 'authorization')),
    authorization_id TEXT REFERENCES opening_authorization (authorization_id),
    opened_at BIGINT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    result TEXT CHECK (result IN ('in_full', 'cut_short', 'damaged', 'unsupported', 'undecodable', 'decoder_failed')),
    settled_at BIGINT,
    UNIQUE (opened_by, opened_on, ordinal),
    CHECK ((result IS NULL) = (settled_at IS NULL)),
    CHECK (look = 'preview' OR result IS NULL OR result IN ('in_full', 'cut_short', 'damaged')),
    CHECK ((basis = 'authorization') = (authorization_id IS NOT NULL))
);
INSERT INTO opening_with_look (opening_id, object_kind, object_id, sha256, reason, look, basis, authorization_id, opened_at, opened_by,
    opened_on, ordinal, result, settled_at)
SELECT opening_id, object_kind, object_id, sha256, reason, 'original', basis, authorization_id, opened_at, opened_by, opened_on, ordinal,
    result, settled_at FROM opening;
DROP TABLE opening;
ALTER TABLE opening_with_look RENAME TO opening;
CREATE INDEX opening_by_object ON opening (object_kind, object_id, opening_id);
