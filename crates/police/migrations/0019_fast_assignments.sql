-- Assignments that stand, by unit and by time, so that a page of them reads what it shows.
DROP INDEX assignment_by_unit;
CREATE INDEX assignment_by_unit ON assignment (standing, unit, assignment_id, person_id);
CREATE INDEX assignment_by_time ON assignment (standing, assigned_at, assignment_id, person_id, unit);
