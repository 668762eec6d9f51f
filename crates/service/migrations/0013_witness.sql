-- As a witness: the newest checkpoint of each log that this node has cosigned. It only ever grows.
CREATE TABLE witnessed_log (
    origin TEXT PRIMARY KEY,
    size BIGINT NOT NULL CHECK (size >= 0),
    root_hash TEXT NOT NULL,
    note TEXT NOT NULL,
    cosigned_at BIGINT NOT NULL
);

-- As a witness: checkpoints that a log has signed and this node refused, beside what it had cosigned. A `fork` proves that the log has signed
-- two histories; an `unproven` one came with a proof that does not hold, and is settled when a good proof leads to it or beyond; found to be a fork it becomes one.
CREATE TABLE witness_refusal (
    origin TEXT NOT NULL,
    size BIGINT NOT NULL,
    root_hash TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('fork', 'unproven')),
    note TEXT NOT NULL,
    kept_size BIGINT NOT NULL,
    kept_note TEXT NOT NULL,
    refused_at BIGINT NOT NULL,
    settled_at BIGINT,
    PRIMARY KEY (origin, size, root_hash)
);

-- As a log: what witnesses said of this node's checkpoints, one line of the signed note each.
CREATE TABLE custody_cosignature (
    size BIGINT NOT NULL,
    witness TEXT NOT NULL,
    line TEXT NOT NULL,
    cosigned_at BIGINT NOT NULL,
    PRIMARY KEY (size, witness)
);
CREATE INDEX custody_cosignature_of_witness ON custody_cosignature (witness, size);
CREATE INDEX custody_checkpoint_published ON custody_checkpoint (published_at);
