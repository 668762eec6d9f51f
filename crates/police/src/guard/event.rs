//! What may mislead about the time or the address of an event.

use std::net::IpAddr;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use model::Zone;
use wire::cybertipline::advice::{is_between_operator_and_subscribers, is_public};

/// A report is finished soon after what it tells of; an event further back is more likely a slip in the year. Plausibility, not law.
const LONG_BEFORE: SignedDuration = SignedDuration::from_hours(366 * 24);
/// When the other season's clocks are in force.
const HALF_A_YEAR: SignedDuration = SignedDuration::from_hours(182 * 24);

/// What the event of an act says of its time and address.
#[derive(Clone, Copy)]
pub(crate) struct Event<'a> {
    /// The time in the report's own words.
    pub(crate) stated_text: &'a str,
    pub(crate) happened_at: Timestamp,
    /// When the report was finished.
    pub(crate) reported_at: Timestamp,
    /// As the report writes it.
    pub(crate) address: &'a str,
    pub(crate) has_port: bool,
    /// Whether many subscribers share the address (carrier-grade NAT, RFC 6888).
    pub(crate) shared_by_many: bool,
}

/// One thing that may mislead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventFlag {
    /// The time names no zone.
    NoZone,
    /// The offset is one of Spain's of the other half of the year: the clock of the sender may not have been changed.
    OffsetOutOfSeason,
    /// The offset is in force on the Canary Islands alone, an hour behind the mainland: the place, or a mainland clock that was not put forward.
    OffsetOfIslands,
    /// The clocks of Spain showed this time twice that night.
    ClockRepeated,
    /// The event lies after the report that tells of it.
    AfterReport,
    /// The event lies more than a year before the report that tells of it.
    LongBeforeReport,
    /// Many share the address and no port says which of them.
    PortMissing,
    /// No operator gives the address to anybody: it is of a home network or of a machine itself, lies outside every range, or is none.
    AddressNotPublic,
}

impl EventFlag {
    /// As pages, the API and the database name it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::NoZone => "no_zone",
            Self::OffsetOutOfSeason => "offset_out_of_season",
            Self::OffsetOfIslands => "offset_of_islands",
            Self::ClockRepeated => "clock_repeated",
            Self::AfterReport => "after_report",
            Self::LongBeforeReport => "long_before_report",
            Self::PortMissing => "port_missing",
            Self::AddressNotPublic => "address_not_public",
        }
    }

    /// Why an operator is not asked without a reason; none where the flag only warns.
    pub(crate) fn refusal(self) -> Option<&'static str> {
        match self {
            Self::NoZone => {
                Some("the time that is asked about names no zone; say why an operator is asked all the same")
            }
            Self::OffsetOutOfSeason => Some(
                "the offset of the time that is asked about was in force in Spain only in the other half of the year; say why an operator is asked all the same",
            ),
            Self::OffsetOfIslands | Self::ClockRepeated => None,
            Self::AfterReport => Some(
                "the time that is asked about lies after the report that tells of it; say why an operator is asked all the same",
            ),
            Self::LongBeforeReport => Some(
                "the time that is asked about lies more than a year before the report that tells of it; say why an operator is asked all the same",
            ),
            Self::PortMissing => Some(
                "many subscribers share the address that is asked about and no port is stated; say why an operator is asked all the same",
            ),
            Self::AddressNotPublic => Some(
                "no operator gives the address that is asked about to anybody; say why an operator is asked all the same",
            ),
        }
    }

    /// Whether the time is also asked about as another zone's clock would read it.
    pub(crate) fn asks_second_reading(self) -> bool {
        matches!(self, Self::NoZone | Self::OffsetOutOfSeason)
    }

    /// Whether the clock of the sender may have been that of another zone.
    pub(crate) fn doubts_zone(self) -> bool {
        self.asks_second_reading() || self == Self::OffsetOfIslands
    }
}

impl Event<'_> {
    /// What may mislead about it, in the order of [`EventFlag`].
    pub(crate) fn flags(&self) -> Vec<EventFlag> {
        let offset = stated_offset(self.stated_text);
        let since = self.reported_at.duration_since(self.happened_at);
        let found = [
            (offset.is_none(), EventFlag::NoZone),
            (
                offset.is_some_and(|offset| is_out_of_season(offset, self.happened_at)),
                EventFlag::OffsetOutOfSeason,
            ),
            (
                offset.is_some_and(|offset| is_of_islands(offset, self.happened_at)),
                EventFlag::OffsetOfIslands,
            ),
            (
                Zone::ALL.into_iter().any(|zone| is_repeated(&zone.time_zone(), self.happened_at)),
                EventFlag::ClockRepeated,
            ),
            (since < SignedDuration::ZERO, EventFlag::AfterReport),
            (since > LONG_BEFORE, EventFlag::LongBeforeReport),
            (self.shared_by_many && !self.has_port, EventFlag::PortMissing),
            (!can_be_given(self.address), EventFlag::AddressNotPublic),
        ];
        found.into_iter().filter_map(|(is_so, flag)| is_so.then_some(flag)).collect()
    }
}

