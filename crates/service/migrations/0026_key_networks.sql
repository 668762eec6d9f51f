-- The networks from which a key or certificate counts, with spaces between them; from everywhere where none is named.
ALTER TABLE api_key ADD COLUMN networks TEXT;
