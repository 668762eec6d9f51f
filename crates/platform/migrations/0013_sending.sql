-- A notice under article 18 of the Digital Services Act that is sent by a program: kept as it was ordered, so that what is sent again says the
-- same under the same key. The newest of a report and duty stands; only one that was refused, or that never left, is followed by another.
CREATE TABLE notice_order (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    duty TEXT NOT NULL,
    order_no BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'repair', 'refused', 'void')),
    notice_sealed TEXT NOT NULL,
    ordered_by TEXT NOT NULL,
    ordered_at BIGINT NOT NULL,
    settled_at BIGINT,
    http_status BIGINT,
    report_number BIGINT,
    words_sealed TEXT,
    PRIMARY KEY (report_id, duty, order_no)
);
CREATE INDEX notice_order_by_state ON notice_order (state, ordered_at);
