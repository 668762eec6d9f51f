-- The cluster for whose reports together a country was chosen; empty where it was chosen for a report by itself, or by a job. What stands chosen
-- from before is taken for the latter: a choice for a cluster leaves it alone.
ALTER TABLE report ADD COLUMN country_of_cluster TEXT NOT NULL DEFAULT '';
