-- A machine proves who it is by a key, by a certificate of a registered public key, or by both together.
CREATE TABLE machine_proof (
    key_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    secret_sha256 TEXT UNIQUE,
    public_key_sha256 TEXT,
    quota_per_minute BIGINT NOT NULL CHECK (quota_per_minute > 0),
    made_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    CHECK (secret_sha256 IS NOT NULL OR public_key_sha256 IS NOT NULL)
);
INSERT INTO machine_proof (key_id, name, role, secret_sha256, quota_per_minute, made_at, expires_at, revoked_at)
    SELECT key_id, name, role, secret_sha256, quota_per_minute, made_at, expires_at, revoked_at FROM api_key;
DROP TABLE api_key;
ALTER TABLE machine_proof RENAME TO api_key;
CREATE INDEX api_key_by_name ON api_key (name);
CREATE INDEX api_key_by_public_key ON api_key (public_key_sha256);
