//! From the texts of a row to what they say, whatever the file was.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Batch, BatchRow, FIELDS, MAX_VALUE_CHARS, Place, ReadError};
use crate::disclosure::{Installation, LineKind, Subscriber};

/// A value as it stands in the file.
pub(super) struct Value {
    pub(super) text: String,
    pub(super) place: Place,
}

/// A row as it stands in the file, by the order of [`FIELDS`]; none where nothing stands.
pub(super) struct RawRow {
    pub(super) start: Place,
    pub(super) values: [Option<Value>; FIELDS.len()],
}

impl RawRow {
    fn value(&self, field: &str) -> Option<&Value> {
        let index = FIELDS.iter().position(|name| *name == field)?;
        self.values.get(index)?.as_ref()
    }

    fn text(&self, field: &str) -> Option<String> {
        self.value(field).map(|value| value.text.clone())
    }

    fn need(&self, batch: &Batch<'_>, field: &str) -> Result<&Value, ReadError> {
        let missing = || batch.error(self.start, field, "nothing stands here", "a value");
        self.value(field).ok_or_else(missing)
    }
}

/// Reads a row; the first thing that is wrong is told.
pub(super) fn convert(batch: &Batch<'_>, raw: RawRow) -> Result<BatchRow, ReadError> {
    for (value, field) in raw.values.iter().zip(FIELDS) {
        let Some(value) = value else { continue };
        if value.text.len() > MAX_VALUE_CHARS && value.text.chars().count() > MAX_VALUE_CHARS {
            return Err(batch.wrong(
                value.place,
                field,
                &value.text,
                &format!("at most {MAX_VALUE_CHARS} characters"),
            ));
        }
        if value.text.chars().any(char::is_control) {
            return Err(batch.error(value.place, field, "a control character", "text of one line"));
        }
    }
    let line_no = raw.need(batch, "line_no")?;
    let number = line_no.text.parse::<i64>().ok().filter(|number| *number > 0);
    let number = number
        .ok_or_else(|| batch.wrong(line_no.place, "line_no", &line_no.text, "a whole number from 1"))?;
    let at = raw.need(batch, "at")?;
    let instant = at.text.parse::<Timestamp>().map_err(|_| {
        batch.wrong(at.place, "at", &at.text, "an instant with its zone, as 2020-12-19T22:30:00Z")
    })?;
    Ok(BatchRow {
        request_id: raw.need(batch, "request_id")?.text.clone(),
        line_no: number,
        address: raw.need(batch, "address")?.text.clone(),
        at: instant,
        operator: raw.text("operator"),
        subscriber: subscriber(batch, &raw)?,
        note: raw.text("note"),
        start: raw.start,
        places: raw.values.map(|value| value.map(|value| value.place)),
    })
}

fn subscriber(batch: &Batch<'_>, raw: &RawRow) -> Result<Option<Subscriber>, ReadError> {
    let of_subscriber =
        ["line", "kind", "holder", "born_on", "billing_address", "street", "city", "province"];
    if of_subscriber.iter().all(|field| raw.value(field).is_none()) {
        return Ok(None);
    }
    let kind = raw.need(batch, "kind")?;
    let kind = match kind.text.as_str() {
        "fixed" => LineKind::Fixed,
        "mobile" => LineKind::Mobile,
        other => return Err(batch.wrong(kind.place, "kind", other, "fixed or mobile")),
    };
    let born_on = match raw.value("born_on") {
        Some(value) => Some(
            value
                .text
                .parse::<Date>()
                .map_err(|_| batch.wrong(value.place, "born_on", &value.text, "a day, as 1980-02-03"))?,
        ),
        None => None,
    };
    let place = ["street", "city", "province"].map(|field| raw.text(field));
    let has_place = place.iter().any(Option::is_some);
    let [street, city, province] = place.map(Option::unwrap_or_default);
    Ok(Some(Subscriber {
        line: raw.need(batch, "line")?.text.clone(),
        kind,
        holder: raw.need(batch, "holder")?.text.clone(),
        born_on,
        billing_address: raw.text("billing_address").unwrap_or_default(),
        installation: has_place.then_some(Installation { street, city, province }),
    }))
}
