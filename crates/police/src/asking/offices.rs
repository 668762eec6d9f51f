//! Courts and prosecutors' offices by province and day, for requests to operators and for the files of minors: generic names, as data to choose
//! from, to be confirmed by who writes to them. Nothing is decided from them.

use jiff::civil::{Date, date};
use model::Province;
use model::law::Review;

/// Who is asked to order a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Addressee {
    Court,
    Prosecutor,
    JuvenileProsecutor,
    /// Nobody else: the police ask by themselves.
    Police,
}

impl Addressee {
    /// Every one, in the order of choices.
    pub(crate) const ALL: [Self; 4] = [Self::Court, Self::Prosecutor, Self::JuvenileProsecutor, Self::Police];

    /// As the database, the API and keys of texts write it.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Court => "court",
            Self::Prosecutor => "prosecutor",
            Self::JuvenileProsecutor => "juvenile_prosecutor",
            Self::Police => "police",
        }
    }

    /// The one of this code.
    pub(crate) fn find(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|addressee| addressee.code() == code)
    }
}

/// One kind of office. Where no source says otherwise the name is generic; a wrong one is corrected by hand in what is written to it.
pub(crate) struct OfficeRule {
    pub(crate) addressee: Addressee,
    /// Its name before that of the province.
    pub(crate) name: &'static str,
    /// INE codes; empty for every province.
    pub(crate) provinces: &'static [&'static str],
    /// None where the day is not known: it was so for all that this node holds.
    pub(crate) valid_from: Option<Date>,
    valid_until: Option<Date>,
    /// Law, and where it was read of. In Spanish, as pages show it.
    pub(crate) source: &'static str,
    review: Review,
}

/// LO 1/2025 makes sections of the Tribunales de Instancia of the former courts, in steps in 2025; the last day of that year is taken from
/// secondary sources, unverified.
const SECTIONS: Date = date(2025, 12, 31);

const OFFICES: &[OfficeRule] = &[
    OfficeRule {
        addressee: Addressee::Court,
        name: "Juzgado de Instrucción",
        provinces: &[],
        valid_from: None,
        valid_until: Some(SECTIONS),
        source: "LO 6/1985 (LOPJ), antes de la LO 1/2025",
        review: Review::Unverified,
    },
    OfficeRule {
        addressee: Addressee::Court,
        name: "Tribunal de Instancia, Sección de Instrucción",
        provinces: &[],
        valid_from: Some(SECTIONS),
        valid_until: None,
        source: "LO 1/2025; RD 422/2025",
        review: Review::Unverified,
    },
    OfficeRule {
        addressee: Addressee::Court,
        name: "Tribunal de Instancia, Sección de Violencia contra la Infancia y la Adolescencia",
        provinces: &["08", "28", "30"],
        valid_from: Some(SECTIONS),
        valid_until: None,
        source: "LO 1/2025; elnacional.cat",
        review: Review::Unverified,
    },
    OfficeRule {
        addressee: Addressee::Prosecutor,
        name: "Fiscalía Provincial",
        provinces: &[],
        valid_from: None,
        valid_until: None,
        source: "denominación genérica, sin fuente",
        review: Review::Unverified,
    },
    OfficeRule {
        addressee: Addressee::JuvenileProsecutor,
        name: "Fiscalía Provincial, Sección de Menores",
        provinces: &[],
        valid_from: None,
        valid_until: None,
        source: "RD 1774/2004, art. 2.2; vlex",
        review: Review::Unverified,
    },
];

impl OfficeRule {
    /// Every kind, also those that are no more.
    pub(crate) fn all() -> &'static [Self] {
        OFFICES
    }

    /// Whether somebody read the official text beside it.
    pub(crate) fn is_verified(&self) -> bool {
        self.review == Review::Verified
    }

    fn is_in_force(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_until.is_none_or(|until| day < until)
    }
}

/// The names of the offices of a kind on a day, by province.
pub(crate) fn list_offices(addressee: Addressee, day: Date) -> Vec<String> {
    let in_force = |rule: &&OfficeRule| rule.addressee == addressee && rule.is_in_force(day);
    let named = |rule: &'static OfficeRule| {
        let is_there =
            |province: &Province| rule.provinces.is_empty() || rule.provinces.contains(&province.code());
        let names = Province::all().filter(is_there);
        names.map(|province| format!("{} ({})", rule.name, province.name())).collect::<Vec<_>>()
    };
    OFFICES.iter().filter(in_force).flat_map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_province_has_a_court_and_a_juvenile_prosecutor_on_every_day() {
        for day in [date(2020, 12, 28), date(2025, 12, 30), SECTIONS] {
            let count = |addressee| list_offices(addressee, day).len();
            assert!(count(Addressee::Court) >= 52, "{day}");
            assert_eq!((count(Addressee::JuvenileProsecutor), count(Addressee::Police)), (52, 0), "{day}");
        }
    }

    #[test]
    fn courts_change_their_name_on_the_day() {
        let names = |day| list_offices(Addressee::Court, day);
        assert!(names(date(2025, 12, 30)).iter().all(|name| name.starts_with("Juzgado")));
        assert!(names(SECTIONS).iter().all(|name| name.starts_with("Tribunal")));
        let children = |name: &&String| name.contains("Infancia");
        assert_eq!(names(SECTIONS).iter().filter(children).count(), 3);
    }

    #[test]
    fn every_office_names_a_source_and_none_counts_as_verified_yet() {
        assert!(OfficeRule::all().iter().all(|rule| !rule.source.is_empty() && !rule.is_verified()));
    }
}
