-- Where an account was seen of which no act is made: at a sign-in or a registration, say. Only what has a time, since no operator can be asked
-- without one. `connection` is sealed. What came before this was kept stands sealed in `report_account.stated` alone, without its operator, which only
-- the package tells: no SQL can bring it here.
CREATE TABLE ip_event (
    event_id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES report (report_id),
    account_id TEXT NOT NULL REFERENCES account (account_id),
    event_name TEXT NOT NULL, -- as the CyberTipline names it; empty where none is stated
    stated_text TEXT NOT NULL,
    happened_at BIGINT NOT NULL,
    connection TEXT, -- none is left once it is erased
    operator TEXT,
    shared_by_many BIGINT NOT NULL CHECK (shared_by_many IN (0, 1)),
    -- as those of an act: by the operator's word, or by law alone; the latter empty until it is computed
    erasable_on TEXT NOT NULL,
    erasable_by_law_on TEXT NOT NULL
);
CREATE INDEX ip_event_by_report ON ip_event (report_id);
CREATE INDEX ip_event_by_account ON ip_event (account_id);
CREATE INDEX ip_event_without_law_day ON ip_event (event_id) WHERE erasable_by_law_on = '';
