//! Spain. The age is that at the time of the act (LO 5/2000 art. 5.3).
//!
//! Nobody has compared these rows with the official text yet; each says so, and so do the pages that show them.

use jiff::civil::{Date, date};

use super::{AgeKind, Duty, Handling, LimitationRule, Owed, PreservationOrder, Review, Term, Threshold};

const JUVENILE_LAW: &str = "Ley Orgánica 5/2000, reguladora de la responsabilidad penal de los menores";
const PENAL_CODE: &str = "Ley Orgánica 10/1995, del Código Penal";
const PROCEDURE: &str = "Ley de Enjuiciamiento Criminal";
const PROTOCOL: &str = "Protocolo de actuación policial con menores (Instrucción SES 1/2017)";
const REGULATION: &str = "Real Decreto 1774/2004, Reglamento de la LO 5/2000";

/// LO 5/2000 came into force one year after its publication of 13 January 2000; CP art. 19 waited for it (CP final provision 7).
const JUVENILE_FROM: Date = date(2001, 1, 13);
const PENAL_CODE_FROM: Date = date(1996, 5, 24);

pub(super) const THRESHOLDS: &[Threshold] = &[
    Threshold {
        age: AgeKind::CriminalResponsibility,
        years: 14,
        valid_from: JUVENILE_FROM,
        source: JUVENILE_LAW,
        // 5.3 is where it says that the age at the act counts
        article: "1.1, 3, 5.3",
        review: Review::Unverified,
    },
    Threshold {
        age: AgeKind::AdultCode,
        years: 18,
        valid_from: JUVENILE_FROM,
        source: PENAL_CODE,
        article: "19",
        review: Review::Unverified,
    },
];

const fn juvenile(key: &'static str, years: u8) -> LimitationRule {
    LimitationRule {
        handling: Handling::Juvenile,
        key,
        years,
        valid_from: JUVENILE_FROM,
        source: JUVENILE_LAW,
        article: "15",
        review: Review::Unverified,
    }
}

const fn adult(key: &'static str, years: u8) -> LimitationRule {
    LimitationRule {
        handling: Handling::Adult,
        key,
        years,
        valid_from: PENAL_CODE_FROM,
        source: PENAL_CODE,
        article: "131",
        review: Review::Unverified,
    }
}

/// The class of an offence is for a person to say. An act of CP 189.1 by a minor usually falls into the first; whether CP 132.1 (running from a
/// birthday of the victim) makes it longer is disputed, and so is no row.
pub(super) const LIMITATIONS: &[LimitationRule] = &[
    juvenile("less-serious", 1),
    juvenile("grave", 3),
    juvenile("over-ten", 5),
    adult("up-to-five", 5),
    adult("over-five", 10),
    adult("over-ten", 15),
    adult("fifteen-or-more", 20),
];

/// The measures of LECrim title VIII of book II came into force on 6 December 2015 (LO 13/2015).
pub(super) const PRESERVATION: PreservationOrder = PreservationOrder {
    term: Term::Days(90),
    extended: Term::Days(180),
    valid_from: date(2015, 12, 6),
    source: PROCEDURE,
    article: "588 octies",
    review: Review::Unverified,
};

const fn duty(
    handling: Handling,
    key: &'static str,
    owed: Owed,
    (source, article): (&'static str, &'static str),
) -> Duty {
    Duty {
        handling,
        key,
        owed,
        in_custody: false,
        within_hours: None,
        source,
        article,
        review: Review::Unverified,
    }
}

const fn in_custody(duty: Duty, within_hours: Option<i64>) -> Duty {
    Duty { in_custody: true, within_hours, ..duty }
}

/// In the order in which they come up. Files are kept apart on every path: one for each minor, apart from adults.
pub(super) const DUTIES: &[Duty] = &[
    duty(Handling::Protection, "under-file", Owed::JuvenileProsecutor, (JUVENILE_LAW, "3")),
    duty(Handling::Protection, "under-particulars", Owed::ProtectionBody, (JUVENILE_LAW, "3")),
    duty(Handling::Protection, "under-no-arrest", Owed::MinorAndGuardians, (JUVENILE_LAW, "1.1, 3")),
    duty(Handling::Juvenile, "juvenile-heard", Owed::MinorAndGuardians, (PROTOCOL, "4.1")),
    duty(Handling::Juvenile, "juvenile-prosecutor", Owed::JuvenileProsecutor, (JUVENILE_LAW, "6")),
    duty(Handling::Juvenile, "juvenile-measures", Owed::JuvenileProsecutor, (REGULATION, "2.2")),
    duty(
        Handling::Juvenile,
        "juvenile-own-file",
        Owed::JuvenileProsecutor,
        (JUVENILE_LAW, "16.5; Circular 9/2011 FGE, IV.4"),
    ),
    in_custody(
        duty(Handling::Juvenile, "juvenile-words", Owed::MinorAndGuardians, (JUVENILE_LAW, "17.1")),
        None,
    ),
    in_custody(
        duty(Handling::Juvenile, "juvenile-told", Owed::MinorAndGuardians, (JUVENILE_LAW, "17.1")),
        None,
    ),
    in_custody(
        duty(Handling::Juvenile, "juvenile-lawyer", Owed::MinorAndGuardians, (JUVENILE_LAW, "17.2")),
        None,
    ),
    in_custody(
        duty(Handling::Juvenile, "juvenile-apart", Owed::MinorAndGuardians, (JUVENILE_LAW, "17.3")),
        None,
    ),
    in_custody(
        duty(Handling::Juvenile, "juvenile-release", Owed::JuvenileProsecutor, (JUVENILE_LAW, "17.4")),
        Some(24),
    ),
    in_custody(
        duty(Handling::Juvenile, "juvenile-decision", Owed::JuvenileProsecutor, (JUVENILE_LAW, "17.5")),
        Some(48),
    ),
    duty(Handling::Adult, "adult-file", Owed::Court, (PROCEDURE, "284.2, 295")),
    in_custody(duty(Handling::Adult, "adult-release", Owed::Person, (PROCEDURE, "520.1")), Some(72)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_claims_to_be_read() {
        let reviews = THRESHOLDS.iter().map(|row| row.review);
        let reviews = reviews.chain(LIMITATIONS.iter().map(|row| row.review));
        let reviews = reviews.chain([PRESERVATION.review]);
        assert!(reviews.chain(DUTIES.iter().map(|row| row.review)).all(|it| it == Review::Unverified));
    }
}