/// A zone in which an officer has a stated clock reading looked up as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    Utc,
    Spain(Zone),
}

impl Reading {
    /// Every one, in the order of choices.
    pub(crate) const ALL: [Self; 3] =
        [Self::Spain(Zone::EuropeMadrid), Self::Spain(Zone::AtlanticCanary), Self::Utc];

    /// The name of the zone (IANA).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Utc => "UTC",
            Self::Spain(Zone::EuropeMadrid) => "Europe/Madrid",
            Self::Spain(Zone::AtlanticCanary) => "Atlantic/Canary",
        }
    }

    /// The zone of this name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reading| reading.name() == name)
    }

    /// What the clock reading of a stated time means in this zone; none where that clock showed it twice or never.
    pub(crate) fn instant(self, stated_text: &str) -> Option<Timestamp> {
        let zone = match self {
            Self::Utc => TimeZone::UTC,
            Self::Spain(zone) => zone.time_zone(),
        };
        zone.to_ambiguous_timestamp(clock_reading(stated_text)?).unambiguous().ok()
    }
}

/// Whether an operator can have given an address to somebody: one of the public internet, or one behind its own sharing.
fn can_be_given(address: &str) -> bool {
    let address: Result<IpAddr, _> = address.trim().parse();
    address.is_ok_and(|address| is_public(address) || is_between_operator_and_subscribers(address))
}

/// Where the zone begins in a time as a report writes it (`xs:dateTime`).
fn zone_start(text: &str) -> Option<usize> {
    let time = text.find('T')?;
    let zone = text.get(time..)?.find(['Z', '+', '-'])?;
    Some(time + zone)
}

/// The zone as a time writes it: `Z` or an offset.
pub(crate) fn stated_zone(text: &str) -> Option<&str> {
    stated_offset(text)?;
    text.get(zone_start(text)?..)
}

