-- Other ways in, several countries of a report, and clusters of files.

-- An import of many reports from one file.
CREATE TABLE report_import (
    import_id TEXT PRIMARY KEY,
    source TEXT NOT NULL, -- what the mapping calls where the lines come from; keys of lines are told apart by it
    reporting_party TEXT NOT NULL,
    file_name TEXT NOT NULL, -- sealed
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
    key_blind TEXT NOT NULL, -- keyed digest of source and key of the line; empty for a notice, and once undone or erased
    CHECK ((way = 'import') = (import_id IS NOT NULL)),
    CHECK ((way = 'import') = (line IS NOT NULL))
);
CREATE UNIQUE INDEX report_origin_by_key ON report_origin (key_blind) WHERE key_blind <> '';
CREATE INDEX report_origin_by_import ON report_origin (import_id, line) WHERE import_id IS NOT NULL;
CREATE INDEX report_origin_by_item ON report_origin (item_name) WHERE item_name IS NOT NULL;
