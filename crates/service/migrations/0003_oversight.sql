-- Access entries: what was done with personal data, on what grounds, by whom. The columns repeat what the committed body says; entries of
-- before have them empty, and still verify.
ALTER TABLE custody_entry ADD COLUMN operation TEXT NOT NULL DEFAULT '';
ALTER TABLE custody_entry ADD COLUMN grounds TEXT NOT NULL DEFAULT '';
ALTER TABLE custody_entry ADD COLUMN actor_blind TEXT NOT NULL DEFAULT '';
CREATE INDEX custody_entry_actor ON custody_entry (actor_blind, recorded_at);
CREATE INDEX custody_entry_time ON custody_entry (recorded_at, entry_id);

-- Who is behind the keyed digest that entries commit to; `name` is sealed. Without this row an entry stands, and names nobody.
CREATE TABLE known_actor (
    actor_blind TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    first_seen_at BIGINT NOT NULL
);

-- Actions that two persons carry out: one asks, another approves. `input` (the action's exact input) and `reason` are sealed; `input_sha256`
-- is over the action's name and that input. A request that nobody decided by `expires_at` has expired, whatever `state` says.
CREATE TABLE approval (
    approval_id TEXT PRIMARY KEY,
    action TEXT NOT NULL,
    input TEXT NOT NULL,
    input_sha256 TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    requested_by TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'refused', 'withdrawn')),
    decided_by TEXT,
    decided_at BIGINT,
    reason TEXT,
    output TEXT,
    CHECK ((state = 'pending') = (decided_by IS NULL AND decided_at IS NULL))
);
CREATE INDEX approval_by_state ON approval (state, requested_at);
