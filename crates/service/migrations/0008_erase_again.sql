-- Cases that a database put back had brought to life: their keys are destroyed again, their rows are still to be overwritten.
CREATE TABLE erase_again (
    case_id TEXT NOT NULL PRIMARY KEY,
    erased_at BIGINT NOT NULL
);
