-- The decision on everything that was due, of which this erasure is one; none where the object was decided on alone.
ALTER TABLE erasure ADD COLUMN batch_id TEXT;
CREATE INDEX erasure_by_batch ON erasure (batch_id);
