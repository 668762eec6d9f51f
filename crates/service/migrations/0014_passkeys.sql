-- The keyed digest of account and token: a session or one-time code opens the account that the node has given it to, and no other. Those of
-- before have none and open nothing: people sign in again, and codes are asked for anew.
ALTER TABLE staff_session ADD COLUMN owner_blind TEXT NOT NULL DEFAULT '';
ALTER TABLE setup_code ADD COLUMN owner_blind TEXT NOT NULL DEFAULT '';

-- The random name under which authenticators keep an account's passkeys (WebAuthn user handle); made with the first of them.
ALTER TABLE staff_account ADD COLUMN user_handle TEXT;

-- A passkey: `credential` (sealed) is its public key with what the relying party keeps beside it, `credential_blind` the keyed digest of its
-- identifier. One whose counter went back is doubted, and opens nothing any more. Seals name a row by its primary key, which begins with
-- the account: a passkey that was moved to another one does not open.
CREATE TABLE passkey (
    account_id TEXT NOT NULL REFERENCES staff_account (account_id),
    passkey_id TEXT NOT NULL,
    credential_blind TEXT NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    doubted_at BIGINT,
    PRIMARY KEY (account_id, passkey_id)
);
CREATE INDEX passkey_by_account ON passkey (account_id, made_at);

-- A challenge that waits for its one answer. `bound_to` is the session, or SHA-256 of the browser's attempt to sign in, of which `asked_by`
-- is the keyed digest of the client's address.
CREATE TABLE passkey_challenge (
    purpose TEXT NOT NULL CHECK (purpose IN ('register', 'sign_in', 'step_up')),
    bound_to TEXT NOT NULL,
    state TEXT NOT NULL,
    asked_by TEXT,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (purpose, bound_to)
);
CREATE INDEX passkey_challenge_by_end ON passkey_challenge (expires_at);
CREATE INDEX passkey_challenge_by_asker ON passkey_challenge (asked_by, expires_at);
