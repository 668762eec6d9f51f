-- The log as others see it. `commitment` is what a leaf is the hash of; entries of before have none, and theirs comes from salt and body.
ALTER TABLE custody_entry ADD COLUMN commitment TEXT NOT NULL DEFAULT '';

-- What the node has signed: one row per size for ever, so that no size can have two roots. `note` is the signed text.
CREATE TABLE custody_checkpoint (
    size BIGINT PRIMARY KEY CHECK (size > 0),
    root_hash TEXT NOT NULL,
    note TEXT NOT NULL,
    published_at BIGINT NOT NULL
);

-- Roots over complete subtrees of 256^level leaves, by which tiles above the lowest and proofs are read.
CREATE TABLE custody_subtree (
    level BIGINT NOT NULL CHECK (level > 0),
    place BIGINT NOT NULL CHECK (place >= 0),
    root_hash TEXT NOT NULL,
    PRIMARY KEY (level, place)
);
