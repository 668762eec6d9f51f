-- Other ways in, several countries of a report, and clusters of files.

-- An import of many reports from one file.
CREATE TABLE report_import (
    import_id TEXT PRIMARY KEY,
    source TEXT NOT NULL, -- what the mapping calls where the lines come from; keys of lines are told apart by it
    reporting_party TEXT NOT NULL,
    file_name TEXT NOT NULL, -- sealed
    file_sha256 TEXT NOT NULL, -- by it an import that broke off is found again
    mapping TEXT NOT NULL, -- the mapping file as it was sent
    columns TEXT NOT NULL, -- the header record of a CSV file, as JSON; names, no values
    begun_by TEXT NOT NULL,
    begun_at BIGINT NOT NULL,
    last_line BIGINT NOT NULL DEFAULT 0, -- up to which line all were looked at
    kept BIGINT NOT NULL DEFAULT 0,
    known BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    finished_at BIGINT,
    undone_at BIGINT,
    undone_by TEXT,
    undone_reason TEXT NOT NULL DEFAULT '' -- sealed
);
CREATE INDEX report_import_by_source ON report_import (source, import_id);

-- What a report was made of that did not come as a CyberTipline document.
CREATE TABLE report_origin (
    report_id TEXT PRIMARY KEY REFERENCES report (report_id),
    way TEXT NOT NULL CHECK (way IN ('notice', 'import')),
    item_name TEXT REFERENCES evidence_item (name), -- of a notice: its bytes as they came
    original TEXT NOT NULL, -- sealed: of an import the line as it stood in its file; empty for a notice, and once erased
    original_sha256 TEXT NOT NULL,
    import_id TEXT REFERENCES report_import (import_id),
    line BIGINT,
    key_blind TEXT NOT NULL, -- keyed digest of party, source and key of the line; empty for a notice, and once undone or erased
    CHECK ((way = 'import') = (import_id IS NOT NULL)),
    CHECK ((way = 'import') = (line IS NOT NULL))
);
CREATE UNIQUE INDEX report_origin_by_key ON report_origin (key_blind) WHERE key_blind <> '';
CREATE INDEX report_origin_by_import ON report_origin (import_id, line) WHERE import_id IS NOT NULL;
CREATE INDEX report_origin_by_item ON report_origin (item_name) WHERE item_name IS NOT NULL;

-- Files that are the same or near-duplicates, with the reports that have one of them.
CREATE TABLE file_cluster (
    cluster_id TEXT PRIMARY KEY,
    made_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL, -- when its newest report was received
    reports BIGINT NOT NULL DEFAULT 0,
    possible_memes BIGINT NOT NULL DEFAULT 0 -- reports whose sender marks a file of it as a possible meme
);
CREATE INDEX file_cluster_by_size ON file_cluster (reports, cluster_id);
CREATE INDEX file_cluster_by_newest ON file_cluster (last_at, cluster_id);

-- By what a file is known to belong to a cluster: `sha256:` or `pdq:` and hexadecimal digits.
CREATE TABLE cluster_signal (
    signal TEXT PRIMARY KEY,
    cluster_id TEXT NOT NULL REFERENCES file_cluster (cluster_id)
);
CREATE INDEX cluster_signal_by_cluster ON cluster_signal (cluster_id, signal);

CREATE TABLE cluster_report (
    cluster_id TEXT NOT NULL REFERENCES file_cluster (cluster_id),
    report_id TEXT NOT NULL REFERENCES report (report_id),
    received_day BIGINT NOT NULL, -- days since 1970, by UTC
    beside TEXT NOT NULL, -- what it holds beside the shared file, as words with spaces between them
    has_more BIGINT NOT NULL CHECK (has_more IN (0, 1)), -- whether `beside` says anything: what an action over the cluster leaves out
    PRIMARY KEY (cluster_id, report_id)
);
CREATE INDEX cluster_report_by_report ON cluster_report (report_id, cluster_id);
CREATE INDEX cluster_report_by_more ON cluster_report (cluster_id, has_more, report_id);
CREATE INDEX cluster_report_by_day ON cluster_report (cluster_id, received_day);

-- How analysts class the content of a file. It passes to the same SHA-256 and to nothing else.
CREATE TABLE content_class (
    class_id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    class TEXT NOT NULL CHECK (class IN ('a1', 'a2', 'b1', 'b2', 'not_abuse')),
    reason TEXT NOT NULL, -- sealed
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    withdrawn_reason TEXT NOT NULL DEFAULT '', -- sealed
    CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL))
);
-- one that stands for each content
CREATE UNIQUE INDEX content_class_standing ON content_class (sha256) WHERE withdrawn_at IS NULL;
-- Whether anybody here opened a content, whatever report it came with.
CREATE INDEX opening_by_content ON opening (sha256, look, result);

-- How many senders of a content state that a person viewed it, without a look at tens of thousands of rows.
CREATE INDEX report_file_by_viewing ON report_file (sha256, viewing);

-- Countries to which a report goes beside the one in `report`: it may be referred to agencies of each.
CREATE TABLE report_country (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    country_code TEXT NOT NULL,
    grounds TEXT NOT NULL, -- JSON, see Grounds
    chosen_by TEXT NOT NULL,
    chosen_at BIGINT NOT NULL,
    PRIMARY KEY (report_id, country_code)
);
CREATE INDEX report_country_by_country ON report_country (country_code, report_id);

-- To which countries the rules propose that a report goes, with grounds: an analyst decides.
CREATE TABLE country_proposal (
    report_id TEXT NOT NULL REFERENCES report (report_id),
    position BIGINT NOT NULL,
    proposal TEXT NOT NULL, -- JSON, see Proposal
    PRIMARY KEY (report_id, position)
);

-- What came of reports that rested on an entry of a hash list, for the member who owns the entry. It names no report and no sender.
CREATE TABLE list_outcome_feed (
    owner TEXT PRIMARY KEY,
    last_sequence BIGINT NOT NULL
);
CREATE TABLE list_outcome (
    owner TEXT NOT NULL REFERENCES list_outcome_feed (owner),
    sequence BIGINT NOT NULL,
    entry_id TEXT NOT NULL REFERENCES hash_entry (entry_id),
    report_id TEXT NOT NULL REFERENCES report (report_id),
    code TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (owner, sequence)
);
CREATE INDEX list_outcome_by_report ON list_outcome (report_id);
