-- What the page of figures groups by: the day of receipt, and the country.
CREATE INDEX report_by_receipt ON report (received_at);
CREATE INDEX report_by_country ON report (country_code);
