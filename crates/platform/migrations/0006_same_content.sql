-- What was decided before on the same bytes is counted on every item's page.
CREATE INDEX upload_by_content ON upload (sha256);
