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
    /// The same in Spanish.
    pub note_es: &'static str,
    /// Who says so.
    pub source: &'static str,
    /// The same in Spanish.
    pub source_es: &'static str,
    /// The day on which that was read.
    pub read_on: Date,
    /// How far the row can be trusted.
    pub review: Review,
}

const READ_ON: Date = date(2026, 11, 1);

/// In English, in Spanish.
type Said = (&'static str, &'static str);

const CRIN: Said =
    ("CRIN, minimum ages of criminal responsibility", "CRIN, edades mínimas de responsabilidad penal");
const GENERAL: Said = ("general knowledge", "conocimiento general");
const SECONDARY: Said = ("a secondary source", "una fuente secundaria");
const NOTHING: Said = ("", "");

const fn row(
    country: &'static str,
    years: (u8, Option<u8>),
    (note, note_es): Said,
    (source, source_es): Said,
) -> AgeElsewhere {
    let (read_on, review) = (READ_ON, Review::Unverified);
    AgeElsewhere { country, years, note, note_es, source, source_es, read_on, review }
}

/// By age, then by country. Sources contradict one another: whoever needs an age of these reads the law first.
pub const AGES_ELSEWHERE: &[AgeElsewhere] = &[
    row("AG", (8, None), NOTHING, CRIN),
    row("BZ", (9, None), ("9 to 11 if mature", "de 9 a 11 si hay madurez"), CRIN),
    row("BS", (10, None), ("10 and 11 if mature", "10 y 11 si hay madurez"), CRIN),
    row("CH", (10, None), NOTHING, GENERAL),
    row("GB-NIR", (10, None), NOTHING, SECONDARY),
    row("NZ", (14, Some(10)), ("10 for the gravest", "10 para los más graves"), GENERAL),
    row("AU", (10, None), ("federal; some states higher", "federal; algunos estados, más alta"), GENERAL),
    row("BB", (11, None), NOTHING, CRIN),
    row("AD", (12, None), NOTHING, CRIN),
    row("NL", (12, None), NOTHING, SECONDARY),
    row(
        "IE",
        (12, Some(10)),
        ("10 and 11 for the gravest only", "10 y 11 solo para los más graves"),
        SECONDARY,
    ),
    row("GB-SCT", (12, None), ("since the Act of 2019", "desde la ley de 2019"), SECONDARY),
    row("KE", (12, None), ("since 2022", "desde 2022"), SECONDARY),
    row("CA", (12, None), NOTHING, GENERAL),
    row("MX", (12, None), NOTHING, GENERAL),
    row("TR", (12, None), NOTHING, GENERAL),
    row("BR", (12, None), ("measures", "medidas"), GENERAL),
    row("ZA", (12, None), ("since 2022", "desde 2022"), GENERAL),
    row("FR", (13, None), ("a presumption", "una presunción"), SECONDARY),
    row("AT", (14, None), NOTHING, CRIN),
    row("AL", (16, Some(14)), ("16 for minor offences", "16 para infracciones leves"), CRIN),
    row("DE", (14, None), NOTHING, SECONDARY),
    row("IT", (14, None), NOTHING, GENERAL),
    row("HR", (14, None), NOTHING, GENERAL),
    row("SI", (14, None), NOTHING, GENERAL),
    row("SK", (14, None), NOTHING, GENERAL),
    row("EE", (14, None), NOTHING, GENERAL),
    row("LV", (14, None), NOTHING, GENERAL),
    row("BG", (14, None), NOTHING, GENERAL),
    row("RO", (14, None), ("with discernment", "con discernimiento"), GENERAL),
    row("HU", (14, Some(12)), ("12 for listed acts", "12 para hechos enumerados"), GENERAL),
    row("CY", (14, None), NOTHING, GENERAL),
    row("MT", (14, None), NOTHING, GENERAL),
    row("CL", (14, None), NOTHING, GENERAL),
    row("CO", (14, None), NOTHING, GENERAL),
    row("PE", (14, None), NOTHING, GENERAL),
    row("JP", (14, None), NOTHING, GENERAL),
    row("KR", (14, None), NOTHING, GENERAL),
    row(
        "AR",
        (16, Some(14)),
        (
            "Ley 27.801, published on 9 March 2026; sources differ on its start",
            "Ley 27.801, publicada el 9 de marzo de 2026; las fuentes difieren sobre su entrada en vigor",
        ),
        SECONDARY,
    ),
    row("AM", (16, Some(14)), ("14 for listed acts", "14 para hechos enumerados"), CRIN),
    row("AZ", (16, Some(14)), ("14 for listed acts", "14 para hechos enumerados"), CRIN),
    row("CN", (16, Some(14)), ("12 for killing since 2021", "12 para el homicidio desde 2021"), SECONDARY),
    row("LT", (16, Some(14)), NOTHING, GENERAL),
    row("UA", (16, Some(14)), NOTHING, GENERAL),
    row("RU", (16, Some(14)), NOTHING, GENERAL),
    row("CZ", (15, None), NOTHING, SECONDARY),
    row("DK", (15, None), NOTHING, SECONDARY),
    row("NO", (15, None), NOTHING, SECONDARY),
    row(
        "SE",
        (15, None),
        (
            "a bill would set 13 for grave acts; adoption not found",
            "un proyecto de ley fijaría 13 para hechos graves; no consta su aprobación",
        ),
        SECONDARY,
    ),
    row("PL", (17, Some(15)), ("15 for grave acts", "15 para hechos graves"), SECONDARY),
    row("PH", (15, None), ("with discernment up to 18", "con discernimiento hasta los 18"), SECONDARY),
    row("GR", (15, None), NOTHING, GENERAL),
    row("FI", (15, None), NOTHING, GENERAL),
    row("IS", (15, None), NOTHING, GENERAL),
    row(
        "BE",
        (18, Some(16)),
        ("18, with transfer from 16 on", "18, con traslado a la justicia de adultos desde los 16"),
        SECONDARY,
    ),
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
            assert!(!row.source.is_empty() && !row.source_es.is_empty(), "{row:?}");
            assert_eq!(row.note.is_empty(), row.note_es.is_empty(), "{row:?}");
        }
    }

    #[test]
    fn a_country_with_a_file_of_its_own_is_not_here() {
        for country in ["ES", "PT", "GB-EAW", "GB"] {
            assert!(AGES_ELSEWHERE.iter().all(|row| row.country != country), "{country}");
        }
    }
}
