-- Which columns of a list somebody chose. `list_key` is the keyed digest of person and list, `actor_blind` that of the person; a choice that was not made
-- anew for a year counts no more, and goes when its person makes another.
CREATE TABLE list_columns (
    list_key TEXT PRIMARY KEY,
    actor_blind TEXT NOT NULL,
    chosen TEXT NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE INDEX list_columns_by_actor ON list_columns (actor_blind, saved_at);
