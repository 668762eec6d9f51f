//! What it takes to open a file that somebody reported, by country and seat: dated data, since courts differ and change.

use jiff::civil::{Date, date};

use super::Review;

/// Who holds the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A national clearinghouse.
    Clearinghouse,
    /// The police.
    Police,
}

impl Seat {
    /// As custody entries and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clearinghouse => "clearinghouse",
            Self::Police => "police",
        }
    }
}

/// What a rule asks for before a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpeningNeeds {
    /// Nothing beyond permission and reason.
    NothingMore,
    /// That the sender viewed the file in full, or that an authorization is recorded.
    ViewedBySenderOrAuthorization,
}

impl OpeningNeeds {
    /// As the API and keys of texts write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NothingMore => "nothing_more",
            Self::ViewedBySenderOrAuthorization => "viewed_by_sender_or_authorization",
        }
    }
}

/// One rule, in force from a day on and until before another.
#[derive(Debug, PartialEq, Eq)]
pub struct OpeningRule {
    /// ISO 3166-1 alpha-2; empty for every country that no row names.
    pub country: &'static str,
    /// Who holds the file.
    pub seat: Seat,
    /// What is asked for.
    pub needs: OpeningNeeds,
    /// First day in force.
    pub valid_from: Date,
    /// First day no longer in force.
    pub valid_until: Option<Date>,
    /// The statute or the judgment.
    pub source: &'static str,
    /// Articles, or what the judgment says and who sees it otherwise.
    pub article: &'static str,
    /// How far the row can be trusted.
    pub review: Review,
}

impl OpeningRule {
    /// Names the row in custody entries: `US/police/2016-08-05`.
    pub fn name(&self) -> String {
        let country = if self.country.is_empty() { "unknown" } else { self.country };
        format!("{country}/{}/{}", self.seat.as_str(), self.valid_from)
    }

    /// Whether somebody read the official text beside it.
    pub fn is_verified(&self) -> bool {
        self.review == Review::Verified
    }

    fn is_in_force(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day < until)
    }
}

const ACKERMAN: Date = date(2016, 8, 5);
const WILSON: Date = date(2021, 9, 21);
const MEASURES: Date = date(2015, 12, 6);

const ACKERMAN_SOURCE: &str = "United States v. Ackerman, 831 F.3d 1292 (10th Cir. 2016)";
const WILSON_SOURCE: &str = "United States v. Wilson, 13 F.4th 961 (9th Cir. 2021)";

/// The stricter rule stands where a circuit has not decided, and where it decided otherwise: who opens first cannot undo it.
pub const OPENING_RULES: &[OpeningRule] = &[
    OpeningRule {
        country: "US",
        seat: Seat::Clearinghouse,
        needs: OpeningNeeds::ViewedBySenderOrAuthorization,
        valid_from: ACKERMAN,
        valid_until: None,
        source: ACKERMAN_SOURCE,
        article: "the clearinghouse acted as government when it opened what the provider had not; circuits differ",
        review: Review::Unverified,
    },
    OpeningRule {
        country: "US",
        seat: Seat::Police,
        needs: OpeningNeeds::ViewedBySenderOrAuthorization,
        valid_from: ACKERMAN,
        valid_until: Some(WILSON),
        source: ACKERMAN_SOURCE,
        article: "what goes beyond the provider's own look is a search; circuits differ",
        review: Review::Unverified,
    },
    OpeningRule {
        country: "US",
        seat: Seat::Police,
        needs: OpeningNeeds::ViewedBySenderOrAuthorization,
        valid_from: WILSON,
        valid_until: None,
        source: WILSON_SOURCE,
        article: "a hash match without a human look does not cover the officer's; the 5th (Reddick) and 6th (Miller) see it otherwise",
        review: Review::Unverified,
    },
    OpeningRule {
        country: "ES",
        seat: Seat::Clearinghouse,
        needs: OpeningNeeds::NothingMore,
        valid_from: MEASURES,
        valid_until: None,
        source: "Ley de Enjuiciamiento Criminal",
        article: "588 ter and 588 sexies do not speak of a file that a reporting party handed in; to be confirmed by counsel",
        review: Review::Unverified,
    },
    OpeningRule {
        country: "ES",
        seat: Seat::Police,
        needs: OpeningNeeds::NothingMore,
        valid_from: MEASURES,
        valid_until: None,
        source: "Ley de Enjuiciamiento Criminal",
        article: "282; 588 ter and 588 sexies do not speak of a file that was handed in; to be confirmed by counsel",
        review: Review::Unverified,
    },
];

/// Where no row is in force: nobody opens by oversight what a court may later say needed a warrant.
const STRICTER: [OpeningRule; 2] = [stricter(Seat::Clearinghouse), stricter(Seat::Police)];

const fn stricter(seat: Seat) -> OpeningRule {
    OpeningRule {
        country: "",
        seat,
        needs: OpeningNeeds::ViewedBySenderOrAuthorization,
        valid_from: Date::ZERO,
        valid_until: None,
        source: "Rule of this house",
        article: "no rule is known for the country that the configuration names; the stricter one stands",
        review: Review::Unverified,
    }
}

/// The rule of a country (ISO 3166-1 alpha-2) on a day; the stricter one where none is known.
pub fn find_opening_rule(country: &str, seat: Seat, day: Date) -> &'static OpeningRule {
    let of_country = |rule: &&OpeningRule| rule.country == country && rule.seat == seat;
    let known = OPENING_RULES.iter().find(|rule| of_country(rule) && rule.is_in_force(day));
    known.unwrap_or(match seat {
        Seat::Clearinghouse => &STRICTER[0],
        Seat::Police => &STRICTER[1],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_half_open() {
        let source = |day| find_opening_rule("US", Seat::Police, day).source;
        assert_eq!(source(date(2021, 9, 20)), ACKERMAN_SOURCE);
        assert_eq!(source(date(2021, 9, 21)), WILSON_SOURCE);
        assert_eq!(source(date(2016, 8, 5)), ACKERMAN_SOURCE);
    }

    #[test]
    fn what_no_row_speaks_of_gets_the_stricter_rule() {
        for (country, seat, day) in [
            ("", Seat::Police, date(2026, 1, 1)),
            ("FR", Seat::Clearinghouse, date(2026, 1, 1)),
            ("US", Seat::Police, date(2016, 8, 4)),
            ("ES", Seat::Police, date(2015, 12, 5)),
        ] {
            let rule = find_opening_rule(country, seat, day);
            assert_eq!((rule.country, rule.seat), ("", seat), "{country}");
            assert_eq!(rule.needs, OpeningNeeds::ViewedBySenderOrAuthorization);
        }
        assert_eq!(find_opening_rule("ES", Seat::Police, date(2026, 1, 1)).needs, OpeningNeeds::NothingMore);
    }

    #[test]
    fn no_two_rules_are_in_force_at_once_and_none_claims_to_be_read() {
        for (i, rule) in OPENING_RULES.iter().enumerate() {
            let others = OPENING_RULES[..i].iter();
            let same = others.filter(|other| (other.country, other.seat) == (rule.country, rule.seat));
            for other in same {
                assert!(
                    !other.is_in_force(rule.valid_from) && !rule.is_in_force(other.valid_from),
                    "{rule:?}"
                );
            }
            assert!(!rule.is_verified(), "nobody compared {} with the official text", rule.name());
        }
    }
}