fn stated_offset(text: &str) -> Option<Offset> {
    let zone = text.get(zone_start(text)?..)?;
    if zone == "Z" {
        return Some(Offset::UTC);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let seconds = (hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?) * 60;
    Offset::from_seconds(if zone.starts_with('-') { -seconds } else { seconds }).ok()
}

fn clock_reading(text: &str) -> Option<DateTime> {
    let end = zone_start(text).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// Whether an offset is one that clocks of Spain have, and had not at this instant.
fn is_out_of_season(offset: Offset, at: Timestamp) -> bool {
    let Ok(other_season) = at.saturating_add(HALF_A_YEAR) else { return false };
    let is_at = |at: Timestamp| Zone::ALL.into_iter().any(|zone| zone.time_zone().to_offset(at) == offset);
    // who writes UTC has no season
    offset != Offset::UTC && !is_at(at) && is_at(other_season)
}

/// Whether an offset is that of the Canary Islands at this instant. In winter they have that of UTC, which says nothing.
fn is_of_islands(offset: Offset, at: Timestamp) -> bool {
    offset != Offset::UTC && Zone::AtlanticCanary.time_zone().to_offset(at) == offset
}

fn is_repeated(zone: &TimeZone, at: Timestamp) -> bool {
    zone.to_ambiguous_timestamp(zone.to_datetime(at)).is_ambiguous()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags_of(stated_text: &str, reported_at: &str) -> Vec<EventFlag> {
        let happened_at = stated_text.parse().unwrap_or_else(|_| format!("{stated_text}Z").parse().unwrap());
        let reported_at = reported_at.parse().unwrap();
        let address = "192.0.2.1";
        Event { stated_text, happened_at, reported_at, address, has_port: false, shared_by_many: false }
            .flags()
    }

    fn check(stated_text: &str, expected: &[EventFlag]) {
        assert_eq!(flags_of(stated_text, "2020-12-31T00:00:00Z"), expected, "{stated_text}");
    }

    #[test]
    fn an_offset_of_the_other_season_is_a_slip() {
        check("2020-07-01T22:00:00+02:00", &[]);
        check("2020-11-01T22:00:00+01:00", &[]);
        check("2020-11-01T22:00:00+02:00", &[EventFlag::OffsetOutOfSeason]);
        for elsewhere in ["Z", "+00:00", "-08:00", "+05:30"] {
            check(&format!("2020-11-01T22:00:00{elsewhere}"), &[]);
            check(&format!("2020-07-01T22:00:00{elsewhere}"), &[]);
        }
    }

    #[test]
    fn an_hour_behind_the_mainland_is_the_islands_or_a_slip() {
        check("2020-07-01T22:00:00+01:00", &[EventFlag::OffsetOfIslands]);
        // on the mainland the clocks never showed this
        check("2020-03-29T02:30:00+01:00", &[EventFlag::OffsetOfIslands]);
        for plain in ["2020-03-29T01:59:59+01:00", "2020-03-29T03:30:00+02:00", "2020-12-01T22:00:00+01:00"] {
            check(plain, &[]);
        }
    }

    #[test]
    fn a_time_without_a_zone_is_flagged() {
        check("2020-11-01T22:00:00", &[EventFlag::NoZone]);
        assert_eq!(stated_zone("2020-11-01T22:00:00"), None);
        assert_eq!(stated_zone("2020-11-01T22:00:00.250+01:00"), Some("+01:00"));
        assert_eq!(stated_zone("2020-11-01T22:00:00Z"), Some("Z"));
    }

    #[test]
    fn the_hour_that_came_twice_is_flagged_in_whatever_zone_it_is_written() {
        // both clocks of Spain are put back at 01:00 UTC
        check("2020-10-24T23:59:59Z", &[]);
        for twice in ["2020-10-25T00:00:00Z", "2020-10-25T02:30:00+01:00", "2020-10-24T17:30:00-07:00"] {
            check(twice, &[EventFlag::ClockRepeated]);
        }
        check("2020-10-25T02:00:00Z", &[]);
    }

    #[test]
    fn a_wrong_year_is_flagged_on_either_side() {
        let year = |year: i32| flags_of(&format!("{year}-11-20T10:00:00Z"), "2020-11-30T10:05:00Z");
        assert_eq!(year(2019), [EventFlag::LongBeforeReport]);
        assert!(year(2020).is_empty());
        assert_eq!(year(2021), [EventFlag::AfterReport]);
    }

    #[test]
    fn a_shared_address_needs_its_port() {
        let event = |has_port, shared_by_many| event_at("192.0.2.1", has_port, shared_by_many);
        assert_eq!(event(false, true).flags(), [EventFlag::PortMissing]);
        assert!(event(true, true).flags().is_empty());
        assert!(event(false, false).flags().is_empty());
    }

    fn event_at(address: &str, has_port: bool, shared_by_many: bool) -> Event<'_> {
        let at = "2020-11-01T10:00:00Z".parse().unwrap();
        let stated_text = "2020-11-01T10:00:00Z";
        Event { stated_text, happened_at: at, reported_at: at, address, has_port, shared_by_many }
    }

    #[test]
    fn an_address_that_no_operator_gives_to_anybody_is_flagged() {
        for given in ["203.0.113.7", " 192.0.2.1 ", "100.64.3.7", "2001:db8::7", "::ffff:192.0.2.7"] {
            assert!(event_at(given, true, false).flags().is_empty(), "{given}");
        }
        for not_given in [
            "10.0.0.1",
            "192.168.1.20",
            "127.0.0.1",
            "169.254.1.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "192.0.2.300",
            "unknown",
            "",
        ] {
            assert_eq!(
                event_at(not_given, true, false).flags(),
                [EventFlag::AddressNotPublic],
                "{not_given}"
            );
        }
    }

    #[test]
    fn one_clock_reading_means_two_instants_in_two_zones() {
        let read =
            |zone: &str, text: &str| Reading::find(zone).unwrap().instant(text).map(|at| at.to_string());
        assert_eq!(read("Europe/Madrid", "2020-11-01T22:00:00+02:00").unwrap(), "2020-11-01T21:00:00Z");
        assert_eq!(read("Atlantic/Canary", "2020-11-01T22:00:00").unwrap(), "2020-11-01T22:00:00Z");
        assert_eq!(read("UTC", "2020-11-01T22:00:00+02:00").unwrap(), "2020-11-01T22:00:00Z");
        assert_eq!(read("Europe/Madrid", "2020-10-25T02:30:00Z"), None, "it came twice");
        assert_eq!(read("Europe/Madrid", "2020-03-29T02:30:00Z"), None, "it never came");
        assert_eq!(Reading::find("Europe/Lisbon"), None);
    }
}
