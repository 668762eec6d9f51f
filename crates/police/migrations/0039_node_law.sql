-- The country that the node named when it last started: by its law ages are judged and days computed. One row at most; where it has none, Spain's
-- law counts, as it did before this was kept.
CREATE TABLE node_law (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    country TEXT NOT NULL
);
