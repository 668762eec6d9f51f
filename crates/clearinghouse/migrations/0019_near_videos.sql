-- The PDQ hashes of the distinct frames of a video or an animation that are good enough to compare, 64 digits each, by its content: near-duplicates
-- are told by them. Of what came before this there are none until the same bytes come again.
CREATE TABLE video_print (
    sha256 TEXT PRIMARY KEY,
    hashes TEXT NOT NULL
);
