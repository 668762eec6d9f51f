-- What another service says of an upload: its list or classifier, how near or how sure, and when. Only added to: the newest of a service and a list
-- stands, and `matched` 0 takes back what it said before. It opens a question (`user_report_id`) and decides nothing.
CREATE TABLE match_result (
    upload_id TEXT NOT NULL REFERENCES upload (upload_id),
    result_no BIGINT NOT NULL CHECK (result_no > 0),
    provider TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('hash_list', 'classifier')),
    list_name TEXT NOT NULL,
    version TEXT,
    score DOUBLE PRECISION CHECK (score >= 0 AND score <= 1),
    distance_bits BIGINT CHECK (distance_bits >= 0),
    matched BIGINT NOT NULL CHECK (matched IN (0, 1)),
    matched_at BIGINT NOT NULL,
    given_by TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    user_report_id TEXT REFERENCES user_report (user_report_id),
    PRIMARY KEY (upload_id, result_no)
);
CREATE INDEX match_result_by_user_report ON match_result (user_report_id);
