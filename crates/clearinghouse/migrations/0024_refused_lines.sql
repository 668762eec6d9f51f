-- Lines of imports that made no report. They go with their import: undone, or nothing of it kept any more.
CREATE TABLE refused_line (
    import_id TEXT NOT NULL REFERENCES report_import (import_id),
    line BIGINT NOT NULL, -- number of its first line in the file, from 1
    error TEXT NOT NULL, -- sealed: JSON, see LineError
    PRIMARY KEY (import_id, line)
);

-- Whether anything of an import is kept, without a look at all that is erased.
CREATE INDEX report_origin_kept ON report_origin (import_id) WHERE import_id IS NOT NULL AND original <> '';

-- The classes of a content, withdrawn ones too: their reasons go with its last report.
CREATE INDEX content_class_by_content ON content_class (sha256);
