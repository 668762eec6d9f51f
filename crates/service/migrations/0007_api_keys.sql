-- Keys of machine clients; the secret is a random value of 256 bits, of which SHA-256 is kept. Several keys may stand for one machine.
CREATE TABLE api_key (
    key_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL UNIQUE,
    quota_per_minute BIGINT NOT NULL CHECK (quota_per_minute > 0),
    made_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_key_by_name ON api_key (name);
