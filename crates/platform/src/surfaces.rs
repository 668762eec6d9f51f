//! Surfaces: where on the platform files are seen, whether anybody or only some can see them there, and on what legal basis, in force from
//! when until when, they are compared with hash lists.
//!
//! The software states no basis and knows none: an administrator does, with a reason, and may state another. A surface without one in force
//! today is not compared with anything; what its users report is looked at by people all the same.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use service::Failure;

use crate::db::surfaces::StatementRow;
use crate::statement::Channel;

/// Most characters of a surface's name.
const MOST_CHARS: usize = 64;

/// When Regulation (EU) 2021/1232, extended by (EU) 2024/1307, ceased to apply: the derogation from Directive 2002/58/EC on which
/// interpersonal messages of the European Union were compared with lists. Shown as a fact; it decides nothing.
pub(crate) const DEROGATION_LAPSED_ON: Date = jiff::civil::date(2026, 4, 3);

/// A statement of a surface, read from what an administrator gives.
pub(crate) struct Surface {
    pub(crate) name: String,
    pub(crate) channel: Channel,
    /// The legal basis, in words.
    pub(crate) basis: String,
    pub(crate) from: Date,
    /// The last day; none where the basis is open-ended.
    pub(crate) until: Option<Date>,
}

impl Surface {
    /// Checks what was given; a refusal names the field.
    pub(crate) fn read(
        name: &str,
        channel: &str,
        basis: &str,
        from: &str,
        until: Option<&str>,
    ) -> Result<Self, Failure> {
        let date = |field: &str, text: &str| {
            text.parse::<Date>().map_err(|_| Failure::refused(field, "must be a date as YYYY-MM-DD"))
        };
        let channel = Channel::find(channel)
            .ok_or_else(|| Failure::refused("channel", "must be `public` or `private`"))?;
        let from = date("from", from)?;
        let until = until.filter(|text| !text.is_empty()).map(|text| date("until", text)).transpose()?;
        if until.is_some_and(|until| until < from) {
            return Err(Failure::refused("until", "must not lie before the first day"));
        }
        let basis = crate::api::prose("basis", basis)?;
        Ok(Self { name: name_of(name)?, channel, basis, from, until })
    }
}

/// A name of a surface or of a hash list.
fn name_of(name: &str) -> Result<String, Failure> {
    if is_name(name) {
        Ok(name.to_owned())
    } else {
        Err(Failure::refused("name", "must be 1 to 64 of a-z, 0-9, - and _"))
    }
}

/// Whether a text can name a surface or a hash list.
pub(crate) fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= MOST_CHARS && name.chars().all(plain)
}

/// The day of the node's zone.
pub(crate) fn day_of(zone: &TimeZone, at: Timestamp) -> Date {
    at.to_zoned_datetime(zone.clone()).date()
}

/// Whether a statement is in force on a day; first and last day are.
pub(crate) fn is_in_force(row: &StatementRow, today: Date) -> bool {
    row.from <= today && row.until.is_none_or(|until| today <= until)
}

/// The statement under which a file seen on this surface may be compared with lists today; the refusal names the remedy.
pub(crate) fn in_force<'a>(
    surface: &str,
    channel: Channel,
    row: Option<&'a StatementRow>,
    today: Date,
) -> Result<&'a StatementRow, Failure> {
    let lapsed = || {
        Failure::conflict(format!(
            "surface `{surface}` has no legal basis in force on {today}, so nothing seen there is compared with hash lists: an \
             administrator states one at /surfaces; what a user reported is taken with `scan` false"
        ))
    };
    let row = row.filter(|row| is_in_force(row, today)).ok_or_else(lapsed)?;
    if row.channel == channel {
        return Ok(row);
    }
    let stated = row.channel.name();
    Err(Failure::refused(
        "upload.channel",
        format!("surface `{surface}` is {stated}; give that channel, or the surface where the file was seen"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(from: &str, until: Option<&str>) -> StatementRow {
        StatementRow {
            surface: "chat".to_owned(),
            statement_no: 1,
            channel: Channel::Private,
            basis: "a law".to_owned(),
            from: from.parse().unwrap(),
            until: until.map(|text| text.parse().unwrap()),
            stated_by: "alba".to_owned(),
            stated_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn first_and_last_day_are_in_force_in_the_zone_of_the_node() {
        let basis = row("2024-05-01", Some("2024-05-02"));
        let of = |day: &str| is_in_force(&basis, day.parse().unwrap());
        assert_eq!(
            [of("2024-04-30"), of("2024-05-01"), of("2024-05-02"), of("2024-05-03")],
            [false, true, true, false]
        );
        assert!(is_in_force(&row("2024-05-01", None), "2099-01-01".parse().unwrap()));
        let late = "2024-05-02T22:30:00Z".parse().unwrap();
        let madrid = TimeZone::get("Europe/Madrid").unwrap();
        assert_eq!(day_of(&madrid, late).to_string(), "2024-05-03");
        assert_eq!(day_of(&TimeZone::UTC, late).to_string(), "2024-05-02");
    }

    #[test]
    fn without_a_basis_the_refusal_names_surface_day_and_remedy() {
        let today = "2026-05-01".parse().unwrap();
        let Err(failure) = in_force("chat", Channel::Private, None, today) else { panic!("in force") };
        let text = failure.to_string();
        for word in ["`chat`", "2026-05-01", "/surfaces", "`scan`"] {
            assert!(text.contains(word), "{text}");
        }
        let open = row("2024-05-01", None);
        assert!(in_force("chat", Channel::Private, Some(&open), today).is_ok());
        assert!(in_force("chat", Channel::Public, Some(&open), today).is_err());
    }

    #[test]
    fn a_statement_is_refused_by_field() {
        let of = |name, channel, basis, from, until| match Surface::read(name, channel, basis, from, until) {
            Err(Failure::Refused(refused)) => refused.field.unwrap_or_default(),
            _ => "taken".to_owned(),
        };
        assert_eq!(of("chat", "private", "a law", "2024-05-01", Some("")), "taken");
        assert_eq!(of("Chat", "private", "a law", "2024-05-01", None), "name");
        assert_eq!(of("chat", "secret", "a law", "2024-05-01", None), "channel");
        assert_eq!(of("chat", "private", " ", "2024-05-01", None), "basis");
        assert_eq!(of("chat", "private", "a law", "1 May", None), "from");
        assert_eq!(of("chat", "private", "a law", "2024-05-01", Some("2024-04-30")), "until");
    }
}
