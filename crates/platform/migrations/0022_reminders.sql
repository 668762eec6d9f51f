-- On which days the configured address was told what nobody had acknowledged, and whether the message arrived: once a day, where there was anything.
CREATE TABLE reminder (
    day_on TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    ordered_at BIGINT NOT NULL,
    settled_at BIGINT,
    last_error TEXT,
    CHECK ((state = 'waiting') = (settled_at IS NULL))
);
