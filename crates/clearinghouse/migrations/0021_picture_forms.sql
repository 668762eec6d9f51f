-- The PDQ hashes of a picture's eight turned and mirrored forms, that as stored first, 64 digits each, by its content: lists of known hashes are asked
-- by all of them. Of what came before this there are none until the same bytes come again.
CREATE TABLE picture_form (
    sha256 TEXT PRIMARY KEY,
    hashes TEXT NOT NULL
);
