//! A birth date as an officer types it, in the precision in which it is known.

use jiff::civil::{Date, Time};
use model::Precision;
use service::Failure;

/// How precisely it can be known.
pub(super) const KINDS: [&str; 5] = ["day", "month", "year", "range", "unknown"];

/// What was typed.
pub(super) struct Birth<'a> {
    /// One of [`KINDS`]; the fields of the others do not count.
    pub(super) kind: &'a str,
    pub(super) day: &'a str,
    pub(super) time: &'a str,
    pub(super) month: &'a str,
    pub(super) year: &'a str,
    pub(super) from: &'a str,
    pub(super) to: &'a str,
}

impl Birth<'_> {
    /// None where it is said to be unknown.
    pub(super) fn read(&self) -> Result<Option<Precision>, Failure> {
        Ok(Some(match self.kind {
            "day" => Precision::Day { date: read_day("birth_day", self.day)?, time: self.read_time()? },
            "month" => {
                let (year, month) = read_month(self.month)?;
                Precision::Month { year, month }
            }
            "year" => {
                let year = self.year.trim().parse();
                Precision::Year(year.map_err(|_| Failure::refused("birth_year", "give a year, as 2006"))?)
            }
            "range" => Precision::Range {
                from: read_day("birth_from", self.from)?,
                to: read_day("birth_to", self.to)?,
            },
            "unknown" => return Ok(None),
            _ => {
                let message = "say how precisely the birth date is known, or that it is unknown";
                return Err(Failure::refused("birth_kind", message));
            }
        }))
    }

    fn read_time(&self) -> Result<Option<Time>, Failure> {
        let text = self.time.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let time = text.parse().map_err(|_| Failure::refused("birth_time", "give a time, as 04:30"))?;
        Ok(Some(time))
    }
}

fn read_day(field: &str, text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| Failure::refused(field, "give a day, as 2006-05-31"))
}

fn read_month(text: &str) -> Result<(i16, i8), Failure> {
    let wrong = || Failure::refused("birth_month", "give a year and a month, as 2006-05");
    let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
    Ok((year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    const NOTHING: Birth<'static> =
        Birth { kind: "", day: "", time: "", month: "", year: "", from: "", to: "" };

    #[test]
    fn each_precision_is_read_from_its_own_fields() {
        let (from, to) = (date(2004, 5, 6), date(2005, 5, 6));
        for (birth, precision) in [
            (
                Birth { kind: "day", day: "2004-05-06", ..NOTHING },
                Some(Precision::Day { date: from, time: None }),
            ),
            (
                Birth { kind: "day", day: "2004-05-06", time: "04:30", year: "x", ..NOTHING },
                Some(Precision::Day { date: from, time: Some(time(4, 30, 0, 0)) }),
            ),
            (
                Birth { kind: "month", month: "2004-05", ..NOTHING },
                Some(Precision::Month { year: 2004, month: 5 }),
            ),
            (Birth { kind: "year", year: " 2004", ..NOTHING }, Some(Precision::Year(2004))),
            (
                Birth { kind: "range", from: "2004-05-06", to: "2005-05-06", ..NOTHING },
                Some(Precision::Range { from, to }),
            ),
            (Birth { kind: "unknown", day: "2004-05-06", ..NOTHING }, None),
        ] {
            assert_eq!(birth.read().unwrap(), precision);
        }
    }

    #[test]
    fn what_cannot_be_read_names_its_field() {
        for (birth, field) in [
            (NOTHING, "birth_kind"),
            (Birth { kind: "day", day: "6 May", ..NOTHING }, "birth_day"),
            (Birth { kind: "day", day: "2004-05-06", time: "early", ..NOTHING }, "birth_time"),
            (Birth { kind: "month", month: "2004", ..NOTHING }, "birth_month"),
            (Birth { kind: "year", year: "", ..NOTHING }, "birth_year"),
            (Birth { kind: "range", from: "2004-05-06", to: "", ..NOTHING }, "birth_to"),
        ] {
            let failure = birth.read().unwrap_err();
            assert!(failure.to_string().starts_with(&format!("{field}: ")), "{failure}");
        }
    }
}
