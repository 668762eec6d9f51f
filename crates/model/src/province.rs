//! The 52 provinces of Spain (with Ceuta and Melilla): names, INE codes and clocks.

use std::fmt;
use std::sync::LazyLock;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::folded_words;

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    include_str!("../data/es-provinces-names.csv").lines().skip(1).filter_map(Row::read).collect()
});

#[derive(Debug)]
struct Row {
    code: &'static str,
    iso: &'static str,
    community: &'static str,
    name: &'static str,
    normalised: Vec<String>,
}

impl Row {
    fn read(line: &'static str) -> Option<Self> {
        // Only the last column is ever quoted, so a plain split into six is exact.
        let mut columns = line.splitn(6, ',');
        let (code, iso, community) = (columns.next()?, columns.next()?, columns.next()?);
        let (name, co_official) = (columns.next()?, columns.next()?);
        let aliases = columns.next()?.trim_matches('"').split(';');
        let names = [name, co_official].into_iter().chain(aliases);
        let normalised = names.map(normalise).filter(|name| !name.is_empty()).collect();
        Some(Self { code, iso, community, name, normalised })
    }
}

/// Lower case, without accents, words parted by one space.
fn normalise(name: &str) -> String {
    folded_words(name).join(" ")
}

/// A province of Spain; written as its INE code.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct Province(&'static Row);

/// No province has this INE code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("province: `{0}` is not an INE province code (01 to 52)")]
pub struct UnknownProvince(String);

impl Province {
    /// All provinces, by INE code.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(Self)
    }

    /// The province with this two-digit INE code.
    pub fn find_code(code: &str) -> Option<Self> {
        Self::all().find(|province| province.code() == code)
    }

    /// The province with this whole name, co-official name or alias, whatever its accents and case. Only for text known to speak of
    /// Spain: Córdoba and Toledo lie in other countries too.
    pub fn find_name(name: &str) -> Option<Self> {
        let wanted = normalise(name);
        Self::all().find(|province| province.0.normalised.contains(&wanted))
    }

    /// INE province code, two digits.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// ISO 3166-2 code.
    pub fn iso(self) -> &'static str {
        self.0.iso
    }

    /// INE code of the autonomous community, two digits.
    pub fn community(self) -> &'static str {
        self.0.community
    }

    /// Castilian name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The clock of the province.
    pub fn zone(self) -> Zone {
        match self.code() {
            "35" | "38" => Zone::AtlanticCanary,
            _ => Zone::EuropeMadrid,
        }
    }
}

impl PartialEq for Province {
    fn eq(&self, other: &Self) -> bool {
        self.code() == other.code()
    }
}

impl Eq for Province {}

impl fmt::Debug for Province {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Province({} {})", self.code(), self.name())
    }
}

impl TryFrom<String> for Province {
    type Error = UnknownProvince;

    fn try_from(code: String) -> Result<Self, UnknownProvince> {
        Self::find_code(&code).ok_or(UnknownProvince(code))
    }
}

impl From<Province> for &'static str {
    fn from(province: Province) -> Self {
        province.code()
    }
}

/// A clock of Spain, named as in the IANA time zone database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The mainland, the Balearic Islands, Ceuta and Melilla.
    EuropeMadrid,
    /// The Canary Islands, one hour behind.
    AtlanticCanary,
}

impl Zone {
    /// Every clock of Spain.
    pub const ALL: [Self; 2] = [Self::EuropeMadrid, Self::AtlanticCanary];

    /// Its rules, compiled in: the same on every machine.
    pub fn time_zone(self) -> TimeZone {
        match self {
            Self::EuropeMadrid => jiff::tz::get!("Europe/Madrid"),
            Self::AtlanticCanary => jiff::tz::get!("Atlantic/Canary"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_find_their_province() {
        let check = |name: &str, code: &str| {
            assert_eq!(Province::find_name(name).map(Province::code), Some(code), "{name}");
        };
        for (name, code) in [("Vizcaya", "48"), ("BIZKAIA", "48"), ("Tenerife", "38"), ("gran canaria", "35")]
        {
            check(name, code);
        }
        for (name, code) in
            [("Avila", "05"), ("Coruña, A", "15"), ("Illes  Balears", "07"), ("Castellón/Castelló", "12")]
        {
            check(name, code);
        }
        for (name, code) in [("Palma de Mallorca", "07"), ("Las Palmas", "35"), ("La Palma", "38")] {
            check(name, code);
        }
        for name in ["Palma", "Gibraltar", "Madri", ""] {
            assert_eq!(Province::find_name(name), None, "{name}");
        }
    }

    #[test]
    fn there_are_52_and_every_name_means_one() {
        let codes: Vec<_> = Province::all().map(Province::code).collect();
        assert_eq!(codes, (1..=52).map(|code| format!("{code:02}")).collect::<Vec<_>>());
        for province in Province::all() {
            for name in &province.0.normalised {
                assert_eq!(Province::find_name(name), Some(province), "{name}");
            }
        }
    }

    #[test]
    fn only_the_canary_islands_keep_another_clock() {
        let canary: Vec<_> =
            Province::all().filter(|p| p.zone() == Zone::AtlanticCanary).map(Province::code).collect();
        assert_eq!(canary, ["35", "38"]);
        assert_eq!(Zone::EuropeMadrid.time_zone().iana_name(), Some("Europe/Madrid"));
    }

    #[test]
    fn serde_writes_the_code() {
        let json = serde_json::to_string(&Province::find_code("28")).unwrap();
        assert_eq!(json, "\"28\"");
        assert_eq!(serde_json::from_str::<Province>(&json).unwrap().name(), "Madrid");
        assert!(
            serde_json::from_str::<Province>("\"53\"").unwrap_err().to_string().contains("INE province code")
        );
    }
}
