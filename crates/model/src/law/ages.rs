//! The age of criminal responsibility elsewhere: a table to look at. Nothing is decided from it, and no function takes an age out of it.

use jiff::civil::{Date, date};

use super::Review;

/// What somebody wrote of one country's age of criminal responsibility.
#[derive(Debug, PartialEq, Eq)]
pub struct AgeElsewhere {
    /// ISO 3166-1 alpha-2, with the part of the country where it is one.
    pub country: &'static str,
    /// Completed years of life; two where the law has one age for most acts and a lower one for some.
    pub years: (u8, Option<u8>),
    /// What the number leaves out; empty where nothing is known.
    pub note: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The day on which that was read.
    pub read_on: Date,
    /// How far the row can be trusted.
    pub review: Review,
}

const READ_ON: Date = date(2026, 11, 1);
const CRIN: &str = "CRIN, minimum ages of criminal responsibility";
const GENERAL: &str = "general knowledge";
const SECONDARY: &str = "a secondary source";

const fn row(
    country: &'static str,
    years: (u8, Option<u8>),
    note: &'static str,
    source: &'static str,
) -> AgeElsewhere {
    AgeElsewhere { country, years, note, source, read_on: READ_ON, review: Review::Unverified }
}

/// By age, then by country. Sources contradict one another: whoever needs an age of these reads the law first.
pub const AGES_ELSEWHERE: &[AgeElsewhere] = &[
    row("AG", (8, None), "", CRIN),
    row("BZ", (9, None), "9 to 11 if mature", CRIN),
    row("BS", (10, None), "10 and 11 if mature", CRIN),
    row("CH", (10, None), "", GENERAL),
    row("GB-NIR", (10, None), "", SECONDARY),
    row("NZ", (14, Some(10)), "10 for the gravest", GENERAL),
    row("AU", (10, None), "federal; some states higher", GENERAL),
    row("BB", (11, None), "", CRIN),
    row("AD", (12, None), "", CRIN),
    row("NL", (12, None), "", SECONDARY),
    row("IE", (12, Some(10)), "10 and 11 for the gravest only", SECONDARY),
    row("GB-SCT", (12, None), "since the Act of 2019", SECONDARY),
    row("KE", (12, None), "since 2022", SECONDARY),
    row("CA", (12, None), "", GENERAL),
    row("MX", (12, None), "", GENERAL),
    row("TR", (12, None), "", GENERAL),
    row("BR", (12, None), "measures", GENERAL),
    row("ZA", (12, None), "since 2022", GENERAL),
    row("FR", (13, None), "a presumption", SECONDARY),
    row("AT", (14, None), "", CRIN),
    row("AL", (16, Some(14)), "16 for minor offences", CRIN),
    row("DE", (14, None), "", SECONDARY),
    row("IT", (14, None), "", GENERAL),
    row("HR", (14, None), "", GENERAL),
    row("SI", (14, None), "", GENERAL),
    row("SK", (14, None), "", GENERAL),
    row("EE", (14, None), "", GENERAL),
    row("LV", (14, None), "", GENERAL),
    row("BG", (14, None), "", GENERAL),
    row("RO", (14, None), "with discernment", GENERAL),
    row("HU", (14, Some(12)), "12 for listed acts", GENERAL),
    row("CY", (14, None), "", GENERAL),
    row("MT", (14, None), "", GENERAL),
    row("CL", (14, None), "", GENERAL),
    row("CO", (14, None), "", GENERAL),
    row("PE", (14, None), "", GENERAL),
    row("JP", (14, None), "", GENERAL),
    row("KR", (14, None), "", GENERAL),
    row(
        "AR",
        (16, Some(14)),
        "Ley 27.801, published on 9 March 2026; sources differ on its start",
        SECONDARY,
    ),
    row("AM", (16, Some(14)), "14 for listed acts", CRIN),
    row("AZ", (16, Some(14)), "14 for listed acts", CRIN),
    row("CN", (16, Some(14)), "12 for killing since 2021", SECONDARY),
    row("LT", (16, Some(14)), "", GENERAL),
    row("UA", (16, Some(14)), "", GENERAL),
    row("RU", (16, Some(14)), "", GENERAL),
    row("CZ", (15, None), "", SECONDARY),
    row("DK", (15, None), "", SECONDARY),
    row("NO", (15, None), "", SECONDARY),
    row("SE", (15, None), "a bill would set 13 for grave acts; adoption not found", SECONDARY),
    row("PL", (17, Some(15)), "15 for grave acts", SECONDARY),
    row("PH", (15, None), "with discernment up to 18", SECONDARY),
    row("GR", (15, None), "", GENERAL),
    row("FI", (15, None), "", GENERAL),
    row("IS", (15, None), "", GENERAL),
    row("BE", (18, Some(16)), "18, with transfer from 16 on", SECONDARY),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_country_stands_once_and_none_claims_to_be_read() {
        for (i, row) in AGES_ELSEWHERE.iter().enumerate() {
            assert!(AGES_ELSEWHERE[..i].iter().all(|other| other.country != row.country), "{row:?}");
            assert_eq!(row.review, Review::Unverified, "{row:?}");
            assert!(row.years.1.is_none_or(|lower| lower < row.years.0), "{row:?}");
            assert!(!row.source.is_empty(), "{row:?}");
        }
    }

    #[test]
    fn a_country_with_a_file_of_its_own_is_not_here() {
        for country in ["ES", "PT", "GB-EAW", "GB"] {
            assert!(AGES_ELSEWHERE.iter().all(|row| row.country != country), "{country}");
        }
    }
}
