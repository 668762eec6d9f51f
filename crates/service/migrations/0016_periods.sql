-- When an account was closed: its period begins there. Of those closed before nobody knows, and they stay until they are closed anew.
ALTER TABLE staff_account ADD COLUMN closed_at BIGINT;
