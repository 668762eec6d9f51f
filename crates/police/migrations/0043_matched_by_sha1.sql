-- A file of a seized device may be found by its SHA-1: many tools state no SHA-256. The table is made anew, because SQLite changes no constraint in
-- place.
CREATE TABLE seized_match_wider (
    seized_list_id TEXT NOT NULL REFERENCES seized_list (seized_list_id),
    sha256 TEXT NOT NULL REFERENCES media_file (sha256),
    matched_by TEXT NOT NULL CHECK (matched_by IN ('sha256', 'sha1', 'md5')),
    PRIMARY KEY (seized_list_id, sha256)
);
INSERT INTO seized_match_wider (seized_list_id, sha256, matched_by)
SELECT seized_list_id, sha256, matched_by FROM seized_match;
DROP TABLE seized_match;
ALTER TABLE seized_match_wider RENAME TO seized_match;
CREATE INDEX seized_match_by_file ON seized_match (sha256);
