-- What became of an order and was taken back, so that the order is open again: what was said of it, and who took it back, when and why (sealed).
-- Only added to.
CREATE TABLE legal_process_end (
    process_id TEXT NOT NULL REFERENCES legal_process (process_id),
    end_no BIGINT NOT NULL CHECK (end_no > 0),
    state TEXT NOT NULL CHECK (state IN ('answered', 'declined', 'lapsed')),
    settled_on TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    settled_at BIGINT NOT NULL,
    answer_sealed TEXT NOT NULL,
    undone_by TEXT NOT NULL,
    undone_at BIGINT NOT NULL,
    reason_sealed TEXT NOT NULL,
    PRIMARY KEY (process_id, end_no)
);
