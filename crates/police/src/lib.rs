//! The police: intake, subjects, disclosure, persons, age and responsibility, tasking, outcomes, tally, press note.
