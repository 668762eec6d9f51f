-- When a machine client last came with this key or certificate, to the minute, noted at most once an hour.
ALTER TABLE api_key ADD COLUMN last_used_at BIGINT;
