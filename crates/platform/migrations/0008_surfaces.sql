-- On what legal basis a surface is compared with hash lists, and when: only added to, the newest statement of a surface stands. A surface
-- without a statement has no basis: the software states none for anybody.
CREATE TABLE surface_statement (
    surface TEXT NOT NULL,
    statement_no BIGINT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('public', 'private')),
    basis TEXT NOT NULL,
    in_force_from_on TEXT NOT NULL,
    in_force_until_on TEXT,
    reason_sealed TEXT NOT NULL,
    stated_by TEXT NOT NULL,
    stated_at BIGINT NOT NULL,
    PRIMARY KEY (surface, statement_no)
);
-- Where the file was seen, the statement under which it was compared (null before there were any), and whether it was compared at all.
ALTER TABLE upload ADD COLUMN surface TEXT NOT NULL DEFAULT '';
UPDATE upload SET surface = channel;
ALTER TABLE upload ADD COLUMN statement_no BIGINT;
ALTER TABLE upload ADD COLUMN compared BIGINT NOT NULL DEFAULT 1 CHECK (compared IN (0, 1));
