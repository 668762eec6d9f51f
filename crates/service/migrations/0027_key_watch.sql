-- What a key usually asks: requests in its busiest hour, and how many hours with a request were counted; hours in which it was in doubt are not.
ALTER TABLE api_key ADD COLUMN busiest_hour BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_key ADD COLUMN hours_counted BIGINT NOT NULL DEFAULT 0;
-- Since when it waits for a person to look into it, why (requests, refusals, person), and what was counted in that hour.
ALTER TABLE api_key ADD COLUMN doubted_at BIGINT;
ALTER TABLE api_key ADD COLUMN doubt TEXT;
ALTER TABLE api_key ADD COLUMN doubt_count BIGINT;
-- Since when it opens nothing, until a person releases it.
ALTER TABLE api_key ADD COLUMN held_at BIGINT;
