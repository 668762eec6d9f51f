-- What somebody has typed into a form and not sent yet. `draft_key` is the keyed digest of person and form, `actor_blind` that of the person;
-- `body` is sealed. Nobody else is ever shown it, it decides nothing, and after seven days it is gone.
CREATE TABLE form_draft (
    draft_key TEXT PRIMARY KEY,
    actor_blind TEXT NOT NULL,
    body TEXT NOT NULL,
    saved_at BIGINT NOT NULL
);
CREATE INDEX form_draft_by_actor ON form_draft (actor_blind, saved_at);
CREATE INDEX form_draft_by_time ON form_draft (saved_at);
